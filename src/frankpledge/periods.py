"""Months, quarters, years and rolling windows: keys and labels parse and print only here.

A month is held as a whole number, ``year * 12 + month - 1``, so that arrays of months
are dense and period arithmetic is integer arithmetic. Quarters and years are financial
(April to March) unless a name says ``calendar``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from frankpledge.errors import WrongUse, did_you_mean

MONTH_NAMES = tuple(calendar.month_name)


class Window(StrEnum):
    """The kinds of period a figure can cover."""

    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial-year"
    CALENDAR_YEAR = "calendar-year"
    ROLLING_12 = "rolling-12"
    YEAR_TO_DATE = "year-to-date"
    SINCE = "since"
    AT = "at"
    DAY = "day"
    WEEK = "week"

    @classmethod
    def named(cls, word: str) -> Window:
        """Return the window called ``word``; raise WrongUse with the nearest right word."""
        try:
            return cls(word)
        except ValueError:
            raise WrongUse(f"There is no window '{word}'.", do=did_you_mean(word, list(cls))) from None


MONTHLY_WINDOWS = (
    Window.MONTH,
    Window.QUARTER,
    Window.FINANCIAL_YEAR,
    Window.CALENDAR_YEAR,
    Window.ROLLING_12,
    Window.YEAR_TO_DATE,
)
"""Windows made of whole months that can be derived for every month of a series."""


def month_number(year: int, month: int) -> int:
    """Return the whole number of a month: ``month_number(2023, 5) == 24280``."""
    return year * 12 + month - 1


def month_key(number: int) -> str:
    """Return the sorting key of a month number: ``month_key(24280) == '2023-05'``."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_label(number: int) -> str:
    """Return what people see: ``month_label(24280) == 'May 2023'``."""
    return f"{MONTH_NAMES[number % 12 + 1]} {number // 12}"


def parse_month(text: str) -> int:
    """Return the number of a month written ``YYYY-MM``; raise WrongUse otherwise."""
    match = re.fullmatch(r"([12][0-9]{3})-(0[1-9]|1[0-2])", text.strip())
    if not match:
        raise WrongUse(f"'{text}' is not a month.", do="Write a month as YYYY-MM, for example 2023-05.")
    return month_number(int(match[1]), int(match[2]))


def parse_date(text: str) -> date:
    """Return the date written ``YYYY-MM-DD``; raise WrongUse otherwise."""
    words = text.strip()
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
            raise ValueError(words)
        return date.fromisoformat(words)
    except ValueError:
        raise WrongUse(f"'{text}' is not a date.", do="Write a date as YYYY-MM-DD.") from None


def month_of(day: date) -> int:
    """Return the month number a date falls in."""
    return month_number(day.year, day.month)


def first_day(number: int) -> date:
    """Return the first day of a month number."""
    return date(number // 12, number % 12 + 1, 1)


def last_day(number: int) -> date:
    """Return the last day of a month number."""
    return first_day(number + 1) - timedelta(days=1)


def financial_year_of(number: int) -> int:
    """Return the calendar year in which the financial year of a month began."""
    return (number - 3) // 12


def financial_quarter_of(number: int) -> int:
    """Return 1 to 4: Q1 is April to June."""
    return (number - 3) % 12 // 3 + 1


def day_label(day: date) -> str:
    """Return a date as people write it: ``31 March 2023``."""
    return f"{day.day} {MONTH_NAMES[day.month]} {day.year}"


@dataclass(frozen=True, order=True)
class Period:
    """One period of one window. Build it with :func:`parse_period` or :func:`period_ending`."""

    window: Window
    key: str
    start: date
    end: date
    label: str

    @property
    def first_month(self) -> int:
        return month_of(self.start)

    @property
    def last_month(self) -> int:
        return month_of(self.end)

    @property
    def months(self) -> range:
        """The month numbers covered, first to last."""
        return range(self.first_month, self.last_month + 1)

    def shifted(self, months: int) -> Period:
        """Return the same window ending ``months`` later (negative: earlier)."""
        if self.window is Window.SINCE:
            return since(self.first_month + months, self.last_month + months)
        if self.window not in MONTHLY_WINDOWS:
            raise WrongUse(f"A period of window '{self.window}' cannot be moved by months.")
        return period_ending(self.window, self.last_month + months)

    def previous(self) -> Period:
        """Return the period just before: the quarter before a quarter, the 12 months before 12 months."""
        if self.window is Window.YEAR_TO_DATE:
            return self.shifted(-12)
        return self.shifted(-len(self.months))

    def year_before(self) -> Period:
        """Return the same period one year earlier."""
        return self.shifted(-12)


def span_of(window: Window, last_month: int) -> tuple[int, int]:
    """Return first and last month number of the ``window`` that contains or ends at ``last_month``.

    Quarters and years are returned whole, whatever month inside them is given.
    """
    if window is Window.MONTH:
        return last_month, last_month
    if window is Window.QUARTER:
        first = last_month - last_month % 3
        return first, first + 2
    if window is Window.FINANCIAL_YEAR:
        first = month_number(financial_year_of(last_month), 4)
        return first, first + 11
    if window is Window.CALENDAR_YEAR:
        first = last_month - last_month % 12
        return first, first + 11
    if window is Window.ROLLING_12:
        return last_month - 11, last_month
    if window is Window.YEAR_TO_DATE:
        return month_number(financial_year_of(last_month), 4), last_month
    raise WrongUse(f"Window '{window}' is not derived from months.")


def period_ending(window: Window, last_month: int) -> Period:
    """Return the period of a monthly window that ends at (or, for quarters and years, contains) a month."""
    first, last = span_of(window, last_month)
    year = financial_year_of(last)
    short = f"{year % 100:02d}/{(year + 1) % 100:02d}"
    if window is Window.MONTH:
        key, label = month_key(last), month_label(last)
    elif window is Window.QUARTER:
        quarter = financial_quarter_of(last)
        key, label = f"{year}-{(year + 1) % 100:02d}-Q{quarter}", f"Q{quarter} {short}"
    elif window is Window.FINANCIAL_YEAR:
        key, label = f"{year}-{(year + 1) % 100:02d}", f"{year}/{(year + 1) % 100:02d}"
    elif window is Window.CALENDAR_YEAR:
        key, label = f"{last // 12:04d}", f"{last // 12:04d}"
    elif window is Window.ROLLING_12:
        key, label = month_key(last), f"12 months to {month_label(last)}"
    else:
        key, label = month_key(last), f"Year to date, {_span_label(first, last)}"
    return Period(window, key, first_day(first), last_day(last), label)


def since(first: int, last: int) -> Period:
    """Return the ``since`` period from month ``first`` to month ``last``, both included."""
    if last < first:
        raise WrongUse(f"A period cannot end ({month_key(last)}) before it starts ({month_key(first)}).")
    key = f"{month_key(first)}..{month_key(last)}"
    return Period(Window.SINCE, key, first_day(first), last_day(last), _span_label(first, last))


def at(day: date) -> Period:
    """Return the ``at`` period of one date."""
    return Period(Window.AT, day.isoformat(), day, day, day_label(day))


def _span_label(first: int, last: int) -> str:
    if first == last:
        return month_label(last)
    if first // 12 == last // 12:
        return f"{MONTH_NAMES[first % 12 + 1]} to {month_label(last)}"
    return f"{month_label(first)} to {month_label(last)}"


_QUARTER_KEY = re.compile(r"([12][0-9]{3})[-/]([0-9]{2})[- ]?Q([1-4])", re.IGNORECASE)
_QUARTER_LABEL = re.compile(r"Q([1-4])[ ,]*(?:([12][0-9])?([0-9]{2}))[/-]([0-9]{2})", re.IGNORECASE)
_YEAR_KEY = re.compile(r"(?:([12][0-9])?([0-9]{2}))[/-]([0-9]{2})")


def parse_quarter(text: str) -> Period:
    """Return the financial quarter written as ``Q4 22/23``, ``Q4 2022/23`` or ``2022-23-Q4``.

    Raises WrongUse when the two years do not follow each other.
    """
    words = text.strip()
    if match := _QUARTER_KEY.fullmatch(words):
        year, following, quarter = int(match[1]), int(match[2]), int(match[3])
    elif match := _QUARTER_LABEL.fullmatch(words):
        quarter, following = int(match[1]), int(match[4])
        year = int(match[2] or "20") * 100 + int(match[3])
    else:
        raise WrongUse(f"'{text}' is not a quarter.", do='Write a quarter as "Q4 22/23" or 2022-23-Q4.')
    _check_following(text, year, following)
    return period_ending(Window.QUARTER, month_number(year, 4) + 3 * (quarter - 1))


_HALF_KEY = re.compile(r"([12][0-9]{3})[-/]([0-9]{2})[- ]?H([12])", re.IGNORECASE)
_HALF_LABEL = re.compile(r"H([12])[ ,]*(?:([12][0-9])?([0-9]{2}))[/-]([0-9]{2})", re.IGNORECASE)


def parse_half_year(text: str) -> Period:
    """Return the half of a financial year written as ``H1 24/25`` or ``2024-25-H1``, as a span of months.

    >>> parse_half_year("H2 24/25").key
    '2024-10..2025-03'
    """
    words = text.strip()
    if match := _HALF_KEY.fullmatch(words):
        year, following, half = int(match[1]), int(match[2]), int(match[3])
    elif match := _HALF_LABEL.fullmatch(words):
        half, following = int(match[1]), int(match[4])
        year = int(match[2] or "20") * 100 + int(match[3])
    else:
        raise WrongUse(f"'{text}' is not a half-year.", do='Write a half-year as "H1 24/25" or 2024-25-H1.')
    _check_following(text, year, following)
    first = month_number(year, 4) + 6 * (half - 1)
    return since(first, first + 5)


def parse_financial_year(text: str) -> Period:
    """Return the financial year written as ``2022-23``, ``2022/23`` or ``22/23``."""
    match = _YEAR_KEY.fullmatch(text.strip())
    if not match:
        raise WrongUse(f"'{text}' is not a financial year.", do="Write it as 2022-23.")
    year = int(match[1] or "20") * 100 + int(match[2])
    _check_following(text, year, int(match[3]))
    return period_ending(Window.FINANCIAL_YEAR, month_number(year, 4))


def _check_following(text: str, year: int, following: int) -> None:
    if (year + 1) % 100 != following:
        right = f"{year % 100:02d}/{(year + 1) % 100:02d}"
        raise WrongUse(
            f"'{text}' names two years that do not follow each other.", do=f"Did you mean {right}?"
        )


def parse_period(window: Window, key: str) -> Period:
    """Return the period of ``window`` written as ``key`` (or, for quarters and years, its label).

    Raises WrongUse naming the right way to write it.
    """
    words = " ".join(key.split())
    if window in (Window.MONTH, Window.ROLLING_12, Window.YEAR_TO_DATE):
        return period_ending(window, parse_month(words))
    if window is Window.QUARTER:
        return parse_quarter(words)
    if window is Window.FINANCIAL_YEAR:
        return parse_financial_year(words)
    if window is Window.CALENDAR_YEAR:
        if not re.fullmatch(r"[12][0-9]{3}", words):
            raise WrongUse(f"'{key}' is not a calendar year.", do="Write it as 2023.")
        return period_ending(window, month_number(int(words), 1))
    if window is Window.SINCE:
        first, separator, last = words.partition("..")
        if not separator:
            raise WrongUse(f"'{key}' is not a span of months.", do="Write it as 2019-02..2023-09.")
        return since(parse_month(first), parse_month(last))
    if window is Window.WEEK:
        return _parse_week(words)
    day = parse_date(words)
    return at(day) if window is Window.AT else Period(Window.DAY, words, day, day, day_label(day))


def _parse_week(words: str) -> Period:
    match = re.fullmatch(r"([12][0-9]{3})-W([0-5][0-9])", words)
    try:
        start = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        start = None
    if match is None or start is None:
        raise WrongUse(f"'{words}' is not a week.", do="Write it as 2023-W37.")
    label = f"Week {int(match[2])}, {match[1]}"
    return Period(Window.WEEK, words, start, start + timedelta(days=6), label)


_TWELVE_MONTHS = re.compile(r"(?i:12|twelve) months to (.+)")
_MONTH_LABEL = re.compile(rf"({'|'.join(MONTH_NAMES[1:])}) ([12][0-9]{{3}})", re.IGNORECASE)
_DAY_LABEL = re.compile(r"([0-9]{1,2}) (.+)")


def _named_month(words: str) -> int | None:
    """Return the number of a month written as its label, ``May 2023``; None where it is none."""
    found = _MONTH_LABEL.fullmatch(words)
    return month_number(int(found[2]), MONTH_NAMES.index(found[1].capitalize())) if found else None


def _labelled(words: str) -> Period | None:
    """Return the month, 12 months or date that a label names; None where it names none."""
    if match := _TWELVE_MONTHS.fullmatch(words):
        month = _named_month(match[1])
        return None if month is None else period_ending(Window.ROLLING_12, month)
    if (month := _named_month(words)) is not None:
        return period_ending(Window.MONTH, month)
    match = _DAY_LABEL.fullmatch(words)
    month = _named_month(match[2]) if match else None
    if match is None or month is None or not 1 <= int(match[1]) <= last_day(month).day:
        return None
    return at(first_day(month).replace(day=int(match[1])))


def guess_period(text: str) -> Period:
    """Return the period a person wrote without naming its window, as a key or as a label of one.

    A month, quarter, year, 12 months, date or span: ``2023-05``, ``May 2023``, ``Q4 22/23``,
    ``12 months to May 2023``, ``31 March 2023``.
    """
    words = " ".join(text.split())
    if (named := _labelled(words)) is not None:
        return named
    patterns: tuple[tuple[str, Window], ...] = (
        (r"[12][0-9]{3}-(0[1-9]|1[0-2])", Window.MONTH),
        (r"(?i:.*Q[1-4].*)", Window.QUARTER),
        (r"[12][0-9]{3}[-/][0-9]{2}|[0-9]{2}/[0-9]{2}", Window.FINANCIAL_YEAR),
        (r"[12][0-9]{3}", Window.CALENDAR_YEAR),
        (r".+\.\..+", Window.SINCE),
        (r"[12][0-9]{3}-W[0-9]{2}", Window.WEEK),
        (r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", Window.AT),
    )
    for pattern, window in patterns:
        if re.fullmatch(pattern, words):
            return parse_period(window, words)
    raise WrongUse(
        f"'{text}' is not a period.", do="Write 2023-05, 2022-23-Q4, 2022-23, 2023 or 2019-02..2023-09."
    )
