"""What is drawn from a record's values so that it is found: its day, the words a search looks for, its links.

It says nothing that the values do not, so it has no event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from frankpledge.records.models import Link, Record
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import day_in


def links_in(register: Register, values: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """Return the links that values make: the field, and the key of the record it names."""
    found = []
    for one in register.fields:
        value = values.get(one.id)
        if value and one.type is FieldType.LINK:
            found.append((one, str(value)))
        elif value and one.type is FieldType.LINKS:
            found += [(one, str(key)) for key in dict.fromkeys(value)]
    return found


def draw_links(register: Register, record: Record) -> list[tuple[Field, str]]:
    """Make the links of a record those that its values name; return those that lead nowhere."""
    wanted = links_in(register, record.values)
    targets: dict[tuple[str, str], Record] = {}
    for to in {one.to for one, _ in wanted}:
        keys = [key for one, key in wanted if one.to == to]
        for target in Record.objects.filter(register=to, key__in=keys):
            targets[to, target.key] = target
    absent = [(one, key) for one, key in wanted if (one.to, key) not in targets]
    kept = {(link.field, link.target_id): link for link in record.links.all()}
    now = {(one.id, targets[one.to, key].pk) for one, key in wanted if (one.to, key) in targets}
    for place, link in kept.items():
        if place not in now:
            link.delete()
    for name, number in sorted(now - kept.keys()):
        Link.objects.create(source=record, field=name, target_id=number)
    return absent


def day_of(register: Register, values: Mapping[str, Any]) -> date | None:
    """Return the day by which a record is ordered; None where it has none."""
    return day_in(values.get(register.day)) if register.day else None


def words_of(register: Register, values: Mapping[str, Any]) -> str:
    """Return the words of these values that a search looks through, in small letters."""
    texts: list[str] = []
    for one in register.fields:
        if one.id in values:
            texts += _texts(one, values[one.id])
    return "\n".join(texts).casefold()


def _texts(one: Field, value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(one, item)]
    if isinstance(value, Mapping):
        inner = {column.id: column for column in one.columns}
        return [text for name, item in value.items() for text in _texts(inner.get(name, one), item)]
    if isinstance(value, str):
        return [one.choices[value]] if value in one.choices else [value]
    return [str(value)] if isinstance(value, int) and not isinstance(value, bool) else []


def rows_by_name() -> dict[str, int]:
    """Return the row of every record, by register and key."""
    rows = Record.objects.values_list("pk", "register", "key")
    return {f"{register}/{key}": pk for pk, register, key in rows}


def is_drawn(register: Register, record: Record, rows: Mapping[str, int]) -> bool:
    """Return whether what a record is found by is drawn from its values; ``rows`` are of all records."""
    wanted = ((one.id, f"{one.to}/{key}") for one, key in links_in(register, record.values))
    return (
        record.day == day_of(register, record.values)
        and record.words == words_of(register, record.values)
        and {(one.field, one.target_id) for one in record.links.all()}
        == {(name, rows[to]) for name, to in wanted if to in rows}
    )
