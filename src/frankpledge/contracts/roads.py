"""Enforcement on the roads, and number-plate cameras. Collisions and casualties are in `stats19`."""

from __future__ import annotations

from frankpledge.contracts.columns import (
    FORCE,
    LSOA,
    MONTH,
    count,
    day,
    flag,
    moment,
    named,
    person,
    reference,
    term,
)
from frankpledge.contracts.governance import COMPARED, KEPT_COUNTS, Grain
from frankpledge.contracts.people import AGE_COLUMN, SEX_COLUMN
from frankpledge.contracts.rules import AtMost, Before, Unique
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

ROAD_OFFENCES = words(
    "road-offence",
    "Speeding",
    "Mobile phone",
    "Seat belt",
    "Drink driving",
    "Drug driving",
    "Careless driving",
    "Dangerous driving",
    "No insurance",
    "Driving while disqualified",
    "Other",
    source="the 'fatal five' of the National Roads Policing Strategy come first",
)
ROAD_DISPOSALS = words(
    "road-disposal",
    "Fixed penalty notice",
    "Driver retraining course",
    "Court",
    "Arrest",
    "Vehicle seized",
    "Warning",
    "Cancelled",
    source="Home Office motoring penalties, grouped",
)
FOUND_BY = words("found-by", "Officer", "Fixed camera", "Mobile camera", "Public submission")

ENFORCEMENT = POLICE.table(
    "traffic-enforcement",
    "Traffic enforcement",
    "One row per offence dealt with, by the day of the offence. Traps: camera offences are most of it and "
    "come weeks late; a notice that is cancelled stays, as such; a course in place of a notice is decided "
    "later.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        reference("notice", "police/traffic", "Number of the notice or report.", required=True),
        person("driver", "traffic", "Number of the driver."),
        moment("at", "When the offence was.", required=True),
        term("offence", ROAD_OFFENCES, "Which offence.", required=True, personal=PersonalData.OFFENCE),
        term("disposal", ROAD_DISPOSALS, "How it was dealt with.", personal=PersonalData.OFFENCE),
        term("found-by", FOUND_BY, "How it was found."),
        named("operation", "Campaign or operation.", example="belt-up"),
        AGE_COLUMN,
        SEX_COLUMN,
        LSOA,
    ),
    month_from="at",
    identity=("notice", "offence"),
    retention=COMPARED,
)

CAMERA_SITES = POLICE.table(
    "anpr-sites",
    "Number-plate camera sites",
    "One row per site at the end of a month. Where a site is stays with the force: only its authority is "
    "sent.",
    Grain.SNAPSHOT,
    (
        FORCE,
        MONTH,
        day("date", "Last day of the month.", required=True, example="2024-05-31"),
        named("site", "Number of the site.", required=True, example="site-014"),
        count("cameras", "Cameras on it.", required=True, minimum=1),
        flag("working", "All were working that day."),
        day("opened", "Day it went live.", example="2023-11-01"),
    ),
    month_from="date",
    rules=(Unique(("site", "date")), Before("opened", "date")),
    things="About cameras.",
    retention=KEPT_COUNTS,
)

CAMERA_RESULTS = POLICE.table(
    "anpr-results",
    "What came of number-plate cameras",
    "One row per team and day: vehicles stopped and what came of it. Trap: one stop can be an arrest, an "
    "offence and a seizure.",
    Grain.AGGREGATE,
    (
        FORCE,
        MONTH,
        day("date", "Day.", required=True),
        named("team", "Team.", required=True, area_type="team"),
        count("stops", "Vehicles stopped.", required=True, example="12"),
        count("arrests", "Stops with an arrest.", example="2"),
        count("offences", "Offences dealt with.", example="9"),
        count("seizures", "Vehicles seized.", example="3"),
    ),
    month_from="date",
    rules=(Unique(("team", "date")), AtMost("seizures", "stops")),
)

TABLES = (ENFORCEMENT, CAMERA_SITES, CAMERA_RESULTS)
