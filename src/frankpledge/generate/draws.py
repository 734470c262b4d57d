"""Randomness that gives the same records for the same seed, on every run and every machine.

Only the raw integers of numpy's PCG64 are used: their stream is promised to stay, while the
methods of ``numpy.random.Generator`` may change between versions. Each purpose has its own
stream, named by words, so leaving one kind of file out changes nothing in the others.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SPREAD_SHARES: tuple[float, ...] = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
"""Least, tenth, quarter, half, three quarters, nine tenths, 99 of a hundred, most."""


def _number_of(seed: int, words: Sequence[str | int]) -> int:
    text = "/".join(str(part) for part in (seed, *words))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


class Draws:
    """One stream of random numbers, for one purpose named by ``words``."""

    def __init__(self, seed: int, *words: str | int) -> None:
        self._bits = np.random.PCG64(_number_of(seed, words))

    def uniform(self, n: int) -> Floats:
        """Return ``n`` numbers from 0 up to, not including, 1."""
        raw = np.asarray(self._bits.random_raw(n), dtype=np.uint64)
        return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def chance(self, n: int, probability: float) -> npt.NDArray[np.bool_]:
        """Return ``n`` answers, each true with the ``probability``."""
        return np.asarray(self.uniform(n) < probability)

    def chance_of(self, probabilities: Floats) -> npt.NDArray[np.bool_]:
        """Return an answer for each probability, true with that."""
        return np.asarray(self.uniform(len(probabilities)) < probabilities)

    def below(self, limit: int, n: int) -> Integers:
        """Return ``n`` whole numbers from 0 up to, not including, ``limit``."""
        return (self.uniform(n) * limit).astype(np.int64)

    def pick(self, cumulative: Floats, n: int) -> Integers:
        """Return ``n`` positions in a :func:`cumulative` table, drawn by its weights."""
        return np.searchsorted(cumulative, self.uniform(n), side="right")

    def spread(self, quantiles: Sequence[float], n: int) -> Floats:
        """Return ``n`` amounts of a distribution given by its quantiles at :data:`SPREAD_SHARES`, straight
        lines between them: how long things take is declared by what is published of it, a median first."""
        return np.interp(self.uniform(n), SPREAD_SHARES, quantiles)

    def one(self) -> float:
        """Return one number from 0 up to, not including, 1."""
        return float(self.uniform(1)[0])


def cumulative(weights: Sequence[float] | Floats) -> Floats:
    """Return the running shares of ``weights``, ending above 1 so that no draw falls off the end."""
    running = np.cumsum(np.asarray(weights, dtype=np.float64))
    running /= running[-1]
    last = int(np.flatnonzero(np.asarray(weights) > 0)[-1])
    running[last:] = 2.0
    return running


def negative_binomial(share: float, mean: float, dispersion: float) -> int:
    """Return the count below which the ``share`` of a negative binomial distribution lies.

    The variance is ``mean + dispersion * mean ** 2``. Counted out from the ratios of
    neighbouring probabilities, p(k+1)/p(k) = (k + r)/(k + 1) * mean/(mean + r), r = 1/dispersion,
    over the counts within ten standard deviations, where all but a vanishing part lies.
    """
    if mean <= 0:
        return 0
    size = 1.0 / dispersion
    spread = 10.0 * math.sqrt(mean + dispersion * mean * mean) + 10.0
    first = max(0, int(mean - spread))
    k = np.arange(first, int(mean + spread), dtype=np.float64)
    steps = np.log((k + size) / (k + 1.0) * (mean / (mean + size)))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    below = np.cumsum(np.exp(logs - logs.max()))
    return first + int(np.searchsorted(below, share * below[-1], side="right"))


def apportion(amounts: Integers, total: int) -> Integers:
    """Return ``amounts`` scaled to whole numbers that add up to ``total`` exactly (largest remainders)."""
    exact = amounts.astype(np.float64) * (total / max(1, int(amounts.sum())))
    whole = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    order = np.argsort(-(exact - whole).ravel(), kind="stable")
    flat = whole.ravel()
    flat[order[:short]] += 1
    return flat.reshape(amounts.shape)
