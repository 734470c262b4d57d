"""When boards meet: dates proposed by an interval, around weekends, holidays and closed weeks.

What is due before and after a meeting are clocks of the register of meetings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from frankpledge.registers.dates import day_in_words
from frankpledge.registers.doubting import no_working_day

_LONGEST = 520
"""Meetings of a series that are looked at: ten years of weekly ones."""


@dataclass(frozen=True)
class Closed:
    """Days on which a series does not meet, both included, such as an election or the summer."""

    first: date
    last: date
    why: str


@dataclass(frozen=True)
class Series:
    """A board that meets every so many weeks.

    ``id`` is its choice in the register of meetings; ``first`` is a day on which it met or is to meet, and
    gives the weekday. ``bodies`` are those whose matters are put to this board.
    """

    id: str
    title: str
    weeks: int
    first: date
    closed: tuple[Closed, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """A day proposed for a meeting; ``by_interval`` is what the interval gave, and ``why`` it is not that."""

    day: date
    by_interval: date
    why: str = ""


def proposals(
    series: Series,
    begin: date,
    end: date,
    holidays: tuple[date, ...] = (),
    last: date | None = None,
) -> tuple[Proposed, ...]:
    """Return the meetings proposed from one day to another, both included, in order.

    They are counted from ``last``, the last meeting that is fixed or was held, where one is given, and else
    from the first of the series; one that was put off for a holiday does not put off those after it. A day
    on which the board cannot meet gives way to the nearest working day of its week, the later of two, and a
    week without one to the same weekday of the next week that has one.
    """
    found = []
    for by_interval in _by_interval(series, last or series.first, end, inclusive=last is None):
        proposed = _moved(series, by_interval, holidays)
        if begin <= proposed.day <= end:
            found.append(proposed)
    return tuple(found)


def _by_interval(series: Series, anchor: date, end: date, inclusive: bool) -> Iterator[date]:
    day = anchor if inclusive else anchor + timedelta(weeks=series.weeks)
    for _ in range(_LONGEST):
        if day > end + timedelta(6):
            return
        yield day
        day += timedelta(weeks=series.weeks)


def _moved(series: Series, day: date, holidays: tuple[date, ...]) -> Proposed:
    why = _hindrance(series, day, holidays)
    if not why:
        return Proposed(day, day)
    for weeks in range(53):
        wanted = day + timedelta(weeks=weeks)
        monday = wanted - timedelta(wanted.weekday())
        week = [monday + timedelta(place) for place in range(5)]
        open_days = [one for one in week if not _hindrance(series, one, holidays)]
        if open_days:
            nearest = min(open_days, key=lambda one: (abs((one - wanted).days), wanted > one))
            return Proposed(nearest, day, why)
    return Proposed(day, day, f"{why} No day within a year is open.")


def _hindrance(series: Series, day: date, holidays: tuple[date, ...]) -> str:
    """Return why a board cannot meet on a day; nothing where it can."""
    for closed in series.closed:
        if closed.first <= day <= closed.last:
            return f"{day_in_words(day)}: {closed.why}."
    return no_working_day(day, holidays)
