"""Medians from the survival curve: open cases count for as long as they have waited."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.assessment.rates.survival import closing_times, medians, survival_curve
from frankpledge.assessment.reasons import Reason
from tests.unit.plain_statistics import kaplan_meier, median_by_halves

CASES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25)


@given(CASES)
def test_the_curve_and_the_median_agree_with_a_plain_count(cases: list[tuple[int, bool]]) -> None:
    waits, closed = zip(*cases, strict=True)
    curve = survival_curve(waits, closed)
    plain = kaplan_meier(waits, closed)
    assert list(curve.times) == [time for time, _ in plain]
    assert curve.share == pytest.approx([share for _, share in plain], abs=1e-12)
    made = medians(waits, closed, np.zeros(len(waits), int), 1).median
    expected = median_by_halves(waits, closed)
    if expected is None:
        assert Reason(int(made.reason[0])) is Reason.MORE_THAN_HALF_OPEN
        assert made.low[0] <= max(waits)
    else:
        assert made.value[0] == expected
        assert made.low[0] <= expected <= made.high[0]


def test_with_nothing_open_it_is_the_ordinary_median() -> None:
    for size in (1, 2, 7, 8):
        waits = np.random.default_rng(size).uniform(0, 100, size)
        made = medians(waits, np.ones(size, bool), np.zeros(size, int), 1)
        assert made.median.value[0] == pytest.approx(np.median(waits))
        assert (made.closed[0], made.open[0]) == (size, 0)


def test_leaving_out_the_open_cases_would_flatter() -> None:
    waits, closed = [1, 2, 3, 30, 30, 30, 30], [True, True, True, True, False, False, False]
    made = medians(waits, closed, [0] * 7, 1)
    assert made.median.value[0] == 30
    assert np.median([1, 2, 3, 30]) == 2.5


def test_greenwoods_error() -> None:
    curve = survival_curve([1, 2, 3], [True, False, True])
    assert curve.error[0] == pytest.approx(math.sqrt((2 / 3) ** 2 * 1 / (3 * 2)))
    assert curve.longest == 3


def test_groups_are_apart_and_an_empty_one_says_so() -> None:
    made = medians([5, 1, 9, 2], [True, True, False, False], [2, 0, 2, 3], 4)
    assert made.median.value[[0, 2]].tolist() == [1, 5]
    assert [Reason(int(why)).words for why in made.median.reason] == [
        "",
        "no cases",
        "",
        "more than half still open at the longest wait: no median yet",
    ]
    assert made.closed.tolist() == [1, 0, 1, 0]
    assert made.open.tolist() == [0, 0, 1, 1]


@given(CASES, CASES, st.sampled_from((10.0, 50.0, 75.0, 90.0)))
def test_counts_give_what_single_cases_give(
    one: list[tuple[int, bool]], other: list[tuple[int, bool]], percentile: float
) -> None:
    """Times at which nothing happened, and which a group never saw, change nothing."""
    counts = np.zeros((2, 2, 14))
    for group, cases in enumerate((one, other)):
        for wait, closed in cases:
            counts[int(closed), group, wait] += 1
    made = closing_times(range(14), counts[1], counts[0], percentile)
    assert (made.closed + made.open).tolist() == [len(one), len(other)]
    whole = medians(*zip(*one, *other, strict=True), [0] * len(one) + [1] * len(other), 2)
    for group, cases in enumerate((one, other)):
        assert made.median.value[group] == pytest.approx(_time_by(cases, percentile), nan_ok=True)
        if percentile == 50:
            same = [
                (it.median.value[group], it.median.low[group], it.median.high[group]) for it in (made, whole)
            ]
            assert same[0] == pytest.approx(same[1], nan_ok=True)
        low, high = made.median.low[group], made.median.high[group]
        assert not low > made.median.value[group]
        assert not high < made.median.value[group]


def _time_by(cases: list[tuple[int, bool]], percentile: float) -> float:
    """Return the first time the plain curve comes down so far, or the middle where it stays there."""
    sought = 1 - percentile / 100
    plain = kaplan_meier(*zip(*cases, strict=True))
    for (time, share), after in zip(plain, [*(time for time, _ in plain[1:]), None], strict=False):
        if abs(share - sought) < 1e-9:
            return float(time if after is None else (time + after) / 2)
        if share < sought:
            return float(time)
    return math.nan


def test_a_percentile_that_is_not_reached_says_so_in_its_own_words() -> None:
    made = closing_times([0, 3], [[6, 0]], [[0, 4]], 90).median
    assert Reason(int(made.reason[0])).words == "too many still open at the longest wait: not reached yet"
    assert math.isnan(made.value[0])
    assert (made.low[0], made.high[0]) == (3, math.inf)
    assert closing_times([0, 3], [[6, 0]], [[0, 4]]).median.value.tolist() == [0]


def test_a_wait_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        survival_curve([1, math.nan], [True, True])
    with pytest.raises(ValueError, match="0 or more"):
        survival_curve([-1], [True])
