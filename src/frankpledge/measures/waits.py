"""How long crimes waited for an outcome, counted: the one query behind a time to an outcome.

A crime without an outcome is open, but only for as long as anybody could know: from its month to
the last month of outcomes supplied for its force without a gap. What happened in a gap and after it
is not known, so what is seen after a gap says nothing of how long it took.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from frankpledge.measures.counting import breakdown_words
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.pooled import AREA, Placed, Supplied, placed_records, supplied_by_force
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


@dataclass(frozen=True)
class Waits:
    """Numbers of crimes by how long they waited, for areas of one kind and one breakdown (or none).

    R rows: ``owner`` is a place in ``owners`` (area and breakdown word, sorted), ``month`` the month of
    recording, ``wait`` months, ``closed`` whether an outcome came then (else it was open still),
    ``count`` crimes. ``obtained`` are the months each area has figures for, ``span`` the first and last
    month of crimes.
    """

    area_type: str
    owners: tuple[tuple[str, str], ...]
    owner: NDArray[np.int64]
    month: NDArray[np.int64]
    wait: NDArray[np.int64]
    closed: NDArray[np.bool_]
    count: NDArray[np.int64]
    obtained: Supplied
    span: tuple[int, int]

    def over(self, periods: Sequence[Period]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how many crimes closed, and how many were left open, by owner and period and wait.

        Both are (owners × periods) × waits from 0 months on; crimes of a period are pooled.
        """
        pairs = sorted((month, place) for place, period in enumerate(periods) for month in period.months)
        months, places = (np.array(one, np.int64) for one in zip(*pairs, strict=True))
        low, high = np.searchsorted(months, self.month), np.searchsorted(months, self.month, "right")
        row = np.repeat(np.arange(len(self.month)), high - low)
        first = np.cumsum(high - low) - (high - low)
        place = places[low[row] + np.arange(len(row)) - first[row]]
        width = int(self.wait.max(initial=0)) + 1
        shape = (len(self.owners) * len(periods), width)
        cell = (self.owner[row] * len(periods) + place) * width + self.wait[row]
        closed, left = (
            np.bincount(cell, np.where(self.closed[row] == ended, self.count[row], 0), shape[0] * width)
            for ended in (True, False)
        )
        return closed.reshape(shape).astype(float), left.reshape(shape).astype(float)


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
    followed = followed_months(covered)
    for placed in placed_records(records, measure, followed.obtained, local, office):
        for breakdown in ("", *(measure.breakdowns if placed.area_type == "force" else ())):
            yield _counted(records, measure, placed, followed, breakdown)


def _counted(records: Records, measure: Measure, placed: Placed, followed: Followed, breakdown: str) -> Waits:
    keys = [AREA, "force", "month", MONTHS_TO_OUTCOME, *([breakdown] if breakdown else [])]
    owners = set() if breakdown else {(area, "") for area in placed.always}
    rows: list[tuple[tuple[str, str], int, int, bool, int]] = []
    if placed.rows is not None:
        answer = records.engine.run(placed.rows.group_by(keys).agg(n=placed.rows.count()))
        words = breakdown_words(measure.table, answer, breakdown).texts()
        areas, forces = (answer[name].cast(pa.string()).to_pylist() for name in (AREA, "force"))
        numbers = (answer[name].to_pylist() for name in ("month", MONTHS_TO_OUTCOME, "n"))
        for area, force, word, month, wait, n in zip(areas, forces, words, *numbers, strict=True):
            last = followed.until.get(force, {}).get(month)
            if last is not None:
                closed = wait is not None and month + wait <= last
                rows.append(((area, word), month, wait if closed else last - month, closed, n))
    owners |= {owner for owner, *_ in rows}
    place = {owner: number for number, owner in enumerate(sorted(owners))}
    table = np.array([(place[owner], *rest) for owner, *rest in rows], np.int64).reshape(-1, 5)
    owner_of, month_of, wait_of, ended, count = table.T
    return Waits(
        placed.area_type, tuple(place), owner_of, month_of, wait_of, ended.astype(bool), count,
        placed.supplied, followed.span,
    )  # fmt: skip
