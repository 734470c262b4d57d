"""Who may do what to a record, and which of its fields they see: everything not granted is denied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied

from frankpledge.records.models import Attachment, Record
from frankpledge.records.released import TOLD
from frankpledge.registers.register import RELEASED, Field, FieldType, Register
from frankpledge.registers.roles import STAFF, Actor, Grant, Role

FILE = "file-"
"""What stands before the number of an attachment where parts of a record are named."""


class Standing(Protocol):
    """A record, or one of its versions: where it stands and what it says."""

    state: str
    values: Any
    withheld: Any


def roles_for(register: Register, values: Mapping[str, Any], actor: Actor) -> frozenset[Role]:
    """Return the roles that somebody has towards a record that says this: those held for all, and for what it
    is of."""
    of = {kind: values.get(field) for kind, field in register.scope.items()}
    held = (one.role for one in actor.grants if one.covers(of) or counts_undivided(register, one))
    return frozenset({Role.PUBLIC, *held})


def counts_undivided(register: Register, grant: Grant) -> bool:
    """Whether a limited role counts although the register's records are divided by nothing.

    It does for those outside the office, who always act for a body: a register that names them means all of
    them. Whoever of the office is held to some has no role where records do not say of what they are.
    """
    return not register.scope and grant.role not in STAFF and set(grant.limits) <= {"body"}


def permit(
    register: Register, values: Mapping[str, Any], actor: Actor, roles: Collection[Role], doing: str
) -> None:
    """Raise PermissionDenied unless somebody known holds one of ``roles`` towards what ``values`` say."""
    if not actor.identity or not roles_for(register, values, actor) & frozenset(roles):
        raise PermissionDenied(f"{actor.name} may not {doing} in {register.title}.")


def is_public(register: Register, standing: Standing) -> bool:
    """Return whether a record that stands so is public."""
    return any(one.public for one in register.states if one.id == standing.state)


def sees_all(register: Register, standing: Standing, actor: Actor) -> bool:
    """Return whether somebody may read a record that stands so although it is not public."""
    return bool(roles_for(register, standing.values, actor) & register.sees)


def fields_offered(register: Register, actor: Actor) -> tuple[Field, ...]:
    """Return the fields of which somebody may see something in some record: columns of lists and exports.

    Of a record they see ``fields_seen``, which are among these.
    """
    inside = bool(register.sees & actor.roles)
    return tuple(one for one in register.fields if one.may_be_public or (inside and one.roles & actor.roles))


def kept_back(register: Register, field: Field, standing: Standing, at: datetime | None = None) -> str:
    """Return why the public does not see a field of a public record that stands so; empty where it does.

    What depends on releases is asked of those in force now; for an earlier moment (``at``), of those of them
    that were out by then. The reason is for those who keep the record, and stands after a colon.
    """
    if not field.published_when:
        return "" if field.published else "it is not published"
    value = standing.values.get(field.id)
    if field.published_when == RELEASED:
        printed = TOLD.by.figure(str(value["key"])) if value else None
        if printed is None or (at is not None and printed.at > at):
            return "no release in force has it"
        return ""
    if standing.values.get(field.confirmed_by) is not True:
        return f"“{register.field_of(field.confirmed_by).title}” is not answered with Yes"
    quoted = unreleased_beside(register, field, standing.values)
    return f"no release in force has {', '.join(quoted)}" if quoted else ""


def unreleased_beside(register: Register, field: Field, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a text that somebody confirms would tell too early: its figures and quotations."""
    figures = [one for one in register.fields if one.type is FieldType.FIGURE and one.id in values]
    own = [f"“{one.title}”" for one in figures if TOLD.by.figure(str(values[one.id]["key"])) is None]
    return (*own, *TOLD.by.unreleased_in(str(values.get(field.id, ""))))


def is_shown(register: Register, field: Field, standing: Standing, at: datetime | None = None) -> bool:
    """Return whether the public sees a field of a public record that stands so."""
    return field.id not in standing.withheld and not kept_back(register, field, standing, at)


def fields_seen(register: Register, standing: Standing, actor: Actor) -> tuple[Field, ...]:
    """Return the fields of a record that somebody sees, in the register's order."""
    return tuple(field for field, _ in _seen(register, standing, actor))


def values_seen(register: Register, standing: Standing, actor: Actor) -> dict[str, Any]:
    """Return what a record says to somebody: values by field, in the register's order, none blank.

    To the public a figure is that of the release which prints it, not of the build that the office works on.
    """
    return _said(_seen(register, standing, actor), standing)


_Seen = tuple[tuple[Field, bool], ...]
"""Fields that somebody sees of a record, each with whether they see it as the public does."""


def _seen(register: Register, standing: Standing, actor: Actor) -> _Seen:
    public = is_public(register, standing)
    inside = sees_all(register, standing, actor)
    roles = roles_for(register, standing.values, actor)
    found = []
    for one in register.fields:
        if inside and roles & one.roles:
            found.append((one, False))
        elif public and is_shown(register, one, standing):
            found.append((one, True))
    return tuple(found)


def _said(seen: _Seen, standing: Standing) -> dict[str, Any]:
    return {
        one.id: _as_released(one, standing.values[one.id]) if public else standing.values[one.id]
        for one, public in seen
        if one.id in standing.values
    }


def _as_released(of: Field, value: Any) -> Any:
    if of.published_when != RELEASED:
        return value
    printed = TOLD.by.figure(str(value["key"]))
    return {**value, "build": "" if printed is None else printed.build}


class Sight:
    """What one person sees of the records of a register, worked out once for records that are alike in it."""

    def __init__(self, register: Register, actor: Actor) -> None:
        self._register = register
        self._actor = actor
        self._limited = any(one.limited for one in actor.grants)
        self._at_times = tuple(one for one in register.fields if one.published_when)
        self._found: dict[tuple[object, ...], tuple[bool, _Seen]] = {}

    def fields(self, standing: Standing) -> tuple[Field, ...]:
        """Return the fields of a record that they see, as :func:`fields_seen` does."""
        return tuple(field for field, _ in self._looked_up(standing)[1])

    def values(self, standing: Standing) -> dict[str, Any]:
        """Return what a record says to them, as :func:`values_seen` does."""
        return _said(self._looked_up(standing)[1], standing)

    def all(self, standing: Standing) -> bool:
        """Return whether they may read a record although it is not public, as :func:`sees_all` does."""
        return self._looked_up(standing)[0]

    def _looked_up(self, standing: Standing) -> tuple[bool, _Seen]:
        scope = self._register.scope.values() if self._limited else ()
        # Whatever decides what is seen is part of the place: what depends on values by what became of it.
        told = (is_shown(self._register, one, standing) for one in self._at_times)
        of = (str(standing.values.get(one)) for one in scope)
        place = (standing.state, *standing.withheld, None, *told, *of)
        found = self._found.get(place)
        if found is None:
            whole = sees_all(self._register, standing, self._actor)
            found = self._found[place] = whole, _seen(self._register, standing, self._actor)
        return found


def refuse_unseen(
    register: Register, values: Mapping[str, Any], actor: Actor, changed: Collection[str]
) -> None:
    """Raise PermissionDenied where a field is changed by somebody who may not see it."""
    roles = roles_for(register, values, actor)
    hidden = [name for name in changed if not register.field_of(name).roles & roles]
    if hidden:
        raise PermissionDenied(f"{actor.name} may not change '{hidden[0]}' in {register.title}.")


def attachments_seen(register: Register, record: Record, actor: Actor) -> list[Attachment]:
    """Return the attachments of a record that somebody may open, in the order they were attached."""
    inside, public = sees_all(register, record, actor), is_public(register, record)
    return [
        one
        for one in record.attachments.order_by("number")
        if inside or (public and one.published and f"{FILE}{one.number}" not in record.withheld)
    ]
