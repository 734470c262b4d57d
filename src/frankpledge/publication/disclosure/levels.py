"""Which level each series is shown at, so that no small number about people can be worked out.

A series is shown by month where that is safe, else by whole quarter, else by whole financial year, else
not at all, and every other window only where it is made of what is shown: nothing can be differenced
within a series, because no two shown sums part a span that is not shown itself. Across series, a number
that is withheld must be free: other tables that agree with everything shown must give it other values, at
least ``WIDE`` apart. Such tables are found by moving a count between two months of one series and back
between those of a sibling, so that every sum stays as it is: they exist, and are no estimate.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from frankpledge.publication.disclosure.counted import (
    MONTHS,
    NO_WHOLE,
    QUARTERS,
    Counted,
    Flags,
    Level,
    Levels,
    Numbers,
    summed,
)
from frankpledge.publication.disclosure.rooms import Room

WIDE: Final = 4
"""How far apart the lowest and highest possible values of a withheld number are, at least."""


class Target(NamedTuple):
    """One withheld number: a series, and the months (columns of all months) it is the sum of.

    With ``base`` it is what the series is short of that.
    """

    series: int
    first: int
    months: int
    base: int = NO_WHOLE


def settled(counted: Counted, fewest: int = 5) -> Levels:
    """Return the level of each series in each quarter, S × 4Y.

    A count of 1 to ``fewest`` - 1, and what is so little short of its base, is withheld. Levels from
    YEAR on are those of whole financial years. A part is never shown finer than its whole.
    """
    levels = _own_levels(counted, fewest)
    free: set[Target] = set()
    while _raise_unsafe(counted, levels, fewest, free):
        # To withhold more never takes room away, except where a sum released before then stands alone.
        if len(counted.released_spans):
            free.clear()
    return levels


def small(values: Numbers, fewest: int) -> Flags:
    """Return which values are too small to show; nothing at all is not."""
    return np.asarray((values >= 1) & (values < fewest))


def sensitive(counted: Counted, months: int, fewest: int) -> Flags:
    """Return which sums over every ``months`` months are small, or are small short of their base."""
    sums = summed(counted.values, months)
    found = small(sums, fewest)
    for part, base in counted.bases:
        found[part] |= small(sums[base] - sums[part], fewest)
    found[counted.residual] = False
    return found


def _own_levels(counted: Counted, fewest: int) -> Levels:
    by_month, by_quarter, by_year = (sensitive(counted, months, fewest) for months in (1, 3, MONTHS))
    quarters = by_month.reshape(len(by_month), -1, 3).any(axis=2)
    levels = np.where(quarters, Level.QUARTER, Level.MONTH).astype(np.int8)
    years = by_quarter.reshape(len(by_quarter), -1, QUARTERS).any(axis=2)
    at_least = np.where(by_year, Level.NOTHING, np.where(years, Level.YEAR, Level.MONTH)).astype(np.int8)
    np.maximum(levels, np.repeat(at_least, QUARTERS, axis=1), out=levels)
    levels[counted.residual] = Level.NOTHING
    return levels


def _raise_unsafe(counted: Counted, levels: Levels, fewest: int, free: set[Target]) -> bool:
    """Raise levels where a withheld number is not free; return whether any was raised.

    ``free`` are numbers found to be free already; those found so are added.
    """
    _in_step(counted, levels)
    raised = False
    room = Room(counted, levels)
    for target in _targets(counted, levels, fewest):
        while target not in free and not _is_free(room, target):
            _remedy(counted, levels, room, target)
            _in_step(counted, levels)
            room = Room(counted, levels)
            raised = True
        free.add(target)
    return raised


def _is_free(room: Room, target: Target) -> bool:
    if target.base == NO_WHOLE:
        return room.is_wide(target.series, target.first, target.months, WIDE)
    return room.is_short_wide(target.series, target.base, target.first, target.months, WIDE)


def _targets(counted: Counted, levels: Levels, fewest: int) -> list[Target]:
    """Return what is withheld and must not be worked out: coarsest first, and what contains others first."""
    found: list[Target] = []
    depth = np.bincount([part for part, _ in counted.bases], minlength=len(levels))
    for months, level in ((MONTHS, Level.NOTHING), (3, Level.YEAR), (1, Level.QUARTER)):
        hidden = np.repeat(levels >= level, 3, axis=1)[:, ::months]
        sums = summed(counted.values, months)
        itself = small(sums, fewest) & hidden
        itself[counted.residual] = False
        found.extend(Target(int(row), int(at) * months, months) for row, at in np.argwhere(itself))
        for part, base in counted.bases:
            short = small(sums[base] - sums[part], fewest) & hidden[part]
            found.extend(Target(part, int(at) * months, months, base) for at in np.flatnonzero(short))
    return sorted(found, key=lambda one: (-one.months, depth[one.series]))


def _in_step(counted: Counted, levels: Levels) -> None:
    """Show no part finer than its whole, and alike what would give each other away."""
    parts = np.flatnonzero(counted.whole != NO_WHOLE)
    before = None
    while before is None or (before != levels).any():
        before = levels.copy()
        levels[parts] = np.maximum(levels[parts], levels[counted.whole[parts]])
        for group in counted.linked:
            rows = list(group)
            levels[rows] = levels[rows].max(axis=0)


def _remedy(counted: Counted, levels: Levels, room: Room, target: Target) -> None:
    """Withhold one thing more: a sibling beside the number, else more of its series, else of its whole."""
    series, quarter = target.series, target.first // 3
    whole = int(counted.whole[series])
    own = int(levels[series, quarter])
    narrow = room.limit(series, target.first, target.months, WIDE) < WIDE
    if narrow and own == Level.NOTHING:
        base = room.binding_base(series, target.first, target.months, WIDE)
        if base is not None:
            _remedy(counted, levels, room, Target(base, target.first, target.months))
            return
    if whole != NO_WHOLE and levels[whole, quarter] < own and (not narrow or own == Level.NOTHING):
        partner = room.partner(series, target.first, target.months, WIDE)
        if partner is not None:
            raise_to(levels, partner[0], quarter, partner[1])
            return
    if own < Level.NOTHING:
        raise_to(levels, series, quarter, own + 1)
    elif whole != NO_WHOLE:
        raise_to(levels, whole, quarter, int(levels[whole, quarter]) + 1)


def raise_to(levels: Levels, series: int, quarter: int, level: int) -> None:
    """Raise a series to a level in a quarter, or from YEAR on in the whole financial year."""
    if level >= Level.YEAR:
        first = quarter - quarter % QUARTERS
        span = slice(first, first + QUARTERS)
    else:
        span = slice(quarter, quarter + 1)
    levels[series, span] = np.maximum(levels[series, span], level)
