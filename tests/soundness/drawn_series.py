"""Monthly counts drawn for simulation: stable, or with a planted change; seeded, so always the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import nbinom, poisson

FIRST_MONTH = 24_000


@dataclass(frozen=True)
class Drawn:
    """How series are drawn: negative binomial of ``size`` (None: Poisson) about mean × season × trend.

    ``season`` is the amplitude of the yearly wave as a share of the mean (a third of it half-yearly),
    with a phase of its own for each series; ``trend`` the growth in a year; ``rho`` the lag-1
    correlation of the normal scores behind the counts. From month ``change_at`` on, the mean is multiplied by
    ``change``.
    """

    mean: float
    size: float | None = None
    season: float = 0.0
    trend: float = 0.0
    rho: float = 0.0
    change_at: int | None = None
    change: float = 1.0

    def counts(self, series: int, months: int, seed: int) -> NDArray[np.float64]:
        """Return series × months counts."""
        rng = np.random.default_rng(seed)
        at = np.arange(months)
        turn = 2 * np.pi * (FIRST_MONTH + at) / 12
        phase, other = rng.uniform(0, 2 * np.pi, (2, series, 1))
        wave = 1 + self.season * (np.cos(turn + phase) + np.cos(2 * turn + other) / 3)
        mean = self.mean * wave * (1 + self.trend) ** ((at - months / 2) / 12)
        if self.change_at is not None:
            mean = mean * np.where(at >= self.change_at, self.change, 1.0)
        if self.rho == 0:
            drawn = rng.poisson(mean) if self.size is None else self._plain(rng, mean)
            return drawn.astype(float)
        score = rng.standard_normal((series, months))
        for month in range(1, months):
            score[:, month] *= np.sqrt(1 - self.rho**2)
            score[:, month] += self.rho * score[:, month - 1]
        chance = ndtr(score)
        if self.size is None:
            return np.asarray(poisson.ppf(chance, mean), float)
        return np.asarray(nbinom.ppf(chance, self.size, self.size / (self.size + mean)), float)

    def _plain(self, rng: np.random.Generator, mean: NDArray[np.float64]) -> NDArray[np.int64]:
        assert self.size is not None
        return rng.negative_binomial(self.size, self.size / (self.size + mean))
