"""Calls to the police, and the incidents that come of them: the force control room's log."""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import FORCE, LSOA, MONTH, amount, flag, moment, reference, term
from frankpledge.contracts.crimes import BEAT, CRIME_LINK, URBAN_RURAL_COLUMN
from frankpledge.contracts.governance import Grain
from frankpledge.contracts.people import RISK
from frankpledge.contracts.rules import Before, OnlyWhen
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import Term, Vocabulary, words

GRADES = Vocabulary(
    "incident-grade",
    (
        Term("grade-1", "Emergency", written=("G1", "1", "Grade 1")),
        Term("grade-2", "Prompt", written=("G2", "2", "Grade 2")),
        Term("grade-3", "Scheduled", written=("G3", "3", "Grade 3")),
        Term("grade-4", "Resolved without deployment", written=("G4", "4", "Grade 4")),
    ),
    lenient=True,
    source="national contact management grades; forces' names for the last differ",
)
INCIDENT_KINDS = words(
    "incident-kind",
    "Crime",
    "Anti-social behaviour: personal",
    "Anti-social behaviour: nuisance",
    "Anti-social behaviour: environmental",
    "Public safety and welfare",
    "Transport",
    "Administration",
    source="groups of the National Standard for Incident Recording",
)
LINES = Vocabulary(
    "line",
    (
        Term("999", "999", written=("112",)),
        Term("101", "101"),
        Term("other", "Other line"),
    ),
    lenient=True,
)
CALL_RESULTS = words("call-result", "Answered", "Abandoned", "Redirected")
CALL_STAGES = words("call-stage", "First answer", "Triage", "Call handler")

CALLS = POLICE.table(
    "calls",
    "999 and 101 calls",
    "One row per call and stage of it: the share answered in time is of first answers. Traps: a force's "
    "clock starts when the call reaches it, the national one when the network presents it, so the two give "
    "different shares of the same calls; the wait of an abandoned call ends when the caller hangs up.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("call", "police/call", "Number of the call.", required=True),
        term("line", LINES, "Line that was called.", required=True),
        term("stage", CALL_STAGES, "Stage that was waited for.", required=True),
        moment("started", "When the caller began to wait.", required=True),
        moment("answered", "When the wait ended with an answer."),
        moment("ended", "When the call ended, however it did."),
        term("result", CALL_RESULTS, "What came of it.", required=True),
        amount("wait-seconds", "Seconds waited, as the telephone system measured them.", example="6"),
        reference("incident", "police/incident", "Incident that was opened."),
    ),
    month_from="started",
    identity=("call", "stage"),
    rules=(
        Before("started", "answered"),
        Before("answered", "ended"),
        Before("started", "ended"),
        OnlyWhen("answered", "result", ("answered", "redirected")),
    ),
    across=(KeyIn(("incident",), "incidents"),),
)

INCIDENTS = POLICE.table(
    "incidents",
    "Incidents",
    "One row per incident in the control room's log, by the time it was created. Response time runs from "
    "created (or graded: the measure says which) to arrived. Traps: an incident that nobody went to has no "
    "arrival and is left out of response times, which the measure counts; grades changed later are sent as "
    "they were at first; duplicates are closed as such and left out by the sender.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("incident", "police/incident", "Number of the incident.", required=True),
        moment("created", "When it was opened.", required=True),
        moment("graded", "When it was first graded."),
        moment("deployed", "When the first unit was sent."),
        moment("arrived", "When the first unit arrived."),
        moment("closed", "When it was closed; empty while it is open."),
        term("grade", GRADES, "First grade given.", required=True),
        term("kind", INCIDENT_KINDS, "What it was closed as."),
        flag("first-contact", "Resolved at the first point of contact."),
        flag("domestic-abuse", "Flagged as domestic abuse."),
        term("risk", RISK, "Risk level of the domestic abuse.", personal=PersonalData.PERSONAL, example=""),
        flag("mental-health", "Flagged as mental health.", personal=PersonalData.SPECIAL),
        flag("right-care-qualifier", "Has the qualifier of Right Care, Right Person."),
        flag("triage-contact", "The mental-health triage team was asked."),
        amount("officer-hours", "Hours of all officers sent, from sending to release.", example="1.5"),
        CRIME_LINK,
        URBAN_RURAL_COLUMN,
        LSOA,
        BEAT,
    ),
    month_from="created",
    identity=("incident",),
    rules=(
        Before("created", "graded"),
        Before("created", "deployed"),
        Before("deployed", "arrived"),
        Before("created", "arrived"),
        Before("created", "closed"),
        OnlyWhen("risk", "domestic-abuse", ("true",)),
    ),
    across=(KeyIn(("crime",), "recorded-crimes"),),
)

TABLES = (CALLS, INCIDENTS)
