"""The records that links lead to: looked up for many at once, and only what somebody may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.registers.numbering import printed_key
from frankpledge.registers.register import Field, Register
from frankpledge.registers.roles import Actor
from frankpledge.web.office import registers
from frankpledge.web.record_words import LINKS, Linked, address_of, keys_in, name_of, title_of, values_for

_AT_ONCE = 500
"""Keys that are asked for in one query: databases take no endless lists."""


def linked_records(
    fields: Iterable[Field], values: Iterable[Mapping[str, Any]], actor: Actor
) -> dict[tuple[str, str], Linked]:
    """Return the records that links among some values name, with what somebody may see of each.

    Of what they may not see there is its number alone, which the link says already.
    """
    links = [one for one in fields if one.type in LINKS]
    wanted: dict[str, set[str]] = {}
    for said in values if links else ():
        for one in links:
            wanted.setdefault(one.to, set()).update(keys_in(said.get(one.id)))
    found: dict[tuple[str, str], Linked] = {}
    for name, keys in wanted.items():
        target = registers().get(name)
        if target is None:
            continue
        found |= {(name, key): Linked(printed_key(target, key)) for key in keys}
        for record in _seen(target, sorted(keys), actor):
            title = title_of(target, values_for(target, record, actor))
            found[name, record.key] = Linked(name_of(target, record), title, address_of(target, record))
    return found


def _seen(target: Register, keys: Sequence[str], actor: Actor) -> Iterator[Record]:
    for first in range(0, len(keys), _AT_ONCE):
        yield from queries.seen_by(target, actor).filter(key__in=keys[first : first + _AT_ONCE])
