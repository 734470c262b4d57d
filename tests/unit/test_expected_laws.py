"""The laws against scipy's distributions, and the ends of ranges against counting."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, nbinom, poisson, t

from frankpledge.assessment.expected.laws import CountLaw, Law, ShareLaw, ValueLaw, p_value, tail_at
from frankpledge.assessment.expected.power import power_of
from frankpledge.assessment.expected.scales import poisson_variance

MEANS = np.array([0.04, 0.9, 3.0, 17.5, 240.0, 1500.0])


def test_counts_are_negative_binomial_and_poisson_at_the_edge() -> None:
    variance = MEANS * 2.5
    law = CountLaw(MEANS, variance)
    size = MEANS**2 / (variance - MEANS)
    seen = np.round(MEANS * 1.3)
    np.testing.assert_allclose(law.below(seen), nbinom.cdf(seen, size, size / (size + MEANS)), rtol=1e-9)
    np.testing.assert_allclose(law.above(seen), nbinom.sf(seen - 1, size, size / (size + MEANS)), rtol=1e-9)
    plain = CountLaw(MEANS, MEANS)
    np.testing.assert_allclose(plain.below(seen), poisson.cdf(seen, MEANS), rtol=1e-4)


def test_shares_are_binomial_where_nothing_adds_to_it() -> None:
    out_of, share = np.array([3.0, 20.0, 900.0]), np.array([0.5, 0.03, 0.97])
    law = ShareLaw(out_of * share, out_of * share * (1 - share), out_of)
    for seen in (np.zeros(3), np.array([2.0, 3.0, 880.0]), out_of):
        np.testing.assert_allclose(law.above(seen), binom.sf(seen - 1, out_of, share), rtol=1e-9)
        np.testing.assert_allclose(law.below(seen), binom.cdf(seen, out_of, share), rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("excess", [1.0, 3.0])
def test_a_figure_is_outside_exactly_where_its_p_value_is_at_the_level_or_under(excess: float) -> None:
    freedom, level = np.full(1, 35.0), 0.012
    laws: list[tuple[Law, int]] = [
        (CountLaw(np.array([m]), np.array([m * excess])), 60) for m in (0.04, 3.0, 17.5)
    ]
    laws += [
        (ShareLaw(np.array([n * s]), np.array([n * s * (1 - s) * excess]), np.array([float(n)])), n)
        for n, s in ((4, 0.5), (50, 0.1), (50, 0.99))
    ]
    for law, most in laws:
        low, high = law.ends(tail_at(level, freedom))
        for seen in range(most + 1):
            p, _ = p_value(law, np.array([float(seen)]), freedom)
            assert (p[0] <= level) == (not low[0] <= seen <= high[0]), (law, seen)


def test_values_have_the_exact_t_range() -> None:
    law = ValueLaw(np.array([10.0]), np.array([4.0]))
    low, high = law.ends(tail_at(0.02, np.array([30.0])))
    assert high[0] == pytest.approx(10 + 2 * t.ppf(0.99, 30))
    assert low[0] == pytest.approx(10 - 2 * t.ppf(0.99, 30))
    p, side = p_value(law, np.array([14.5]), np.array([30.0]))
    assert p[0] == pytest.approx(2 * t.sf(2.25, 30))
    assert side[0] == 1


@pytest.mark.parametrize("mean", [6.0, 60.0, 600.0])
def test_a_change_said_to_be_seen_with_80_per_cent_is(mean: float) -> None:
    """For a known past: counts drawn about the larger or smaller mean fall outside as often as said."""
    excess, rng = 2.0, np.random.default_rng(14)
    law = CountLaw(np.array([mean]), np.array([mean * excess]))
    ends = law.ends(tail_at(0.012, np.array([1e6])))
    power = power_of(law, ends, np.array([mean]), np.ones(1))
    size = power.rise_to / (excess - 1)
    drawn = rng.negative_binomial(size, 1 / excess, 40_000)
    assert (drawn > ends[1]).mean() == pytest.approx(0.8, abs=0.05)
    if ends[0] > 0:
        drawn = rng.negative_binomial(power.fall_to / (excess - 1), 1 / excess, 40_000)
        assert (drawn < ends[0]).mean() == pytest.approx(0.8, abs=0.05)
    else:
        assert np.isnan(power.fall_to).all()


def test_the_steadied_poisson_count_has_variance_one_from_a_mean_of_four() -> None:
    assert poisson_variance(np.array([4.0, 6.0, 12.0, 5000.0])) == pytest.approx(1.0, abs=0.05)
