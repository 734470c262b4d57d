"""What the public says and joins: surveys, watch schemes, alerts."""

from __future__ import annotations

from frankpledge.contracts.columns import (
    AUTHORITY,
    FORCE,
    LSOA,
    MONTH,
    WARD,
    amount,
    count,
    day,
    flag,
    moment,
    named,
    person,
    reference,
    term,
)
from frankpledge.contracts.governance import KEPT_COUNTS, SENSITIVE, Grain, Owner
from frankpledge.contracts.people import AGE_COLUMN, ETHNICITY_COLUMN, SEX_COLUMN
from frankpledge.contracts.rules import AtMost, OneOf
from frankpledge.contracts.senders import PROVIDER, SURVEYOR
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

ANSWERS = words(
    "answer",
    "Completely satisfied",
    "Very satisfied",
    "Fairly satisfied",
    "Neither",
    "Fairly dissatisfied",
    "Very dissatisfied",
    "Completely dissatisfied",
    "Strongly agree",
    "Tend to agree",
    "Tend to disagree",
    "Strongly disagree",
    "Excellent",
    "Good",
    "Fair",
    "Poor",
    "Very poor",
    "Yes",
    "No",
    "Do not know",
)
SURVEYED_GROUPS = words(
    "surveyed-group",
    "Burglary",
    "Domestic abuse",
    "Anti-social behaviour",
    "Hate crime",
    "Violence",
    "Vehicle crime",
    "Rape and serious sexual offences",
    "Road traffic collision",
    "Residents",
    "Alert members",
    "Panel members",
    "Other victims",
)
ALERT_KINDS = words(
    "alert-kind", "Crime prevention", "Local news", "Appeal", "Survey", "Scam warning", "Other"
)
SCHEME_KINDS = words(
    "scheme-kind", "Neighbourhood Watch", "Speed watch", "Rural watch", "Business watch", "Other"
)

SURVEYS = SURVEYOR.table(
    "survey-responses",
    "Survey responses",
    "One row per question answered by a respondent, with the weight. Traps: weights make a county of the "
    "sample, so a share without them is of those who answered; a refusal or 'do not know' is in the base or "
    "not as the measure says; an interview is about a crime of weeks before.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        named("survey", "Survey, as the office declares it.", required=True, example="victim-satisfaction"),
        named("wave", "Wave of it.", example="2024-q1"),
        reference("response", "surveys/response", "Number of the response.", required=True),
        day("answered", "Day it was answered.", required=True),
        term("group", SURVEYED_GROUPS, "Who was asked.", required=True, personal=PersonalData.PERSONAL),
        named("question", "Question, as the office declares it.", required=True, example="kept-informed"),
        term("answer", ANSWERS, "Answer on a scale.", personal=PersonalData.SPECIAL),
        amount("score", "Answer as a number.", example=""),
        flag("satisfied", "Whether the answer counts as satisfied, confident or agreeing."),
        flag("repeat-victim", "Had a similar crime in the last 12 months.", personal=PersonalData.PERSONAL),
        amount("weight", "Weight of the respondent; 1 where there is none.", required=True, example="1.2"),
        AGE_COLUMN,
        SEX_COLUMN,
        ETHNICITY_COLUMN,
        AUTHORITY,
        WARD,
    ),
    month_from="answered",
    identity=("response", "question"),
    rules=(OneOf(("answer", "score")),),
    retention=SENSITIVE,
)

SCHEMES = PROVIDER.table(
    "watch-schemes",
    "Watch schemes",
    "One row per scheme at the end of a month. Trap: households covered are what the scheme says it covers, "
    "not members.",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        day("date", "Last day of the month.", required=True, example="2024-05-31"),
        named("scheme", "Scheme, by its number or the name of its place.", required=True, example="nw-1204"),
        term("kind", SCHEME_KINDS, "Kind.", required=True),
        count("households", "Households covered.", example="40"),
        count("members", "Members registered.", example="35"),
        WARD,
        LSOA,
    ),
    month_from="date",
    things="About schemes and how large they are.",
    retention=KEPT_COUNTS,
    owner=Owner.ENGAGEMENT,
)

MEMBERS = PROVIDER.table(
    "alert-members",
    "Members of the alert system",
    "One row per member at the end of a month. Trap: a household with two members is two; the base of a "
    "share is named (residents or households).",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        day("date", "Last day of the month.", required=True, example="2024-05-31"),
        person("member", "alerts", "Member's number.", required=True),
        day("joined", "Day of joining.", example="2023-02-01"),
        flag("watch-member", "Also in a watch scheme."),
        AUTHORITY,
        WARD,
        LSOA,
    ),
    month_from="date",
    identity=("member",),
    retention=SENSITIVE,
    owner=Owner.ENGAGEMENT,
)

ALERTS = PROVIDER.table(
    "alerts-sent",
    "Alerts sent",
    "One row per alert, with how many it went to and opened it.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        moment("sent", "When.", required=True),
        term("kind", ALERT_KINDS, "About what.", required=True),
        count("recipients", "Members it went to.", required=True, example="4200"),
        count("opened", "Members who opened it.", example="1800"),
        named("sender", "Body that sent it.", example="bedfordshire-police"),
        AUTHORITY,
    ),
    month_from="sent",
    rules=(AtMost("opened", "recipients"),),
    things="About messages.",
    retention=KEPT_COUNTS,
    owner=Owner.ENGAGEMENT,
)

TABLES = (SURVEYS, SCHEMES, MEMBERS, ALERTS)
