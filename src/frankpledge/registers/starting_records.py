"""``registers/starting/NAME.yaml``: records that a register of a new office begins with.

Duties to publish are the same for every office of a kind: they come ready, and are kept like any others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from frankpledge.errors import FrankpledgeError
from frankpledge.plan.fields import Fields, Problems, first_problem
from frankpledge.plan.yaml_nodes import Text, read_entries, shown
from frankpledge.registers.checking import Values, check, read_form
from frankpledge.registers.dates import day_of
from frankpledge.registers.register import FieldType, Register
from frankpledge.registers.register_file import BUILT_IN, REGISTERS_FOLDER

STARTING_FOLDER = "starting"
TODAY, NEXT = "today", "next "
"""Words for days that depend on when a register is begun: that day, and ``next 31 March``."""


def starting_records(
    office: Path, registers: Mapping[str, Register], today: date
) -> dict[str, tuple[tuple[str, Values], ...]]:
    """Return the records each register begins with: the state each is in, and its values, in order.

    An office without a folder of registers begins with those that come with the program. Raises the first
    problem found: BadDefinition with file, line and field.
    """
    folder = office / REGISTERS_FOLDER
    folder = (folder if folder.is_dir() else BUILT_IN) / STARTING_FOLDER
    found: dict[str, tuple[tuple[str, Values], ...]] = {}
    problems: list[FrankpledgeError] = []
    for path in sorted(folder.glob("*.yaml")):
        noted = Problems(path)
        top = Fields(read_entries(path), noted)
        top.only(("records",), ())
        if path.stem not in registers:
            top.problem("records", f"there is no register '{shown(path.stem)}'.", "Rename the file.")
        else:
            register = registers[path.stem]
            found[path.stem] = tuple(_record(inner, register, today) for inner in top.parts("records"))
        problems += noted.found
    if problems:
        raise first_problem(problems)
    return found


def _record(fields: Fields, register: Register, today: date) -> tuple[str, Values]:
    fields.only((), ("state", *(field.id for field in register.fields)))
    states = tuple(state.id for state in register.states)
    state = fields.word("state", states, "state", register.first_state.id)
    given = {}
    for field in register.fields:
        node = fields.entries.values.get(field.id)
        if isinstance(node, Text):
            words = fields.text(field.id)
            given[field.id] = _day(words, today) if field.type is FieldType.DATE else words
        elif node is not None:
            given[field.id] = "\n".join(fields.words(field.id))
    values, unread = read_form(register, given)
    unread_fields = {problem.field for problem in unread}
    wrong = [one for one in check(register, values, state) if one.field not in unread_fields]
    for problem in (*unread, *wrong):
        fields.problem(problem.field, problem.wrong, problem.do or None)
    return state, values


def _day(words: str, today: date) -> str:
    """Return a day as written, or where it depends on the day of beginning, that day as 2026-05-01."""
    if words == TODAY:
        return today.isoformat()
    if words.startswith(NEXT):
        days = (day_of(f"{words.removeprefix(NEXT)} {year}") for year in (today.year, today.year + 1))
        return next((day.isoformat() for day in days if day is not None and day >= today), words)
    return words
