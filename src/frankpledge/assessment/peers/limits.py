"""Control limits about a target where chance alone is at work, and significance: exact, Byar, Wilson, score.

A funnel shows how far chance carries an area of a given size from the target. Limits are of the value
(rate, ratio, or proportion), before any allowance for overdispersion.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from scipy.special import betainc, gammaincinv, ndtri

from frankpledge.assessment.rates.estimates import Floats, as_floats, divide, normal_quantile
from frankpledge.assessment.rates.intervals import EXACT_BELOW, byar, exact_poisson, poisson, wilson

LEVELS = (0.95, 0.998)
_FAINT = 1e-9
_TABLE_TO = 60.0
_STEP = 0.02


class Kind(StrEnum):
    """What a value is: events over what they are held against, or a share of a whole."""

    RATE = "rate"
    PROPORTION = "proportion"


class Form(StrEnum):
    """How the limits about a target are made.

    ``CONTROL`` is the default: what a count would have to pass for its own interval (exact below 10, else
    Byar or Wilson) to leave out the target. The others are what other tools draw: ``EXACT``, ``BYAR`` and
    ``WILSON`` take the interval of the expected count itself.
    """

    CONTROL = "control"
    EXACT = "exact"
    BYAR = "byar"
    WILSON = "wilson"


def limits_about(
    target: Any, denominator: Any, level: float, kind: Kind, form: Form = Form.CONTROL
) -> tuple[Floats, Floats]:
    """Return lower and upper limits of the value at each denominator (NaN where that is not above 0).

    >>> low, high = limits_about(1.0, [15.0], 0.95, Kind.RATE, Form.EXACT)
    >>> round(float(low[0]), 7), round(float(high[0]), 6)
    (0.5596924, 1.649348)
    """
    centre, size = as_floats(target, denominator)
    usable = (size > 0) & ~np.isnan(centre)
    size = np.where(usable, size, np.nan)
    expected = centre * size
    if kind is Kind.PROPORTION:
        if form in (Form.BYAR, Form.EXACT):
            raise ValueError(f"{form} limits are of counts and rates; a proportion has control or wilson")
        if form is Form.WILSON:
            return wilson(expected, size, level)
        return _proportion_control(centre, size, level)
    if form is Form.WILSON:
        raise ValueError("wilson limits are of proportions; a rate has control, exact or byar")
    if form is Form.CONTROL:
        low, high = _count_control(expected, level)
    else:
        low, high = (exact_poisson if form is Form.EXACT else byar)(expected, level)
    return divide(low, size), divide(high, size)


def score_limits(target: Any, denominator: Any, level: float) -> tuple[Floats, Floats]:
    """Return the proportions whose Wilson interval just touches the target, kept within 0 and 1.

    A proportion outside is one whose own Wilson interval leaves out the target.
    """
    centre, size = as_floats(target, denominator)
    reach = normal_quantile(level) * np.sqrt(divide(centre * (1 - centre), np.where(size > 0, size, np.nan)))
    return np.clip(centre - reach, 0.0, 1.0), np.clip(centre + reach, 0.0, 1.0)


def sizes_about(target: float, count: Any, level: float) -> tuple[Floats, Floats]:
    """Return at which denominators a count of events would lie on the upper and the lower limit of a rate.

    The way rate funnels are drawn: for each count, the largest and smallest population with which it is
    consistent by exact Poisson limits; ``count`` over the first is the lower limit of the rate there.
    """
    low, high = exact_poisson(count, level)
    return high / target, divide(low, np.asarray(target, float))


def significance(
    numerator: Any, denominator: Any, target: Any, kind: Kind, levels: tuple[float, ...] = LEVELS
) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Return how many levels a value's own interval leaves the target out at: signed, 0 where at none.

    With the default levels: ±1 beyond 95 %, ±2 beyond 99.8 %, above (+) or below (−) the target. Counts and
    ratios (``target`` 1, denominator the expected count) use exact limits below 10 and Byar's from there on;
    proportions Wilson's. What has no denominator is 0.
    """
    over, size = as_floats(numerator, denominator)
    made = np.zeros(over.shape, np.int8)
    for level in levels:
        low, high = wilson(over, size, level) if kind is Kind.PROPORTION else poisson(over, level)
        mark = np.asarray(target, float) if kind is Kind.PROPORTION else np.asarray(target, float) * size
        usable = size > 0
        made += (usable & (low > mark)).astype(np.int8) - (usable & (high < mark)).astype(np.int8)
    return made


def _count_control(expected: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the counts (not whole) whose own limit just touches the expected count.

    The upper one is where the lower limit of the count equals what is expected, and the other way round.
    Where even no events at all would be no surprise, the lower limit is 0.
    """
    z = normal_quantile(level)
    at = np.maximum(np.where(np.isnan(expected), 1.0, expected), _FAINT)
    high, low = _byar_touching(at, z, up=True), _byar_touching(at, z, up=False)
    counts, upper_at, lower_at = _exact_touching(level)
    high = np.where(high < EXACT_BELOW + 1, np.interp(at, upper_at, counts), high)
    low = np.where(low < EXACT_BELOW, np.interp(at, lower_at, counts, left=0.0), low)
    unknown = np.isnan(expected)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def _byar_touching(expected: Floats, z: float, *, up: bool) -> Floats:
    """Solve Byar's limit of a count = ``expected`` for the count, by Newton's method on its square root."""
    target = np.cbrt(expected)
    sign = -1.0 if up else 1.0
    shift = 0.0 if up else 1.0
    # With r = √(count + shift): the cube root of the limit is r^(2/3) − r^(−4/3)/9 ± z r^(−1/3)/3.
    root = np.maximum(np.sqrt(expected) - sign * z / 2, 1.0)
    for _ in range(8):
        third = np.cbrt(root)
        value = third**2 - 1 / (9 * third**4) + sign * z / (3 * third)
        slope = (2 / third + 4 / (9 * third**7) - sign * z / (3 * third**4)) / 3
        root = np.maximum(root - (value - target) / slope, 0.5)
    return np.maximum(root**2 - shift, 0.0)


@cache
def _exact_touching(level: float) -> tuple[Floats, Floats, Floats]:
    """Return counts from 0, and what is expected where each is just on the upper, and lower, limit."""
    tail = (1 - level) / 2
    counts = np.arange(0.0, _TABLE_TO, _STEP)
    upper = np.concatenate([[0.0], gammaincinv(counts[1:], tail)])
    return counts, upper, np.asarray(gammaincinv(counts + 1, 1 - tail))


def _proportion_control(centre: Floats, size: Floats, level: float) -> tuple[Floats, Floats]:
    low, high = score_limits(centre, size, level)
    few = np.minimum(centre, 1 - centre) * size < 2 * EXACT_BELOW
    few &= (centre > 0) & (centre < 1)
    if few.any():
        low, high = np.array(low), np.array(high)
        low[few], high[few] = _exact_proportion(centre[few], size[few], (1 - level) / 2)
    return low, high


def _exact_proportion(centre: Floats, size: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return the proportions that the exact binomial test just takes for chance."""
    low = _binomial_quantile(tail, size, centre) / size
    return low, 1 - _binomial_quantile(tail, size, 1 - centre) / size


def _binomial_quantile(tail: float, size: Floats, share: Floats) -> Floats:
    """Return the count (not whole) that a binomial one reaches or falls below with probability ``tail``.

    0 where even none is likelier than that. The secant method on the normal scale, where the distribution
    is almost a straight line, needs few steps.
    """
    made = np.zeros_like(share)
    deep = betainc(size, np.ones_like(size), 1 - share) < tail
    size, share = size[deep], share[deep]
    wanted = ndtri(tail)
    mean = size * share
    before, now = mean, np.clip(mean + wanted * np.sqrt(mean * (1 - share)), 0.02 * mean, 0.98 * mean)

    def above(count: Floats) -> Floats:
        return np.asarray(ndtri(betainc(size - count, count + 1, 1 - share)) - wanted)

    past, value = above(before), above(now)
    for _ in range(6):
        step = np.divide(value * (now - before), value - past, out=np.zeros_like(now), where=value != past)
        before, past = now, value
        now = np.clip(now - step, 0.0, mean)
        value = above(now)
    made[deep] = now
    return made
