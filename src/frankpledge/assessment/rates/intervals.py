"""Intervals of counts, rates and proportions: Byar and Wilson, exact below 10.

Sources: Breslow and Day, *Statistical Methods in Cancer Research* II (1987), p. 69 (Byar's
approximation); Garwood, *Biometrika* 28 (1936) (exact Poisson); Wilson, *JASA* 22 (1927);
Clopper and Pearson, *Biometrika* 26 (1934) (exact binomial). Byar below 10 events and Wilson below
10 on either side are off by enough to matter at 99.8 %, so the exact forms take over there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betaincinv, gammaincinv

from frankpledge.assessment.rates.estimates import (
    Estimate,
    Floats,
    as_floats,
    divide,
    normal_quantile,
    reasons,
)
from frankpledge.assessment.reasons import Reason

EXACT_BELOW = 10


def byar(count: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return Byar's lower and upper limits of the mean of a Poisson count (any shape; NaN stays NaN).

    >>> low, high = byar([65.0])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (50.1632, 82.8491)
    """
    return _byar(np.asarray(count, float), normal_quantile(level))


def exact_poisson(count: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return Garwood's exact limits of the mean of a Poisson count; the lower one of 0 is 0.

    A count need not be whole (a count divided by its dispersion is not).
    """
    counts = np.asarray(count, float)
    tail = (1 - level) / 2
    low = np.where(counts > 0, gammaincinv(np.where(counts > 0, counts, 1.0), tail), 0.0)
    return np.where(np.isnan(counts), np.nan, low), np.asarray(gammaincinv(counts + 1, 1 - tail))


def poisson(count: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return limits of the mean of a Poisson count: exact below 10, Byar from there on."""
    counts = np.asarray(count, float)
    low, high = byar(counts, level)
    few = counts < EXACT_BELOW
    if few.any():
        low, high = np.array(low), np.array(high)
        # Small counts repeat: each is worked out once.
        distinct, place = np.unique(counts[few], return_inverse=True)
        lows, highs = exact_poisson(distinct, level)
        low[few], high[few] = lows[place], highs[place]
    return low, high


def wilson(count: Any, of: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return Wilson's score limits of a proportion ``count / of`` (NaN where ``of`` is 0)."""
    return _wilson(np.asarray(count, float), np.asarray(of, float), normal_quantile(level))


def exact_binomial(count: Any, of: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return Clopper and Pearson's limits of a proportion; 0 of n starts at 0, n of n ends at 1."""
    hits, number = as_floats(count, of)
    tail = (1 - level) / 2
    misses = number - hits
    sound = (number > 0) & (misses >= 0) & (hits >= 0)
    one = np.ones_like(hits)
    low = betaincinv(np.where(sound & (hits > 0), hits, one), np.where(sound, misses + 1, one), tail)
    high = betaincinv(np.where(sound, hits + 1, one), np.where(sound & (misses > 0), misses, one), 1 - tail)
    low, high = np.where(hits > 0, low, 0.0), np.where(misses > 0, high, 1.0)
    return np.where(sound, low, np.nan), np.where(sound, high, np.nan)


def binomial(count: Any, of: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return limits of a proportion: exact where hits or misses are below 10, else Wilson."""
    hits, number = as_floats(count, of)
    low, high = (np.array(limit) for limit in wilson(hits, number, level))
    few = np.minimum(hits, number - hits) < EXACT_BELOW
    if few.any():
        low[few], high[few] = exact_binomial(hits[few], number[few], level)
    return low, high


def rate(count: Any, population: Any, level: float = 0.95, multiplier: float = 1.0) -> Estimate:
    """Return a crude rate with its interval: exact below 10 events, Byar from there on.

    ``count`` and ``population`` are of one shape (or broadcast); NaN is a value that is missing.

    >>> made = rate([1, 20, 0, 3], [100, 100, 100, 0], multiplier=100)
    >>> made.value.round(1).tolist(), made.high.round(1).tolist()
    ([1.0, 20.0, 0.0, nan], [5.6, 30.9, 3.7, nan])
    """
    events, people = as_floats(count, population)
    why = reasons(events, people)
    events[why != Reason.KNOWN] = np.nan
    low, high = poisson(events, level)
    scale = multiplier / np.where(why == Reason.KNOWN, people, 1.0)
    return Estimate(
        events * scale, low * scale, high * scale, why, level, "Poisson rate", "exact below 10, else Byar"
    )


def proportion(
    count: Any, of: Any, level: float = 0.95, multiplier: float = 1.0, *, exact_below_ten: bool = True
) -> Estimate:
    """Return a proportion with its interval: exact below 10 hits or misses, else Wilson.

    ``exact_below_ten`` False is Wilson throughout. ValueError where more are counted than there are:
    outcomes given over crimes recorded in the same period, say, is a ratio of two counts, not a proportion.
    """
    hits, number = as_floats(count, of)
    why = reasons(hits, number)
    known = why == Reason.KNOWN
    if (hits[known] > number[known]).any():
        raise ValueError("a proportion counts more than there are: use a rate or a ratio of counts")
    hits[~known] = np.nan
    number[~known] = np.nan
    low, high = (binomial if exact_below_ten else wilson)(hits, number, level)
    variant = "exact below 10, else Wilson" if exact_below_ten else "Wilson"
    value = divide(hits, number) * multiplier
    return Estimate(value, low * multiplier, high * multiplier, why, level, "binomial proportion", variant)


def _byar(counts: Floats, z: float) -> tuple[Floats, Floats]:
    positive = np.where(counts > 0, counts, 1.0)
    low = counts * (1 - 1 / (9 * positive) - z / (3 * np.sqrt(positive))) ** 3
    above = counts + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return np.maximum(low, 0.0), np.asarray(high)


def _wilson(hits: Floats, number: Floats, z: float) -> tuple[Floats, Floats]:
    share = divide(hits, number)
    base = 1 + z**2 / np.where(number > 0, number, 1.0)
    centre = share + z**2 / (2 * np.where(number > 0, number, 1.0))
    inside = share * (1 - share) / np.where(number > 0, number, 1.0) + z**2 / (
        4 * np.where(number > 0, number, 1.0) ** 2
    )
    reach = z * np.sqrt(np.maximum(inside, 0.0))
    return np.clip((centre - reach) / base, 0.0, 1.0), np.clip((centre + reach) / base, 0.0, 1.0)
