"""Fire and rescue: incidents, protection of buildings, prevention in homes, cover."""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
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
    reference,
    term,
)
from frankpledge.contracts.governance import KEPT_COUNTS, Grain
from frankpledge.contracts.rules import AtMost, Before, Unique
from frankpledge.contracts.senders import FIRE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

FIRE_KINDS = words(
    "fire-incident-kind",
    "Primary fire: dwelling",
    "Primary fire: other building",
    "Primary fire: vehicle",
    "Primary fire: other",
    "Secondary fire",
    "Chimney fire",
    "False alarm: apparatus",
    "False alarm: good intent",
    "False alarm: malicious",
    "Road traffic collision",
    "Medical",
    "Flooding or rescue",
    "Other special service",
    source="Home Office incident recording system, grouped",
)
MOTIVES = words("fire-motive", "Accidental", "Deliberate", "Not known", source="incident recording system")
JOB_REASONS = words(
    "fire-job-reason",
    "Risk-based audit",
    "Crew intelligence",
    "Complaint",
    "Consultation",
    "After a fire",
    "Enforcement follow-up",
    "House in multiple occupation",
    "Other",
)
JOB_RESULTS = words("fire-job-result", "Satisfactory", "Advice", "Informal action", "Formal action")
NOTICE_KINDS = words(
    "fire-notice-kind",
    "Enforcement notice",
    "Prohibition notice",
    "Alterations notice",
    "Prosecution",
    source="Regulatory Reform (Fire Safety) Order 2005",
)
VISIT_KINDS = words("home-visit-kind", "Standard", "Enhanced", "Follow-up", "Online or by telephone")
RISK_GROUPS = words(
    "home-risk-group",
    "Aged 65 or over",
    "Disability",
    "Living alone",
    "Mental health",
    "Substance misuse",
    "Hoarding",
    "Domestic abuse",
    "No risk factor",
)

INCIDENTS = FIRE.table(
    "fire-incidents",
    "Incidents attended by the fire service",
    "One row per incident, by the time of the call. Response time runs from call to arrival of the first "
    "appliance. Trap: national response times are of primary fires only.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("incident", "fire/incident", "Number of the incident.", required=True),
        moment("called", "When the call came.", required=True),
        moment("mobilised", "When the first appliance was sent."),
        moment("arrived", "When the first appliance arrived."),
        moment("closed", "When it was closed."),
        term("kind", FIRE_KINDS, "Kind of incident.", required=True),
        term("motive", MOTIVES, "Whether it was set.", example="Accidental"),
        named("station", "Station of the first appliance.", area_type="station"),
        count("appliances", "Appliances sent."),
        count("fatalities", "People who died.", example="0"),
        count("casualties", "People taken to hospital.", example="0"),
        count("rescues", "People rescued.", example="0"),
        LSOA,
        WARD,
    ),
    month_from="called",
    identity=("incident",),
    rules=(
        Before("called", "mobilised"),
        Before("mobilised", "arrived"),
        Before("called", "arrived"),
        Before("called", "closed"),
    ),
)

JOBS = FIRE.table(
    "fire-safety-jobs",
    "Fire-safety jobs",
    "One row per job of the protection team at a building, by the day it was opened.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("job", "fire/job", "Number of the job.", required=True),
        day("opened", "Day it was opened.", required=True),
        day("visited", "Day of the visit."),
        day("closed", "Day it was closed; empty while it is open."),
        term("reason", JOB_REASONS, "Why it was opened.", required=True),
        term("result", JOB_RESULTS, "What came of it."),
        flag("multiple-occupation", "A house in multiple occupation."),
        amount("hours", "Hours of the team.", example="3"),
        AUTHORITY,
        LSOA,
    ),
    month_from="opened",
    identity=("job",),
    rules=(Before("opened", "visited"), Before("visited", "closed"), Before("opened", "closed")),
)

NOTICES = FIRE.table(
    "fire-safety-notices",
    "Fire-safety notices",
    "One row per notice issued. Trap: a notice withdrawn or complied with stays in the count of notices "
    "issued.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("notice", "fire/notice", "Number of the notice.", required=True),
        day("issued", "Day of issue.", required=True),
        term("kind", NOTICE_KINDS, "Kind of notice.", required=True),
        day("due", "Day by which it is to be met.", example="2024-08-14"),
        day("met", "Day it was met or lifted.", example=""),
        reference("job", "fire/job", "Job it came of."),
        AUTHORITY,
    ),
    month_from="issued",
    identity=("notice",),
    rules=(Before("issued", "met"), Before("issued", "due")),
    across=(KeyIn(("job",), "fire-safety-jobs"),),
)

VISITS = FIRE.table(
    "home-safety-visits",
    "Home fire safety visits",
    "One row per visit to a home. Traps: a telephone check is counted apart; the main risk group is one of "
    "several the household may have.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        reference("visit", "fire/visit", "Number of the visit.", required=True),
        reference("home", "fire/home", "Number of the address (UPRN).", required=True),
        day("referred", "Day of the referral.", example="2024-05-01"),
        day("visited", "Day of the visit.", required=True),
        term("kind", VISIT_KINDS, "Kind of visit.", required=True),
        term("risk-group", RISK_GROUPS, "Main risk group.", personal=PersonalData.SPECIAL),
        flag("complex", "A complex case, referred on."),
        flag("very-high-risk", "A very-high-risk home."),
        count("alarms", "Alarms fitted.", example="2"),
        named("station", "Station or team.", area_type="station"),
        LSOA,
        WARD,
    ),
    month_from="visited",
    identity=("visit",),
    rules=(Before("referred", "visited"),),
)

COVER = FIRE.table(
    "appliance-cover",
    "Availability of fire appliances",
    "One row per appliance and day: hours it was meant to be crewed and was. Trap: an on-call appliance "
    "without a crew is not available even if it is in its bay.",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        day("date", "Day.", required=True),
        named("station", "Station.", required=True, area_type="station"),
        named("appliance", "Call sign.", required=True, example="p141"),
        flag("on-call", "Crewed on call."),
        amount(
            "hours-planned", "Hours it was meant to be available.", required=True, maximum=25, example="24"
        ),
        amount("hours-available", "Hours it was.", required=True, maximum=25, example="20.5"),
    ),
    month_from="date",
    rules=(Unique(("appliance", "date")), AtMost("hours-available", "hours-planned")),
    things="About appliances.",
    retention=KEPT_COUNTS,
)

TABLES = (INCIDENTS, JOBS, NOTICES, VISITS, COVER)
