"""Charts: what may be charted, who sets the limits, and series that break other programs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.charts import Chart, Standing
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
from frankpledge.assessment.control.rules import RULE_SETS, rule_set
from frankpledge.assessment.control.series import Series
from frankpledge.assessment.control.verdicts import judged
from frankpledge.errors import WrongUse
from frankpledge.periods import Window

NAN = float("nan")
PLAIN = (xmr, c_chart, t_chart, g_chart)
OVER = (xmr, p_chart, u_chart, laney_p, laney_u)


def months(*rows: list[float]) -> Series:
    return Series(Window.MONTH, np.array(rows))


def shares(over: list[float], below: list[float]) -> Series:
    return Series(Window.MONTH, np.array([over]), np.array([below]))


def standing(chart: Chart) -> list[Standing]:
    return [Standing(int(one)) for one in chart.standing[0]]


@pytest.mark.parametrize("window", [Window.ROLLING_12, Window.YEAR_TO_DATE, Window.SINCE])
def test_overlapping_windows_cannot_be_charted(window: Window) -> None:
    with pytest.raises(WrongUse, match=r"overlap.*Chart its months"):
        Series(window, np.ones((1, 20)))


@pytest.mark.parametrize("window", [Window.MONTH, Window.QUARTER, Window.WEEK, Window.CALENDAR_YEAR])
def test_separate_windows_can(window: Window) -> None:
    assert Series(window, np.ones((1, 20))).window is window


def test_a_series_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(WrongUse, match="series × periods"):
        Series(Window.MONTH, np.ones(20))  # type: ignore[arg-type]
    with pytest.raises(WrongUse, match="differ in shape"):
        Series(Window.MONTH, np.ones((1, 20)), np.ones((1, 19)))
    with pytest.raises(WrongUse, match="infinity"):
        Series(Window.MONTH, np.array([[1.0, np.inf]]))


def test_a_ratio_is_no_share() -> None:
    for draw in (p_chart, laney_p):
        with pytest.raises(WrongUse, match="this is a ratio"):
            draw(shares([5.0, 11.0], [10.0, 10.0]), Baseline.of(2))


def test_negative_counts_and_missing_denominators_are_refused() -> None:
    with pytest.raises(WrongUse, match="cannot be negative"):
        c_chart(months([1.0, -1.0]), Baseline.of(2))
    with pytest.raises(WrongUse, match="needs denominators"):
        u_chart(months([1.0, 2.0]), Baseline.of(2))
    with pytest.raises(WrongUse, match="denominator cannot be negative"):
        u_chart(shares([1.0, 2.0], [1.0, -1.0]), Baseline.of(2))


def test_places_outside_the_periods_are_refused() -> None:
    with pytest.raises(WrongUse, match="rebase at place 9"):
        Baseline.of(9, rebased_at=[9])
    with pytest.raises(WrongUse, match="excluded point at place -1"):
        Baseline.of(9, excluded=[-1])
    with pytest.raises(WrongUse, match="only rise"):
        Baseline(np.array([[1, 0]]), np.ones((1, 2), bool), np.zeros((1, 2), bool))


def test_a_frozen_baseline_never_learns_from_what_it_judges() -> None:
    values = [10.0, 12.0] * 7
    frozen = Baseline.of(16, span=(0, 13))
    chart = xmr(months([*values, 30.0, 31.0]), frozen)
    before = xmr(months(values), Baseline.of(14))
    assert chart.centre[0, 0] == before.centre[0, 0] == 11
    assert chart.upper[0, 15] == before.upper[0, 0]
    assert chart.above[0].tolist() == [False] * 14 + [True, True]


def test_a_rebase_begins_anew_and_takes_no_range_across() -> None:
    values = [10.0, 12.0] * 7 + [50.0, 53.0] * 7
    chart = xmr(months(values), Baseline.of(28, rebased_at=[14]), screened=False)
    assert chart.centre[0, [0, 14]].tolist() == [11.0, 51.5]
    assert chart.upper[0, [0, 14]] == pytest.approx([11 + 2.66 * 2, 51.5 + 2.66 * 3])
    for held in judged(chart, rule_set("mdc-2023")).hits:
        assert not held.marked.any()


def test_each_series_may_have_its_own_baseline() -> None:
    values = np.array([[10.0, 12.0] * 7 + [50.0, 53.0] * 7] * 2)
    segment = np.vstack([np.repeat([0, 1], 14), np.zeros(28, np.int64)])
    every = np.ones((2, 28), bool)
    chart = xmr(Series(Window.MONTH, values), Baseline(segment, every, ~every))
    assert chart.centre[:, 0].tolist() == [11.0, 31.25]


def test_an_excluded_point_is_judged_but_sets_no_limits_and_ends_ranges() -> None:
    values = [10.0, 12.0] * 7
    values[5] = 90.0
    chart = xmr(months(values), Baseline.of(14, excluded=[5]), screened=False)
    assert chart.centre[0, 0] == pytest.approx(sum([*values[:5], *values[6:]]) / 13)
    assert chart.sigma[0, 0] == pytest.approx(2 * 2.66 / 3)
    assert chart.above[0].tolist() == [place == 5 for place in range(14)]
    assert int((~np.isnan(chart.baseline.moving_ranges(chart.values))).sum()) == 11
    assert int((~np.isnan(chart.baseline.moving_ranges(chart.values, bridging=True))).sum()) == 12


def test_no_range_is_taken_across_a_gap_even_where_excluded_points_are_bridged() -> None:
    series = months([1.0, 2.0, NAN, 8.0, 9.0])
    for bridging in (False, True):
        ranges = Baseline.of(5).moving_ranges(series.values, bridging=bridging)
        assert np.array_equal(ranges, [[NAN, 1, NAN, NAN, 1]], equal_nan=True)


def test_fewer_than_13_points_give_trial_limits_and_nothing_exceptional() -> None:
    values = [10.0, 12.0] * 6
    values[11] = 99.0
    twelve = xmr(months(values), Baseline.of(12))
    assert set(standing(twelve)) == {Standing.TRIAL}
    verdicts = judged(twelve, rule_set("mdc-2023"))
    assert verdicts.marked[0, 11]
    assert not verdicts.exceptional.any()
    thirteen = xmr(months([10.0, *values]), Baseline.of(13))
    assert judged(thirteen, rule_set("mdc-2023")).exceptional[0, 12]


def test_screening_is_done_once_and_counts_what_it_leaves_out() -> None:
    values = [1.0, 2.0] * 9
    values[4] = 10.0
    chart = xmr(months(values), Baseline.of(18))
    assert chart.screened[0, 0] == 2
    assert chart.upper[0, 0] == pytest.approx(np.mean(values) + 2.66)
    assert not chart.fell_back.any()


def test_a_range_of_exactly_the_screen_is_left_out() -> None:
    values = [0.0, 433.25, 0.0, 433.25, 0.0, 3267.0]  # ranges of mean 1,000
    chart = xmr(months(values), Baseline.of(6))
    assert chart.screened[0, 0] == 1
    assert chart.sigma[0, 0] == pytest.approx(433.25 * 2.66 / 3)


def test_a_point_on_a_limit_is_inside() -> None:
    base = [9.0, 11.0] * 7
    chart = xmr(months([*base, 10 + 2.66 * 2, 10 - 2.66 * 2]), Baseline.of(16, span=(0, 13)))
    assert chart.values[0, 14] == pytest.approx(chart.upper[0, 14], rel=1e-15)
    assert not chart.above.any()
    assert not chart.below.any()


@pytest.mark.parametrize("draw", PLAIN)
def test_one_point(draw: Callable[[Series, Baseline], Chart]) -> None:
    chart = draw(months([4.0]), Baseline.of(1))
    assert chart.centre[0, 0] == pytest.approx(4)
    assert standing(chart)[0] in (Standing.TOO_FEW, Standing.TRIAL)
    assert all(not judged(chart, rules).exceptional.any() for rules in RULE_SETS.values())


@pytest.mark.parametrize("draw", PLAIN)
def test_no_point_and_no_period(draw: Callable[[Series, Baseline], Chart]) -> None:
    empty = draw(months([NAN] * 15), Baseline.of(15))
    assert set(standing(empty)) == {Standing.MISSING}
    none = draw(Series(Window.MONTH, np.empty((3, 0))), Baseline.of(0))
    assert none.centre.shape == (3, 0)
    for rules in RULE_SETS.values():
        assert not judged(empty, rules).marked.any()
        assert judged(none, rules).marked.shape == (3, 0)


@pytest.mark.parametrize("draw", [xmr, c_chart, g_chart])
def test_all_zeros(draw: Callable[[Series, Baseline], Chart]) -> None:
    chart = draw(months([0.0] * 20), Baseline.of(20))
    for limit in (chart.centre, chart.lower, chart.upper):
        assert (limit == 0).all()
    assert set(standing(chart)) == {Standing.NO_VARIATION}
    assert all(not judged(chart, rules).marked.any() for rules in RULE_SETS.values())


@pytest.mark.parametrize("draw", OVER)
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nothing_and_everything_throughout(draw: Callable[[Series, Baseline], Chart], share: float) -> None:
    below = [float(one) for one in range(20, 40)]
    chart = draw(shares([share * one for one in below], below), Baseline.of(20))
    assert (chart.centre == share).all()
    assert not np.isnan(chart.upper).any()
    assert all(not judged(chart, rules).exceptional.any() for rules in RULE_SETS.values())
    if draw in (p_chart, laney_p, xmr):
        assert set(standing(chart)) == {Standing.NO_VARIATION}
        assert (chart.lower == share).all()
        assert (chart.upper == share).all()


@pytest.mark.parametrize("draw", OVER)
def test_a_zero_denominator_is_no_value(draw: Callable[[Series, Baseline], Chart]) -> None:
    over = [float(1 + one % 3) for one in range(20)]
    below = [10.0 + one % 4 for one in range(20)]
    over[7] = below[7] = 0.0
    below[9], over[11] = NAN, NAN
    chart = draw(shares(over, below), Baseline.of(20))
    assert standing(chart)[7] is Standing.NO_DENOMINATOR
    assert standing(chart)[9] is Standing.NO_DENOMINATOR
    assert standing(chart)[11] is Standing.MISSING
    assert chart.points[0, 0] == 17
    assert not judged(chart, rule_set("mdc-2023")).marked[0, [7, 9, 11]].any()


def test_neighbours_that_never_differ_leave_the_spread_unknown() -> None:
    chart = xmr(months([5.0, 5.0, NAN, 7.0, 7.0, NAN] * 4), Baseline.of(24))
    assert standing(chart)[0] is Standing.TOO_FEW
    assert not judged(chart, rule_set("mdc-2023")).hits[0].marked.any()


def test_a_mean_that_rounds_is_still_the_value_it_rounds_from() -> None:
    values = [0.1] * 17
    chart = xmr(months(values), Baseline.of(17))
    assert set(standing(chart)) == {Standing.NO_VARIATION}
    assert not chart.side.any()


def test_a_run_off_a_constant_baseline_is_a_shift_though_there_are_no_limits() -> None:
    chart = xmr(months([5.0] * 14 + [6.0] * 7), Baseline.of(21, span=(0, 13)))
    verdicts = judged(chart, rule_set("mdc-2023"))
    assert np.flatnonzero(verdicts.exceptional[0]).tolist() == list(range(14, 21))
    assert {hit.rule for hit in verdicts.evidence(0, 14)} == {"shift"}


def test_limits_stop_where_values_do() -> None:
    chart = c_chart(months([1.0, 3.0] * 8), Baseline.of(16))
    assert chart.lower[0, 0] == 0
    assert chart.no_lower.all()
    assert not chart.no_upper.any()
    full = p_chart(shares([9.0, 10.0] * 8, [10.0] * 16), Baseline.of(16))
    assert full.upper[0, 0] == 1
    assert full.no_upper.all()


def test_a_time_of_zero_has_no_place_on_a_t_chart() -> None:
    chart = t_chart(months([3.0, 0.0, 8.0, 5.0, 40.0]), Baseline.of(5))
    assert standing(chart)[1] is Standing.MISSING
    assert chart.points[0, 0] == 4


def test_a_g_chart_centres_on_the_median_and_limits_stand_on_the_mean() -> None:
    values = [0.0, 2.0, 4.0, 30.0, 4.0, 2.0, 0.0, 5.0, 7.0, 9.0, 1.0, 3.0, 6.0, 8.0]
    chart = g_chart(months(values), Baseline.of(14))
    mean = sum(values) / 14
    assert chart.centre[0, 0] == 4
    assert chart.upper[0, 0] == pytest.approx(mean + 3 * (mean * (mean + 1)) ** 0.5)
    assert chart.side[0, 2] == 0


def test_every_standing_has_words() -> None:
    assert len({one.words for one in Standing}) == len(Standing)
