"""Whether the values of a record may be kept: what each field and the register as a whole ask of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from frankpledge.registers.register import Field, FieldType, Move, Register
from frankpledge.registers.values import Given, Problem, Unreadable, as_given, parsed

Values = Mapping[str, Any]
"""The values of one record, by field; a blank field is not there."""


def read_form(register: Register, given: Mapping[str, Given]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the values that a form gives, and what cannot be read. Fields not given are left out.

    Whether they may be kept is for :func:`check` to say.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in register.fields:
        if field.id not in given:
            continue
        try:
            value = parsed(field, given[field.id])
        except Unreadable as error:
            problems += error.problems
        else:
            if value is not None:
                values[field.id] = value
    return values, tuple(problems)


def check(register: Register, values: Values, state: str = "") -> tuple[Problem, ...]:
    """Return everything that stands against keeping these values, in the order of the fields.

    ``state`` is where the record stands or is to stand; where it says that a number was not used, only
    the reason need be given.
    """
    numbering = register.numbering
    unused = bool(numbering.unused) and state == numbering.unused
    found = list(_unknown(register, values))
    for field in register.fields:
        required = (
            field.id in (numbering.because, numbering.by)
            if unused
            else field.required or _called_for(field, values)
        )
        value = values.get(field.id)
        if value is None:
            if required:
                found.append(Problem(field.id, f"“{field.title}” is blank.", "Fill it in."))
        else:
            found += _wrong(field, value, values)
    found += _titles(register, values)
    held = {problem.field for problem in found}
    found += [problem for problem in _sums(register, values) if problem.field not in held]
    return tuple(found)


def check_move(register: Register, move: Move, values: Values) -> tuple[Problem, ...]:
    """Return what must be filled in before a step may be taken with these values."""
    return tuple(
        Problem(name, f"“{register.field_of(name).title}” is blank.", f"Fill it in before “{move.title}”.")
        for name in move.needs
        if values.get(name) is None
    )


def _unknown(register: Register, values: Values) -> Iterator[Problem]:
    known = {field.id for field in register.fields}
    for name in values:
        if name not in known:
            yield Problem(name, f"A {register.one} has no field of this name.", "Leave it out.")


def _called_for(field: Field, values: Values) -> bool:
    """Whether another field holds something that calls for this one."""
    return bool(field.required_with) and bool(values.get(field.required_with))


def _wrong(field: Field, value: Any, values: Values) -> Iterable[Problem]:
    if field.type is FieldType.ROWS and isinstance(value, list):
        yield from _wrong_rows(field, value)
    try:
        same = _kept(parsed(field, as_given(field, value))) == _kept(value)
    except Unreadable as error:
        yield from error.problems
        return
    except (ValueError, TypeError, KeyError, AttributeError):
        same = False
    if not same:
        yield Problem(field.id, f"“{field.title}” is not kept as a value of its type.", "Enter it anew.")
        return
    on: Any = values.get(field.depends) if field.depends else None
    if on in field.allowed and value not in field.allowed[on]:
        offered = "; ".join(field.choices[one] for one in field.allowed[on])
        yield Problem(
            field.id, f"“{field.title}” is not on the scale that goes with it.", f"Choose from: {offered}."
        )


def _kept(value: Any) -> str:
    """Return a value as it is kept: 1, "1" and true differ, the order of keys does not."""
    return json.dumps(value, sort_keys=True)


def _wrong_rows(field: Field, rows: list[Any]) -> Iterator[Problem]:
    for place, row in enumerate(rows, start=1):
        for column in field.columns:
            if column.required and isinstance(row, Mapping) and row.get(column.id) is None:
                yield Problem(
                    f"{field.id} {place}.{column.id}",
                    f"“{column.title}” is blank in row {place} of “{field.title}”.",
                    "Fill it in.",
                )


def _titles(register: Register, values: Values) -> Iterator[Problem]:
    """Yield what stands against what a record is called: its series must admit the title."""
    how = register.numbering
    called: Any = values.get(how.called) if how.called else None
    if called is not None and how.titles.get(called) != values.get(how.by):
        admitted = [title for title, series in how.titles.items() if series == values.get(how.by)]
        title = register.field_of(how.called).title
        yield Problem(
            how.called,
            f"“{title}” is not a title of its series.",
            f"Write one of: {'; '.join(admitted)}, or leave it blank.",
        )


def _sums(register: Register, values: Values) -> Iterator[Problem]:
    for rule in register.sums:
        numbers = [values.get(name) for name in (rule.whole, *rule.parts)]
        if not all(isinstance(number, int) for number in numbers):
            continue
        whole, total = numbers[0], sum(numbers[1:])  # type: ignore[arg-type]
        if whole != total:
            yield Problem(
                rule.whole,
                f"{rule.title}: the parts add up to {total:,}, not {whole:,}.".replace("-", "−"),
                "Put the whole or a part right.",
            )
