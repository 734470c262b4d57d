"""Clocks that go past being met, are not yet recorded, come round by the calendar, or stand elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from frankpledge.registers.clocks import Due, Standing, combined, due, next_on_day
from frankpledge.registers.register import Length, Register, Unit

Registers = Mapping[str, Register]
YEAR, QUARTER, MONTH = (Length(number, Unit.MONTHS) for number in (12, 3, 1))
TODAY = date(2026, 11, 25)


def _states(register: Register, values: dict[str, object], state: str) -> dict[str, Standing]:
    return {one.clock.id: one.state for one in due(register, values, state, [], TODAY)}


def test_only_a_response_meets_the_clock_of_a_question(registers: Registers) -> None:
    matters, values = registers["matters"], {"respond-by": "2026-11-20"}
    for state in ("considered", "published"):
        assert _states(matters, values, state) == {"response": Standing.NEVER}
        assert _states(matters, {**values, "responded": "2026-11-19"}, state) == {"response": Standing.MET}
    assert _states(matters, values, "asked") == {"response": Standing.OVERDUE}


def test_papers_that_went_out_do_not_set_the_agenda(registers: Registers) -> None:
    values = {"board": "accountability-board-police", "day": "2026-12-01", "papers-published": "2026-11-20"}
    assert _states(registers["meetings"], values, "papers-out")["agenda"] is Standing.OVERDUE
    assert _states(registers["meetings"], values, "held")["notice"] is Standing.NEVER


def test_a_return_that_never_came_is_late(registers: Registers) -> None:
    values = {"return-due": "2026-10-15"}
    assert _states(registers["contract-reviews"], values, "reviewed") == {"return": Standing.NEVER}


@pytest.mark.parametrize(
    ("day", "length", "met", "following"),
    [
        (date(2026, 11, 20), YEAR, date(2026, 11, 18), date(2027, 11, 20)),
        (date(2026, 11, 20), YEAR, date(2026, 11, 25), date(2027, 11, 20)),
        (date(2026, 11, 20), YEAR, date(2026, 6, 1), date(2026, 11, 20)),
        (date(2026, 11, 20), YEAR, date(2029, 11, 20), date(2030, 11, 20)),
        (date(2026, 11, 20), YEAR, None, date(2026, 11, 20)),
        (date(2026, 1, 31), QUARTER, date(2026, 4, 20), date(2026, 7, 31)),
        (date(2026, 1, 31), MONTH, date(2026, 2, 28), date(2026, 3, 31)),
    ],
)
def test_what_is_due_on_a_day_of_the_calendar_comes_round(
    day: date, length: Length, met: date | None, following: date
) -> None:
    assert next_on_day(day, length, met) == following


def test_a_length_that_does_not_go_on_comes_round_never() -> None:
    with pytest.raises(ValueError, match="comes round"):
        next_on_day(TODAY, Length(0, Unit.MONTHS), TODAY)


def test_a_duty_begins_as_not_yet_recorded_and_does_not_run_out_in_silence(registers: Registers) -> None:
    duties = registers["publication-duties"]
    values: dict[str, object] = {"every": "12 months", "begins": "2026-11-24"}
    assert _states(duties, values, "live")["update"] is Standing.UNRECORDED
    assert _states(duties, values, "not-in-force") == {}
    assert _states(duties, {**values, "begins": "2025-11-24"}, "live")["update"] is Standing.OVERDUE
    on_day = {**values, "next-due": "2026-11-20", "last-updated": "2026-11-18"}
    [found] = [one for one in due(duties, on_day, "live", [], TODAY) if one.clock.id == "update"]
    assert (found.on, found.state) == (date(2027, 11, 20), Standing.UPCOMING)


def test_a_duty_stands_as_the_records_kept_beside_it(registers: Registers) -> None:
    clock = next(one for one in registers["publication-duties"].clocks if one.id == "update")
    late = [Due(clock, date(2026, 10, day), None, Standing.OVERDUE) for day in (7, 5)]
    met = Due(clock, date(2026, 11, 1), date(2026, 10, 30), Standing.MET)
    soon = Due(clock, date(2026, 12, 1), None, Standing.SOON)
    assert combined(clock, [*late, met, soon], TODAY) == Due(
        clock, date(2026, 10, 5), date(2026, 10, 30), Standing.OVERDUE, overdue=2
    )
    assert combined(clock, [met, soon], TODAY).state is Standing.SOON
    assert combined(clock, [met], TODAY).state is Standing.MET
    assert combined(clock, [], TODAY).state is Standing.UNRECORDED
