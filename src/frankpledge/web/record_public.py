"""What of a record the public does not see, in words: for the public, and for those who keep the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frankpledge.records.models import Record
from frankpledge.records.rights import FILE, is_public, kept_back
from frankpledge.registers.register import Field, Register
from frankpledge.web.record_words import Part


def withheld_of(of: Register, record: Record) -> list[tuple[str, str]]:
    """Return what is withheld of a public record, and on what ground, for those who do not see it."""
    titles = {one.id: one.title for one in of.exemptions}
    names = {one.id: one.title for one in of.fields if one.may_be_public or one.exempt}
    return [
        (names.get(name, "An attached file"), titles.get(ground, ground))
        for name, ground in record.withheld.items()
        if name in names or name.startswith(FILE)
    ]


def with_publicity(parts: Iterable[Part], of: Register, record: Record) -> tuple[Part, ...]:
    """Return the fields of a record, those published at times with whether the public sees them."""
    return tuple(
        replace(one, public=_publicity(of, record, one.field))
        if one.field.published_when and not one.withheld
        else one
        for one in parts
    )


def _publicity(of: Register, record: Record, field: Field) -> str:
    why, public = kept_back(of, field, record), is_public(of, record)
    if why:
        return f"The public {'does' if public else 'would'} not see this: {why}."
    return "The public sees this." if public else f"The public sees this once the {of.one} is public."
