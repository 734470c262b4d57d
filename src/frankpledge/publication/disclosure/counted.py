"""What disclosure control works on: whole numbers counted by month, and how they add up to one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

Numbers = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Levels = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]

MONTHS, QUARTERS = 12, 4
"""In one financial year."""


class Level(IntEnum):
    """The finest span whose numbers are shown of one series. Years are financial years."""

    MONTH = 0
    QUARTER = 1
    YEAR = 2
    NOTHING = 3


@dataclass(frozen=True)
class Family:
    """Series that make up another, and what none of them has: ``whole`` = sum of ``parts`` + ``residual``."""

    whole: int
    parts: tuple[int, ...]
    residual: int


@dataclass(frozen=True)
class Flow:
    """Three series that give each other away: ``open`` at a month's end = that of the month before, and what
    ``came``, less what ``ended``.
    """

    open: int
    came: int
    ended: int


@dataclass(frozen=True)
class Counted:
    """S series of whole numbers over M months, M being 12 × Y, from the April numbered ``first_month``.

    ``values`` is S × M, 0 where ``present`` is not set. ``families`` say which series make up which, and
    ``bases`` are pairs (part, base) of series of which one counts some of what the other counts: what the
    part is short of its base is about people too. ``residual`` (S) marks what no part of a family has: it
    is never shown, and at most ``most`` (S × M; infinite for other series). ``released`` (S × M) marks
    months already made public, ``released_level`` (S × 4Y) the finest level of a quarter already made
    public, and ``released_spans`` (K × 3: series, first month, last month) other sums already public.
    ``flows`` say how what is open follows from what came and what ended.
    """

    first_month: int
    values: Numbers
    present: Flags
    most: Numbers
    residual: np.ndarray[tuple[int], np.dtype[np.bool_]]
    families: tuple[Family, ...]
    bases: tuple[tuple[int, int], ...]
    released: Flags
    released_level: Levels
    released_spans: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    flows: tuple[Flow, ...] = ()

    @property
    def years(self) -> int:
        return self.values.shape[1] // MONTHS

    def by(self, months: int) -> Numbers:
        """Return sums of every 3 months (quarters) or 12 (financial years), S × (M / months)."""
        return summed(self.values, months)


def summed(values: Numbers, months: int) -> Numbers:
    """Return the sums of every ``months`` columns."""
    rows, width = values.shape
    return np.asarray(values.reshape(rows, width // months, months).sum(axis=2))


def made_of_shown(
    levels: Levels, series: Places, first: Places, last: Places
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for K spans of months whether each is made of whole spans that are shown of its series.

    ``levels`` is S × quarters; ``series``, ``first`` and ``last`` (both included, counted from the first
    month of the levels) have K values. A month needs the level MONTH or its whole quarter, a quarter the
    level QUARTER or its whole financial year; what reaches outside the levels is not shown.
    """
    if not len(series):
        return np.zeros(0, bool)
    width = levels.shape[1] * 3
    inside = (first >= 0) & (last < width) & (first <= last)
    low, high = np.clip(first, 0, width - 1), np.clip(last, 0, width - 1)
    by_month = np.repeat(levels, 3, axis=1)
    ok = inside & (_within(by_month >= Level.NOTHING, series, low, high) == 0)
    quarter_first, quarter_last = low - low % 3, high - high % 3 + 2
    year_first, year_last = low - low % MONTHS, high - high % MONTHS + MONTHS - 1
    monthly = by_month >= Level.QUARTER
    yearly = by_month >= Level.YEAR
    ok &= (low == quarter_first) | ~monthly[series, low]
    ok &= (high == quarter_last) | ~monthly[series, high]
    cut_first, cut_last = low != year_first, high != year_last
    ok &= ~cut_first | (_within(yearly, series, low, np.minimum(high, year_first + MONTHS - 1)) == 0)
    ok &= ~cut_last | (_within(yearly, series, np.maximum(low, year_last - MONTHS + 1), high) == 0)
    return np.asarray(ok)


def _within(flags: Flags, series: Places, low: Places, high: Places) -> Places:
    running = np.zeros((flags.shape[0], flags.shape[1] + 1), np.int64)
    np.cumsum(flags, axis=1, out=running[:, 1:])
    return np.asarray(running[series, high + 1] - running[series, low])
