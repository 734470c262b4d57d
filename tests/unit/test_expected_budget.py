"""The report's budget of false exceptions."""

from __future__ import annotations

import pytest

from frankpledge.assessment.expected.budget import (
    FALSE_RATE,
    LEVELS,
    Levels,
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
