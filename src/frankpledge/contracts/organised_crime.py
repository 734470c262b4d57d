"""Serious crime and firearms: disruptions, intelligence, seizures, licences. Only what can be counted."""

from __future__ import annotations

from frankpledge.contracts.across import CarriesOver
from frankpledge.contracts.columns import FORCE, LSOA, MONTH, amount, count, day, flag, named, reference, term
from frankpledge.contracts.governance import KEPT_COUNTS, SENSITIVE, Grain
from frankpledge.contracts.rules import Adds, AtMost, Before, RequiredWhen, Unique
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

DISRUPTION_LEVELS = words(
    "disruption-level",
    "Major",
    "Moderate",
    "Minor",
    "No impact",
    "Negative",
    source="National Crime Agency, disruption assessment",
)
PURSUITS = words(
    "four-ps", "Pursue", "Prevent", "Protect", "Prepare", source="serious and organised crime strategy"
)
TARGETS = words(
    "disruption-target", "Organised crime group", "County line", "Priority individual", "Vulnerability"
)
THREATS = words(
    "threat-theme",
    "Drugs",
    "County lines",
    "Child sexual exploitation",
    "Modern slavery and trafficking",
    "Organised immigration crime",
    "Firearms",
    "Knife crime",
    "Fraud and money laundering",
    "Cyber",
    "Acquisitive crime",
    "Violence against women and girls",
    "Other",
)
SEIZED = words(
    "seized-kind",
    "Firearm",
    "Knife or blade",
    "Other weapon",
    "Ammunition",
    "Class A drugs",
    "Class B drugs",
    "Other drugs",
    "Cash",
    "Vehicle",
    "Other goods",
)
LICENCES = words(
    "firearms-licence", "Firearm certificate", "Shotgun certificate", "Explosives certificate", "Dealer"
)
LICENCE_STEPS = words("licence-application", "Grant", "Renewal", "Variation")
LICENCE_RESULTS = words("licence-result", "Granted", "Refused", "Withdrawn", "Revoked")

DISRUPTIONS = POLICE.table(
    "organised-crime-disruptions",
    "Disruptions of organised crime",
    "One row per disruption assessed. Names of groups and people stay with the force. Traps: an assessment "
    "may be changed by the regional panel, and the row is sent again; success is major, moderate or minor.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("disruption", "police/disruption", "Number of the disruption.", required=True),
        day("on", "Day it happened.", required=True),
        term("level", DISRUPTION_LEVELS, "Impact.", required=True),
        term("target", TARGETS, "Against what.", required=True),
        term("approach", PURSUITS, "Which of the four approaches."),
        term("theme", THREATS, "Threat."),
        named("operation", "Named operation it was part of.", example="voltage"),
        count("arrests", "Arrests that came of it."),
        count("safeguarded", "People safeguarded."),
    ),
    month_from="on",
    identity=("disruption",),
    retention=SENSITIVE,
)

INTELLIGENCE = POLICE.table(
    "intelligence-logs",
    "Intelligence logs",
    "One row per log that was submitted: its day, theme and whether it can be acted on. What it says, its "
    "source and its grading stay with the force.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("log", "police/intelligence", "Number of the log.", required=True),
        day("submitted", "Day of submission.", required=True),
        term("theme", THREATS, "Theme.", required=True),
        flag("actionable", "It can be acted on.", required=True),
    ),
    month_from="submitted",
    identity=("log",),
    retention=SENSITIVE,
)

SEIZURES = POLICE.table(
    "seizures",
    "Seizures",
    "One row per kind of thing seized at one time. Traps: 'items' of drugs are packages, weight beside "
    "them; cash in pounds is face value when seized, and some is given back.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("seizure", "police/seizure", "Number of the seizure.", required=True),
        day("on", "Day.", required=True),
        term("kind", SEIZED, "What.", required=True),
        count("items", "How many.", example="1"),
        amount("grams", "Weight in grams.", example=""),
        count("pounds", "Value in whole pounds.", example=""),
        flag("organised-crime", "From work against organised crime."),
        named("operation", "Named operation it was part of.", example="voltage"),
        LSOA,
    ),
    month_from="on",
    identity=("seizure", "kind"),
    rules=(RequiredWhen("pounds", "kind", ("cash",)),),
    retention=SENSITIVE,
)

LICENSING = POLICE.table(
    "firearms-licensing",
    "Applications for firearms licences",
    "One row per application, by the day it was received. Days to decide of closed ones alone hide a "
    "backlog: take the median over open ones too. Trap: a renewal made late is a grant in some systems.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("application", "police/licence", "Number of the application.", required=True),
        day("received", "Day it was received, complete.", required=True),
        term("licence", LICENCES, "Kind of licence.", required=True),
        term("step", LICENCE_STEPS, "Grant, renewal or variation.", required=True),
        day("decided", "Day it was decided; empty while it is open."),
        term("result", LICENCE_RESULTS, "What came of it.", personal=PersonalData.PERSONAL),
        flag("expired-first", "The old certificate ran out before the decision."),
    ),
    month_from="received",
    identity=("application",),
    rules=(Before("received", "decided"), RequiredWhen("decided", "result", LICENCE_RESULTS.slugs)),
    retention=SENSITIVE,
)

LICENSING_FLOW = POLICE.table(
    "firearms-licensing-flow",
    "Firearms licensing workload by month",
    "One row per kind of licence and month: what was open, came in, was decided, and is open now.",
    Grain.AGGREGATE,
    (
        FORCE,
        MONTH,
        term("licence", LICENCES, "Kind of licence.", required=True),
        term("step", LICENCE_STEPS, "Grant, renewal or variation.", required=True),
        count("opening", "Open at the start.", required=True, example="300"),
        count("received", "Came in.", required=True, example="120"),
        count("decided", "Decided or withdrawn.", required=True, example="110"),
        count("closing", "Open at the end.", required=True, example="310"),
        count("over-four-months", "Of these open for more than 16 weeks.", example="40"),
    ),
    rules=(
        Unique(("month", "licence", "step")),
        Adds("closing", ("opening", "received"), ("decided",)),
        AtMost("over-four-months", "closing"),
    ),
    across=(CarriesOver("opening", "closing", ("force", "licence", "step")),),
    retention=KEPT_COUNTS,
    things="Counts of applications, in hundreds.",
)

TABLES = (DISRUPTIONS, INTELLIGENCE, SEIZURES, LICENSING, LICENSING_FLOW)
