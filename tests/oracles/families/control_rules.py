"""Rules as NHS Making Data Count has them, their primitives, assurance, and degenerate series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from frankpledge.assessment.control.assurance import Assured, against_limits, assurance
from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.charts import FULL, Chart, Standing
from frankpledge.assessment.control.limits import p_chart, xmr
from frankpledge.assessment.control.patterns import Points, Shift, SomeBeyond, Trend, spread_back
from frankpledge.assessment.control.rules import RULE_SETS, rule_set
from frankpledge.assessment.control.series import Series
from frankpledge.assessment.control.verdicts import Verdicts, judged
from frankpledge.periods import Window
from frankpledge.plan.definitions import Direction
from tests.oracles.families.control_charts import params_of, row
from tests.oracles.registry import Case, family

DIRECTIONS = {
    1: Direction.HIGHER,
    0: Direction.NEUTRAL,
    -1: Direction.LOWER,
    "increase": Direction.HIGHER,
    "neutral": Direction.NEUTRAL,
    "decrease": Direction.LOWER,
}
ASSURED = {
    Assured.MET: "consistent_pass",
    Assured.HIT_AND_MISS: "inconsistent",
    Assured.MISSED: "consistent_fail",
    Assured.NO_TARGET: None,
    Assured.NO_DIRECTION: None,
    Assured.NO_LIMITS: None,
}
LABELS = {
    "outside": ("Above UCL", "Below LCL"),
    "trend": ("7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"),
    "two-of-three": ("2 in 3 Above CL", "2 in 3 Below CL"),
    "shift": ("7 Points Above CL", "7 Points Below CL"),
}


def _chart(values: list[float | None], params: dict[str, Any]) -> Chart:
    held = row(values)
    rebased = [int(one) - 1 for one in np.atleast_1d(params.get("rebase", []))]
    baseline = Baseline.of(held.shape[1], rebased_at=rebased, first=params.get("fix"))
    return xmr(Series(Window.MONTH, held), baseline, screened=bool(params.get("screen", True)))


def _labels(verdicts: Verdicts) -> list[str]:
    labels = []
    for place in range(verdicts.chart.values.shape[1]):
        held = next((one for one in verdicts.hits if one.marked[0, place]), None)
        labels.append(
            "Common Cause" if held is None else LABELS[held.rule.name][int(held.side[0, place] < 0)]
        )
    return labels


def _point_types(verdicts: Verdicts, direction: Direction) -> list[str]:
    better = {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEUTRAL: 0}[direction]
    words = {1: "special_cause_improvement", -1: "special_cause_concern"}
    types = []
    for marked, side in zip(verdicts.marked[0], verdicts.side[0], strict=True):
        if not marked:
            types.append("common_cause")
        elif better == 0:
            types.append("special_cause_neutral_high" if side > 0 else "special_cause_neutral_low")
        else:
            types.append(words[int(side) * better])
    return types


def _hold(case: Case, verdicts: Verdicts, direction: Direction, expected: dict[str, Any], where: str) -> None:
    chart = verdicts.chart
    ours = {
        "mean": chart.centre[0].tolist(),
        "lpl": chart.lower[0].tolist(),
        "upl": chart.upper[0].tolist(),
        "special_cause_type": _labels(verdicts),
        "point_type": _point_types(verdicts, direction),
    }
    for name, theirs in expected.items():
        if name != "assurance":
            case.close(ours[name], theirs, f"{where}{name}")


@family("xmr")
def xmr_with_rules(case: Case) -> None:
    """XmR limits, the NHS rules on them, and assurance where there is a target."""
    params = params_of(case)
    chart = _chart(case.data["input"]["y"], params)
    direction = DIRECTIONS[params.get("dir", 1)]
    verdicts = judged(chart, rule_set("nhs-r-0.2.2"))
    expected = case.data["expected"]
    _hold(case, verdicts, direction, expected, "")
    if "assurance" in expected:
        target = params.get("target")
        targets = row(target if isinstance(target, list) else [target])
        said = against_limits(chart.lower, chart.upper, targets, direction)
        case.close(ASSURED[Assured(int(said[0, -1]))], expected["assurance"], "assurance")


@family("nhs-rules")
def nhs_rules(case: Case) -> None:
    """Designed series under either direction; degenerate ones by what is required of them."""
    for held in case.data["cases"]:
        params = {**params_of(case), **held.get("params", {})}
        verdicts = judged(_chart(held["y"], params), rule_set("nhs-r-0.2.2"))
        directions = {
            "expected": DIRECTIONS[params.get("dir", 1)],
            "expected_improve_up": Direction.HIGHER,
            "expected_improve_down": Direction.LOWER,
            "expected_neutral": Direction.NEUTRAL,
        }
        known = directions.keys() & held.keys()
        assert known or "require" in held, f"{case.path.name}: nothing is expected of '{held['name']}'"
        for name in known:
            _hold(case, verdicts, directions[name], held[name], f"{held['name']}.")
        if "require" in held:
            _required(held)


@family("two-of-three-2023")
def two_of_three(case: Case) -> None:
    """Two of three by the tool's rule of 2023 and by the older one, on limits frozen at ± 3."""
    for held in case.data["cases"]:
        chart = _frozen(held["z"])
        for name, key in (("mdc-2023", "expect_two_of_three"), ("nhs-r-0.2.2", "old_rule")):
            hits = next(one for one in judged(chart, rule_set(name)).hits if one.rule.name == "two-of-three")
            if key in held:
                case.close(hits.marked[0].tolist(), held[key], f"{held['z']} {key}")


def _frozen(z: list[float]) -> Chart:
    """Return a chart of centre 0 and sigma 1: limits set by an earlier span that had exactly those."""
    base = [3 / 2.66 / 2 * (-1) ** place for place in range(14)]
    held = row([*base, *z])
    spanned = Baseline.of(held.shape[1], span=(0, len(base) - 1))
    chart = xmr(Series(Window.MONTH, held), spanned, screened=False)
    assert np.allclose(chart.upper, 3.0)
    assert np.allclose(chart.centre, 0.0)
    cut = Baseline.of(len(z))
    fields = {
        name: value[:, len(base) :] if isinstance(value, np.ndarray) else value
        for name, value in vars(chart).items()
    }
    return Chart(**{**fields, "baseline": cut})


@family("rule-primitives")
def primitives(case: Case) -> None:
    """Each pattern by itself: where it is complete, and which points it marks."""
    for held in case.data["cases"]:
        rule, expected = held["rule"], held["expected"]
        if "relative_to_mean" in held:
            ends = Shift(7).ends(_points(side=held["relative_to_mean"]))
            ours = (ends.high | ends.low)[0]
        elif "flag" in held:
            ours = spread_back(np.array([held["flag"]]) != 0, 7)[0]
        elif "y" in held:
            ends = Trend(7).ends(_points(values=held["y"]))
            ours = ends.high[0].astype(int) - ends.low[0].astype(int)
        else:
            close = np.array(held["close"])
            side = np.array(held["side"])
            points = _points(side=held["side"], z=(np.abs(close) * side * 2.5).tolist())
            pattern = SomeBeyond(2, 3, 2.0, one_side=True)
            ends, makes = pattern.ends(points), pattern.makes(points)
            high, low = spread_back(ends.high, 3), spread_back(ends.low, 3)
            if "only the close" in rule:
                high, low = high & makes.high, low & makes.low
            ours = (high | low)[0]
        case.close([int(one) for one in ours], expected, rule)


def _points(
    *,
    values: list[float] | None = None,
    side: list[int] | None = None,
    z: list[float] | None = None,
) -> Points:
    width = len(values or side or [])
    none = np.zeros((1, width), bool)
    return Points(
        ~none,
        row(values or [0.0] * width),  # type: ignore[arg-type]
        row(z or [0.0] * width),  # type: ignore[arg-type]
        np.array([side or [0] * width], np.int8),
        none,
        none,
        none,
        np.zeros((1, width), np.int32),
        None,
    )


@family("assurance")
def assured(case: Case) -> None:
    """Limits against a target, at each point or, where one word is expected, as the series stands."""
    for held in case.data["cases"]:
        target = held["target"]
        targets = row(target if isinstance(target, list) else [target])
        direction = DIRECTIONS[held["direction"]]
        said = against_limits(row(held["lpl"]), row(held["upl"]), targets, direction)[0]
        words = [ASSURED[Assured(int(one))] for one in said]
        case.close(words if isinstance(held["expected"], list) else words[-1], held["expected"], str(held))


@family("degenerate")
def degenerate(case: Case) -> None:
    """Series that break other programs, by what the file requires of each."""
    for held in case.data["cases"]:
        _required(held)


def _required(held: dict[str, Any]) -> None:
    """Hold a series to what its case requires, and to what is required of every one."""
    values = held["y"]
    for rules in RULE_SETS.values():
        _defined(judged(_chart(values, {}), rules))
    if held.get("n") is not None:
        below = row(held["n"])
        shares = Series(Window.MONTH, row(values), below)
        _defined(judged(p_chart(shares, Baseline.of(below.shape[1])), rule_set("mdc-2023")))
    known = {one for one in values if one is not None}
    if len(known) == 1 and len(values) >= FULL:
        _constant(values)
    if len(values) < FULL:
        _few(values)
    if held["name"] in _REQUIRED:
        _REQUIRED[held["name"]](values)


def _defined(verdicts: Verdicts) -> None:
    """Where a number is missing, the standing of the point says why, and nothing is called exceptional."""
    chart = verdicts.chart
    for limit in (chart.centre, chart.lower, chart.upper):
        assert (~np.isnan(limit) | ~chart.has_limits & (chart.standing != Standing.NO_VARIATION)).all()
    assert not (verdicts.exceptional & np.isnan(chart.values)).any()
    assert all(Standing(int(one)).words for one in chart.standing.ravel())


def _constant(values: list[float | None]) -> None:
    chart = _chart(values, {})
    for limits in (chart.centre, chart.lower, chart.upper):
        assert set(limits[0].tolist()) == {one for one in values if one is not None}
    assert set(chart.standing[0].tolist()) <= {Standing.NO_VARIATION, Standing.MISSING}
    target = chart.centre[:, :1]
    for name in ("mdc-2023", "nhs-r-0.2.2", "western-electric", "nelson", "anhoej"):
        assert not judged(chart, rule_set(name)).marked.any()
    for direction in (Direction.HIGHER, Direction.LOWER):
        assert assurance(chart, target, direction).now.tolist() == [Assured.MET]


def _plateau(values: list[float | None]) -> None:
    chart = _chart(values, {})
    assert chart.fell_back.all()
    assert np.allclose(chart.centre, 10.125, rtol=1e-12)
    assert np.allclose(chart.lower, 10.125 - 2.66 * 4 / 15, rtol=1e-12)
    assert np.allclose(chart.upper, 10.125 + 2.66 * 4 / 15, rtol=1e-12)
    assert np.flatnonzero((chart.above | chart.below)[0]).tolist() == [8]
    for name in ("mdc-2023", "nhs-r-0.2.2", "western-electric", "nelson"):
        assert np.flatnonzero(judged(chart, rule_set(name)).exceptional[0]).tolist() == [8], name


def _gap(values: list[float | None]) -> None:
    chart = _chart(values, {})
    ranges = chart.baseline.moving_ranges(chart.values)
    assert np.isnan(ranges[0, [0, 3, 4]]).all()
    assert int((~np.isnan(ranges)).sum()) == len(values) - 3
    assert Standing(int(chart.standing[0, 3])) is Standing.MISSING
    assert "gap" in Standing.MISSING.words
    closed = [one for one in values if one is not None]
    for name in ("mdc-2023", "western-electric", "nelson"):
        ours = judged(chart, rule_set(name))
        assert not ours.marked[0, 3]
    points = Points.of(chart)
    assert points.values[0, : len(closed)].tolist() == closed  # a run goes on where the gap ends
    assert points.known[0].tolist() == [True] * len(closed) + [False] * (len(values) - len(closed))


def _few(values: list[float | None]) -> None:
    chart = _chart(values, {})
    assert Standing.JUDGED not in chart.standing[0].tolist()
    assert "trial" in Standing.TRIAL.words
    assert not judged(chart, rule_set("mdc-2023")).exceptional.any()


def _counts(values: list[float | None]) -> None:
    held = row(values)
    chart = xmr(Series(Window.MONTH, held), Baseline.of(held.shape[1]), floor=0.0)
    assert (chart.lower == 0).all()
    assert chart.no_lower.all()
    assert not chart.below.any()


_REQUIRED: dict[str, Callable[[list[float | None]], None]] = {
    "plateau with one blip": _plateau,
    "plateau_ties": _plateau,
    "missing month": _gap,
    "count lower limit": _counts,
}
