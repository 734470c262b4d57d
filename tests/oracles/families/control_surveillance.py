"""CUSUM, EWMA, EARS and Farrington."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np

from frankpledge.assessment.control.accumulating import cusum, ewma
from frankpledge.assessment.control.ears import ears
from frankpledge.assessment.control.farrington import Settings, farrington
from frankpledge.assessment.control.farrington_thresholds import delta, threshold
from frankpledge.assessment.control.series import Series
from frankpledge.periods import Window
from tests.oracles.families.control_charts import params_of, row
from tests.oracles.registry import Case, family

WINDOWS = {12: Window.MONTH, 4: Window.QUARTER, 52: Window.WEEK, 365: Window.DAY}


def _given(case: Case, *names: str, default: Any = None) -> Any:
    held = {**case.data.get("input", {}), **case.data.get("input", {}).get("control", {}), **params_of(case)}
    return next((held[name] for name in names if held.get(name) is not None), default)


def _sigma(case: Case, periods: int) -> Any:
    sizes = np.broadcast_to(np.asarray(_given(case, "sizes", default=1.0), float), (1, periods))
    return _given(case, "std_dev") / np.sqrt(sizes)


def _ones(flags: Any) -> list[int | None]:
    return [1 if one else None for one in flags]


@family("cusum")
def tabular_cusum(case: Case) -> None:
    """Both sums, and where they pass the decision interval."""
    series = Series(Window.MONTH, row(case.data["input"]["x"]))
    made = cusum(
        series,
        np.array([[float(_given(case, "center"))]]),
        _sigma(case, series.values.shape[1]),
        decision_interval=_given(case, "h", "decision_interval", default=5.0),
        shift=_given(case, "se_shift", default=2 * _given(case, "k", default=0.5)),
        head_start=_given(case, "head_start", default=0.0),
    )
    expected = case.data["expected"]
    case.close(made.high[0].tolist(), expected["pos"], "pos")
    case.close(made.low[0].tolist(), expected["neg"], "neg")
    for name, flags in (("upper", made.above[0]), ("lower", made.below[0])):
        if name in expected:
            case.close((np.flatnonzero(flags) + 1).tolist(), expected[name], name)
        if name in expected.get("violations", {}):
            case.close(_ones(flags), expected["violations"][name], f"violations {name}")


@family("ewma")
def smoothed_means(case: Case) -> None:
    """Limits, smoothed values where the file has them, and where they pass."""
    series = Series(Window.MONTH, row(case.data["input"]["x"]))
    made = ewma(
        series,
        np.array([[float(_given(case, "center"))]]),
        _sigma(case, series.values.shape[1]),
        weight=_given(case, "lambda", default=0.2),
        sigmas=_given(case, "nsigmas", "L", default=3.0),
    )
    expected = case.data["expected"]
    case.close(np.stack([made.lower[0], made.upper[0]], axis=1).tolist(), expected["limits"], "limits")
    if expected.get("y") is not None:  # the peer's result was not kept everywhere
        case.close(made.smoothed[0].tolist(), expected["y"], "y")
    case.close(_ones(made.above[0] | made.below[0]), expected["violations"], "violations")


@family("ears")
def ears_thresholds(case: Case) -> None:
    """Upper bounds and alarms of C1, C2 or C3, as R surveillance computes them."""
    method = _given(case, "method") or re.findall(r"\bC[123]\b", case.data["method"])[0]
    baseline = _given(case, "baseline") or int((re.findall(r"baseline (\d+)", case.data["method"]) or [7])[0])
    made = ears(
        Series(Window.MONTH, row(case.data["input"]["observed"])),
        method="C3-surveillance" if method == "C3" else method,
        baseline=baseline,
        alpha=_given(case, "alpha"),
        least_sigma=_given(case, "minSigma", "min_sigma", default=0.0),
    )
    first, last = _ends(_given(case, "range", default=[made.needs + 1, made.upper.shape[1]]))
    at = slice(first - 1, last)
    case.close(made.upper[0, at].tolist(), case.data["expected"]["upperbound"], "upperbound")
    case.close(made.alarm[0, at].tolist(), case.data["expected"]["alarm"], "alarm")


def _ends(span: list[int]) -> tuple[int, int]:
    return min(span), max(span)


@family("farrington")
def farrington_flexible(case: Case) -> None:
    """Whole series, and thresholds from given expected counts."""
    if "input" in case.data:
        _whole(case)
    for name, check in (("farrington", _delta), ("noufaily", _quantiles)):
        if name in case.data:
            check(case, case.data[name])


def _whole(case: Case) -> None:
    given = case.data["input"]
    control = given["control"]
    window = WINDOWS[given["freq"]]
    values = row(given["observed"])
    people = given.get("population") if control.get("populationOffset") else None
    enough, periods = control.get("limit54", [5, 4])
    half, newest = control.get("w", 3), control.get("pastWeeksNotIncluded")
    settings = Settings(
        years=control.get("b", 5),
        half_window=half,
        levels=control.get("noPeriods", 1),
        newest_left_out=half if newest is None else newest,
        trend=control.get("trend", True),
        trend_level=control.get("pThresholdTrend", 0.05),
        reweight=control.get("reweight", True),
        weights_threshold=control.get("weightsThreshold", 2.58),
        alpha=control.get("alpha", 0.05),
        method=control.get("thresholdMethod", "delta"),
        power=control.get("powertrans", "2/3"),
        enough=enough,
        enough_periods=periods,
        dispersion_of_interval="surveillance",
    )
    places = np.atleast_1d(control["range"]).astype(int) - 1
    made = farrington(
        Series(window, values, None if people is None else row(people)), settings, places=places
    )
    expected = case.data["expected"]
    case.close(made.expected[0, places].tolist(), expected["expected"], "expected")
    case.close(made.upper[0, places].tolist(), expected["upperbound"], "upperbound")
    case.close(made.alarm[0, places].tolist(), expected["alarm"], "alarm")
    if settings.method == "nbPlugin":  # there the two dispersions say the same
        other = replace(settings, dispersion_of_interval="pearson")
        again = farrington(
            Series(window, values, None if people is None else row(people)), other, places=places
        )
        if settings.trend_level >= 1:
            assert np.array_equal(made.upper, again.upper, equal_nan=True)


def _delta(case: Case, held: dict[str, Any]) -> None:
    mean, phi, counts = (np.array([float(held[name])]) for name in ("pred", "phi", "y"))
    for one in held["cases"]:
        error = np.array([float(one.get("se", held["se"]))])
        made = delta(mean, error, phi, alpha=held["alpha"], counts=counts, power=one["transform"])
        ours = [float(x[0]) for x in (made.lower, made.upper, made.probability, made.score)]
        case.close(ours, one["expected"], str(one))


def _quantiles(case: Case, held: dict[str, Any]) -> None:
    mean, error = (np.array([_number(held[name])]) for name in ("pred_log", "se_log"))
    counts = np.array([float(held["y"])])
    for one in held["cases"]:
        phi = np.array([float(one["phi"])])
        made = threshold(np.exp(mean), error, phi, alpha=held["alpha"], counts=counts, method=one["method"])
        # The peer's score holds the count against the logarithm of what is expected.
        score = (counts - mean) / (made.upper - mean)
        ours = [float(x[0]) for x in (made.lower, made.upper, made.probability, score)]
        case.close(ours, one["expected"], str(one))


def _number(said: str | float) -> float:
    return math.log(float(said.removeprefix("ln "))) if isinstance(said, str) else float(said)
