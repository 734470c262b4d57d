"""Erasing what is said of a person, so that nothing in here can tell it any more."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction

from frankpledge.audit.actions import forget
from frankpledge.records.actions import changing, refuse_unknown_part
from frankpledge.records.attesting import ERASED, write
from frankpledge.records.files import locked
from frankpledge.records.models import Record
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import FILE, permit
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor


def erase(
    register: Register,
    record: Record,
    parts: Collection[str],
    by: Actor,
    *,
    version: int,
    reasons: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> Record:
    """Erase personal fields, and attachments as ``file-1``, from a record and all its versions; return it.

    What they held is gone from the database, and from the office folder where no other record has the same
    file; the subject's key is changed, so that no guess at it can be tried against the audit trail. With
    ``reasons`` what was said as the reason of earlier actions goes too. Backups are for whoever keeps them.
    Attachments cannot be erased as part of a larger transaction.
    Raises PermissionDenied, Stale, or Refused for a field that is not personal.
    """
    fields = {name for name in parts if not name.startswith(FILE)}
    files = {name for name in parts if name.startswith(FILE)}
    # Held until what was erased is gone from the disk too: verifying never finds the one without the other.
    gone = [one.sha256 for one in record.attachments.all() if f"{FILE}{one.number}" in files]
    with (
        locked(in_doubt=gone) if files else nullcontext(),
        transaction.atomic(durable=bool(files)),
        changing(register, record, by, version, {}) as now,
    ):
        permit(register, now.values, by, register.amends, f"erase parts of a {register.one}")
        for name in parts:
            refuse_unknown_part(register, now, name)
            if name in fields and not register.field_of(name).personal:
                raise Refused(f"'{name}' is not personal: it can be amended, and not erased.")
        numbers = {int(name.removeprefix(FILE)) for name in files}
        now.attachments.filter(number__in=numbers).delete()
        for old in now.versions.order_by("number"):
            old.values = {name: value for name, value in old.values.items() if name not in fields}
            old.files = [file for file in old.files if file["number"] not in numbers]
            old.reason = "" if reasons else old.reason
            old.save()
        now.values = {name: value for name, value in now.values.items() if name not in fields}
        now.withheld = {name: ground for name, ground in now.withheld.items() if name not in files}
        forget(str(now))
        detail = {"parts": sorted(parts), "reasons": reasons}
        return write(register, now, by, ERASED, detail=detail, reason=reason, at=at)
