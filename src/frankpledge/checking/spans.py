"""Periods as documents write them: the months they cover, or why they are none."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from frankpledge.periods import Window, month_label, month_number, period_ending

_MONTH = {name.lower()[:3]: index for index, name in enumerate(calendar.month_name) if index}


@dataclass(frozen=True)
class Span:
    """Months first to last (as month numbers), both included; ``kind`` is day, month, quarter or year."""

    first: int
    last: int
    kind: str

    @property
    def label(self) -> str:
        if self.kind == "quarter" and self.last - self.first == 2:
            return period_ending(Window.QUARTER, self.last).label
        if self.first == self.last:
            return month_label(self.first)
        return f"{month_label(self.first)} to {month_label(self.last)}"


def read(match: re.Match[str]) -> tuple[Span | None, str]:
    """Return the months of a matched period, or None and the fault (both empty where no year is given)."""
    text = match[0]
    if match["quarter"]:
        return _quarter(match)
    if match["bareq"]:
        return None, "" if text[-1] in "1234" else f"there is no quarter {text[-1]}"
    if match["fy"]:
        return _year(match["fy"])
    if match["isodate"]:
        year, month, day = (int(part) for part in text.split("-"))
        return _day(year, month, day)
    if match["numdate"]:
        day, month, year = (int(part) for part in re.split(r"[/.]", text))
        span, fault = _day(year + 2000 if year < 100 else year, month, day)
        return span, fault if "/" in text else ""
    if match["date"]:
        return _dated(text)
    if match["month"]:
        year = int(re.findall(r"[0-9]+", text)[-1])
        at = month_number(year + 2000 if year < 100 else year, _MONTH[text[:3].lower()])
        return Span(at, at, "month"), ""
    year = int(text)
    return Span(month_number(year, 1), month_number(year, 12), "calendar year"), ""


def _quarter(match: re.Match[str]) -> tuple[Span | None, str]:
    quarter, last = int(match["q"]), int(match["q2"] or match["q"])
    if not 1 <= quarter <= 4 or last < quarter:
        return None, f"there is no quarter {quarter}"
    year, following = int(match["qy"]) % 100, int(match["qy2"]) % 100
    if (year + 1) % 100 != following:
        return None, f"the years {year:02d} and {following:02d} do not follow each other"
    first = month_number(2000 + year, 4) + 3 * (quarter - 1)
    return Span(first, first + 3 * (last - quarter) + 2, "quarter"), ""


def _year(text: str) -> tuple[Span | None, str]:
    first, following = (int(part) for part in re.split(r"\s?[/–-]\s?", text))
    start, end = first % 100, following % 100
    if (start + 1) % 100 != end:
        return None, f"the years {start:02d} and {end:02d} do not follow each other"
    at = month_number(2000 + start, 4)
    return Span(at, at + 11, "financial year"), ""


def _day(year: int, month: int, day: int) -> tuple[Span | None, str]:
    if not 1 <= month <= 12 or not 1990 <= year <= 2100:
        return None, ""
    try:
        date(year, month, day)
    except ValueError:
        return None, f"{calendar.month_name[month]} {year} has no day {day}"
    at = month_number(year, month)
    return Span(at, at, "day"), ""


def _dated(text: str) -> tuple[Span | None, str]:
    day = int(re.match(r"[0-9]+", text)[0])  # type: ignore[index]
    name = re.search(r"(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", text)
    assert name
    month = _MONTH[name[1].lower()]
    year = re.search(r"(?:19|20)[0-9]{2}", text)
    if not year:
        longest = calendar.monthrange(2020, month)[1]
        return None, f"{calendar.month_name[month]} has no day {day}" if not 1 <= day <= longest else ""
    return _day(int(year[0]), month, day)
