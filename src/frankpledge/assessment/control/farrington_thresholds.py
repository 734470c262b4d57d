"""Thresholds of the Farrington family: from an expected count, its error and the dispersion.

``delta``: normal on a power of the count (Farrington and others 1996). ``nbPlugin``: a negative-binomial
quantile at the expected count. ``muan``: the same at the upper end of the expected count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betainc, gammaincc, ndtr, ndtri

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Method = Literal["delta", "nbPlugin", "muan"]
Power = Literal["none", "1/2", "2/3"]
_EXPONENT = {"none": 1.0, "1/2": 0.5, "2/3": 2 / 3}


@dataclass(frozen=True)
class Threshold:
    """Bounds, the chance of a count this high or higher, and its excess in units of the upper bound's.

    ``score`` compares with the expected count; R surveillance's, for quantile methods, with its logarithm.
    """

    lower: Vector
    upper: Vector
    probability: Vector
    score: Vector


def threshold(
    mean: Vector,
    error_of_log: Vector,
    dispersion: Vector,
    *,
    alpha: float,
    counts: Vector,
    method: Method,
    power: Power = "2/3",
) -> Threshold:
    """Return the one-sided 1 − ``alpha`` thresholds of expected counts ``mean`` (S values each).

    ``error_of_log`` is the standard error of log ``mean``; ``dispersion`` at least 1.
    """
    if method == "delta":
        return delta(mean, mean * error_of_log, dispersion, alpha=alpha, counts=counts, power=power)
    at = mean if method == "nbPlugin" else mean * np.exp(ndtri(1 - alpha) * error_of_log)
    lower, upper = quantile(alpha, at, dispersion), quantile(1 - alpha, at, dispersion)
    return Threshold(lower, upper, 1 - at_most(counts - 1, at, dispersion), _score(counts, mean, upper))


def delta(
    mean: Vector, error: Vector, dispersion: Vector, *, alpha: float, counts: Vector, power: Power
) -> Threshold:
    """Return thresholds by the delta method; ``error`` is the standard error of ``mean`` itself."""
    exponent = _EXPONENT[power]
    spread = dispersion + error**2 / mean
    sigma = exponent * mean ** (exponent - 1) * np.sqrt(mean * spread)
    z = ndtri(1 - alpha)
    low, high = mean**exponent - z * sigma, mean**exponent + z * sigma
    lower, upper = np.maximum(low, 0.0) ** (1 / exponent), high ** (1 / exponent)
    probability = 1 - ndtr((counts**exponent - mean**exponent) / sigma)
    return Threshold(lower, upper, probability, _score(counts, mean, upper))


def _score(counts: Vector, mean: Vector, upper: Vector) -> Vector:
    room = upper - mean
    return np.divide(counts - mean, room, out=np.full_like(room, np.nan), where=room > 0)


def at_most(counts: Vector, mean: Vector, dispersion: Vector) -> Vector:
    """Return the chance of at most ``counts``: negative binomial of that dispersion, Poisson at 1."""
    wide = dispersion > 1
    held = np.maximum(counts, 0.0)
    size = mean / np.where(wide, dispersion - 1, 1.0)
    negative = betainc(np.maximum(size, 1e-300), held + 1, 1 / dispersion)
    below = np.where(wide, negative, gammaincc(held + 1, mean))
    return np.asarray(np.where(counts < 0, 0.0, below))


def quantile(chance: float, mean: Vector, dispersion: Vector) -> Vector:
    """Return the smallest whole number whose distribution reaches ``chance``; NaN without a mean."""
    # Beyond a thousand million million, whole numbers run out: no count is like that.
    known = (mean < 1e15) & (dispersion < 1e15)
    at, wide = np.where(known, mean, 1.0), np.where(known, dispersion, 1.0)
    low = np.full_like(at, -1.0)
    high = np.minimum(np.ceil(at + 40 * np.sqrt(at * wide) + 40 * wide), 2.0**52)
    while bool((high - low > 1).any()):
        middle = np.floor((low + high) / 2)
        reached = at_most(middle, at, wide) >= chance * (1 - 64 * np.finfo(float).eps)
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    return np.where(known, high, np.nan)
