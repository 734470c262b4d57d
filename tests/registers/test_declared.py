"""What must hold of every register that comes with the program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frankpledge.errors import BadDefinition
from frankpledge.plan.office_folder import new_office
from frankpledge.registers.checking import check
from frankpledge.registers.clocks import Standing, due
from frankpledge.registers.flagging import flags_of
from frankpledge.registers.numbering import numbered, printed
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.register_file import BUILT_IN, CHOICES_FILE
from frankpledge.registers.roles import STAFF, Role
from frankpledge.registers.starting_records import starting_records
from frankpledge.registers.values import as_given, parsed, shown

Registers = Mapping[str, Register]
NAMES = sorted(path.stem for path in BUILT_IN.glob("*.yaml") if path.name != CHOICES_FILE)
PRIVATE = {"casework", "complaints", "reviews", "custody-visits", "contract-reviews"}
DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31)).map(date.isoformat)


def test_every_register_of_the_record_is_declared() -> None:
    assert len(NAMES) == 23


def _value(field: Field) -> st.SearchStrategy[Any]:
    """Return values as they are kept of a field."""
    match field.type:
        case FieldType.NUMBER:
            return st.integers(0, 50)
        case FieldType.MONEY | FieldType.DECIMAL:
            return st.decimals(0, 10**6, places=2).map(str)
        case FieldType.DATE:
            return DAYS
        case FieldType.LOOSE_DATE:
            words = st.sampled_from(["TBC", "Mar-18", "1 May 2026", "New plan for Oct 17"])
            return words.map(lambda said: parsed(field, said))
        case FieldType.TIME:
            return DAYS.map(lambda day: f"{day}T10:30:00Z")
        case FieldType.YES_NO:
            return st.booleans()
        case FieldType.CHOICE:
            return st.sampled_from(sorted(field.choices))
        case FieldType.CHOICES:
            return st.lists(st.sampled_from(sorted(field.choices)), min_size=1, unique=True)
        case FieldType.LINKS:
            return st.just(["1", "2"])
        case FieldType.MEASURE:
            return st.just("burglary")
        case FieldType.FIGURE:
            return st.just({"key": "burglary/x", "build": "0001"})
        case FieldType.WEB:
            return st.just("https://example.org/")
        case FieldType.ROWS:
            row = {column.id: _value(column) for column in field.columns if not column.computed}
            return st.lists(st.fixed_dictionaries(row), min_size=1, max_size=2)
        case _:
            return st.just("Words")


def records_of(register: Register) -> st.SearchStrategy[dict[str, Any]]:
    must = {one.id: _value(one) for one in register.fields if one.required or one.required_with}
    may = {one.id: _value(one) for one in register.fields if one.id not in must}
    return st.fixed_dictionaries(must, optional=may).map(lambda values: _whole(register, values))


def _whole(register: Register, values: dict[str, Any]) -> dict[str, Any]:
    for rule in register.sums:
        values[rule.whole] = sum(values[part] for part in rule.parts)
    if register.numbering.titles and "called" in values:
        values["called"] = next(
            title for title, series in register.numbering.titles.items() if series == values["series"]
        )
    for field in register.fields:
        if field.depends in values and field.id in values:
            values[field.id] = field.allowed[values[field.depends]][0]
    return values


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_record_can_be_kept_shown_amended_and_timed(
    registers: Registers, name: str, data: st.DataObject
) -> None:
    register = registers[name]
    values = data.draw(records_of(register))
    assert check(register, values) == ()
    for field, value in values.items():
        assert shown(register.field_of(field), value)
        assert parsed(register.field_of(field), as_given(register.field_of(field), value)) == value
    for state in register.states:
        for one in due(register, values, state.id, [(date(2026, 1, 1), state.id)], date(2026, 5, 1)):
            assert one.clock in register.clocks
    assert {flag.field for flag in flags_of(register, values)} <= {field.id for field in register.fields}
    number = numbered(register, printed(register, 12, values))
    assert number is not None
    assert number.number == 12


@pytest.mark.parametrize("name", NAMES)
def test_rights_and_publication_are_as_they_should_be(registers: Registers, name: str) -> None:
    register = registers[name]
    public = {state.id for state in register.states if state.public}
    assert bool(public) is (name not in PRIVATE)
    assert register.makes <= register.sees | {Role.ANALYST}, "who makes a record can see it"
    assert register.makes <= STAFF
    assert register.amends <= STAFF
    assert Role.AUDITOR in register.sees, "the auditor sees every register"
    assert not {Role.PUBLIC} & register.sees, "what the public sees is public by its state alone"
    for move in register.moves:
        assert move.roles <= register.sees, f"{move.id}: who moves a record can see it"
        if move.end in public and not move.start & public:
            outside = move.roles - STAFF
            assert not outside or name == "feedback", f"{move.id}: only the office publishes"
    for state in register.states:
        if not state.closed and len(register.states) > 1:
            assert register.open_to(state.id) or state.public, f"{state.id} leads nowhere"


@pytest.mark.parametrize("name", NAMES)
def test_whoever_is_outside_the_office_sees_records_of_their_own_body_alone(
    registers: Registers, name: str
) -> None:
    register = registers[name]
    if (register.sees - STAFF) and name not in ("meetings",):
        assert register.scope, "force respondents and partners are held to a body"
        assert all(register.field_of(name).required for name in register.scope.values())


def test_no_case_can_come_to_be_public_nor_names_of_people_but_where_the_law_has_them(
    registers: Registers,
) -> None:
    named = {
        (name, field.id)
        for name, register in registers.items()
        for field in register.fields
        if field.personal and field.published
    }
    assert named == {
        ("meetings", "attendance"),
        ("gifts-and-hospitality", "to"),
        ("gifts-and-hospitality", "from"),
        ("interests", "interest"),
        ("interests", "of"),
    }


def test_each_cycle_of_inspections_has_its_own_scale(registers: Registers) -> None:
    values = {
        "question": "protecting-vulnerable-people",
        "body": "police",
        "published": "2026-05-01",
        "grade": "adequate",
    }
    register = registers["grades"]
    assert check(register, {**values, "cycle": "peel-from-2021"}) == ()
    assert [one.field for one in check(register, {**values, "cycle": "peel-before-2021"})] == ["grade"]
    assert [one.field for one in check(register, {**values, "cycle": "fire-from-2023"})] == [
        "question",
        "body",
    ]
    asked = {**values, "question": "supporting-victims", "grade": "good", "cycle": "peel-before-2021"}
    assert [one.field for one in check(register, asked)] == ["question"]


def test_the_56_days_of_an_inspection(registers: Registers) -> None:
    values = {"title": "PEEL", "body": "police", "by": "hmicfrs", "kind": "peel", "published": "2026-01-05"}
    [found] = due(registers["inspections"], values, "received", [], date(2026, 1, 6))
    assert found.on == date(2026, 3, 2)


DUTIES = "publication-duties"


def test_every_duty_to_publish_begins_with_a_clock_that_cannot_run_out_unseen(
    tmp_path: Path, registers: Registers
) -> None:
    new_office(tmp_path / "office", "whole-office")
    today = date(2027, 2, 10)
    found = starting_records(tmp_path / "office", registers, today)
    assert found == starting_records(tmp_path, registers, today), "an office without a folder has the same"
    records = found[DUTIES]
    assert len(records) == 36
    for state, values in records:
        standing = due(registers[DUTIES], values, state, [], today)
        clocks = {one.clock.id: one.on for one in standing}
        runs = state != "not-in-force"
        assert ("look" in clocks) is runs
        counted = values["every"][0] in "0123456789" or "kept-in" in values
        assert ("update" in clocks) is (runs and counted)
        assert all(one.state is Standing.UNRECORDED for one in standing)
        assert all(day >= today for day in clocks.values())
    days = {values["title"]: values["next-due"] for _, values in records if "next-due" in values}
    assert days["Precept: notify the panel"] == "2028-02-01"
    assert days["Precept: reply to a veto"] == "2027-02-15"


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("checked: read", "checked: surely", "records 1.checked", "choices"),
        ("title: Budget", "titel: Budget", "records 4.titel", "Did you mean 'title'"),
        ("next 31 March", "next 31 Smarch", "records 4.next-due", "not a date"),
        ("state: not-in-force", "state: not-yet", "records 28.state", "no state"),
    ],
)
def test_a_wrong_starting_record_names_its_place(
    tmp_path: Path, registers: Registers, old: str, new: str, field: str, said: str
) -> None:
    new_office(tmp_path / "office")
    path = tmp_path / "office" / "registers" / "starting" / f"{DUTIES}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadDefinition, match=said) as caught:
        starting_records(tmp_path / "office", registers, date(2026, 5, 1))
    assert caught.value.where.field == field
