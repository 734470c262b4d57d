"""Repeat rates: of the persons with an event in a period, how many had another in the time before it.

Persons are keyed hashes made at intake, here only numbers that are alike or not. Which events count, and
whether as victim or offender, is for the measure to declare: this counts what it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Ints
from frankpledge.assessment.rates.intervals import proportion


@dataclass(frozen=True)
class RepeatRate:
    """Persons with an event in each of P periods, those with an earlier one, and the share (0 to 1)."""

    persons: Ints
    repeats: Ints
    share: Estimate
    window: int


def repeat_rate(
    person: Any, day: Any, starts: Any, ends: Any, window: int = 365, level: float = 0.95
) -> RepeatRate:
    """Return the repeat rate of P periods from N events.

    ``person`` (N whole numbers), ``day`` (N day numbers), ``starts`` and ``ends`` (P first and last days).
    A person is a repeat where any event in the period has another at most ``window`` days before it (the
    same day included). Events before the first period are needed for it: without them rates rise by
    themselves.
    """
    who, when = np.asarray(person, np.int64), np.asarray(day, np.int64)
    order = np.lexsort((when, who))
    who, when = who[order], when[order]
    again = np.zeros(who.size, bool)
    again[1:] = (who[1:] == who[:-1]) & (when[1:] - when[:-1] <= window)
    first, last = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
    persons, repeats = np.zeros(first.size, np.int64), np.zeros(first.size, np.int64)
    for period in range(first.size):
        inside = (when >= first[period]) & (when <= last[period])
        persons[period] = _different(who[inside])
        repeats[period] = _different(who[inside & again])
    return RepeatRate(persons, repeats, proportion(repeats, persons, level), window)


def _different(ordered: Ints) -> int:
    """Return how many different numbers stand in an array in order."""
    return int((ordered[1:] != ordered[:-1]).sum()) + min(ordered.size, 1)
