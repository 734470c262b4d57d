"""A download that is not whole yet: ``NAME.part`` beside the file it will become.

``NAME.part.json`` says which file of the server the bytes belong to, so that a later try
asks for the rest of the same file and of no other.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.message import Message
from io import FileIO
from pathlib import Path

from frankpledge.errors import FULL, BadEnvironment, Locked


@dataclass(frozen=True)
class Served:
    """What identifies a file on a server. ``length`` is in bytes, None when it was not said."""

    url_digest: str
    etag: str | None = None
    last_modified: str | None = None
    length: int | None = None

    @property
    def validator(self) -> str | None:
        """What If-Range takes: a strong ETag, else the date; None when neither can be relied on."""
        return self.etag or self.last_modified

    def is_same_as(self, other: Served) -> bool:
        """Return whether nothing the two servers' answers both say differs."""
        pairs = zip(asdict(self).values(), asdict(other).values(), strict=True)
        return all(mine is None or its is None or mine == its for mine, its in pairs)


def served(url: str, headers: Mapping[str, str] | Message, length: int | None) -> Served:
    """Return what an answer's headers say of the file. Weak ETags are left out: they allow changes."""
    etag = headers.get("ETag")
    strong = etag if etag and etag.startswith('"') else None
    return Served(_digest(url), strong, headers.get("Last-Modified"), length)


class PartFile:
    """The bytes so far of the download that will become ``target``. Use as a context manager.

    Opening it raises Locked while another process holds it, and BadEnvironment without rights.
    Leaving keeps what was received, unless that is nothing.
    """

    def __init__(self, target: Path, url: str) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")
        self._url = url

    def __enter__(self) -> PartFile:
        with self._disk():
            # Unbuffered: a full disk shows at the write that fills it, not at closing.
            self._handle = FileIO(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666), "r+")
        try:
            self._lock()
        except BaseException:
            self._handle.close()
            raise
        self.size = self._handle.seek(0, os.SEEK_END)
        self.of = self._read_notes()
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()
        if self.size == 0:
            self._notes.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    def resume_at(self) -> int:
        """Return the offset to ask for: 0 unless what is here can be joined with certainty.

        A part that seems whole is asked for its last byte again, which shows that it is still current.
        """
        if self.of.validator is None or (self.of.length is not None and self.size > self.of.length):
            return 0
        return self.size if self.size != self.of.length else max(0, self.size - 1)

    def begin(self, of: Served, at: int) -> None:
        """Get ready to receive the file ``of`` from offset ``at`` on; what was beyond is dropped."""
        with self._disk():
            self._handle.seek(at)
            self._handle.truncate()
            self.size = at
            if of.length is not None:
                self._check_room(of.length - at)
            fresh = self._notes.with_name(self._notes.name + ".new")
            fresh.write_text(json.dumps(asdict(of)), encoding="utf-8")
            fresh.replace(self._notes)
        self.of = of

    def write(self, data: bytes) -> None:
        """Add ``data``. Raises BadEnvironment on a full disk, keeping what fitted."""
        rest = memoryview(data)
        with self._disk():
            while rest:
                written = self._handle.write(rest)
                self.size += written
                rest = rest[written:]

    def restart(self) -> None:
        """Drop everything received."""
        with self._disk():
            self._handle.seek(0)
            self._handle.truncate()
        self.size = 0
        self.of = Served(_digest(self._url))

    def finish(self) -> None:
        """Give the file its name, for good: it is on the disk before it is renamed."""
        with self._disk():
            os.fsync(self._handle.fileno())
            self.path.replace(self.target)
            self._notes.unlink(missing_ok=True)
            if os.name == "posix":
                folder = os.open(self.target.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)

    def _read_notes(self) -> Served:
        nothing = Served(_digest(self._url))
        try:
            of = Served(**json.loads(self._notes.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return nothing
        return of if of.url_digest == nothing.url_digest else nothing

    def _check_room(self, needed: int) -> None:
        free = shutil.disk_usage(self.path.parent).free
        if needed > free:
            raise BadEnvironment(
                f"The download needs {needed:,} more bytes; the disk has {free:,} left.",
                file=self.path.parent,
                do="Make room, or choose a folder on another disk.",
            )

    def _lock(self) -> None:
        """Hold the file for this process. On Windows nothing is locked: there, run one download at a time."""
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another process may have finished, and renamed the file, since it was opened here.
            if not os.path.samestat(os.fstat(self._handle.fileno()), self.path.stat()):
                raise FileNotFoundError
        except OSError as error:
            raise Locked(
                "Another download is writing this file.", file=self.path, do="Wait until it has ended."
            ) from error

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in FULL:
                what = "The disk is full."
                do = "Make room and give the same command again: it goes on where it stopped."
            elif isinstance(error, PermissionError):
                what, do = "There are no rights to write here.", "Choose a folder you may write to."
            else:
                what = f"The file could not be written ({error.strerror or type(error).__name__})."
                do = "Check the disk, or choose another folder."
            raise BadEnvironment(what, file=self.path, do=do) from error


def _digest(url: str) -> str:
    """Return a digest of an address: the address itself may hold a key and is not kept."""
    return hashlib.sha256(url.encode()).hexdigest()
