"""Trend and season of monthly series, on the scale on which their variance is steady.

Arrays are S series × P months, oldest first, NaN where a month is missing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Months = NDArray[np.int64]

HARMONICS = 2
"""Yearly and half-yearly waves: what a few years of months can tell apart from chance."""

TREND, SEASON = 1, slice(2, 2 + 2 * HARMONICS)
"""The places of slope and waves among the columns of :func:`design`; place 0 is the level."""


def steadied(counts: Floats) -> Floats:
    """Return 2√(y + 3/8): the variance of a Poisson count becomes 1 whatever its mean (Anscombe 1948)."""
    return np.asarray(2.0 * np.sqrt(counts + 0.375))


def design(months: Months, origin: float) -> Floats:
    """Return the P × 6 columns: level, years since ``origin`` (a month number), two yearly waves.

    The waves stand at the month of the year, so April is the same place in every series.
    """
    turn = 2.0 * np.pi * (months % 12) / 12.0
    waves = [wave(k * turn) for k in range(1, HARMONICS + 1) for wave in (np.cos, np.sin)]
    return np.stack([np.ones(len(months)), (months - origin) / 12.0, *waves], axis=1)
