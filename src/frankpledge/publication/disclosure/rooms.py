"""How far a withheld number could be something else, with everything that is shown as it is.

The tables that show it are made by hand, so to say: a count is moved into the number from another month
of its series, and the other way in a sibling, so that the months of their whole and the sums of
both stay; or, where the whole is withheld too, it moves with it, and the parts of the whole's other families.
What is found is a lower limit on the room there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from frankpledge.publication.disclosure.counted import (
    MONTHS,
    NO_WHOLE,
    Counted,
    Flags,
    Level,
    Levels,
    Numbers,
    Places,
    made_of_shown,
)

Row = np.ndarray[tuple[int], np.dtype[np.float64]]
EVERYTHING = 1e9
"""Room where nothing limits it."""


class Room:
    """What can be moved, given the levels that series are shown at.

    ``known`` (S × 4Y) is the finest level that anybody knows sums of. ``movable`` (S × M) are months that
    are neither shown nor known from a release; ``across`` those whose quarter is not known either.
    """

    def __init__(self, counted: Counted, levels: Levels) -> None:
        self.counted = counted
        self.known: Levels = np.minimum(levels, counted.released_level)
        hidden = np.repeat(levels >= Level.QUARTER, 3, axis=1)
        self.movable: Flags = counted.present & ~counted.released & hidden & ~_frozen(counted, self.known)
        self.across: Flags = self.movable & np.repeat(self.known > Level.QUARTER, 3, axis=1)
        self._refresh()

    def _refresh(self) -> None:
        counted, values = self.counted, self.counted.values
        self.up = np.where(self.movable, np.clip(counted.most - values, 0, EVERYTHING), 0.0)
        self.down = np.where(self.movable, np.clip(values - counted.least, 0, EVERYTHING), 0.0)

    @cached_property
    def parts(self) -> dict[int, Places]:
        """The parts of each whole."""
        wholes = self.counted.whole
        return {int(one): np.flatnonzero(wholes == one) for one in np.unique(wholes) if one != NO_WHOLE}

    @cached_property
    def bases(self) -> dict[int, list[int]]:
        """What each part is of."""
        return _grouped(self.counted.bases)

    @cached_property
    def within(self) -> dict[int, list[int]]:
        """What is counted within each base."""
        return _grouped((base, part) for part, base in self.counted.bases)

    # --- is a number free -------------------------------------------------------------------------

    def is_wide(self, series: int, first: int, months: int, wide: int) -> bool:
        """Whether two tables that agree with all that is shown have it at least ``wide`` apart."""
        if self._is_dark(series, first):
            return True
        more_own, less_own = self._own_room(series, first, months, wide)
        less = self._moves(series, first, months, self.down, self.up, wide, less_own).sum()
        if less >= wide:
            return True
        more = self._moves(series, first, months, self.up, self.down, wide, more_own)
        return bool(less + more.sum() >= wide)

    def limit(self, series: int, first: int, months: int, wide: int) -> float:
        """Return how wide it could be at most, whatever was withheld beside it."""
        more, less = (own.sum() for own in self._own_room(series, first, months, wide))
        level = self.known[series, first // 3]
        if level < Level.NOTHING:
            rest = _rest(first, months, 3 if level == Level.QUARTER else MONTHS)
            more, less = min(more, self.down[series, rest].sum()), min(less, self.up[series, rest].sum())
        return float(more + less)

    def binding_base(self, series: int, first: int, months: int, wide: int) -> int | None:
        """Return the withheld base that keeps a number from being more, not free itself; None if none."""
        here, own = slice(first, first + months), self.counted.values[series, first : first + months]
        slack = {
            base: (self.counted.values[base, here] - own).sum()
            for base in self.bases.get(series, ())
            if self.movable[base, here].all()
            and not self._is_dark(base, first)
            and self._moves(base, first, months, self.up, self.down, wide).sum() < wide
        }
        return min(slack, key=lambda base: slack[base]) if slack else None

    def is_short_wide(self, part: int, base: int, first: int, months: int, wide: int) -> bool:
        """Whether what a part is short of its base is free: because the part is, or because the base is."""
        return self.is_wide(part, first, months, wide) or self._base_is_wide(base, first, months, wide)

    def _base_is_wide(self, base: int, first: int, months: int, wide: int) -> bool:
        here = slice(first, first + months)
        return bool(self.movable[base, here].all()) and self.is_wide(base, first, months, wide)

    def _is_dark(self, series: int, first: int) -> bool:
        """Whether nothing is known of the year: neither of the series nor of its whole."""
        whole, quarter = int(self.counted.whole[series]), first // 3
        top = whole if whole != NO_WHOLE else series
        nothing = Level.NOTHING
        return bool(self.known[top, quarter] == nothing and self.known[series, quarter] == nothing)

    def _own_room(self, series: int, first: int, months: int, wide: int) -> tuple[Row, Row]:
        """Return by how much each month can be more and less, its bases and what is in it moving along."""
        here = slice(first, first + months)
        own, free = self.counted.values[series, here], self.movable[series, here]
        most, least = self.counted.most[series, here], np.zeros(months)
        if bases := self.bases.get(series):
            most = np.full(months, EVERYTHING)
            for base in bases:
                gain = self._moves(base, first, months, self.up, self.down, wide)
                if self._is_dark(base, first):
                    gain = np.full(months, EVERYTHING)
                most = np.minimum(most, self.counted.values[base, here] + gain)
        for part in self.within.get(series, ()):
            loss = self._moves(part, first, months, self.down, self.up, wide)
            if self._is_dark(part, first):
                loss = np.full(months, EVERYTHING)
            least = np.maximum(least, self.counted.values[part, here] - loss)
        more, less = np.clip(most - own, 0, EVERYTHING), np.clip(own - least, 0, EVERYTHING)
        return np.where(free, more, 0.0), np.where(free, less, 0.0)

    def _moves(
        self, series: int, first: int, months: int, into: Numbers, out: Numbers, enough: float,
        own: Row | None = None,
    ) -> Row:  # fmt: skip
        """Return how much can be moved into each month of a number, at once, up to ``enough``.

        ``into`` and ``out`` are ``up`` and ``down``, or the other way about for what can be moved out
        of it. ``own`` is what the series itself has room for in those months.
        """
        own = into[series, first : first + months] if own is None else own
        whole, quarter = int(self.counted.whole[series]), first // 3
        best = np.zeros(months)
        if whole == NO_WHOLE or self.known[whole, quarter] >= Level.QUARTER:
            best = self._with_whole(series, whole, first, months, into, out, own)
        if whole != NO_WHOLE and best.sum() < enough:
            siblings = self._siblings(series)
            swapped = self._swapped(series, siblings, first, months, into, out, own, enough)
            if swapped.sum() > best.sum():
                best = swapped
        return best

    def _siblings(self, series: int) -> Places:
        counted = self.counted
        same = self.parts[int(counted.whole[series])]
        return np.asarray(same[(counted.family[same] == counted.family[series]) & (same != series)])

    def _swapped(
        self, series: int, siblings: Places, first: int, months: int,
        into: Numbers, out: Numbers, own: Row, enough: float,
    ) -> Row:  # fmt: skip
        """Move between the number and its siblings, and back in the rest of the span whose sum is known."""
        quarter, here = first // 3, slice(first, first + months)
        left, moved = own.copy(), np.zeros(months)
        back = out[series].copy()
        take = np.minimum(left, out[siblings, here]).sum(axis=1)
        for place in np.argsort(-take, kind="stable"):
            sibling = int(siblings[place])
            bound = min(int(self.known[sibling, quarter]), int(self.known[series, quarter]))
            if take[place] <= 0 or bound < Level.QUARTER:
                continue
            taken = np.minimum(left, out[sibling, here])
            amount = taken.sum()
            if bound != Level.NOTHING:
                rest = _rest(first, months, 3 if bound == Level.QUARTER else MONTHS)
                if bound == Level.YEAR:
                    rest = rest[self.across[series, rest] & self.across[sibling, rest]]
                returned = np.minimum(back[rest], into[sibling, rest])
                amount = min(amount, returned.sum())
                back[rest] -= _cut(returned, amount)
            taken = _cut(taken, amount)
            left -= taken
            moved += taken
            if moved.sum() >= enough:
                break
        return moved

    def _with_whole(
        self, series: int, whole: int, first: int, months: int, into: Numbers, out: Numbers, own: Row
    ) -> Row:
        """Move number, whole and the whole's other families together, between one month and another."""
        top = series if whole == NO_WHOLE else whole
        quarter = first // 3
        bound = min(int(self.known[series, quarter]), int(self.known[top, quarter]))
        moved = np.zeros(months)
        if bound < Level.QUARTER:
            return moved
        here = np.arange(first, first + months)
        rest = _rest(first, months, 3 if bound == Level.QUARTER else MONTHS)
        free = self.movable if bound == Level.QUARTER else self.across
        rest = rest[free[series, rest] & free[top, rest]]
        if not len(rest):
            return moved
        room = np.minimum(own[:, None], out[series, rest][None, :])
        if top != series:
            room = np.minimum(room, np.minimum(into[top, here][:, None], out[top, rest][None, :]))
        members = self.parts.get(top, np.zeros(0, np.int64))
        families = self.counted.family[members]
        for family in np.unique(families):
            if top != series and family == self.counted.family[series]:
                continue
            some = members[families == family]
            gives = np.where(free[np.ix_(some, rest)], out[np.ix_(some, rest)], 0.0)
            each = np.minimum(into[np.ix_(some, here)][:, :, None], gives[:, None, :])
            room = np.minimum(room, each.sum(axis=0))
        if room.size:
            row, column = np.unravel_index(int(np.argmax(room)), room.shape)
            moved[row] = room[row, column]
        return moved

    # --- what to withhold beside it ---------------------------------------------------------------

    def partner(self, series: int, first: int, months: int, wide: int) -> tuple[int, Level] | None:
        """Return the sibling to withhold beside a number, and the level to show it at.

        The finest level at which some sibling gives room enough, and of those the smallest; else, at the
        level of the number's own series, the one that gives the most. None where none gives any.
        """
        own = Level(self.known[series, first // 3])
        best: tuple[int, Level] | None = None
        for level in (Level.QUARTER, Level.YEAR, Level.NOTHING):
            if level > own or (months == 3 and level == Level.QUARTER):
                continue
            shown, gain, size = self._gains(series, first, months, level)
            if not len(shown) or not (gain > 0).any():
                continue
            enough = np.flatnonzero(gain >= wide)
            if len(enough):
                return int(shown[enough[np.argmin(size[enough])]]), level
            best = (int(shown[np.argmax(gain)]), level)
        return best

    def _gains(self, series: int, first: int, months: int, level: Level) -> tuple[Places, Row, Row]:
        """Return the siblings now shown finer than a level, the room each would give there, their sizes."""
        siblings, quarter, released = self._siblings(series), first // 3, self.counted.released_level
        shown = siblings[(self.known[siblings, quarter] < level) & (released[siblings, quarter] >= level)]
        width = 3 if level == Level.QUARTER else MONTHS
        start = first - first % width
        block = slice(start, start + width)
        supposed = _Supposed(self, shown, block, level)
        gain = np.array([supposed.gain(series, int(one), first, months) for one in shown])
        return shown, gain, self.counted.values[shown, block].sum(axis=1)


class _Supposed(Room):
    """The room there would be if some siblings were withheld in a span as well."""

    def __init__(self, room: Room, shown: Places, block: slice, level: int) -> None:
        self.counted = room.counted
        self.known = room.known.copy()
        self.movable, self.across = room.movable.copy(), room.across.copy()
        free = self.counted.present[shown, block] & ~self.counted.released[shown, block]
        self.movable[shown, block] = free
        self.across[shown, block] = free
        self.known[shown, block.start // 3 : block.stop // 3] = level
        self._refresh()

    def gain(self, series: int, sibling: int, first: int, months: int) -> float:
        """Return the room one sibling would give."""
        one = np.array([sibling])
        up, down = self.up, self.down
        own_up, own_down = up[series, first : first + months], down[series, first : first + months]
        more = self._swapped(series, one, first, months, up, down, own_up, EVERYTHING)
        less = self._swapped(series, one, first, months, down, up, own_down, EVERYTHING)
        return float(more.sum() + less.sum())


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    held: dict[int, list[int]] = {}
    for one, other in pairs:
        held.setdefault(one, []).append(other)
    return held


def _rest(first: int, months: int, width: int) -> Places:
    """Return the other months of the quarter or financial year around a number."""
    start = first - first % width
    span = np.arange(start, start + width)
    return np.asarray(span[(span < first) | (span >= first + months)])


def _cut(amounts: Row, total: float) -> Row:
    """Return amounts cut short, in order, to make a total."""
    before = np.cumsum(amounts) - amounts
    return np.asarray(np.clip(total - before, 0, amounts))


def _frozen(counted: Counted, known: Levels) -> Flags:
    """Return the months inside sums that were released and are not made of what is known by level.

    Such a sum binds its months in a way of its own: none of them is taken to be free.
    """
    frozen = np.zeros_like(counted.present)
    spans = counted.released_spans
    if not len(spans):
        return frozen
    series, first, last = spans.T
    apart = ~made_of_shown(known, series, first, last)
    for row, low, high in spans[apart]:
        frozen[row, max(low, 0) : high + 1] = True
    return frozen
