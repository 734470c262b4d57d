"""Rates standardised for the make-up of an area, directly (Dobson) and indirectly.

Groups (age bands, household types …) lie along the last axis; what leads (areas, periods) is free.
A standardised rate lets areas of different make-up be compared; the price is that it is nobody's
real rate, so the crude one is shown beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Codes, Estimate, Floats, as_floats, divide, reasons
from frankpledge.assessment.rates.intervals import byar, poisson
from frankpledge.assessment.reasons import Reason

FEWEST_EVENTS = 10


@dataclass(frozen=True)
class IndirectEstimate:
    """An indirectly standardised result with what it was made from.

    ``observed`` and ``expected`` are counts; ``reference_rate`` the crude rate of the reference,
    times the multiplier. ``ratio`` and ``rate`` are of the same shape.
    """

    observed: Floats
    expected: Floats
    reference_rate: float
    ratio: Estimate
    rate: Estimate


def directly_standardised(
    count: Any,
    population: Any,
    standard: Any,
    level: float = 0.95,
    multiplier: float = 100_000.0,
    squares: Any = None,
) -> Estimate:
    """Return directly standardised rates with Dobson's interval; not given under 10 events.

    ``count`` and ``population`` are … × G, ``standard`` the G weights of a standard population. A
    missing count (NaN) leaves its area without a rate: who knows that a blank means none says 0.
    ``squares`` (… × G), where events are not independent, holds the sum over persons of the squared
    number of their events (see :func:`frankpledge.assessment.rates.clustered.squared_events`).

    Source: Dobson, Kuulasmaa, Eberle and Scherer, *Statistics in Medicine* 10 (1991), with Byar's
    limits of the total count.
    """
    events, people = as_floats(count, population)
    weights = np.asarray(standard, float)
    if weights.shape != events.shape[-1:] or not weights.sum() > 0:
        raise ValueError(f"the standard population has {weights.size} groups, the counts {events.shape[-1]}")
    spread = events if squares is None else as_floats(squares, population)[0]
    why = _worst(reasons(events, people))
    total = events.sum(axis=-1)
    why[(why == Reason.KNOWN) & (total < FEWEST_EVENTS)] = Reason.UNDER_TEN_EVENTS
    known = why == Reason.KNOWN
    share = weights / weights.sum()
    per_person = divide(share, people)
    value = np.where(known, (per_person * events).sum(axis=-1), np.nan)
    error = np.sqrt((per_person**2 * spread).sum(axis=-1))
    low, high = byar(np.where(known, total, np.nan), level)
    scale = divide(error, np.sqrt(total))
    method = "directly standardised rate"
    variant = "Dobson" if squares is None else "Dobson, events not independent"
    return Estimate(
        value * multiplier,
        np.maximum(value + scale * (low - total), 0.0) * multiplier,
        (value + scale * (high - total)) * multiplier,
        why,
        level,
        method,
        variant,
    )


def indirectly_standardised(
    count: Any,
    population: Any,
    reference_count: Any,
    reference_population: Any,
    level: float = 0.95,
    ratio_multiplier: float = 1.0,
    rate_multiplier: float = 100_000.0,
) -> IndirectEstimate:
    """Return observed over expected, as a ratio and as a rate: exact below 10 events, else Byar.

    ``count`` and ``population`` are … × G; the reference has G groups. ``count`` may also be the
    total of each area (of one dimension less) where events by group are not known, which is what
    the indirect method is for.
    """
    people = np.asarray(population, float)
    events = np.asarray(count, float)
    reference, size = as_floats(reference_count, reference_population)
    if reference.shape != people.shape[-1:]:
        raise ValueError(f"the reference has {reference.size} groups, the populations {people.shape[-1]}")
    observed = events if events.ndim < people.ndim else events.sum(axis=-1)
    expected = (people * divide(reference, size)).sum(axis=-1)
    why = reasons(observed, expected)
    known = why == Reason.KNOWN
    low, high = poisson(np.where(known, observed, np.nan), level)
    crude = float(reference.sum() / size.sum()) if size.sum() > 0 else float("nan")
    below = np.where(known, expected, np.nan)
    variant = "exact below 10, else Byar"

    def scaled(method: str, by: float) -> Estimate:
        return Estimate(
            observed / below * by, low / below * by, high / below * by, why, level, method, variant
        )

    return IndirectEstimate(
        observed,
        expected,
        crude * rate_multiplier,
        scaled("indirectly standardised ratio", ratio_multiplier),
        scaled("indirectly standardised rate", crude * rate_multiplier),
    )


def _worst(why: Codes) -> Codes:
    """Return for each area the reason of its first group without a rate."""
    place = np.argmax(why != Reason.KNOWN, axis=-1)
    return np.array(np.take_along_axis(why, place[..., None], axis=-1)[..., 0], np.uint8)
