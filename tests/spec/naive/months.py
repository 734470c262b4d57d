"""Months as texts, and which months each window is made of."""

from __future__ import annotations

from datetime import date
from functools import cache

WINDOWS = ("month", "quarter", "financial-year", "calendar-year", "rolling-12", "year-to-date")


def move(month: str, by: int) -> str:
    """Return the month so many months later (earlier if negative), one step at a time."""
    year, number = int(month[:4]), int(month[5:])
    for _ in range(abs(by)):
        number += 1 if by > 0 else -1
        if number == 13:
            year, number = year + 1, 1
        if number == 0:
            year, number = year - 1, 12
    return f"{year:04d}-{number:02d}"


def between(first: str, last: str) -> list[str]:
    """Return the months from first to last, both included."""
    months = []
    while first <= last:
        months.append(first)
        first = move(first, 1)
    return months


def apart(earlier: str, later: str) -> int:
    """Return how many months later the second month is (negative if it is earlier)."""
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:]) - int(earlier[5:])


def financial_year(month: str) -> int:
    """Return the calendar year in which the financial year of a month began."""
    year = int(month[:4])
    return year if month[5:] in ("04", "05", "06", "07", "08", "09", "10", "11", "12") else year - 1


def _year_name(year: int) -> str:
    return f"{year}-{str(year + 1)[2:]}"


QUARTERS = {
    "04": 1, "05": 1, "06": 1, "07": 2, "08": 2, "09": 2,
    "10": 3, "11": 3, "12": 3, "01": 4, "02": 4, "03": 4,
}  # fmt: skip
QUARTER_STARTS = {1: "04", 2: "07", 3: "10", 4: "01"}


def key_and_months(window: str, month: str) -> tuple[str, list[str]]:
    """Return the key and the months of the window that ends at, or contains, a month."""
    year = financial_year(month)
    if window == "month":
        return month, [month]
    if window == "quarter":
        number = QUARTERS[month[5:]]
        start = f"{month[:4]}-{QUARTER_STARTS[number]}"
        return f"{_year_name(year)}-Q{number}", [start, move(start, 1), move(start, 2)]
    if window == "financial-year":
        return _year_name(year), between(f"{year}-04", f"{year + 1}-03")
    if window == "calendar-year":
        return month[:4], between(f"{month[:4]}-01", f"{month[:4]}-12")
    if window == "rolling-12":
        return month, between(move(month, -11), month)
    return month, between(f"{year}-04", month)


@cache
def periods(window: str, first: str, last: str) -> list[tuple[str, list[str]]]:
    """Return the periods of a window, oldest first, as (key, months).

    Each month of the span has one; a rolling year is given only where all its months lie in the span.
    """
    found: list[tuple[str, list[str]]] = []
    for month in between(first, last):
        key, months = key_and_months(window, month)
        if window == "rolling-12" and months[0] < first:
            continue
        if not found or found[-1][0] != key:
            found.append((key, months))
    return found


def last_day(month: str) -> date:
    """Return the last day of a month."""
    following = date.fromisoformat(f"{move(month, 1)}-01")
    return date.fromordinal(following.toordinal() - 1)
