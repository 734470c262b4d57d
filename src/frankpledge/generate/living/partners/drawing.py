"""Small draws that every partner's maker needs: words by weight, times of a month, people.

Columns are numpy arrays: texts as objects with None for an empty cell, numbers as floats with NaN, days and
times as ``datetime64`` with NaT. Times are what the clock in Europe/London shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from frankpledge.periods import first_day, last_day

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Random = np.random.Generator

WORKING_DAY: Final = (
    0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 3, 8, 10, 10, 8, 9, 10, 10, 8, 4, 2, 1.5, 1, 0.6, 0.4, 0.2,
)  # fmt: skip
"""Weight of each hour for what offices and services do."""
ALL_HOURS: Final = (
    2.5, 2, 1.6, 1.2, 1, 1, 1.5, 2.5, 3.5, 4, 4.4, 4.8, 5, 5, 5, 5.4, 6, 6.4, 6.4, 6, 5.4, 4.6, 4, 3.2,
)  # fmt: skip
"""Weight of each hour for what happens at any time of day."""
ETHNIC_GROUPS: Final = {
    "White": 0.846,
    "Asian or Asian British": 0.060,
    "Black or Black British": 0.036,
    "Mixed": 0.027,
    "Other ethnic group": 0.013,
    "Not stated": 0.018,
}
"""Rounded from the 2021 census for counties of this size, with some who do not say."""


def picked(random: Random, count: int, weights: Mapping[str, float]) -> Array:
    """Return ``count`` texts, each drawn by its weight; an empty text is an empty cell."""
    texts = np.array([text or None for text in weights], dtype=object)
    running = np.cumsum(np.fromiter(weights.values(), np.float64))
    return texts[np.searchsorted(running / running[-1], random.random(count), side="right")]


def only(kept: Bools, values: Array) -> Array:
    """Return values with empty cells where they are not kept."""
    if values.dtype == bool or values.dtype == object:
        out = values.astype(object)
        out[~kept] = None
        return out
    if np.issubdtype(values.dtype, np.datetime64):
        return np.where(kept, values, np.datetime64("NaT"))
    return np.where(kept, values.astype(np.float64), np.nan)


def month_start(month: int) -> np.datetime64:
    """Return the first day of a month."""
    return np.datetime64(first_day(month), "D")


def month_end(month: int) -> np.datetime64:
    """Return the last day of a month."""
    return np.datetime64(last_day(month), "D")


def month_over(month: int) -> np.datetime64:
    """Return the last second of a month, as the clock shows it."""
    return np.datetime64(first_day(month + 1), "s") - np.timedelta64(1, "s")


def days_of(month: int) -> Array:
    """Return the days of a month, shape D."""
    return np.arange(month_start(month), month_start(month + 1))


def is_weekend(days: Array) -> Bools:
    """Return which days are a Saturday or Sunday."""
    weekend: Bools = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7 >= 5
    return weekend


def days_in(random: Random, month: int, count: int, weekend: float = 1.0) -> Array:
    """Return ``count`` days of a month in order; a day of the weekend weighs ``weekend``."""
    days = days_of(month)
    running = np.cumsum(np.where(is_weekend(days), weekend, 1.0))
    place = np.searchsorted(running / running[-1], np.sort(random.random(count)), side="right")
    return days[np.minimum(place, len(days) - 1)]


def times_on(random: Random, days: Array, hours: Sequence[float] = ALL_HOURS) -> Array:
    """Return a time on each day, by the weight of the hours."""
    running = np.cumsum(hours)
    hour = np.searchsorted(running / running[-1], random.random(len(days)), side="right")
    out: Array = days.astype("datetime64[s]") + (hour * 3600 + random.integers(0, 3600, len(days)))
    return out


def times_in(
    random: Random, month: int, count: int, weekend: float = 1.0, hours: Sequence[float] = ALL_HOURS
) -> Array:
    """Return ``count`` times of a month, in the order of their days."""
    return times_on(random, days_in(random, month, count, weekend), hours)


def later(times: Array, amounts: Floats, unit: str) -> Array:
    """Return times (or days) with so many seconds, hours or days added; NaN gives an empty cell."""
    size = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}[unit]
    is_days = times.dtype == np.dtype("datetime64[D]")
    step = amounts if is_days and unit == "days" else amounts * size
    whole = np.where(np.isnan(step), 0, np.rint(step)).astype(np.int64)
    return only(~np.isnan(step), times + whole.astype(f"timedelta64[{'D' if is_days else 's'}]"))


def known_by(end: np.datetime64, values: Array) -> Bools:
    """Return which days or times are no later than the last day of the records."""
    known: Bools = values.astype("datetime64[D]") <= end
    return known


def numbered(prefix: str, first: int, count: int) -> Array:
    """Return running numbers of records: ``numbered('R', 7, 2)`` is R0000007 and R0000008."""
    return np.array([f"{prefix}{number:07}" for number in range(first, first + count)], dtype=object)


def about_people(
    random: Random, count: int, ages: tuple[float, float] = (18, 90), female: float = 0.5, older: float = 1.0
) -> dict[str, Array]:
    """Return ages, sexes and ethnic groups of people. Above 1, ``older`` draws them towards the first age."""
    low, high = ages
    age = np.floor(low + (high - low) * random.random(count) ** older)
    sex = {"Female": female, "Male": 0.99 - female, "Not stated": 0.01}
    return {
        "age": age,
        "sex": picked(random, count, sex),
        "ethnicity": picked(random, count, ETHNIC_GROUPS),
    }
