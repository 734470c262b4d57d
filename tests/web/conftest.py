"""The application in tests: one small fictional office, and for every test a database of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role
from tests.once import copy_of_office, copy_of_released

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

NO_WAITING = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office folder that this process serves: two builds, nothing released. For reading only."""
    office = copy_of_office(tmp_path_factory, tmp_path_factory.mktemp("served") / "office")
    from frankpledge.web.starting import set_up

    os.environ.pop("DATABASE_URL", None)
    set_up(office)
    from django.conf import settings

    from tests.web.passwords import hash_at_least_cost

    hash_at_least_cost()

    settings.OFFICE = office.resolve()  # Django is set up once in a process, perhaps for another office.
    settings.DOWNLOAD_LIMITS = dict.fromkeys(("person", "address"), (1_000_000, 60))  # Tests walk it all.
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    return office


@pytest.fixture(scope="session")
def migrated(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every migration applied and nothing in it, to be copied."""
    from django.db import connection

    from frankpledge.web.starting import upgrade

    file = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    upgrade()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture
def db(migrated: Path, tmp_path: Path) -> Iterator[Path]:
    """A database of the test's own, real and on disk."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection

    file = Path(shutil.copy(migrated, tmp_path / "records.sqlite3"))
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    # No power fails in a test: what is written need not have reached the disk.
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "init_command": NO_WAITING}
    # Attachments lie in the office folder, which tests share: those of another database are nobody's here.
    shutil.rmtree(Path(settings.OFFICE) / "records" / "files", ignore_errors=True)
    cache.clear()
    yield file
    connection.close()


@pytest.fixture
def client(db: Path) -> Client:
    """Somebody who has not signed in."""
    from django.test import Client

    return Client()


@pytest.fixture
def person(db: Path) -> Callable[..., User]:
    """Makes somebody who holds roles: ``person(Role.ANALYST, body="westmarch")``."""

    def make(*roles: Role, name: str = "", body: str = "") -> User:
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        from frankpledge.web.accounts.factors import needs_factor
        from frankpledge.web.accounts.models import User

        called = name or " ".join(role.value for role in roles) or "nobody"
        address = f"{called.replace(' ', '-')}-{body}@example.org"
        user = User.objects.create_user(address, called.title(), "a long enough secret")
        for role in roles:
            user.grants.create(role=role.value, body=body)
        if needs_factor(user.actor):
            # Such roles open nothing without one.
            TOTP.activate(user, generate_totp_secret())
        return user

    return make


@pytest.fixture
def signed_in(person: Callable[..., User]) -> Callable[..., Client]:
    """Makes a client signed in as somebody who holds roles."""
    from django.test import Client

    def make(*roles: Role, name: str = "", body: str = "") -> Client:
        client = Client()
        client.force_login(person(*roles, name=name, body=body))
        return client

    return make


@pytest.fixture
def own_served(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the office that this test alone serves, and may change."""
    from django.conf import settings

    office = Path(
        shutil.copytree(served, tmp_path / "office", ignore=shutil.ignore_patterns("records.sqlite3*"))
    )
    monkeypatch.setattr(settings, "OFFICE", office)
    return office


@pytest.fixture(scope="session")
def _released(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_released(tmp_path_factory, tmp_path_factory.mktemp("released") / "office")


@pytest.fixture
def released(_released: Path, db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office with two releases, the second a correction of the first, served."""
    from django.conf import settings

    monkeypatch.setattr(settings, "OFFICE", _released)
    return _released


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    """Somebody of the office, signed in."""
    return signed_in(Role.ANALYST)
