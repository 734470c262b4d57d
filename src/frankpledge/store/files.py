"""Writing files so that a crash at any moment leaves the old one or the new one, never half of one."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from frankpledge.errors import FULL, BadEnvironment, DiskFull, Locked


@contextmanager
def friendly_disk_errors(where: Path) -> Iterator[None]:
    """Turn a full disk, missing rights or a read-only folder into a clear BadEnvironment."""
    try:
        yield
    except OSError as error:
        file = error.filename2 or error.filename or where
        if error.errno in FULL:
            raise DiskFull(
                "the disk is full; nothing half-written is kept.",
                file=where,
                do="Free some space and run the same command again.",
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise BadEnvironment(
                "no right to write here.",
                file=file,
                do="Give your user the right to write to the office folder, or choose another folder.",
            ) from None
        raise


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file under its name in one step: temporary file, flush to disk, rename."""
    with friendly_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".tmp")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        flush(path.parent)


def flush(path: Path) -> None:
    """Flush a file, or the names in a folder, to disk: what is committed after it will find it there.

    A kill spares what the system still holds in memory; a power cut does not.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: Path) -> None:
    """Flush a folder with all that is in it, and its own name."""
    for path, _, names in os.walk(folder):
        for name in names:
            flush(Path(path, name))
        flush(Path(path))
    flush(folder.parent)


@contextmanager
def writing_lock(folder: Path, doing: str) -> Iterator[None]:
    """Hold the one writing lock of a folder. Raises Locked naming who holds it.

    The lock is the operating system's, so it is free again the moment its holder stops, however it stops.
    """
    with friendly_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(handle, folder)
        said = {
            "doing": doing,
            "process": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with suppress(OSError):  # on a full disk there is no room for a name; the lock holds all the same
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(said).encode(), 0)
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(handle, 0)  # whoever finds the lock held from now on must not be told of us
    finally:
        os.close(handle)


NAMING = 2.0
"""Seconds given to a holder of the lock to write down its name, which it does right after taking it."""


def _take(handle: int, folder: Path) -> None:
    """Take the lock, or raise Locked once its holder has said who it is."""
    until = time.monotonic() + NAMING
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError:
            holder = _holder(handle)
        if holder or time.monotonic() > until:
            raise Locked(
                f"another process is writing here: {holder or 'one that did not give its name'}.",
                file=folder,
                do="Wait until it has finished and run the same command again.",
            )
        time.sleep(0.01)


def _holder(handle: int) -> str:
    """Return what the lock's holder wrote down; nothing where that is still of one that was killed."""
    try:
        said = json.loads(os.pread(handle, 4096, 0))
        if said["host"] == socket.gethostname():
            with suppress(PermissionError):  # it is there, and somebody else's
                os.kill(said["process"], 0)
        return f"{said['doing']}, process {said['process']} on {said['host']}, since {said['since']}"
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return ""
