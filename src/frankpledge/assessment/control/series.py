"""Series that may be charted: one value a period, periods that do not overlap.

Rolling twelve months read monthly repeat each month in twelve points. On a stable series that
gives a false signal in the newest quarter 78 times in 100, where months give 4; so overlapping
windows are refused when a series is made, and no chart can be drawn of them by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.errors import WrongUse
from frankpledge.periods import Window

Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Signs = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

NEAR = 1e-12
"""Relative difference below which two values are one: what rounding in a mean can do, and no more."""

PERIODS_A_YEAR = {Window.MONTH: 12, Window.QUARTER: 4, Window.WEEK: 52, Window.DAY: 365}
"""Windows with a season, and how many make a year."""

SEPARATE = (*PERIODS_A_YEAR, Window.FINANCIAL_YEAR, Window.CALENDAR_YEAR, Window.AT)
"""Windows whose periods share no records (``at`` is a level on a date, once a period)."""


@dataclass(frozen=True)
class Series:
    """S series × P periods of one window.

    ``values`` is what was measured; with ``denominators`` it is the numerator. Cannot be built
    of overlapping windows: raises WrongUse, saying what to chart instead.
    """

    window: Window
    values: Floats
    denominators: Floats | None = None

    def __post_init__(self) -> None:
        if self.window not in SEPARATE:
            raise WrongUse(
                f"Periods of window '{self.window}' overlap: a control chart of them would signal by itself.",
                do="Chart its months, and show the longer period as a summary.",
            )
        if self.values.ndim != 2:
            raise WrongUse(f"A series needs series × periods, not {self.values.ndim} dimension(s).")
        if self.denominators is not None and self.denominators.shape != self.values.shape:
            raise WrongUse(
                f"Numerators {self.values.shape} and denominators {self.denominators.shape} differ in shape."
            )
        for name, held in (("values", self.values), ("denominators", self.denominators)):
            if held is not None and bool(np.isinf(held).any()):
                raise WrongUse(
                    f"The {name} of a series hold infinity.", do="Leave out what is not known: NaN."
                )

    def counts(self) -> Floats:
        """Return the values as counts; raise WrongUse where one is negative."""
        if bool((self.values < 0).any()):
            raise WrongUse("A count cannot be negative.", do="Use an XmR chart for values that can be.")
        return self.values

    def over(self) -> tuple[Floats, Floats]:
        """Return counts and denominators, both NaN where either is missing or the denominator is 0.

        Raises WrongUse where there are no denominators, or a negative one.
        """
        if self.denominators is None:
            raise WrongUse("This chart needs denominators.", do="Give them, or use an XmR or a c chart.")
        if bool((self.denominators < 0).any()):
            raise WrongUse("A denominator cannot be negative.")
        known = ~np.isnan(self.values) & (self.denominators > 0)
        return np.where(known, self.counts(), np.nan), np.where(known, self.denominators, np.nan)
