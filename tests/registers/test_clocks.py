"""Due dates against a second way of counting: one day after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.registers.clocks import Standing, after, due, elapsed
from frankpledge.registers.register import Clock, Field, FieldType, Length, Register, State, Unit
from frankpledge.working_time import bank_holidays

DAYS = st.dates(date(2004, 1, 1), date(2090, 12, 31))
CLOSED = (date(2026, 12, 29), date(2026, 12, 30))


def _works(day: date, closed: tuple[date, ...]) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year) and day not in closed


def _one_by_one(start: date, number: int, unit: Unit, closed: tuple[date, ...]) -> date:
    """Walk day by day until enough days have been counted."""
    step = timedelta(1 if number > 0 else -1)
    day, left = start, abs(number)
    if unit is Unit.CLEAR_DAYS and left:  # so many days between, and then the day itself
        left += 1
    while left:
        day += step
        left -= unit is Unit.DAYS or _works(day, closed)
    return day


@given(DAYS, st.integers(-60, 60), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.CLEAR_DAYS]))
def test_days_are_counted_as_one_walks_them(start: date, number: int, unit: Unit) -> None:
    assert after(start, Length(number, unit), CLOSED) == _one_by_one(start, number, unit, CLOSED)


@given(DAYS, st.integers(0, 200))
def test_time_that_has_passed_is_what_was_counted(start: date, span: int) -> None:
    end = start + timedelta(span)
    between = [start + timedelta(one) for one in range(1, span)]
    works = sum(_works(day, CLOSED) for day in between)
    assert elapsed(start, end, Unit.CLEAR_DAYS, CLOSED) == works
    last = span > 0 and _works(end, CLOSED)
    assert elapsed(start, end, Unit.WORKING_DAYS, CLOSED) == works + last
    assert elapsed(end, start, Unit.WORKING_DAYS, CLOSED) == -(works + last)


@given(DAYS, st.integers(-40, 40))
def test_months_end_on_the_same_number_or_the_last_day(start: date, number: int) -> None:
    end = after(start, Length(number, Unit.MONTHS))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == number
    assert end.day == start.day or ((end + timedelta(1)).day == 1 and end.day < start.day)
    if number > 0:
        assert elapsed(start, end, Unit.MONTHS) == number
        assert elapsed(start, end - timedelta(1), Unit.MONTHS) == number - 1


@given(DAYS, st.integers(1, 60), st.sampled_from(list(Unit)))
def test_so_much_later_is_so_much_elapsed(start: date, number: int, unit: Unit) -> None:
    assert elapsed(start, after(start, Length(number, unit)), unit) == number


def test_papers_five_clear_days_before_a_board_after_easter() -> None:
    board = date(2026, 4, 9)  # a Thursday; Good Friday is the 3rd and Easter Monday the 6th
    assert after(board, Length(-5, Unit.CLEAR_DAYS)) == date(2026, 3, 30)


REGISTER = Register(
    id="cases",
    title="Cases",
    one="case",
    about="",
    fields=(
        Field("received", FieldType.DATE, "Received"),
        Field("answered", FieldType.DATE, "Answered"),
        Field("every", FieldType.CHOICE, "Every", choices={"6 weeks": "Six weeks", "on-change": "On change"}),
    ),
    states=(State("open", "Open"), State("done", "Done"), State("shut", "Shut", closed=True)),
)
ANSWER = Clock("answer", "Answer", "received", Length(10, Unit.WORKING_DAYS), met_by="answered")
FINISH = Clock("finish", "Finish", "received", Length(1, Unit.MONTHS), met_in=frozenset({"done"}))
AGAIN = Clock("again", "Look again", "received", every="every", met_by="answered", recurs=True)


@pytest.mark.parametrize(
    ("values", "today", "standing"),
    [
        ({}, date(2026, 5, 5), Standing.UPCOMING),
        ({}, date(2026, 5, 12), Standing.SOON),
        ({}, date(2026, 5, 18), Standing.SOON),
        ({}, date(2026, 5, 19), Standing.OVERDUE),
        ({"answered": "2026-05-18"}, date(2026, 6, 1), Standing.MET),
        ({"answered": "2026-05-19"}, date(2026, 6, 1), Standing.LATE),
    ],
)
def test_how_a_clock_stands(values: dict[str, str], today: date, standing: Standing) -> None:
    register = replace(REGISTER, clocks=(ANSWER,))
    [found] = due(register, {"received": "2026-05-01", **values}, "open", [], today)
    assert (found.on, found.state) == (date(2026, 5, 18), standing)  # 4 May is a bank holiday


def test_a_state_meets_a_clock_on_the_day_it_was_last_come_to() -> None:
    register = replace(REGISTER, clocks=(FINISH,))
    values = {"received": "2026-05-01"}
    history = [
        (date(2026, 5, 1), "open"),
        (date(2026, 5, 20), "done"),
        (date(2026, 5, 22), "open"),
        (date(2026, 6, 9), "done"),
    ]
    [found] = due(register, values, "done", history, date(2026, 7, 1))
    assert (found.on, found.met_on, found.state) == (date(2026, 6, 1), date(2026, 6, 9), Standing.LATE)
    [found] = due(register, values, "open", history[:3], date(2026, 7, 1))
    assert (found.met_on, found.state) == (None, Standing.OVERDUE)
    [found] = due(register, values, "shut", history[:3], date(2026, 7, 1))
    assert found.state is Standing.STOPPED
    [found] = due(register, values, "done", [], date(2026, 7, 1))
    assert (found.met_on, found.state) == (None, Standing.MET), "nobody noted when"


def test_what_comes_round_is_due_first_on_its_day_and_then_after_it_was_last_done() -> None:
    register = replace(REGISTER, clocks=(AGAIN,))
    values = {"received": "2026-05-01", "every": "6 weeks"}
    [found] = due(register, values, "open", [], date(2026, 5, 2))
    assert (found.on, found.state) == (date(2026, 5, 1), Standing.OVERDUE)
    [found] = due(register, {**values, "answered": "2026-05-04"}, "open", [], date(2026, 5, 5))
    assert (found.on, found.met_on, found.state) == (date(2026, 6, 15), date(2026, 5, 4), Standing.UPCOMING)
    assert due(register, {**values, "every": "on-change"}, "open", [], date(2026, 5, 5)) == ()


def test_a_clock_without_a_day_to_count_from_is_left_out() -> None:
    register = replace(REGISTER, clocks=(ANSWER, FINISH, AGAIN))
    assert due(register, {"answered": "2026-05-04"}, "open", [], date(2026, 5, 5)) == ()
