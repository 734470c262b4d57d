"""What somebody may do to many records of a register at once."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.records.seeing import is_restricted
from frankpledge.registers.register import Field, FieldType, Move, Register
from frankpledge.registers.roles import Actor
from frankpledge.web.entering import may_enter

MOST_TOGETHER = 500
"""Records that one press may change."""
PLAIN = (
    *(FieldType.TEXT, FieldType.CHOICE, FieldType.DATE, FieldType.LOOSE_DATE, FieldType.NUMBER),
    *(FieldType.MONEY, FieldType.DECIMAL, FieldType.YES_NO),
)
"""What may be said once for many records."""


RESERVED = ("record", "task", "reason", "confirm", "begin")
"""What the form itself sends: a field of this name cannot be asked for in it."""


@dataclass(frozen=True)
class Task:
    """What is to be done to all: a step, or a change of a field; and the fields that are asked for."""

    name: str
    title: str
    fields: tuple[Field, ...]
    move: Move | None = None


def tasks_of(of: Register, actor: Actor) -> dict[str, Task]:
    """Return what somebody may do to many records; what a record does not admit is told of that record."""
    if not actor.identity:
        return {}
    enters = {one.id: one for one in may_enter(of, actor.roles) if not is_restricted(one)}
    found = [
        Task(f"step-{move.id}", move.title, tuple(enters[name] for name in move.needs), move)
        for move in of.moves
        if move.roles & actor.roles
        and not set(RESERVED) & set(move.needs)
        and all(name in enters and enters[name].type in (*PLAIN, FieldType.LONG_TEXT) for name in move.needs)
    ]
    own = {
        *RESERVED,
        of.numbering.by,
        of.numbering.called,
        of.numbering.because,
        of.headline,
        *of.scope.values(),
    }
    if of.amends & actor.roles:
        found += [
            Task(f"field-{one.id}", f"Change “{one.title}”", (one,))
            for one in enters.values()
            if one.type in PLAIN and one.id not in own
        ]
    return {one.name: one for one in found}
