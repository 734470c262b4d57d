"""What is owed to the public when a record changes: a reason, and a ground for what it is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frankpledge.records.models import Record, Version
from frankpledge.records.queries import history
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import FILE, Standing, is_public, is_shown, unreleased_beside
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import Problem

FILE_CHANGED = "file-changed"
"""The action that changes what is said of a file, or whether the public gets it: the file itself never."""
BLANK: tuple[Any, ...] = (None, "", [], {})
"""What a form sends for a field that says nothing: it is not kept."""


@dataclass
class Said:
    """What a record would say: as a ``Standing``, before it is kept."""

    state: str
    values: Any
    withheld: Any


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
    changed = _changed(register, now, Said(now.state, {**now.values, **values}, now.withheld))
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
            changed = _changed(register, before, version, version.event.at)
            changed += _files_changed(before, version)
            if changed and version.event.action in ("amended", FILE_CHANGED):
                found.append(Correction(version.event.at, changed, version.reason))
        before = version
    return tuple(reversed(found))


def still_confirmed(
    register: Register, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Return values without what was confirmed of a text that now says, or has beside it, something else."""
    figures = [one for one in register.fields if one.type is FieldType.FIGURE]
    stale = {
        text.confirmed_by
        for text in register.fields
        if text.confirmed_by
        and before.get(text.confirmed_by) is True
        and any(_said(before, one.id) != _said(after, one.id) for one in (text, *figures))
    }
    return {name: value for name, value in after.items() if name not in stale}


def refuse_unconfirmed(
    register: Register, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> None:
    """Raise Refused where a text is confirmed and nobody says why, or it tells what is not released."""
    for one in register.fields:
        name = one.confirmed_by
        if not name or after.get(name) is not True or before.get(name) is True:
            continue
        problems = [
            Problem(name, f"“{one.title}” waits: no release in force has {quoted}.", _DO)
            for quoted in unreleased_beside(register, one, after)
        ]
        if not reason.strip():
            why = f"“{register.field_of(name).title}” publishes “{one.title}”."
            problems.append(Problem("reason", why, "Say why: it is shown."))
        if problems:
            raise Refused(f"“{one.title}” cannot be published yet.", problems=tuple(problems))


_DO = "Answer with No until one has it, or take it out."


def _changed(
    register: Register, before: Standing, after: Standing, at: datetime | None = None
) -> tuple[str, ...]:
    """Return the titles of fields of which the public sees something else: now, or at an earlier moment."""

    def told(field: Field, standing: Standing) -> Any:
        return _said(standing.values, field.id) if is_shown(register, field, standing, at) else None

    return tuple(one.title for one in register.fields if told(one, before) != told(one, after))


def _files_changed(before: Version, after: Version) -> tuple[str, ...]:
    """Return the files that the public had or has, and of which it is told something else."""
    was, now = _public_files(before), _public_files(after)
    return tuple(
        f"File “{(now.get(number) or was[number])['name']}”{' (withdrawn)' if number not in now else ''}"
        for number in dict.fromkeys((*was, *now))
        if was.get(number) != now.get(number)
    )


def _public_files(version: Version) -> dict[int, Mapping[str, Any]]:
    return {
        one["number"]: one
        for one in version.files
        if one["published"] and f"{FILE}{one['number']}" not in version.withheld
    }


def _said(values: Mapping[str, Any], name: str) -> Any:
    value = values.get(name)
    return None if value in BLANK else value
