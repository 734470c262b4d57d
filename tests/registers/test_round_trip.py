"""A register that is written as a spreadsheet and taken in again, nothing changed, is the same register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frankpledge.errors import BadInput
from frankpledge.registers.checking import check_move
from frankpledge.registers.import_reading import Beside, Imported
from frankpledge.registers.import_tables import Known
from frankpledge.registers.importing import import_file
from frankpledge.registers.numbering import printed
from frankpledge.registers.register import FieldType, Register
from frankpledge.registers.roles import Role
from frankpledge.registers.workbook import ExportedRecord, sheets, workbook
from tests.registers.test_declared import NAMES, records_of

Registers = Mapping[str, Register]
EVERYBODY = frozenset(Role)
LINES = st.sampled_from(
    ["Words", "=SUM(A1)", "+44 1234", "a; b", "'quoted'", "@here", "#N/A", "£1 – “so”", "12", "yes"]
)
TEXTS = st.one_of(LINES, st.sampled_from(["One.\n\nTwo; three.\n- a\n- b", "=1+1\n=2", "x" * 40_000]))


@st.composite
def held(draw: st.DrawFn, register: Register) -> list[tuple[str, dict[str, Any]]]:
    """Return a few records of a register as they might be held: state and values."""
    made = []
    for values in draw(st.lists(records_of(register), min_size=1, max_size=3)):
        for field in register.fields:
            if field.id in values and field.type is FieldType.LONG_TEXT:
                values[field.id] = draw(TEXTS)
            elif (
                field.id in values and field.type is FieldType.TEXT and field.id != register.numbering.called
            ):
                values[field.id] = draw(LINES)
        made.append((draw(st.sampled_from([one.id for one in register.states])), values))
    return made


def written(register: Register, records: list[tuple[str, dict[str, Any]]]) -> tuple[bytes, dict[str, Known]]:
    known = [
        Known(printed(register, place, values), state, values)
        for place, (state, values) in enumerate(records, start=1)
    ]
    told = [ExportedRecord(one.number, one.state, one.values) for one in known]
    return workbook(sheets(register, register.fields, told, {})), {one.number: one for one in known}


def taken_in(register: Register, data: bytes, **beside: Any) -> Imported:
    return import_file(register, "again.xlsx", data, beside=Beside(roles=EVERYBODY, **beside))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_what_is_held_says_nothing_new(registers: Registers, name: str, data: st.DataObject) -> None:
    register = registers[name]
    records = data.draw(held(register))
    file, known = written(register, records)
    done = taken_in(register, file, known=known)
    assert [one.problems for one in done.refused] == []
    assert done.taken == done.unknown == ()
    assert len(done.dropped) == len(records)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_an_empty_register_takes_in_all_that_people_fill_in(
    registers: Registers, name: str, data: st.DataObject
) -> None:
    register = registers[name]
    [(_, values), *_] = data.draw(held(register))
    values = {name: "Short" if len(str(one)) > 32_000 else one for name, one in values.items()}
    state = data.draw(st.sampled_from(comes_in(register, values)))
    file, _ = written(register, [(state, values)])
    done = taken_in(register, file)
    assert [one.problems for one in done.refused] == []
    [one] = done.taken
    assert one.state == state
    worked_out = {field.id for field in register.fields if field.computed}
    assert one.values == {name: kept for name, kept in values.items() if name not in worked_out}


def comes_in(register: Register, values: dict[str, Any]) -> list[str]:
    """Return the states that a record with these values may be brought to."""
    exempt = any(one.exempt and one.id in values for one in register.fields)
    return [register.first_state.id] + [
        one.end
        for one in register.moves
        if check_move(register, one, values) == ()
        and one.end != register.numbering.unused
        and not (exempt and register.state_of(one.end).public)
    ]


@pytest.fixture
def meetings(registers: Registers) -> Register:
    return registers["meetings"]


MEETING: dict[str, Any] = {
    "board": "accountability-board-police",
    "day": "2026-05-05",
    "attendance": [{"who": "The commissioner", "present": True}, {"who": "The chief", "present": False}],
}


def test_what_says_something_else_is_refused_and_named(meetings: Register) -> None:
    _, known = written(meetings, [("proposed", MEETING)])
    later = {**MEETING, "day": "2026-05-06", "attendance": MEETING["attendance"][:1]}
    file, _ = written(meetings, [("proposed", later)])
    [refused] = taken_in(meetings, file, known=known).refused
    titles = [meetings.field_of(name).title for name in ("day", "attendance")]
    assert f"says something else in “{'”, “'.join(titles)}”" in str(refused.problems[0])
    held_elsewhere = {name: replace(one, state=meetings.states[1].id) for name, one in known.items()}
    file, _ = written(meetings, [("proposed", MEETING)])
    [refused] = taken_in(meetings, file, known=held_elsewhere).refused
    assert "in “State”" in str(refused.problems[0])


def test_rows_of_a_small_table_that_belong_to_no_record_are_refused(meetings: Register) -> None:
    title = meetings.field_of("attendance").title
    first = [["Key", "Board", "Day"], ["a", "Accountability Board (police)", "5 May 2026"]]
    first[1][1] = meetings.field_of("board").choices["accountability-board-police"]
    first[0][2] = meetings.field_of("day").title
    who = next(one.title for one in meetings.field_of("attendance").columns if one.id == "who")
    table = [
        ["Key", who, "Present"],
        ["a", "The chief", "yes"],
        ["A", "A guest", "no"],
        ["b", "Nobody's", "no"],
    ]
    done = taken_in(meetings, workbook({"Meetings": first, title: table}))
    [taken] = done.taken
    assert taken.values["attendance"] == [
        {"who": "The chief", "present": True},
        {"who": "A guest", "present": False},
    ]
    [refused] = done.refused
    assert refused.line == 4
    assert "No row of the first sheet has its key" in str(refused.problems[0])
    first[0][0] = "Something"
    with pytest.raises(BadInput, match="a column 'Key' too"):
        taken_in(meetings, workbook({"Meetings": first, title: table}))


def test_a_small_table_of_one_column_may_stand_in_a_cell(registers: Registers) -> None:
    of = registers["work-plan"]
    columns = registers["meetings"].field_of("attendance").columns[:1]
    more = replace(registers["meetings"].field_of("attendance"), id="towns", title="Towns", columns=columns)
    of = replace(of, fields=(*of.fields, more))
    rows = [["Plan year", "Objective", "Actions", "Towns"], ["2026-27", "Roads", "Mend", "Ford; Hythe ;"]]
    [taken] = taken_in(of, workbook({"Plan": rows})).taken
    assert [list(row.values()) for row in taken.values["towns"]] == [["Ford"], ["Hythe"]]


@pytest.mark.parametrize(
    ("state", "roles", "said"),
    [
        ("Nowhere", EVERYBODY, "is no state of Work plan"),
        ("Under way", frozenset({Role.ANALYST}), "Your role takes no step"),
    ],
)
def test_a_state_that_no_step_leads_to_is_refused(
    registers: Registers, state: str, roles: frozenset[Role], said: str
) -> None:
    rows = [["Plan year", "Objective", "Actions", "State"], ["2026-27", "Roads", "Mend", state]]
    file = workbook({"Plan": rows})
    [refused] = import_file(registers["work-plan"], "plan.xlsx", file, beside=Beside(roles=roles)).refused
    assert said in str(refused.problems[0])


def test_two_rows_of_one_key_are_not_both_taken(registers: Registers) -> None:
    rows = [["Key", "Plan year", "Objective", "Actions"]]
    rows += [["a", "2026-27", "Roads", "Mend"], ["a", "2026-27", "Roads", "Build"]]
    done = taken_in(registers["work-plan"], workbook({"Plan": rows}))
    assert [one.line for one in done.taken] == [2]
    assert "Line 2 has its key too" in str(done.refused[0].problems[0])
