"""Who may do what to a record, and which of its fields they see: everything not granted is denied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied

from frankpledge.records.models import Attachment, Record
from frankpledge.registers.register import Field, Register
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


def fields_seen(register: Register, standing: Standing, actor: Actor) -> tuple[Field, ...]:
    """Return the fields of a record that somebody sees, in the register's order."""
    public = is_public(register, standing)
    inside = sees_all(register, standing, actor)
    roles = roles_for(register, standing.values, actor)
    return tuple(
        one
        for one in register.fields
        if (inside and roles & one.roles) or (public and one.published and one.id not in standing.withheld)
    )


class Sight:
    """What one person sees of the records of a register, worked out once for records that are alike in it."""

    def __init__(self, register: Register, actor: Actor) -> None:
        self._register = register
        self._actor = actor
        self._limited = any(one.limited for one in actor.grants)
        self._seen: dict[tuple[object, ...], tuple[bool, tuple[Field, ...]]] = {}

    def fields(self, standing: Standing) -> tuple[Field, ...]:
        """Return the fields of a record that they see, as :func:`fields_seen` does."""
        return self._looked_up(standing)[1]

    def all(self, standing: Standing) -> bool:
        """Return whether they may read a record although it is not public, as :func:`sees_all` does."""
        return self._looked_up(standing)[0]

    def _looked_up(self, standing: Standing) -> tuple[bool, tuple[Field, ...]]:
        scope = self._register.scope.values() if self._limited else ()
        place = (standing.state, *standing.withheld, None, *(str(standing.values.get(one)) for one in scope))
        found = self._seen.get(place)
        if found is None:
            whole = sees_all(self._register, standing, self._actor)
            found = self._seen[place] = whole, fields_seen(self._register, standing, self._actor)
        return found


def values_seen(register: Register, standing: Standing, actor: Actor) -> dict[str, Any]:
    """Return what a record says to somebody: values by field, in the register's order, none blank."""
    return {
        one.id: standing.values[one.id]
        for one in fields_seen(register, standing, actor)
        if one.id in standing.values
    }


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
