"""Changing records. Each action is one transaction with one event: both happen, or neither.

Rights are checked here, whoever calls. Every action on a record that is there is given the version that its
author saw, and raises Stale where that is no longer the newest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from frankpledge.audit.actions import hold
from frankpledge.errors import did_you_mean
from frankpledge.records.attesting import refuse_altered, stream_of, write
from frankpledge.records.consequences import (
    linked_values,
    refuse_contradictions,
    refuse_open,
    set_on_linked,
)
from frankpledge.records.models import Record, Version
from frankpledge.records.publishing import (
    BLANK,
    refuse_groundless,
    refuse_unconfirmed,
    refuse_unexplained,
    still_confirmed,
)
from frankpledge.records.refusals import Both, Refused, Stale
from frankpledge.records.rights import FILE, permit, refuse_unseen, roles_for, values_seen
from frankpledge.registers.checking import check, check_move
from frankpledge.registers.register import Move, Register, State
from frankpledge.registers.roles import Actor
from frankpledge.registers.values import LONDON, Problem
from frankpledge.registers.working_out import Change, stepped, worked_out

IMPORTED = "imported"
"""The action that brings a record in from an old table, to whatever state it says it has reached there."""


def create(
    register: Register,
    values: Mapping[str, Any],
    by: Actor,
    *,
    number: int | None = None,
    state: str = "",
    reason: str = "",
    at: datetime | None = None,
    imported: bool = False,
) -> Record:
    """Make a record and return it. It takes the next number of its series unless one is given.

    It stands in the first state, or in another one, for records made on paper or elsewhere, where its maker
    may also take a move that ends there and has filled in what that needs. What is ``imported`` from an old
    table is kept although its dates contradict each other, which is flagged; its event says so.
    Raises PermissionDenied, or Refused with what is wrong with the values or the number.
    """
    kept = _kept(register, {}, values)
    stands = _state(register, state or register.first_state.id)
    with transaction.atomic():
        hold(stream_of(register.id))
        permit(register, kept, by, register.makes, f"make a {register.one}")
        refuse_unseen(register, kept, by, kept)
        if stands != register.first_state:
            _permit_arrival(register, kept, by, stands)
        kept = _settled(register, None, kept, stands.id, None if imported else _day(at), reason)
        if number is not None and not register.numbering.given:
            raise Refused(f"the number of a {register.one} is not chosen.", do="Leave it out.")
        return _made(register, kept, by, IMPORTED if imported else "made", number, stands, reason, at)


def mark_unused(
    register: Register,
    number: int,
    because: str,
    by: Actor,
    *,
    series: str = "",
    at: datetime | None = None,
) -> Record:
    """Say of a number that it was not used, and why. Return the record that says so.

    The number is one that no record has, at most the next of its series.
    Raises PermissionDenied, or Refused where it is taken, lies ahead, no reason is given, or the register
    knows no unused numbers.
    """
    how = register.numbering
    if not how.unused:
        raise Refused(f"{register.title} knows no unused numbers.")
    kept = _kept(register, {}, {how.because: because, **({how.by: series} if how.by else {})})
    with transaction.atomic():
        hold(stream_of(register.id))
        permit(register, kept, by, register.makes, "mark a number unused")
        _refuse_worse(register, None, kept, how.unused)
        if number > _next(register, series):
            raise Refused(
                f"number {number} lies ahead of its series.", do=f"Next is {_next(register, series)}."
            )
        return _made(register, kept, by, "unused", number, _state(register, how.unused), "", at)


def amend(
    register: Register,
    record: Record,
    values: Mapping[str, Any],
    by: Actor,
    *,
    version: int,
    reason: str = "",
    at: datetime | None = None,
) -> Record:
    """Change the fields that are given, leave the others, and return the record. A blank clears its field.

    Where nothing would change, nothing is written. Raises PermissionDenied, Stale, or Refused where the
    record is closed or the values would be worse than they were.
    """
    with changing(register, record, by, version, values) as now:
        permit(register, now.values, by, register.amends, f"amend a {register.one}")
        if _state(register, now.state).closed:
            raise Refused(f"this {register.one} is closed: its fields stay as they are.")
        refuse_unexplained(register, now, values, reason)
        refuse_groundless(register, now, {**now.values, **values}, now.state)
        kept = _amended(register, now, values, by)
        permit(register, kept, by, register.amends, f"amend a {register.one}")
        _refuse_lost_firsts(register, now, kept, reason)
        kept = _settled(register, now, kept, now.state, _day(at), reason)
        if kept == now.values:
            return now
        return _changed(register, now, kept, now.state, by, "amended", {}, reason, at)


def move(
    register: Register,
    record: Record,
    step: str,
    by: Actor,
    *,
    version: int,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Record:
    """Take a step to another state, filling in ``values`` at the same time, and return the record.

    Raises PermissionDenied, Stale, or Refused where the step does not start here, needs a field that is
    blank, or needs a reason.
    """
    moment = at or datetime.now(UTC)
    found = {one.id: one for one in register.moves}.get(step)
    if found is None:
        raise Refused(
            f"there is no step '{step}'.", do=did_you_mean(step, [one.id for one in register.moves])
        )
    with changing(register, record, by, version, values or {}) as now:
        permit(register, now.values, by, found.roles, f"take the step '{found.title}'")
        if now.state not in found.start:
            raise Refused(f"'{found.title}' does not lead on from '{_state(register, now.state).title}'.")
        if found.reason and not reason.strip():
            raise Refused(f"'{found.title}' needs a reason.", do="Say why.")
        if found.file_or_reason and not reason.strip() and not now.attachments.filter(published=True):
            raise Refused(
                f"'{found.title}' needs a published file, or a reason why there is none.",
                do="Attach the papers and tick that they are published, or say why.",
            )
        refuse_groundless(register, now, {**now.values, **(values or {})}, found.end)
        refuse_open(register, found, now)
        kept = _amended(register, now, values or {}, by)
        permit(register, kept, by, found.roles, f"take the step '{found.title}'")
        _refuse_lost_firsts(register, now, kept, reason)
        day = _day(moment)
        left = stepped(register, found, now.state, kept, values or {}, day, reason)
        _refuse_blank(register, found, left, day)
        kept = _settled(register, now, left, found.end, day, reason, found)
        return _changed(register, now, kept, found.end, by, "moved", {"move": step}, reason, moment)


def withhold(
    register: Register,
    record: Record,
    grounds: Mapping[str, str],
    by: Actor,
    *,
    version: int,
    reason: str = "",
    at: datetime | None = None,
) -> Record:
    """Withhold fields and attachments from the public, each on its ground, and return the record.

    ``grounds`` maps fields, and attachments as ``file-1``, to exemptions of the register; an empty ground
    withholds no longer. It may be done in every state: what is public may have to be withheld.
    Raises PermissionDenied, Stale, or Refused for a ground that the register does not name.
    """
    known = {one.id for one in register.exemptions}
    with changing(register, record, by, version, {}) as now:
        permit(register, now.values, by, register.amends, f"withhold parts of a {register.one}")
        for name, ground in grounds.items():
            if ground and ground not in known:
                raise Refused(f"'{ground}' is no ground for withholding.", do=did_you_mean(ground, known))
            refuse_unknown_part(register, now, name)
        refuse_unseen(register, now.values, by, [name for name in grounds if not name.startswith(FILE)])
        now.withheld = {name: ground for name, ground in {**now.withheld, **grounds}.items() if ground}
        return write(register, now, by, "withheld", detail={"grounds": dict(grounds)}, reason=reason, at=at)


@contextmanager
def changing(
    register: Register, record: Record, by: Actor, version: int, values: Mapping[str, Any]
) -> Iterator[Record]:
    """Hold the register and give the record as it stands.

    Raises Stale where it is not as its author saw it, Refused where it is not as it was last written.
    """
    if record.register != register.id:
        raise Refused(f"this record is of {record.register}, not of {register.id}.")
    with transaction.atomic():
        hold(stream_of(register.id))
        now = Record.objects.get(pk=record.pk)
        if now.version != version:
            raise _stale(register, now, by, version, values)
        refuse_altered(now)
        yield now


def _stale(register: Register, now: Record, by: Actor, version: int, values: Mapping[str, Any]) -> Stale:
    began = Version.objects.filter(record=now, number=version).first()
    if began is None:
        raise Refused(f"this {register.one} never had a version {version}.", do="Open it anew.")
    before, after = values_seen(register, began, by), values_seen(register, now, by)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    names = [one.id for one in register.fields if one.id in values or one.id in changed]
    return Stale(
        now.version,
        {name: Both(before.get(name), after.get(name), values.get(name, before.get(name))) for name in names},
    )


def _made(
    register: Register,
    kept: dict[str, Any],
    by: Actor,
    action: str,
    number: int | None,
    state: State,
    reason: str,
    at: datetime | None,
) -> Record:
    series = str(kept.get(register.numbering.by, "")) if register.numbering.by else ""
    if number is None:
        number = _next(register, series)
    elif number < 1:
        raise Refused("numbers begin with 1.")
    elif Record.objects.filter(register=register.id, series=series, number=number).exists():
        raise Refused(f"number {number} is taken.", do=f"Next is {_next(register, series)}.")
    record = Record(
        register=register.id,
        key=f"{series}-{number}" if series else str(number),
        series=series,
        number=number,
        version=0,
        state=state.id,
        values=kept,
    )
    write(register, record, by, action, reason=reason, at=at)
    set_on_linked(register, record, ("", {}), by, at=at)
    return record


def _changed(
    register: Register,
    now: Record,
    values: dict[str, Any],
    state: str,
    by: Actor,
    action: str,
    detail: Mapping[str, Any],
    reason: str,
    at: datetime | None,
) -> Record:
    """Write what a record now says, and set on others what follows from it."""
    before = now.state, now.values
    now.values, now.state = values, state
    write(register, now, by, action, detail=detail, reason=reason, at=at)
    set_on_linked(register, now, before, by, at=at)
    return now


def _day(at: datetime | None) -> date:
    """Return the day of an action, as the calendar shows it in Britain."""
    return (at or datetime.now(UTC)).astimezone(LONDON).date()


def _next(register: Register, series: str) -> int:
    taken = Record.objects.filter(register=register.id, series=series)
    return 1 + (taken.aggregate(last=Max("number"))["last"] or 0)


def _state(register: Register, state: str) -> State:
    known = {one.id: one for one in register.states}
    if state not in known:
        raise Refused(f"there is no state '{state}' in {register.title}.", do=did_you_mean(state, known))
    return known[state]


def _permit_arrival(register: Register, values: Mapping[str, Any], by: Actor, state: State) -> None:
    """Raise unless somebody may bring a record to a state by a move, and has filled in what that needs."""
    arrivals = [one for one in register.moves if one.end == state.id]
    roles = frozenset[Any]().union(*(one.roles for one in arrivals))
    permit(register, values, by, roles, f"make a {register.one} that is '{state.title}'")
    held = roles_for(register, values, by)
    taken = [one for one in arrivals if one.roles & held]
    if not any(not check_move(register, one, values) for one in taken):
        _refuse_blank(register, taken[0], values)


def _kept(register: Register, before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with changes made: fields in the register's order, blank ones left out."""
    known = {one.id for one in register.fields}
    for name in values:
        if name not in known:
            raise Refused(f"{register.title} has no field '{name}'.", do=did_you_mean(name, known))
    worked = {one.id for one in register.fields if one.computed}
    after = {**before, **{name: value for name, value in values.items() if name not in worked}}
    return {one.id: after[one.id] for one in register.fields if after.get(one.id) not in BLANK}


def _amended(register: Register, now: Record, values: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Return a record's values with changes made, by somebody who sees what they change."""
    kept = _kept(register, now.values, values)
    refuse_unseen(
        register, now.values, by, [name for name in values if kept.get(name) != now.values.get(name)]
    )
    series = register.numbering.by
    if series and str(kept.get(series, "")) != now.series:
        raise Refused("the series is part of the number and stays.", do="Make a record in the other series.")
    return kept


def _settled(
    register: Register,
    now: Record | None,
    after: Mapping[str, Any],
    state: str,
    day: date | None,
    reason: str,
    step: Move | None = None,
) -> dict[str, Any]:
    """Return values with what the register works out, as they may be kept where the record stands."""
    before = now.values if now else {}
    refuse_unconfirmed(register, before, after, reason)
    after = still_confirmed(register, before, after)
    _refuse_worse(register, now, after, state, day)
    linked = linked_values(register, after)
    kept = worked_out(register, Change(before, step, linked), after)
    refuse_contradictions(register, now, kept, linked)
    return kept


def _refuse_worse(
    register: Register, now: Record | None, after: Mapping[str, Any], state: str, day: date | None = None
) -> None:
    """Raise Refused for what is wrong now and was not before: what came with faults can be amended."""
    was = set(check(register, now.values, now.state, day)) if now else set()
    problems = tuple(one for one in check(register, after, state, day) if one not in was)
    if problems:
        raise Refused(f"this {register.one} cannot be kept as it is.", problems=problems)


def _refuse_lost_firsts(register: Register, now: Record, after: Mapping[str, Any], reason: str) -> None:
    """Raise Refused where the first day a date named would be lost without a word."""
    for one in register.fields:
        kept = now.values.get(one.keeps_first) if one.keeps_first else None
        if kept is not None and after.get(one.keeps_first) != kept and not reason.strip():
            title = register.field_of(one.keeps_first).title
            raise Refused(
                f"this {register.one} cannot be kept as it is.",
                problems=(Problem(one.keeps_first, f"“{title}” is kept.", "Say why it was wrong."),),
            )


def _refuse_blank(register: Register, step: Move, values: Mapping[str, Any], day: date | None = None) -> None:
    problems = check_move(register, step, values, day)
    if problems:
        raise Refused("this step cannot be taken yet.", problems=problems)


def refuse_unknown_part(register: Register, now: Record, name: str) -> None:
    """Raise Refused where a record has neither a field nor an attachment of this name."""
    parts = [one.id for one in register.fields]
    parts += [f"{FILE}{one.number}" for one in now.attachments.all()]
    if name not in parts:
        raise Refused(f"this {register.one} has no '{name}'.", do=did_you_mean(name, parts))
