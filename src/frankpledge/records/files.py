"""The bytes of attachments, in the office folder under their SHA-256, where no web server finds them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from frankpledge.records.models import Attachment
from frankpledge.store.files import friendly_disk_errors, write_atomically


def folder() -> Path:
    """Return the folder of attachments."""
    return Path(settings.OFFICE) / "records" / "files"


def path_of(sha256: str) -> Path:
    """Return where bytes of this SHA-256 lie."""
    return folder() / sha256[:2] / sha256


@contextmanager
def locked() -> Iterator[None]:
    """Hold the folder: while one takes unused bytes away, nobody begins to use them."""
    where = folder()
    with friendly_disk_errors(where):
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(where / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def keep(content: bytes) -> str:
    """Write bytes, flushed to the disk, and return their SHA-256. The folder must be held."""
    digest = hashlib.sha256(content).hexdigest()
    write_atomically(path_of(digest), content)
    return digest


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


def drop_strays() -> None:
    """Remove what is no attachment's, of an erasure that was cut short too. The folder must be held."""
    for path in strays():
        path.unlink(missing_ok=True)
