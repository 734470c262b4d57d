"""Shewhart charts: limits, run analysis, and Western Electric and Nelson rules on them."""

from __future__ import annotations

from typing import Any

import numpy as np

from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.charts import Chart
from frankpledge.assessment.control.limits import (
    D2,
    c_chart,
    g_chart,
    laney_p,
    laney_u,
    p_chart,
    t_chart,
    u_chart,
    xmr,
)
from frankpledge.assessment.control.rules import rule_set
from frankpledge.assessment.control.runs_analysis import runs_analysis
from frankpledge.assessment.control.series import Floats, Series
from frankpledge.assessment.control.verdicts import Verdicts, judged
from frankpledge.periods import Window
from tests.oracles.registry import Case, family


def row(values: list[float | None]) -> Floats:
    """Return one series of a file, missing where it says null."""
    return np.array([[np.nan if one is None else float(one) for one in values]])


def params_of(case: Case) -> dict[str, Any]:
    """Return a file's parameters, wherever it keeps them."""
    found: dict[str, Any] = {}
    for held in (case.data.get("params"), case.data.get("input", {}).get("params")):
        found |= held if isinstance(held, dict) else {}
    return found


def _baseline(case: Case, periods: int) -> Baseline:
    given = case.data["input"]
    included = given.get("include") or [True] * periods
    frozen = given.get("baseline")
    params = params_of(case)
    if "exclude" in params and "include" not in given:
        included = [place + 1 not in np.atleast_1d(params["exclude"]) for place in range(periods)]
    if frozen is None:
        frozen = [place < params.get("freeze", periods) for place in range(periods)]
    part = given.get("part")
    if part is None:  # a part ends after the named point
        ends = np.atleast_1d(params.get("part", []))
        part = np.searchsorted(ends, np.arange(periods), side="right")
    segment = np.asarray(part, np.int64) - min(part)
    return Baseline(segment[None, :], np.array([frozen]), ~np.array([included]))


def _qic_chart(case: Case) -> Chart:
    given, params = case.data["input"], params_of(case)
    values = row(given["count"])
    sizes = given.get("n")
    below = None if sizes is None or all(one is None for one in sizes) else row(sizes)
    series, baseline = Series(Window.MONTH, values, below), _baseline(case, values.shape[1])
    screened = bool(params.get("screen_mr", params.get("screened_mr", False)))
    match case.family:
        case "p-chart":
            return p_chart(series, baseline)
        case "u-chart":
            return u_chart(series, baseline)
        case "c-chart":
            return c_chart(series, baseline)
        case "g-chart":
            return g_chart(series, baseline)
        case "t-chart":
            return t_chart(series, baseline, screened=screened, bridging=True)
        case "laney-p":
            return laney_p(series, baseline, screened=screened, bridging=True)
        case "laney-u":
            return laney_u(series, baseline, screened=screened, bridging=True)
        case _:
            factor = 3 / params.get("d2", D2)
            return xmr(series, baseline, screened=screened, factor=factor, bridging=True)


@family("i-chart", "p-chart", "u-chart", "c-chart", "t-chart", "g-chart", "laney-p", "laney-u")
def qic(case: Case) -> None:
    """Charts as qicharts2 draws them."""
    chart, times = _qic_chart(case), float(params_of(case).get("multiply", 1))
    runs = runs_analysis(chart)
    two_low, two_high = (chart.centre + sign * 2 * chart.sigma for sign in (-1, 1))
    if case.family in ("p-chart", "u-chart", "c-chart", "laney-p", "laney-u"):
        two_low = np.maximum(two_low, 0.0)
    if case.family in ("p-chart", "laney-p"):
        two_high = np.minimum(two_high, 1.0)
    ours: dict[str, Any] = {
        "y": chart.values * times,
        "cl": chart.centre * times,
        "lcl": chart.lower * times,
        "ucl": chart.upper * times,
        "lcl2s": two_low * times,
        "ucl2s": two_high * times,
        "lcl.95": two_low * times,
        "ucl.95": two_high * times,
        "runs_signal": runs.signal,
        "longest_run": runs.longest,
        "longest_run_max": runs.longest_allowed,
        "n_useful": runs.useful,
        "n_crossings": runs.crossings,
        "n_crossings_min": runs.crossings_needed,
        "sigma_signal": chart.above | chart.below,
    }
    for name, theirs in case.data["expected"].items():
        assert name in ours, f"{case.path.name}: nothing of ours is called {name}"
        mine = ours[name][0].tolist()
        case.close(mine if isinstance(theirs, list) else mine[-1], theirs, name)


@family("qcc")
def qcc(case: Case) -> None:
    """Charts and numbered rules as qcc has them: of each point, the first rule of the set it completes."""
    given, params, expected = case.data["input"], params_of(case), case.data["expected"]
    kind = next(
        word for word in case.data["method"].split() if word in ("xbar.one", "p", "np", "u", "c", "g")
    )
    sizes = given.get("sizes")
    values = row(given["x"])
    below = None if sizes is None else np.broadcast_to(np.asarray(sizes, float), values.shape)
    series = Series(Window.MONTH, values, below)
    baseline = Baseline.of(values.shape[1])
    per = np.ones_like(values)
    if kind == "xbar.one":
        chart = xmr(Series(Window.MONTH, values), baseline, screened=False, factor=3 / D2)
        deviation = chart.sigma
    elif kind == "c":
        chart = c_chart(Series(Window.MONTH, values), baseline)
        deviation = chart.sigma
    elif kind == "g":
        chart = g_chart(Series(Window.MONTH, values), baseline)
        deviation = chart.sigma
    elif kind == "u":
        chart = u_chart(series, baseline)
        deviation = np.sqrt(chart.centre)
    else:
        chart = p_chart(series, baseline)
        per = per if kind == "p" else np.broadcast_to(np.asarray(sizes, float), values.shape)
        deviation = chart.sigma * per
    case.close(float((chart.centre * per)[0, 0]), expected["center"], "center")
    spread = expected["std_dev"]
    case.close(
        deviation[0].tolist() if isinstance(spread, list) else float(deviation[0, 0]), spread, "std_dev"
    )
    limits = (np.stack([chart.lower * per, chart.upper * per], axis=2))[0].tolist()
    case.close(limits if len(expected["limits"]) > 1 else limits[:1], expected["limits"], "limits")
    verdicts = judged(chart, rule_set(params.get("rule_set", "western-electric")))
    case.close(_strongest(verdicts, params.get("rules", [1, 2, 3, 4])), expected["violations"], "violations")


def _strongest(verdicts: Verdicts, rules: list[int]) -> list[int | None]:
    found: list[int | None] = [None] * verdicts.chart.values.shape[1]
    for number in sorted(rules, reverse=True):
        marked = verdicts.hits[number - 1].marked[0]
        found = [number if here else before for here, before in zip(marked, found, strict=True)]
    return found
