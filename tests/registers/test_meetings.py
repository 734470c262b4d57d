"""Meetings are proposed by an interval, matters by what was found and is due, and a thread holds together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.errors import BadDefinition
from frankpledge.plan.office_folder import new_office
from frankpledge.registers.checking import check
from frankpledge.registers.clocks import Standing, due
from frankpledge.registers.proposing import ExceptionalResult, HeldRecord, proposed_matters
from frankpledge.registers.register import Register
from frankpledge.registers.series import Closed, Proposed, Series, proposals
from frankpledge.registers.series_file import read_series
from frankpledge.registers.thread import thread_of
from frankpledge.working_time import bank_holidays

Registers = Mapping[str, Register]
BOARD = "accountability-board-police"
SUMMER = Closed(date(2026, 8, 3), date(2026, 8, 21), "Summer")


def _series(first: date = date(2026, 1, 13), weeks: int = 6, *closed: Closed) -> Series:
    return Series(BOARD, "Board", weeks, first, closed)


def _days(found: tuple[Proposed, ...]) -> list[date]:
    return [one.day for one in found]


def test_a_board_meets_every_six_weeks() -> None:
    found = proposals(_series(), date(2026, 1, 1), date(2026, 6, 30))
    assert _days(found) == [date(2026, 1, 13) + timedelta(weeks=6 * place) for place in range(5)]
    assert {one.why for one in found} == {""}


def test_a_meeting_gives_way_to_a_holiday_and_those_after_it_do_not_move() -> None:
    found = proposals(_series(date(2026, 4, 6)), date(2026, 4, 1), date(2026, 6, 30))
    assert found[0] == Proposed(date(2026, 4, 7), date(2026, 4, 6), "Monday 6 April 2026 is Easter Monday.")
    assert found[1].day == date(2026, 5, 18)


def test_a_closed_week_puts_a_meeting_off_to_the_next_open_one() -> None:
    found = proposals(_series(date(2026, 6, 30), 6, SUMMER), date(2026, 7, 1), date(2026, 9, 30))
    assert found[0] == Proposed(date(2026, 8, 25), date(2026, 8, 11), "11 August 2026: Summer.")


def test_dates_are_counted_from_the_last_meeting_where_it_was_moved() -> None:
    found = proposals(_series(), date(2026, 3, 1), date(2026, 5, 31), last=date(2026, 3, 10))
    assert _days(found) == [date(2026, 4, 21)]


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(1, 13),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 30),
)
def test_no_meeting_is_proposed_where_none_can_be_held(
    first: date, weeks: int, shut: date, length: int
) -> None:
    closed = Closed(shut, shut + timedelta(length), "closed")
    own = (first + timedelta(weeks=weeks),)
    begin, end = first - timedelta(7), first + timedelta(weeks=30)
    found = proposals(_series(first, weeks, closed), begin, end, own)
    for one in found:
        assert one.day.weekday() < 5
        assert one.day not in bank_holidays(one.day.year)
        assert one.day not in own
        assert not closed.first <= one.day <= closed.last
        assert bool(one.why) is (one.day != one.by_interval)
        assert (one.by_interval - first).days % (7 * weeks) == 0
    between = [one.by_interval for one in found]
    assert between == sorted(set(between))


def test_what_is_due_before_a_board_and_a_panel(registers: Registers) -> None:
    register = registers["meetings"]
    values = {"board": BOARD, "day": "2026-04-09"}
    found = {one.clock.id: one for one in due(register, values, "fixed", [], date(2026, 3, 1))}
    assert found["agenda"].on == date(2026, 3, 5), "week 1 of a cycle of six"
    assert found["papers"].on == date(2026, 3, 30), "five clear days, over Easter"
    assert found["minutes"].on == date(2026, 5, 8)
    panel = due(register, {**values, "board": "panel"}, "fixed", [], date(2026, 3, 1))
    assert [one.clock.id for one in panel] == ["papers", "minutes"]
    assert due(register, values, "proposed", [], date(2027, 3, 1)) == (), "a proposal owes nothing"


def test_every_new_office_has_its_series_and_their_boards(tmp_path: Path, registers: Registers) -> None:
    new_office(tmp_path / "office")
    boards = registers["meetings"].field_of("board").choices
    series = read_series(tmp_path / "office", boards)
    assert {one.id for one in series} == set(boards)
    assert {one.weeks for one in series if "accountability" in one.id} == {6}
    assert read_series(tmp_path, boards) == (), "an office without the file proposes nothing"


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("id: panel", "id: pannel", "series 3.id", "Did you mean 'panel'"),
        ("id: panel", "id: audit-committee", "series 4.id", "already"),
        ("weeks: 13", "weeks: 0", "series 3.weeks", "whole number"),
        ("to: 2027-08-27", "to: 2027-07-27", "closed 2.to", "ends before"),
        ("first: 2026-09-10", "first: soon", "series 3.first", "not a date"),
    ],
)
def test_a_wrong_series_names_its_place(
    tmp_path: Path, registers: Registers, old: str, new: str, field: str, said: str
) -> None:
    new_office(tmp_path / "office")
    path = tmp_path / "office" / "plan" / "meeting-series.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadDefinition, match=said) as caught:
        read_series(tmp_path / "office", registers["meetings"].field_of("board").choices)
    assert caught.value.where.field == field


TODAY = date(2026, 5, 20)
FOUND = ExceptionalResult(
    "burglary/force/x//month/2026-04", "0004", "burglary", "Burglary", "Higher than expected.", "police"
)


def _held(register: Register, key: str, values: Mapping[str, Any], today: date = TODAY) -> HeldRecord:
    return HeldRecord(key, values, due(register, values, register.first_state.id, [], today), f"A-{key}")


def _action(registers: Registers, day: str) -> HeldRecord:
    values = {
        "action": "Send the plan",
        "body": "police",
        "owner": "Head",
        "set-on": "2026-01-01",
        "due": day,
    }
    return _held(registers["actions"], "7", {**values, "matter": "3"})


def _assurance(registers: Registers, last: str) -> HeldRecord:
    values = {
        "title": "Custody",
        "body": "police",
        "board": BOARD,
        "every": "12 months",
        "first-due": "2024-01-01",
        "last-considered": last,
        "measure": "detentions",
    }
    return _held(registers["assurance"], "2", values)


def test_matters_are_proposed_and_carry_the_figure(registers: Registers) -> None:
    found = proposed_matters(
        TODAY,
        findings=[FOUND],
        actions=[_action(registers, "2026-05-19"), _action(registers, "2026-05-20")],
        assurance=[_assurance(registers, "2025-06-10")],
        until=date(2026, 6, 16),
    )
    assert [one.source for one in found] == [
        "finding:burglary/force/x//month/2026-04",
        "action:7:2026-05-19",
        "assurance:2:2026-06-10",
    ]
    for one in found:
        assert check(registers["matters"], one.values) == ()
    figure, action, assurance = (one.values for one in found)
    assert figure["figure"] == {"key": FOUND.key, "build": "0004"}
    assert (action["continues"], action["raised"]) == ("3", "2026-05-20")
    assert (assurance["schedule"], assurance["measure"]) == ("2", "detentions")


def test_what_was_taken_up_is_not_proposed_again_until_it_falls_due_again(registers: Registers) -> None:
    taken_up = {"assurance:2:2026-06-10", f"finding:{FOUND.key}"}
    first = _assurance(registers, "2025-06-10")
    later = _assurance(registers, "2026-06-16")
    asked = {"findings": [FOUND, FOUND], "taken_up": taken_up, "until": date(2027, 7, 1)}
    assert proposed_matters(TODAY, assurance=[first], **asked) == ()
    [again] = proposed_matters(TODAY, assurance=[later], **asked)
    assert again.source == "assurance:2:2027-06-16"


def test_all_that_was_found_of_a_measure_is_one_matter_which_carries_the_weightiest_figure() -> None:
    key = "burglary/force/x//quarter/2025-26-Q4"
    quarter = replace(FOUND, key=key, sentence="A quarter higher than expected.")
    better = replace(FOUND, key="b", measure="robbery", title="A robbery", better=True)
    matters = proposed_matters(TODAY, findings=[better, quarter, FOUND, FOUND])
    assert [one.values["measure"] for one in matters] == ["burglary", "robbery"], "the worse first"
    assert matters[0].source == f"finding:{key}"
    assert matters[0].values["figure"]["key"] == key
    assert matters[0].values["why"] == "A quarter higher than expected.\n\nHigher than expected."
    elsewhere = replace(FOUND, key="c", body="office")
    assert len(proposed_matters(TODAY, findings=[FOUND, elsewhere])) == 2, "of two bodies"
    taken = {f"finding:{FOUND.key}"}
    assert proposed_matters(TODAY, findings=[quarter, FOUND], taken_up=taken) == ()


def test_nothing_is_proposed_before_it_is_due(registers: Registers) -> None:
    assert proposed_matters(TODAY, assurance=[_assurance(registers, "2025-06-10")]) == ()
    done = _held(
        registers["actions"], "1", {**_action(registers, "2026-01-01").values, "done-on": "2026-03-01"}
    )
    assert done.due[0].state is Standing.LATE
    assert proposed_matters(TODAY, actions=[done]) == ()


def test_a_question_and_what_came_of_it_is_one_thread(registers: Registers) -> None:
    meetings = {"m1": {"board": BOARD, "day": "2026-04-09"}, "m2": {"board": BOARD, "day": "2026-05-19"}}
    matters: dict[str, dict[str, Any]] = {
        "3": {
            "title": "Burglary",
            "raised": "2026-03-05",
            "meeting": "m1",
            "questions": [
                {"question": "Why?", "form": "written"},
                {"question": "What next?", "form": "oral"},
            ],
            "sent": "2026-03-12",
            "response": "Because.",
            "responded": "2026-03-26",
            "assurance": "partial",
            "returns-to": "m2",
        },
        "8": {"title": "Burglary again", "raised": "2026-05-01", "continues": "3", "meeting": "m2"},
        "9": {"title": "Roads", "raised": "2026-05-01"},
    }
    actions = {
        "7": {
            "action": "Send the plan",
            "matter": "3",
            "set-on": "2026-04-10",
            "due": "2026-05-01",
            "owner": "ACC",
            "evidence": "Sent.",
            "done-on": "2026-04-30",
        },
        "5": {"action": "Other", "matter": "9", "due": "2026-05-02"},
    }
    decisions = {
        "d2": {"title": "Later", "matter": "3", "decided": "2026-04-20"},
        "d1": {"title": "Sooner", "matter": "3", "decided": "2026-04-12"},
    }
    recommendations = {
        "r": {
            "recommendation": "Say why.",
            "matter": "3",
            "made": "2026-04-11",
            "reply": "We did.",
            "replied": "2026-04-25",
        }
    }
    held = {
        "matters": matters,
        "meetings": meetings,
        "actions": actions,
        "decisions": decisions,
        "recommendations": recommendations,
    }
    for key in ("3", "8"):
        stages = thread_of(registers, key, held)
        assert [(one.matter, one.meeting) for one in stages] == [("3", "m1"), ("8", "m2")]
        steps = [step for stage in stages for step in stage.steps]
        assert [(one.kind, one.key, one.words) for one in steps] == [
            ("matter", "3", "Burglary"),
            ("question", "3", "Why?"),
            ("question", "3", "What next?"),
            ("response", "3", "Because."),
            ("assurance", "3", "Partial assurance"),
            ("decision", "d1", "Sooner"),
            ("decision", "d2", "Later"),
            ("recommendation", "r", "Say why."),
            ("reply", "r", "We did."),
            ("action", "7", "Send the plan"),
            ("action done", "7", "Sent."),
            ("next meeting", "m2", "Accountability Board (police)"),
            ("matter", "8", "Burglary again"),
        ]
        assert [one.day for one in steps][3:12] == [
            date(2026, 3, 26),
            date(2026, 4, 9),
            date(2026, 4, 12),
            date(2026, 4, 20),
            date(2026, 4, 11),
            date(2026, 4, 25),
            date(2026, 4, 10),
            date(2026, 4, 30),
            date(2026, 5, 19),
        ]
        assert (steps[9].owner, steps[9].due) == ("ACC", date(2026, 5, 1))
    del actions["7"]["done-on"]  # As when the board does not accept it.
    told = {(step.kind, step.key) for stage in thread_of(registers, "3", held) for step in stage.steps}
    assert ("evidence", "7") in told
    assert ("action done", "7") not in told


def test_a_ring_of_matters_and_records_out_of_sight_do_no_harm(registers: Registers) -> None:
    matters = {
        "1": {
            "title": "A",
            "continues": "2",
            "returns-to": "hidden",
            "assurance": "full",
            "meeting": "hidden",
        },
        "2": {"title": "B", "continues": "1"},
    }
    stages = thread_of(registers, "1", {"matters": matters})
    words = [step.words for stage in stages for step in stage.steps]
    assert sorted(words) == ["A", "B", "Full assurance"]
    assert [stage.meeting for stage in stages] == ["", ""]
    with pytest.raises(KeyError):
        thread_of(registers, "3", {"matters": matters})
