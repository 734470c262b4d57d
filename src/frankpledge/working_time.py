"""Time that counts in England and Wales: by the clock, all hours of working days, or office hours of them.

Times are whole seconds since 1970 in UTC. Office hours are local: British Summer Time runs from 01:00 UTC
on the last Sunday of March to 01:00 UTC on the last Sunday of October (Summer Time Act 1972, as amended by
the Summer Time Order 2002). Bank holidays follow the Banking and Financial Dealings Act 1971 and the
proclamations since, as GOV.UK lists them; a new one is declared by the office.

Where days are counted, by a measure or by the clock of a register, the day something came in is not counted
and the day it ended is; one that is no working day counts as the working day before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

HOUR, DAY = 3600, 86400
EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 2003, 2099
"""Years for which the rules of bank holidays hold."""

_MOVED = {
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}
_ONCE = {
    date(2011, 4, 29): "the bank holiday for the royal wedding",
    date(2012, 6, 5): "the bank holiday for the Diamond Jubilee",
    date(2022, 6, 3): "the bank holiday for the Platinum Jubilee",
    date(2022, 9, 19): "the bank holiday for the State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "the bank holiday for the coronation of King Charles III",
}

Seconds = NDArray[np.int64]


class TimeKind(StrEnum):
    """Which time counts towards a limit."""

    CLOCK = "clock"
    ALL_DAY = "24-hour"
    WORKING = "working"


@dataclass(frozen=True)
class OfficeHours:
    """When an office is open on working days, in minutes after local midnight, and its holidays.

    ``holidays`` come on top of the bank holidays. Raises ValueError for hours that are none.
    """

    opens: int = 9 * 60
    closes: int = 17 * 60
    holidays: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= 24 * 60:
            raise ValueError("an office opens before it closes, on the same day")

    @property
    def words(self) -> str:
        """The hours as printed, such as 09:00 to 17:00."""
        return " to ".join(f"{at // 60:02d}:{at % 60:02d}" for at in (self.opens, self.closes))

    def day(self, kind: TimeKind) -> int:
        """Return the seconds that count in one whole day of the kind of time."""
        return (self.closes - self.opens) * 60 if kind is TimeKind.WORKING else DAY


def bank_holidays(year: int) -> tuple[date, ...]:
    """Return the bank holidays of England and Wales in a year, in order, substitute days included.

    Raises ValueError outside 2003 to 2099.

    >>> [day.strftime("%d %b") for day in bank_holidays(2022)][4:6]
    ['02 Jun', '03 Jun']
    """
    return tuple(named_bank_holidays(year))


@lru_cache(maxsize=200)
def named_bank_holidays(year: int) -> Mapping[date, str]:
    """Return the bank holidays of England and Wales in a year, in order, and what each is called.

    Raises ValueError outside 2003 to 2099.

    >>> named_bank_holidays(2026)[date(2026, 5, 4)]
    'the early May bank holiday'
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"bank holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}")
    easter = _easter(year)
    found = {easter - timedelta(2): "Good Friday", easter + timedelta(1): "Easter Monday"}
    for day, name in (
        (date(year, 5, 1), "the early May bank holiday"),
        (date(year, 5, 25), "the spring bank holiday"),
        (date(year, 8, 25), "the summer bank holiday"),
    ):  # first or last Monday of a month
        monday = day + timedelta(-day.weekday() % 7)
        found[_MOVED.get(monday, monday)] = name
    fixed = {
        date(year, 1, 1): "New Year’s Day",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Boxing Day",
    }
    for day in sorted(fixed, key=lambda one: (one.weekday() >= 5, one)):  # Those on weekdays keep their day.
        given = day
        while given.weekday() >= 5 or given in found:
            given += timedelta(1)
        found[given] = fixed[day] if given == day else f"the bank holiday for {fixed[day]}"
    found |= {day: name for day, name in _ONCE.items() if day.year == year}
    return dict(sorted(found.items()))


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Astronomical Algorithms, 1991, chapter 8: Gregorian Easter)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


USUAL_HOURS = OfficeHours()


@lru_cache(maxsize=16)
def working_days(holidays: tuple[date, ...] = ()) -> np.busdaycalendar:
    """Return the calendar of working days: bank holidays are known from 2003 to 2099."""
    banks = [day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in bank_holidays(year)]
    return np.busdaycalendar(holidays=np.array([*banks, *holidays], "datetime64[D]"))


def working_days_from(start: date, end: date, holidays: tuple[date, ...] = ()) -> int:
    """Return the working days after a day, up to and with a later one.

    >>> working_days_from(date(2024, 6, 1), date(2024, 6, 3))  # from Saturday to Monday
    1
    >>> working_days_from(date(2024, 6, 3), date(2024, 6, 8))  # from Monday to Saturday
    4
    """
    after, past = start + timedelta(1), end + timedelta(1)
    return max(0, int(np.busday_count(after, past, busdaycal=working_days(holidays))))


@dataclass(frozen=True)
class Calendar:
    """Time that counts, hour by hour in UTC, from hour number ``first`` since 1970 on.

    ``before`` is how many seconds have counted before each of H hours; within it those from second
    ``opens`` to second ``closes`` count.
    """

    first: int
    before: Seconds
    opens: Seconds
    closes: Seconds

    def counted(self, times: Seconds) -> Seconds:
        """Return the seconds that have counted from the calendar's start up to each of N times in it.

        Raises ValueError for a time outside the calendar.
        """
        hour = times // HOUR - self.first
        if times.size and not (hour.min() >= 0 and hour.max() < len(self.before)):
            raise ValueError("a time lies outside the calendar")
        within = np.clip(times % HOUR, self.opens[hour], self.closes[hour]) - self.opens[hour]
        return np.asarray(self.before[hour] + within)


def calendar(kind: TimeKind, hours: OfficeHours, first: date, last: date) -> Calendar:
    """Return what counts from one day to another, both included."""
    start, end = (first - EPOCH).days * 24, ((last - EPOCH).days + 1) * 24
    hour = np.arange(start, end, dtype=np.int64)
    if kind is TimeKind.CLOCK:
        none = np.zeros(len(hour), np.int64)
        return Calendar(start, (hour - start) * HOUR, none, none + HOUR)
    local = hour * HOUR + _summer(hour, first.year, last.year) * HOUR
    day, second = local // DAY, local % DAY
    opens, closes = (hours.opens * 60, hours.closes * 60) if kind is TimeKind.WORKING else (0, DAY)
    years = range(first.year, (last + timedelta(1)).year + 1)
    closed = {*hours.holidays, *(one for year in years for one in bank_holidays(year))}
    shut = (np.isin(day, _day_numbers(closed))) | ((day + 3) % 7 >= 5)  # 1 January 1970 was a Thursday
    from_second = np.clip(opens - second, 0, HOUR)
    to_second = np.where(shut, from_second, np.clip(closes - second, 0, HOUR))
    length = to_second - from_second
    return Calendar(start, np.cumsum(length) - length, from_second, to_second)


def _day_numbers(days: Collection[date]) -> Seconds:
    return np.array([(day - EPOCH).days for day in days], np.int64)


def _summer(hour: Seconds, first: int, last: int) -> NDArray[np.bool_]:
    """Return which hours (UTC, since 1970) are in British Summer Time."""
    changes = [_last_sunday(year, month) * 24 + 1 for year in range(first, last + 1) for month in (3, 10)]
    return np.asarray(np.searchsorted(changes, hour, "right") % 2 == 1)


def summer_times(first: int, last: int) -> list[tuple[int, int]]:
    """Return the seconds since 1970 from which to which British Summer Time runs, year by year."""
    years = range(first, last + 1)
    return [tuple(_last_sunday(year, month) * DAY + HOUR for month in (3, 10)) for year in years]  # type: ignore[misc]


def _last_sunday(year: int, month: int) -> int:
    day = date(year, month, 31)
    return (day - EPOCH).days - (day.weekday() + 1) % 7
