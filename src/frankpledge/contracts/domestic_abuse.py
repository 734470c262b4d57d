"""Domestic abuse: assessments of risk, disclosure, protection orders, and conferences on high risk."""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import FORCE, MONTH, age, count, day, flag, moment, person, reference, term
from frankpledge.contracts.crimes import CRIME_LINK
from frankpledge.contracts.governance import SENSITIVE, Grain
from frankpledge.contracts.people import RISK
from frankpledge.contracts.rules import Before, OnlyWhen, RequiredWhen
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

APPLICATION_KINDS = words(
    "disclosure-right",
    "Right to ask",
    "Right to know",
    source="Domestic Violence Disclosure Scheme, statutory guidance",
)
APPLICATION_RESULTS = words("disclosure-result", "Disclosure made", "No disclosure", "Withdrawn", "Refused")
ORDER_STAGES = words(
    "protection-stage",
    "Notice given",
    "Order applied for",
    "Order granted",
    "Order refused",
    "Order breached",
    source="Crime and Security Act 2010 sections 24 to 33; Domestic Abuse Act 2021",
)
ORDER_KINDS = words(
    "protection-kind", "Domestic violence protection order", "Domestic abuse protection order"
)
CONFERENCE_SOURCES = words(
    "conference-source",
    "Police",
    "Domestic abuse adviser",
    "Health",
    "Children's services",
    "Adult services",
    "Housing",
    "Probation",
    "Education",
    "Voluntary sector",
    "Other",
    source="agencies of the SafeLives MARAC return, shortened",
)
VICTIM = person("victim", "police", "Victim's number in the force's system.", required=True)

ASSESSMENTS = POLICE.table(
    "domestic-abuse-assessments",
    "Domestic-abuse risk assessments",
    "One row per assessment of a victim's risk after an incident or crime. Traps: the grade is the one that "
    "stands after review, the officer's first one beside it; a victim assessed twice has two rows.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        reference("assessment", "police/assessment", "Number of the assessment.", required=True),
        VICTIM,
        person("perpetrator", "police", "Number of the person feared."),
        moment("assessed", "When.", required=True),
        term("risk-first", RISK, "Grade the officer gave.", personal=PersonalData.PERSONAL),
        term("risk", RISK, "Grade that stands.", required=True, personal=PersonalData.PERSONAL),
        flag("children", "Children live there."),
        flag("arrested", "The person feared was arrested.", personal=PersonalData.OFFENCE),
        reference("incident", "police/incident", "Incident it followed."),
        CRIME_LINK,
    ),
    month_from="assessed",
    identity=("assessment",),
    across=(KeyIn(("crime",), "recorded-crimes"), KeyIn(("incident",), "incidents")),
    retention=SENSITIVE,
)

DISCLOSURES = POLICE.table(
    "disclosure-applications",
    "Applications under the Domestic Violence Disclosure Scheme",
    "One row per application, by the day it was made. Traps: the share decided in time is of applications "
    "due, so one that is younger than the limit and open is in neither part; withdrawn ones are decided.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("application", "police/disclosure", "Number of the application.", required=True),
        person("at-risk", "police", "Number of the person who may be at risk."),
        day("applied", "Day it was made.", required=True),
        term("right", APPLICATION_KINDS, "Right it was made under.", required=True),
        day("decided", "Day it was decided; empty while it is open."),
        term("result", APPLICATION_RESULTS, "What came of it."),
        day("disclosed", "Day the disclosure was made."),
    ),
    month_from="applied",
    identity=("application",),
    rules=(
        Before("applied", "decided"),
        Before("decided", "disclosed"),
        RequiredWhen("decided", "result", ("disclosure-made", "no-disclosure", "withdrawn", "refused")),
        OnlyWhen("disclosed", "result", ("disclosure-made",)),
    ),
    retention=SENSITIVE,
)

PROTECTION_ORDERS = POLICE.table(
    "protection-orders",
    "Domestic violence and abuse protection notices and orders",
    "One row per step of a notice or order: the notice, the application, what the court did, a breach. Trap: "
    "count orders by the step 'order granted', not by rows.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("order", "police/protection", "Number of the notice or order.", required=True),
        person("victim", "police", "Number of the person protected."),
        person("perpetrator", "police", "Number of the person it binds.", required=True),
        day("on", "Day of the step.", required=True),
        term("stage", ORDER_STAGES, "Which step.", required=True, personal=PersonalData.OFFENCE),
        term("kind", ORDER_KINDS, "Which power.", required=True),
        CRIME_LINK,
    ),
    month_from="on",
    identity=("order", "stage", "on"),
    across=(KeyIn(("crime",), "recorded-crimes"),),
    retention=SENSITIVE,
)

CONFERENCE_CASES = POLICE.table(
    "marac-cases",
    "Cases at multi-agency risk assessment conferences (MARAC)",
    "One row per case referred, by the day it was referred. Traps: a case referred in one quarter is often "
    "heard in the next; a repeat is another referral of the same victim within 12 months.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("case", "police/marac", "Number of the case.", required=True),
        VICTIM,
        day("referred", "Day it was referred.", required=True),
        term("source", CONFERENCE_SOURCES, "Agency that referred it.", required=True),
        day("heard", "Day it was heard; empty if it was not (yet)."),
        flag("accepted", "It met the threshold."),
        flag("repeat", "A repeat within 12 months."),
        flag("supported", "The victim is supported by an adviser."),
        count("children", "Children in the household."),
        age("victim-age", "Age of the victim."),
    ),
    month_from="referred",
    identity=("case",),
    rules=(Before("referred", "heard"),),
    retention=SENSITIVE,
)

TABLES = (ASSESSMENTS, DISCLOSURES, PROTECTION_ORDERS, CONFERENCE_CASES)
