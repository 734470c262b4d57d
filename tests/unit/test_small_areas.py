"""Small areas: shrunken rates and what of a scan stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.assessment.reasons import Reason
from frankpledge.assessment.small_areas.false_discovery import false_discovery
from frankpledge.assessment.small_areas.shrinkage import shrink
from tests.unit.plain_statistics import gamma_poisson, pearson

COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), min_size=5, max_size=15)


def many(areas: int, relative: float, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = rng.uniform(2, 30, (areas, 1))
    return rng.poisson(size * rng.gamma(1 / relative, relative, (areas, 1))).astype(float), size


def test_with_many_areas_it_is_the_posterior_of_a_known_prior() -> None:
    counts, size = many(4000, 0.25)
    made = shrink(counts, size, True)
    mean, variance = float(made.mean[0]), float(made.variance[0])
    relative = variance / mean**2
    plain = np.array(gamma_poisson(counts.ravel()[:50], size.ravel()[:50], relative, mean, 0.95))
    assert made.estimate.value.ravel()[:50] == pytest.approx(plain[:, 0], rel=1e-6)
    assert made.estimate.low.ravel()[:50] == pytest.approx(plain[:, 1], rel=0.01)
    assert made.estimate.high.ravel()[:50] == pytest.approx(plain[:, 2], rel=0.01)
    assert pearson(counts.ravel(), size.ravel(), relative, mean) == pytest.approx(3999, rel=0.005)
    assert (mean, relative) == (pytest.approx(1, abs=0.03), pytest.approx(0.25, abs=0.03))


@given(COUNTS)
def test_estimates_lie_between_the_areas_own_and_the_mean(areas: list[tuple[int, int]]) -> None:
    counts, size = (np.array(side, float)[:, None] for side in zip(*areas, strict=True))
    made = shrink(counts, size, True)
    if counts.sum() == 0:
        assert (made.estimate.reason == Reason.NO_EVENTS).all()
        return
    mean = float(made.mean[0])
    low, high = np.minimum(made.raw, mean), np.maximum(made.raw, mean)
    assert (low - 1e-9 <= made.estimate.value).all()
    assert (made.estimate.value <= high + 1e-9).all()
    assert (made.estimate.low <= made.estimate.value).all()
    assert (made.estimate.value <= made.estimate.high).all()
    assert made.estimate.value == pytest.approx(
        made.shrinkage * mean + (1 - made.shrinkage) * made.raw, abs=1e-9
    )


def test_a_small_area_is_drawn_in_further_than_a_large_one() -> None:
    counts, size = many(60, 0.3)
    counts[0], size[0], counts[1], size[1] = 8, 2, 1600, 400
    made = shrink(counts, size, True)
    assert made.estimate.value[0, 0] < made.estimate.value[1, 0]
    assert made.shrinkage[0, 0] > 0.3
    assert made.shrinkage[1, 0] < 0.05


def test_an_area_without_events_has_an_estimate_and_one_without_people_a_reason() -> None:
    counts, size = many(30, 0.3)
    counts[0], size[0] = 0, 2
    counts[1], size[1] = 0, 0
    counts[2] = np.nan
    made = shrink(counts, size, True)
    assert made.estimate.value[0, 0] > 0
    assert [Reason(int(why)).words for why in made.estimate.reason[1:3, 0]] == [
        "0 of 0: there was nothing to measure",
        "not supplied",
    ]
    assert np.isnan(made.raw[1:3, 0]).all()


def test_no_spread_seen_is_not_certainty_that_there_is_none() -> None:
    made = shrink(np.full((8, 1), 20.0), np.full((8, 1), 20.0), True)
    assert made.estimate.value == pytest.approx(1)
    assert (made.estimate.high - made.estimate.low > 0.2).all()


def test_too_few_areas_are_not_shrunk() -> None:
    made = shrink([[3.0], [4.0]], [[5.0], [5.0]], True)
    assert (made.estimate.reason == Reason.TOO_FEW_PEERS).all()
    assert made.raw.ravel().tolist() == [0.6, 0.8]


def test_periods_are_apart() -> None:
    counts, size = many(40, 0.5)
    other, more = many(40, 0.1, seed=9)
    both = shrink(np.hstack([counts, other]), np.hstack([size, more]), True)
    assert both.estimate.value[:, 1:] == pytest.approx(shrink(other, more, True).estimate.value, rel=1e-9)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=12), st.sampled_from([0.05, 0.2]))
def test_those_that_stand_are_those_the_step_up_rule_keeps(p: list[float | None], rate: float) -> None:
    made = false_discovery([np.nan if one is None else one for one in p], rate)
    known = sorted(one for one in p if one is not None)
    passing = [one for place, one in enumerate(known, 1) if one <= rate * place / len(known) * (1 + 1e-12)]
    most = max(passing, default=-1.0)
    margins = [abs(one - rate * place / len(known)) for place, one in enumerate(known, 1)]
    if min(margins, default=1.0) > 1e-9:
        assert made.found.tolist() == [one is not None and one <= most for one in p]
    assert made.tested == len(known)


def test_a_scan_has_a_rate() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        false_discovery([0.1], 5)
    made = false_discovery([[0.001, 0.9], [np.nan, np.nan]])
    assert made.found.tolist() == [[True, False], [False, False]]
    assert made.tested.tolist() == [2, 0]
