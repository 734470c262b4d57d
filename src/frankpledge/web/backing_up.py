"""Everything an office keeps in one file, and the office made again from it.

A backup is a tar file: the office folder as it lies, the records database as one consistent copy, and last
``backup.json`` with the SHA-256 of every file, without which nothing is restored. The secret key is left out:
secrets live in the environment, and on this machine a new one is made.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from frankpledge import __version__
from frankpledge.errors import BadEnvironment, BadInput, WrongUse
from frankpledge.store.files import friendly_disk_errors

MANIFEST = "backup.json"
FOLDER = "office"
SQLITE_COPY, POSTGRES_DUMP = "database.sqlite3", "database.dump"
LEFT_OUT = ("records/records.sqlite3", "records/secret-key", "records/jobs", "records/imports")
"""What is copied otherwise, is a secret, or is worth nothing later."""
CHUNK = 1 << 20
Say = Callable[[str], None]


def back_up(office: Path, target: Path, database: Mapping[str, Any], on_step: Say = lambda _: None) -> int:
    """Write everything of an office to a new file, and return the number of files in it.

    ``database`` is Django's description of it. The file appears whole or not at all. Raises WrongUse where
    it exists already, BadEnvironment where it cannot be written or the database's own tool is not there.
    """
    if target.exists():
        raise WrongUse("this file exists already.", file=target, do="Name another.")
    unfinished = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    digests: dict[str, str] = {}
    try:
        with (
            friendly_disk_errors(target),
            tempfile.TemporaryDirectory(prefix="frankpledge-backup-") as scratch,
            tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as archive,
        ):
            # The database first: whatever it names is still there when the files are read after it.
            on_step("the records database")
            copied = _copy_database(database, Path(scratch))
            digests[copied.name] = _add(archive, copied, copied.name)
            on_step("files")
            for file in _files(office):
                name = f"{FOLDER}/{file.relative_to(office).as_posix()}"
                digests[name] = _add(archive, file, name)
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = {"form": 1, "made": made_at, "version": __version__, "files": digests}
            content = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(digests)


def _files(office: Path) -> Iterator[Path]:
    """Yield the files of an office in order, without what is left out and what is being written just now."""
    for file in sorted(office.rglob("*")):
        name = file.relative_to(office).as_posix()
        if (
            not file.is_file()
            or file.is_symlink()
            or ".unfinished" in name
            or name.endswith((".lock", "-wal", "-shm"))
        ):
            continue
        if not any(name == one or name.startswith(f"{one}/") for one in LEFT_OUT):
            yield file


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


def _copy_database(database: Mapping[str, Any], scratch: Path) -> Path:
    if database["ENGINE"].endswith("sqlite3"):
        copy = scratch / SQLITE_COPY
        with (
            closing(sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return copy
    dump = scratch / POSTGRES_DUMP
    _run_tool("pg_dump", database, "--format=custom", f"--file={dump}")
    return dump


def _run_tool(tool: str, database: Mapping[str, Any], *words: str) -> None:
    """Run a tool of PostgreSQL on a database; its password goes by the environment, never by the command."""
    found = shutil.which(tool) or next(
        (str(one) for one in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), reverse=True)), None
    )
    if found is None:
        raise BadEnvironment(f"{tool} is not installed.", do="Install the client tools of PostgreSQL.")
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = {
        **os.environ,
        **{one: str(database[key]) for one, key in names.items() if database.get(key)},
    }
    done = subprocess.run([found, *words], env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BadEnvironment(f"{tool} failed: {said[-1] if said else 'it said nothing'}.")


def restore(source: Path, office: Path, database: Mapping[str, Any], on_step: Say = lambda _: None) -> int:
    """Make an office again from a backup, and return the number of files. ``database`` must be empty.

    Everything is unpacked beside and checked against its SHA-256 first; the office appears whole or not at
    all. Raises BadInput for a file that is no backup or was damaged, WrongUse where the office is there.
    """
    if office.exists() and (not office.is_dir() or any(office.iterdir())):
        raise WrongUse("something is here already.", file=office, do="Name a folder that is not there yet.")
    office.parent.mkdir(parents=True, exist_ok=True)
    unfinished = office.parent / f".{office.name}.unfinished-{os.getpid()}"
    try:
        on_step("files, each held against its SHA-256")
        with friendly_disk_errors(unfinished):
            unfinished.mkdir()
            count = _unpack(source, unfinished)
        on_step("the records database")
        made = unfinished / FOLDER
        made.mkdir(exist_ok=True)
        if (copy := unfinished / SQLITE_COPY).exists():
            if not database["ENGINE"].endswith("sqlite3"):
                raise WrongUse("the backup is of an SQLite database.", do="Leave DATABASE_URL out.")
            (made / "records").mkdir(mode=0o700, exist_ok=True)
            copy.replace(made / "records" / "records.sqlite3")
        elif (dump := unfinished / POSTGRES_DUMP).exists():
            if database["ENGINE"].endswith("sqlite3"):
                raise WrongUse(
                    "the backup is of a PostgreSQL database.", do="Name an empty one in DATABASE_URL."
                )
            name = f"--dbname={database['NAME']}"
            _run_tool("pg_restore", database, "--exit-on-error", "--no-owner", name, str(dump))
        if office.is_dir():
            office.rmdir()
        made.rename(office)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
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
