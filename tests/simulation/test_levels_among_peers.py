"""What is promised of funnels, rank sets and intervals, held by seeded simulation (longer at night)."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from frankpledge.assessment.counts import measured_dispersion
from frankpledge.assessment.peers.funnels import funnel
from frankpledge.assessment.peers.limits import Kind
from frankpledge.assessment.peers.ranks import rank_sets
from frankpledge.assessment.rates.disparity import rate_ratio
from frankpledge.assessment.rates.intervals import proportion, rate
from frankpledge.assessment.rates.standardised import directly_standardised
from frankpledge.assessment.rates.surveys import survey_share
from frankpledge.assessment.rates.survival import medians
from frankpledge.assessment.small_areas.shrinkage import shrink

LENGTHS = [pytest.param(800, id="short"), pytest.param(10_000, id="long", marks=pytest.mark.nightly)]
GROUPS = (8, 20, 43)
MEANS = (3, 30, 1000)


def sizes(rng: np.random.Generator, areas: int, mean: float) -> np.ndarray:
    """Return A × 1 expected counts, the largest about twenty times the smallest, as forces are."""
    made = np.exp(rng.uniform(0, np.log(20), (areas, 1)))
    return made * mean / np.median(made)


def counts_of(rng: np.random.Generator, expected: np.ndarray, spread: str, periods: int) -> np.ndarray:
    """Return counts where areas differ by chance only, or besides by normal roots or by a gamma."""
    shape = (expected.shape[0], periods)
    usual = {
        "poisson": lambda: np.ones(shape),
        "roots": lambda: (1 + 0.15 * rng.standard_normal(shape)) ** 2,
        "gamma": lambda: rng.gamma(1 / 0.04, 0.04, shape),
    }[spread]()
    return rng.poisson(expected * usual).astype(float)


@pytest.mark.parametrize("periods", LENGTHS)
@pytest.mark.parametrize("areas", GROUPS)
def test_funnels_of_rates_flag_at_most_one_force_in_two_hundred_by_mistake(areas: int, periods: int) -> None:
    rng = np.random.default_rng(areas)
    for spread, mean in product(("poisson", "roots", "gamma"), MEANS):
        expected = sizes(rng, areas, mean)
        counts = counts_of(rng, expected, spread, periods)
        made = funnel(counts, np.broadcast_to(expected, counts.shape), True, Kind.RATE)
        wrong = float((np.abs(made.flag) == 2).mean())
        assert wrong <= 0.005, f"{areas} areas, mean {mean}, {spread}: {wrong:.2%} flagged at 99.8 %"


@pytest.mark.parametrize("periods", LENGTHS)
@pytest.mark.parametrize("areas", GROUPS)
def test_funnels_of_proportions_flag_at_most_one_force_in_two_hundred(areas: int, periods: int) -> None:
    rng = np.random.default_rng(100 + areas)
    for tau, mean in product((0.0, 0.08), (20, 400)):
        number = np.broadcast_to(np.ceil(sizes(rng, areas, mean)), (areas, periods))
        share = np.sin(np.arcsin(np.sqrt(0.15)) + tau * rng.standard_normal(number.shape)) ** 2
        hits = rng.binomial(number.astype(int), share)
        made = funnel(hits, number, True, Kind.PROPORTION)
        wrong = float((np.abs(made.flag) == 2).mean())
        assert wrong <= 0.005, f"{areas} areas of {mean}, τ {tau}: {wrong:.2%} flagged at 99.8 %"


@pytest.mark.parametrize("areas", [20, 43])
def test_an_area_six_usual_differences_out_is_found(areas: int) -> None:
    rng = np.random.default_rng(7)
    expected = np.full((areas, 1), 1000.0)
    usual = (1 + 0.1 * rng.standard_normal((areas, 500))) ** 2
    usual[0] = 1.6**2
    made = funnel(rng.poisson(expected * usual), np.broadcast_to(expected, usual.shape), True, Kind.RATE)
    assert float((made.flag[0] == 2).mean()) > 0.9


@pytest.mark.parametrize("periods", LENGTHS)
@pytest.mark.parametrize("areas", [8, 43])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_rank_sets_hold_every_true_rank_at_once(areas: int, periods: int, level: float) -> None:
    rng = np.random.default_rng(areas * 10)
    for case, mean in product(("all tied", "some tied", "far apart", "overdispersed"), MEANS):
        true = {
            "all tied": np.zeros(areas),
            "some tied": rng.integers(0, 3, areas) * 0.2,
            "far apart": rng.normal(0, 0.6, areas),
            "overdispersed": np.zeros(areas),
        }[case]
        rates = np.exp(true)[:, None]
        expected = sizes(rng, areas, mean)
        phi = 3.0 if case == "overdispersed" else 1.0
        held = np.broadcast_to(expected, (areas, periods))
        if phi > 1:
            counts = rng.negative_binomial(held * rates / (phi - 1), 1 / phi)
        else:
            counts = rng.poisson(held * rates)
        made = rank_sets(counts, held, True, Kind.RATE, lower_is_better=True, level=level, dispersion=phi)
        first = 1 + (rates - 1e-12 > rates.T).sum(axis=1)[:, None]
        last = areas - (rates + 1e-12 < rates.T).sum(axis=1)[:, None]
        covered = float(((made.best <= first) & (made.worst >= last)).all(axis=0).mean())
        assert covered >= level - 0.02, f"{areas} areas, {case}, mean {mean}: {covered:.1%} covered"


@pytest.mark.parametrize("areas", [8, 43])
def test_rank_sets_hold_with_the_dispersion_that_is_measured(areas: int) -> None:
    rng = np.random.default_rng(areas)
    expected, phi, runs = sizes(rng, areas, 60), 3.0, 400
    months = rng.negative_binomial(
        np.broadcast_to(expected / (phi - 1), (runs, 49, areas, 1))[..., 0], 1 / phi
    )
    measured = measured_dispersion(np.moveaxis(months[:, :48], 1, 2)).phi.mean(axis=1)
    made = rank_sets(
        months[:, 48].T,
        np.broadcast_to(expected, (areas, runs)),
        True,
        Kind.RATE,
        lower_is_better=True,
        dispersion=measured[None, :],
    )
    assert float(((made.best == 1) & (made.worst == areas)).all(axis=0).mean()) >= 0.93


def test_rank_sets_of_proportions_hold() -> None:
    rng = np.random.default_rng(11)
    for areas, mean in product((8, 43), (10, 100, 2000)):
        number = np.broadcast_to(np.ceil(sizes(rng, areas, mean)), (areas, 2000))
        hits = rng.binomial(number.astype(int), 0.2)
        made = rank_sets(hits, number, True, Kind.PROPORTION, lower_is_better=False)
        covered = float(((made.best == 1) & (made.worst == areas)).all(axis=0).mean())
        assert covered >= 0.93, f"{areas} areas of {mean}: {covered:.1%}"


def test_clear_differences_are_seen_in_rank_sets() -> None:
    rng = np.random.default_rng(12)
    rates = np.exp(np.linspace(-1, 1, 8))[:, None]
    made = rank_sets(
        rng.poisson(500 * rates, (8, 500)), np.full((8, 500), 500.0), True, Kind.RATE, lower_is_better=True
    )
    assert float((made.worst - made.best).mean()) < 0.6


def test_rates_and_proportions_are_covered() -> None:
    rng, runs = np.random.default_rng(1), 40_000
    for mean in (2, 8, 15, 60, 400):
        for level, least in ((0.95, 0.945), (0.998, 0.9965)):
            made = rate(rng.poisson(mean, runs), 1.0, level)
            covered = float(((made.low <= mean) & (mean <= made.high)).mean())
            assert covered >= least, f"mean {mean} at {level}: {covered:.2%}"
            assert mean < 400 or covered <= level + 0.006
    for number, share in product((20, 200, 2000), (0.02, 0.3, 0.9)):
        made = proportion(rng.binomial(number, share, runs), number)
        covered = float(((made.low <= share) & (share <= made.high)).mean())
        assert covered >= 0.935, f"{share} of {number}: {covered:.2%}"


def test_dobsons_interval_covers() -> None:
    rng = np.random.default_rng(2)
    people = np.array([4000.0, 6000, 3000, 500])
    rates = np.array([0.002, 0.004, 0.01, 0.03])
    standard = np.array([5.0, 6, 4, 2])
    true = float((standard * rates).sum() / standard.sum())
    made = directly_standardised(rng.poisson(people * rates, (20_000, 4)), people, standard, multiplier=1.0)
    covered = float(((made.low <= true) & (true <= made.high))[made.known].mean())
    assert covered == pytest.approx(0.95, abs=0.01)


def test_ratios_of_rates_cover() -> None:
    rng = np.random.default_rng(3)
    for mean, ratio in product((4, 30, 300), (0.5, 1.0, 3.0)):
        made = rate_ratio(rng.poisson(mean * ratio, 20_000), 1.0, rng.poisson(mean * 2, 20_000), 2.0)
        covered = (made.ratio.low <= ratio) & (ratio <= made.ratio.high) | np.isnan(made.ratio.low)
        assert float(covered.mean()) >= 0.94, f"mean {mean}, ratio {ratio}: {covered.mean():.2%}"


def test_weighted_shares_cover() -> None:
    rng = np.random.default_rng(4)
    respondents, groups = 300, 2000
    weights = rng.lognormal(0, 0.6, respondents * groups)
    answers = (rng.random(respondents * groups) < 0.4).astype(float)
    made = survey_share(answers, weights, np.repeat(np.arange(groups), respondents), groups)
    covered = float(((made.share.low <= 0.4) & (made.share.high >= 0.4)).mean())
    assert covered == pytest.approx(0.95, abs=0.015)


def test_medians_with_open_cases_cover() -> None:
    rng = np.random.default_rng(5)
    cases, groups = 60, 1500
    true = rng.exponential(10, cases * groups)
    seen = rng.uniform(5, 40, cases * groups)
    made = medians(np.minimum(true, seen), true <= seen, np.repeat(np.arange(groups), cases), groups)
    median = 10 * np.log(2)
    covered = float(((made.median.low <= median) & (median <= made.median.high)).mean())
    assert covered == pytest.approx(0.95, abs=0.02)
    assert float(np.median(made.median.value)) == pytest.approx(median, rel=0.03)


def test_shrunken_rates_cover_and_err_less_than_raw_ones() -> None:
    rng = np.random.default_rng(6)
    for relative, mean in product((0.02, 0.25, 1.0), (5, 50)):
        size = np.broadcast_to(sizes(rng, 300, mean), (300, 60))
        true = rng.gamma(1 / relative, relative, size.shape)
        made = shrink(rng.poisson(size * true), size, True)
        covered = float(((made.estimate.low <= true) & (true <= made.estimate.high)).mean())
        assert 0.91 <= covered <= 0.99, f"relative variance {relative}, mean {mean}: {covered:.1%}"
        assert ((made.estimate.value - true) ** 2).mean() < ((made.raw - true) ** 2).mean()
