"""Survey shares with design weights, gaps inside the error, and ratios of rates between groups."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from frankpledge.assessment.rates.disparity import disparity, rate_ratio
from frankpledge.assessment.rates.intervals import rate, wilson
from frankpledge.assessment.rates.surveys import difference, gap, published_share, survey_share
from frankpledge.assessment.reasons import Reason


def test_equal_weights_change_nothing() -> None:
    answers = np.array([1.0] * 30 + [0.0] * 70)
    made = survey_share(answers, np.full(100, 2.5), np.zeros(100, int), 1)
    assert made.share.value[0] == 0.3
    assert (made.share.low[0], made.share.high[0]) == pytest.approx(tuple(float(x) for x in wilson(30, 100)))
    assert (made.respondents[0], made.effective[0], made.design_effect[0]) == (100, 100, 1)


def test_unequal_weights_cost_answers() -> None:
    answers, weights = np.array([1.0, 0.0, 0.0, 1.0]), np.array([3.0, 1.0, 1.0, 1.0])
    made = survey_share(answers, weights, np.zeros(4, int), 1)
    assert made.share.value[0] == pytest.approx(4 / 6)
    assert made.effective[0] == pytest.approx(36 / 12)
    assert made.design_effect[0] == pytest.approx(4 * 12 / 36)


def test_a_design_effect_that_is_supplied_is_used() -> None:
    answers = np.array([1.0] * 50 + [0.0] * 50)
    made = survey_share(answers, np.ones(100), np.zeros(100, int), 1, design_effect=2.0)
    assert (made.share.low[0], made.share.high[0]) == pytest.approx(tuple(float(x) for x in wilson(25, 50)))
    assert "as supplied" in made.share.variant


def test_who_did_not_answer_is_left_out_and_a_group_of_nobody_says_so() -> None:
    made = survey_share([1, np.nan, 0, 1], [1, 1, 1, 0], [0, 0, 0, 1], 2)
    assert made.respondents.tolist() == [2, 0]
    assert made.share.value[0] == 0.5
    assert Reason(int(made.share.reason[1])) is Reason.NOTHING_OF_NOTHING
    with pytest.raises(ValueError, match="weight"):
        survey_share([1], [-1], [0], 1)


def test_everybody_agreeing_still_leaves_doubt() -> None:
    made = survey_share(np.ones(20), np.ones(20), np.zeros(20, int), 1)
    assert made.share.value[0] == 1
    assert made.share.low[0] == pytest.approx(float(wilson(20, 20)[0]))


def test_a_gap_inside_the_error_is_no_clear_difference() -> None:
    one = published_share([0.52, 0.60, 0.40, np.nan], [500, 500, 500, 0])
    other = published_share([0.50, 0.50, 0.50, 0.5], [500, 500, 500, 500])
    made = gap(one, other)
    assert made.words() == ["no clear difference", "higher", "lower", "0 of 0: there was nothing to measure"]
    assert made.clear.tolist() == [False, True, True, False]


def test_newcombes_own_example() -> None:
    # Newcombe (1998), table II (a), method 10: 56/70 − 48/80 = 0.20, 0.0524 to 0.3339.
    one, other = published_share(56 / 70, 70), published_share(48 / 80, 80)
    made = gap(one, other).gap
    assert (float(made.value), float(made.low), float(made.high)) == pytest.approx(
        (0.2, 0.0524, 0.3339), abs=5e-5
    )


def test_differences_at_two_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="different levels"):
        difference(rate(1, 2), rate(1, 2, level=0.9))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 9))
def test_a_small_ratio_is_clear_where_the_exact_binomial_test_says_so(
    one: int, other: int, times: int
) -> None:
    made = rate_ratio(one, 100, other, 100 * times)
    if one + other == 0:
        assert Reason(int(made.ratio.reason)) is Reason.NO_EVENTS
        assert not made.clear
    elif min(one, other) < 10:
        tails = [
            binomtest(one, one + other, 1 / (1 + times), alternative=side).pvalue
            for side in ("less", "greater")
        ]
        assert bool(made.clear) == (min(tails) < 0.025)


def test_no_events_in_the_reference_bound_the_ratio_from_below() -> None:
    made = rate_ratio([5, 0, 5], [100, 100, 0], [0, 0, 5], [100, 100, 100])
    assert [Reason(int(why)).words for why in made.ratio.reason] == [
        "no ratio: no events in the group it is held against",
        "no events in either",
        "nothing to divide by: the denominator is 0",
    ]
    assert made.ratio.low[0] == pytest.approx(0.025 ** (1 / 5) / (1 - 0.025 ** (1 / 5)))
    assert math.isinf(made.ratio.high[0])


def test_overdispersion_widens_a_ratio() -> None:
    plain, wide = rate_ratio(200, 100, 150, 100), rate_ratio(200, 100, 150, 100, dispersion=4.0)
    assert plain.clear
    assert not wide.clear
    with pytest.raises(ValueError, match="1 or more"):
        rate_ratio(1, 1, 1, 1, dispersion=0.5)


def test_the_reference_group_is_held_against_nothing() -> None:
    made = disparity([[90, 30, 20], [0, 5, 0]], [[1000, 1000, 0], [100, 100, 100]], reference=1)
    assert made.ratio.value[0].tolist()[:2] == [3, 1]
    assert made.clear.tolist() == [[True, False, False], [False, False, False]]
    assert made.ratio.low[0, 1] == made.ratio.high[0, 1] == 1
    assert Reason(int(made.ratio.reason[0, 2])) is Reason.ZERO_DENOMINATOR
