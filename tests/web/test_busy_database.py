"""Another holds the database's lock: who reads gets an answer, who writes is told when to come again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role
from tests.web.crowd import NEW_RECORD

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock of those who write, on a connection of its own."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database, of which nobody waits 20 seconds."""
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    connection.close()
    return db


def test_who_reads_is_answered_and_counted_again_later(
    impatient: Path, client: Client, analyst: Client, person: Callable[..., User]
) -> None:
    from frankpledge.web.accounts import tokens
    from frankpledge.web.accounts.models import Spent

    token, secret = tokens.make(
        person(Role.ANALYST, name="reader"), title="t", scopes=["read:figures"], days=1
    )
    header = {"Authorization": f"Bearer {secret}"}
    with locked(impatient):
        read = client.get("/api/v1/figures?limit=1", headers=header)
        assert read.json()["data"]
        assert client.get("/api/v1/releases").status_code == 200
        assert client.get("/records.csv").status_code == 200
        session = analyst.session
        assert analyst.get("/measures/").status_code == 200
    token.refresh_from_db()
    assert token.used is None
    assert not Spent.objects.exists()
    assert client.get("/api/v1/figures?limit=1", headers=header).status_code == 200
    token.refresh_from_db()
    assert token.used is not None
    assert Spent.objects.get().number == 1
    assert analyst.session.session_key == session.session_key


def test_who_writes_is_told_to_come_again_and_nothing_was_kept(
    impatient: Path, signed_in: Callable[..., Client]
) -> None:
    from frankpledge.records.models import Record

    secretary = signed_in(Role.SECRETARY, Role.TEAM)
    with locked(impatient):
        refused = secretary.post(*NEW_RECORD)
    assert refused.status_code == 503
    assert int(refused["Retry-After"]) > 0
    assert "Nothing was changed" in refused.content.decode()
    assert not Record.objects.exists()
    assert secretary.post(*NEW_RECORD).status_code == 302
    assert Record.objects.count() == 1


def test_the_wait_of_those_who_write_is_as_long_again_afterwards(impatient: Path) -> None:
    from django.db import connection

    from frankpledge.web.busy import if_it_can_be_kept

    def wait() -> int:
        with connection.cursor() as cursor:
            return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])

    before = wait()
    with if_it_can_be_kept():
        assert wait() != before
    assert wait() == before
