"""Empirical Bayes: the rate of a small area, drawn towards that of all as far as its few events say little.

Each count is Poisson about expected × θ, and θ follows a gamma distribution over areas with mean m and
shape a: so θ given its count is gamma again (Clayton and Kaldor, *Biometrics* 43, 1987). Mean and shape are
found by matching the mean and the Pearson sum of squares, as τ² is in the funnels. Because they are
estimates themselves, the interval is widened for what is not known of them (Morris, *JASA* 78, 1983).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaincinv, ndtr

from frankpledge.assessment.rates.estimates import (
    Estimate,
    Floats,
    as_floats,
    check_level,
    divide,
    reasons,
)
from frankpledge.assessment.reasons import Reason

FEWEST = 5
_HALVINGS = 34
_WIDEST = 1e4
_NARROWEST = 1e-8


@dataclass(frozen=True)
class Shrunk:
    """Shrunken rates (or ratios) of … × A areas × P periods.

    ``raw`` is count over expected; ``shrinkage`` is how much of the estimate is the common mean (1: all; the
    area's own events say nothing); ``mean`` and ``variance`` (… × P) are those of θ over areas.
    """

    estimate: Estimate
    raw: Floats
    shrinkage: Floats
    mean: Floats
    variance: Floats


def shrink(count: Any, expected: Any, valid: Any, level: float = 0.95) -> Shrunk:
    """Return empirical Bayes estimates of count / expected with intervals.

    ``expected`` is the population (the result is a rate) or the expected count (a ratio). Fewer than five
    areas cannot say how areas differ: the reason stands in place of the estimate. An area without
    residents has none either; an area without events has one, above 0.
    """
    check_level(level)
    events, size = as_floats(count, expected)
    why = reasons(events, size)
    why[~np.broadcast_to(np.asarray(valid, bool), why.shape)] = Reason.MISSING
    present = (why == Reason.KNOWN).sum(axis=-2, keepdims=True)
    raw = np.where(why == Reason.KNOWN, divide(events, size), np.nan)
    why[(why == Reason.KNOWN) & (present < FEWEST)] = Reason.TOO_FEW_PEERS
    known = why == Reason.KNOWN
    events, size = np.where(known, events, 0.0), np.where(known, size, 0.0)
    number = known.sum(axis=-2, keepdims=True)
    mean, relative = _between(events, size, number)
    relative, relative_error2, mean_error2 = _not_certain(events, size, mean, relative)
    shape = 1 / relative
    posterior_shape = shape + events
    posterior_rate = divide(shape, mean) + size
    middle = divide(posterior_shape, posterior_rate)
    weight = divide(shape, shape + mean * size)
    moved = weight**2 * size * (np.where(size > 0, divide(events, size), mean) - mean) * mean
    variance = middle / posterior_rate + (weight * mean) ** 2 * mean_error2 + moved**2 * relative_error2
    wide_shape = divide(middle**2, variance)
    wide_rate = divide(middle, variance)
    tail = (1 - level) / 2
    some = known & (mean > 0)
    low, high = np.zeros(events.shape), np.zeros(events.shape)
    low[some] = gammaincinv(wide_shape[some], tail) / wide_rate[some]
    high[some] = gammaincinv(wide_shape[some], 1 - tail) / wide_rate[some]
    why[known & ~some] = Reason.NO_EVENTS
    value, low, high = (np.where(some, one, np.nan) for one in (middle, low, high))
    estimate = Estimate(
        value, low, high, why, level, "empirical Bayes, gamma–Poisson", "moments, intervals widened"
    )
    return Shrunk(
        estimate,
        raw,
        np.where(some, weight, np.nan),
        np.where(number > 0, mean, np.nan)[..., 0, :],
        np.where(number > 0, relative * mean**2, np.nan)[..., 0, :],
    )


def _between(events: Floats, size: Floats, number: Any) -> tuple[Floats, Floats]:
    """Return mean and relative variance (1 / shape) of θ of each column, by halving on a logarithmic scale.

    At the solution Σ (x − mE)² / (mE + m²E² / a) is the number of areas less one, m being weighted alike.
    """
    low = np.full(number.shape, np.log(_NARROWEST))
    high = np.full(number.shape, np.log(_WIDEST))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        squares = _at(events, size, np.exp(middle))[1]
        wider = squares > number - 1
        low, high = np.where(wider, middle, low), np.where(wider, high, middle)
    relative = np.exp((low + high) / 2)
    return _at(events, size, relative)[0], relative


def _at(events: Floats, size: Floats, relative: Floats) -> tuple[Floats, Floats]:
    """Return the weighted mean of θ at a relative variance, and the sum of squares there."""
    mean = divide(events.sum(axis=-2, keepdims=True), size.sum(axis=-2, keepdims=True))
    mean = np.where(np.isnan(mean), 0.0, mean)
    for _ in range(3):
        weight = 1 / (1 + relative * mean * size)
        mean = np.where(
            mean > 0,
            divide(
                (weight * events).sum(axis=-2, keepdims=True), (weight * size).sum(axis=-2, keepdims=True)
            ),
            0.0,
        )
    fitted = mean * size
    variance = fitted * (1 + relative * fitted)
    squares = np.divide((events - fitted) ** 2, variance, out=np.zeros(events.shape), where=variance > 0)
    return mean, squares.sum(axis=-2, keepdims=True)


def _not_certain(
    events: Floats, size: Floats, mean: Floats, relative: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the relative variance with what is not known of it, its own variance, and that of the mean.

    What is known of the relative variance is taken for normal about the estimate, cut off at 0: the mean and
    variance of that are used, so that no spread seen is never taken for certainty that there is none.
    """
    fitted = mean * size
    share = divide(fitted, 1 + relative * fitted)
    information = (share**2).sum(axis=-2, keepdims=True)
    error = np.sqrt(2 / np.maximum(information, _NARROWEST))
    ratio = relative / error
    hazard = np.exp(-(ratio**2) / 2) / np.sqrt(2 * np.pi) / ndtr(ratio)
    spread = error**2 * np.maximum(1 - ratio * hazard - hazard**2, 0.0)
    return relative + error * hazard, spread, 1 / np.maximum(share.sum(axis=-2, keepdims=True), _NARROWEST)
