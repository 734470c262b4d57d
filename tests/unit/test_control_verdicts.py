"""Rules on charts: evidence, direction, precedence; assurance; the choice of chart."""

from __future__ import annotations

import numpy as np
import pytest

from frankpledge.assessment.control.assurance import Assured, assurance
from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.choosing import ChartKind, chart, choose
from frankpledge.assessment.control.limits import xmr
from frankpledge.assessment.control.rules import RULE_SETS, rule_set
from frankpledge.assessment.control.series import Series
from frankpledge.assessment.control.verdicts import Verdicts, judged
from frankpledge.errors import WrongUse
from frankpledge.periods import Window
from frankpledge.plan.definitions import Direction, Kind

NAN = float("nan")
BASE = [9.0, 11.0] * 7
"""Fourteen points of centre 10 and sigma 2.66 × 2 / 3."""


def after(*values: float, name: str = "mdc-2023") -> Verdicts:
    row = [*BASE, *values]
    series = Series(Window.MONTH, np.array([row]))
    return judged(xmr(series, Baseline.of(len(row), span=(0, 13))), rule_set(name))


def test_a_rule_set_is_found_by_name_or_the_nearest_is_said() -> None:
    assert rule_set("nelson").name == "nelson"
    with pytest.raises(WrongUse, match="Did you mean 'western-electric'"):
        rule_set("western-electic")


def test_each_set_says_which_rules_suppose_independent_points() -> None:
    assert rule_set("mdc-2023").uses_runs == ("trend", "two-of-three", "shift")
    assert all(held.source for held in RULE_SETS.values())


def test_every_hit_of_a_point_is_kept_with_the_points_that_make_it() -> None:
    verdicts = after(10.5, 10.6, 10.7, 10.8, 10.9, 11.2, 40.0)
    hits = {hit.rule: hit for hit in verdicts.evidence(0, 20)}
    assert set(hits) == {"outside", "trend", "shift"}
    assert hits["outside"].places == (20,)
    assert hits["trend"].places == tuple(range(14, 21))
    # The point before the rise, at 11, lies on the same side.
    assert hits["shift"].places == tuple(range(13, 21))
    assert all(hit.side == 1 for hit in hits.values())
    assert verdicts.evidence(0, 3) == ()


def test_a_gap_neither_ends_nor_lengthens_a_run() -> None:
    assert after(9.9, *[10.5] * 3, NAN, *[10.5] * 3).exceptional[0, 14:].sum() == 0
    verdicts = after(9.9, *[10.5] * 3, NAN, *[10.5] * 4)
    assert np.flatnonzero(verdicts.exceptional[0]).tolist() == [15, 16, 17, 19, 20, 21, 22]
    assert verdicts.evidence(0, 19)[0].places == (15, 16, 17, 19, 20, 21, 22)


def test_a_tie_breaks_a_trend_and_a_point_on_the_centre_a_shift() -> None:
    assert not after(8.0, 9.1, 9.2, 9.3, 9.3, 9.4, 9.5, 9.6).hits[1].marked.any()
    assert not after(9.9, *[10.5] * 4, 10.0, *[10.5] * 3).hits[3].marked.any()


def test_where_a_rise_turns_into_a_fall_the_peak_counts_with_what_follows() -> None:
    values = [8.0, 8.5, 9.2, 9.7, 10.2, 10.7, 11.2, 10.9, 10.4, 9.9, 9.4, 8.9, 8.4]
    verdicts = after(9.0, *values)
    trend = verdicts.hits[1]
    assert trend.side[0, 15:28].tolist() == [1] * 6 + [-1] * 7
    assert [hit.side for hit in verdicts.evidence(0, 21) if hit.rule == "trend"] == [1, -1]


def test_direction_is_the_measures_own() -> None:
    verdicts = after(40.0, -20.0)
    assert verdicts.improving(Direction.HIGHER)[0, 14:].tolist() == [1, -1]
    assert verdicts.improving(Direction.LOWER)[0, 14:].tolist() == [-1, 1]
    assert verdicts.improving(Direction.NEUTRAL)[0, 14:].tolist() == [0, 0]
    assert verdicts.exceptional[0, 14:].all()
    assert not verdicts.improving(Direction.HIGHER)[0, :14].any()


def test_sets_that_mark_the_last_point_give_evidence_at_it_alone() -> None:
    verdicts = after(9.9, *[10.5] * 9, name="western-electric")
    assert np.flatnonzero(verdicts.marked[0]).tolist() == [22, 23]
    assert verdicts.evidence(0, 22)[0].places == tuple(range(15, 24))
    assert verdicts.evidence(0, 20) == ()


def test_a_pattern_without_a_side_has_none() -> None:
    row = [10.0 + (0.5 if place % 2 else -0.5) for place in range(16)]
    verdicts = judged(xmr(Series(Window.MONTH, np.array([row])), Baseline.of(16)), rule_set("nelson"))
    alternating = next(held for held in verdicts.hits if held.rule.name == "alternating")
    assert alternating.marked[0].tolist() == [False] * 13 + [True] * 3
    assert not alternating.side.any()
    hit = next(hit for hit in verdicts.evidence(0, 15) if hit.rule == "alternating")
    assert (hit.side, hit.places) == (0, tuple(range(16)))


def test_anhoejs_rules_mark_the_longest_run_or_the_whole_segment() -> None:
    row = [*[9.0, 11.0] * 8, *[11.5] * 9, *[8.0] * 3]
    verdicts = judged(xmr(Series(Window.MONTH, np.array([row])), Baseline.of(len(row))), rule_set("anhoej"))
    assert verdicts.runs is not None
    assert int(verdicts.runs.longest[0, 0]) == 10
    assert np.flatnonzero(verdicts.marked[0]).tolist() == list(range(15, 25))
    (hit,) = verdicts.evidence(0, 20)
    assert hit.rule == "longest-run"
    assert hit.places == tuple(range(15, 25))
    slow = [*[9.0] * 4, *[11.0] * 4] * 4
    few = judged(xmr(Series(Window.MONTH, np.array([slow])), Baseline.of(len(slow))), rule_set("anhoej"))
    assert few.marked.all()
    assert "fewer than" in few.evidence(0, 0)[0].words


def test_assurance_tests_met_first_where_limits_touch_the_target() -> None:
    flat = xmr(Series(Window.MONTH, np.full((1, 15), 1.0)), Baseline.of(15))
    for direction in (Direction.HIGHER, Direction.LOWER):
        assert assurance(flat, np.array([[1.0]]), direction).now.tolist() == [Assured.MET]
    chart_ = xmr(Series(Window.MONTH, np.array([BASE])), Baseline.of(14))
    lower, upper = chart_.lower[:, :1], chart_.upper[:, :1]
    assert assurance(chart_, lower, Direction.HIGHER).now.tolist() == [Assured.MET]
    assert assurance(chart_, upper, Direction.HIGHER).now.tolist() == [Assured.HIT_AND_MISS]
    assert assurance(chart_, upper + 1, Direction.HIGHER).now.tolist() == [Assured.MISSED]
    assert assurance(chart_, upper, Direction.LOWER).now.tolist() == [Assured.MET]


def test_a_changing_target_and_the_last_segment_decide() -> None:
    row = [*BASE, *[value + 90 for value in BASE]]
    chart_ = xmr(Series(Window.MONTH, np.array([row])), Baseline.of(28, rebased_at=[14]))
    target = np.concatenate([np.full((1, 14), 50.0), np.full((1, 13), 60.0), [[NAN]]], axis=1)
    said = assurance(chart_, target, Direction.HIGHER)
    assert said.at[0, [0, 14, 27]].tolist() == [Assured.MISSED, Assured.MET, Assured.NO_TARGET]
    assert said.now.tolist() == [Assured.NO_TARGET]


def test_assurance_says_why_it_says_nothing() -> None:
    trial = xmr(Series(Window.MONTH, np.array([BASE[:12]])), Baseline.of(12))
    target = np.array([[5.0]])
    assert assurance(trial, target, Direction.HIGHER).now.tolist() == [Assured.TRIAL]
    assert assurance(trial, target, Direction.NEUTRAL).now.tolist() == [Assured.NO_DIRECTION]
    one = xmr(Series(Window.MONTH, np.array([[3.0]])), Baseline.of(1))
    assert assurance(one, target, Direction.HIGHER).now.tolist() == [Assured.NO_LIMITS]
    assert len({held.words for held in Assured}) == len(Assured)


def random(size: float, series: int = 40) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.random.default_rng(5).poisson(size, (series, 48)).astype(float)


def test_the_chart_follows_the_kind_and_the_data_and_says_why() -> None:
    steady = Series(Window.MONTH, random(50))
    assert [choice.chart for choice in choose(Kind.COUNT, steady)].count(ChartKind.C) >= 38
    wild = np.random.default_rng(6).negative_binomial(5, 5 / 85, (40, 48)).astype(float)
    for choice in choose(Kind.COUNT, Series(Window.MONTH, wild)):
        assert choice.chart is ChartKind.XMR
        assert "variance is" in choice.reason
    people = np.full((40, 48), 400.0)
    assert [c.chart for c in choose(Kind.RATE, Series(Window.MONTH, wild, people))] == [
        ChartKind.LANEY_U
    ] * 40
    share = np.random.default_rng(7).binomial(400, 0.3, (40, 48)).astype(float)
    chosen = choose(Kind.SHARE, Series(Window.MONTH, share, people))
    assert [choice.chart for choice in chosen].count(ChartKind.P) >= 38
    drifting = Series(Window.MONTH, np.minimum(wild, people), people)
    assert {choice.chart for choice in choose(Kind.SHARE, drifting)} == {ChartKind.LANEY_P}


def test_a_ratio_never_gets_a_p_chart() -> None:
    (choice,) = choose(Kind.RATIO, Series(Window.MONTH, random(5, 1), np.full((1, 48), 40.0)))
    assert choice.chart is ChartKind.XMR
    assert "no share" in choice.reason


def test_the_definition_overrides() -> None:
    (choice,) = choose(Kind.COUNT, Series(Window.MONTH, random(5, 1)), declared=ChartKind.XMR)
    assert choice.reason == "declared in the measure's definition"


def test_too_little_or_no_variation_is_said() -> None:
    (few,) = choose(Kind.COUNT, Series(Window.MONTH, random(5, 1)[:, :8]))
    assert "too few points" in few.reason
    (flat,) = choose(Kind.COUNT, Series(Window.MONTH, np.zeros((1, 48))))
    assert "does not vary" in flat.reason
    (rare,) = choose(Kind.COUNT, Series(Window.MONTH, random(0.3, 1)))
    assert "times between" in rare.reason


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_kind_of_chart_can_be_drawn(kind: ChartKind) -> None:
    series = Series(Window.MONTH, random(20) + 1, np.full((40, 48), 400.0))
    drawn = chart(kind, series, Baseline.of(48), measure=Kind.SHARE)
    assert drawn.method
    assert not np.isnan(drawn.upper).any()
    assert (drawn.lower >= 0).all()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_chart(kind: Kind) -> None:
    """Counts, of whatever tables, are divided by nothing, and so have no denominators to give."""
    counted = kind in (Kind.COUNT, Kind.SUM_OF, Kind.DISTINCT)
    people = None if counted else np.full((3, 48), 1000.0)
    series = Series(Window.MONTH, random(20, 3), people)
    choices = choose(kind, series)
    assert len(choices) == 3
    if counted:
        assert [one.chart for one in choices] == [one.chart for one in choose(Kind.COUNT, series)]
    for choice in choices:
        drawn = chart(choice.chart, series, Baseline.of(48), measure=kind)
        assert np.isfinite(drawn.centre).all()
