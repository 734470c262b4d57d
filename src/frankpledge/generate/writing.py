"""Putting generated files on disk: a folder or a zip, complete or not there at all.

A zip carries the download's date of obtaining on each member and on itself, so the bytes are
the same on every run and a reader that goes by the file's date gets the right order.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ZIP_COMMENT = b"Generated records. Not real: made by frankpledge generate."
COMPRESSION_LEVEL = 4
"""Identifiers do not compress; higher levels take twice as long for 2 % less."""


class Shelf:
    """Takes the files of one download, in any order, and remembers the SHA-256 of each content."""

    def __init__(self, target: Path, archive: zipfile.ZipFile | None, obtained: datetime) -> None:
        self._target = target
        self._archive = archive
        self._obtained = obtained
        self.digests: dict[str, str] = {}

    def put(self, name: str, content: bytes) -> None:
        """Write one file under its name in the publisher's layout."""
        self.digests[name] = hashlib.sha256(content).hexdigest()
        if self._archive is None:
            path = self._target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_dated(path, content, self._obtained)
            return
        member = zipfile.ZipInfo(name, date_time=self._obtained.timetuple()[:6])
        self._archive.writestr(
            member, content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL
        )


@contextmanager
def open_shelf(out: Path, name: str, obtained: str, *, as_zip: bool) -> Iterator[Shelf]:
    """Yield a shelf for one download: ``out/NAME.zip``, or the folder ``out/NAME``.

    A zip is written beside its final name and renamed at the end.
    """
    day = datetime.fromisoformat(obtained).replace(hour=12, tzinfo=UTC)
    if not as_zip:
        folder = out / name
        folder.mkdir()
        yield Shelf(folder, None, day)
        return
    unfinished = out / f".{name}.zip.part"
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            archive.comment = ZIP_COMMENT
            yield Shelf(out, archive, day)
        os.utime(unfinished, (day.timestamp(), day.timestamp()))
        unfinished.replace(out / f"{name}.zip")
    finally:
        unfinished.unlink(missing_ok=True)


def write_dated(path: Path, content: bytes, day: datetime) -> None:
    """Write a file and give it the date of ``day``."""
    path.write_bytes(content)
    os.utime(path, (day.timestamp(), day.timestamp()))
