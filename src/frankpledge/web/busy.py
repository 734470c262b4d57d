"""Where a database is written to by another for long: who reads is not kept waiting, who writes is told."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from frankpledge.web.full_disk import is_full

WAIT = 1000
"""Milliseconds that what may be left undone waits for another who writes."""
AGAIN = 10
"""Seconds after which to try again what could not be kept."""
_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_POSTGRESQL = frozenset({"55P03", "40P01"})
"""What PostgreSQL calls a lock that did not come, and a deadlock (SQLSTATE)."""
_LOG = logging.getLogger(__name__)


def is_busy(error: BaseException | None) -> bool:
    """Return whether an error says that another wrote to the database for longer than it was waited for."""
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)  # Its lowest byte says what, the rest how.
    return getattr(cause, "sqlstate", "") in _POSTGRESQL or (code is not None and code & 255 in _SQLITE)


@contextmanager
def if_it_can_be_kept() -> Iterator[None]:
    """Leave undone, where the disk is full or another writes, what whoever only reads should not wait for."""
    try:
        with _waiting_little():
            yield
    except DatabaseError as error:
        if not is_full(error) and not is_busy(error):
            raise
        _LOG.warning("Left undone, as the database takes nothing just now (%s).", type(error).__name__)


@contextmanager
def _waiting_little() -> Iterator[None]:
    """Wait for other writers of an SQLite database no longer than WAIT."""
    if connection.vendor != "sqlite":
        yield
        return
    _wait(WAIT)
    try:
        yield
    finally:
        _wait(1000 * connection.settings_dict["OPTIONS"]["timeout"])


def _wait(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
