"""Records under the headings that a register's ``tree`` names: objective, deliverable, then actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frankpledge.registers.ageing import NOT_SAID
from frankpledge.registers.checking import Values
from frankpledge.registers.register import Field, Register
from frankpledge.registers.values import shown


@dataclass(frozen=True)
class Branch:
    """One heading. ``places`` are those of all records below it, ``branches`` the headings below it.

    The records themselves stand under the headings that have none below them.
    """

    field: Field
    title: str
    places: tuple[int, ...]
    branches: tuple[Branch, ...] = ()


def branches(register: Register, records: Sequence[Values]) -> tuple[Branch, ...]:
    """Return the headings of N records, in the order in which they come first; each record under one.

    Headings that differ in small and capital letters or spacing alone are one. What is blank is not said.
    """
    fields = [register.field_of(name) for name in register.tree]
    return _branches(fields, records, range(len(records)))


def _branches(
    fields: Sequence[Field], records: Sequence[Values], places: Iterable[int]
) -> tuple[Branch, ...]:
    if not fields:
        return ()
    field, below = fields[0], fields[1:]
    titles: dict[str, str] = {}
    held: dict[str, list[int]] = {}
    for place in places:
        title = shown(field, records[place].get(field.id)) or NOT_SAID
        plain = " ".join(title.casefold().split())
        titles.setdefault(plain, title)
        held.setdefault(plain, []).append(place)
    return tuple(
        Branch(field, titles[plain], tuple(found), _branches(below, records, found))
        for plain, found in held.items()
    )
