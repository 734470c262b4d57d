"""A figure against its own past: lags, differences, highest and lowest since, runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.assessment.over_time import differences, earlier, known_run, last_at_least, runs

NAN = math.nan


def one(*values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([values], np.float64)


def states(*values: int) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    return np.array([values], np.int8)


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 12])
def test_a_reference_is_so_many_periods_back_or_none(lag: int) -> None:
    reference = earlier(one(1, 2, 4), states(0, 0, 0), lag)[0].tolist()
    expected = ([NAN] * lag + [1, 2, 4])[:3]
    assert [str(value) for value in reference] == [str(float(value)) for value in expected]


def test_mature_is_held_against_mature_only() -> None:
    reference = earlier(one(1, 2, 3, 4), states(0, 0, 1, 1), 1)[0]
    assert np.isnan(reference).tolist() == [True, False, True, True]


def test_a_gap_is_a_gap_and_not_the_last_known_value() -> None:
    reference = earlier(one(1, NAN, 3), states(0, 2, 0), 1)[0]
    assert np.isnan(reference).all()


def test_points_for_shares_and_per_cent_for_counts() -> None:
    values, reference = np.array([[50.0], [50.0]]), np.array([[40.0], [40.0]])
    assert differences(values, reference, np.array([True, False])).ravel().tolist() == [10, 25]


def test_a_change_from_0_has_points_but_no_per_cent() -> None:
    made = differences(np.array([[5.0], [5.0]]), np.zeros((2, 1)), np.array([True, False])).ravel()
    assert made[0] == 5
    assert np.isnan(made[1])


def test_highest_since_stops_at_a_gap() -> None:
    assert last_at_least(one(9, 5, NAN, 4, 6, 6, 7))[0].tolist() == [-1, 0, 2, -1, -1, 4, -1]
    assert known_run(one(9, 5, NAN, 4, 6, 6, 7))[0].tolist() == [1, 2, 0, 1, 2, 3, 4]


def test_a_run_counts_up_and_breaks() -> None:
    assert runs(np.array([[True, True, False, True]]))[0].tolist() == [1, 2, 0, 1]
    assert runs(np.zeros((2, 0), bool)).shape == (2, 0)


@given(st.lists(st.one_of(st.just(NAN), st.integers(0, 5).map(float)), min_size=1, max_size=30))
def test_highest_since_is_what_a_plain_search_finds(values: list[float]) -> None:
    made = last_at_least(one(*values))[0].tolist()
    for now, value in enumerate(values):
        if math.isnan(value):
            assert made[now] == now
            continue
        found = -1
        for back in range(now - 1, -1, -1):
            if math.isnan(values[back]):
                break
            if values[back] >= value:
                found = back
                break
        assert made[now] == found


def test_many_series_are_searched_at_once_as_each_alone() -> None:
    chance = np.random.default_rng(11)
    values = chance.poisson(4, (50, 24)).astype(np.float64)
    values[chance.random(values.shape) < 0.1] = NAN
    found = last_at_least(values)
    assert found.tolist() == [last_at_least(row[None])[0].tolist() for row in values]
    assert last_at_least(values[:0]).shape == (0, 24)
    assert last_at_least(values[:, :0]).shape == (50, 0)
