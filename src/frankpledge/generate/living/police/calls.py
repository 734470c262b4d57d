"""Calls to the police: those that led to an incident of the month, and the others.

A 999 call is answered once. A 101 call is answered by a switchboard or message first, mostly passed on to
triage, and from there often to a handler: a row for each stage that the caller waited for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from frankpledge.generate.draws import Draws, Integers
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import DEMAND, Moments, at_most, bounds, moments_in
from frankpledge.generate.living.columns import Flags
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.police.incidents import SEASON, incidents_of

TABLE = "calls"
TALK = (15, 60, 120, 240, 420, 720, 1_800, 3_600)
ANSWERED, ABANDONED, REDIRECTED = range(3)


@dataclass(frozen=True)
class Stage:
    """One stage of calls: seconds waited for it, the share of all callers there who give up, and the share
    of those answered who are passed on. ``what`` names its wait among planted changes."""

    slug: str
    what: str
    wait: tuple[float, ...]
    abandoned: float
    passed_on: float


@dataclass(frozen=True)
class Line:
    """One line: its letter in call numbers, calls a day for 750,000 people, and its stages."""

    name: str
    letter: str
    per_day: float
    stages: tuple[Stage, ...]


LINES = (
    Line("999", "E", 400.0, (Stage("first-answer", "wait-999", (0, 1, 1, 3, 6, 10, 50, 240), 0.012, 0.0),)),
    Line(
        "101",
        "N",
        600.0,
        (
            Stage("first-answer", "wait-101", (0, 2, 3, 6, 13, 32, 140, 420), 0.025, 0.9),
            Stage("triage", "wait-triage", (1, 4, 8, 18, 45, 110, 420, 1_200), 0.045, 0.55),
            Stage("call-handler", "wait-handler", (2, 20, 60, 190, 480, 1_000, 2_700, 4_500), 0.065, 0.0),
        ),
    ),
)
"""999: nine in ten within 10 seconds, as national answering data have it in 2023 and 2024, rounded."""


def calls(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the calls of a month."""
    tables = [rows for number, line in enumerate(LINES) for rows in _line(living, month, number, line)]
    return {TABLE: pa.concat_tables(tables)}


def _line(living: Living, month: int, number: int, line: Line) -> list[pa.Table]:
    """Return the rows of a line, a table for each stage."""
    made = living.of(incidents_of, month)
    draws = living.draws(TABLE, month, line.name)
    start, end = bounds(month)
    leading = np.flatnonzero(made.line == number)
    n = max(len(leading), living.number(TABLE, month, line.per_day, SEASON, line.name))
    leads = np.arange(n) < len(leading)
    waits, gone, on = _courses(living, draws, month, line, leads)

    # The incident is opened some seconds after the caller is through, and in the same month.
    there = [np.ones(n, dtype=bool), *on[:-1]]
    waited = np.sum([np.where(at, wait, 0) for at, wait in zip(there, waits, strict=True)], axis=0)
    opened_after = waited[leads] + 10 + draws.below(80, len(leading))
    began = np.maximum(made.created[leading] - opened_after.astype("timedelta64[s]"), start)
    started = np.concatenate([began, moments_in(draws, month, n - len(leading), DEMAND)])
    left = np.full(n, 2**40)
    left[leads] = (made.created[leading] - began).astype(np.int64)

    incident = made.numbers(np.concatenate([leading, np.zeros(n - len(leading), dtype=np.int64)]))
    incident = col.only(incident, leads)
    call = col.numbered_in(line.letter, month, n)
    talk = draws.spread(TALK, n).astype(np.int64)
    tables = []
    for stage, at, wait, lost, passed in zip(line.stages, there, waits, gone, on, strict=True):
        # Whoever the month's first moment cut short waited no longer than until the incident.
        wait = np.minimum(wait, left)
        left = left - wait
        reached = started + wait.astype("timedelta64[s]")
        over = reached + np.where(lost | passed, 0, talk).astype("timedelta64[s]")
        rows = np.flatnonzero(at)
        made_rows = _stage_rows(living, number, stage, started, reached, over, wait, lost, passed, rows)
        for name, column in (("call", call), ("incident", incident)):
            place = made_rows.column_names.index(name)
            made_rows = made_rows.set_column(place, name, column.take(pa.array(rows)))
        tables.append(made_rows)
        # Nobody waits over the end of the month: later stages stay in the month of the first.
        started = at_most(reached, end - np.timedelta64(1, "s"))
    return tables


def _courses(
    living: Living, draws: Draws, month: int, line: Line, leads: Flags
) -> tuple[list[Integers], list[Flags], list[Flags]]:
    """Return, by stage, the seconds waited, who gave up there, and who was passed on from it."""
    n = len(leads)
    there = np.ones(n, dtype=bool)
    waits, gone, on = [], [], []
    for stage in line.stages:
        slower = living.effect(TABLE, stage.what, month)
        waits.append((draws.spread(stage.wait, n) * slower).astype(np.int64))
        # Those who led to an incident did not give up; so the others do somewhat more often.
        share = stage.abandoned * n / max(1, n - int(leads.sum()))
        lost = there & ~leads & draws.chance(n, share)
        there = there & ~lost & draws.chance(n, stage.passed_on)
        gone.append(lost)
        on.append(there)
    return waits, gone, on


def _stage_rows(
    living: Living,
    line: int,
    stage: Stage,
    started: Moments,
    reached: Moments,
    over: Moments,
    wait: Integers,
    lost: Flags,
    passed: Flags,
    rows: Integers,
) -> pa.Table:
    n = len(rows)
    result = np.where(lost, ABANDONED, np.where(passed, REDIRECTED, ANSWERED))[rows]
    return col.records(
        TABLE,
        living.force,
        line=col.terms(TABLE, "line", np.full(n, line)),
        stage=col.terms(TABLE, "stage", np.full(n, col.code(TABLE, "stage", stage.slug))),
        started=col.times(started[rows]),
        answered=col.times(reached[rows], ~lost[rows] & living.known(reached[rows])),
        ended=col.times(over[rows], living.known(over[rows])),
        result=col.terms(TABLE, "result", result),
        wait_seconds=col.whole(wait[rows]),
    )
