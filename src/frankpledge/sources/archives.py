"""One way to walk what a person gives: a zip, a folder, or a single file.

Nothing is unpacked to disk. Each file is read as a stream that stops at the first
sign of trouble: more bytes than declared, a wrong checksum, an end that comes too
early. A list of :class:`SourceFile` holds plain values, so that its members can be
read by many threads or processes at once.
"""

from __future__ import annotations

import copy
import gzip
import io
import os
import stat
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast
from zoneinfo import ZoneInfo

from frankpledge.errors import BadArchive, BadInput, WrongUse, did_you_mean
from frankpledge.sources.archive_limits import (
    DEFAULT,
    OTHER_ARCHIVES,
    Limits,
    check_directory_size,
    check_folder,
    check_members,
    is_ignored,
    printable,
    refuse_archive_within,
)
from frankpledge.sources.archive_streams import (
    FETCH_AGAIN,
    ZIP_STARTS,
    CheckedStream,
    Stamp,
    changed,
    damaged,
    no_access,
    open_file,
    opened_zip,
    stamp_of,
)

__all__ = ["DEFAULT", "Limits", "SourceFile", "file_date", "walk"]

PLACEHOLDER_DATES = frozenset({date(1980, 1, 1), date(2000, 1, 1)})
"""The zero of the zip format, and the date seen on every member of archives of police data."""

_LONDON = ZoneInfo("Europe/London")
_PLAIN_TEXT = (".csv", ".json", ".geojson", ".txt", ".tsv", ".gz")


@dataclass(frozen=True)
class SourceFile:
    """One file somewhere in what a person gave, not yet read.

    ``name`` is its POSIX path inside the archive or folder, ``origin`` the zip or the file
    on disk. ``size`` is in bytes: of the content for a member of a zip, of the file as it
    lies on disk otherwise. ``modified`` is None when the zip carries only a placeholder:
    use ``file_date(origin)`` then. ``crc`` is known for members of a zip only.
    """

    name: str
    origin: Path
    size: int
    modified: date | None
    crc: int | None
    member: str | None = field(default=None, repr=False)
    stamp: Stamp = field(default=(0, 0), repr=False, compare=False)
    limits: Limits = field(default=DEFAULT, repr=False, compare=False)

    @property
    def shown(self) -> str:
        """The place as messages name it: the file, or the archive and the path in it."""
        return str(self.origin) if self.member is None else f"{self.origin}/{self.name}"

    @property
    def content_name(self) -> str:
        """``name`` without a closing ``.gz``: what the content would be called."""
        return self.name[:-3] if self.is_gzip else self.name

    @property
    def is_gzip(self) -> bool:
        """Whether the content is compressed by itself (and decompressed on reading)."""
        return self.name.lower().endswith(".gz")

    def anywhere(self) -> SourceFile:
        """Return the same file by its whole path, for another working folder."""
        return replace(self, origin=self.origin.absolute())

    def open(self) -> BinaryIO:
        """Return a stream of the content, decompressed, in bounded memory. Safe in any thread.

        Opening and reading raise BadArchive (damaged or hostile), BadInput (gone, changed or
        too large) or BadEnvironment (no rights, disk). Read to the end: only there is the
        checksum known to be right.
        """
        stream = self._open_stored()
        if self.is_gzip:
            allowed = self.limits.allowed_from(self.size)
            unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=stream, mode="rb"))
            stream = CheckedStream(unpacked, self.shown, allowed=allowed, beneath=stream)
        return io.BufferedReader(stream)

    def read(self) -> bytes:
        """Return the whole content, decompressed. Raises as :meth:`open` does."""
        with self.open() as stream:
            return stream.read()

    def _open_stored(self) -> CheckedStream:
        if self.member is None:
            handle = open_file(self.origin)
            if stamp_of(os.fstat(handle.fileno())) != self.stamp:
                handle.close()
                raise changed(self.origin)
            return CheckedStream(handle, self.shown, allowed=self.limits.max_member_bytes)
        archive = opened_zip(self.origin, self.stamp)
        # The reader of the standard library stops quietly at the declared size. Told of no
        # size, it reads to the true end, and the stream around it compares the two.
        whole = copy.copy(archive.getinfo(self.member))
        whole.file_size = sys.maxsize
        try:
            unpacked = archive.open(whole)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeError) as error:
            raise damaged(self.shown) from error  # names are read again here, from beside the content
        except OSError as error:
            raise no_access(self.origin, error) from error
        return CheckedStream(unpacked, self.shown, allowed=self.size, exact=True)


def walk(path: Path, limits: Limits = DEFAULT) -> list[SourceFile]:
    """Return the files in a zip, a folder (with its subfolders) or a single file, by name.

    Hidden files and what operating systems leave behind are not listed; empty files are
    (``size == 0``). Raises WrongUse when there is nothing at ``path``, BadArchive for a zip
    that is damaged, hostile or holds another archive, BadInput for a link out of a folder
    or a file that cannot be data, BadEnvironment when rights or the disk stand in the way.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise _nothing_at(path) from None
    except (OSError, ValueError) as error:
        raise no_access(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        return sorted(_in_folder(path, limits), key=lambda file: file.name)
    head = _check_ordinary(path, found)
    suffix = path.suffix.lower()
    is_zip = head.startswith(ZIP_STARTS)
    if suffix == ".zip" or (is_zip and not suffix):
        return sorted(_in_zip(path, found, head, limits), key=lambda file: file.name)
    if path.name.lower().endswith(OTHER_ARCHIVES):
        refuse_archive_within(path.name, str(path))
    return [_on_disk(path, path.name, found, head, limits)]


def file_date(path: Path) -> date:
    """Return the date a file on disk was last written, in London, as its stand-in date of obtaining."""
    try:
        return _day(path.stat())
    except OSError as error:
        raise no_access(path, error) from error


def _in_zip(path: Path, found: os.stat_result, head: bytes, limits: Limits) -> Iterator[SourceFile]:
    if not found.st_size:
        raise BadArchive("This zip is empty (0 bytes).", file=path, do=FETCH_AGAIN)
    with open_file(path) as handle:
        check_directory_size(handle, path, limits)
    stamp = stamp_of(found)
    archive = opened_zip(path, stamp, head)
    members = archive.infolist()
    check_members(members, archive.start_dir, path, limits)
    for member in members:
        inside = PurePosixPath(member.orig_filename)
        if member.is_dir() or is_ignored(inside.parts):
            continue
        refuse_archive_within(inside.name, f"{path}/{inside}")
        yield SourceFile(
            name=str(inside),
            origin=path,
            size=member.file_size,
            modified=_member_date(member),
            crc=member.CRC,
            member=member.filename,
            stamp=stamp,
            limits=limits,
        )


def _in_folder(root: Path, limits: Limits) -> Iterator[SourceFile]:
    home = root.resolve()
    count = total = 0

    def stop(error: OSError) -> None:
        raise no_access(Path(error.filename or root), error) from error

    for folder, subfolders, names in os.walk(root, onerror=stop):
        subfolders[:] = sorted(name for name in subfolders if not is_ignored([name]))
        for name in subfolders:
            if (Path(folder) / name).is_symlink():
                raise BadInput(
                    "This is a link to a folder; links to folders are not followed.",
                    file=Path(folder) / name,
                    do="Give the folder itself by its own path.",
                )
        for name in names:
            if is_ignored([name]):
                continue
            file = _file_in_folder(Path(folder) / name, root, home, limits)
            count += 1
            total += file.size
            check_folder(count, total, root, limits)
            yield file


def _file_in_folder(path: Path, root: Path, home: Path, limits: Limits) -> SourceFile:
    name = path.relative_to(root).as_posix()
    if not name.isprintable():
        raise BadInput(
            "This name has characters that cannot be shown.",
            file=printable(str(path)),
            do="Rename the file and try again.",
        )
    refuse_archive_within(path.name, str(path))
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            raise BadInput(
                "This is a link that leads out of the folder.",
                file=path,
                do="Put the file itself into the folder, or give it by its own path.",
            )
        found = path.stat()
    except (FileNotFoundError, RuntimeError):
        raise BadInput("This is a link to a file that is not there.", file=path, do="Remove it.") from None
    except OSError as error:
        raise no_access(path, error) from error
    return _on_disk(path, name, found, _check_ordinary(path, found), limits)


def _on_disk(path: Path, name: str, found: os.stat_result, head: bytes, limits: Limits) -> SourceFile:
    if head.startswith(ZIP_STARTS) and path.suffix.lower() in _PLAIN_TEXT:
        raise BadInput(
            f"This is a zip archive under a name that ends in {path.suffix}.",
            file=path,
            do="Rename it to end in .zip and give it by its own path.",
        )
    if found.st_size > limits.max_member_bytes:
        raise BadInput(
            f"The file holds {found.st_size:,} bytes; at most {limits.max_member_bytes:,} are read.",
            file=path,
            do="Split it, for example by month.",
        )
    stamp = stamp_of(found)
    return SourceFile(name, path, found.st_size, _day(found), crc=None, stamp=stamp, limits=limits)


def _check_ordinary(path: Path, found: os.stat_result) -> bytes:
    """Return the first bytes of a file, having made sure it is one that can be opened and read."""
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(
            "This is a pipe or device, not an ordinary file.",
            file=path,
            do="Save the data to a file and give that.",
        )
    with open_file(path) as handle:
        return handle.read(16)


def _day(found: os.stat_result) -> date:
    return datetime.fromtimestamp(found.st_mtime, _LONDON).date()


def _member_date(member: zipfile.ZipInfo) -> date | None:
    try:
        day = date(*member.date_time[:3])
    except ValueError:
        return None
    return None if day in PLACEHOLDER_DATES else day


def _nothing_at(path: Path) -> WrongUse:
    if path.is_symlink():
        return WrongUse(
            "This is a link to something that is not there.", file=path, do="Give the file itself."
        )
    try:
        beside = [each.name for each in path.parent.iterdir()]
    except OSError:
        beside = []
    hint = did_you_mean(path.name, beside)
    return WrongUse(
        "There is no file or folder of this name.",
        file=path,
        do=hint if hint.endswith("?") else "Check the path as it was written.",
    )
