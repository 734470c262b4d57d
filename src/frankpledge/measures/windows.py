"""Windows: monthly arrays in, figures of any window out. The one home of period arithmetic on values.

Everything is taken on dense arrays with one column per month, so a missing month stays
missing and twelve rows are not twelve months. A rate over a window is the ratio of sums;
a rate per resident is the sum over the residents at the window's last month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from frankpledge.periods import Period, Window, period_ending

Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
States = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Days = np.ndarray[tuple[int, int], np.dtype[np.int32]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Whole = TypeVar("Whole", np.int8, np.int32)
Number = TypeVar("Number", np.int8, np.int32, np.float64)

KNOWN, IMMATURE, MISSING = 0, 1, 2
"""Codes of a month's or window's state. A window is as good as its worst month."""


@dataclass(frozen=True)
class Dense:
    """Monthly values of S series over M months, the first being month number ``first_month``.

    ``numerator`` and ``denominator`` are S × M, 0 where a supplied month has no rows;
    ``state`` is S × M of KNOWN, IMMATURE, MISSING; ``obtained`` is S × M days since 1970 of
    the newest file behind the month (0 where missing). ``denominator`` is None for counts.
    ``numerator_at_end`` marks stocks, and ``denominator_at_end`` what is divided by a stock or by residents:
    they are not summed, but taken at the window's last month.

    Where the series are of many measures, ``scale`` is S × 1, the two marks have S values, and the
    denominator of a count is NaN: it is divided by nothing.
    """

    first_month: int
    numerator: Floats
    state: States
    obtained: Days
    denominator: Floats | None = None
    denominator_at_end: bool | Flags = False
    scale: float | Floats = 1.0
    numerator_at_end: bool | Flags = False

    @property
    def months(self) -> int:
        return int(self.state.shape[1])

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    def take(self, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Dense:
        """Return the series at ``rows``, in that order."""
        return Dense(
            self.first_month,
            self.numerator[rows],
            self.state[rows],
            self.obtained[rows],
            None if self.denominator is None else self.denominator[rows],
            self.denominator_at_end
            if isinstance(self.denominator_at_end, bool)
            else self.denominator_at_end[rows],
            self.scale if isinstance(self.scale, float) else self.scale[rows],
            self.numerator_at_end if isinstance(self.numerator_at_end, bool) else self.numerator_at_end[rows],
        )


@dataclass(frozen=True)
class Windowed:
    """Values of S series over P periods of one window, oldest first. ``value`` is NaN where there is none."""

    window: Window
    periods: tuple[Period, ...]
    numerator: Floats
    denominator: Floats | None
    value: Floats
    state: States
    obtained: Days

    def place(self, period: Period) -> int | None:
        """Return the column of a period, or None where it lies outside the span."""
        for place, held in enumerate(self.periods):
            if held.key == period.key:
                return place
        return None


def periods_of(window: Window, first_month: int, last_month: int) -> tuple[Period, ...]:
    """Return the periods of a window that end within the months given (quarters and years: overlap them).

    Rolling windows are given only where all twelve months lie in the span.
    """
    if window is Window.ROLLING_12:
        return tuple(period_ending(window, month) for month in range(first_month + 11, last_month + 1))
    periods: dict[str, Period] = {}
    for month in range(first_month, last_month + 1):
        period = period_ending(window, month)
        periods[period.key] = period
    return tuple(periods.values())


def over_windows(dense: Dense, window: Window, periods: tuple[Period, ...] | None = None) -> Windowed:
    """Return the figures of a window. ``periods`` (default: all in the span) may reach outside it."""
    if periods is None:
        periods = periods_of(window, dense.first_month, dense.last_month)
    first = np.array([period.first_month for period in periods], np.int64) - dense.first_month
    last = np.array([period.last_month for period in periods], np.int64) - dense.first_month
    low, high = np.clip(first, 0, dense.months), np.clip(last + 1, 0, dense.months)
    high = np.maximum(low, high)
    numerator = _taken(dense.numerator, dense.numerator_at_end, low, high, last)
    outside = (last - first + 1) > (high - low)
    state = np.where(outside, MISSING, _highest(dense.state, low, high)).astype(np.int8)
    obtained = _highest(dense.obtained, low, high)
    stock = np.asarray(dense.numerator_at_end)
    if np.any(stock) and dense.months:
        if dense.denominator is not None:
            undivided = np.isnan(dense.denominator).all(axis=1)
            stock = stock & (np.asarray(dense.denominator_at_end) | undivided)
        stock = np.broadcast_to(stock, (len(state),))[:, None]
        beyond = (last < 0) | (last >= dense.months)
        state = np.where(stock, np.where(beyond, MISSING, _at(dense.state, last)), state).astype(np.int8)
        obtained = np.where(stock, np.where(beyond, 0, _at(dense.obtained, last)), obtained).astype(np.int32)
    denominator = None
    if dense.denominator is not None:
        denominator = _taken(dense.denominator, dense.denominator_at_end, low, high, last)
    value = numerator * dense.scale
    if denominator is not None:
        undivided = np.where(np.isnan(denominator), value, np.nan)
        value = np.divide(value, denominator, out=undivided, where=denominator > 0)
    value = np.where(state == MISSING, np.nan, value)
    return Windowed(window, periods, numerator, denominator, value, state, obtained)


def _taken(
    monthly: Floats,
    at_end: bool | Flags,
    low: np.ndarray[tuple[int], np.dtype[np.int64]],
    high: np.ndarray[tuple[int], np.dtype[np.int64]],
    last: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Floats:
    """Return for each window the sum of its months, or the number at its last month."""
    summed = _sums(monthly, low, high)
    if not np.any(at_end) or not monthly.shape[1]:
        return summed
    return np.where(np.broadcast_to(at_end, (len(monthly),))[:, None], _at(monthly, last), summed)


def _at(
    values: np.ndarray[tuple[int, int], np.dtype[Number]], last: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int, int], np.dtype[Number]]:
    return values.take(np.clip(last, 0, values.shape[1] - 1), axis=1)


def _sums(
    values: Floats,
    low: np.ndarray[tuple[int], np.dtype[np.int64]],
    high: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Floats:
    """Sum columns low (included) to high (not) of each row; whole numbers stay exact below 2⁵³."""
    running = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=running[:, 1:])
    return np.asarray(running.take(high, axis=1) - running.take(low, axis=1))


def _highest(
    values: np.ndarray[tuple[int, int], np.dtype[Whole]],
    low: np.ndarray[tuple[int], np.dtype[np.int64]],
    high: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int, int], np.dtype[Whole]]:
    """Return the highest of columns low (included) to high (not) of each row; 0 where there are none."""
    none = np.zeros((values.shape[0], len(low)), values.dtype)
    if not values.size or not len(low):
        return none
    found = values.take(np.minimum(low, values.shape[1] - 1), axis=1)
    for step in range(1, int((high - low).max(initial=0))):
        np.maximum(found, values.take(np.clip(low + step, 0, np.maximum(high - 1, 0)), axis=1), out=found)
    return np.where(high > low, found, none)
