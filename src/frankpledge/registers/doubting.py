"""What is asked about before it is kept and flagged once it is: days when few meet, measures nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from frankpledge.errors import did_you_mean
from frankpledge.registers.dates import day_in_words
from frankpledge.working_time import FIRST_YEAR, LAST_YEAR, named_bank_holidays


def no_working_day(day: date, holidays: tuple[date, ...] = ()) -> str:
    """Return why a day is no working day, naming it; nothing where it is one.

    ``holidays`` are those of the office, on top of the bank holidays.

    >>> no_working_day(date(2026, 5, 4))
    'Monday 4 May 2026 is the early May bank holiday.'
    """
    named = f"{day:%A} {day_in_words(day)}"
    banks = named_bank_holidays(day.year) if FIRST_YEAR <= day.year <= LAST_YEAR else {}
    if day in banks:
        return f"{named} is {banks[day]}."
    if day.weekday() >= 5:
        return f"{named} is at a weekend."
    return f"{named} is a holiday of the office." if day in holidays else ""


def stands_already(other: str, day: date) -> str:
    """Return in words that another record, by its name, stands on a day."""
    return f"{other} is on {day:%A} {day_in_words(day)} too."


def no_such_measure(measure: str, known: Iterable[str]) -> str:
    """Return in words that nothing declares a measure, and which is like it.

    >>> no_such_measure("burglry", ["burglary", "robbery"])
    "No measure has the id 'burglry'. Did you mean 'burglary'?"
    """
    return f"No measure has the id '{measure}'. {did_you_mean(measure, known)}".strip()
