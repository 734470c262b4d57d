"""Days as people write them, and days as a page prints them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: at for name, at in _MONTHS.items()} | {"sept": 9}
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,2})[/. ]([0-9]{1,2})[/. ]([0-9]{4}|[0-9]{2})")
_WORDS = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[ -]({_NAMED})\.?,?[ -]([0-9]{{4}}|[0-9]{{2}})", re.I)
_MONTH = re.compile(rf"\b({_NAMED})\.?[ \-/']*([0-9]{{4}}|[0-9]{{2}})\b", re.I)
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
"""A day before or after these is taken for a slip of the pen."""


def day_of(words: str) -> date | None:
    """Return the day that words name, day before month as in Britain; None where they name none.

    >>> day_of("1/5/2026"), day_of("1 May 26"), day_of("May 26")
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 1), None)
    """
    said = words.strip()
    if found := _ISO.fullmatch(said):
        year, month, day = (int(part) for part in found.groups())
    elif found := _FIGURES.fullmatch(said):
        day, month, year = (int(part) for part in found.groups())
    elif found := _WORDS.fullmatch(said):
        day, month, year = int(found[1]), _MONTHS[found[2].lower()], int(found[3])
    else:
        return None
    return _day(_century(year), month, day)


@dataclass(frozen=True)
class LooseDay:
    """What was made of words about when: a day, if one could be read.

    ``whole`` is whether the words say nothing else. A month stands for its last day.
    """

    day: date | None
    whole: bool


def loose_day_of(words: str) -> LooseDay:
    """Return the day that free words about when may be taken for.

    A day is read out of longer words only where they name one month and no more: "New plan for Oct 17" is
    taken for 31 October 2017, and not ``whole``; "Ongoing" and "TBC" name no day.

    >>> loose_day_of("Mar-18")
    LooseDay(day=datetime.date(2018, 3, 31), whole=True)
    >>> loose_day_of("June or July 2018").day
    datetime.date(2018, 7, 31)
    """
    exact = day_of(words)
    if exact is not None:
        return LooseDay(exact, whole=True)
    found = _MONTH.findall(words)
    if len(found) != 1:
        return LooseDay(None, whole=False)
    month, year = _MONTHS[found[0][0].lower()], _century(int(found[0][1]))
    day = _day(year, month, calendar.monthrange(year, month)[1])
    return LooseDay(day, whole=_MONTH.fullmatch(words.strip()) is not None)


def day_in_words(day: date) -> str:
    """Return a day as printed.

    >>> day_in_words(date(2026, 5, 1))
    '1 May 2026'
    """
    return f"{day.day} {day:%B %Y}"


def financial_year_of(day: date) -> str:
    """Return the financial year of a day, as 2017-18. It begins on 1 April."""
    first = day.year - (day.month < 4)
    return f"{first}-{(first + 1) % 100:02d}"


def quarter_of(day: date) -> str:
    """Return the quarter of the financial year that a day lies in.

    >>> quarter_of(date(2018, 3, 31))
    'Q4 17/18'
    """
    first = day.year - (day.month < 4)
    return f"Q{(day.month - 4) % 12 // 3 + 1} {first % 100:02d}/{(first + 1) % 100:02d}"


def days_of_quarter(label: str) -> tuple[date, date]:
    """Return the first and last day of a quarter of the financial year. Raises ValueError for other words.

    >>> days_of_quarter("Q4 17/18")
    (datetime.date(2018, 1, 1), datetime.date(2018, 3, 31))
    """
    found = re.fullmatch(r"Q([1-4]) ([0-9]{2})/[0-9]{2}", label)
    if found is None:
        raise ValueError(f"'{label}' is no quarter")
    year, month = 2000 + int(found[2]) + (found[1] == "4"), (int(found[1]) * 3) % 12 + 1
    last = month + 2
    return date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1])


def _century(year: int) -> int:
    return year if year >= 100 else year + 2000


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
