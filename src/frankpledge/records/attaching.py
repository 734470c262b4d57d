"""Attaching files to records."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction

from frankpledge.records import files
from frankpledge.records.actions import changing
from frankpledge.records.attesting import write
from frankpledge.records.models import Attachment, Record
from frankpledge.records.publishing import FILE_CHANGED
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import permit
from frankpledge.records.sniffing import KINDS, kind_of, safe_name
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor

LONGEST_ABOUT = 300
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
    description: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Attachment:
    """Attach a file to a record and return the attachment. ``name`` is what its sender calls it.

    ``description`` says in a line what it is.

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
    digest = sha256(held).hexdigest()
    with files.locked(in_doubt=[digest]):
        files.keep(held, digest)
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
                description=_about(description),
            )
            write(register, now, by, "attached", detail={"file": file.number}, reason=reason, at=at)
    return file


def change_file(
    register: Register,
    record: Record,
    number: int,
    by: Actor,
    *,
    version: int,
    name: str,
    description: str,
    published: bool,
    reason: str,
    at: datetime | None = None,
) -> Record:
    """Change what an attachment is called, how it is described, and whether it is public; return the record.

    It may be done in every state: what is public may have to be withdrawn. The file stays what it is, and
    every version keeps what was said of it then. Where nothing would change, nothing is written. Raises
    PermissionDenied, Stale, or Refused where there is no such file or no reason is given.
    """
    with changing(register, record, by, version, {}) as now:
        permit(register, now.values, by, register.amends, f"change files of a {register.one}")
        file = now.attachments.filter(number=number).first()
        if file is None:
            raise Refused(f"this {register.one} has no file {number}.")
        if not reason.strip():
            raise Refused("no reason was given.", do="Say why: it is kept in the history.")
        kind = next((one for one in KINDS if one.type == file.type), None)
        called = safe_name(name, kind) if kind and name.strip() else file.name
        about = _about(description)
        if (called, about, published) == (file.name, file.description, file.published):
            return now
        file.name, file.description, file.published = called, about, published
        file.save(update_fields=("name", "description", "published"))
        return write(register, now, by, FILE_CHANGED, detail={"file": number}, reason=reason, at=at)


def _about(description: str) -> str:
    """Return a description as it is kept. Raises Refused for one that is too long."""
    about = " ".join(description.split())
    if len(about) > LONGEST_ABOUT:
        raise Refused(f"the description is longer than {LONGEST_ABOUT} characters.", do="Say it in a line.")
    return about
