"""Finding records. Whoever asks gets what they may see, and no query tells that there is more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from frankpledge.records.drawing import words_of
from frankpledge.records.models import Link, Record, Version
from frankpledge.records.rights import counts_undivided, fields_seen, values_seen
from frankpledge.registers.numbering import Gap, Number, missing_numbers
from frankpledge.registers.register import FieldType, Register
from frankpledge.registers.roles import Actor, Role

NEWEST_FIRST = (F("day").desc(nulls_last=True), "-series", "-number")
"""Records without a day come last, on every database."""


def seen_by(register: Register, actor: Actor) -> QuerySet[Record]:
    """Return the records of a register that somebody may read, newest day first: the public ones at least."""
    own = _own(register, actor)
    public = Q(state__in=[one.id for one in register.states if one.public])
    records = Record.objects.filter(register=register.id)
    seen = records if own is None else records.filter(public | own)
    return seen.order_by(*_newest_first(register, own))


def _newest_first(register: Register, own: Q | None) -> tuple[Any, ...]:
    """Return the order of records by day: where that is withheld, its place among others does not tell it."""
    if own is None or not (register.exemptions and register.day):
        return NEWEST_FIRST
    day = Case(When(own | ~Q(withheld__has_key=register.day), then=F("day")))
    return (day.desc(nulls_last=True), "-series", "-number")


def told_of(register: Register, name: str, actor: Actor) -> Q:
    """Return what tells the records of which somebody sees a field: no filter is to tell what it hides.

    Of records that are public to them it must be published, and not withheld. Of those, what is published at
    times tells nothing: whether it is now, no query knows.
    """
    own = _own(register, actor)
    if own is None:
        return Q()
    return own | ~Q(withheld__has_key=name) if register.field_of(name).published else own


def sees_every(register: Register, actor: Actor) -> bool:
    """Return whether somebody may read every record of a register, public or not."""
    return _own(register, actor) is None


def _own(register: Register, actor: Actor) -> Q | None:
    """Return what tells the records that somebody's roles let them read; None where they read all."""
    if Role.PUBLIC in register.sees:
        return None
    own = Q(pk__in=())
    for grant in actor.grants:
        if grant.role not in register.sees:
            continue
        if not grant.limited or counts_undivided(register, grant):
            return None
        if set(grant.limits) <= set(register.scope):
            own |= Q(**{f"values__{register.scope[kind]}": name for kind, name in grant.limits.items()})
    return own


def public(register: Register) -> QuerySet[Record]:
    """Return the records of a register that are public; what of them is public, `rights.values_seen` says."""
    states = [one.id for one in register.states if one.public]
    records = Record.objects.filter(register=register.id, state__in=states)
    return records.order_by(*_newest_first(register, Q(pk__in=())))


def history(record: Record) -> QuerySet[Version]:
    """Return the versions of a record with their events, oldest first: who, when, what and why."""
    return record.versions.select_related("event").order_by("number")


def as_at(record: Record, version: int) -> Version:
    """Return a record as it stood at a version. Raises Version.DoesNotExist where it never had that one."""
    return history(record).get(number=version)


def linked_to(
    record: Record, registers: Mapping[str, Register], actor: Actor
) -> tuple[tuple[Register, str, Record], ...]:
    """Return what links to a record, as register, field and record, of what somebody may see."""
    links = Link.objects.filter(target=record).select_related("source").order_by("source", "field")
    return tuple(_seen_links(((one.source, one.field, one.source) for one in links), registers, actor))


def _seen_links(
    links: Iterable[tuple[Record, str, Record]], registers: Mapping[str, Register], actor: Actor
) -> Iterator[tuple[Register, str, Record]]:
    """Yield links of which somebody sees both the field that makes them and the record at the other end."""
    for source, field, other in links:
        of, register = registers.get(source.register), registers.get(other.register)
        if of is None or register is None:
            continue
        if field not in [one.id for one in fields_seen(of, source, actor)]:
            continue
        if seen_by(register, actor).filter(pk=other.pk).exists():
            yield register, field, other


def about_measure(
    measure: str, registers: Iterable[Register], actor: Actor
) -> tuple[tuple[Register, str, Record], ...]:
    """Return the records that name a measure, as register, field and record, of what somebody may see."""
    found = []
    for register in registers:
        for field in register.fields:
            if field.type is FieldType.MEASURE:
                for record in seen_by(register, actor).filter(**{f"values__{field.id}": measure}):
                    if field in fields_seen(register, record, actor):
                        found.append((register, field.id, record))
    return tuple(found)


def search(
    text: str, registers: Iterable[Register], actor: Actor, limit: int = 100
) -> tuple[tuple[Register, Record], ...]:
    """Return records that hold all words of a text, by register: at most ``limit``.

    Words are looked for only in what the one who asks may see of each record, so that no search can tell
    what a field holds to whom it is not shown.
    """
    words = text.casefold().split()
    found: list[tuple[Register, Record]] = []
    if not words:
        return ()
    for register in registers:
        records = seen_by(register, actor)
        for word in words:
            records = records.filter(words__contains=word)
        for record in records.iterator(chunk_size=200):
            if len(found) == limit:
                return tuple(found)
            shown = words_of(register, values_seen(register, record, actor))
            if all(word in shown for word in words):
                found.append((register, record))
    return tuple(found)


def unused_numbers(register: Register) -> tuple[Gap, ...]:
    """Return the numbers below the last of each series that no record has: each must come or be explained."""
    rows = Record.objects.filter(register=register.id).values_list("series", "number").order_by("series")
    return missing_numbers(Number(number, series) for series, number in rows)
