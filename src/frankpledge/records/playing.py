"""Playing a script of a fictional office: its steps become records by the same actions that people take.

Nothing is written but by actions: rights, checks, numbers and events are as they are for people. The people
of the script have no account and cannot sign in; each stands for one role, and events name it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from frankpledge.generate.office_records import Kind, Ref, Step
from frankpledge.records import actions
from frankpledge.records.models import Record
from frankpledge.records.refusals import Refused
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import Actor, Grant, Role, fictional_hand
from frankpledge.registers.values import LONDON, parsed

_BEGINS = time(9)
_LONGEST_DAY = timedelta(hours=8)


def play(steps: Iterable[Step], registers: Mapping[str, Register]) -> dict[str, int]:
    """Take the steps, all or none of them, and return how many records there are by register.

    Steps of registers that an office does not keep are left out. Raises Refused or PermissionDenied, naming
    the step, where a register does not admit one.
    """
    held: dict[Ref, Record] = {}
    made: dict[str, int] = defaultdict(int)
    with transaction.atomic():
        for step, at in _timed(steps):
            register = registers.get(step.record.register)
            if register is None:
                continue
            try:
                held[step.record] = _taken(step, register, held, at)
            except Refused as refused:
                refused.add_note(f"step of the script: {step}; {refused.problems}")
                raise
            if step.kind in (Kind.MAKE, Kind.UNUSED):
                made[register.id] += 1
    return dict(made)


def _timed(steps: Iterable[Step]) -> Iterable[tuple[Step, datetime]]:
    """Yield each step with its moment: within office hours of its day, each after the one before."""
    day, place = date.min, 0
    by_day: dict[date, list[Step]] = defaultdict(list)
    for step in steps:
        by_day[step.day].append(step)
    for day, those in by_day.items():
        for place, step in enumerate(those):
            moment = datetime.combine(day, _BEGINS, LONDON) + _LONGEST_DAY * place / len(those)
            yield step, moment.replace(microsecond=0)


def _taken(step: Step, register: Register, held: Mapping[Ref, Record], at: datetime) -> Record:
    """Take one step and return its record."""
    by = _hand(Role(step.by), register, step, held)
    values = {name: _kept(register.fields, name, value, held) for name, value in step.values.items()}
    if step.kind is Kind.MAKE:
        return actions.create(
            register, values, by, state=step.what, number=step.number, reason=step.reason, at=at
        )
    if step.kind is Kind.UNUSED:
        taken = Record.objects.filter(register=register.id, series=step.what).order_by("-number").first()
        number = 1 if taken is None else taken.number + 1
        return actions.mark_unused(register, number, step.reason, by, series=step.what, at=at)
    record = held[step.record]
    version = Record.objects.values_list("version", flat=True).get(pk=record.pk)
    if step.kind is Kind.MOVE:
        return actions.move(
            register, record, step.what, by, version=version, values=values, reason=step.reason, at=at
        )
    if step.kind is Kind.WITHHOLD:
        return actions.withhold(register, record, values, by, version=version, reason=step.reason, at=at)
    return actions.amend(register, record, values, by, version=version, reason=step.reason, at=at)


def _hand(role: Role, register: Register, step: Step, held: Mapping[Ref, Record]) -> Actor:
    """Return who takes a step: those outside the office act for the body that the record is of."""
    if role is not Role.RESPONDENT or "body" not in register.scope:
        return fictional_hand(Grant(role))
    record = held.get(step.record)
    body = (record.values if record else step.values).get(register.scope["body"], "")
    return fictional_hand(Grant(role, body=str(body)))


def _kept(fields: Sequence[Field], name: str, value: Any, held: Mapping[Ref, Record]) -> Any:
    """Return a value of the script as the register keeps it: keys for names, numbers as they are written."""
    field = next((one for one in fields if one.id == name), None)
    if isinstance(value, Ref):
        return held[value].key
    if isinstance(value, Mapping):
        return {
            inner: _kept(field.columns if field else (), inner, one, held) for inner, one in value.items()
        }
    if isinstance(value, list):
        return [_kept(fields, name, one, held) for one in value]
    if field is not None and field.type in _WRITTEN:
        return parsed(field, value)
    return value


_WRITTEN = (FieldType.LOOSE_DATE, FieldType.MONEY, FieldType.DECIMAL)
