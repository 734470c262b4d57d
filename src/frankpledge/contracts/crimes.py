"""Crimes as the force's own system records them, with flags, outcomes, people and reviews.

These are not the published `crimes`: they have the day, the class and the people, come earlier, and count
by other rules. Which table a measure is of is said in its definition, and the two are never added.
"""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import (
    FORCE,
    LSOA,
    MONTH,
    day,
    flag,
    moment,
    named,
    person,
    reference,
    term,
)
from frankpledge.contracts.governance import SENSITIVE, Grain
from frankpledge.contracts.people import ABOUT_PERSON, RISK
from frankpledge.contracts.rules import Before, OnlyWhen, RequiredWhen, Together
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import Term, Vocabulary, slug_of, words

OFFENCE_GROUPS = words(
    "offence-group",
    "Homicide",
    "Death or serious injury - unlawful driving",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment",
    "Rape",
    "Other sexual offences",
    "Robbery of business property",
    "Robbery of personal property",
    "Residential burglary: home",
    "Residential burglary: unconnected building",
    "Non-residential burglary",
    "Theft of a vehicle",
    "Theft from a vehicle",
    "Interfering with a vehicle",
    "Theft from the person",
    "Bicycle theft",
    "Shoplifting",
    "Other theft",
    "Criminal damage",
    "Arson",
    "Trafficking of drugs",
    "Possession of drugs",
    "Possession of weapons",
    "Public order offences",
    "Miscellaneous crimes against society",
    "Fraud offences",
    source="sub-groups of Home Office police recorded crime, vehicle offences split",
)

_OUTCOME_TYPES = (
    (1, "Charged or summonsed"),
    (2, "Youth caution"),
    (3, "Adult caution"),
    (4, "Taken into consideration"),
    (5, "Offender died"),
    (6, "Penalty notice for disorder"),
    (7, "Cannabis or khat warning"),
    (8, "Community resolution"),
    (9, "Prosecution not in the public interest (CPS)"),
    (10, "Formal action not in the public interest (police)"),
    (11, "Prosecution prevented: suspect under age"),
    (12, "Prosecution prevented: suspect too ill"),
    (13, "Prosecution prevented: victim or key witness dead or too ill"),
    (14, "Evidential difficulties: suspect not identified, victim does not support action"),
    (15, "Evidential difficulties: suspect identified, victim supports action"),
    (16, "Evidential difficulties: suspect identified, victim does not support action"),
    (17, "Prosecution time limit expired"),
    (18, "Investigation complete: no suspect identified"),
    (19, "National Fraud Intelligence Bureau filed"),
    (20, "Action undertaken by another body"),
    (21, "Further investigation not in the public interest"),
    (22, "Diversionary, educational or intervention activity"),
)
OUTCOME_TYPES = Vocabulary(
    "outcome-type",
    tuple(
        Term(slug_of(text), text, "decided", (number,), written=(str(number), f"OC{number}"))
        for number, text in _OUTCOME_TYPES
    ),
    lenient=True,
    source="Home Office crime outcomes framework, types 1 to 22",
)
HATE_STRANDS = words(
    "hate-strand",
    "Race",
    "Religion",
    "Sexual orientation",
    "Disability",
    "Transgender",
    "More than one",
    source="strands monitored by the Home Office",
)
KNIFE_USE = words("knife-use", "Used", "Threatened", "Carried", "Not known")
ROLES = words("role-in-crime", "Victim", "Suspect", "Offender")
URBAN_RURAL = words("urban-rural", "Urban", "Rural")

CRIME = reference("crime", "police/crime", "Crime number.", required=True)
CRIME_LINK = reference("crime", "police/crime", "Crime number, where there is a crime.")
BEAT = named("beat", "Neighbourhood beat or sector, as the office declares it.", area_type="beat")
URBAN_RURAL_COLUMN = term("urban-rural", URBAN_RURAL, "Whether the place is urban or rural (force's map).")

RECORDED_CRIMES = POLICE.table(
    "recorded-crimes",
    "Crimes recorded by the force",
    "One row per notifiable crime in the force's own system, from the extract of the day it was sent. A "
    "crime belongs to the month it was recorded in, however old the offence. Traps: crimes that were "
    "cancelled or transferred are left out by the sender; flags are set late, so the newest month is low in "
    "them; an empty flag is not 'no'. Counts differ from the published `crimes`, which are a later copy by "
    "other rules.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        CRIME,
        moment("reported", "When it came to the notice of the police."),
        moment("recorded", "When it was recorded.", required=True),
        day("committed", "First day on which it may have happened.", example="2024-05-14"),
        term("offence-group", OFFENCE_GROUPS, "Home Office sub-group.", required=True),
        named("offence-code", "Home Office offence code, such as 8N.", required=True, example="5D"),
        flag("serious-sexual", "A serious sexual offence, rape among them."),
        flag("domestic-abuse", "Flagged as domestic abuse."),
        term(
            "risk",
            RISK,
            "Risk level of the domestic abuse.",
            personal=PersonalData.PERSONAL,
            example="",
        ),
        flag("child-abuse", "Flagged as child sexual abuse or exploitation (CSAE)."),
        flag("violence-against-women", "Within the force's definition of violence against women and girls."),
        flag("knife", "Flagged as knife crime."),
        term("knife-use", KNIFE_USE, "How the knife was used.", example=""),
        flag("weapon", "A weapon of any kind was used, threatened or carried."),
        flag("cyber", "Flagged as cyber or online crime."),
        flag("hate", "Flagged as hate crime."),
        term("hate-strand", HATE_STRANDS, "Which strand.", example=""),
        flag("alcohol", "Flagged as affected by alcohol."),
        flag("night-time-economy", "In a night-time economy area at its hours."),
        flag("mental-health", "Flagged as involving mental health.", personal=PersonalData.SPECIAL),
        flag("suspect-identified", "A suspect has been named."),
        day("arrested", "Day of the first arrest for it.", example="2024-05-28"),
        flag("suspect-under-18", "A suspect was under 18 on the day.", personal=PersonalData.OFFENCE),
        flag("victim-under-18", "A victim was under 18 on the day.", personal=PersonalData.PERSONAL),
        flag("attended", "An officer went to the scene."),
        day("finalised", "Day it was finalised; empty while it is open.", example=""),
        term("outcome-type", OUTCOME_TYPES, "Outcome it has now; empty while it is open.", example=""),
        day("outcome-given", "Day that outcome was given.", example=""),
        URBAN_RURAL_COLUMN,
        LSOA,
        BEAT,
    ),
    month_from="recorded",
    identity=("crime",),
    rules=(
        Before("reported", "recorded"),
        Before("recorded", "finalised"),
        Before("committed", "recorded"),
        OnlyWhen("risk", "domestic-abuse", ("true",)),
        OnlyWhen("knife-use", "knife", ("true",)),
        RequiredWhen("hate-strand", "hate", ("true",)),
        OnlyWhen("hate-strand", "hate", ("true",)),
        Together(("outcome-type", "outcome-given")),
        Before("recorded", "outcome-given"),
    ),
)

CRIME_OUTCOMES = POLICE.table(
    "crime-outcomes",
    "Outcomes given by the force",
    "One row per outcome given to a crime, by the day it was given; a crime can be given several, the last "
    "of which stands. Traps: an outcome is of the month it was given in, not of the crime's; types 14 to 16 "
    "are told apart here and not in the open data.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        CRIME,
        day("given", "Day it was given.", required=True),
        term("outcome-type", OUTCOME_TYPES, "Outcome type.", required=True),
        term("offence-group", OFFENCE_GROUPS, "Home Office sub-group of the crime."),
        flag("domestic-abuse", "The crime is flagged as domestic abuse."),
        flag("could-be-more", "A review found that another outcome could have been considered."),
        flag("knife", "The crime is flagged as knife crime."),
        flag("serious-sexual", "The crime is a serious sexual offence."),
        flag("victim-under-18", "A victim was under 18 on the day.", personal=PersonalData.PERSONAL),
    ),
    month_from="given",
    identity=("crime", "given", "outcome-type"),
    across=(KeyIn(("crime",), "recorded-crimes"),),
)

CRIME_PEOPLE = POLICE.table(
    "crime-people",
    "People in recorded crimes",
    "One row per person and part in a crime: repeat victims and suspects are counted by `person`. Traps: "
    "one person may stand under two numbers until the force merges them, so repeats are at least what is "
    "counted; businesses and the state are left out.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        CRIME,
        person("person", "police", "Number of the person in the force's system.", required=True),
        term("role", ROLES, "Part in the crime.", required=True, personal=PersonalData.OFFENCE),
        moment("recorded", "When the crime was recorded.", required=True),
        term("offence-group", OFFENCE_GROUPS, "Home Office sub-group of the crime.", required=True),
        flag("domestic-abuse", "The crime is flagged as domestic abuse."),
        flag("knife", "The crime is flagged as knife crime."),
        flag("serious-sexual", "The crime is a serious sexual offence."),
        term("risk", RISK, "Risk level of the domestic abuse.", personal=PersonalData.PERSONAL, example=""),
        *ABOUT_PERSON,
    ),
    month_from="recorded",
    identity=("crime", "person", "role"),
    retention=SENSITIVE,
    rules=(OnlyWhen("risk", "domestic-abuse", ("true",)),),
    across=(KeyIn(("crime",), "recorded-crimes"),),
)

INVESTIGATION_REVIEWS = POLICE.table(
    "investigation-reviews",
    "Supervisors' reviews of open investigations",
    "One row per open crime at the end of a month, with the day a supervisor last reviewed it. Traps: the "
    "share reviewed in time is of open investigations, so closing crimes raises it; a crime not yet 28 days "
    "old is not yet due.",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        CRIME,
        day("date", "Last day of the month.", required=True, example="2024-05-31"),
        day("recorded", "Day the crime was recorded.", required=True, example="2024-03-01"),
        day("reviewed", "Day of the last review; empty if there was none.", example="2024-05-20"),
        flag("within-28-days", "No gap between reviews so far was longer than 28 days.", required=True),
        named("team", "Team that investigates.", area_type="team"),
    ),
    month_from="date",
    identity=("crime",),
    rules=(Before("recorded", "reviewed"), Before("reviewed", "date"), Before("recorded", "date")),
    across=(KeyIn(("crime",), "recorded-crimes"),),
)

TABLES = (RECORDED_CRIMES, CRIME_OUTCOMES, CRIME_PEOPLE, INVESTIGATION_REVIEWS)
