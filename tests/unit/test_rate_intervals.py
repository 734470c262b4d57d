"""Intervals of counts, rates and proportions; standardised rates; events that are not independent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, chi2

from frankpledge.assessment.rates.clustered import clustered_rate, squared_events
from frankpledge.assessment.rates.estimates import Estimate, normal_quantile
from frankpledge.assessment.rates.intervals import (
    binomial,
    byar,
    exact_binomial,
    exact_poisson,
    poisson,
    proportion,
    rate,
    wilson,
)
from frankpledge.assessment.rates.standardised import directly_standardised, indirectly_standardised
from frankpledge.assessment.reasons import Reason

SOME = st.one_of(st.none(), st.integers(0, 3000))


def words(made: Estimate) -> list[str]:
    return [Reason(int(why)).words for why in made.reason.ravel()]


def nothing_is_left_unsaid(made: Estimate) -> None:
    """Hold that each value known is a number between its limits, and that any other has a reason."""
    known = made.known
    assert np.isfinite(made.value[known]).all()
    assert (made.low[known] <= made.value[known] * (1 + 1e-12)).all()
    assert (made.value[known] <= made.high[known] * (1 + 1e-12)).all()
    assert np.isnan(made.value[~known]).all()
    assert all(words(made)[place] for place in np.flatnonzero(~known.ravel()))


def test_exact_poisson_is_garwoods() -> None:
    low, high = exact_poisson([0, 3, 9], 0.95)
    assert low[0] == 0
    assert low[1:] == pytest.approx([chi2.ppf(0.025, 6) / 2, chi2.ppf(0.025, 18) / 2], rel=1e-12)
    assert high == pytest.approx([chi2.ppf(0.975, 2 * count + 2) / 2 for count in (0, 3, 9)], rel=1e-12)


def test_exact_takes_over_below_ten_and_byar_from_ten_on() -> None:
    low, high = poisson([9.0, 10.0])
    assert (low[0], high[0]) == tuple(float(limit) for limit in exact_poisson(9.0))
    assert (low[1], high[1]) == tuple(float(limit) for limit in byar(10.0))


def test_exact_binomial_is_clopper_and_pearsons() -> None:
    low, high = exact_binomial([3, 0, 10], [10, 10, 10])
    assert low == pytest.approx([beta.ppf(0.025, 3, 8), 0, beta.ppf(0.025, 10, 1)], rel=1e-12)
    assert high == pytest.approx([beta.ppf(0.975, 4, 7), beta.ppf(0.975, 1, 10), 1], rel=1e-12)


def test_a_share_near_the_whole_is_as_exact_as_one_near_nothing() -> None:
    low, high = binomial([3, 297], [300, 300])
    assert (1 - low[1], 1 - high[1]) == pytest.approx((high[0], low[0]), rel=1e-9)
    assert tuple(binomial(150, 300)) == tuple(wilson(150, 300))


@given(st.lists(st.tuples(SOME, SOME), min_size=1, max_size=8))
def test_no_rate_is_shown_without_a_value_or_a_reason(pairs: list[tuple[int | None, int | None]]) -> None:
    count, people = (
        np.array([np.nan if one is None else one for one in side]) for side in zip(*pairs, strict=True)
    )
    nothing_is_left_unsaid(rate(count, people, multiplier=1000))
    nothing_is_left_unsaid(proportion(np.minimum(count, people), people))


def test_reasons_are_told_apart() -> None:
    made = rate([1, 0, np.nan, 5], [0, 0, 10, np.nan])
    assert words(made) == [
        "nothing to divide by: the denominator is 0",
        "0 of 0: there was nothing to measure",
        "not supplied",
        "not supplied",
    ]


def test_a_hundred_per_cent_has_an_interval() -> None:
    made = proportion([20, 2000], [20, 2000])
    assert made.value.tolist() == [1, 1]
    assert made.high.tolist() == [1, 1]
    assert made.low == pytest.approx([0.025 ** (1 / 20), 0.025 ** (1 / 2000)], rel=1e-12)


def test_a_ratio_is_not_taken_for_a_proportion() -> None:
    with pytest.raises(ValueError, match="counts more than there are"):
        proportion(11, 10)
    with pytest.raises(ValueError, match="below 0"):
        rate(-1, 10)
    with pytest.raises(ValueError, match=r"0\.95 for 95 %"):
        normal_quantile(95)


def test_the_multiplier_scales_value_and_limits() -> None:
    one, many = rate(50, 1000), rate(50, 1000, multiplier=1000)
    assert (many.value, many.low, many.high) == pytest.approx(
        (one.value * 1000, one.low * 1000, one.high * 1000)
    )


def test_a_direct_rate_with_one_group_is_the_crude_rate() -> None:
    made = directly_standardised([[40]], [[1000]], [1.0], multiplier=1.0)
    crude = rate(40, 1000)
    assert (made.value[0], made.low[0], made.high[0]) == pytest.approx((crude.value, crude.low, crude.high))


def test_a_direct_rate_weighs_groups_by_the_standard() -> None:
    made = directly_standardised([[10, 40]], [[100, 100]], [3, 1], multiplier=100)
    assert made.value[0] == pytest.approx(100 * (0.75 * 0.10 + 0.25 * 0.40))
    assert made.variant == "Dobson"


def test_a_direct_rate_is_not_given_under_ten_events_nor_with_a_gap() -> None:
    counts = [[4, 5], [5, 5], [np.nan, 50], [20, 20]]
    people = [[100, 100], [100, 100], [100, 100], [100, 0]]
    made = directly_standardised(counts, people, [1, 1])
    assert words(made) == [
        "not given: fewer than 10 events",
        "",
        "not supplied",
        "nothing to divide by: the denominator is 0",
    ]
    nothing_is_left_unsaid(made)


def test_a_standard_of_other_groups_is_refused() -> None:
    with pytest.raises(ValueError, match="3 groups, the counts 2"):
        directly_standardised([[1, 2]], [[3, 4]], [1, 1, 1])
    with pytest.raises(ValueError, match="1 groups, the populations 2"):
        indirectly_standardised([[1, 2]], [[3, 4]], [1], [1])


def test_an_indirect_ratio_holds_observed_against_expected() -> None:
    made = indirectly_standardised(
        [[5, 25], [0, 0]], [[100, 100], [0, 0]], [10, 20], [100, 100], rate_multiplier=1
    )
    assert made.expected.tolist() == [30, 0]
    assert made.ratio.value[0] == 1
    assert made.rate.value[0] == pytest.approx(0.15)
    assert words(made.ratio) == ["", "0 of 0: there was nothing to measure"]


def test_an_indirect_ratio_needs_only_the_total() -> None:
    by_group = indirectly_standardised([[5, 25]], [[100, 100]], [10, 20], [100, 100])
    total = indirectly_standardised([30], [[100, 100]], [10, 20], [100, 100])
    assert total.ratio.low == by_group.ratio.low


def test_one_victim_with_many_crimes_widens_the_interval() -> None:
    alone = clustered_rate([60, 0], [1, 5], 1000)
    crowded = clustered_rate([10, 10], [1, 5], 1000)
    assert alone.rate.value == crowded.rate.value == 0.06
    assert alone.design_effect == 1
    assert (alone.rate.low, alone.rate.high) == pytest.approx((rate(60, 1000).low, rate(60, 1000).high))
    assert crowded.design_effect == pytest.approx((10 + 250) / 60)
    assert crowded.persons == 20
    wide = float(crowded.rate.high - crowded.rate.value) / float(alone.rate.high - alone.rate.value)
    assert wide == pytest.approx(math.sqrt(260 / 60))


def test_clustered_rates_have_reasons_too() -> None:
    made = clustered_rate([[0, 0], [3, 1], [0, 0]], [1, 2], [100, 0, 0])
    assert made.rate.value[0] == 0
    assert words(made.rate)[1:] == [
        "nothing to divide by: the denominator is 0",
        "0 of 0: there was nothing to measure",
    ]
    with pytest.raises(ValueError, match="from 1 up"):
        clustered_rate([3], [0], 100)


def test_a_direct_rate_of_events_that_are_not_independent_is_wider() -> None:
    events = np.array([[20.0, 40.0]])
    squares = np.stack([squared_events([10, 2], [1, 5]), squared_events([20, 4], [1, 5])])[None, :]
    plain = directly_standardised(events, [[100, 100]], [1, 1])
    wide = directly_standardised(events, [[100, 100]], [1, 1], squares=squares)
    assert wide.value == plain.value
    assert (wide.high - wide.value)[0] == pytest.approx(float((plain.high - plain.value)[0]) * math.sqrt(3))
    assert "not independent" in wide.variant
