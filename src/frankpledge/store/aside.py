"""Folders for records that lie on disk for a while only: whatever ends their maker, they do not stay.

A kill leaves such a folder behind. The lock on it, which is the operating system's, is free from then on: the
next maker beside it clears it away, and never one that is in use.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frankpledge.store.files import friendly_disk_errors

PREFIX = ".frankpledge-"


@contextmanager
def records_aside(beside: Path | None = None) -> Iterator[Path]:
    """Give a folder of one's own in the folder ``beside``, or among the system's temporary files.

    So it is too where ``beside`` may only be read. Raises BadEnvironment where the disk is full.
    """
    place = beside if beside is not None and _may_write(beside) else Path(tempfile.gettempdir())
    with friendly_disk_errors(place):
        clear_aside(place)
        folder, handle = _made(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def clear_aside(place: Path) -> None:
    """Remove what was left here by those who were killed."""
    for left in place.glob(f"{PREFIX}*"):
        try:
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # gone by now, or somebody else's
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except OSError:  # in use
            pass
        finally:
            os.close(handle)


def is_aside(folder: Path) -> bool:
    """Whether a folder is one of these."""
    return folder.name.startswith(PREFIX)


def _may_write(folder: Path) -> bool:
    """Whether something can be made in a folder, which is made where it is not there yet."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=True)


def _made(place: Path) -> tuple[Path, int]:
    """Return a new folder and the handle that holds its lock."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:  # cleared away before it was locked
            continue
        fcntl.flock(handle, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, handle
        os.close(handle)
