"""A database asked for rows: read only, within a time, in batches.

PostgreSQL and SQLite are tested for real; any other by ODBC, which is not tested. An address never stands in
a file or a message: it holds a password. Nor do messages of a database that may hold values of rows.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from frankpledge.errors import BadEnvironment, BadInput, FrankpledgeError

BATCH: Final = 50_000
"""Rows that are fetched at a time."""
Value = str | int | float
_OF_WORDS: Final = ("08", "25", "28", "3D", "42", "57")
"""Classes of SQLSTATE whose messages speak of the connection or the query's own words, never of a row."""


class Database(Protocol):
    """A connection in one read-only transaction: whatever is asked sees the same state."""

    @property
    def mark(self) -> str:
        """How a parameter is written in a query."""

    def ask(self, query: str, parameters: Sequence[Value] = ()) -> tuple[list[str], Iterator[list[Any]]]:
        """Return the headings of a query's answer, and its rows in batches. BadInput if it is refused."""


@contextmanager
def opened(address: str, shown: str, variable: str, seconds: int) -> Iterator[Database]:
    """Open the database at an address, held in an environment variable; ``shown`` names it in messages.

    ``seconds`` is the longest that one statement may take. Raises BadEnvironment where it cannot be reached.
    """
    kind, _, rest = address.partition(":")
    if kind in ("postgresql", "postgres"):
        connected = _postgresql(address, shown, seconds)
    elif kind == "sqlite" and rest.startswith("///"):
        connected = _sqlite(Path(rest[3:]), shown, seconds)
    elif kind == "odbc" and rest:
        connected = _odbc(rest, shown, seconds)
    else:
        raise BadEnvironment(
            f"{variable} holds no address of a database." if address else f"{variable} is not set.",
            file=shown,
            do="Set it to postgresql://USER:PASSWORD@HOST/NAME, sqlite:///PATH, or odbc:CONNECTION-STRING.",
        )
    with connected as database:
        yield database


@dataclass(frozen=True)
class _Asking:
    """A database by the usual Python interface; ``told`` turns its errors into ours."""

    cursor: Callable[[], Any]
    mark: str
    errors: type[Exception]
    told: Callable[[Exception], FrankpledgeError]

    def ask(self, query: str, parameters: Sequence[Value] = ()) -> tuple[list[str], Iterator[list[Any]]]:
        cursor = self.cursor()
        try:
            cursor.execute(query, *([parameters] if parameters else []))
            first = cursor.fetchmany(BATCH)  # only then are the headings known of a cursor of a server
            headings = [column[0] for column in cursor.description or ()]
        except self.errors as error:
            with suppress(self.errors):
                cursor.close()
            raise self.told(error) from None
        return headings, self._batches(cursor, first)

    def _batches(self, cursor: Any, batch: list[Any]) -> Iterator[list[Any]]:
        try:
            while batch:
                yield batch
                batch = cursor.fetchmany(BATCH)
        except self.errors as error:
            raise self.told(error) from None
        finally:
            with suppress(self.errors):
                cursor.close()


def _refused(shown: str, why: str) -> BadInput:
    return BadInput(f"the database refused the query ({why}).", file=shown, do="Try it there by hand.")


def _unreachable(shown: str, why: str) -> BadEnvironment:
    return BadEnvironment(f"the database cannot be reached ({why}).", file=shown, do="Check its address.")


@contextmanager
def _sqlite(path: Path, shown: str, seconds: int) -> Iterator[Database]:
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)
        connection.execute("PRAGMA query_only = on")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise _unreachable(shown, str(error)) from None

    def cursor() -> sqlite3.Cursor:
        until = time.monotonic() + seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
        return connection.cursor()

    def told(error: Exception) -> FrankpledgeError:
        if "interrupted" in str(error):
            return _refused(shown, f"it took longer than {seconds} seconds")
        # Messages of these speak of the query's own words; others may quote a value.
        words = isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError)
        return _refused(shown, str(error) if words else type(error).__name__)

    with closing(connection):
        yield _Asking(cursor, "?", sqlite3.Error, told)


@contextmanager
def _postgresql(address: str, shown: str, seconds: int) -> Iterator[Database]:
    try:
        import psycopg
    except ImportError:
        raise BadEnvironment(
            "reading PostgreSQL needs the library psycopg.",
            file=shown,
            do="Install it: pip install 'frankpledge[sql]'.",
        ) from None

    def told(error: Exception) -> FrankpledgeError:
        state = getattr(error, "sqlstate", None) or ""
        if state == "57014":
            return _refused(shown, f"it took longer than {seconds} seconds")
        diagnosis = getattr(error, "diag", None)
        words = getattr(diagnosis, "message_primary", "") if state[:2] in _OF_WORDS else ""
        return _refused(shown, words or f"{type(error).__name__} {state}".strip())

    try:
        connection = psycopg.connect(address, connect_timeout=15)
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT set_config('statement_timeout', %s, true)", [str(seconds * 1000)])
        connection.execute("SELECT set_config('TimeZone', 'UTC', true)")
    except psycopg.Error as error:
        # Of the server's own words the first line alone: those after repeat the address.
        raise _unreachable(shown, str(error).split("\n")[0] or type(error).__name__) from None

    with closing(connection):
        # A cursor of the server's: rows come as they are fetched, and not all at once.
        yield _Asking(lambda: connection.cursor(name="frankpledge"), "%s", psycopg.Error, told)


@contextmanager
def _odbc(text: str, shown: str, seconds: int) -> Iterator[Database]:
    try:
        import pyodbc
    except ImportError:
        raise BadEnvironment(
            "reading by ODBC needs the library pyodbc and a driver.",
            file=shown,
            do="Install it: pip install pyodbc.",
        ) from None
    try:
        connection = pyodbc.connect(text, readonly=True, autocommit=False, timeout=15)
        connection.timeout = seconds
    except pyodbc.Error as error:
        raise _unreachable(shown, type(error).__name__) from None

    def told(error: Exception) -> FrankpledgeError:
        return _refused(shown, f"{type(error).__name__} {error.args[0] if error.args else ''}".strip())

    with closing(connection):
        yield _Asking(connection.cursor, "?", pyodbc.Error, told)
