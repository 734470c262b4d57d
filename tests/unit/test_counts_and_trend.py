"""One count against earlier ones, displacement after an intervention, and trend."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.assessment.counts import (
    compare_counts,
    displacement_difference,
    e_test,
    measured_dispersion,
    poisson_z,
    usual_range,
)
from frankpledge.assessment.reasons import Reason
from frankpledge.assessment.trend import mann_kendall, seasonal_mann_kendall
from tests.unit.plain_statistics import displacement, kendall_score

COUNT = st.integers(0, 300)
SERIES = st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=30)


def test_dispersion_is_measured_whatever_season_and_trend() -> None:
    rng = np.random.default_rng(5)
    mean = 200 * np.exp(0.3 * np.sin(np.arange(60) * np.pi / 6) + 0.004 * np.arange(60))
    plain = measured_dispersion(rng.poisson(mean, (400, 60)))
    wild = measured_dispersion(rng.negative_binomial(mean / 3, 1 / 4, (400, 60)))
    assert np.median(plain.phi) == pytest.approx(1.0, abs=0.1)
    assert np.median(wild.phi) == pytest.approx(4.0, abs=0.3)
    assert (plain.phi >= 1).all()


def test_too_little_measures_no_dispersion() -> None:
    made = measured_dispersion(np.array([[5.0] * 17, [np.nan] * 17]))
    assert made.phi.tolist() == [1, 1]
    assert made.differences.tolist() == [5, 0]
    assert [Reason(int(why)) for why in made.reason] == [Reason.TOO_SHORT] * 2
    assert measured_dispersion(np.full((1, 9), 5.0), lag=12).phi.tolist() == [1]


def test_dispersion_divides_z() -> None:
    assert poisson_z(25, 192, 12, 4.0) == pytest.approx(float(poisson_z(25, 192, 12)) / 2)


def test_the_usual_range_stops_at_nothing() -> None:
    low, high = usual_range([1.0, 16.0], 3.0)
    assert low.tolist() == [0, 6.25]
    assert high.tolist() == [6.25, 30.25]


@given(COUNT, COUNT, st.integers(1, 24), st.sampled_from([1.0, 2.5]))
def test_a_count_is_clear_exactly_where_one_lies_outside_its_ratio(
    now: int, past: int, periods: int, dispersion: float
) -> None:
    made = compare_counts([now], [past], periods, dispersion)
    if now == past == 0:
        assert Reason(int(made.reason[0])).words == "no events in either"
        assert not made.clear[0]
        return
    outside = made.ratio.low[0] > 1 or made.ratio.high[0] < 1
    assert bool(made.clear[0]) == bool(outside)
    assert 0 <= made.p[0] <= 1
    if past:
        assert made.ratio.low[0] <= made.ratio.value[0] * (1 + 1e-9)
        assert made.ratio.value[0] <= made.ratio.high[0] * (1 + 1e-9)


def test_missing_counts_are_not_compared() -> None:
    made = compare_counts([np.nan, 5.0, 12.0], [10.0, np.nan, 0.0])
    assert [Reason(int(why)).words for why in made.reason] == ["not supplied", "not supplied", ""]
    assert Reason(int(made.ratio.reason[2])).words == "no ratio: no events in the group it is held against"
    assert made.clear.tolist() == [False, False, True]


def test_the_e_test_is_used_where_counts_are_small_and_not_dispersed() -> None:
    assert compare_counts([4, 40, 4], [8, 80, 8], 2, [1, 1, 2]).exact.tolist() == [True, False, False]
    assert compare_counts([4], [8], 2).p[0] == pytest.approx(e_test(4, 8, 1, 2))


def test_the_e_test_is_a_sum_over_all_that_could_have_been() -> None:
    one, other = 7, 2
    mean = (one + other) / 2
    seen = (one - other) ** 2 / (one + other)
    total = sum(
        math.exp(-2 * mean) * mean ** (x + y) / math.factorial(x) / math.factorial(y)
        for x in range(60)
        for y in range(60)
        if x + y and (x - y) ** 2 / (x + y) >= seen - 1e-12
    )
    assert e_test(one, other) == pytest.approx(total, rel=1e-12)


def test_the_e_test_knows_its_bounds() -> None:
    assert e_test(6, 2) == e_test(2, 6)
    assert math.isnan(e_test(0, 0))
    assert e_test(20, 10, 2, 1) == pytest.approx(1)
    assert e_test(5, 2, difference=3) == pytest.approx(1)
    with pytest.raises(ValueError, match="0 or more"):
        e_test(-1, 2)
    with pytest.raises(ValueError, match="above 0"):
        e_test(1, 2, 0)


@given(st.lists(st.tuples(COUNT, COUNT), min_size=4, max_size=4))
def test_displacement_by_hand(pairs: list[tuple[int, int]]) -> None:
    made = displacement_difference(*pairs)
    total, error = displacement(
        dict(zip(["treated", "control", "near treated", "near control"], pairs, strict=True))
    )
    assert (made.total, made.error) == (total, pytest.approx(error))
    assert made.total == made.local + made.displaced
    if error == 0:
        assert made.reason.words == "no events in either"
    else:
        assert made.high - made.total == pytest.approx(1.959963984540054 * error)


def test_displacement_with_unequal_times_areas_and_dispersion() -> None:
    made = displacement_difference(
        (207, 110), (308, 318), (178, 157), (150, 140), sizes=(1.2, 0.9, 1.5, 1.6), level=0.95
    )
    # The figures of Wheeler's worked example of areas of different size.
    assert made.total == pytest.approx(-99.69444444)
    assert (made.error, made.z, made.low, made.high) == pytest.approx(
        (35.4280755, -2.813995483, -169.1321965, -30.25669241)
    )
    wide = displacement_difference((80, 20), (100, 50), times=(2, 1), dispersion=4.0)
    assert wide.error == pytest.approx(2 * math.sqrt(115))
    with pytest.raises(ValueError, match="0 or more"):
        displacement_difference((1, -1), (1, 1))


@given(SERIES)
def test_the_score_and_the_slope_agree_with_a_plain_count(series: list[int | None]) -> None:
    made = mann_kendall([np.nan if one is None else one for one in series])
    score, slope = kendall_score(series)
    assert made.score[0] == score
    assert made.slope[0] == pytest.approx(slope)
    assert made.slope_low[0] <= made.slope[0] <= made.slope_high[0]
    if sum(one is not None for one in series) < 4:
        assert made.words(0) == "too few values for a trend"


@given(SERIES)
def test_seasons_add_up(series: list[int | None]) -> None:
    made = seasonal_mann_kendall([np.nan if one is None else one for one in series], season=4)
    assert made.score[0] == sum(kendall_score(series[place::4])[0] for place in range(4))


def test_a_constant_series_has_no_trend() -> None:
    made = seasonal_mann_kendall(np.full((2, 48), 7.0))
    assert made.p.tolist() == [1, 1]
    assert made.words(0) == "no clear trend"
    assert (made.slope.tolist(), made.intercept.tolist()) == ([0, 0], [7, 7])


def test_rising_and_falling_are_told_apart_and_seasons_do_not_hide_them() -> None:
    months = np.arange(60)
    season = 50 * np.sin(months * np.pi / 6)
    made = seasonal_mann_kendall(np.stack([months + season, -months + season, season]))
    assert [made.words(place) for place in range(3)] == ["rising", "falling", "no clear trend"]
    assert made.slope[:2] == pytest.approx([12, -12])


def test_a_series_shorter_than_a_season_says_so() -> None:
    made = seasonal_mann_kendall([[1.0, 5.0, 9.0, 2.0, 4.0]])
    assert made.words(0) == "too few values for a trend"
    assert made.slope[0] == 0
