"""Everything an office keeps in one file, and the office made again from it.

A backup is a tar file: the office folder as it lies, the records database as one consistent copy, and last
``backup.json`` with the SHA-256 of every file, without which nothing is restored. The secret key is left out:
secrets live in the environment, and on this machine a new one is made.

People go on working meanwhile. What names other things is listed before what it names (releases before the
database whose heads they note, builds before the store, the store's log before its files), so whatever the
copy speaks of is in it; what came later is left for the next backup.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from frankpledge import __version__
from frankpledge.builds.manifest import committed
from frankpledge.errors import BadEnvironment, BadInput, WrongUse
from frankpledge.store.files import flush, flush_all, friendly_disk_errors
from frankpledge.web.dumping import POSTGRES_DUMP, SQLITE_COPY, copy_database, fill, refuse_filled

MANIFEST = "backup.json"
FOLDER = "office"
RECORDS = "records/records.sqlite3"
LEFT_OUT = (
    *(RECORDS + end for end in ("", "-wal", "-shm", "-journal")),
    "records/secret-key",
    "records/jobs",
    "records/imports",
    "records/withholding",
)
"""What is copied otherwise, is a secret, or is worth nothing later."""
CHUNK = 1 << 20
TRIES = 3
"""How often a backup begins anew because a file went away under it, as by destruction or erasure."""
Say = Callable[[str], None]


def back_up(office: Path, target: Path, database: Mapping[str, Any], on_step: Say = lambda _: None) -> int:
    """Write everything of an office to a new file, and return the number of files in it.

    ``database`` is Django's description of it. The file appears whole or not at all, for its owner alone to
    read; what earlier backups left here when they were killed is cleared. Raises WrongUse where it exists
    already or lies in the office itself, BadEnvironment where it cannot be written, the database's own tool
    is not there, or something of the office could not be kept.
    """
    if target.exists():
        raise WrongUse("this file exists already.", file=target, do="Name another.")
    if target.resolve().is_relative_to(office.resolve()):
        raise WrongUse(
            "this is in the office folder: every backup would hold those before it, and be lost with it.",
            file=target,
            do="Name a file elsewhere, best on another disk.",
        )
    _clear_killed(target.parent)
    for _ in range(TRIES):
        with friendly_disk_errors(target), _workplace(target) as place:
            written = place / "backup.tar"
            try:
                count = _write_all(office, written, database, place, on_step)
            except _Gone:
                continue
            written.chmod(0o600)
            flush(written)
            written.replace(target)
            flush(target.parent)
            return count
    raise BadEnvironment(
        "files kept going away while they were copied.",
        file=office,
        do="Wait until destruction or intake is done, then run the same command again.",
    )


class _Gone(Exception):
    """A file that was listed is not there any more: the copy would speak of what it does not hold."""


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """Give a folder beside a file to write in, its owner's alone, held while its holder lives."""
    place = target.with_name(f".{target.name}.unfinished-copy-{os.getpid()}")
    place.mkdir(mode=0o700)
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def _clear_killed(folder: Path) -> None:
    """Clear what backups to this folder left that were killed: nobody holds it any more."""
    for place in folder.glob(".*.unfinished-copy-*"):
        if not place.is_dir():
            continue
        handle = os.open(place, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)


def _write_all(office: Path, file: Path, database: Mapping[str, Any], place: Path, on_step: Say) -> int:
    from frankpledge.records.files import locked

    digests: dict[str, str] = {}
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as archive:
        releases = list(_within(office, office / "releases"))
        on_step("the records database")
        with locked():  # No attachment is erased between the database's moment and the listing of files.
            copied = copy_database(database, place)
            listed = dict.fromkeys([*releases, *_files(office)])
        if copied is not None:
            digests[copied.name] = _add(archive, copied, copied.name)
        on_step("files")
        for one in listed:
            name = f"{FOLDER}/{one.relative_to(office).as_posix()}"
            try:
                digests[name] = _add(archive, one, name)
            except FileNotFoundError:
                raise _Gone from None
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"form": 1, "made": made_at, "version": __version__, "files": digests}
        content = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return len(digests)


def _files(office: Path) -> Iterator[Path]:
    """Yield the files of an office, those that name others first. Of builds, those that are committed."""
    yield from _within(office, office / "reports")
    for build in committed(office / "builds"):
        yield from _within(office, build)
    yield from _within(office, office / "store" / "log")
    for part in sorted(office.iterdir()):
        if part.name not in ("releases", "reports", "builds"):
            yield from _within(office, part)


def _within(office: Path, part: Path) -> Iterator[Path]:
    """Yield a file, or those in a folder in order, without what is left out or being written just now.

    A part of the office may be a link to another disk, and so may a file: what they lead to is kept.
    Raises BadEnvironment for a link further down to a folder, into which nobody would look.
    """
    for file in sorted(part.rglob("*")) if part.is_dir() else [part]:
        name = file.relative_to(office).as_posix()
        if any(name == one or name.startswith(f"{one}/") for one in LEFT_OUT) or _is_being_written(name):
            continue
        if file.is_symlink() and file.is_dir() and file != part:
            raise BadEnvironment(
                "this is a link to a folder, of which nothing would be kept.",
                file=file,
                do="Put the folder itself here, or make a link of the whole part of the office.",
            )
        if file.is_file():
            yield file


def _is_being_written(name: str) -> bool:
    """Return whether a file is a lock, or nobody's yet: its writer gives it its name once it is whole."""
    parts = PurePosixPath(name).parts
    hidden = any(one.startswith(".") and ".unfinished" in one for one in parts)
    return hidden or parts[-1] == ".lock" or name.endswith(".tmp")


def _add(archive: tarfile.TarFile, file: Path, name: str) -> str:
    """Add a file under a name and return its SHA-256, read once."""
    with file.open("rb") as opened:
        entry = archive.gettarinfo(arcname=name, fileobj=opened)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        reading = _Digesting(opened)
        archive.addfile(entry, reading)
    return reading.digest.hexdigest()


class _Digesting:
    """A file that keeps the SHA-256 of what was read of it."""

    def __init__(self, opened: io.BufferedReader) -> None:
        self.opened = opened
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        content = self.opened.read(size)
        self.digest.update(content)
        return content


def restore(source: Path, office: Path, database: Mapping[str, Any], on_step: Say = lambda _: None) -> int:
    """Make an office again from a backup, and return the number of files.

    ``database`` is where its records go: for SQLite the file in the office folder, for PostgreSQL an empty
    database. Everything is unpacked beside and checked against its SHA-256 first; the office appears whole or
    not at all. Raises BadInput for a file that is no backup or was damaged, WrongUse where the office or
    something in the database is there.
    """
    if office.exists() and (not office.is_dir() or any(office.iterdir())):
        raise WrongUse("something is here already.", file=office, do="Name a folder that is not there yet.")
    on_sqlite = database["ENGINE"].endswith("sqlite3")
    if on_sqlite and Path(database["NAME"]).absolute() != (office / RECORDS).absolute():
        raise WrongUse(
            "an SQLite database is restored into the office folder.",
            file=database["NAME"],
            do=f"Leave DATABASE_URL out, then move {RECORDS} to where it is to lie.",
        )
    if not on_sqlite:
        refuse_filled(database)
    office.parent.mkdir(parents=True, exist_ok=True)
    _clear_killed(office.parent)
    with friendly_disk_errors(office), _workplace(office) as place:
        on_step("files, each held against its SHA-256")
        count = _unpack(source, place)
        on_step("the records database")
        made = place / FOLDER
        (made / "records").mkdir(parents=True, exist_ok=True)
        (made / "records").chmod(0o700)
        copy, dump = place / SQLITE_COPY, place / POSTGRES_DUMP
        if copy.exists():
            if not on_sqlite:
                raise WrongUse("the backup is of an SQLite database.", do="Leave DATABASE_URL out.")
            copy.replace(made / RECORDS)
        if dump.exists() and on_sqlite:
            raise WrongUse("the backup is of a PostgreSQL database.", do="Name an empty one in DATABASE_URL.")
        flush_all(made)
        if dump.exists():
            fill(database, dump)  # Last: a restore that is killed before leaves the database empty.
        if office.is_dir():
            office.rmdir()
        made.rename(office)
        flush(office.parent)
    return count


def _unpack(source: Path, target: Path) -> int:
    digests: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source) as archive:
            for entry in archive:
                if not entry.isfile() or not _is_inside(entry.name):
                    raise BadInput(
                        "this is no backup of ours.", file=source, do="Name a file that `backup` wrote."
                    )
                reading = archive.extractfile(entry)
                assert reading is not None
                if entry.name == MANIFEST:
                    manifest = json.loads(reading.read())
                    continue
                digests[entry.name] = _write(reading, target / entry.name, entry.mode)  # type: ignore[arg-type]
    except (tarfile.TarError, EOFError, ValueError):
        raise BadInput("this backup is damaged or cut short.", file=source, do="Use another copy.") from None
    except FileNotFoundError:
        raise BadInput("there is no such file.", file=source) from None
    if manifest.get("files") != digests:
        raise BadInput("this backup is damaged or cut short.", file=source, do="Use another copy.")
    return len(digests)


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not name.startswith("/") and ".." not in parts and (parts[0] == FOLDER or len(parts) == 1)


def _write(reading: io.BufferedReader, path: Path, mode: int) -> str:
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as opened:
        while content := reading.read(CHUNK):
            digest.update(content)
            opened.write(content)
    path.chmod(mode & 0o777)
    return digest.hexdigest()
