"""The control chart of each series: what it shows of the quarter beside the default test.

A chart is read for two things. Where the history is too short for an expected range it is all
there is, and says so. Where there is a range, run rules are read on the series with its season
taken out, and only where neighbouring months do not lean on each other. Neither is counted as
a published exception: on stable series such rules signal several times as often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.control.assurance import Assured, assurance
from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.charts import FULL, Chart
from frankpledge.assessment.control.choosing import Choice, chart, choose
from frankpledge.assessment.control.limits import xmr
from frankpledge.assessment.control.rules import rule_set
from frankpledge.assessment.control.series import Floats, Series
from frankpledge.assessment.control.verdicts import Hit, Verdicts, judged
from frankpledge.assessment.expected.interval import adjusted_for_season
from frankpledge.assessment.expected.monthly import MINIMUM, QUARTER, Monthly
from frankpledge.assessment.status import target_in_force
from frankpledge.builds.judging import SeriesJudged
from frankpledge.periods import Window

SEASON_OUT = "months with their season taken out (XmR)"


@dataclass(frozen=True)
class Signal:
    """A rule that marks a month of the quarter; ``since`` is the first month that makes it."""

    month: int
    since: int
    hit: Hit


@dataclass(frozen=True)
class SeriesCharted:
    """A series with its control chart (1 × P, the measure's own unit over ``scale``) and what that shows.

    ``signals`` are of the quarter's months; ``read_on`` says of what they were read. ``dropped`` says
    which rules were not read, and why. ``assured`` is what the limits say of a target for months.
    """

    judged: SeriesJudged
    choice: Choice
    chart: Chart
    scale: float
    signals: tuple[Signal, ...]
    read_on: str
    dropped: str
    assured: Assured


def charted(held: Sequence[SeriesJudged]) -> list[SeriesCharted]:
    """Return the control chart of each series, in order. Series that are alike are drawn together."""
    found: dict[int, SeriesCharted] = {}
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, one in enumerate(held):
        monthly = one.monthly
        shape = (monthly.kind, monthly.first_month, monthly.numerator.shape[1], one.measure.chart)
        groups.setdefault((*shape, one.measure.rules, monthly.denominator is None), []).append(place)
    for places in groups.values():
        for place, made in zip(places, _together([held[place] for place in places]), strict=True):
            found[place] = made
    return [found[place] for place in range(len(held))]


def _together(held: Sequence[SeriesJudged]) -> list[SeriesCharted]:
    """Return the charts of series of one kind, span, declared chart and set of rules."""
    first = held[0].monthly
    numerator = np.concatenate([one.monthly.numerator for one in held])
    below = None
    if first.denominator is not None:
        below = np.concatenate([_below(one) for one in held])
    series = Series(Window.MONTH, numerator, below)
    width = numerator.shape[1]
    baseline = Baseline.of(width, span=(0, width - QUARTER - 1))
    choices = choose(first.kind, series, declared=held[0].measure.chart)
    runs = _run_signals(held, numerator, below)
    made: list[SeriesCharted | None] = [None] * len(held)
    for kind in dict.fromkeys(choice.chart for choice in choices):
        rows = [place for place, choice in enumerate(choices) if choice.chart is kind]
        part = Series(Window.MONTH, numerator[rows], None if below is None else below[rows])
        drawn = chart(kind, part, baseline, measure=first.kind)
        verdicts = judged(drawn, rule_set(held[0].measure.rules))
        for at, place in enumerate(rows):
            made[place] = _one(held[place], choices[place], drawn.of_series(at), verdicts, at, runs[place])
    return [one for one in made if one is not None]


def _below(one: SeriesJudged) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    assert one.monthly.denominator is not None
    return one.monthly.denominator


def _one(
    held: SeriesJudged, choice: Choice, drawn: Chart, verdicts: Verdicts, at: int, runs: tuple[Signal, ...]
) -> SeriesCharted:
    scale = held.monthly.per if held.monthly.denominator is not None else 1.0
    signals: tuple[Signal, ...] = ()
    read_on, dropped = "", ""
    if not held.is_judged:
        known = int(held.judgement.months_used[0])
        if FULL <= known < MINIMUM:
            signals = _signals(held, verdicts, at)
            read_on = f"a control chart ({choice.chart}) that makes no allowance for season"
    elif held.judgement.run_rules[0]:
        signals = runs
        read_on = SEASON_OUT
    else:
        dropped = "rules about runs are not read: neighbouring months lean on each other"
    return SeriesCharted(held, choice, drawn, scale, signals, read_on, dropped, _assured(held, drawn, scale))


def _run_signals(
    held: Sequence[SeriesJudged], numerator: Floats, below: Floats | None
) -> list[tuple[Signal, ...]]:
    """Return what the rules about runs mark in the quarter, on the months with their season taken out.

    Nothing for series in which they are not read.
    """
    found: list[tuple[Signal, ...]] = [()] * len(held)
    read = [place for place, one in enumerate(held) if one.is_judged and bool(one.judgement.run_rules[0])]
    if not read:
        return found
    first = held[0].monthly
    part = None if below is None else below[read]
    adjusted = adjusted_for_season(Monthly(first.kind, numerator[read], first.first_month, part, first.per))
    width = adjusted.shape[1]
    drawn = xmr(Series(Window.MONTH, adjusted), Baseline.of(width, span=(0, width - QUARTER - 1)))
    rules = rule_set(held[0].measure.rules)
    verdicts = judged(drawn, rules)
    for at, place in enumerate(read):
        marked = _signals(held[place], verdicts, at)
        found[place] = tuple(one for one in marked if one.hit.rule in rules.uses_runs or rules.runs_analysis)
    return found


def _signals(held: SeriesJudged, verdicts: Verdicts, at: int) -> tuple[Signal, ...]:
    first = held.monthly.first_month
    width = held.monthly.numerator.shape[1]
    places = np.flatnonzero(verdicts.exceptional[at])
    return tuple(
        Signal(first + int(place), first + min(hit.places), hit)
        for place in places[places >= width - QUARTER]
        for hit in verdicts.evidence(at, int(place))
    )


def _assured(held: SeriesJudged, drawn: Chart, scale: float) -> Assured:
    """Return what the limits say of the target that is in force for months at the quarter's end."""
    last = held.monthly.first_month + held.monthly.numerator.shape[1] - 1
    target = target_in_force(held.measure, Window.MONTH, last)
    value = np.nan if target is None else target.value / scale
    return Assured(int(assurance(drawn, np.array([[value]]), held.measure.direction).now[0]))
