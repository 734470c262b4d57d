"""Funnels: limits by exact tests, overdispersion in three forms, small groups, and what cannot be drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom, norm
from scipy.stats import poisson as poisson_distribution

from frankpledge.assessment.peers.classical import Classical, classical_funnel
from frankpledge.assessment.peers.funnels import Funnel, Spread, funnel
from frankpledge.assessment.peers.limits import LEVELS, Form, Kind, limits_about, score_limits, significance
from frankpledge.assessment.peers.spread import HUBER, between, others, transformed
from frankpledge.assessment.reasons import Reason

FLAGS = st.lists(st.booleans(), min_size=12, max_size=12)


def areas(number: int, tau: float = 0.2, seed: int = 1, periods: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(0, 0.7, (number, 1))) * np.full((number, periods), 100.0)
    return rng.poisson(size * (1 + tau * rng.standard_normal((number, periods))) ** 2).astype(float), size


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("expected", [0.3, 1, 4, 7.3, 12, 25.0])
def test_counts_outside_the_limits_are_those_an_exact_test_rejects(expected: float, level: float) -> None:
    low, high = (float(limit) for limit in limits_about(expected, 1.0, level, Kind.RATE))
    tail = (1 - level) / 2
    counts = np.arange(0, 100)
    above = poisson_distribution.sf(counts - 1, expected) < tail
    below = poisson_distribution.cdf(counts, expected) < tail
    small = counts < 10  # exact below 10; Byar's, from there on, is within a hair
    assert ((counts > high) == above)[small].all()
    assert ((counts < low) == below)[small].all()
    assert abs(int((counts > high).sum()) - int(above.sum())) <= 1


@pytest.mark.parametrize("size", [1, 12, 300])
@pytest.mark.parametrize("share", [0.005, 0.02, 0.5, 0.97])
def test_small_proportions_are_limited_by_the_exact_binomial(share: float, size: int) -> None:
    for level in LEVELS:
        low, high = (float(limit) * size for limit in limits_about(share, size, level, Kind.PROPORTION))
        tail, counts = (1 - level) / 2, np.arange(size + 1)
        if min(share, 1 - share) * size < 20:
            hair = 1e-6
            assert ((counts > high + hair) == (binom.sf(counts - 1, size, share) < tail)).all()
            assert ((counts < low - hair) == (binom.cdf(counts, size, share) < tail)).all()
        else:
            assert (low / size, high / size) == tuple(float(x) for x in score_limits(share, size, level))


def test_a_proportion_outside_score_limits_has_a_wilson_interval_without_the_target() -> None:
    low, high = score_limits(0.3, 400, 0.95)
    beyond = np.array([float(low) - 1e-9, float(low) + 1e-9, float(high) - 1e-9, float(high) + 1e-9])
    assert significance(beyond * 400, 400, 0.3, Kind.PROPORTION, (0.95,)).tolist() == [-1, 0, 0, 1]


def test_limits_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="of counts and rates"):
        limits_about(0.5, 10, 0.95, Kind.PROPORTION, Form.BYAR)
    with pytest.raises(ValueError, match="of proportions"):
        limits_about(0.5, 10, 0.95, Kind.RATE, Form.WILSON)
    low, high = limits_about(0.5, 100, 0.95, Kind.PROPORTION, Form.WILSON)
    assert (float(low), float(high)) == pytest.approx((0.40383, 0.59617), abs=5e-6)
    low, high = limits_about(2.0, 10, 0.95, Kind.RATE, Form.BYAR)
    assert (float(low), float(high)) == pytest.approx((1.2211, 3.0890), abs=5e-5)


def test_no_denominator_has_no_limits() -> None:
    low, high = limits_about(0.5, [0, np.nan, 10], 0.95, Kind.RATE)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, False]


@given(st.lists(st.floats(0.0, 50.0), min_size=3, max_size=12), st.floats(0.01, 2.0))
def test_tau_solves_its_own_equation(values: list[float], variance: float) -> None:
    column = np.array(values)[:, None]
    chance = np.full(column.shape, variance) * np.linspace(0.5, 2, len(values))[:, None]
    found = between(column, chance, np.ones(column.shape, bool))
    tau2, centre = float(found.tau2[0, 0]), float(found.centre[0, 0])

    def excess(tau: float) -> float:
        weight = 1 / (chance + tau)
        mean = (weight * column).sum() / weight.sum()
        return float((weight * (column - mean) ** 2).sum()) - (len(values) - 1)

    if excess(0.0) <= 0:
        assert tau2 == pytest.approx(0, abs=1e-6)
    else:
        assert tau2 == pytest.approx(brentq(excess, 0, 1e5), rel=1e-3, abs=1e-6)
        weight = 1 / (chance + tau2)
        assert centre == pytest.approx(float((weight * column).sum() / weight.sum()), rel=1e-4, abs=1e-4)


def test_one_wild_area_hardly_widens_what_is_usual() -> None:
    counts, size = areas(30, periods=1)
    wild = counts.copy()
    wild[4] *= 8
    known = np.ones(counts.shape, bool)
    calm, hit = (between(*transformed(x, size, known, Kind.RATE), known, HUBER) for x in (counts, wild))
    plain = between(*transformed(wild, size, known, Kind.RATE), known)
    assert float(hit.tau2[0, 0]) < 1.6 * float(calm.tau2[0, 0])
    assert float(plain.tau2[0, 0]) > 3 * float(calm.tau2[0, 0])
    assert funnel(wild, size, known, Kind.RATE).flag[4, 0] == 2


def test_each_left_out_is_what_the_others_say() -> None:
    counts, size = areas(8)
    known = np.ones(counts.shape, bool)
    values, variance = transformed(counts, size, known, Kind.RATE)
    found = others(values, variance, known)
    for area in range(8):
        rest = np.delete(np.arange(8), area)
        alone = between(values[rest], variance[rest], known[rest])
        assert found.tau2[area] == pytest.approx(alone.tau2[0], abs=1e-9)
        assert found.centre[area] == pytest.approx(alone.centre[0], rel=1e-6)


def test_the_form_follows_the_number_of_areas_in_each_period() -> None:
    counts, size = areas(24)
    valid = np.ones(counts.shape, bool)
    valid[8:, 1] = False
    made = funnel(counts, size, valid, Kind.RATE)
    assert made.spread.tolist() == [Spread.HUBER, Spread.LEAVE_ONE_OUT, Spread.HUBER]
    assert made.present.tolist() == [24, 8, 24]
    assert "leave one out" in Spread(int(made.spread[1])).words
    alone = funnel(counts[:8, 1:2], size[:8, 1:2], True, Kind.RATE)
    assert made.high[:, :8, 1:2] == pytest.approx(alone.high)
    assert np.isnan(made.value[8:, 1]).all()


def test_a_flag_is_what_lies_outside_the_drawn_limits() -> None:
    counts, size = areas(43, tau=0.5, seed=2, periods=40)
    for made in (funnel(counts, size, True, Kind.RATE), funnel(counts, size, True, Kind.RATE, Spread.NONE)):
        outside = (made.value > made.high).astype(int) - (made.value < made.low).astype(int)
        assert (outside.sum(axis=0) == made.flag).all()
    assert (made.flag != 0).mean() > 0.3


def test_the_exceptional_area_among_eight_is_found() -> None:
    counts, size = np.full((8, 1), 200.0) + np.arange(8)[:, None], np.full((8, 1), 100.0)
    counts[3] = 700
    made = funnel(counts, size, True, Kind.RATE)
    assert made.flag[3, 0] == 2
    assert (np.delete(made.flag, 3) <= 0).all()


def test_a_target_that_is_given_is_the_centre() -> None:
    made = funnel(
        [[10.0], [60.0], [30.0]], [[30.0], [30.0], [30.0]], True, Kind.RATE, Spread.NONE, target=1.0
    )
    assert made.centre.ravel().tolist() == [1, 1, 1]
    assert made.flag.ravel().tolist() == [-2, 2, 0]
    alone = funnel([[60.0]], [[30.0]], True, Kind.RATE, Spread.NONE, target=1.0)
    assert alone.flag[0, 0] == 2
    with pytest.raises(ValueError, match="nothing to estimate"):
        funnel([[1.0]], [[1.0]], True, Kind.RATE, target=1.0)


def test_winsorised_is_the_classical_tau_on_our_scale() -> None:
    counts, size = areas(25, periods=1)
    made = funnel(counts, size, True, Kind.RATE, Spread.WINSORISED)
    target = counts.sum() / size.sum()
    z = 2 * (np.sqrt(counts + 0.25) - np.sqrt(target * size))
    kept = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    weight = 4 * size
    room = weight.sum() - (weight**2).sum() / weight.sum()
    tau2 = ((kept**2).sum() - 24) / room
    assert made.tau2[0, 0] == pytest.approx(float(tau2))


def reasons_of(made: Funnel) -> list[str]:
    return [Reason(int(why)).words for why in made.reason.ravel()]


def test_too_few_areas_make_no_funnel() -> None:
    assert reasons_of(funnel([[5.0]], [[10.0]], True, Kind.RATE)) == ["no other area to compare with"]
    made = funnel([[5.0], [6.0], [np.nan]], [[10.0], [10.0], [10.0]], True, Kind.RATE)
    assert reasons_of(made) == ["too few areas to say what is usual among them"] * 2 + ["not supplied"]
    assert (made.flag == 0).all()


@pytest.mark.parametrize("number", [8, 25])
@pytest.mark.parametrize("spread", [None, Spread.NONE, Spread.WINSORISED])
def test_all_nothing_and_all_a_hundred_per_cent_flag_nobody(number: int, spread: Spread | None) -> None:
    size = np.full((number, 2), 50.0)
    for hits in (np.zeros(size.shape), size):
        made = funnel(hits, size, True, Kind.PROPORTION, spread)
        assert (made.flag == 0).all()
        assert np.isfinite([made.low, made.high]).all()
    assert (funnel(np.zeros(size.shape), size, True, Kind.RATE, spread).flag == 0).all()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=12, max_size=12),
    FLAGS,
    st.sampled_from(Spread),
)
def test_every_area_has_limits_or_a_reason(
    pairs: list[tuple[int, int]], valid: list[bool], spread: Spread
) -> None:
    counts, size = (np.array(side, float)[:, None] for side in zip(*pairs, strict=True))
    for kind in Kind:
        over = np.minimum(counts, size) if kind is Kind.PROPORTION else counts
        made = funnel(over, size, np.array(valid)[:, None], kind, spread)
        known = made.reason == Reason.KNOWN
        for part in (made.value, made.centre, made.z, made.tau2, *made.low, *made.high):
            assert np.isfinite(part[known]).all()
            assert np.isnan(part[~known]).all()
        assert (made.low[1][known] <= made.low[0][known] + 1e-12).all()
        assert (made.high[1][known] >= made.high[0][known] - 1e-12).all()
        assert (made.flag[~known] == 0).all()


def test_a_count_beyond_its_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="use a rate"):
        funnel([[11.0]], [[10.0]], True, Kind.PROPORTION)


def test_the_square_root_form_is_squared_back() -> None:
    made = classical_funnel([100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220], Classical.SR_CQC)
    low, high = made.limits(0.95)
    reach = norm.ppf(0.975) * np.sqrt(made.error**2 + made.tau2)
    assert low == pytest.approx((1 - reach) ** 2)
    assert high == pytest.approx((1 + reach) ** 2)
    drawn = made.limits(0.95, as_drawn=True)
    assert (high - low) / (drawn[1] - drawn[0]) == pytest.approx(2, rel=1e-5)


def test_ranks_outside_the_inner_tenths_are_cut() -> None:
    counts = np.arange(1, 44) * 10.0
    made = classical_funnel(counts, np.full(43, 220.0), Classical.SR_SHMI)
    assert np.flatnonzero(np.isnan(made.kept)).tolist() == [0, 1, 2, 3, 39, 40, 41, 42]


def test_ratios_of_counts_have_both_errors() -> None:
    made = classical_funnel([50, 80, 60, 70], [100, 150, 130, 120], Classical.RC_CQC)
    assert made.target == pytest.approx(260 / 500)
    assert made.error[0] ** 2 == pytest.approx(50 / 50.5**2 + 100 / 100.5**2)
    assert made.without_overdispersion().tau2 == 0
    low, high = made.limits(0.95)
    assert np.sqrt(low * high) == pytest.approx(made.target)
    drawn = made.limits(0.95, as_drawn=True)
    assert (drawn[1] - drawn[0] < high - low).all()


@pytest.mark.parametrize(
    ("counts", "size", "form", "said"),
    [
        ([1, 2], [0, 3], Classical.SR_CQC, "above 0"),
        ([0, 2], [2, 3], Classical.SR_SHMI, "0 events"),
        ([4, 2], [2, 3], Classical.PR_CQC, "more than there are"),
        ([0, 0], [2, 3], Classical.RC_CQC, "no events at all"),
        ([], [], Classical.SR_CQC, "areas of one period"),
    ],
)
def test_what_a_classical_form_cannot_take(
    counts: list[int], size: list[int], form: Classical, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        classical_funnel(counts, size, form)
