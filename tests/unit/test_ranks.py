"""Ranks with simultaneous confidence sets, and who is clearly different."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import studentized_range

from frankpledge.assessment.between_areas import standing
from frankpledge.assessment.peers.comparing import clearly_different
from frankpledge.assessment.peers.limits import Kind
from frankpledge.assessment.peers.ranks import pair_level, range_quantile, rank_sets, rank_sets_of_estimates
from frankpledge.assessment.rates.disparity import rate_ratio
from frankpledge.assessment.rates.estimates import Estimate
from frankpledge.assessment.rates.intervals import rate
from frankpledge.assessment.reasons import Reason
from tests.unit.plain_statistics import rank_set

AREAS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 30)), min_size=2, max_size=7)


@given(AREAS, st.booleans())
def test_sets_agree_with_every_pair_compared_in_turn(areas: list[tuple[int, int]], lower: bool) -> None:
    counts, people = (np.array(side, float) for side in zip(*areas, strict=True))
    made = rank_sets(counts[:, None], people[:, None], True, Kind.RATE, lower_is_better=lower)
    plain = rank_set(counts.tolist(), people.tolist(), lower_is_better=lower, level=0.95)
    ours = zip(made.rank[:, 0].tolist(), made.best[:, 0].tolist(), made.worst[:, 0].tolist(), strict=True)
    assert list(ours) == plain


@given(AREAS, st.booleans())
def test_the_rank_is_in_its_set_and_that_of_standing(areas: list[tuple[int, int]], lower: bool) -> None:
    counts, people = (np.array(side, float)[:, None] for side in zip(*areas, strict=True))
    made = rank_sets(counts, people, True, Kind.RATE, lower_is_better=lower)
    stands = standing(counts, people, np.ones(counts.shape, bool), lower_is_better=lower)
    assert (made.rank == stands.rank).all()
    assert (made.ties == stands.ties).all()
    assert (made.best <= made.rank).all()
    assert (made.rank + made.ties <= made.worst).all()


@pytest.mark.parametrize("number", [2, 8, 43])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
def test_the_studentised_range(number: int, level: float) -> None:
    assert range_quantile(number, level) == pytest.approx(studentized_range.ppf(level, number, 1e8), rel=1e-6)


def test_two_areas_are_compared_at_the_level_itself() -> None:
    assert pair_level(2, 0.95) == pytest.approx(0.95)
    assert pair_level(1, 0.95) == 0.95
    assert pair_level(8, 0.95) > 0.99


def test_missing_areas_are_counted_and_not_ranked() -> None:
    counts = np.array([[100.0], [np.nan], [300.0], [5.0], [7.0]])
    people = np.array([[10.0], [10.0], [10.0], [0.0], [10.0]])
    valid = np.array([[True], [True], [True], [True], [False]])
    made = rank_sets(counts, people, valid, Kind.RATE, lower_is_better=True)
    assert (made.present[0], made.missing[0]) == (2, 3)
    assert made.rank.ravel().tolist() == [1, 0, 2, 0, 0]
    assert made.worst.ravel().tolist() == [1, 0, 2, 0, 0]
    assert [Reason(int(why)).words for why in made.reason.ravel()][1:4:2] == [
        "not supplied",
        "nothing to divide by: the denominator is 0",
    ]


def test_one_area_alone_is_first_of_one() -> None:
    made = rank_sets([[3.0]], [[10.0]], True, Kind.RATE, lower_is_better=True)
    assert (made.rank[0, 0], made.best[0, 0], made.worst[0, 0], made.present[0]) == (1, 1, 1, 1)


def test_equal_areas_could_be_anywhere() -> None:
    made = rank_sets(np.full((6, 1), 100), np.full((6, 1), 9), True, Kind.RATE, lower_is_better=True)
    assert made.rank.ravel().tolist() == [1] * 6
    assert made.ties.ravel().tolist() == [5] * 6
    assert made.best.ravel().tolist() == [1] * 6
    assert made.worst.ravel().tolist() == [6] * 6


def test_all_at_nothing_or_all_at_a_hundred_per_cent_are_ties() -> None:
    for hits in (0, 50):
        made = rank_sets(
            np.full((5, 2), hits), np.full((5, 2), 50), True, Kind.PROPORTION, lower_is_better=False
        )
        assert (made.ties == 4).all()
        assert (made.worst == 5).all()


def test_areas_far_apart_are_known_in_their_places() -> None:
    counts = np.array([[100], [1000], [10_000]])
    made = rank_sets(counts, np.full((3, 1), 10), True, Kind.RATE, lower_is_better=False)
    assert made.best.ravel().tolist() == made.worst.ravel().tolist() == [3, 2, 1]
    share = rank_sets(counts, np.full((3, 1), 20_000), True, Kind.PROPORTION, lower_is_better=True)
    assert share.best.ravel().tolist() == share.worst.ravel().tolist() == [1, 2, 3]


def test_overdispersion_widens_sets() -> None:
    counts, people = np.array([[100], [160], [220]]), np.full((3, 1), 10)
    plain = rank_sets(counts, people, True, Kind.RATE, lower_is_better=True)
    wide = rank_sets(counts, people, True, Kind.RATE, lower_is_better=True, dispersion=5.0)
    assert (plain.worst - plain.best).sum() < (wide.worst - wide.best).sum()
    with pytest.raises(ValueError, match="1 or more"):
        rank_sets(counts, people, True, Kind.RATE, lower_is_better=True, dispersion=0.9)
    with pytest.raises(ValueError, match="use a rate"):
        rank_sets(counts, people, True, Kind.PROPORTION, lower_is_better=True)


def test_columns_are_ranked_apart_whatever_their_number_of_areas() -> None:
    rng = np.random.default_rng(3)
    counts, people = rng.poisson(60, (4, 9, 5)).astype(float), rng.uniform(5, 20, (4, 9, 5))
    valid = rng.random((4, 9, 5)) > 0.2
    whole = rank_sets(counts, people, valid, Kind.RATE, lower_is_better=True)
    for measure in range(4):
        for period in range(5):
            column = (measure, slice(None), slice(period, period + 1))
            part = rank_sets(counts[column], people[column], valid[column], Kind.RATE, lower_is_better=True)
            assert (part.worst == whole.worst[column]).all()
            assert (part.best == whole.best[column]).all()


def test_finished_estimates_are_ranked_by_wider_intervals_of_their_own() -> None:
    counts, people = np.array([[100.0], [130.0], [400.0]]), np.full((3, 1), 10.0)

    def widened(level: float) -> Estimate:
        return rate(counts, people, level)

    made = rank_sets_of_estimates(widened(0.95), widened, lower_is_better=True)
    again = rank_sets(counts, people, True, Kind.RATE, lower_is_better=True)
    assert (made.best == again.best).all()
    assert (made.worst == again.worst).all()


def test_clearly_different_is_what_the_interval_on_the_ratio_says() -> None:
    counts, people = np.array([[100.0], [128.0], [140.0], [np.nan]]), np.full((4, 1), 10.0)
    made = clearly_different(counts, people, True, 0, Kind.RATE)
    assert [made.words((area, 0)) for area in range(4)] == [
        "no clear difference",
        "no clear difference",
        "clearly lower",
        "not supplied",
    ]
    pair = rate_ratio(100, 10, 140, 10).ratio
    assert (made.estimate.low[2, 0], made.estimate.high[2, 0]) == (pair.low, pair.high)
    assert made.measured_as == "ratio"


def test_overlapping_intervals_are_not_a_test() -> None:
    one, other = rate(100, 10), rate(136, 10)
    assert one.high > other.low
    made = clearly_different([[136], [100]], [[10], [10]], True, 0, Kind.RATE)
    assert made.words((1, 0)) == "clearly higher"


def test_shares_are_held_against_each_other_by_their_difference() -> None:
    made = clearly_different([[60], [40], [59]], [[100], [100], [100]], True, 0, Kind.PROPORTION)
    assert made.measured_as == "difference"
    assert made.clear.ravel().tolist() == [False, True, False]
    assert made.estimate.value[1, 0] == pytest.approx(0.2)
    assert made.words((1, 0)) == "clearly higher"
