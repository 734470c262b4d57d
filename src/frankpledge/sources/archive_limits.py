"""What a file or archive may be before any of its content is read.

An archive comes from outside, so nothing it says about itself is believed: not its
sizes, not its paths, not that its members lie side by side. The checks here look at
the directory of a zip only; what can be known only by reading is checked by the
streams in :mod:`frankpledge.sources.archives`.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from frankpledge.errors import BadArchive, BadInput, WrongUse

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """How large an input may be. Sizes are bytes of content, after decompression.

    The defaults leave room for a national archive of three years several times over.
    Members under ``ratio_from_bytes`` may shrink by any ratio: small and harmless
    files of one repeated line do.
    """

    max_members: int = 20_000
    max_member_bytes: int = GIB
    max_total_bytes: int = 64 * GIB
    max_ratio: int = 200
    ratio_from_bytes: int = 10 * MIB

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 1:
                raise WrongUse(f"The limit '{field.name}' must be 1 or more.")

    def allowed_from(self, packed: int) -> int:
        """Return how many bytes ``packed`` compressed bytes may turn into."""
        return min(self.max_member_bytes, max(self.ratio_from_bytes, self.max_ratio * packed))


DEFAULT = Limits()

IGNORED_NAMES = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
"""What macOS and Windows leave behind; hidden files (``.DS_Store``) are ignored by their dot."""

OTHER_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar", ".bz2", ".xz", ".zst")

READABLE_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""LZMA and bzip2 members are refused: their decoders cannot be held to a bounded memory."""

_METHOD_NAMES = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}

_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_LOCAL_HEADER_BYTES = 30
_DIRECTORY_BYTES_PER_MEMBER = 512
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_BYTES, _END_64_BYTES, _LOCATOR_64_BYTES = 22, 56, 20
_LONGEST_COMMENT = 65_535


def is_ignored(parts: Iterable[str]) -> bool:
    """Return whether a path is hidden or litter of an operating system."""
    return any(part.startswith(".") or part in IGNORED_NAMES for part in parts)


def printable(name: str) -> str:
    """Return ``name`` fit for a message: control characters and broken bytes are spelled out."""
    return name if name.isprintable() else ascii(name)[1:-1]


def refuse_archive_within(name: str, shown: str) -> None:
    """Raise BadArchive when ``name`` is an archive inside another archive or folder."""
    lower = name.lower()
    if lower.endswith(".zip"):
        raise BadArchive(
            "This zip lies inside another archive or folder. Archives are not opened inside others,"
            " because each download has its own date.",
            file=shown,
            do="Take it out and give it by its own path.",
        )
    if lower.endswith(OTHER_ARCHIVES):
        raise BadArchive(
            "Archives of this kind are not read.", file=shown, do="Unpack it and give the folder, or a zip."
        )


def member_path(raw: str, archive: Path) -> PurePosixPath:
    """Return the path of a zip member, or raise BadArchive if it could lead out of the archive."""
    path = PurePosixPath(raw)
    if not raw.isprintable():
        trouble = "has a name with characters that cannot be shown"
    elif "\\" in raw:
        trouble = "has a name with backslashes"
    elif path.is_absolute() or re.match(r"[A-Za-z]:", raw):
        trouble = "has an absolute path"
    elif ".." in path.parts:
        trouble = "has a path that climbs out of the archive"
    elif not path.parts:
        trouble = "has no name"
    else:
        return path
    raise BadArchive(
        f"A member {trouble}.",
        file=f"{archive}/{printable(raw)}",
        do="Do not trust this file; ask its sender for another, or zip the folder again.",
    )


def check_directory_size(handle: BinaryIO, archive: Path, limits: Limits) -> None:
    """Raise BadArchive when the list of members itself is too long to be read into memory.

    Reads the end record only. A zip without one is left to the zip reader to refuse.
    """
    size = handle.seek(0, 2)
    handle.seek(max(0, size - _LONGEST_COMMENT - _END_BYTES - _LOCATOR_64_BYTES - _END_64_BYTES))
    tail = handle.read()
    handle.seek(0)
    end = tail.rfind(_END)
    if end < 0 or end + _END_BYTES > len(tail):
        return
    (length,) = struct.unpack_from("<L", tail, end + 12)
    locator = end - _LOCATOR_64_BYTES
    wide = locator - _END_64_BYTES
    if wide >= 0 and tail.startswith(_LOCATOR_64, locator) and tail.startswith(_END_64, wide):
        (length,) = struct.unpack_from("<Q", tail, wide + 40)
    if length > limits.max_members * _DIRECTORY_BYTES_PER_MEMBER:
        raise _too_many(archive, limits)


def check_members(members: Sequence[zipfile.ZipInfo], end: int, archive: Path, limits: Limits) -> None:
    """Raise BadArchive unless the members of a zip may be read.

    ``end`` is the offset at which the directory begins: no member may reach into it.
    """
    if len(members) > limits.max_members:
        raise _too_many(archive, limits)
    seen: set[PurePosixPath] = set()
    total = 0
    for member in members:
        path = member_path(member.orig_filename, archive)
        _check_member(member, f"{archive}/{path}", limits)
        if path in seen:
            raise BadArchive(
                "Two members have this name, so it is not clear which one is meant.",
                file=f"{archive}/{path}",
                do="Download the archive again, or zip the folder again.",
            )
        seen.add(path)
        total += member.file_size
    if total > limits.max_total_bytes:
        raise BadArchive(
            f"Its members would unpack to {total:,} bytes; at most {limits.max_total_bytes:,} are read.",
            file=archive,
            do="If the file is genuine, give its months as separate files.",
        )
    _check_side_by_side(members, end, archive)


def _check_member(member: zipfile.ZipInfo, shown: str, limits: Limits) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise BadArchive(
            "This member is encrypted.", file=shown, do="Unpack it with its password and give the folder."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise BadArchive(
            "This member is a link, not a file.", file=shown, do="Zip the file itself and try again."
        )
    if member.compress_type not in READABLE_METHODS:
        method = _METHOD_NAMES.get(member.compress_type, f"method {member.compress_type}")
        raise BadArchive(
            f"This member is compressed with {method}, which is not read.",
            file=shown,
            do="Unpack the archive and give the folder.",
        )
    if member.file_size > limits.max_member_bytes:
        raise BadArchive(
            f"This member says it holds {member.file_size:,} bytes;"
            f" at most {limits.max_member_bytes:,} are read.",
            file=shown,
            do="Check where the file came from; a genuine one can be split by month.",
        )
    if member.file_size > limits.allowed_from(member.compress_size):
        raise BadArchive(
            f"This member would unpack to more than {limits.max_ratio} times its size"
            f" ({member.compress_size:,} to {member.file_size:,} bytes), as a zip bomb does.",
            file=shown,
            do="Check where the file came from; a genuine one can be unpacked and given as a folder.",
        )


def _check_side_by_side(members: Sequence[zipfile.ZipInfo], end: int, archive: Path) -> None:
    """Raise BadArchive when members share bytes: a small file then unpacks to an enormous one."""
    following = end
    for member in sorted(members, key=lambda member: member.header_offset, reverse=True):
        least = member.header_offset + _LOCAL_HEADER_BYTES + member.compress_size
        if member.header_offset < 0 or least > following:
            raise BadArchive(
                "Its members overlap or lie outside the file, as in a zip bomb or a damaged copy.",
                file=archive,
                do="Download it again from its publisher.",
            )
        following = member.header_offset


def check_folder(count: int, total: int, folder: Path, limits: Limits) -> None:
    """Raise BadInput when a folder holds more files or bytes than the limits allow."""
    if count > limits.max_members:
        what = f"There are more than {limits.max_members:,} files in this folder."
    elif total > limits.max_total_bytes:
        what = f"The files in this folder hold more than {limits.max_total_bytes:,} bytes."
    else:
        return
    raise BadInput(what, file=folder, do="Give the folder of the data only, or its parts one by one.")


def _too_many(archive: Path, limits: Limits) -> BadArchive:
    return BadArchive(
        f"It has more than {limits.max_members:,} members.",
        file=archive,
        do="Check where the file came from; a genuine one can be unpacked and given as a folder.",
    )
