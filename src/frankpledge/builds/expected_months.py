"""The range expected of each month as it would have been judged then: what a chart draws of the past.

A band fitted to months it is drawn over would always fit. Each quarter's months are therefore held against
what came before them alone, on the records this build holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.expected.budget import Levels
from frankpledge.builds.judging import SeriesJudged, judge
from frankpledge.builds.reading import Build
from frankpledge.periods import Period

Band = tuple["MonthExpected", ...]


@dataclass(frozen=True)
class MonthExpected:
    """The figure expected of a single month, and the range, in the measure's unit."""

    month: int
    centre: float
    low: float
    high: float


def expected_months(
    build: Build,
    held: Sequence[SeriesJudged],
    quarter: Period,
    *,
    measures: Sequence[str],
    levels: Levels,
    quarters: int,
) -> dict[tuple[str, str], Band]:
    """Return the bands of some measures by measure and source, oldest month first.

    ``held`` are the series judged for ``quarter``; of the others before it as many are judged as make
    ``quarters`` in all. A quarter that could not be judged has no range.
    """
    if not measures:
        return {}
    own = [one for one in held if one.measure.id in measures]
    areas = tuple(dict.fromkeys(one.key.area for one in own))
    judged = [
        judge(build, quarter.shifted(-3 * back), measures=measures, areas=areas, levels=levels)
        for back in range(quarters - 1, 0, -1)
    ]
    bands: dict[tuple[str, str], Band] = {}
    for some in (*judged, own):
        for one in some:
            if one.is_judged:
                key = (one.measure.id, one.source)
                bands[key] = bands.get(key, ()) + _months(one)
    return bands


def _months(one: SeriesJudged) -> Band:
    single = one.judgement.months
    first = one.monthly.first_month + one.monthly.numerator.shape[1] - single.seen.shape[1]
    made = []
    for at in range(single.seen.shape[1]):
        ends = tuple(float(of[0, at]) for of in (single.expected, single.low, single.high))
        if np.isfinite(ends).all():
            made.append(MonthExpected(first + at, *ends))
    return tuple(made)
