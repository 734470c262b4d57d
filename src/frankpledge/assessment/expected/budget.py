"""How many false exceptions a report may expect.

A quarter is tested in three ways: its total, its total with the quarter before (a change too
small to show in one quarter adds up over two), and its single months. The levels together
keep the budget: the rate of stable measures called exceptional that simulation finds over
Poisson and negative binomial means from 1 to 500, with and without season, with lag-1
correlations from 0 to 0.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankpledge.assessment.expected.season import Floats
from frankpledge.errors import WrongUse


@dataclass(frozen=True)
class Levels:
    """Two-sided levels: a figure with a smaller p-value is outside its expected range."""

    quarter: float
    half_year: float
    month: float

    def __post_init__(self) -> None:
        if not all(0.0 < level < 0.5 for level in (self.quarter, self.half_year, self.month)):
            raise WrongUse("A level of an expected range lies between 0 and 0.5.", do="Try 0.01.")

    def times(self, factor: float) -> Levels:
        """Return every level multiplied."""
        return Levels(self.quarter * factor, self.half_year * factor, self.month * factor)


LEVELS = Levels(quarter=0.0125, half_year=0.012, month=0.0007)
"""The published levels; `tests/soundness/test_expected_simulation.py` holds them to the budget."""

FALSE_RATE = 0.015
"""Share of stable measures that these levels may call exceptional in a quarter: the budget."""


def calibration(months: NDArray[np.int64]) -> Floats:
    """Return what p-values are multiplied by for a history of so many months (S): months/40, from 32 to 72.

    Averaging over every plausible past widens the range, the more so the shorter the history: in
    simulation the uncalibrated rate of false exceptions was 0.8 % at 24 months and 1.7 % at 60.
    """
    return np.clip(months, 32, 72) / 40.0


def expected_false_exceptions(judged: int, levels: Levels = LEVELS) -> float:
    """Return how many of ``judged`` measures would be called exceptional if nothing had changed.

    >>> round(expected_false_exceptions(200), 6)
    3.0
    """
    return judged * FALSE_RATE * levels.quarter / LEVELS.quarter


def levels_within(budget: float, judged: int) -> Levels:
    """Return the levels at which a report on ``judged`` measures expects ``budget`` false exceptions.

    Never looser than the published levels. Small levels make a deaf report: say what it could have seen.

    >>> round(levels_within(1.5, 200).quarter, 6)
    0.00625
    """
    if budget <= 0:
        raise WrongUse(
            f"A report cannot expect {budget} false exceptions.",
            do="Declare a number above 0, for example 1.",
        )
    return LEVELS.times(min(1.0, budget / max(expected_false_exceptions(judged), budget)))
