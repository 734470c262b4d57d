"""The promises of the expected range, held by simulation: few false exceptions, and changes are found.

The levels of `assessment.expected.budget` and what is said of them in
`docs/explanation/expected-range.md` rest on the nightly grid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pytest

from frankpledge.assessment.expected.budget import FALSE_RATE
from frankpledge.assessment.expected.interval import judge_quarter
from frankpledge.assessment.expected.judgement import Judgement
from frankpledge.assessment.expected.monthly import QUARTER, Monthly
from frankpledge.plan.definitions import Kind
from tests.soundness.drawn_series import FIRST_MONTH, Drawn

RHOS = (0.0, 0.2, 0.4)
PER_RHO = 0.025
"""No autocorrelation may have more false exceptions than this."""
PER_CELL = 0.045
"""Nor any single way of drawing: 2,000 series each, and the worst true rate is about 0.034."""


def judged(counts: np.ndarray) -> Judgement:
    return judge_quarter(Monthly(Kind.COUNT, counts, FIRST_MONTH))


def false_rates(
    months: Iterable[int], means: Iterable[float], sizes: Iterable[float | None], series: int
) -> dict[tuple[object, ...], float]:
    """Return the share of stable series called exceptional for each way of drawing them."""
    cells = product(months, RHOS, means, sizes, (0.0, 0.3))
    rates = {}
    for seed, (past, rho, mean, size, season) in enumerate(cells):
        counts = Drawn(mean, size, season, rho=rho).counts(series, past + QUARTER, seed)
        rates[past, rho, mean, size, season] = float(judged(counts).exceptional.mean())
    return rates


def held(rates: Mapping[tuple[object, ...], float]) -> dict[float, float]:
    """Hold the whole grid and each autocorrelation to their bounds; return the rate of each."""
    by_rho: dict[float, list[float]] = defaultdict(list)
    for (_, rho, *_), rate in rates.items():
        assert isinstance(rho, float)
        by_rho[rho].append(rate)
    means = {rho: float(np.mean(found)) for rho, found in by_rho.items()}
    assert np.mean(list(rates.values())) <= FALSE_RATE, means
    assert max(means.values()) <= PER_RHO, means
    return means


def found(size: float, trend: float, series: int, months: int = 36) -> tuple[float, float]:
    """Return how many of +50 % changes on a mean of 80 are found in the first quarter, and in two."""
    counts = Drawn(80, size, 0.25, trend, 0.0, months, 1.5).counts(series, months + 2 * QUARTER, 99)
    first, second = judged(counts[:, :-QUARTER]).exceptional, judged(counts).exceptional
    return float(first.mean()), float((first | second).mean())


def test_false_exceptions_stay_within_the_budget() -> None:
    means = held(false_rates((36,), (1, 5, 80, 500), (None, 20), 250))
    assert means[0.0] > 0.001  # a detector that never speaks keeps any budget


def test_a_half_larger_count_is_found_as_often_as_promised() -> None:
    """Negative binomial with variance 2.5 times the mean of 80, season ±25 %, trends of −5 to 5 % a year."""
    rates = np.array([found(53.0, trend, 1000) for trend in (-0.05, 0.0, 0.05)])
    first, half_year = rates.mean(axis=0)
    assert first >= 0.55
    assert half_year >= 0.85


def test_the_change_said_to_be_seen_is_seen_as_often_as_said() -> None:
    """Of changes to the figure each series says it would have seen, four in five are seen."""
    drawn = Drawn(80, 53.0, 0.25)
    counts = drawn.counts(1500, 39, 5)
    stable = judged(counts)
    rng = np.random.default_rng(6)
    for to, up in ((stable.power.rise_to, True), (stable.power.fall_to, False)):
        mean = to[:, None] / 3 * np.ones(3)
        changed = counts.copy()
        changed[:, -3:] = rng.negative_binomial(53, 53 / (53 + mean))
        quarter = judged(changed).quarter
        seen = float((quarter.outside & ((quarter.side > 0) == up)).mean())
        assert seen == pytest.approx(0.8, abs=0.08)


@pytest.mark.nightly
def test_false_exceptions_stay_within_the_budget_over_the_whole_grid() -> None:
    sizes = (None, 50, 10)
    rates = false_rates((18, 24, 36, 48, 60), (1, 2, 5, 20, 80, 200, 500), sizes, 2000)
    held(rates)
    worst = max(rates, key=lambda cell: rates[cell])
    assert rates[worst] <= PER_CELL, (worst, rates[worst])


@pytest.mark.nightly
@pytest.mark.parametrize("size", [80.0, 53.0])
def test_changes_are_found_without_and_with_growth(size: float) -> None:
    for trend in (0.0, 0.05):
        first, half_year = found(size, trend, 4000)
        assert first >= 0.55
        assert half_year >= 0.85
