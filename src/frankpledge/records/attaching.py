"""Attaching files to records."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from frankpledge.records import files
from frankpledge.records.actions import changing
from frankpledge.records.attesting import write
from frankpledge.records.models import Attachment, Record
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import permit
from frankpledge.records.sniffing import KINDS, kind_of, safe_name
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor

LARGEST = 25 * 1024 * 1024
"""Bytes of the largest file that may be attached."""


def attach(
    register: Register,
    record: Record,
    name: str,
    content: BinaryIO,
    by: Actor,
    *,
    version: int,
    published: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> Attachment:
    """Attach a file to a record and return the attachment. ``name`` is what its sender calls it.

    It may be done in every state: minutes follow a meeting that is over. It cannot be part of a larger
    transaction. Raises PermissionDenied, Stale, or Refused for a file that is empty, too large or of no
    kind that may be attached.
    """
    may = register.amends | register.attaches
    permit(register, record.values, by, may, f"attach files to a {register.one}")
    held = content.read(LARGEST + 1)
    if len(held) > LARGEST:
        raise Refused(f"the file is larger than {LARGEST // 1024 // 1024} MB.", do="Send a smaller one.")
    kind = kind_of(held, name)
    if kind is None:
        titles = ", ".join(one.title for one in KINDS)
        raise Refused(
            "the file is of no kind that may be attached, whatever its name says.",
            do=f"Send one of these, without macros: {titles}.",
        )
    with files.locked():
        digest = files.keep(held)
        try:
            with transaction.atomic(durable=True), changing(register, record, by, version, {}) as now:
                permit(register, now.values, by, may, f"attach files to a {register.one}")
                # By versions, which remember numbers of files that were erased: none is given twice.
                last = max((one.detail.get("file", 0) for one in now.versions.all()), default=0)
                file = Attachment.objects.create(
                    record=now,
                    number=last + 1,
                    name=safe_name(name, kind),
                    type=kind.type,
                    sha256=digest,
                    size=len(held),
                    published=published,
                )
                write(register, now, by, "attached", detail={"file": file.number}, reason=reason, at=at)
        except BaseException:
            files.drop_strays()
            raise
    return file
