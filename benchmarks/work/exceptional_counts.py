"""The series of the case "exceptional": negative binomial with season and trend, one in ten with a gap."""

from __future__ import annotations

import numpy as np

FIRST_MONTH = 24_000
TARGET = 100.0

Counts = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def drawn(series: int = 10_000, months: int = 60) -> Counts:
    """Return counts about means from 2 to 500, series × months, NaN where there is a gap."""
    rng = np.random.default_rng(2026)
    at = np.arange(months)
    level = np.exp(rng.uniform(np.log(2), np.log(500), (series, 1)))
    wave = 1 + 0.25 * np.cos(2 * np.pi * at / 12 + rng.uniform(0, 2 * np.pi, (series, 1)))
    mean = level * wave * 1.03 ** (at / 12)
    counts = rng.negative_binomial(40, 40 / (40 + mean)).astype(float)
    holed = np.arange(0, series, 10)
    counts[holed, rng.integers(0, months - 12, len(holed))] = np.nan
    return counts
