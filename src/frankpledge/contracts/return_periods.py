"""The periods of returned counts and values, and the rule that their days are those of their kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from frankpledge.contracts.rules import Rule
from frankpledge.contracts.vocabularies import words
from frankpledge.periods import Period, Window, at, first_day, last_day, month_of, period_ending, since

if TYPE_CHECKING:
    from frankpledge.contracts.rules import Bools, Rows
    from frankpledge.contracts.tables import Table

WINDOWS = words(
    "return-window",
    "Month",
    "Quarter",
    "Half-year",
    "Financial year",
    "Calendar year",
    "Rolling 12",
    "At a date",
    "Year to date",
    "Since a date",
)
_SPANS = {
    "month": Window.MONTH,
    "quarter": Window.QUARTER,
    "financial-year": Window.FINANCIAL_YEAR,
    "calendar-year": Window.CALENDAR_YEAR,
    "rolling-12": Window.ROLLING_12,
    "year-to-date": Window.YEAR_TO_DATE,
}


def returned_period(window: str, start: date, end: date) -> Period | None:
    """Return the period a row states, by the word of its kind and its days; None where the two do not fit.

    A half-year and what runs since a date are spans of whole months. A half-year begins in April or October.

    >>> returned_period("quarter", date(2024, 4, 1), date(2024, 6, 30)).key
    '2024-25-Q1'
    >>> returned_period("quarter", date(2024, 5, 1), date(2024, 7, 31)) is None
    True
    """
    if window == "at-a-date":
        return at(end) if start == end else None
    first, last = month_of(start), month_of(end)
    if start != first_day(first) or end != last_day(last) or last < first:
        return None
    if window in _SPANS:
        period = period_ending(_SPANS[window], last)
        return period if (period.start, period.end) == (start, end) else None
    if window == "half-year" and (last - first != 5 or start.month not in (4, 10)):
        return None
    return since(first, last)


@dataclass(frozen=True)
class FitsWindow(Rule):
    """The days ``first`` and ``last`` are those of a whole period of the kind that ``window`` says."""

    window: str
    first: str
    last: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.window, self.first, self.last

    @property
    def says(self) -> str:
        return f"not the kind of period that {self.first} and {self.last} are"

    @property
    def sentence(self) -> str:
        return f"`{self.first}` and `{self.last}` are the first and last day of one `{self.window}`."

    def broken(self, rows: Rows, table: Table) -> Bools:
        import numpy as np
        import pyarrow as pa

        kinds = table.column(self.window).vocabulary
        assert kinds is not None
        columns = [rows[name] for name in self.columns]
        whole = pa.table(columns, names=["window", "first", "last"])
        # Years of returns have few different periods: each is looked at once.
        distinct = whole.group_by(["window", "first", "last"]).aggregate([]).to_pylist()
        wrong = {
            (code, start, end)
            for code, start, end in (tuple(one.values()) for one in distinct)
            if None not in (code, start, end) and returned_period(kinds.slugs[code], start, end) is None
        }
        told = zip(*(column.to_pylist() for column in columns), strict=True) if wrong else ()
        found = np.zeros(len(columns[0]), bool)
        for place, row in enumerate(told):
            found[place] = row in wrong
        return found
