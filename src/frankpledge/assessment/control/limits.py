"""Limits of the Shewhart charts: XmR, p, u, c, Laney p′ and u′, t and g.

Formulas: Wheeler, *Understanding Variation* (XmR); Montgomery, *Introduction to Statistical
Quality Control*, chapter 7 (p, u, c, t, g); Laney 2002, *Quality Engineering* 14 (p′, u′).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from frankpledge.assessment.control.baselines import Baseline, divided, mean_range
from frankpledge.assessment.control.charts import Chart, Spread, drawn
from frankpledge.assessment.control.series import NEAR, Floats, Series
from frankpledge.errors import WrongUse

D2 = 1.128
"""Mean range of two standard normal values, as tables print it (exactly 2/√π)."""
XMR_FACTOR = 2.66
"""Limits of an XmR chart in mean moving ranges: 3 / d2 as NHS Making Data Count prints it."""
T_POWER = 3.6
"""Times between events become nearly even under their 3.6th root (Nelson 1994)."""


def xmr(
    series: Series,
    baseline: Baseline,
    *,
    screened: bool = True,
    factor: float = XMR_FACTOR,
    floor: float | None = None,
    ceiling: float | None = None,
    bridging: bool = False,
) -> Chart:
    """Return XmR charts: baseline mean ± ``factor`` × mean moving range.

    With denominators the ratio is charted. ``screened`` leaves out once the ranges ≥ 3.267 × their
    mean, unless that leaves none that moves. ``floor`` and ``ceiling`` are what a value cannot
    pass (0 for counts): no limit is drawn there. ``bridging`` takes ranges across excluded points.
    """
    values = series.values if series.denominators is None else divided(*series.over())
    spread = _by_ranges(values, baseline, screened=screened, factor=factor, bridging=bridging)
    method = f"XmR, mean ± {factor:.4g} × mean moving range{', screened once' if screened else ''}"
    return drawn(method, series, values, baseline, spread, floor=floor, ceiling=ceiling)


def _by_ranges(
    values: Floats, baseline: Baseline, *, screened: bool, factor: float, bridging: bool
) -> Spread:
    counted = baseline.counted & ~np.isnan(values)
    centre, points = baseline.mean(values, counted)
    ranges = mean_range(baseline, values, screened=screened, bridging=bridging)
    off, _ = baseline.mean(np.abs(values - centre), counted)
    # No neighbours differ, yet the points do (gaps lie between): nothing is known of the spread.
    unknown = (ranges.mean <= NEAR * np.abs(centre)) & (off > NEAR * np.abs(centre))
    sigma = np.where(unknown, np.nan, factor / 3 * ranges.mean)
    return Spread(values, centre, sigma, points, ranges.screened, ranges.fell_back)


def p_chart(series: Series, baseline: Baseline) -> Chart:
    """Return p charts of a share: p̄ ± 3 √(p̄(1 − p̄)/n), within 0 and 1.

    Raises WrongUse where a numerator exceeds its denominator: a ratio is not a share.
    """
    values, centre, sigma, points = _share(series, baseline)
    spread = _plain(values, centre, sigma, points)
    return drawn("p, binomial limits", series, values, baseline, spread, floor=0.0, ceiling=1.0)


def u_chart(series: Series, baseline: Baseline) -> Chart:
    """Return u charts of a rate: ū ± 3 √(ū/n), not below 0."""
    values, centre, sigma, points = _rate(series, baseline)
    spread = _plain(values, centre, sigma, points)
    return drawn("u, Poisson limits", series, values, baseline, spread, floor=0.0)


def c_chart(series: Series, baseline: Baseline) -> Chart:
    """Return c charts of a count: c̄ ± 3 √c̄, not below 0. Denominators are not used."""
    values = series.counts()
    centre, points = baseline.mean(values, baseline.counted & ~np.isnan(values))
    spread = _plain(values, centre, np.sqrt(centre), points)
    return drawn("c, Poisson limits", Series(series.window, values), values, baseline, spread, floor=0.0)


def laney_p(series: Series, baseline: Baseline, *, screened: bool = False, bridging: bool = False) -> Chart:
    """Return Laney p′ charts: the p limits widened by σz, the moving range of z over 1.128."""
    values, centre, sigma, points = _share(series, baseline)
    spread = _widened(values, centre, sigma, points, baseline, screened, bridging)
    return drawn("Laney p′" + _screening(screened), series, values, baseline, spread, floor=0.0, ceiling=1.0)


def laney_u(series: Series, baseline: Baseline, *, screened: bool = False, bridging: bool = False) -> Chart:
    """Return Laney u′ charts: the u limits widened by σz, the moving range of z over 1.128."""
    values, centre, sigma, points = _rate(series, baseline)
    spread = _widened(values, centre, sigma, points, baseline, screened, bridging)
    return drawn("Laney u′" + _screening(screened), series, values, baseline, spread, floor=0.0)


def t_chart(series: Series, baseline: Baseline, *, screened: bool = False, bridging: bool = False) -> Chart:
    """Return t charts of the times between rare events: an I chart of their 3.6th root, turned back.

    A time of 0 (two events at one moment) has no place on the scale and counts as missing.
    """
    values = np.where(series.counts() > 0, series.values, np.nan)
    scaled = values ** (1 / T_POWER)
    spread = _by_ranges(scaled, baseline, screened=screened, factor=3 / D2, bridging=bridging)
    even = drawn(
        "t, limits on the 3.6th root" + _screening(screened),
        Series(series.window, values),
        values,
        baseline,
        spread,
        floor=0.0,
    )
    return _turned_back(even)


def g_chart(series: Series, baseline: Baseline) -> Chart:
    """Return g charts of the periods (or cases) between rare events: mean ± 3 √(m(m + 1)), not below 0.

    The centre is the median, for runs; the limits stand on the mean m.
    """
    values = series.counts()
    counted = baseline.counted & ~np.isnan(values)
    mean, points = baseline.mean(values, counted)
    sigma = np.sqrt(mean * (mean + 1))
    plain = Series(series.window, values)
    chart = drawn(
        "g, geometric limits", plain, values, baseline, _plain(values, mean, sigma, points), floor=0.0
    )
    low, high = baseline.middle(values, counted)
    median = (low + high) / 2
    near = NEAR * np.maximum(np.abs(values), np.abs(median))
    away = np.where(np.isnan(values - median), 0.0, values - median)
    side = np.where(np.abs(away) <= near, 0.0, np.sign(away)).astype(np.int8)
    return replace(chart, centre=median, side=side)


def _share(series: Series, baseline: Baseline) -> tuple[Floats, Floats, Floats, Floats]:
    over, below = series.over()
    if bool((over > below).any()):
        raise WrongUse(
            "A share cannot exceed its whole: this is a ratio.",
            do="Use an XmR chart, or a u chart of a rate.",
        )
    values, centre, points = _pooled(over, below, baseline)
    return values, centre, np.sqrt(divided(centre * (1 - centre), below)), points


def _rate(series: Series, baseline: Baseline) -> tuple[Floats, Floats, Floats, Floats]:
    over, below = series.over()
    values, centre, points = _pooled(over, below, baseline)
    return values, centre, np.sqrt(divided(centre, below)), points


def _pooled(over: Floats, below: Floats, baseline: Baseline) -> tuple[Floats, Floats, Floats]:
    counted = baseline.counted & ~np.isnan(over)
    centre = divided(baseline.total(over, counted), baseline.total(below, counted))
    return divided(over, below), centre, baseline.total(np.ones_like(over), counted)


def _plain(values: Floats, centre: Floats, sigma: Floats, points: Floats) -> Spread:
    none = np.zeros_like(points)
    return Spread(values, centre, sigma, points, none, none.astype(bool))


def _widened(
    values: Floats,
    centre: Floats,
    sigma: Floats,
    points: Floats,
    baseline: Baseline,
    screened: bool,
    bridging: bool,
) -> Spread:
    z = divided(values - centre, sigma)
    ranges = mean_range(baseline, z, screened=screened, bridging=bridging)
    # A baseline of 0 % or 100 % throughout has no z; it does not vary, and its limits say so.
    wider = np.where(sigma == 0, 0.0, sigma * ranges.mean / D2)
    counted = baseline.counted & ~np.isnan(values)
    off, _ = baseline.mean(np.abs(values - centre), counted)
    unknown = (wider <= NEAR * np.abs(centre)) & (off > NEAR * np.abs(centre))
    return Spread(values, centre, np.where(unknown, np.nan, wider), points, ranges.screened, ranges.fell_back)


def _turned_back(chart: Chart) -> Chart:
    """Return a t chart with its centre and limits in time again (sigma and z stay on the even scale)."""
    return replace(
        chart,
        centre=chart.centre**T_POWER,
        lower=chart.lower**T_POWER,
        upper=chart.upper**T_POWER,
    )


def _screening(screened: bool) -> str:
    return ", screened once" if screened else ""
