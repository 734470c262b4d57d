"""How long cases waited for what ends them, counted: the one query behind a time to an outcome.

Cases that end in their own row are open up to the day on which their file was obtained
(:func:`frankpledge.measures.durations.with_waits`). The crimes of open data end by outcomes of another
table. A crime without an outcome is open, but only for as long as anybody could know: from its month to
the last month of outcomes supplied for its force without a gap. What happened in a gap and after it
is not known, so what is seen after a gap says nothing of how long it took.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from frankpledge.measures.counting import breakdown_words
from frankpledge.measures.durations import wait_columns
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.pooled import (
    AREA,
    Placed,
    Supplied,
    encoded,
    placed_records,
    supplied_by_force,
    supplied_for,
)
from frankpledge.measures.pooling import Ints
from frankpledge.measures.relations import MONTHS_TO_OUTCOME, Records
from frankpledge.periods import Period
from frankpledge.plan.definitions import Measure, Office


@dataclass(frozen=True)
class Followed:
    """Months of crimes whose outcomes can be followed, by force.

    ``until`` is the last month of outcomes supplied from a month on without a gap; ``obtained`` the
    newest date of the files behind it. A month whose own outcomes were not supplied is in neither.
    ``span`` is the first and last month of crimes of any force.
    """

    until: dict[str, dict[int, int]]
    obtained: Supplied
    span: tuple[int, int]


MOST_CELLS = 2_000_000
"""Up to so many numbers are worked on at once."""


@dataclass(frozen=True)
class Block:
    """Numbers of cases of G owners and periods: row g is of ``owner[g]`` in ``period[g]`` (their places).

    ``closed`` and ``left`` are G × T, by the T different ``times`` that cases waited, which rise.
    """

    owner: Ints
    period: Ints
    times: NDArray[np.float64]
    closed: NDArray[np.float64]
    left: NDArray[np.float64]


@dataclass(frozen=True)
class Waits:
    """Numbers of cases by how long they waited, for areas of one kind and one breakdown (or none).

    R rows: ``owner`` is a place in ``owners`` (area and breakdown word, sorted), ``month`` the month in
    which it began, ``wait`` in the measure's unit, ``closed`` whether it ended then (else it was open still),
    ``count`` cases. ``obtained`` are the months each area has figures for, ``span`` the first and last
    month of cases.
    """

    area_type: str
    owners: tuple[tuple[str, str], ...]
    owner: Ints
    month: Ints
    wait: NDArray[np.float64]
    closed: NDArray[np.bool_]
    count: Ints
    obtained: Supplied
    span: tuple[int, int]

    def of_owner(self, place: int) -> Waits:
        """Return the counts of one owner alone."""
        mine = self.owner == place
        return replace(
            self,
            owners=self.owners[place : place + 1],
            owner=self.owner[mine] - place,
            month=self.month[mine],
            wait=self.wait[mine],
            closed=self.closed[mine],
            count=self.count[mine],
        )

    def over(self, periods: Sequence[Period]) -> Iterator[Block]:
        """Yield how many cases closed and how many were left open, by owner and period and wait.

        Cases of a period are pooled. Where there are many different waits, owners and periods come in
        several blocks: none has more than MOST_CELLS cells, or else it is of one owner and period.
        """
        different = max(len(np.unique(self.wait)), 1)
        owners = max(1, min(len(self.owners), MOST_CELLS // different))
        at_once = max(1, MOST_CELLS // (different * owners))
        for first in range(0, len(self.owners), owners):
            of = np.arange(first, min(first + owners, len(self.owners)))
            mine = np.flatnonzero((self.owner >= first) & (self.owner < first + owners))
            mine = mine[np.argsort(self.month[mine], kind="stable")]
            for start in range(0, len(periods), at_once):
                yield self._block(periods[start : start + at_once], of, start, mine)

    def _block(self, periods: Sequence[Period], owners: Ints, start: int, mine: Ints) -> Block:
        pairs = sorted((month, place) for place, period in enumerate(periods) for month in period.months)
        months, places = (np.array(one, np.int64) for one in zip(*pairs, strict=True))
        month = self.month[mine]
        within = slice(np.searchsorted(month, months[0]), np.searchsorted(month, months[-1], "right"))
        mine, month = mine[within], month[within]
        low, high = np.searchsorted(months, month), np.searchsorted(months, month, "right")
        row = np.repeat(np.arange(len(mine)), high - low)
        first = np.cumsum(high - low) - (high - low)
        place = places[low[row] + np.arange(len(row)) - first[row]]
        row = mine[row]
        times, at = np.unique(self.wait[row], return_inverse=True)
        times, width = (times, len(times)) if len(times) else (np.zeros(1), 1)
        shape = (len(owners) * len(periods), width)
        cell = ((self.owner[row] - owners[0]) * len(periods) + place) * width + at
        closed, left = (
            np.bincount(cell, np.where(self.closed[row] == ended, self.count[row], 0), shape[0] * width)
            for ended in (True, False)
        )
        which = start + np.arange(len(periods))
        return Block(
            np.repeat(owners, len(periods)),
            np.tile(which, len(owners)),
            times,
            closed.reshape(shape).astype(float),
            left.reshape(shape).astype(float),
        )


def followed_months(covered: pa.Table) -> Followed:
    """Return which months of crimes have outcomes to follow, and how far, from a build's coverage."""
    crimes, outcomes = (supplied_by_force(covered, table) for table in ("crimes", "outcomes"))
    until: dict[str, dict[int, int]] = {}
    newest: Supplied = {}
    for force, held in crimes.items():
        given = outcomes.get(force, {})
        last: dict[int, tuple[int, date]] = {}
        for month in sorted(given, reverse=True):
            end, day = last.get(month + 1, (month, given[month]))
            last[month] = end, max(day, given[month])
        until[force] = {month: last[month][0] for month in held if month in last}
        newest[force] = {month: max(held[month], last[month][1]) for month in held if month in last}
    months = [month for held in crimes.values() for month in held]
    return Followed(until, newest, (min(months, default=0), max(months, default=-1)))


def waits_of(
    records: Records, measure: Measure, covered: pa.Table, local: LocalMap, office: Office
) -> Iterator[Waits]:
    """Yield the counts behind a time to an outcome, by kind of area; by breakdown for forces alone."""
    followed = None if measure.duration is not None else followed_months(covered)
    by_force = supplied_for(covered, measure) if followed is None else followed.obtained
    months = [month for held in by_force.values() for month in held]
    span = (min(months, default=0), max(months, default=-1)) if followed is None else followed.span
    for placed in placed_records(records, measure, by_force, local, office):
        for breakdown in ("", *(measure.breakdowns if placed.area_type == "force" else ())):
            yield _counted(records, measure, placed, followed, breakdown, span)


def _counted(
    records: Records,
    measure: Measure,
    placed: Placed,
    followed: Followed | None,
    breakdown: str,
    span: tuple[int, int],
) -> Waits:
    always = set() if breakdown else {(area, "") for area in placed.always}
    if placed.rows is None:
        nothing = np.zeros(0, np.int64)
        return Waits(
            placed.area_type, tuple(sorted(always)), nothing, nothing, nothing.astype(float),
            nothing.astype(bool), nothing, placed.supplied, span,
        )  # fmt: skip
    rows = placed.rows
    if measure.duration is not None:
        taken = wait_columns(measure.duration)
        rows = rows.filter(rows[taken[0]].notnull())
    else:
        taken = ("force", MONTHS_TO_OUTCOME)
    keys = [AREA, "month", *taken, *([breakdown] if breakdown else [])]
    answer = records.engine.run(rows.group_by(keys).agg(n=rows.count()))
    if followed is None:
        wait, closed = (answer[name].to_numpy(zero_copy_only=False) for name in taken)
    else:
        answer, wait, closed = _of_crimes(answer, followed)
    areas = encoded(answer[AREA].cast(pa.string()))
    words = breakdown_words(measure.table, answer, breakdown)
    width = max(len(words.known), 1)
    group = areas.indices.to_numpy().astype(np.int64) * width + words.codes
    named, group = np.unique(group, return_inverse=True)
    known = [(areas.dictionary[int(one) // width].as_py(), words.known[int(one) % width]) for one in named]
    owners = sorted(always.union(known))
    place = {owner: number for number, owner in enumerate(owners)}
    month, count = (answer[name].to_numpy().astype(np.int64) for name in ("month", "n"))
    return Waits(
        placed.area_type, tuple(owners), np.array([place[one] for one in known], np.int64)[group], month,
        wait.astype(float), closed.astype(bool), count, placed.supplied, span,
    )  # fmt: skip


def _of_crimes(answer: pa.Table, followed: Followed) -> tuple[pa.Table, NDArray[Any], NDArray[Any]]:
    """Return the rows of crimes that can be followed, how long they were, and whether an outcome came."""
    forces, months = answer["force"].cast(pa.string()).to_pylist(), answer["month"].to_pylist()
    pairs = zip(forces, months, strict=True)
    last = np.array([followed.until.get(force, {}).get(month, -1) for force, month in pairs], np.int64)
    answer, last = answer.filter(pa.array(last >= 0)), last[last >= 0]
    month = answer["month"].to_numpy().astype(np.int64)
    given = answer[MONTHS_TO_OUTCOME].cast(pa.float64()).to_numpy(zero_copy_only=False)
    closed = month + given <= last
    return answer, np.where(closed, given, last - month), closed
