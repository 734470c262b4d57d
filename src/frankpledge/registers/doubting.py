"""Days on which people seldom meet: they are asked about before they are kept, and flagged once they are."""

from __future__ import annotations

from datetime import date

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
