"""The report's budget of false exceptions, and scans over areas."""

from __future__ import annotations

import numpy as np
import pytest

from frankpledge.assessment.expected.budget import (
    FALSE_RATE,
    LEVELS,
    Levels,
    adjusted_p,
    discoveries,
    expected_false_exceptions,
    levels_within,
)
from frankpledge.errors import WrongUse


def test_a_declared_budget_is_kept_and_never_loosens_the_levels() -> None:
    assert levels_within(5.0, 100) == LEVELS
    tight = levels_within(1.0, 240)
    assert expected_false_exceptions(240, tight) == pytest.approx(1.0)
    assert tight.month < LEVELS.month
    assert expected_false_exceptions(240) == pytest.approx(240 * FALSE_RATE)


def test_budgets_and_levels_that_mean_nothing_are_refused() -> None:
    with pytest.raises(WrongUse):
        levels_within(0.0, 10)
    with pytest.raises(WrongUse):
        Levels(0.6, 0.01, 0.01)


def test_adjusted_p_values_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(3)
    p = rng.uniform(size=30) ** 3
    p[4] = np.nan
    found = adjusted_p(p)
    known = np.sort(p[~np.isnan(p)])
    for value, adjusted in zip(p, found, strict=True):
        if np.isnan(value):
            assert np.isnan(adjusted)
            continue
        at = int(np.searchsorted(known, value))
        assert adjusted == pytest.approx(min(1, min(known[k] * 29 / (k + 1) for k in range(at, 29))))
    assert adjusted_p(p.reshape(5, 6)).shape == (5, 6)


def test_a_scan_names_few_areas_falsely_and_finds_those_that_changed() -> None:
    rng = np.random.default_rng(4)
    false = found = named = 0
    for _ in range(300):
        p = rng.uniform(size=100)
        p[:10] *= 1e-4
        named_now = discoveries(p, 0.1)
        named += int(named_now.sum())
        false += int(named_now[10:].sum())
        found += int(named_now[:10].sum())
    assert false / named < 0.11
    assert found == 3000
    assert not discoveries(np.full(4, np.nan)).any()
