"""Domestic abuse: assessments of every incident and crime of it, disclosure, orders, conferences."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import (
    EVERY_DAY,
    WORKING_WEEK,
    day_of,
    days_in,
)
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.police.incidents import incidents_of
from frankpledge.generate.living.police.offences import offences

ABUSER_AGES = (0.0, 0.0, 0.0, 20.0, 30.0, 34.0, 12.0, 4.0)


def assessments(living: Living, month: int) -> dict[str, pa.Table]:
    """Make an assessment for every domestic-abuse incident, and every crime of it without an incident."""
    table = "domestic-abuse-assessments"
    made, log = living.of(offences, month), living.of(incidents_of, month)
    draws = living.draws(table, month)
    from_log = np.flatnonzero(log.domestic)
    alone = np.flatnonzero(made.domestic & ~made.by_incident)
    crime = np.concatenate([log.crime[from_log], alone])
    n = len(crime)
    known = np.maximum(crime, 0)
    moments = np.concatenate([log.created[from_log], made.reported[alone]])
    fresh_victim = living.people.pick(draws, n, ABUSER_AGES, 0.73, 0.35)
    fresh_abuser = living.people.pick(draws, n, ABUSER_AGES, 0.22, 0.4)
    victim = np.where(crime >= 0, made.victim[known], fresh_victim)
    suspect = np.where((crime >= 0) & (made.suspect[known] >= 0), made.suspect[known], fresh_abuser)
    risk = np.concatenate([log.risk[from_log], made.risk[alone]])
    low, high = col.code(table, "risk", "standard"), col.code(table, "risk", "high")
    first = np.clip(risk + draws.chance(n, 0.03) - draws.chance(n, 0.05), low, high)
    listed = np.arange(n) < len(from_log)
    incident = log.numbers(np.concatenate([from_log, np.zeros(len(alone), dtype=np.int64)]))
    rows = col.records(
        table,
        living.force,
        assessment=col.numbered_in("D", month, n),
        victim=col.numbered("P", victim),
        perpetrator=col.numbered("P", suspect),
        assessed=col.times(moments),
        risk_first=col.terms(table, "risk-first", first),
        risk=col.terms(table, "risk", risk),
        children=col.flags(draws.chance(n, 0.42)),
        arrested=col.flags((crime >= 0) & ~np.isnat(made.arrested_on[known])),
        incident=col.only(incident, listed),
        crime=col.only(made.numbers(known), crime >= 0),
    )
    return {table: rows}


APPLICATIONS_A_DAY = 1.9
DECISION_DAYS = (2, 9, 16, 25, 34, 55, 110, 160)
RESULTS = {"disclosure-made": 42.0, "no-disclosure": 44.0, "withdrawn": 9.0, "refused": 5.0}


def disclosures(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the applications for disclosure of a month, with what became of them by the extract."""
    table = "disclosure-applications"
    n = living.number(table, month, APPLICATIONS_A_DAY)
    draws = living.draws(table, month)
    applied = days_in(draws, month, n, WORKING_WEEK)
    slower = living.effect(table, "days", month)
    taken = (draws.spread(DECISION_DAYS, n) * slower).astype(np.int64).astype("timedelta64[D]")
    decided = applied + taken
    done = living.known(decided)
    result = col.drawn(draws, table, "result", RESULTS, n)
    told = decided + draws.below(6, n).astype("timedelta64[D]")
    rows = col.records(
        table,
        living.force,
        application=col.numbered_in("V", month, n),
        at_risk=col.numbered("P", living.people.pick(draws, n, ABUSER_AGES, 0.9, 0.2)),
        applied=col.days(applied),
        right=col.terms(table, "right", draws.chance(n, 0.56).astype(np.int64)),
        decided=col.days(decided, done),
        result=col.terms(table, "result", result, done),
        disclosed=col.days(told, done & (result == 0) & living.known(told)),
    )
    return {table: rows}


NOTICES_A_DAY = 0.42


def _orders(living: Living, month: int) -> pa.Table:
    """Return the steps of the notices given in a month: notice, application, decision, breach."""
    table = "protection-orders"
    n = living.number(table, month, NOTICES_A_DAY)
    draws = living.draws(table, month)
    made = living.of(offences, month)
    candidates = np.flatnonzero(made.domestic & (made.suspect >= 0))
    n = min(n, len(candidates))
    crime = np.sort(candidates[np.argsort(draws.uniform(len(candidates)), kind="stable")[:n]])
    given = day_of(made.recorded[crime])
    applied = given + draws.below(2, n).astype("timedelta64[D]")
    decided = applied + (1 + draws.below(2, n)).astype("timedelta64[D]")
    granted = draws.chance(n, 0.9)
    breached = granted & draws.chance(n, 0.21)
    breach = decided + (1 + draws.below(27, n)).astype("timedelta64[D]")
    stages = ("notice-given", "order-applied-for", "order-granted", "order-refused", "order-breached")
    steps = ((given, None), (applied, None), (decided, granted), (decided, ~granted), (breach, breached))
    order = col.numbered_in("O", month, n)
    parts = []
    for stage, (on, which) in zip(stages, steps, strict=True):
        rows = np.arange(n) if which is None else np.flatnonzero(which)
        code = col.code(table, "stage", stage)
        parts.append(
            col.records(
                table,
                living.force,
                order=order.take(pa.array(rows)),
                victim=col.numbered("P", made.victim[crime[rows]]),
                perpetrator=col.numbered("P", made.suspect[crime[rows]]),
                on=col.days(on[rows]),
                stage=col.terms(table, "stage", np.full(len(rows), code)),
                kind=col.terms(table, "kind", np.zeros(len(rows), dtype=np.int64)),
                crime=made.numbers(crime[rows]),
            )
        )
    return pa.concat_tables(parts)


def protection_orders(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the steps of notices and orders that fall in a month."""
    return {"protection-orders": living.dated(_orders, "on", month, 2)}


CASES_A_DAY = 2.6
SOURCES = {
    "police": 62.0,
    "domestic-abuse-adviser": 16.0,
    "health": 7.0,
    "children-s-services": 4.0,
    "adult-services": 1.0,
    "housing": 2.0,
    "probation": 2.0,
    "education": 1.0,
    "voluntary-sector": 3.0,
    "other": 2.0,
}
"""SafeLives MARAC data, England and Wales, rounded."""


def conference_cases(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the cases referred to conferences in a month."""
    table = "marac-cases"
    n = living.number(table, month, CASES_A_DAY)
    draws = living.draws(table, month)
    referred = days_in(draws, month, n, EVERY_DAY)
    victim = living.people.pick(draws, n, ABUSER_AGES, 0.94, 0.3)
    accepted = draws.chance(n, 0.93)
    heard = referred + (7 + draws.below(26, n)).astype("timedelta64[D]")
    rows = col.records(
        table,
        living.force,
        case=col.numbered_in("M", month, n),
        victim=col.numbered("P", victim),
        referred=col.days(referred),
        source=col.terms(table, "source", col.drawn(draws, table, "source", SOURCES, n)),
        heard=col.days(heard, accepted & living.known(heard)),
        accepted=col.flags(accepted),
        repeat=col.flags(draws.chance(n, 0.33)),
        supported=col.flags(draws.chance(n, 0.71)),
        children=col.whole(draws.pick(_CHILDREN, n)),
        victim_age=col.whole(living.people.age(victim, referred)),
    )
    return {table: rows}


_CHILDREN = np.asarray([0.34, 0.58, 0.81, 0.93, 0.98, 2.0])
