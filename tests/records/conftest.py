"""Records in tests: an office folder and a real database for every test, SQLite and PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
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
def kept(application: None) -> Iterator[None]:
    """Gives the database of the settings back at the end."""
    from django.db import connections

    before = dict(connections.settings["default"])
    yield
    use(before)


@pytest.fixture(scope="session")
def empty_sqlite(kept: None, tmp_path_factory: pytest.TempPathFactory) -> bytes:
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
def postgresql_template(kept: None, server: str) -> Callable[[str], dict[str, Any]]:
    """A migrated PostgreSQL database with nothing in it; makes copies of it by name."""
    import dj_database_url
    import psycopg

    def config(name: str) -> dict[str, Any]:
        return dict(dj_database_url.parse(server)) | {"NAME": name}

    def run(statement: str) -> None:
        with closing(psycopg.connect(server, autocommit=True)) as connection:
            connection.execute(statement.encode())

    run("CREATE DATABASE empty")
    use(config("empty"))
    migrate()
    use(config("postgres"))

    def copied(name: str) -> dict[str, Any]:
        run(f"CREATE DATABASE {name} TEMPLATE empty")
        return config(name)

    return copied


@pytest.fixture
def folder(kept: None, tmp_path: Path) -> Iterator[Path]:
    """The office folder in which attachments are kept."""
    from django.test import override_settings

    with override_settings(OFFICE=tmp_path):
        yield tmp_path


@pytest.fixture
def sqlite(folder: Path, empty_sqlite: bytes) -> Iterator[str]:
    """A SQLite database of the test's own."""
    from django.db import connections

    file = folder / "records.sqlite3"
    file.write_bytes(empty_sqlite)
    use({"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE})
    yield "sqlite"
    connections.close_all()


_made = iter(range(1_000_000))


@pytest.fixture
def postgresql(folder: Path, postgresql_template: Callable[[str], dict[str, Any]]) -> Iterator[str]:
    """A PostgreSQL database of the test's own."""
    from django.db import connections

    use(postgresql_template(f"test_{next(_made)}"))
    yield "postgresql"
    connections.close_all()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    named: str = request.getfixturevalue(request.param)
    return named
