"""Powers used on people: arrests, stops and searches, force."""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import (
    FORCE,
    LSOA,
    MONTH,
    count,
    flag,
    moment,
    named,
    person,
    reference,
    term,
)
from frankpledge.contracts.crimes import CRIME_LINK, OFFENCE_GROUPS
from frankpledge.contracts.governance import SENSITIVE, Grain
from frankpledge.contracts.people import ABOUT_PERSON
from frankpledge.contracts.rules import RequiredWhen
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

ARREST_REASONS = words(
    "arrest-reason",
    "Notifiable offence",
    "Driving while disqualified",
    "Drink or drug driving",
    "Other traffic offence",
    "Breach of order or bail",
    "Warrant",
    "Breach of the peace",
    "Other",
)
SEARCH_POWERS = words(
    "search-power",
    "PACE 1984 section 1",
    "Misuse of Drugs Act 1971 section 23",
    "Criminal Justice and Public Order Act 1994 section 60",
    "Firearms Act 1968 section 47",
    "Other power",
    source="Home Office stop and search return, shortened",
)
SEARCH_OBJECTS = words(
    "search-object",
    "Controlled drugs",
    "Offensive weapons",
    "Stolen goods",
    "Article for use in theft",
    "Articles for use in criminal damage",
    "Firearms",
    "Fireworks",
    "Anything to threaten or harm anyone",
    "Evidence of offences under the Act",
    "Psychoactive substances",
    "Other",
    source="objects of search as data.police.uk publishes them",
)
SEARCH_OUTCOMES = words(
    "search-outcome",
    "No further action",
    "Arrest",
    "Community resolution",
    "Penalty notice for disorder",
    "Khat or cannabis warning",
    "Caution",
    "Summons or charged by post",
    "Other action",
    source="outcomes of the Home Office stop and search return",
)
TACTICS = words(
    "force-tactic",
    "Handcuffing, compliant",
    "Handcuffing, not compliant",
    "Unarmed skills",
    "Ground restraint",
    "Limb or body restraints",
    "Baton drawn",
    "Baton used",
    "Irritant spray drawn",
    "Irritant spray used",
    "Spit guard",
    "Conducted energy device drawn or aimed",
    "Conducted energy device fired",
    "Dog",
    "Firearm aimed",
    "Firearm fired",
    "Other",
    source="Home Office use of force statistics, shortened",
)
PERSON = person("person", "police", "Number of the person in the force's system.")

ARRESTS = POLICE.table(
    "arrests",
    "Arrests",
    "One row per person and arrest. Traps: an arrest for several crimes is one arrest, under its main "
    "offence; the arrest rate of crimes is of crimes with an arrest (`recorded-crimes`), not of arrests.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        reference("arrest", "police/arrest", "Number of the custody record or arrest.", required=True),
        PERSON,
        moment("arrested", "When.", required=True),
        term("reason", ARREST_REASONS, "Why.", required=True, personal=PersonalData.OFFENCE),
        term("offence-group", OFFENCE_GROUPS, "Home Office sub-group.", personal=PersonalData.OFFENCE),
        flag("domestic-abuse", "For a crime flagged as domestic abuse."),
        flag("number-plate-camera", "Came of a number-plate camera."),
        named("operation", "Named operation it was part of.", example="voltage"),
        named("suite", "Custody suite; empty where the person was not taken there."),
        CRIME_LINK,
        *ABOUT_PERSON,
        LSOA,
    ),
    month_from="arrested",
    identity=("arrest",),
    rules=(RequiredWhen("offence-group", "reason", ("notifiable-offence",)),),
    across=(KeyIn(("crime",), "recorded-crimes"),),
)

STOP_SEARCHES = POLICE.table(
    "stop-searches",
    "Stops and searches, from the force",
    "One row per person or vehicle searched, from the force's own forms: the published `stops` come later "
    "and without the person. Traps: 'linked' is whether the outcome had to do with the object, not whether "
    "anything was found; ethnicity is what the person said.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        reference("search", "police/search", "Number of the form.", required=True),
        PERSON,
        moment("at", "When.", required=True),
        flag("vehicle-only", "Only a vehicle was searched."),
        term("power", SEARCH_POWERS, "Power used.", required=True),
        term("object", SEARCH_OBJECTS, "Object of search.", required=True),
        term("outcome", SEARCH_OUTCOMES, "What came of it.", required=True, personal=PersonalData.OFFENCE),
        flag("linked", "The outcome had to do with the object of search."),
        flag("found", "Something was found."),
        flag("clothing", "More than outer clothing was removed."),
        *ABOUT_PERSON,
        named("team", "Team of the officer.", area_type="team"),
        LSOA,
    ),
    month_from="at",
    identity=("search",),
)

USE_OF_FORCE = POLICE.table(
    "use-of-force",
    "Use of force",
    "One row per form: an officer's use of force on one person, under the gravest tactic. Traps: two "
    "officers make two rows of one event; compliant handcuffing is most of it, and is counted apart.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        reference("form", "police/force-form", "Number of the form.", required=True),
        PERSON,
        moment("at", "When.", required=True),
        term("tactic", TACTICS, "Gravest tactic used.", required=True),
        count("tactics", "How many tactics were used.", minimum=1),
        flag("person-injured", "The person was injured.", personal=PersonalData.SPECIAL),
        flag("officer-injured", "The officer was injured."),
        flag("arrested", "The person was arrested.", personal=PersonalData.OFFENCE),
        flag("mental-health", "Mental health was a reason.", personal=PersonalData.SPECIAL),
        *ABOUT_PERSON,
        LSOA,
    ),
    month_from="at",
    identity=("form",),
    retention=SENSITIVE,
)

TABLES = (ARRESTS, STOP_SEARCHES, USE_OF_FORCE)
