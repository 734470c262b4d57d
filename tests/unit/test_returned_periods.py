"""The periods of returned values: every kind by its days, and no days that are not a whole period of it."""

from __future__ import annotations

from datetime import date

import pytest

from frankpledge.contracts.return_periods import returned_period

FITTING = [
    ("month", "2024-02-01", "2024-02-29", "month", "2024-02"),
    ("quarter", "2025-01-01", "2025-03-31", "quarter", "2024-25-Q4"),
    ("half-year", "2024-04-01", "2024-09-30", "since", "2024-04..2024-09"),
    ("half-year", "2024-10-01", "2025-03-31", "since", "2024-10..2025-03"),
    ("financial-year", "2024-04-01", "2025-03-31", "financial-year", "2024-25"),
    ("calendar-year", "2024-01-01", "2024-12-31", "calendar-year", "2024"),
    ("rolling-12", "2023-07-01", "2024-06-30", "rolling-12", "2024-06"),
    ("year-to-date", "2024-04-01", "2024-06-30", "year-to-date", "2024-06"),
    ("since-a-date", "2019-02-01", "2023-09-30", "since", "2019-02..2023-09"),
    ("at-a-date", "2024-03-31", "2024-03-31", "at", "2024-03-31"),
]
NOT_FITTING = [
    ("month", "2024-02-01", "2024-02-28"),
    ("month", "2024-02-01", "2024-03-31"),
    ("quarter", "2024-02-01", "2024-04-30"),
    ("half-year", "2024-07-01", "2024-12-31"),
    ("half-year", "2024-04-01", "2024-08-31"),
    ("financial-year", "2024-01-01", "2024-12-31"),
    ("calendar-year", "2024-04-01", "2025-03-31"),
    ("rolling-12", "2023-08-01", "2024-06-30"),
    ("year-to-date", "2024-05-01", "2024-06-30"),
    ("since-a-date", "2024-05-02", "2024-06-30"),
    ("at-a-date", "2024-03-30", "2024-03-31"),
]


@pytest.mark.parametrize(("word", "first", "last", "window", "key"), FITTING)
def test_days_and_kind_name_a_period(word: str, first: str, last: str, window: str, key: str) -> None:
    period = returned_period(word, date.fromisoformat(first), date.fromisoformat(last))
    assert period is not None
    assert (period.window.value, period.key) == (window, key)
    assert (period.start.isoformat(), period.end.isoformat()) == (first, last)


@pytest.mark.parametrize(("word", "first", "last"), NOT_FITTING)
def test_days_of_another_kind_name_none(word: str, first: str, last: str) -> None:
    assert returned_period(word, date.fromisoformat(first), date.fromisoformat(last)) is None
