"""Many monthly series side by side, ending in the same month, ready for methods that run over all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

MONTHS = 12


@dataclass(frozen=True)
class Panel:
    """N series × T months, the last column of each its newest month.

    ``values`` holds no NaN: gaps are bridged by straight lines, and what lies before ``start`` (N places of
    the first known month) repeats the first known value, so that arithmetic over whole columns is safe.
    ``known`` says which values were observed: methods learn from those only.
    """

    values: Floats
    known: Flags
    start: Ints

    @property
    def n(self) -> Ints:
        """How many months are known, per series."""
        return np.asarray(self.known.sum(axis=1), np.int64)

    @property
    def stale(self) -> Ints:
        """How many months have passed since the newest known one, per series."""
        return np.asarray(np.argmax(self.known[:, ::-1], axis=1), np.int64)

    def rows(self, which: slice) -> Panel:
        """Return some of the series."""
        return Panel(self.values[which], self.known[which], self.start[which])


def panel(values: Floats) -> Panel:
    """Return S series × T months (NaN where not known) as a panel; a series of gaps only is all zero.

    >>> import numpy as np
    >>> made = panel(np.array([[np.nan, 2.0, np.nan, 4.0]]))
    >>> made.values.tolist(), made.start.tolist()
    ([[2.0, 2.0, 3.0, 4.0]], [1])
    """
    known = ~np.isnan(values)
    return Panel(bridged(values, known), known, np.argmax(known, axis=1).astype(np.int64))


def bridged(values: Floats, known: Flags) -> Floats:
    """Return values with gaps bridged by straight lines; the ends repeat the nearest known value."""
    width = values.shape[1]
    place = np.arange(width)
    before = np.maximum.accumulate(np.where(known, place, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, place, width)[:, ::-1], axis=1)[:, ::-1]
    left = np.where(before < 0, after, before).clip(0, width - 1)
    right = np.where(after >= width, before, after).clip(0, width - 1)
    clean = np.where(known, values, 0.0)
    at_left, at_right = np.take_along_axis(clean, left, axis=1), np.take_along_axis(clean, right, axis=1)
    share = (place - left) / np.maximum(right - left, 1)
    return np.asarray(np.where(known, clean, at_left + (at_right - at_left) * share), np.float64)


def phases(width: int, period: int = MONTHS) -> Ints:
    """Return each column's place in the year, counted so that the first column to come is 0."""
    return np.asarray((np.arange(width) - width) % period, np.int64)


def cut(values: Floats, months: int) -> Floats:
    """Return the series as they stood ``months`` ago, in an array of the same shape.

    >>> import numpy as np
    >>> cut(np.array([[1.0, 2.0, 3.0]]), 1).tolist()
    [[nan, 1.0, 2.0]]
    """
    earlier = np.full_like(values, np.nan)
    earlier[:, months:] = values[:, : values.shape[1] - months]
    return earlier


def line(panel: Panel, months: int | None = None) -> tuple[Floats, Floats]:
    """Return intercept and slope of the least-squares line through the known months, the first being 1.

    Only the first ``months`` are used, if given. Below four known months there is no slope.
    """
    place = np.arange(panel.values.shape[1]) - panel.start[:, None] + 1.0
    use = panel.known.astype(np.float64)
    if months is not None:
        use = use * (place <= months)
    n = use.sum(axis=1)
    some = np.maximum(n, 1.0)
    middle, mean = (use * place).sum(axis=1) / some, (use * panel.values).sum(axis=1) / some
    away = use * (place - middle[:, None])
    slope = (away * panel.values).sum(axis=1) / np.maximum((away**2).sum(axis=1), 1.0)
    slope = np.where(n >= 4, slope, 0.0)
    return mean - slope * middle, slope
