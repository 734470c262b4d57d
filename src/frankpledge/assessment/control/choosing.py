"""Which chart: from the kind of measure and from its data, with the reason that is printed.

Counts and shares of large numbers nearly always vary more than chance alone lets them; limits that
suppose otherwise cry wolf. So the simple chart is drawn only where the data bear it out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.control.baselines import Baseline, divided
from frankpledge.assessment.control.charts import FULL, Chart
from frankpledge.assessment.control.limits import (
    c_chart,
    g_chart,
    laney_p,
    laney_u,
    p_chart,
    t_chart,
    u_chart,
    xmr,
)
from frankpledge.assessment.control.series import Floats, Series
from frankpledge.plan.chart_decisions import ChartKind
from frankpledge.plan.definitions import Kind

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
_ONE_PER_CENT = 2.326


@dataclass(frozen=True)
class Choice:
    """The kind of chart of one series, and why."""

    chart: ChartKind
    reason: str


_CHARTS: dict[ChartKind, Callable[[Series, Baseline], Chart]] = {
    ChartKind.P: p_chart,
    ChartKind.U: u_chart,
    ChartKind.C: c_chart,
    ChartKind.LANEY_P: laney_p,
    ChartKind.LANEY_U: laney_u,
    ChartKind.T: t_chart,
    ChartKind.G: g_chart,
}
_BY_CHANCE = {
    Kind.SHARE: (ChartKind.P, ChartKind.LANEY_P, "a share of a counted whole", "binomial"),
    Kind.RATE: (ChartKind.U, ChartKind.LANEY_U, "a rate of events over people", "Poisson"),
    Kind.COUNT: (ChartKind.C, ChartKind.XMR, "a count of events", "Poisson"),
    Kind.SUM_OF: (ChartKind.C, ChartKind.XMR, "a count of events of several kinds", "Poisson"),
    Kind.DISTINCT: (ChartKind.C, ChartKind.XMR, "a count", "Poisson"),
}
_OTHERWISE = {
    Kind.RATIO: "a ratio of two counts is no share, so binomial limits would be wrong",
    Kind.SUM: "a sum has no law of chance of its own",
    Kind.MEAN: "a mean has no law of chance of its own",
    Kind.PERCENTILE: "a percentile has no law of chance of its own",
    Kind.TIME_TO_OUTCOME: "a percentile has no law of chance of its own",
    Kind.REPEAT_RATE: "its months look back on one another, so binomial limits would be wrong",
    Kind.VALUE_AT: "a level on a date has no law of chance of its own",
    Kind.SUPPLIED: "how a supplied figure varies by chance is not known",
}

_COUNTS = (Kind.COUNT, Kind.SUM_OF, Kind.DISTINCT)
_NEVER_NEGATIVE = (*_COUNTS, Kind.SHARE, Kind.RATIO, Kind.RATE)


def choose(kind: Kind, series: Series, *, declared: ChartKind | None = None) -> tuple[Choice, ...]:
    """Return the chart of each series of a measure of this kind; ``declared`` in the definition overrides."""
    if declared is not None:
        return (Choice(declared, "declared in the measure's definition"),) * len(series.values)
    if kind in _OTHERWISE:
        return (Choice(ChartKind.XMR, f"XmR: {_OTHERWISE[kind]}"),) * len(series.values)
    simple, wider, what, law = _BY_CHANCE[kind]
    dispersion, ranges, mean = _dispersion(kind, series)
    return tuple(
        _choice(simple, wider, f"{what}, {law} by nature", kind, held)
        for held in zip(dispersion.tolist(), ranges.tolist(), mean.tolist(), strict=True)
    )


def _choice(
    simple: ChartKind, wider: ChartKind, what: str, kind: Kind, held: tuple[float, float, float]
) -> Choice:
    dispersion, ranges, mean = held
    if ranges < FULL - 1:
        return Choice(simple, f"{simple}: {what}; too few points to tell whether it varies more than that")
    if np.isnan(dispersion):
        return Choice(simple, f"{simple}: {what}; it does not vary")
    if dispersion > 1 + _ONE_PER_CENT * np.sqrt(3 / ranges):
        return Choice(wider, f"{wider}: {what}, but its variance is {dispersion:.2g} times that")
    rare = kind in _COUNTS and mean < 1
    hint = "; fewer than one a period, so with dates a t chart of the times between would see more"
    return Choice(simple, f"{simple}: {what}, and the data bear it out{hint if rare else ''}")


def _dispersion(kind: Kind, series: Series) -> tuple[Vector, Vector, Vector]:
    """Return how many times its law's variance each series has, from how many differences, and its mean.

    From successive differences (half their mean square), which trend and season hardly touch;
    under the law its variance is 3 over their number (von Neumann 1941).
    """
    if kind in _COUNTS:
        values = series.counts()
        below: Floats = np.where(np.isnan(values), np.nan, 1.0)
    else:
        over, below = series.over()
        values = divided(over, below)
    known = ~np.isnan(values)
    total = np.where(known, values * below, 0.0).sum(axis=1, keepdims=True)
    centre = divided(total, np.where(known, below, 0.0).sum(axis=1, keepdims=True))
    spread = centre * (1 - centre) if kind is Kind.SHARE else centre
    z = divided(values - centre, np.sqrt(divided(np.broadcast_to(spread, below.shape), below)))
    change = np.diff(z, axis=1) ** 2
    number = (known[:, 1:] & known[:, :-1]).sum(axis=1).astype(float)
    # Without a spread (all zeros, all 100 %) there is no z, and no mean square.
    total_square = np.where(np.isnan(spread[:, 0]) | (spread[:, 0] <= 0), np.nan, np.nansum(change, axis=1))
    mean_square = divided(total_square[None, :], number[None, :])[0]
    return mean_square / 2, number, centre[:, 0]


def chart(kind: ChartKind, series: Series, baseline: Baseline, *, measure: Kind) -> Chart:
    """Return the charts of a kind; XmR limits keep within what a measure of its kind can be."""
    if kind in _CHARTS:
        return _CHARTS[kind](series, baseline)
    floor = 0.0 if measure in _NEVER_NEGATIVE else None
    return xmr(series, baseline, floor=floor, ceiling=1.0 if measure is Kind.SHARE else None)
