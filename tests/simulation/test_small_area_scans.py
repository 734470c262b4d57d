"""Scans of small areas in simulation: few of those named are false, and what changed is named."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from frankpledge.assessment.small_areas.scanning import RATE, scan


def _counts(
    rng: np.random.Generator, areas: int, extra: float, changed: int = 0, factor: float = 1.0
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Draw a quarter and the year before: uneven areas, a season that all share, variance over Poisson."""
    level = rng.gamma(1.2, 8.0, areas)
    now, before = level * 1.3, level * 4
    now[:changed] *= factor
    if extra:
        now = rng.gamma(now / extra, extra)
        before = rng.gamma(before / extra, extra)
    return rng.poisson(now).astype(float), rng.poisson(before).astype(float)


@pytest.mark.parametrize("extra", [0.0, 1.0])
def test_where_nothing_changed_a_scan_rarely_names_an_area(extra: float) -> None:
    rng = np.random.default_rng(11)
    named = [bool(scan(*_counts(rng, 150, extra)).found.any()) for _ in range(300)]
    assert np.mean(named) <= RATE + 0.04  # of scans of nothing, not of areas


@pytest.mark.parametrize("extra", [0.0, 1.0])
def test_few_of_the_areas_named_are_false_and_most_that_doubled_are_named(extra: float) -> None:
    rng = np.random.default_rng(12)
    false = true = 0
    large = 0
    for _ in range(100):
        now, before = _counts(rng, 150, extra, changed=10, factor=3.0)
        made = scan(now, before)
        false += int(made.found[10:].sum())
        true += int(made.found[:10].sum())
        large += int((before[:10] >= 40).sum())
    assert false / (false + true) <= RATE + 0.04
    assert true >= (0.8 if not extra else 0.5) * large


def test_p_is_that_of_the_binomial_given_both_spans() -> None:
    rng = np.random.default_rng(13)
    now, before = _counts(rng, 60, 0.0)
    made = scan(now, before)
    assert made.phi == pytest.approx(1.0, abs=0.35)
    chance = now.sum() / (now.sum() + before.sum())
    for place in range(60):
        both = int(now[place] + before[place])
        if both < 5 or made.phi != 1.0:
            continue
        upper = binom.sf(now[place] - 1, both, chance) - binom.pmf(now[place], both, chance) / 2
        assert made.p[place] == pytest.approx(2 * min(upper, 1 - upper), rel=1e-9)


def test_odd_data_gives_defined_results() -> None:
    nothing = scan(np.zeros(8), np.zeros(8))
    assert not nothing.found.any()
    assert np.isnan(nothing.p).all()
    none_now = scan(np.zeros(8), np.full(8, 20.0))
    assert not none_now.found.any()
    one = scan(np.array([5.0]), np.array([20.0]))
    assert not one.found.any()
    with pytest.raises(ValueError, match="below 0"):
        scan(np.array([-1.0, 2.0]), np.array([1.0, 2.0]))
