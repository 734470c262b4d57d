"""What is owed to the public when a record changes: a reason, and a ground for what it is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frankpledge.records.models import Record
from frankpledge.records.queries import history
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import is_public
from frankpledge.registers.register import Register
from frankpledge.registers.values import Problem

BLANK: tuple[Any, ...] = (None, "", [], {})
"""What a form sends for a field that says nothing: it is not kept."""


@dataclass(frozen=True)
class Correction:
    """One change of what the public had read: when, which fields by title, and why."""

    at: datetime
    fields: tuple[str, ...]
    why: str


def refuse_unexplained(register: Register, now: Record, values: Mapping[str, Any], reason: str) -> None:
    """Raise Refused where something that is public is changed and nobody says why."""
    if not is_public(register, now) or reason.strip():
        return
    changed = _changed(register, now.withheld, now.values, {**now.values, **values})
    if changed:
        raise Refused(
            f"this {register.one} is public.",
            problems=(
                Problem("reason", f"“{changed[0]}” is public, and is changed.", "Say why: it is shown."),
            ),
        )


def refuse_groundless(register: Register, now: Record, values: Mapping[str, Any], state: str) -> None:
    """Raise Refused where a record becomes public, or stays so, with an exempt part and no ground for it."""
    if not register.state_of(state).public:
        return
    problems = tuple(
        Problem(one.id, f"“{one.title}” has no ground.", "Choose one under “Withhold parts” first.")
        for one in register.fields
        if one.exempt and values.get(one.id) not in BLANK and one.id not in now.withheld
    )
    if problems:
        raise Refused(f"this {register.one} cannot be public yet.", problems=problems)


def corrections_of(register: Register, record: Record) -> tuple[Correction, ...]:
    """Return how a record was changed while the public saw it, newest first."""
    found: list[Correction] = []
    before = None
    for version in history(record):
        if before is not None and is_public(register, before) and is_public(register, version):
            changed = _changed(register, version.withheld, before.values, version.values)
            if changed and version.event.action == "amended":
                found.append(Correction(version.event.at, changed, version.reason))
        before = version
    return tuple(reversed(found))


def _changed(
    register: Register, withheld: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the titles of fields that the public sees and that say something else."""
    return tuple(
        one.title
        for one in register.fields
        if one.published and one.id not in withheld and _said(before, one.id) != _said(after, one.id)
    )


def _said(values: Mapping[str, Any], name: str) -> Any:
    value = values.get(name)
    return None if value in BLANK else value
