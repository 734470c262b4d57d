"""Reading one record, and writing down who read what is restricted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from frankpledge.audit.actions import append
from frankpledge.records.models import Record
from frankpledge.records.rights import fields_seen, is_public, sees_all
from frankpledge.registers.register import Field, Register
from frankpledge.registers.roles import EVERYONE, Actor

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
    shown = [one for one in fields_seen(register, record, by) if one.id in record.values]
    restricted = [one.id for one in shown if is_restricted(one)]
    if restricted:
        with transaction.atomic():
            append(
                f"{SEEN}{register.id}",
                by=by,
                action="saw",
                subject=str(record),
                facts={"version": record.version, "fields": restricted},
                at=at,
            )
    return {one.id: record.values[one.id] for one in shown}
