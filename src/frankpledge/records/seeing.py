"""Reading records, and writing down who read what is restricted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from frankpledge.audit.actions import append
from frankpledge.audit.sealing import JSON
from frankpledge.records import files
from frankpledge.records.models import Attachment, Record, Version
from frankpledge.records.queries import history
from frankpledge.records.rights import (
    Sight,
    attachments_seen,
    fields_seen,
    is_public,
    sees_all,
    values_seen,
)
from frankpledge.registers.register import Field, Register
from frankpledge.registers.roles import EVERYONE, NOBODY, Actor

SEEN = "seen:"
"""What stands before a register's name in the stream of its readings: readers do not wait for writers."""


def is_restricted(field: Field) -> bool:
    """Return whether reading a field is written down: personal and unpublished, or for some roles alone."""
    return field.roles != EVERYONE or (field.personal and not field.published)


def see(register: Register, record: Record, by: Actor, *, at: datetime | None = None) -> dict[str, Any]:
    """Return what a record says to somebody, by field; where that is restricted, write down that it was read.

    What is restricted is returned only once the event that says so is committed.
    Raises PermissionDenied for who may not read the record at all.
    """
    if not (sees_all(register, record, by) or is_public(register, record)):
        raise PermissionDenied(f"{by.name} may not read this in {register.title}.")
    shown = values_seen(register, record, by)
    restricted: list[JSON] = [name for name in shown if is_restricted(register.field_of(name))]
    if restricted:
        _note(register, by, "saw", str(record), {"version": record.version, "fields": restricted}, at)
    return shown


def see_history(
    register: Register, record: Record, by: Actor, *, at: datetime | None = None
) -> list[Version]:
    """Return the versions of a record with their events, oldest first, for who may read it unpublished.

    Where any of them holds something restricted that they see, it is written down as for the record itself.
    Raises PermissionDenied for who may not.
    """
    if not sees_all(register, record, by):
        raise PermissionDenied(f"{by.name} may not read the history of this in {register.title}.")
    versions = list(history(record))
    seen = [one for one in fields_seen(register, record, by) if is_restricted(one)]
    held: list[JSON] = [one.id for one in seen if any(one.id in version.values for version in versions)]
    if held:
        _note(register, by, "saw", str(record), {"versions": record.version, "fields": held}, at)
    return versions


def open_file(
    register: Register, record: Record, number: int, by: Actor, *, at: datetime | None = None
) -> tuple[Attachment, bytes]:
    """Return an attachment and its bytes; where the public may not open it, write down who did.

    Raises PermissionDenied where they may open none of this number, FileNotFoundError where its bytes are
    gone, and ValueError where those were altered.
    """
    file = next((one for one in attachments_seen(register, record, by) if one.number == number), None)
    if file is None:
        raise PermissionDenied(f"{by.name} may not open file {number} of this in {register.title}.")
    content = files.read(file)
    if file not in attachments_seen(register, record, NOBODY):
        _note(register, by, "opened", str(record), {"file": number, "sha256": file.sha256}, at)
    return file, content


def see_many(
    register: Register, records: Iterable[Record], by: Actor, *, at: datetime | None = None
) -> list[tuple[Record, dict[str, Any]]]:
    """Return records with what each says to somebody, as an export of them does.

    Where anything of it is restricted, one event says that they exported from the register: its subject is
    the register, and its digest covers which records and fields they were. What somebody may not read at
    all is left out.
    """
    found = []
    restricted: dict[str, JSON] = {}
    sight, hidden = Sight(register, by), {one.id for one in register.fields if is_restricted(one)}
    for record in records:
        if not sight.fields(record) and not (sees_all(register, record, by) or is_public(register, record)):
            continue
        shown = sight.values(record)
        fields: list[JSON] = [name for name in shown if name in hidden]
        if fields:
            restricted[f"{record.key} {record.version}"] = fields
        found.append((record, shown))
    if restricted:
        _note(register, by, "exported", register.id, restricted, at)
    return found


def _note(
    register: Register, by: Actor, action: str, subject: str, facts: Mapping[str, JSON], at: datetime | None
) -> None:
    with transaction.atomic():
        append(f"{SEEN}{register.id}", by=by, action=action, subject=subject, facts=facts, at=at)
