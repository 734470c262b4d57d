"""When things fall due, and how long they took: days, working days, clear days, weeks and months.

Working days are Monday to Friday without the bank holidays of England and Wales and the days an office
declares for itself. The day a time is counted from is not counted. Clear days count neither it nor the day
at the other end: five clear days before a meeting is the sixth working day before it. A month ends on the
day of the same number, or on the last day of a month that has none (Dodds v Walker [1981] 1 WLR 1027).
"""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from frankpledge.registers.checking import Values
from frankpledge.registers.lengths import length_of
from frankpledge.registers.register import Clock, Length, Register, Unit
from frankpledge.registers.values import day_in
from frankpledge.working_time import working_days, working_days_from

History = Sequence[tuple[date, str]]
"""The days on which a record came to each state it has stood in, oldest first."""


class Standing(StrEnum):
    """How a clock stands on a day."""

    UPCOMING = "upcoming"
    SOON = "soon"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "met late"
    STOPPED = "stopped"
    """The record is closed, and the clock was never met."""
    NEVER = "never met"
    """The record has gone past where it could be met: it counts as late."""
    UNRECORDED = "not yet recorded"
    """Nobody has recorded yet when it was last met."""


@dataclass(frozen=True)
class Due:
    """When one clock of a record is due, and how it stands.

    ``met_on`` is None where it is not met, or where nobody noted when it was; of a clock that comes round it
    is the last time. ``took`` is the time from the clock's start to its being met, in the unit it counts in.
    """

    clock: Clock
    on: date
    met_on: date | None
    state: Standing
    took: int | None = None
    overdue: int = 0
    """Of a clock that is kept in another register: how many records are overdue there."""


def after(start: date, length: Length, holidays: tuple[date, ...] = ()) -> date:
    """Return the day a length after ``start``, or before it where the length is negative.

    ``holidays`` are the office's own, beside the bank holidays. Raises OverflowError beyond the year 9999.
    """
    number = length.number
    if length.unit is Unit.DAYS:
        return start + timedelta(number)
    if length.unit is Unit.WEEKS:
        return start + timedelta(7 * number)
    if length.unit is Unit.MONTHS:
        return _months_after(start, number)
    if length.unit is Unit.CLEAR_DAYS and number:
        number += 1 if number > 0 else -1
    if number == 0:
        return start
    day, calendar = np.datetime64(start, "D"), working_days(holidays)
    if number > 0:
        found = np.busday_offset(day, np.int64(number), roll="backward", busdaycal=calendar)
    else:
        found = np.busday_offset(day, np.int64(number), roll="forward", busdaycal=calendar)
    return date.fromisoformat(str(found))


def elapsed(start: date, end: date, unit: Unit, holidays: tuple[date, ...] = ()) -> int:
    """Return how much time lies between two days, in whole units; negative where ``end`` comes first.

    Working days count the last day and not the first, so that ``after(start, n)`` is n of them away.
    """
    if end < start:
        return -elapsed(end, start, unit, holidays)
    if unit is Unit.DAYS:
        return (end - start).days
    if unit is Unit.WEEKS:
        return (end - start).days // 7
    if unit is Unit.MONTHS:
        months = (end.year - start.year) * 12 + end.month - start.month
        return months - (_months_after(start, months) > end)
    return working_days_from(start, end - timedelta(unit is not Unit.WORKING_DAYS), holidays)


def _months_after(start: date, number: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def due(
    register: Register,
    values: Values,
    state: str,
    history: History,
    today: date,
    holidays: tuple[date, ...] = (),
) -> tuple[Due, ...]:
    """Return how each clock of a record stands on a day, in the order declared.

    A clock that has nothing to count from is left out. Where a record stands in a state that meets a clock,
    it was met on the day it last came to stand in such states.
    """
    closed = register.state_of(state).closed
    found: list[Due] = []
    if register.state_of(state).idle:
        return ()
    for clock in register.clocks:
        on, met_on, met = _counted(clock, values, state, history, holidays)
        if on is None:
            continue
        if met:
            standing = Standing.LATE if met_on is not None and met_on > on else Standing.MET
        elif state in clock.ends_in:
            standing = Standing.NEVER
        elif clock.unrecorded and met_on is None and today <= on and not closed:
            standing = Standing.UNRECORDED
        elif closed:
            standing = Standing.STOPPED
        elif today > on:
            standing = Standing.OVERDUE
        else:
            warned = after(on, Length(-clock.warns.number, clock.warns.unit), holidays)
            standing = Standing.SOON if today >= warned else Standing.UPCOMING
        found.append(Due(clock, on, met_on, standing, _took(clock, values, met_on, holidays)))
    return tuple(found)


def _took(clock: Clock, values: Values, met_on: date | None, holidays: tuple[date, ...]) -> int | None:
    start, length = day_in(values.get(clock.start)), length_for(clock, values)
    if start is None or met_on is None or length is None or clock.recurs:
        return None
    return elapsed(start, met_on, length.unit, holidays)


def _counted(
    clock: Clock, values: Values, state: str, history: History, holidays: tuple[date, ...]
) -> tuple[date | None, date | None, bool]:
    """Return when a clock is due, when it was met (or last met), and whether it is met."""
    start, length = day_in(values.get(clock.start)), length_for(clock, values)
    met_on = day_in(values.get(clock.met_by)) if clock.met_by else None
    runs = all(values.get(name) in choices for name, choices in clock.when.items())
    if clock.kept_in and clock.kept_in in values and start is not None:
        return start, met_on, False
    if length is None or not runs or (clock.needs and clock.needs not in values):
        return None, None, False
    if clock.recurs:
        day = day_in(values.get(clock.on_day)) if clock.on_day else None
        if day is not None:
            return next_on_day(day, length, met_on, holidays), met_on, False
        if met_on is None and clock.unrecorded and start is not None:
            return after(start, length, holidays), None, False
        on = after(met_on, length, holidays) if met_on is not None else start
        return on, met_on, state in clock.met_in
    if start is None:
        return None, None, False
    on = after(start, length, holidays)
    if met_on is not None:
        return on, met_on, True
    if state in clock.met_in:
        return on, _came_to(clock.met_in, history), True
    return on, None, False


def next_on_day(day: date, length: Length, met_on: date | None, holidays: tuple[date, ...] = ()) -> date:
    """Return when a clock that is due on ``day``, and every length before and after it, is due next.

    What meets it in the last quarter before such a day counts for that day, and what comes earlier for the
    day before: an update on 18 November is that of 20 November, and so is one on 25 November, late as it is.
    Before it was ever met, it is due on ``day`` itself. Raises ValueError for a length that is not positive.

    >>> next_on_day(date(2026, 11, 20), Length(12, Unit.MONTHS), date(2026, 11, 18))
    datetime.date(2027, 11, 20)
    """
    if length.number <= 0:
        raise ValueError("a clock comes round after a while")
    if met_on is None:
        return day
    times = 0
    while _round(day, length, times, holidays) > met_on:
        times -= 1
    while _round(day, length, times + 1, holidays) <= met_on:
        times += 1
    before, later = (_round(day, length, one, holidays) for one in (times, times + 1))
    early = (later - met_on) * 4 <= later - before
    return _round(day, length, times + 2, holidays) if early else later


def _round(day: date, length: Length, times: int, holidays: tuple[date, ...]) -> date:
    """Return the day so many lengths after a day: months are counted at once, so that no 31st is lost."""
    return after(day, Length(length.number * times, length.unit), holidays) if times else day


def combined(clock: Clock, kept: Sequence[Due], begun: date) -> Due:
    """Return how a clock stands that is kept in another register: as the clocks of the records there do.

    Any that is overdue, or was never met, makes it overdue since the first of them; else what is due next
    counts; else it is met, when the last was. Without records it is not yet recorded, since ``begun``.
    """
    late = [one for one in kept if one.state in (Standing.OVERDUE, Standing.NEVER)]
    waiting = [one for one in kept if one.state in (Standing.SOON, Standing.UPCOMING)]
    last = max((one.met_on for one in kept if one.met_on is not None), default=None)
    pressing = late or waiting
    if pressing:
        first = min(pressing, key=lambda one: one.on)
        return Due(clock, first.on, last, Standing.OVERDUE if late else first.state, overdue=len(late))
    if last is None:
        return Due(clock, begun, None, Standing.UNRECORDED)
    return Due(clock, last, last, Standing.MET)


def length_for(clock: Clock, values: Values) -> Length | None:
    """Return how long a clock runs for a record; None where what is chosen is no length, or nothing is."""
    if not clock.every:
        return clock.length
    chosen: Any = values.get(clock.every)
    return length_of(chosen) if isinstance(chosen, str) else None


def _came_to(states: frozenset[str], history: History) -> date | None:
    """Return the day of the last change into ``states`` from outside them."""
    found = None
    before = ""
    for day, state in history:
        if state in states and before not in states:
            found = day
        before = state
    return found
