"""The history of a record in words: what was done, and what each field said before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from frankpledge.records.actions import IMPORTED
from frankpledge.records.attesting import ERASED
from frankpledge.records.models import Record, Version
from frankpledge.records.publishing import FILE_CHANGED
from frankpledge.records.rights import FILE
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import shown
from frankpledge.web.accounts.naming import called
from frankpledge.web.figure_words import figure_called
from frankpledge.web.record_words import LinkedRecords, linked_words

ACTIONS = {
    "made": "Made",
    IMPORTED: "Taken in from a file",
    "unused": "Marked as not used",
    "amended": "Changed",
    "withheld": "What is withheld was changed",
    "attached": "A file was attached",
    FILE_CHANGED: "What is said of a file was changed",
    ERASED: "Parts were erased",
    "set": "Set by another record",
}
"""What actions are called; a step is called by its title."""


@dataclass(frozen=True)
class Change:
    """One version of a record: who did what, when and why, and what it changed."""

    number: int
    at: datetime
    who: str
    action: str
    """The action of its event, as the audit trail has it."""
    what: str
    """The same in words: of a step, its title."""
    why: str
    changed: tuple[tuple[str, str, str], ...]
    """Field, what it said before, and what it said after."""


def last_step_of(register: Register, record: Record) -> str:
    """Return the last step of a record, its day and its reason, in a line; nothing where it has no reason.

    What is kept in a field of the record stands there, and is not said again.
    """
    steps = Version.objects.filter(record=record, event__action="moved").select_related("event")
    last = steps.order_by("-number").first()
    if last is None or not last.reason or last.reason in map(str, record.values.values()):
        return ""
    what = what_was_done(register, "moved", last.detail)
    return f"{what}, {day_in_words(localtime(last.event.at).date())}: {last.reason}"


def changes_of(
    register: Register,
    versions: Sequence[Version],
    fields: Sequence[Field],
    who: Mapping[str, str],
    linked: LinkedRecords,
) -> tuple[Change, ...]:
    """Return the history of a record, newest first. ``who`` names people by identity.

    ``fields`` are those that the reader sees, and ``linked`` the records that links among them ever named.
    """
    made = []
    before: Version | None = None
    for version in versions:
        changed = [*_fields(fields, before, version, linked), *_state(register, before, version)]
        changed += [*_withheld(register, fields, before, version), *_files(before, version)]
        event = version.event
        made.append(
            Change(
                version.number,
                localtime(event.at),
                called(event.actor, who),
                event.action,
                what_was_done(register, event.action, version.detail),
                version.reason,
                tuple(changed),
            )
        )
        before = version
    return tuple(reversed(made))


def what_was_done(register: Register, action: str, detail: Mapping[str, Any]) -> str:
    """Return an action in words: a step by its title, as long as the register declares it."""
    if action != "moved":
        return ACTIONS.get(action, action.capitalize())
    step = str(detail.get("move", ""))
    return next((one.title for one in register.moves if one.id == step), f"A step that is no more: {step}")


def _fields(
    fields: Sequence[Field], before: Version | None, after: Version, linked: LinkedRecords
) -> Iterator[tuple[str, str, str]]:
    was: Mapping[str, Any] = before.values if before else {}
    for one in fields:
        old, new = was.get(one.id), after.values.get(one.id)
        if old != new:
            yield one.title, _said(one, old, linked), _said(one, new, linked)


def _said(of: Field, value: Any, linked: LinkedRecords) -> str:
    if of.to:
        return linked_words(of, value, linked)
    if of.type is FieldType.FIGURE and value:
        return f"{figure_called(value)} (build {value.get('build', '')})"
    if of.columns and value:
        return "\n".join(shown(of, [row]) for row in value)
    return shown(of, value)


def _state(register: Register, before: Version | None, after: Version) -> Iterator[tuple[str, str, str]]:
    was = before.state if before else ""
    if was != after.state:
        titles = {one.id: one.title for one in register.states}
        yield "State", titles.get(was, was), titles.get(after.state, after.state)


def _withheld(
    register: Register, fields: Sequence[Field], before: Version | None, after: Version
) -> Iterator[tuple[str, str, str]]:
    was: Mapping[str, str] = before.withheld if before else {}
    grounds = {one.id: one.title for one in register.exemptions}
    titles = {one.id: one.title for one in fields}
    for name in dict.fromkeys((*was, *after.withheld)):
        title = f"File {name.removeprefix(FILE)}" if name.startswith(FILE) else titles.get(name, "")
        old, new = was.get(name, ""), after.withheld.get(name, "")
        if old != new and title:
            yield f"Withheld: {title}", grounds.get(old, old), grounds.get(new, new)


def _files(before: Version | None, after: Version) -> Iterator[tuple[str, str, str]]:
    was = {one["number"]: one for one in before.files} if before else {}
    now = {one["number"]: one for one in after.files}
    for number in dict.fromkeys((*was, *now)):
        old, new = was.get(number), now.get(number)
        if old != new:
            yield f"File {number}", _file_in_words(old), _file_in_words(new)


def _file_in_words(file: Mapping[str, Any] | None) -> str:
    if file is None:
        return ""
    about = f": {file['description']}" if file.get("description") else ""
    public = "published with the record" if file["published"] else "not for publication"
    return f"{file['name']}{about} ({public})"
