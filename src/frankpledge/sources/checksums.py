"""Checksums a publisher gives beside a file: reading them, and holding a file against them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frankpledge.errors import BadInput, WrongUse

_KIND_OF_LENGTH = {32: "md5", 64: "sha256"}
_LABELS = {"md5": "MD5", "sha256": "SHA-256"}
_LIST_LINE = re.compile(r"\\?([0-9A-Fa-f]+)(?:[ \t]+\*?(.+))?")
_TAGGED_LINE = re.compile(r"[A-Z0-9-]+ \((.+)\) = ([0-9A-Fa-f]+)")


@dataclass(frozen=True)
class Checksum:
    """An MD5 or SHA-256 checksum as lower-case hexadecimal digits.

    MD5 tells a broken copy from a whole one; only SHA-256 tells a forged one.
    """

    kind: str
    digits: str

    def __post_init__(self) -> None:
        if _KIND_OF_LENGTH.get(len(self.digits)) != self.kind or not re.fullmatch("[0-9a-f]+", self.digits):
            raise WrongUse(
                f"This is not {_LABELS.get(self.kind, self.kind)} checksum text.",
                do="MD5 has 32 hexadecimal digits, SHA-256 has 64. Copy it again from the publisher's page.",
            )

    @property
    def label(self) -> str:
        return _LABELS[self.kind]

    def matches(self, path: Path) -> bool:
        """Return whether the file at ``path`` has this checksum. Reads it whole, in small pieces."""
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, lambda: _new(self.kind)).hexdigest() == self.digits


def checksum(kind: str, digits: str) -> Checksum:
    """Return the checksum a person or page wrote, whatever its case and outer spaces."""
    return Checksum(kind, digits.strip().lower())


def listed(text: str, name: str, source: str) -> Checksum:
    """Return the checksum of the file called ``name`` in a ``SHA256SUMS`` or ``.md5`` list.

    Reads the lines that md5sum, sha256sum and BSD tools write, and a checksum standing alone.
    ``source`` names the list in the BadInput raised when the file is not in it.
    """
    entries = list(_entries(text))
    for listed_name, digits in entries:
        if listed_name is not None and listed_name.replace("\\", "/").rsplit("/", 1)[-1] == name:
            return Checksum(_KIND_OF_LENGTH[len(digits)], digits)
    if len(entries) == 1 and entries[0][0] is None:
        digits = entries[0][1]
        return Checksum(_KIND_OF_LENGTH[len(digits)], digits)
    raise BadInput(
        f"There is no MD5 or SHA-256 checksum of '{name}' in this list.",
        file=source,
        do="Check that the list belongs to the file, or give the checksum itself.",
    )


def _entries(text: str) -> Iterator[tuple[str | None, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        words = line.strip()
        if match := _TAGGED_LINE.fullmatch(words):
            name, digits = match[1], match[2]
        elif match := _LIST_LINE.fullmatch(words):
            name, digits = match[2], match[1]
        else:
            continue
        if len(digits) in _KIND_OF_LENGTH:
            yield name, digits.lower()


def _new(kind: str) -> hashlib._Hash:
    return hashlib.new(kind, usedforsecurity=kind != "md5")
