"""The clock and calendar of the living county: when things happen, in Universal and in local time.

Makers work in Universal Time, so that spans are right over a change of clocks; records are written in
local time. The hour that comes twice in autumn would name two moments and be refused on intake: what
falls in it happens just after it here.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from frankpledge.generate.draws import Draws, Floats, Integers, cumulative
from frankpledge.periods import first_day

Moments = npt.NDArray[np.datetime64]
"""Moments in seconds, Universal Time; NaT where there is none."""
Days = npt.NDArray[np.datetime64]
"""Days by local time; NaT where there is none."""

FIRST_YEAR, LAST_YEAR = 1990, 2060
HOUR = np.timedelta64(3600, "s")


def _last_sunday(year: int, month: int) -> date:
    end = date(year, month, calendar.monthrange(year, month)[1])
    return end - timedelta(days=(end.weekday() + 1) % 7)


_TURNS: Moments = np.asarray(
    [
        np.datetime64(f"{_last_sunday(year, month)}T01:00:00", "s")
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for month in (3, 10)
    ]
)
"""Both turns of the clock are at 01:00 Universal Time; summer time is after an odd number of them."""


def settled(moments: Moments) -> Moments:
    """Return the moments, those in the hour that local clocks show twice moved to just after it."""
    ahead = np.searchsorted(_TURNS, moments + HOUR, side="right")
    behind = np.searchsorted(_TURNS, moments - HOUR, side="right")
    twice = (ahead != behind) & (ahead % 2 == 0)
    return np.where(twice, _TURNS[ahead - 1] + HOUR, moments)


def local(moments: Moments) -> Moments:
    """Return what local clocks show at moments, in seconds."""
    summer = (np.searchsorted(_TURNS, moments, side="right") % 2 == 1) & ~np.isnat(moments)
    return np.where(summer, moments + HOUR, moments)


def universal(shown: Moments) -> Moments:
    """Return the moments at which local clocks show the times given."""
    # A time that is left out in spring is read by winter's clock, one that comes twice in autumn by summer's.
    summer = (np.searchsorted(_TURNS + HOUR, shown, side="right") % 2 == 1) & ~np.isnat(shown)
    return np.where(summer, shown - HOUR, shown)


def day_of(moments: Moments) -> Days:
    """Return the local day of each moment."""
    return local(moments).astype("datetime64[D]")


def month_of_days(days: Days) -> Integers:
    """Return the month number of each day (year × 12 + month − 1)."""
    return days.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def bounds(month: int) -> tuple[np.datetime64, np.datetime64]:
    """Return the first moment of a month and of the month after it."""
    ends = np.asarray([first_day(month), first_day(month + 1)], dtype="datetime64[s]")
    start, end = universal(ends)
    return start, end


@dataclass(frozen=True)
class Rhythm:
    """How much happens on Mondays to Sundays, and in the hours of a day from midnight."""

    week: Sequence[float]
    hours: Sequence[float]


def moments_in(draws: Draws, month: int, n: int, rhythm: Rhythm) -> Moments:
    """Return ``n`` moments of a month in order, by a rhythm of week and day."""
    days, weights = _days_and_weights(month, rhythm.week)
    day = draws.pick(cumulative(weights), n)
    hour = draws.pick(cumulative(rhythm.hours), n)
    second = np.sort(day * 86_400 + hour * 3_600 + draws.below(3_600, n))
    shown = days[0].astype("datetime64[s]") + second.astype("timedelta64[s]")
    return settled(universal(shown))


def days_in(draws: Draws, month: int, n: int, week: Sequence[float]) -> Days:
    """Return ``n`` days of a month in order, by a rhythm of the week."""
    days, weights = _days_and_weights(month, week)
    return np.sort(days[draws.pick(cumulative(weights), n)])


def _days_and_weights(month: int, week: Sequence[float]) -> tuple[Days, Floats]:
    start, end = (np.datetime64(first_day(it), "D") for it in (month, month + 1))
    days = np.arange(start, end)
    # 1970-01-01 was a Thursday.
    return days, np.asarray(week, dtype=np.float64)[(days.astype(np.int64) + 3) % 7]


def end_of_month(month: int) -> np.datetime64:
    """Return the last day of a month."""
    return np.datetime64(first_day(month + 1) - timedelta(days=1), "D")


def at_most(these: Moments, limit: Moments | np.datetime64) -> Moments:
    """Return moments or days, each no later than ``limit``; NaT stays."""
    return np.asarray(np.where(these > limit, limit, these), dtype=these.dtype)


WHOLE_DAY = (1.0,) * 24
EVERY_DAY = (1.0,) * 7
WORKING_WEEK = (1.0, 1.0, 1.0, 1.0, 0.9, 0.0, 0.0)
WORKING_HOURS = (0.0,) * 8 + (0.4, 1.0, 1.2, 1.1, 0.8, 0.9, 1.1, 1.0, 0.7, 0.2) + (0.0,) * 6
DEMAND_WEEK = (0.97, 0.96, 0.96, 0.98, 1.06, 1.10, 0.99)
DEMAND_HOURS = (
    0.75, 0.60, 0.48, 0.38, 0.31, 0.30, 0.38, 0.58, 0.84, 1.00, 1.08, 1.12,
    1.15, 1.17, 1.20, 1.32, 1.38, 1.38, 1.36, 1.32, 1.25, 1.18, 1.08, 0.92,
)  # fmt: skip
NIGHT_WEEK = (0.75, 0.75, 0.8, 0.9, 1.25, 1.55, 1.1)
NIGHT_HOURS = (
    1.6, 1.4, 1.2, 0.9, 0.5, 0.3, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9,
    0.9, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.8,
)  # fmt: skip

DEMAND = Rhythm(DEMAND_WEEK, DEMAND_HOURS)
"""Calls for service: fullest in the late afternoon and on Fridays and Saturdays, least before dawn."""
NIGHT = Rhythm(NIGHT_WEEK, NIGHT_HOURS)
"""Violence, arrests and force: evenings, nights and weekends."""
OFFICE = Rhythm(WORKING_WEEK, WORKING_HOURS)
"""What offices do."""
