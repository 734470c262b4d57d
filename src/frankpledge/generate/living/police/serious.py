"""Serious crime, roads and cameras: disruptions, intelligence, seizures, traffic offences, plates."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import (
    EVERY_DAY,
    WORKING_WEEK,
    Rhythm,
    day_of,
    days_in,
    end_of_month,
    moments_in,
)
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.own_areas import CAMERA_TEAMS
from frankpledge.generate.living.police.powers import OPERATIONS
from frankpledge.periods import first_day

THEMES = {
    "drugs": 31.0,
    "county-lines": 14.0,
    "child-sexual-exploitation": 9.0,
    "modern-slavery-and-trafficking": 5.0,
    "organised-immigration-crime": 2.0,
    "firearms": 5.0,
    "knife-crime": 8.0,
    "fraud-and-money-laundering": 6.0,
    "cyber": 2.0,
    "acquisitive-crime": 10.0,
    "violence-against-women-and-girls": 4.0,
    "other": 4.0,
}
DISRUPTION_LEVELS = {"major": 5.0, "moderate": 24.0, "minor": 66.0, "no-impact": 4.0, "negative": 1.0}
TARGETS = {
    "organised-crime-group": 48.0,
    "county-line": 22.0,
    "priority-individual": 20.0,
    "vulnerability": 10.0,
}
APPROACHES = {"pursue": 74.0, "prevent": 8.0, "protect": 13.0, "prepare": 5.0}
DISRUPTIONS_A_DAY = 1.5
LOGS_A_DAY = 58.0
SEIZURES_A_DAY = 7.5


def disruptions(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the disruptions of organised crime of a month."""
    table = "organised-crime-disruptions"
    n = living.number(table, month, DISRUPTIONS_A_DAY)
    draws = living.draws(table, month)
    drawn = {
        name: col.drawn(draws, table, name, weights, n)
        for name, weights in (
            ("level", DISRUPTION_LEVELS),
            ("target", TARGETS),
            ("approach", APPROACHES),
            ("theme", THEMES),
        )
    }
    pursued = drawn["approach"] == 0
    rows = col.records(
        table,
        living.force,
        disruption=col.numbered_in("Q", month, n),
        on=col.days(days_in(draws, month, n, WORKING_WEEK)),
        **{name: col.terms(table, name, codes) for name, codes in drawn.items()},
        operation=col.words(OPERATIONS, draws.below(len(OPERATIONS), n), draws.chance(n, 0.3)),
        arrests=col.whole(np.where(pursued, draws.below(4, n), 0)),
        safeguarded=col.whole(np.where(draws.chance(n, 0.2), 1 + draws.below(3, n), 0)),
    )
    return {table: rows}


def intelligence_logs(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the intelligence logs of a month."""
    table = "intelligence-logs"
    n = living.number(table, month, LOGS_A_DAY)
    draws = living.draws(table, month)
    rows = col.records(
        table,
        living.force,
        log=col.numbered_in("L", month, n),
        submitted=col.days(days_in(draws, month, n, EVERY_DAY)),
        theme=col.terms(table, "theme", col.drawn(draws, table, "theme", THEMES, n)),
        actionable=col.flags(draws.chance(n, 0.37)),
    )
    return {table: rows}


SEIZED = {
    "firearm": 1.2,
    "knife-or-blade": 15.0,
    "other-weapon": 6.0,
    "ammunition": 1.0,
    "class-a-drugs": 21.0,
    "class-b-drugs": 29.0,
    "other-drugs": 5.0,
    "cash": 11.0,
    "vehicle": 6.0,
    "other-goods": 4.8,
}
GRAMS = (0.2, 0.8, 1.8, 6, 28, 160, 4_000, 30_000)
POUNDS = (40, 180, 420, 1_150, 3_400, 9_500, 60_000, 240_000)


def seizures(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the seizures of a month."""
    table = "seizures"
    n = living.number(table, month, SEIZURES_A_DAY)
    draws = living.draws(table, month)
    kind = col.drawn(draws, table, "kind", SEIZED, n)
    drugs = np.isin(kind, [col.code(table, "kind", it) for it in SEIZED if it.endswith("drugs")])
    cash = kind == col.code(table, "kind", "cash")
    pounds = draws.spread(POUNDS, n) * living.effect(table, "cash", month)
    organised = draws.chance(n, 0.17)
    rows = col.records(
        table,
        living.force,
        seizure=col.numbered_in("Z", month, n),
        on=col.days(days_in(draws, month, n, EVERY_DAY)),
        kind=col.terms(table, "kind", kind),
        items=col.whole(np.where(cash, 1, 1 + draws.spread((0, 0, 0, 0, 1, 4, 20, 60), n).astype(np.int64))),
        grams=col.decimals(draws.spread(GRAMS, n), 1, drugs),
        pounds=col.whole(pounds, cash),
        organised_crime=col.flags(organised),
        operation=col.words(OPERATIONS, draws.below(len(OPERATIONS), n), organised & draws.chance(n, 0.6)),
        lsoa=col.words(living.places.lsoa, living.places.draw(draws, n)),
    )
    return {table: rows}


NOTICES_A_DAY = 92.0
BY_DAYLIGHT = Rhythm(
    (1.02, 1.05, 1.05, 1.05, 1.04, 0.94, 0.85),
    (4, 3, 2, 2, 2, 4, 12, 32, 45, 52, 56, 58, 56, 54, 56, 58, 52, 42, 30, 22, 15, 11, 8, 6),
)
_COURSE, _NOTICE = "driver-retraining-course", "fixed-penalty-notice"
OFFENCES: dict[str, tuple[float, float, dict[str, float]]] = {
    # offence: (weight, share found by cameras, disposals)
    "speeding": (78.0, 0.95, {_COURSE: 50.0, _NOTICE: 34.0, "court": 12.0, "cancelled": 4.0}),
    "mobile-phone": (3.2, 0.05, {_NOTICE: 82.0, "court": 12.0, "warning": 6.0}),
    "seat-belt": (4.1, 0.05, {_NOTICE: 46.0, _COURSE: 48.0, "court": 6.0}),
    "drink-driving": (2.0, 0.0, {"arrest": 100.0}),
    "drug-driving": (1.5, 0.0, {"arrest": 100.0}),
    "careless-driving": (3.3, 0.1, {_COURSE: 44.0, _NOTICE: 18.0, "court": 30.0, "warning": 8.0}),
    "dangerous-driving": (0.4, 0.0, {"court": 62.0, "arrest": 38.0}),
    "no-insurance": (4.2, 0.0, {_NOTICE: 34.0, "vehicle-seized": 54.0, "court": 12.0}),
    "driving-while-disqualified": (0.5, 0.0, {"arrest": 72.0, "court": 28.0}),
    "other": (2.8, 0.1, {_NOTICE: 60.0, "warning": 30.0, "court": 10.0}),
}
"""Home Office police powers and procedures: motoring offences, year to December 2023, rounded."""


def traffic_enforcement(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the motoring offences of a month."""
    table = "traffic-enforcement"
    draws = living.draws(table, month)
    n = living.number(table, month, NOTICES_A_DAY)
    at = moments_in(draws, month, n, BY_DAYLIGHT)
    weights = {name: weight * living.effect(table, name, month) for name, (weight, _, _) in OFFENCES.items()}
    offence = col.drawn(draws, table, "offence", weights, n)
    disposal, camera = np.zeros(n, dtype=np.int64), np.zeros(n)
    for name, (_, share, disposals) in OFFENCES.items():
        rows = np.flatnonzero(offence == col.code(table, "offence", name))
        camera[rows] = share
        disposal[rows] = col.drawn(draws, table, "disposal", disposals, len(rows))
    officer, fixed, mobile, public = (
        col.code(table, "found-by", it)
        for it in ("officer", "fixed-camera", "mobile-camera", "public-submission")
    )
    by_camera = draws.chance_of(camera)
    found = np.where(
        by_camera,
        np.where(draws.chance(n, 0.42), fixed, mobile),
        np.where(draws.chance(n, 0.06), public, officer),
    )
    driver = living.people.pick(draws, n, (0.0, 0.0, 0.0, 14.0, 22.0, 30.0, 24.0, 10.0), 0.34, 0.03)
    on, people = day_of(at), living.people
    made = col.records(
        table,
        living.force,
        notice=col.numbered_in("K", month, n),
        driver=col.numbered("P", driver),
        at=col.times(at),
        offence=col.terms(table, "offence", offence),
        disposal=col.terms(table, "disposal", disposal),
        found_by=col.terms(table, "found-by", found),
        operation=col.words(
            ("belt-up", "winter-drive"), draws.below(2, n), ~by_camera & draws.chance(n, 0.1)
        ),
        age=col.whole(people.age(driver, on)),
        sex=col.terms(table, "sex", people.sex[driver].astype(np.int64)),
        lsoa=col.words(living.places.lsoa, living.places.draw(draws, n)),
    )
    return {table: made}


SITES_AT_FIRST, A_SITE_EVERY = 46, 5
"""Camera sites when the records begin, and months from one new site to the next."""


def anpr_sites(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the camera sites as they stood at the end of a month."""
    table = "anpr-sites"
    age = month - living.first_month
    n = SITES_AT_FIRST + age // A_SITE_EVERY
    draws = living.draws(table, month)
    number = np.arange(n)
    since = np.maximum(0, number - SITES_AT_FIRST + 1) * A_SITE_EVERY
    # The first sites opened in the three years before.
    before = living.first_month - 1 - number % 36
    opened_month = np.where(number < SITES_AT_FIRST, before, living.first_month + since)
    opened = (opened_month - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    rows = col.records(
        table,
        living.force,
        date=col.days(np.full(n, end_of_month(month))),
        site=col.words([f"site-{it + 1:03d}" for it in range(n)], number),
        cameras=col.whole(1 + number * 7 % 4),
        working=col.flags(draws.chance(n, min(1.0, 0.94 * living.effect(table, "working", month)))),
        opened=col.days(opened),
    )
    return {table: rows}


def anpr_results(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the days' results of the teams that work with the cameras: each four days of five."""
    table = "anpr-results"
    draws = living.draws(table, month)
    every = np.arange(np.datetime64(first_day(month), "D"), np.datetime64(first_day(month + 1), "D"))
    day, team = np.repeat(every, len(CAMERA_TEAMS)), np.tile(np.arange(len(CAMERA_TEAMS)), len(every))
    worked = draws.chance(len(day), 0.8)
    day, team = day[worked], team[worked]
    n = len(day)
    stops = 2 + draws.below(14, n)
    some = stops.astype(np.float64)
    rows = col.records(
        table,
        living.force,
        date=col.days(day),
        team=col.words(CAMERA_TEAMS, team),
        stops=col.whole(stops),
        arrests=col.whole(np.floor(some * 0.14 * 2 * draws.uniform(n))),
        offences=col.whole(np.floor(some * 0.7 * 2 * draws.uniform(n))),
        seizures=col.whole(np.floor(some * 0.2 * 2 * draws.uniform(n))),
    )
    return {table: rows}
