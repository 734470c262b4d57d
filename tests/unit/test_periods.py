"""Periods: keys and labels, windows and shifts, and what is not a period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge import periods
from frankpledge.errors import WrongUse
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, guess_period, parse_month, parse_period
from tests.spec.naive import months as naive

MONTHS = st.integers(1900 * 12, 2199 * 12 + 11)


@pytest.mark.parametrize(
    ("window", "written", "key", "label", "start", "end"),
    [
        ("month", "2023-05", "2023-05", "May 2023", "2023-05-01", "2023-05-31"),
        ("month", "2024-02", "2024-02", "February 2024", "2024-02-01", "2024-02-29"),
        ("quarter", "Q4 22/23", "2022-23-Q4", "Q4 22/23", "2023-01-01", "2023-03-31"),
        ("quarter", "q4 2022/23", "2022-23-Q4", "Q4 22/23", "2023-01-01", "2023-03-31"),
        ("quarter", "2022-23-Q1", "2022-23-Q1", "Q1 22/23", "2022-04-01", "2022-06-30"),
        ("quarter", "Q2 99/00", "2099-00-Q2", "Q2 99/00", "2099-07-01", "2099-09-30"),
        ("quarter", "Q3 1999/00", "1999-00-Q3", "Q3 99/00", "1999-10-01", "1999-12-31"),
        ("financial-year", "22/23", "2022-23", "2022/23", "2022-04-01", "2023-03-31"),
        ("financial-year", "1999-00", "1999-00", "1999/00", "1999-04-01", "2000-03-31"),
        ("calendar-year", "2023", "2023", "2023", "2023-01-01", "2023-12-31"),
        ("rolling-12", "2023-05", "2023-05", "12 months to May 2023", "2022-06-01", "2023-05-31"),
        ("year-to-date", "2023-05", "2023-05", "Year to date, April to May 2023", "2023-04-01", "2023-05-31"),
        ("year-to-date", "2023-04", "2023-04", "Year to date, April 2023", "2023-04-01", "2023-04-30"),
        (
            "year-to-date", "2023-02", "2023-02", "Year to date, April 2022 to February 2023",
            "2022-04-01", "2023-02-28",
        ),
        (
            "since", "2019-02..2023-09", "2019-02..2023-09", "February 2019 to September 2023",
            "2019-02-01", "2023-09-30",
        ),
        ("since", "2019-02..2019-02", "2019-02..2019-02", "February 2019", "2019-02-01", "2019-02-28"),
        ("at", "2023-03-31", "2023-03-31", "31 March 2023", "2023-03-31", "2023-03-31"),
        ("day", "2023-03-01", "2023-03-01", "1 March 2023", "2023-03-01", "2023-03-01"),
        ("week", "2020-W53", "2020-W53", "Week 53, 2020", "2020-12-28", "2021-01-03"),
    ],
)  # fmt: skip
def test_a_period_prints_and_parses(
    window: str, written: str, key: str, label: str, start: str, end: str
) -> None:
    period = parse_period(Window(window), written)
    assert (period.key, period.label) == (key, label)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert parse_period(period.window, period.key) == period


@pytest.mark.parametrize(
    ("window", "written"),
    [
        ("month", "2023-13"),
        ("month", "2023-5"),
        ("month", "May 2023"),
        ("month", "0023-05"),
        ("quarter", "Q5 22/23"),
        ("quarter", "Q4 22/24"),
        ("quarter", "2022-Q4"),
        ("quarter", ""),
        ("financial-year", "2022"),
        ("financial-year", "2022-24"),
        ("calendar-year", "22/23"),
        ("since", "2023-01"),
        ("since", "2023-02..2023-01"),
        ("at", "2023-02-30"),
        ("at", "yesterday"),
        ("week", "2021-W53"),
        ("week", "2021-W00"),
        ("week", "2021-53"),
    ],
)
def test_what_is_no_period_is_said_with_the_right_way_to_write_it(window: str, written: str) -> None:
    with pytest.raises(WrongUse) as caught:
        parse_period(Window(window), written)
    assert caught.value.exit_code == 2
    assert written in str(caught.value) or "cannot end" in str(caught.value)


def test_two_years_that_do_not_follow_are_put_right() -> None:
    with pytest.raises(WrongUse, match="Did you mean 22/23"):
        parse_period(Window.QUARTER, "Q4 22/24")


def test_an_unknown_window_names_the_nearest() -> None:
    assert Window.named("rolling-12") is Window.ROLLING_12
    with pytest.raises(WrongUse, match="Did you mean 'quarter'"):
        Window.named("quarterly")


@pytest.mark.parametrize(
    ("written", "window"),
    [
        ("2023-05", Window.MONTH),
        ("Q4 22/23", Window.QUARTER),
        ("2022-23-Q4", Window.QUARTER),
        ("2022-23", Window.FINANCIAL_YEAR),
        ("22/23", Window.FINANCIAL_YEAR),
        ("2023", Window.CALENDAR_YEAR),
        ("2019-02..2023-09", Window.SINCE),
        ("2023-W37", Window.WEEK),
        ("2023-03-31", Window.AT),
        (" 2023-05 ", Window.MONTH),
    ],
)
def test_a_period_written_without_its_window_is_guessed(written: str, window: Window) -> None:
    assert guess_period(written).window is window


@pytest.mark.parametrize("written", ["", "soon", "2022-99", "2023-1-1", "Quarter 4", "..", "2023-00"])
def test_what_cannot_be_guessed_is_wrong_use(written: str) -> None:
    with pytest.raises(WrongUse):
        guess_period(written)


@pytest.mark.parametrize(
    ("window", "key", "previous", "year_before"),
    [
        ("month", "2023-01", "2022-12", "2022-01"),
        ("quarter", "2022-23-Q1", "2021-22-Q4", "2021-22-Q1"),
        ("financial-year", "2022-23", "2021-22", "2021-22"),
        ("calendar-year", "2023", "2022", "2022"),
        ("rolling-12", "2023-05", "2022-05", "2022-05"),
        ("year-to-date", "2023-05", "2022-05", "2022-05"),
        ("since", "2023-01..2023-03", "2022-10..2022-12", "2022-01..2022-03"),
    ],
)
def test_the_period_before_and_a_year_before(window: str, key: str, previous: str, year_before: str) -> None:
    period = parse_period(Window(window), key)
    assert period.previous().key == previous
    assert period.year_before().key == year_before


def test_a_date_cannot_be_moved_by_months() -> None:
    with pytest.raises(WrongUse, match="cannot be moved"):
        periods.at(date(2023, 3, 31)).shifted(1)


def test_no_span_of_months_is_made_of_a_week() -> None:
    with pytest.raises(WrongUse):
        periods.span_of(Window.WEEK, parse_month("2023-01"))


@given(MONTHS, st.sampled_from(MONTHLY_WINDOWS))
def test_windows_are_those_of_the_second_implementation(month: int, window: Window) -> None:
    period = periods.period_ending(window, month)
    key, months = naive.key_and_months(window.value, periods.month_key(month))
    assert period.key == key
    assert [periods.month_key(one) for one in period.months] == months
    assert period.end == naive.last_day(months[-1])
    assert parse_period(window, key) == period


@given(MONTHS, MONTHS, st.sampled_from(MONTHLY_WINDOWS))
def test_keys_of_one_window_sort_as_their_periods_do(one: int, two: int, window: Window) -> None:
    first, second = periods.period_ending(window, one), periods.period_ending(window, two)
    assert (first.key < second.key) == (first.end < second.end)
    assert (first.key == second.key) == (first == second)


@given(MONTHS, st.integers(-600, 600), st.sampled_from(MONTHLY_WINDOWS))
def test_moving_there_and_back_is_staying(month: int, by: int, window: Window) -> None:
    period = periods.period_ending(window, month)
    step = len(period.months) if window in (Window.QUARTER,) else 12
    moved: Period = period.shifted(by * step)
    assert moved.shifted(-by * step) == period


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_lies_in_its_month(day: date) -> None:
    number = periods.month_of(day)
    assert periods.first_day(number) <= day <= periods.last_day(number)
    assert periods.last_day(number) + timedelta(days=1) == periods.first_day(number + 1)
    assert parse_month(periods.month_key(number)) == number
    assert periods.month_label(number).endswith(str(day.year))
