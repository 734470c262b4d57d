"""Work by when it is due and by how far it has slipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from frankpledge.registers.checking import Values
from frankpledge.registers.dates import quarter_of
from frankpledge.registers.register import Clock, Register
from frankpledge.registers.values import day_in

NO_DATE = "No date"


@dataclass(frozen=True)
class Slipped:
    """How far one record has slipped, in days: from when it was first due to when it is done, or expected.

    ``place`` is its place among those asked about. What is open and overdue is expected today at the
    earliest. ``days`` is None where it has no date, and negative where it was done early.
    """

    place: int
    days: int | None


def plan_clock(register: Register) -> Clock | None:
    """Return the clock of the date by which a register's records are to be done; None where it has none."""
    return next(
        (
            one
            for one in register.clocks
            if one.start == register.day and one.length and not one.length.number and one.met_by
        ),
        None,
    )


def slipped_days(register: Register, records: Sequence[Values], today: date) -> tuple[int | None, ...]:
    """Return by how many days each of N records has slipped; None without a date or a date to be done by."""
    clock = plan_clock(register)
    if clock is None:
        return (None,) * len(records)
    first = register.field_of(clock.start).keeps_first or clock.start
    found = by_slippage(
        records, today, due=clock.start, first=first, done=clock.met_by, forecast=clock.forecast
    )
    days = {one.place: one.days for one in found}
    return tuple(days[place] for place in range(len(records)))


def by_quarter(days: Sequence[date | None]) -> dict[str, tuple[int, ...]]:
    """Return the places of N days by quarter of the financial year, in order; those without a day last."""
    found: dict[str, list[int]] = defaultdict(list)
    order = sorted(range(len(days)), key=lambda place: (days[place] is None, days[place] or date.max))
    for place in order:
        day = days[place]
        found[NO_DATE if day is None else quarter_of(day)].append(place)
    return {label: tuple(sorted(places)) for label, places in found.items()}


def by_slippage(
    records: Sequence[Values],
    today: date,
    *,
    due: str = "due",
    first: str = "first-due",
    done: str = "completed",
    forecast: str = "",
) -> tuple[Slipped, ...]:
    """Return how far each of N records has slipped, the furthest first and those without a date last.

    ``due``, ``first`` and ``done`` are the fields that say when it is due, was first due (where that has been
    changed) and was done; ``forecast`` is that of when it is now expected, where a register has one.
    """
    found = []
    for place, values in enumerate(records):
        now, was, did = (day_in(values.get(name)) for name in (due, first, done))
        start = was or now
        expected = day_in(values.get(forecast)) or now
        end = did or (max(expected, today) if expected is not None else None)
        found.append(Slipped(place, None if start is None or end is None else (end - start).days))
    return tuple(sorted(found, key=lambda one: (one.days is None, -(one.days or 0), one.place)))
