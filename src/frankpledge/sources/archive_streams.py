"""Streams that stop at the first sign of trouble, and the zips each thread keeps open.

The other half of :mod:`frankpledge.sources.archives`: that module says which files there
are, this one reads a file in bounded memory and turns what goes wrong into errors that
name it.
"""

from __future__ import annotations

import gzip
import io
import os
import threading
import zipfile
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from frankpledge.errors import BadArchive, BadEnvironment, BadInput, FrankpledgeError, WrongUse

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds: a file with another stamp is another file."""

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
FETCH_AGAIN = "Download or copy it again."

_PIECE = 1 << 20
_KEPT_OPEN = 4


class CheckedStream(io.RawIOBase):
    """A stream that reads from ``source`` and refuses what it should not hold.

    ``allowed`` is the most bytes it may give; with ``exact`` it must give just so many.
    ``beneath`` is closed with it (a GzipFile does not close the stream it reads from).
    """

    def __init__(
        self,
        source: IO[bytes],
        shown: str,
        *,
        allowed: int,
        exact: bool = False,
        beneath: io.RawIOBase | None = None,
    ) -> None:
        self._source = source
        self._shown = shown
        self._allowed = allowed
        self._exact = exact
        self._beneath = beneath
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._piece(len(view))
        view[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        # RawIOBase would take pieces of 8 KiB: many more calls for the same content.
        return b"".join(iter(lambda: self._piece(_PIECE), b""))

    def close(self) -> None:
        if not self.closed:
            self._source.close()
            if self._beneath is not None:
                self._beneath.close()
        super().close()

    def _piece(self, most: int) -> bytes:
        try:
            data = self._source.read(most)
        except FrankpledgeError:
            raise
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise damaged(self._shown) from error
        except OSError as error:
            raise no_access(Path(self._shown), error) from error
        self._given += len(data)
        if self._given > self._allowed:
            held = "than it declares" if self._exact else f"than the {self._allowed:,} bytes it may hold"
            raise BadArchive(
                f"The file holds more {held}, as a zip bomb does.",
                file=self._shown,
                do="Check where the file came from.",
            )
        if self._exact and most and not data and self._given < self._allowed:
            raise damaged(self._shown)
        return data


class _OpenZips(threading.local):
    """The zips this thread has open, most recently used last.

    Reading the list of members takes longer than reading a small member, so it is done once
    per thread, not once per member; and handles are not shared, so threads never wait.
    """

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[Path, Stamp, int], zipfile.ZipFile] = OrderedDict()


_open_zips = _OpenZips()


def opened_zip(path: Path, stamp: Stamp, head: bytes = b"PK\x03\x04") -> zipfile.ZipFile:
    """Return this thread's handle on the zip, which must still be as it was when it was walked."""
    # A forked process inherits the handles with their shared position, so it makes its own.
    key = (path, stamp, os.getpid())
    kept = _open_zips.kept
    if key in kept:
        kept.move_to_end(key)
        return kept[key]
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _not_a_zip(path, head) from error
    except OSError as error:
        raise no_access(path, error) from error
    if archive.fp is None or stamp_of(os.fstat(archive.fp.fileno())) != stamp:
        archive.close()
        raise changed(path)
    kept[key] = archive
    if len(kept) > _KEPT_OPEN:
        # Streams still open on it keep the file open until they are closed themselves.
        kept.popitem(last=False)[1].close()
    return archive


def open_file(path: Path) -> BinaryIO:
    """Return ``path`` open for reading; raise what :func:`no_access` makes of a failure."""
    try:
        return path.open("rb")
    except OSError as error:
        raise no_access(path, error) from error


def stamp_of(found: os.stat_result) -> Stamp:
    """Return what tells one state of a file from another."""
    return found.st_size, found.st_mtime_ns


def _not_a_zip(path: Path, head: bytes) -> BadArchive:
    if head.startswith(ZIP_STARTS):
        return BadArchive(
            "This zip is damaged or cut short: its list of members cannot be read.",
            file=path,
            do="The download may have broken off; download it again.",
        )
    looks_like_page = head.lstrip()[:1] == b"<"
    what = "This is a web page, not a zip." if looks_like_page else "This is not a zip."
    return BadArchive(what, file=path, do="Check that the download gave the file itself.")


def damaged(shown: str) -> BadArchive:
    """Return the error for content that is not what its archive says."""
    return BadArchive(
        "The file is damaged: its content does not match its checksum or size.", file=shown, do=FETCH_AGAIN
    )


def changed(path: Path) -> BadInput:
    """Return the error for a file that is no longer the one that was walked."""
    return BadInput(
        "The file changed while it was being read.",
        file=path,
        do="Wait until the copy or download has ended and try again.",
    )


def no_access(path: Path, error: OSError | ValueError) -> FrankpledgeError:
    """Return the error for a path the system would not open or read."""
    if isinstance(error, FileNotFoundError):
        return BadInput("The file is no longer there.", file=path, do="Put it back and try again.")
    if isinstance(error, PermissionError):
        return BadEnvironment(
            "There are no rights to read this.", file=path, do="Ask for read rights, or copy it elsewhere."
        )
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return BadEnvironment(f"The system could not read this ({reason}).", file=path, do="Check the disk.")
    return WrongUse("This is not a path.", do="Check the path as it was written.")
