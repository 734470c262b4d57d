"""Records in tests: an office folder and a real database for every test, SQLite and PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.clusters import cluster

SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Django with the application's own settings, whatever office they were made for."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("FRANKPLEDGE_OFFICE", str(tmp_path_factory.mktemp("office")))
    from frankpledge.web.starting import set_up

    set_up()


def use(config: dict[str, Any]) -> None:
    """Let every thread of this process talk to another database from now on."""
    from django.db import connections

    connections.close_all()
    connections.settings["default"] = connections.configure_settings({"default": config})["default"]
    with suppress(AttributeError):  # this thread may not have connected yet
        del connections["default"]


def migrate() -> None:
    """Bring the database to its shape."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def before(application: None) -> dict[str, Any]:
    """The database of the settings, which every test gives back."""
    from django.db import connections

    return dict(connections.settings["default"])


@pytest.fixture(scope="session")
def empty_sqlite(before: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite database with nothing in it."""
    from django.db import connection

    file = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    use({"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE})
    migrate()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file.read_bytes()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL cluster of its own."""
    with cluster() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgresql(before: dict[str, Any], server: str) -> dict[str, Any]:
    """How to reach a migrated PostgreSQL database."""
    import dj_database_url

    config = dict(dj_database_url.parse(server))
    use(config)
    migrate()
    return config


@pytest.fixture
def folder(application: None, tmp_path: Path) -> Iterator[Path]:
    """The office folder in which attachments are kept."""
    from django.test import override_settings

    with override_settings(OFFICE=tmp_path):
        yield tmp_path


@pytest.fixture
def sqlite(folder: Path, empty_sqlite: bytes, before: dict[str, Any]) -> Iterator[str]:
    """A SQLite database of the test's own."""
    file = folder / "records.sqlite3"
    file.write_bytes(empty_sqlite)
    use({"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE})
    yield "sqlite"
    use(before)


@pytest.fixture
def postgresql(folder: Path, migrated_postgresql: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """A PostgreSQL database with no record, event or account, as its owner alone can make it again."""
    from django.apps import apps
    from django.db import connection

    use(migrated_postgresql)
    tables = [
        model._meta.db_table
        for label in ("audit", "records", "accounts")
        for model in apps.get_app_config(label).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET session_replication_role = origin")
    yield "postgresql"
    use(before)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    named: str = request.getfixturevalue(request.param)
    return named
