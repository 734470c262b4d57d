"""Counts to forecast, with what came after, and how a forecast of them is scored."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SERIES, MONTHS, HORIZON = 2000, 84, 12


def counts() -> tuple[Floats, Floats]:
    """Return negative-binomial counts with trend, season and a wandering level, and the year after them."""
    rng = np.random.default_rng(2026)
    width = MONTHS + HORIZON
    time = np.arange(width)
    mean = np.exp(rng.uniform(np.log(3), np.log(400), (SERIES, 1)))
    slope, height = rng.normal(0, 0.004, (SERIES, 1)), rng.uniform(0, 0.35, (SERIES, 1))
    phase, wander = rng.uniform(0, 12, (SERIES, 1)), rng.uniform(0, 0.03, (SERIES, 1))
    level = slope * (time - MONTHS / 2) + np.cumsum(rng.normal(0, 1, (SERIES, width)) * wander, axis=1)
    expected = mean * np.exp(level + height * np.cos(2 * np.pi * (time - phase) / 12))
    size = rng.uniform(10, 200, (SERIES, 1))
    drawn = rng.poisson(rng.gamma(size, expected / size)).astype(float)
    return drawn[:, :MONTHS], drawn[:, MONTHS:]


def scores(
    history: Floats, came: Floats, point: Floats, ends: dict[int, tuple[Floats, Floats]]
) -> dict[str, float]:
    """Return MASE and, for each level in per cent, the share of months inside its low and high end."""
    scale = np.abs(history[:, 12:] - history[:, :-12]).mean(axis=1)
    found = {"MASE": round(float((np.abs(came - point).mean(axis=1) / scale).mean()), 4)}
    for level, (low, high) in ends.items():
        found[f"inside {level} %"] = round(float(((came >= low) & (came <= high)).mean()), 4)
    return found
