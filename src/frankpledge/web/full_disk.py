"""Where the disk has no room: who reads goes on reading, and who writes is told that nothing was kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress

from django.db import DatabaseError, connection

from frankpledge.errors import FULL, DiskFull

_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_POSTGRESQL = "53100"
"""What PostgreSQL calls a full disk (SQLSTATE disk_full)."""
_HELD: dict[int, sqlite3.Connection] = {}
"""The connection that each process of a server keeps open, by process."""


def is_full(error: BaseException | None) -> bool:
    """Return whether an error says that the disk is full, or does not take what is written to it."""
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, DatabaseError):
        cause = error.__cause__
        code = getattr(cause, "sqlite_errorcode", None)  # Its lowest byte says what, the rest how.
        return getattr(cause, "sqlstate", "") == _POSTGRESQL or (code is not None and code & 255 in _SQLITE)
    return isinstance(error, DiskFull)


def hold_open(**_: object) -> None:
    """Keep one connection of this process to an SQLite database open, and use it for nothing.

    SQLite makes two files beside the database for whoever opens it first, and removes them when the last has
    gone: on a full disk they could not be made, and nobody could read. A process that was forked opens its
    own. Where the disk is full already, the next request tries again.
    """
    if connection.vendor != "sqlite" or os.getpid() in _HELD:
        return
    with suppress(sqlite3.Error):
        held = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)
        with closing(held.execute("SELECT COUNT(*) FROM sqlite_master")) as rows:
            rows.fetchall()
        _HELD[os.getpid()] = held
