"""Rates of events that are not independent: one victim, many crimes.

A Poisson interval takes every crime for a separate person's. Where some people suffer many, the
count varies more than that: its variance is the sum over persons of the square of their number of
events, not the sum of the events. The interval of the count is widened in that proportion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Floats, as_floats, divide, reasons
from frankpledge.assessment.rates.intervals import poisson
from frankpledge.assessment.reasons import Reason


@dataclass(frozen=True)
class ClusteredRate:
    """A rate of events with the number of events and of persons, and how much wider it is for that.

    ``design_effect`` is the variance over the Poisson variance; 1 where nobody has two events.
    """

    rate: Estimate
    events: Floats
    persons: Floats
    design_effect: Floats


def squared_events(persons: Any, times: Any) -> Floats:
    """Return the sum over persons of the squared number of their events.

    ``persons`` (… × F) counts those who had ``times[f]`` events.

    >>> squared_events([10, 2, 1], [1, 2, 5]).tolist()
    43.0
    """
    return np.asarray((np.asarray(persons, float) * np.asarray(times, float) ** 2).sum(axis=-1))


def clustered_rate(
    persons: Any, times: Any, population: Any, level: float = 0.95, multiplier: float = 1.0
) -> ClusteredRate:
    """Return rates of events per head, from how many persons (… × F) had each number of events (F).

    ``population`` has the leading shape. The Poisson limits of the count (exact below 10, else Byar) are
    stretched about it by the root of the design effect; the lower one stops at 0.
    """
    number = np.asarray(persons, float)
    each = np.asarray(times, float)
    if each.shape != number.shape[-1:] or (each < 1).any():
        raise ValueError("times says how many events the persons of each column had: one each, from 1 up")
    total = (number * each).sum(axis=-1)
    events, people = as_floats(total, population)
    why = reasons(events, people)
    known = why == Reason.KNOWN
    effect = np.where(events > 0, divide(squared_events(number, each), events), 1.0)
    events = np.where(known, events, np.nan)
    low, high = poisson(events, level)
    scale = multiplier / np.where(known, people, 1.0)
    stretch = np.sqrt(effect)
    made = Estimate(
        events * scale,
        np.maximum(events + stretch * (low - events), 0.0) * scale,
        (events + stretch * (high - events)) * scale,
        why,
        level,
        "rate of events that are not independent",
        "variance by persons; exact below 10, else Byar, stretched",
    )
    return ClusteredRate(made, events, number.sum(axis=-1), effect)
