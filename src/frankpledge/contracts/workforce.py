"""People who work for the force and the fire service, their duties, and vehicles."""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn, MonthlyFlow
from frankpledge.contracts.columns import (
    FORCE,
    MONTH,
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
from frankpledge.contracts.governance import KEPT_COUNTS, SENSITIVE, Grain, Retention
from frankpledge.contracts.people import ABOUT_PERSON
from frankpledge.contracts.rules import AtMost, Before, OnlyWhen, RequiredWhen, Unique
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import Column, PersonalData, Type
from frankpledge.contracts.vocabularies import words

WORKER_KINDS = words(
    "worker-kind",
    "Police officer",
    "Police community support officer",
    "Police staff",
    "Special constable",
    "Police staff volunteer",
    "Firefighter, wholetime",
    "Firefighter, on-call",
    "Fire control",
    "Fire staff",
    "Fire safety inspector",
    source="Home Office police and fire workforce statistics",
)
RANKS = words(
    "rank",
    "Constable",
    "Sergeant",
    "Inspector",
    "Chief inspector",
    "Superintendent",
    "Chief superintendent",
    "Chief officer",
    "Not ranked",
    source="Home Office police workforce statistics",
)
FITNESS = words(
    "deployability",
    "Fully deployable",
    "Recuperative duties",
    "Adjusted duties",
    "Restricted",
    "Long-term absent",
    source="Home Office workforce return on limited duties",
)
JOINING = words("joining-route", "New recruit", "Transfer in", "Rejoiner", "Conversion from other role")
LEAVING = words(
    "leaving-reason",
    "Retirement",
    "Medical retirement",
    "Resignation",
    "Transfer out",
    "Dismissal",
    "Death",
    "End of contract",
    "Conversion to other role",
    source="Home Office police workforce statistics, leavers",
)
RECRUIT_STAGES = words(
    "recruitment-stage",
    "Applied",
    "Shortlisted",
    "Offered",
    "Withdrew",
    "Rejected",
    "Started",
    "In post",
    "Left",
)
ACCIDENT_KINDS = words("accident-kind", "Police to blame", "Other party to blame", "Shared", "Not decided")
DUTY_KINDS = words("duty-kind", "Response", "Neighbourhood", "Investigation", "Roads", "Custody", "Other")

WORKER = person("worker", "workforce", "Number of the person in the personnel system.", required=True)
PINGS_KEPT = Retention(
    3, "positions of people at work are needed only until the month's visibility is worked out and checked."
)

STAFF = POLICE.table(
    "staff",
    "Workforce at the end of a month",
    "One row per person in post on the last day of the month. Headcount counts rows, FTE sums `fte`, and "
    "the two are never compared. Traps: people on career breaks and secondments are in or out by the "
    "sender's rule, which is asked for; the first month sets the stock that joiners and leavers are checked "
    "against.",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        day("date", "Last day of the month.", required=True, example="2024-05-31"),
        WORKER,
        term("kind", WORKER_KINDS, "Kind of worker.", required=True),
        term("rank", RANKS, "Rank."),
        amount("fte", "Full-time equivalent.", required=True, maximum=1, example="1"),
        term("deployability", FITNESS, "Whether fit for all duties.", personal=PersonalData.SPECIAL),
        flag("tutor", "Tutors student officers."),
        flag("student", "A student officer."),
        named("team", "Team or station.", area_type="team"),
        named("function", "Function, as the workforce return names it.", example="neighbourhood-policing"),
        *ABOUT_PERSON,
        day("joined", "Day of joining.", example="2019-09-02"),
    ),
    month_from="date",
    identity=("worker", "kind"),
    rules=(Before("joined", "date"),),
    across=(MonthlyFlow("joiners", "leavers"),),
    service="",  # Of the force and of the fire service: `kind` tells which.
)

JOINERS = POLICE.table(
    "joiners",
    "Joiners",
    "One row per person who joined in the month. Trap: a change of kind (staff to officer) is a leaver and "
    "a joiner.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        day("joined", "Day of joining.", required=True),
        WORKER,
        term("kind", WORKER_KINDS, "Kind of worker.", required=True),
        term("route", JOINING, "How."),
        amount("fte", "Full-time equivalent.", maximum=1, example="1"),
        named("cohort", "Cohort of recruits.", example="adp-2023"),
        *ABOUT_PERSON,
    ),
    month_from="joined",
    identity=("worker", "joined", "kind"),
    service="",  # Of the force and of the fire service: `kind` tells which.
)

LEAVERS = POLICE.table(
    "leavers",
    "Leavers",
    "One row per person who left in the month: the last day served is the day of leaving.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        day("joined", "Day of joining.", example="2019-09-02"),
        day("left", "Last day served.", required=True),
        WORKER,
        term("kind", WORKER_KINDS, "Kind of worker.", required=True),
        term("reason", LEAVING, "Why.", personal=PersonalData.SPECIAL),
        flag("predicted", "Was among the leavers the force had predicted."),
        amount("fte", "Full-time equivalent.", maximum=1, example="1"),
        *ABOUT_PERSON,
    ),
    month_from="left",
    identity=("worker", "left", "kind"),
    rules=(Before("joined", "left"),),
    service="",  # Of the force and of the fire service: `kind` tells which.
)

RECRUITS = POLICE.table(
    "recruitment-cohorts",
    "Applicants and recruits by cohort",
    "One row per applicant of a cohort, as it stands. Retention is of those who started; a cohort is never "
    "compared at different ages.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        named("cohort", "Cohort.", required=True, example="adp-2023"),
        person("applicant", "workforce", "Number of the applicant.", required=True),
        day("applied", "Day of applying.", required=True),
        term("stage", RECRUIT_STAGES, "How far they are.", required=True, example="In post"),
        day("started", "Day of starting.", example="2024-09-02"),
        day("left", "Day of leaving.", example=""),
        *ABOUT_PERSON,
    ),
    month_from="applied",
    identity=("applicant", "cohort"),
    rules=(
        Before("applied", "started"),
        Before("started", "left"),
        RequiredWhen("started", "stage", ("started", "in-post", "left")),
        RequiredWhen("left", "stage", ("left",)),
        OnlyWhen("left", "stage", ("left",)),
    ),
)

DUTIES = POLICE.table(
    "officer-duties",
    "Officers' duties",
    "One row per duty of an officer, with the minutes spent outside stations where the force's system works "
    "them out. Traps: minutes in which the radio gave no position are in the duty and not outside; time "
    "with prisoners is counted apart.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        reference("duty", "workforce/duty", "Number of the duty.", required=True),
        WORKER,
        moment("starts", "When the duty starts.", required=True),
        moment("ends", "When it ends.", required=True),
        term("worker-kind", WORKER_KINDS, "Kind of worker."),
        term("kind", DUTY_KINDS, "Kind of duty.", required=True),
        named("team", "Team.", required=True, area_type="team"),
        named("shift", "Shift.", area_type="shift", example="early"),
        count("minutes-on-duty", "Minutes of duty.", example="480"),
        count("minutes-outside", "Minutes outside stations.", example="300"),
        count("minutes-custody", "Minutes handling prisoners.", example="30"),
        amount("unpaid-hours", "Hours given by a special constable.", example=""),
    ),
    month_from="starts",
    identity=("duty",),
    rules=(
        Before("starts", "ends"),
        AtMost("minutes-outside", "minutes-on-duty"),
        AtMost("minutes-custody", "minutes-on-duty"),
    ),
    retention=SENSITIVE,
    service="",  # Of the force and of the fire service: `worker-kind` tells which.
)

PINGS = POLICE.table(
    "position-pings",
    "Positions of radios and vehicles",
    "One row per position that a radio or vehicle reported. Traps: no position is not 'in the station'; a "
    "radio passed to a colleague is still under the duty it was booked to.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("duty", "workforce/duty", "Duty it was booked to.", required=True),
        moment("at", "When.", required=True),
        Column(
            "latitude",
            Type.NUMBER,
            "Degrees north.",
            required=True,
            minimum=49,
            maximum=62,
            personal_data=PersonalData.PERSONAL,
        ),
        Column(
            "longitude",
            Type.NUMBER,
            "Degrees east.",
            required=True,
            minimum=-10,
            maximum=4,
            personal_data=PersonalData.PERSONAL,
        ),
    ),
    month_from="at",
    across=(KeyIn(("duty",), "officer-duties"),),
    retention=PINGS_KEPT,
)

FLEET = POLICE.table(
    "fleet",
    "Vehicles needed and available",
    "One row per station, kind of vehicle and day. Short is what is needed less what is available; a "
    "worklist shows today's. Trap: a vehicle lent to another station is available there.",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        day("date", "Day.", required=True),
        named("station", "Station.", required=True, area_type="station"),
        named("area", "Local policing area.", area_type="policing-area", example="north"),
        named("vehicle-kind", "Kind of vehicle.", required=True, example="response-car"),
        count("required", "Vehicles needed.", required=True, example="10"),
        count("held", "Vehicles allocated.", required=True, example="12"),
        count("available", "Of them fit for use.", required=True, example="11"),
        amount("miles", "Miles driven that day.", example="860"),
    ),
    month_from="date",
    rules=(Unique(("station", "date", "vehicle-kind")), AtMost("available", "held")),
    things="About vehicles.",
    retention=KEPT_COUNTS,
)

ACCIDENTS = POLICE.table(
    "fleet-accidents",
    "Accidents of police vehicles",
    "One row per accident. Trap: a pursuit that ends in another vehicle's crash is one only if ours was in "
    "it.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("accident", "police/accident", "Number of the accident.", required=True),
        moment("at", "When.", required=True),
        term("blame", ACCIDENT_KINDS, "Who was to blame."),
        flag("response", "Driving on response."),
        flag("injury", "Somebody was injured.", personal=PersonalData.SPECIAL),
        named("station", "Station of the vehicle.", area_type="station"),
        named("vehicle-kind", "Kind of vehicle.", example="response-car"),
    ),
    month_from="at",
    identity=("accident",),
)

TABLES = (STAFF, JOINERS, LEAVERS, RECRUITS, DUTIES, PINGS, FLEET, ACCIDENTS)
