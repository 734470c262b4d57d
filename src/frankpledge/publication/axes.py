"""Value axes of charts: where they start and end. Counts start at zero; percentages state their range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import grouped, is_count, is_percentage


@dataclass(frozen=True)
class Axis:
    """A value axis: where it starts and ends, and the step between its lines."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Return how far along the axis a value stands: 0 at its start, 1 at its end."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """The values at which lines stand, both ends included."""
        return [
            round(self.low + self.step * n, 6) for n in range(round((self.high - self.low) / self.step) + 1)
        ]


def axis_for(values: Sequence[float], measure: Measure, *, free: bool = False) -> Axis:
    """Return an axis for these values: from zero, except for percentages that lie far above it.

    With ``free``, which is for points between lines, rates and times may start above zero as
    well; counts never do. Such an axis must say its range.
    """
    high, low = max(values), min(min(values), 0.0)
    may_float = is_percentage(measure) or (free and not is_count(measure))
    if may_float and min(values) > 0.35 * high:
        spread = max(high - min(values), 1.0 if is_percentage(measure) else 0.02 * high)
        most = 100.0 if is_percentage(measure) and high <= 100 else math.inf
        low, high = max(0.0, min(values) - 0.15 * spread), min(high + 0.15 * spread, most)
    else:
        high *= 1.06
    return _between(low, high, _step(((high - low) or 1.0) / 5.5, measure))


def size_axis(sizes: Sequence[float]) -> Axis:
    """Return an axis for how large areas are, which need not begin at zero."""
    low, high = min(sizes), max(sizes)
    margin = 0.06 * ((high - low) or high or 1.0)
    low = max(low - margin, 0.0) if low > 0.35 * high else 0.0
    return _between(low, high + margin, _round_step((high + margin - low) / 5.5, (1, 2, 2.5, 5, 10)))


def _between(low: float, high: float, step: float) -> Axis:
    return Axis(math.floor(low / step) * step, max(math.ceil(high / step), 1) * step, step)


def _step(least: float, measure: Measure) -> float:
    """Return the round step next above ``least``: whole for counts, of the clock for times."""
    if measure.unit == "mm:ss":
        steps = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0, 1800.0, 3600.0]
        return next((step for step in steps if step >= least), 3600.0 * math.ceil(least / 3600.0))
    if is_count(measure) and least <= 1:
        return 1.0
    whole = is_count(measure) and least < 10
    return _round_step(least, (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10))


def _round_step(least: float, factors: Sequence[float]) -> float:
    size = 10.0 ** math.floor(math.log10(least))
    return next(size * factor for factor in factors if size * factor >= least * 0.999)


def range_note(axis: Axis, measure: Measure) -> str:
    """Return the range of a percentage axis in words, which must always be stated."""
    if not is_percentage(measure):
        return ""
    places = 0 if axis.low.is_integer() and axis.high.is_integer() else 1
    return f", axis {grouped(axis.low, places)} to {grouped(axis.high, places)}"
