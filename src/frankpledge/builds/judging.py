"""Every series of forces held against what its own past leads to expect, for one quarter.

Findings are worked out when they are asked for, as windows and comparisons are: the same build
and quarter give the same findings. Only months up to the quarter's end are looked at, so a
quarter is judged as it would have been then, on the records this build holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frankpledge.assessment.expected.budget import LEVELS, Levels
from frankpledge.assessment.expected.interval import judge_quarter
from frankpledge.assessment.expected.judgement import Judgement, Range, row_by_row
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.assessment.expected.power import Power
from frankpledge.assessment.findings import Subject
from frankpledge.builds.reading import Build
from frankpledge.measures.figures import ALL_SOURCES
from frankpledge.measures.series import SeriesKey
from frankpledge.measures.stacked import Numbers, StackedSeries
from frankpledge.measures.windows import IMMATURE, KNOWN, Floats
from frankpledge.periods import Period, Window
from frankpledge.plan.chart_decisions import ChartChange
from frankpledge.plan.definitions import Definitions, Kind, Measure

LONGEST = 60
"""Months before the quarter that are looked at: over more, a trend is no straight line."""

STILL_COMING = "its figures are still coming in and will change"

Words = Callable[[Measure], Callable[[float], str]]
"""Gives for a measure the function that says its values."""


@dataclass(frozen=True)
class SeriesJudged:
    """One series judged for a quarter: what it is of, its months, and what the test says.

    ``monthly`` holds the one series (1 × P), the quarter last, decisions about its baseline
    applied; ``judgement`` is of one series too.
    """

    measure: Measure
    key: SeriesKey
    source: str
    monthly: Monthly
    judgement: Judgement

    def subject(self, words: Words) -> Subject:
        """Return what a finding about the series is about, with the words for its values."""
        return Subject(
            self.measure.id,
            self.key.area_type,
            self.key.area,
            self.key.breakdown,
            self.source,
            self.measure.title,
            self.measure.direction,
            words(self.measure),
        )

    @property
    def is_judged(self) -> bool:
        return not self.judgement.reasons[0]

    @property
    def is_exceptional(self) -> bool:
        return bool(self.judgement.exceptional[0])


def judge(
    build: Build,
    quarter: Period,
    *,
    measures: Iterable[str] | None = None,
    areas: Sequence[str] | None = None,
    levels: Levels = LEVELS,
) -> list[SeriesJudged]:
    """Return every series of forces judged for a quarter: by measure, source (its own first) and area.

    ``measures`` are ids (default: all that are derived from months), ``areas`` forces (default:
    the office's own, or all of a national office). Series without a figure in the quarter are
    judged too: they say why there is no judgement. Raises WrongUse for another window than a quarter.
    """
    declared = build.definitions.measures
    chosen = None if measures is None else [declared[name] for name in measures]
    stack = build.figures.stacked(chosen, build.focus if areas is None else areas, ALL_SOURCES)
    found: dict[int, SeriesJudged] = {}
    for rows in _alike(stack):
        part = stack.take(rows)
        monthly = _monthly(part, build.definitions, quarter)
        judgement = _as_declared(judge_quarter(monthly, levels), part, quarter)
        each = row_by_row(judgement, len(rows))
        for place, row in enumerate(rows.tolist()):
            found[row] = SeriesJudged(
                stack.measures[stack.measure_of[row]],
                stack.keys[stack.key_of[row]],
                stack.sources[stack.source_of[row]],
                monthly.part(slice(place, place + 1)),
                each[place],
            )
    return [found[row] for row in sorted(found)]


def _alike(stack: StackedSeries) -> list[Numbers]:
    """Return the rows that can be judged together: of measures of one kind and scale, stocks apart."""
    groups: dict[tuple[Kind, float, bool], list[int]] = {}
    stocks = _stocks(stack)
    for row, number in enumerate(stack.measure_of.tolist()):
        measure = stack.measures[number]
        groups.setdefault((measure.kind, measure.scale, bool(stocks[row])), []).append(row)
    return [np.array(rows, np.int64) for rows in groups.values()]


def _stocks(stack: StackedSeries) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which series are of what there is at a month's end: a quarter has its last month's value."""
    return np.broadcast_to(np.asarray(stack.dense.numerator_at_end, bool), (len(stack.measure_of),))


def _monthly(part: StackedSeries, definitions: Definitions, quarter: Period) -> Monthly:
    """Return the months that judge a quarter; NaN where missing, immature or left out by a decision."""
    dense = part.dense
    first = max(dense.first_month, quarter.first_month - LONGEST)
    first = min(first, quarter.first_month - 1)
    width = quarter.last_month - first + 1
    offset = first - dense.first_month
    places = np.arange(width) + offset
    inside = (places >= 0) & (places < dense.months)
    at = np.clip(places, 0, max(dense.months - 1, 0))
    known = (dense.state[:, at] == KNOWN) & inside
    known &= ~_left_out(part, definitions, first, width)
    numerator = np.where(known, dense.numerator[:, at], np.nan)
    kind, scale = part.measures[part.measure_of[0]].kind, part.measures[part.measure_of[0]].scale
    assert dense.denominator is not None
    divisor: Floats = np.where(known, dense.denominator[:, at], np.nan)
    below: Floats | None = divisor
    if _stocks(part).all():
        undivided = np.isnan(dense.denominator).all(axis=1)
        divided = numerator * scale / np.where(divisor == 0, np.nan, divisor)
        level: Floats = np.where(np.asarray(undivided)[:, None], numerator, divided)
        return Monthly(Kind.VALUE_AT, level, first, None, 1.0, Window.MONTH)
    if kind in (Kind.COUNT, Kind.SUM_OF, Kind.SUM, Kind.DISTINCT):
        below = None
    return Monthly(kind, numerator, first, below, scale, Window.MONTH)


def _left_out(
    part: StackedSeries, definitions: Definitions, first: int, width: int
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return the months that recorded decisions keep out of a series' baseline."""
    left_out = np.zeros((len(part.measure_of), width), bool)
    months = np.arange(first, first + width)
    before_quarter = months < first + width - 3
    for decision in definitions.chart_decisions:
        rows = [
            decision.covers(part.measures[measure].id, part.keys[key].area)
            for measure, key in zip(part.measure_of.tolist(), part.key_of.tolist(), strict=True)
        ]
        if decision.change is ChartChange.REBASE:
            months_out = months < decision.from_month
            if decision.from_month > months[-1]:
                continue
        else:
            months_out = (months >= decision.from_month) & (months <= decision.to_month)
        left_out[rows] |= months_out & before_quarter
    return left_out


def _as_declared(judgement: Judgement, part: StackedSeries, quarter: Period) -> Judgement:
    """Put rates for residents into the measure's own figure, and say where figures are still coming in.

    A rate of a quarter is of all its months over the residents at its end; the test gives that of a
    mean month.
    """
    dense = part.dense
    at = np.array(
        [
            month - dense.first_month
            for month in quarter.months
            if 0 <= month - dense.first_month < dense.months
        ],
        np.int64,
    )
    immature = (dense.state[:, at] == IMMATURE).any(axis=1)
    reasons = tuple(
        STILL_COMING if late and reason else reason
        for late, reason in zip(immature.tolist(), judgement.reasons, strict=True)
    )
    judgement = replace(judgement, reasons=reasons)
    at_end = np.broadcast_to(np.asarray(dense.denominator_at_end, bool), (len(part.measure_of),))
    of_residents = at_end & ~_stocks(part)
    if not of_residents.any():
        return judgement
    three, six = (np.where(of_residents, months, 1.0) for months in (3.0, 6.0))
    power = judgement.power
    return replace(
        judgement,
        quarter=_times(judgement.quarter, three),
        half_year=_times(judgement.half_year, six),
        power=Power(power.rise_to * three, power.fall_to * three, power.expected * three),
    )


def _times(judged: Range, factor: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Range:
    return replace(
        judged,
        expected=judged.expected * factor,
        low=judged.low * factor,
        high=judged.high * factor,
        seen=judged.seen * factor,
    )
