"""A register as the public has it: what is published of it, and nothing that needs the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from frankpledge.registers.register import Clock, Field, Register


def public_view(register: Register) -> Register:
    """Return a register with its published fields, public states and public clocks alone.

    A clock stays where every field it names is published: how it stands then tells nothing else.
    """
    fields = {one.id: one for one in register.fields if one.published}
    kept = tuple(_of_the_public(one, fields) for one in fields.values())
    clocks = tuple(one for one in register.clocks if one.public and named_by(one) <= fields.keys())
    return replace(
        register,
        fields=kept,
        states=tuple(one for one in register.states if one.public),
        clocks=tuple(one for one in clocks if _has_first(register, one, fields)),
        moves=(),
        day=register.day if register.day in fields else "",
        tree=tuple(name for name in register.tree if name in fields),
    )


def named_by(clock: Clock) -> set[str]:
    """Return the fields that say when a clock is due, whether it runs, and when it is met."""
    names = (clock.start, clock.met_by, clock.every, clock.needs, clock.on_day, clock.kept_in, *clock.when)
    return {name for name in names if name}


def is_told(clock: Clock, withheld: Collection[str]) -> bool:
    """Whether the public is told how a clock of a record stands, of which these fields are withheld."""
    return clock.public and named_by(clock).isdisjoint(withheld)


def _has_first(register: Register, clock: Clock, fields: dict[str, Field]) -> bool:
    first = register.field_of(clock.start).keeps_first
    return not first or first in fields


def _of_the_public(one: Field, fields: dict[str, Field]) -> Field:
    """Return a field without what it says of fields that are not published."""

    def held(name: str) -> str:
        return name if name in fields else ""

    return replace(
        one,
        after=held(one.after),
        within=held(one.within),
        keeps_first=held(one.keeps_first),
        required_with=held(one.required_with),
        depends=held(one.depends),
        apart={name: words for name, words in one.apart.items() if name in fields},
        columns=tuple(replace(column, after="") for column in one.columns),
    )
