"""Forms of records: what a form shows for each field of a register, and what it sends back.

A form is made of the register's declaration. What is sent is read by ``registers.values``; here is only how
fields of many parts are named: the rows of a small table as ``field.2.column``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from frankpledge.plan.services import SENDING
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import Given, Problem, as_given

SEVERAL = (FieldType.CHOICES, FieldType.LINKS)
BLANK_ROWS = 3
"""Rows offered for more, below those a small table has already."""


@dataclass(frozen=True)
class Entry:
    """One field of a form, ready to print: what stands in it and what is wrong with it."""

    field: Field
    name: str
    given: Given
    problems: tuple[Problem, ...] = ()
    rows: tuple[tuple[Entry, ...], ...] = ()
    """Of a small table: its rows, each of one entry a column."""
    offered: tuple[tuple[str, str], ...] = ()
    """What may be chosen: id and words."""

    @property
    def kind(self) -> str:
        """Which sort of control it is."""
        return self.field.type.value

    @property
    def suggests(self) -> bool:
        """Whether what is offered is only suggested: not all with whom an office works send returns."""
        return self.field.area == SENDING and bool(self.offered)

    @property
    def columns(self) -> tuple[Field, ...]:
        """The columns of a small table that are filled in by people."""
        return tuple(one for one in self.field.columns if not one.computed)

    @property
    def address(self) -> str:
        """The name as an element's id."""
        return "field-" + self.name.replace(".", "-")

    @property
    def described(self) -> str:
        """The ids of what describes the control."""
        named = [f"{self.address}-help"] if self.field.help else []
        named += [f"{self.address}-error"] if self.problems else []
        return " ".join(named)

    def chosen(self) -> list[str]:
        """Return the ids chosen."""
        return [self.given] if isinstance(self.given, str) else [str(one) for one in self.given]


def entries(
    fields: Iterable[Field],
    given: Mapping[str, Given],
    problems: Sequence[Problem] = (),
    offered: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> tuple[Entry, ...]:
    """Return the fields of a form. ``offered`` are records that links may lead to, by field."""
    return tuple(
        _entry(field, field.id, given.get(field.id, ""), problems, offered or {}) for field in fields
    )


def _entry(
    field: Field,
    name: str,
    given: Given,
    problems: Sequence[Problem],
    offered: Mapping[str, Sequence[tuple[str, str]]],
) -> Entry:
    own = tuple(problem for problem in problems if problem.field == name.replace(".", " ", 1))
    choices = tuple(field.choices.items()) or tuple(offered.get(field.id, ()))
    if field.area == SENDING and isinstance(given, str):
        given = field.choices.get(given, given)
    elif field.area and choices and isinstance(given, str) and given and given not in field.choices:
        choices += ((given, given),)  # One that is declared no longer, or never was, stays.
    if field.type is not FieldType.ROWS:
        return Entry(field, name, given, own, offered=choices)
    filled = [] if isinstance(given, str) else [row for row in given if isinstance(row, Mapping)]
    rows = tuple(
        tuple(
            _entry(column, f"{name}.{place}.{column.id}", row.get(column.id, ""), problems, offered)
            for column in field.columns
            if not column.computed
        )
        for place, row in enumerate([*filled, *({} for _ in range(BLANK_ROWS))], start=1)
    )
    return Entry(field, name, given, own, rows)


def sent(fields: Iterable[Field], form: QueryDict) -> dict[str, Given]:
    """Return what a form sent for each of these fields; fields it did not send at all are left out."""
    found: dict[str, Given] = {}
    for field in fields:
        if field.type is FieldType.ROWS:
            if f"{field.id}.rows" in form:
                found[field.id] = _rows_sent(field, form)
        elif field.type in SEVERAL:
            if f"{field.id}.several" in form:
                found[field.id] = [text for text in form.getlist(field.id) if text.strip()]
        elif field.id in form:
            found[field.id] = str(form.get(field.id, ""))
    return found


def _rows_sent(field: Field, form: QueryDict) -> list[Mapping[str, Any]]:
    """Return the rows of a small table that are not blank, in order."""
    try:
        count = min(int(form.get(f"{field.id}.rows", "")), 1000)
    except ValueError:
        return []
    rows = [
        {column.id: form.get(f"{field.id}.{place}.{column.id}", "") for column in field.columns}
        for place in range(1, count + 1)
    ]
    return [row for row in rows if any(text.strip() for text in row.values())]


def standing(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Given]:
    """Return what a form shows of values as they stand."""
    return {field.id: as_given(field, values.get(field.id)) for field in fields}


def may_enter(register: Register, roles: frozenset[Any]) -> tuple[Field, ...]:
    """Return the fields that somebody may fill in: those they may see, not worked out, not internal."""
    return tuple(
        field
        for field in register.fields
        if field.roles & roles and not field.computed and not field.internal
    )
