"""The records database copied as it is at one moment, and filled again from such a copy."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from frankpledge.errors import BadEnvironment, WrongUse

SQLITE_COPY, POSTGRES_DUMP = "database.sqlite3", "database.dump"
_ADDRESS = {
    "PGHOST": "HOST",
    "PGPORT": "PORT",
    "PGUSER": "USER",
    "PGPASSWORD": "PASSWORD",
    "PGDATABASE": "NAME",
}
_WAYS = {"PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert"}
"""Django's words for how a database is reached, by the names that PostgreSQL's library gives them (libpq)."""
_TABLES = """
SELECT COUNT(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""


def copy_database(database: Mapping[str, Any], place: Path) -> Path | None:
    """Copy the database as it is at one moment; return None where there is none yet.

    Raises BadEnvironment where it cannot be read or the copy has no room.
    """
    if not database["ENGINE"].endswith("sqlite3"):
        dump = place / POSTGRES_DUMP
        _run("pg_dump", database, "--format=custom", f"--file={dump}")
        return dump
    file, copy = Path(database["NAME"]).absolute(), place / SQLITE_COPY
    if not file.is_file():
        return None
    try:
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise BadEnvironment(
            f"the records database could not be copied ({error}).",
            do="See that it can be read and the disk has room, then run the same command again.",
        ) from None
    return copy


def refuse_filled(database: Mapping[str, Any]) -> None:
    """Raise WrongUse where a PostgreSQL database holds any table, BadEnvironment where it is not reached."""
    import psycopg

    words = psycopg.conninfo.make_conninfo(
        **{
            one.removeprefix("PG").lower().replace("database", "dbname"): it
            for one, it in _how(database).items()
        }
    )
    try:
        with closing(psycopg.connect(words)) as line:
            found = line.execute(_TABLES).fetchone()
    except psycopg.Error as error:
        said = str(error).strip().splitlines()
        raise BadEnvironment(
            f"the database cannot be reached ({said[0] if said else type(error).__name__}).",
            do="Check DATABASE_URL.",
        ) from None
    if found is not None and found[0]:
        raise WrongUse(
            f"the database {database['NAME']} is not empty: it is used, or a restore was killed at its end.",
            do="Name an empty one in DATABASE_URL. If nothing uses this one, drop it and make it anew.",
        )


def fill(database: Mapping[str, Any], dump: Path) -> None:
    """Fill an empty PostgreSQL database from a dump, in one transaction.

    Owners and rights are those of whoever fills it: roles of another server may not be there.
    """
    name = f"--dbname={database['NAME']}"
    _run("pg_restore", database, "--single-transaction", "--no-owner", "--no-acl", name, str(dump))


def _how(database: Mapping[str, Any]) -> dict[str, str]:
    options = database.get("OPTIONS", {})
    return {
        **{one: str(database[key]) for one, key in _ADDRESS.items() if database.get(key)},
        **{one: str(options[key]) for one, key in _WAYS.items() if options.get(key)},
    }


def _run(tool: str, database: Mapping[str, Any], *words: str) -> None:
    """Run a tool of PostgreSQL on a database; its password goes by the environment, never by the command."""
    found = shutil.which(tool) or next(
        (str(one) for one in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), reverse=True)), None
    )
    if found is None:
        raise BadEnvironment(f"{tool} is not installed.", do="Install the client tools of PostgreSQL.")
    done = subprocess.run(  # noqa: S603
        [found, *words],
        env={**os.environ, **_how(database)},
        capture_output=True,
        check=False,
        preexec_fn=_die_with_us,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        told = [line for line in said if "error:" in line] or said
        raise BadEnvironment(f"{tool} failed: {told[0] if told else 'it said nothing'}.")


def _die_with_us() -> None:
    """Let the system end this process when the one that began it is killed (prctl(2), PR_SET_PDEATHSIG).

    Else a `pg_restore` would go on by itself, and fill a database of which no office folder comes.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
