"""Whether the values of a record may be kept: what each field and the register as a whole ask of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from frankpledge.registers.dates import day_in_words
from frankpledge.registers.register import DATES, Field, FieldType, Move, Register
from frankpledge.registers.values import Given, Problem, Unreadable, as_given, day_in, parsed

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


def check(
    register: Register, values: Values, state: str = "", today: date | None = None
) -> tuple[Problem, ...]:
    """Return everything that stands against keeping these values, in the order of the fields.

    ``state`` is where the record stands or is to stand; where it says that a number was not used, only
    the reason need be given. Dates that contradict each other, or lie ahead of ``today``, are looked for
    where that day is given: what comes from old tables is kept and flagged instead.
    """
    numbering = register.numbering
    unused = bool(numbering.unused) and state == numbering.unused
    found = list(_unknown(register, values))
    for field in register.fields:
        required = (
            field.id in (numbering.because, numbering.by)
            if unused
            else not field.computed and (field.required or _called_for(field, values))
        )
        value = values.get(field.id)
        if value is None:
            if required:
                found.append(Problem(field.id, f"“{field.title}” is blank.", "Fill it in."))
        else:
            found += _wrong(field, value, values)
    found += _titles(register, values)
    held = {problem.field for problem in found}
    if today is not None:
        found += [problem for problem in odd_days(register, values, today) if problem.field not in held]
    found += [problem for problem in _sums(register, values) if problem.field not in held]
    return tuple(found)


def odd_days(register: Register, values: Values, today: date) -> Iterator[Problem]:
    """Yield dates that cannot be right: before one they come after, or ahead of the day they are entered."""
    beside = {one.id: one for one in register.fields}
    for field in register.fields:
        if not (field.after or field.not_future or field.columns):
            continue
        day = _day(field, values)
        rows = values.get(field.id) if field.columns else None
        for place, row in enumerate(rows if isinstance(rows, list) else (), start=1):
            if isinstance(row, Mapping):
                yield from _odd_days_of_row(field, place, row, today)
        if day is None:
            continue
        first = _day(beside[field.after], values) if field.after else None
        if first is not None and day < first:
            title = beside[field.after].title
            yield Problem(
                field.id,
                f"“{field.title}” ({day_in_words(day)}) is before “{title}” ({day_in_words(first)}).",
                "Put one of the two right.",
            )
        if field.not_future and day > today:
            yield Problem(
                field.id, f"“{field.title}” ({day_in_words(day)}) lies ahead.", "Enter it once it has come."
            )


def _day(field: Field, values: Values) -> date | None:
    """Return the day of a date; None where it is blank, or no date: that is told elsewhere."""
    try:
        return day_in(values.get(field.id)) if field.type in DATES else None
    except ValueError:
        return None


def _odd_days_of_row(field: Field, place: int, row: Values, today: date) -> Iterator[Problem]:
    inner = Register("", "", "row", "", fields=field.columns, states=())
    for one in odd_days(inner, row, today):
        yield Problem(f"{field.id} {place}.{one.field}", f"Row {place}: {one.wrong}", one.do)


def check_move(
    register: Register, move: Move, values: Values, today: date | None = None
) -> tuple[Problem, ...]:
    """Return what must be filled in, or otherwise be so, before a step may be taken with these values.

    Whether it is taken too early is asked where ``today`` is given.
    """
    found = [
        Problem(name, f"“{register.field_of(name).title}” is blank.", f"Fill it in before “{move.title}”.")
        for name in move.needs
        if values.get(name) is None
    ]
    for name, choices in move.when.items():
        field = register.field_of(name)
        if values.get(name) not in choices:
            said = field.choices.get(str(values.get(name)), "not said")
            wanted = " or ".join(f"“{field.choices[one]}”" for one in choices)
            found.append(Problem(name, f"“{field.title}” is {said}.", f"“{move.title}” is for {wanted}."))
    first = day_in(values.get(move.not_before)) if move.not_before else None
    if first is not None and today is not None and today < first:
        title = register.field_of(move.not_before).title
        found.append(
            Problem(
                move.not_before,
                f"“{title}” ({day_in_words(first)}) has not come yet.",
                f"“{move.title}” is for that day or later.",
            )
        )
    return tuple(found)


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
            field.id,
            f"“{field.title}” does not go with what “{field.depends}” says.",
            f"Choose from: {offered}.",
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
