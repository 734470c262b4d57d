"""Prosecution and courts: files, charging decisions, hearings, results, witnesses, caseloads.

The vocabularies follow the Director's Guidance on Charging and the outcome reasons of CPS and HMCTS
management information, in plain words.
"""

from __future__ import annotations

from frankpledge.contracts.across import CarriesOver, KeyIn
from frankpledge.contracts.columns import FORCE, MONTH, count, day, flag, named, person, reference, term
from frankpledge.contracts.crimes import CRIME_LINK, OFFENCE_GROUPS
from frankpledge.contracts.governance import KEPT_COUNTS, Grain
from frankpledge.contracts.rules import Adds, AtMost, Before, OnlyWhen, RequiredWhen, Unique
from frankpledge.contracts.senders import COURTS, POLICE, PROSECUTION
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

FILE_STAGES = words("file-stage", "First submission", "Resubmission")
TRIAGE = words(
    "file-triage", "Accepted", "Rejected", "Administrative finalisation", source="CPS pre-charge triage"
)
DECISIONS = words(
    "charging-decision",
    "Charge",
    "Out-of-court disposal",
    "No further action: evidential",
    "No further action: public interest",
    "Further investigation",
    "Administrative finalisation",
    source="CPS charging decisions",
)
COURTS_OF = words("court-kind", "Magistrates' court", "Youth court", "Crown Court")
HEARING_KINDS = words("hearing-kind", "First", "Plea and trial preparation", "Trial", "Sentence", "Other")
HEARING_RESULTS = words(
    "hearing-result", "Effective", "Cracked", "Ineffective", "Vacated", source="HMCTS trial effectiveness"
)
CASE_RESULTS = words(
    "case-result",
    "Guilty plea",
    "Convicted after trial",
    "Proved in absence",
    "Acquitted after trial",
    "Dropped",
    "Dismissed",
    "Administrative finalisation",
    source="CPS case outcomes, in plain words",
)
CONVICTIONS = ("guilty-plea", "convicted-after-trial", "proved-in-absence")
"""The results that are convictions."""
UNSUCCESSFUL_REASONS = words(
    "unsuccessful-reason",
    "Victim did not support",
    "Victim did not attend",
    "Evidence of victim did not support case",
    "Witness issues",
    "Evidential",
    "Public interest",
    "Acquittal",
    "Legal or administrative",
    "Other",
    source="CPS reasons for unsuccessful outcomes, grouped",
)
WITNESS_KINDS = words("witness-kind", "Victim", "Other civilian", "Police", "Expert or professional")
CASE = reference("case", "justice/case", "Case number (URN).", required=True)
DEFENDANT = person("defendant", "justice", "Defendant's number.", required=True)

FILES = PROSECUTION.table(
    "prosecution-files",
    "Files the police submit to the prosecution",
    "One row per submission of a file for a charging decision. Traps: compliance with the Director's "
    "Guidance assessment is of first submissions only; a file returned for want of something and sent again "
    "is two rows.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        CASE,
        CRIME_LINK,
        day("submitted", "Day it was submitted.", required=True),
        term("stage", FILE_STAGES, "First or again.", required=True),
        term("triage", TRIAGE, "What the prosecution's triage did with it."),
        flag("compliant", "Met the Director's Guidance assessment (DGA)."),
        flag("quality-met", "Met the standard of file quality."),
        flag("domestic-abuse", "Flagged as domestic abuse."),
        flag("serious-sexual", "A rape or serious sexual offence."),
    ),
    month_from="submitted",
    identity=("case", "submitted"),
)

DECISIONS_MADE = PROSECUTION.table(
    "charging-decisions",
    "Charging decisions",
    "One row per consultation, by the day of decision. Days run from the first submission (or from the "
    "last: the measure says which). Trap: cases that wait for the police to do more are decided as such, "
    "and come again.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        CASE,
        day("submitted", "Day of the first submission."),
        day("resubmitted", "Day of the last submission.", example="2024-05-18"),
        day("decided", "Day of decision.", required=True, example="2024-06-02"),
        term("decision", DECISIONS, "What was decided.", required=True, personal=PersonalData.OFFENCE),
        count("consultations", "Consultations so far on the case.", minimum=1),
        flag("domestic-abuse", "Flagged as domestic abuse."),
        flag("serious-sexual", "A rape or serious sexual offence."),
    ),
    month_from="decided",
    identity=("case", "decided"),
    rules=(
        Before("submitted", "resubmitted"),
        Before("resubmitted", "decided"),
        Before("submitted", "decided"),
    ),
    across=(KeyIn(("case",), "prosecution-files"),),
)

HEARINGS = COURTS.table(
    "court-hearings",
    "Court hearings",
    "One row per hearing of a case. Trap: a case with three defendants heard together is one hearing.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        CASE,
        day("on", "Day of the hearing.", required=True),
        named("court", "Court.", required=True, example="luton-crown-court"),
        term("court-kind", COURTS_OF, "Kind of court.", required=True),
        term("kind", HEARING_KINDS, "Kind of hearing.", required=True),
        term("result", HEARING_RESULTS, "Whether a trial went ahead.", example=""),
    ),
    month_from="on",
    identity=("case", "on", "kind"),
    rules=(OnlyWhen("result", "kind", ("trial",)),),
)

RESULTS = PROSECUTION.table(
    "court-results",
    "Results of finished cases",
    "One row per defendant whose case was finalised in the month. Traps: a conviction rate is of defendants "
    "finalised, by prosecution flag (domestic abuse, violence against women and girls), which are not the "
    "police flags; days from charge are of finished cases only, so a backlog hides in them.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        CASE,
        DEFENDANT,
        day("charged", "Day of charge.", example="2024-02-01"),
        day("first-hearing", "Day of the first hearing.", example="2024-03-01"),
        day("finalised", "Day it was finalised.", required=True),
        term("court-kind", COURTS_OF, "Kind of court that finished it.", required=True),
        term("result", CASE_RESULTS, "Result.", required=True, personal=PersonalData.OFFENCE),
        term("reason", UNSUCCESSFUL_REASONS, "Why it was unsuccessful.", example=""),
        count("hearings", "Hearings there were.", minimum=1),
        term(
            "offence-group", OFFENCE_GROUPS, "Sub-group of the main offence.", personal=PersonalData.OFFENCE
        ),
        flag("domestic-abuse", "Flagged by the prosecution as domestic abuse."),
        flag("violence-against-women", "Flagged by the prosecution as violence against women and girls."),
        flag("serious-sexual", "A rape or serious sexual offence."),
    ),
    month_from="finalised",
    identity=("case", "defendant"),
    rules=(
        Before("charged", "first-hearing"),
        Before("first-hearing", "finalised"),
        Before("charged", "finalised"),
        RequiredWhen("reason", "result", ("acquitted-after-trial", "dropped", "dismissed")),
        OnlyWhen(
            "reason",
            "result",
            ("acquitted-after-trial", "dropped", "dismissed", "administrative-finalisation"),
        ),
    ),
)

WITNESSES = POLICE.table(
    "witness-attendance",
    "Attendance of witnesses",
    "One row per witness warned for a hearing. Trap: the rate of a quarter is of all warned in it, never "
    "the mean of three monthly rates.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        CASE,
        person("witness", "justice", "Witness's number.", required=True),
        day("on", "Day of the hearing.", required=True),
        term("court-kind", COURTS_OF, "Kind of court."),
        term("kind", WITNESS_KINDS, "Kind of witness.", required=True),
        flag("attended", "Came.", required=True),
        flag("special-measures", "Had special measures."),
    ),
    month_from="on",
    identity=("case", "witness", "on"),
)

CASELOADS = COURTS.table(
    "court-caseloads",
    "Cases outstanding at court",
    "One row per court and month: what was open at its start, came in, was disposed of, and is open at its "
    "end. Trap: a recount shows as an opening that is not the last closing; it is reported, not adjusted.",
    Grain.AGGREGATE,
    (
        FORCE,
        MONTH,
        named("court", "Court.", required=True, example="luton-crown-court"),
        term("court-kind", COURTS_OF, "Kind of court.", required=True),
        count("opening", "Open at the start.", required=True, example="1200"),
        count("received", "Came in.", required=True, example="300"),
        count("disposed", "Disposed of.", required=True, example="280"),
        count("closing", "Open at the end.", required=True, example="1220"),
        count("over-six-months", "Of these open for more than six months.", example="400"),
    ),
    rules=(
        Unique(("court", "month", "court-kind")),
        Adds("closing", ("opening", "received"), ("disposed",)),
        AtMost("over-six-months", "closing"),
    ),
    across=(CarriesOver("opening", "closing", ("court", "court-kind")),),
    retention=KEPT_COUNTS,
    things="Counts of cases by court, as the Ministry of Justice publishes them.",
)

TABLES = (FILES, DECISIONS_MADE, HEARINGS, RESULTS, WITNESSES, CASELOADS)
