"""Percentiles of values, and of times of which some have not ended."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import cast


def percentile(values: list[object], wanted: float) -> float | None:
    """Return a percentile by linear interpolation between the two nearest ranks; none of nothing."""
    if not values:
        return None
    ordered = sorted(float(str(value)) for value in values)
    place = (len(ordered) - 1) * wanted / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def time_by_which(cases: list[object], wanted: float) -> float | None:
    """Return the months by which a percentage of cases have an outcome, by Kaplan and Meier, in fractions.

    Cases are (months, whether an outcome came). None where too many are open. Where exactly so many are
    left, the middle between that time and the next with an outcome.
    """
    waits = Counter(cast("tuple[int, bool]", case) for case in cases)
    left, sought = Fraction(1), 1 - Fraction(wanted) / 100
    reached: int | None = None
    for time in sorted({time for time, closed in waits if closed}):
        if reached is not None:
            return (reached + time) / 2
        waiting = sum(count for (wait, _), count in waits.items() if wait >= time)
        left *= 1 - Fraction(waits[time, True], waiting)
        if left == sought:
            reached = time
        elif left < sought:
            return float(time)
    return None if reached is None else float(reached)
