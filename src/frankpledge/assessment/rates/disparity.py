"""Disparity: how many times as often, in one group as in another, with an interval.

The ratio of two Poisson rates is known from how their total divides between them: given the total, the
first count is binomial (Przyborowski and Wilenski, *Biometrika* 31, 1940). So the interval of that share
(exact where either count is below 10, else Wilson) is turned into one of the ratio.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Flags, Floats, as_floats, divide, reasons
from frankpledge.assessment.rates.intervals import binomial
from frankpledge.assessment.reasons import Reason


@dataclass(frozen=True)
class RateRatio:
    """Ratios of a rate to a reference rate; ``clear`` where the interval leaves out 1."""

    ratio: Estimate
    clear: Flags


def rate_ratio(
    count: Any,
    population: Any,
    reference_count: Any,
    reference_population: Any,
    level: float = 0.95,
    dispersion: Any = 1.0,
) -> RateRatio:
    """Return the rates of groups over a reference rate (all of one shape, or broadcast).

    ``dispersion`` (≥ 1) is the measured variance over the Poisson one: counts are worth that much less. With
    no events in the reference there is no ratio, but ``low`` still says how much higher at least.

    >>> made = rate_ratio(30, 1000, 20, 2000)
    >>> round(float(made.ratio.value), 2), bool(made.clear)
    (3.0, True)
    """
    events, people, others, size = as_floats(count, population, reference_count, reference_population)
    worth = np.asarray(dispersion, float)
    if not (worth >= 1).all():
        raise ValueError("a dispersion is 1 or more: nothing varies less than chance")
    why = reasons(events, people)
    why = np.where(why == Reason.KNOWN, reasons(others, size), why).astype(np.uint8)
    usable = why == Reason.KNOWN
    # Given the total, the first count is binomial with odds = ratio × population / reference population.
    low, high = binomial(np.where(usable, events, np.nan) / worth, (events + others) / worth, level)
    exposure = divide(size, people)
    why[usable & (others == 0)] = Reason.NOBODY_IN_REFERENCE
    why[usable & (others == 0) & (events == 0)] = Reason.NO_EVENTS
    value = np.where(why == Reason.KNOWN, divide(events, others) * exposure, np.nan)
    lowest, highest = _odds(low) * exposure, _odds(high) * exposure
    made = Estimate(
        value,
        lowest,
        highest,
        why,
        level,
        "rate ratio",
        "conditional on the total: exact below 10, else Wilson",
    )
    return RateRatio(made, usable & ((lowest > 1) | (highest < 1)))


def disparity(
    count: Any, population: Any, reference: int, level: float = 0.95, dispersion: Any = 1.0
) -> RateRatio:
    """Return each group's rate over that of the group numbered ``reference`` (groups along the last axis).

    The reference itself has the ratio 1, with no interval: it is held against itself.
    """
    events, people = as_floats(count, population)
    one = [reference]
    made = rate_ratio(events, people, events[..., one], people[..., one], level, dispersion)
    fixed = [made.ratio.value, made.ratio.low, made.ratio.high]
    for limit in fixed:
        limit[..., reference] = np.where(np.isnan(made.ratio.value[..., reference]), np.nan, 1.0)
    made.clear[..., reference] = False
    return made


def _odds(share: Floats) -> Floats:
    odds = np.full(share.shape, np.inf)
    odds[np.isnan(share)] = np.nan
    np.divide(share, 1 - share, out=odds, where=share < 1)
    return odds
