"""A figure against other areas': weighted mean of the others, ranks, ties, and who is left out."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.assessment.between_areas import Standing, standing

Column = list[float]


def stand(
    numerator: Column, denominator: Column, valid: list[bool] | None = None, *, lower: bool = True
) -> Standing:
    """Return the standing of areas in one period."""
    known = valid or [True] * len(numerator)
    return standing(
        np.array([[value] for value in numerator]),
        np.array([[value] for value in denominator]),
        np.array([[one] for one in known]),
        lower_is_better=lower,
    )


def test_the_mean_is_weighted_and_leaves_the_own_area_out() -> None:
    made = stand([100, 1, 60], [1000, 100, 200])
    assert made.mean_of_others.ravel().tolist() == [61 / 300, 160 / 1200, 101 / 1100]
    assert made.ratio.ravel().tolist() == [0.1, 0.01, 0.3]


def test_an_area_that_is_not_valid_counts_for_nothing() -> None:
    made = stand([100, 1, 999_999], [1000, 100, 1], [True, True, False])
    assert made.mean_of_others[0, 0] == 0.01
    assert made.rank[:2].ravel().tolist() == [2, 1]
    assert made.present.tolist() == [2]
    assert np.isnan(made.ratio[2, 0])


def test_an_area_alone_has_a_rank_and_no_mean() -> None:
    made = stand([5, 9], [10, 10], [True, False])
    assert np.isnan(made.mean_of_others[0, 0])
    assert (made.rank[0, 0], made.present[0]) == (1, 1)


def test_ties_share_the_better_rank() -> None:
    made = stand([2, 1, 2, 3], [10, 10, 10, 10])
    assert made.rank.ravel().tolist() == [2, 1, 2, 4]
    assert made.ties.ravel().tolist() == [1, 0, 1, 0]


def test_the_direction_turns_the_ranks_round() -> None:
    assert stand([1, 2, 3], [10, 10, 10]).rank.ravel().tolist() == [1, 2, 3]
    assert stand([1, 2, 3], [10, 10, 10], lower=False).rank.ravel().tolist() == [3, 2, 1]


def test_zeros_are_ranked_and_are_not_missing() -> None:
    made = stand([0, 0, 1], [10, 20, 10])
    assert made.rank.ravel().tolist() == [1, 1, 3]
    assert made.present.tolist() == [3]


def test_each_period_stands_for_itself() -> None:
    made = standing(
        np.array([[1.0, 9.0], [2.0, 3.0]]),
        np.array([[10.0, 10.0], [10.0, 10.0]]),
        np.array([[True, True], [True, False]]),
        lower_is_better=True,
    )
    assert made.present.tolist() == [2, 1]
    assert made.rank[:, 0].tolist() == [1, 2]
    assert np.isnan(made.mean_of_others[0, 1])


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50), st.booleans()), min_size=1, max_size=45),
    st.booleans(),
)
def test_standing_is_what_plain_loops_find(areas: list[tuple[int, int, bool]], lower: bool) -> None:
    over, below, valid = (list(column) for column in zip(*areas, strict=True))
    made = stand([float(one) for one in over], [float(one) for one in below], valid, lower=lower)
    present = [place for place, known in enumerate(valid) if known]
    assert made.present.tolist() == [len(present)]
    for own in present:
        others = [place for place in present if place != own]
        mine = over[own] / below[own]
        better = [p for p in others if (over[p] / below[p] < mine if lower else over[p] / below[p] > mine)]
        assert made.rank[own, 0] == len(better) + 1
        assert made.ties[own, 0] == sum(over[place] / below[place] == mine for place in others)
        if others:
            mean = sum(over[place] for place in others) / sum(below[place] for place in others)
            assert math.isclose(made.mean_of_others[own, 0], mean, rel_tol=1e-12)
