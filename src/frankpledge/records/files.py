"""The bytes of attachments, in the office folder under their SHA-256, where no web server finds them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from frankpledge.records.models import Attachment
from frankpledge.store.files import friendly_disk_errors, write_atomically

IN_DOUBT = "in-doubt"
"""The note, in the folder of attachments, of whose bytes it is not known yet whether they are kept."""


def folder() -> Path:
    """Return the folder of attachments."""
    return Path(settings.OFFICE) / "records" / "files"


def path_of(sha256: str) -> Path:
    """Return where bytes of this SHA-256 lie."""
    return folder() / sha256[:2] / sha256


@contextmanager
def locked(in_doubt: Collection[str] = ()) -> Iterator[None]:
    """Hold the folder: while one takes unused bytes away, nobody begins to use them.

    ``in_doubt`` are the SHA-256 of bytes that come or go meanwhile. They are noted before; at the end those
    go that are no attachment's. Where their holder is killed, the next one to hold the folder sees to it.
    """
    where = folder()
    with friendly_disk_errors(where):
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(where / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _settle()
        if in_doubt:
            write_atomically(where / IN_DOUBT, "\n".join(in_doubt).encode())
        try:
            yield
        finally:
            with suppress(
                DatabaseError
            ):  # What was done stands; the next to hold the folder sees to the rest.
                _settle()
    finally:
        os.close(handle)


def keep(content: bytes, sha256: str) -> None:
    """Write bytes, flushed to the disk, under their SHA-256. The folder must be held for it."""
    write_atomically(path_of(sha256), content)


def read(file: Attachment) -> bytes:
    """Return the bytes of an attachment. Raises FileNotFoundError, or ValueError where they were altered."""
    content = path_of(file.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ValueError(f"attachment {file.number} of {file.record} is not the file that was attached")
    return content


def strays() -> list[Path]:
    """Return the files in the folder that are no attachment's."""
    used = set(Attachment.objects.values_list("sha256", flat=True))
    return sorted(path for path in folder().glob("??/*") if path.name not in used)


def _settle() -> None:
    """Remove those bytes in doubt that are no attachment's. The folder must be held."""
    note = folder() / IN_DOUBT
    note.with_name(f"{IN_DOUBT}.tmp").unlink(missing_ok=True)
    try:
        doubted = note.read_text().split()
    except FileNotFoundError:
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":  # It may still be committing what a killed process sent.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {Attachment._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        used = set(Attachment.objects.filter(sha256__in=doubted).values_list("sha256", flat=True))
    for digest in doubted:
        if digest not in used:
            path_of(digest).unlink(missing_ok=True)
            path_of(digest).with_name(f"{digest}.tmp").unlink(missing_ok=True)
    note.unlink(missing_ok=True)
