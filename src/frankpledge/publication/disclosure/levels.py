"""Which level each series is shown at, so that no small number about people can be worked out.

A series is shown by month where that is safe, else by whole quarter, else by whole financial year, else
not at all, and every other window only where it is made of what is shown: nothing can be differenced
within a series, because no two shown sums part a span that is not shown itself. Across series, a number
that is withheld must be free: numbers that agree with everything shown must give it values at least
``WIDE`` apart, as linear programming finds them. Where they do not, what binds it is withheld as well.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from frankpledge.publication.disclosure.counted import (
    MONTHS,
    QUARTERS,
    Counted,
    Flags,
    Level,
    Levels,
    Numbers,
    Places,
    summed,
)
from frankpledge.publication.disclosure.program import Binding, Program

WIDE: Final = 4
"""How far apart the lowest and highest possible values of a withheld number are, at least."""
_NOTHING: Final = 1e-6
_DRAWS: Final = 4
"""Programs with drawn aims, each of which shows many numbers free at once."""
_SHRINKS: Final = 0.8
"""Aims are drawn again as long as they leave no more than this share of the numbers unsettled."""


class Target(NamedTuple):
    """One withheld number: a series, and the months (of the years looked at) it is the sum of.

    With ``base`` it is what the series is short of that.
    """

    series: int
    first: int
    months: int
    base: int = -1


def settled(counted: Counted, fewest: int = 5) -> Levels:
    """Return the level of each series in each quarter, S × 4Y.

    A count of 1 to ``fewest`` - 1, and what is so little short of its base, is withheld. Levels from
    YEAR on are those of whole financial years.
    """
    if not len(counted.values):
        return np.zeros((0, counted.years * QUARTERS), np.int8)
    levels = _own_levels(counted, fewest)
    tasks = [(rows, years) for rows in _components(counted) for years in _parted(counted, rows, fewest)]
    # Each task raises levels of its own series in its own year: in whatever order, they come out the same.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(_settle, counted, levels, *task, fewest) for task in _largest_first(tasks)]:
            done.result()
    return levels


def _largest_first(tasks: list[tuple[Places, range]]) -> list[tuple[Places, range]]:
    return sorted(tasks, key=lambda task: -len(task[0]) * len(task[1]))


def _parted(counted: Counted, rows: Places, fewest: int) -> list[range]:
    """Return the financial years of some series that can be settled apart, as ranges of years.

    What is open follows from all that came and ended before. Where no number of it is too small to tell, it
    parts the years: each knows what was open when it began and when it ended.
    """
    stocks = [one.open for one in counted.flows if one.open in rows]
    if small(counted.values[stocks], fewest).any():
        return [range(counted.years)]
    return [range(year, year + 1) for year in range(counted.years)]


def small(values: Numbers, fewest: int) -> Flags:
    """Return which values are too small to show; nothing at all is not."""
    return np.asarray((values >= 1) & (values < fewest))


def _own_levels(counted: Counted, fewest: int) -> Levels:
    by_month, by_quarter, by_year = (_sensitive(counted, months, fewest) for months in (1, 3, MONTHS))
    quarters = by_month.reshape(len(by_month), -1, 3).any(axis=2)
    levels = np.where(quarters, Level.QUARTER, Level.MONTH).astype(np.int8)
    years = by_quarter.reshape(len(by_quarter), -1, QUARTERS).any(axis=2)
    at_least = np.where(by_year, Level.NOTHING, np.where(years, Level.YEAR, Level.MONTH)).astype(np.int8)
    np.maximum(levels, np.repeat(at_least, QUARTERS, axis=1), out=levels)
    levels[counted.residual] = Level.NOTHING
    return levels


def _sensitive(counted: Counted, months: int, fewest: int) -> Flags:
    """Return which sums over every ``months`` months are small, or are small short of their base."""
    sums = summed(counted.values, months)
    found = small(sums, fewest)
    for part, base in counted.bases:
        found[part] |= small(sums[base] - sums[part], fewest)
    found[counted.residual] = False
    return found


def _components(counted: Counted) -> list[Places]:
    """Return the series that hang together by families and bases, group by group."""
    import scipy.sparse as sparse
    from scipy.sparse.csgraph import connected_components

    pairs = [(one.whole, part) for one in counted.families for part in (*one.parts, one.residual)]
    pairs += counted.bases
    pairs += [(one.open, other) for one in counted.flows for other in (one.came, one.ended)]
    count = len(counted.values)
    rows, columns = np.array(pairs, np.int64).reshape(len(pairs), 2).T
    graph = sparse.coo_array((np.ones(len(pairs)), (rows, columns)), shape=(count, count))
    number, label = connected_components(graph, directed=False)
    return [np.flatnonzero(label == one) for one in range(number)]


def _settle(counted: Counted, levels: Levels, rows: Places, years: range, fewest: int) -> None:
    """Raise levels in some financial years until every number withheld there is free."""
    quarters = slice(years.start * QUARTERS, years.stop * QUARTERS)
    if not (levels[rows, quarters][~counted.residual[rows]] > Level.MONTH).any():
        return
    program = Program(counted, rows, years)
    program.show(levels)
    targets = _targets(counted, rows, years, fewest)
    terms = _terms(targets, program)
    low = high = terms @ program.truth.ravel()

    def widen(aim: Numbers) -> None:
        nonlocal low, high
        values = terms @ program.extreme(aim).ravel()
        low, high = np.minimum(low, values), np.maximum(high, values)

    draw = np.random.default_rng(0)
    left = len(targets)
    while left:
        for _ in range(_DRAWS):
            signs = np.where(high - low < WIDE - 1e-6, draw.choice([-1.0, 1.0], len(targets)), 0.0)
            aim = (terms.T @ signs).reshape(program.truth.shape)
            widen(aim)
            widen(-aim)
        before, left = left, int((high - low < WIDE - 1e-6).sum())
        if left > _SHRINKS * before:
            break
    while (narrow := np.flatnonzero(high - low < WIDE - 1e-6)).size:
        place = int(narrow[0])
        aim = terms[[place]].toarray().reshape(program.truth.shape)
        for sign in (1, -1):
            widen(sign * aim)
            if high[place] - low[place] >= WIDE - 1e-6:
                break
            wanted = WIDE - float(high[place] - low[place])
            if _withhold(counted, levels, years, targets[place], program.binding(), wanted):
                program.show(levels)
                break
        else:
            high[place] = np.inf  # Nothing that is shown binds it: only what it is made of.


def _targets(counted: Counted, rows: Places, years: range, fewest: int) -> list[Target]:
    """Return the numbers of financial years that must not be worked out, coarsest first."""
    values = counted.values[:, years.start * MONTHS : years.stop * MONTHS]
    here = rows[~counted.residual[rows]]
    inside = np.isin(np.array([part for part, _ in counted.bases], np.int64), rows)
    pairs = np.array(counted.bases, np.int64).reshape(len(counted.bases), 2)[inside]
    found: list[Target] = []
    for months in (MONTHS, 3, 1):
        sums = summed(values, months)
        for row, at in np.argwhere(small(sums[here], fewest)):
            found.append(Target(int(here[row]), int(at) * months, months))
        for row, at in np.argwhere(small(sums[pairs[:, 1]] - sums[pairs[:, 0]], fewest)):
            part, base = pairs[row]
            found.append(Target(int(part), int(at) * months, months, int(base)))
    return found


def _terms(targets: list[Target], program: Program) -> csr_array:
    """Return the targets as sums of the months of a program's series, T × (R × 12Y)."""
    row: list[int] = []
    column: list[int] = []
    by: list[float] = []
    for number, one in enumerate(targets):
        of = [(one.series, 1.0)] if one.base < 0 else [(one.base, 1.0), (one.series, -1.0)]
        for series, sign in of:
            first = program.place[series] * program.truth.shape[1] + one.first
            row += [number] * one.months
            column += range(first, first + one.months)
            by += [sign] * one.months
    return csr_array((by, (row, column)), shape=(len(targets), program.truth.size))


def _withhold(
    counted: Counted, levels: Levels, years: range, target: Target, binding: list[Binding], wanted: float
) -> bool:
    """Show one of the series that bind a number at the next level; return False where none can be.

    The number's own series goes first where that gives anything. Then the smallest of those that may give all
    that is ``wanted``, else what may give most: what can give nothing is not withheld in vain.
    """
    values = counted.values[:, years.start * MONTHS : years.stop * MONTHS]
    own = (target.series, target.base)

    def order(one: Binding) -> tuple[bool, bool, float, float, int]:
        level = levels[one.series, years.start * QUARTERS + one.quarter]
        year = one.quarter // QUARTERS * MONTHS
        block = (
            slice(one.quarter * 3, one.quarter * 3 + 3)
            if level == Level.MONTH
            else slice(year, year + MONTHS)
        )
        short = max(wanted - one.gain, 0.0)
        gives = one.gain > _NOTHING
        return (not gives, one.series not in own, short, float(values[one.series, block].sum()), one.series)

    for one in sorted(binding, key=order):
        place = years.start * QUARTERS + one.quarter
        level = int(levels[one.series, place])
        if level < min(Level.NOTHING, counted.released_level[one.series, place]):
            raise_to(levels, one.series, place, level + 1)
            return True
    return False


def raise_to(levels: Levels, series: int, quarter: int, level: int) -> None:
    """Raise a series to a level in a quarter, or from YEAR on in the whole financial year."""
    if level >= Level.YEAR:
        first = quarter - quarter % QUARTERS
        span = slice(first, first + QUARTERS)
    else:
        span = slice(quarter, quarter + 1)
    levels[series, span] = np.maximum(levels[series, span], level)
