"""Production: what is missing stops the start; what was destroyed is made again from its backup."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.clusters import cluster
from tests.crash.killing import killed_at, run_whole
from tests.web.crowd import ROOT, called, environment
from tests.web.test_backup_and_export import files_in

GOOD_KEY = "0123456789" * 7
SECRETS = {"FRANKPLEDGE_SECRET_KEY": GOOD_KEY, "FRANKPLEDGE_HOSTS": "figures.office.example"}


def copy_of(served: Path, tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("records.sqlite3*")
    return Path(shutil.copytree(served, tmp_path / "office", ignore=ignored))


@pytest.mark.parametrize("missing", [*SECRETS, ""])
def test_without_its_secrets_or_its_database_it_does_not_start(
    served: Path, tmp_path: Path, missing: str
) -> None:
    office = copy_of(served, tmp_path)
    given = {name: value for name, value in SECRETS.items() if name != missing}
    env = environment(office, FRANKPLEDGE_PRODUCTION="1", **given)
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += ["--bind", f"unix:{tmp_path / 'socket'}", "frankpledge.web.wsgi"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, timeout=120)
    assert done.returncode != 0
    assert (missing or "frankpledge upgrade") in done.stderr.decode()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)])
def databases(request: pytest.FixtureRequest) -> Iterator[Callable[[], dict[str, str]]]:
    """Makes empty databases, each of one's own: what names it in the environment."""
    if request.param == "sqlite":
        yield dict
        return
    with cluster() as server:
        yield partial(new_database, server)


def new_database(server: str) -> dict[str, str]:
    name = f"office_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as line:
        line.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return {"DATABASE_URL": server.replace("/postgres", f"/{name}")}


def filled(served: Path, tmp_path: Path, database: dict[str, str]) -> tuple[Path, dict[str, str], str]:
    """An office with something of every kind in it, its environment, and what is needed to look for it."""
    office = copy_of(served, tmp_path)
    env = environment(office, **database)
    called("frankpledge", "upgrade", office, env=env)
    return office, env, called("tests.web.filled_office", "fill", env=env).splitlines()[-1]


def found(told: str, env: dict[str, str]) -> dict[str, object]:
    """What stands of what an office was filled with."""
    said = called("tests.web.filled_office", "look", told, env=env)
    seen: dict[str, object] = json.loads(next(line for line in said.splitlines() if line.startswith("{")))
    return seen


def besides(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is the same byte for byte: all but the database, and what no backup has (key, begun imports)."""
    apart = ("records/records.sqlite3", "records/secret-key", "records/imports/")
    return {name: content for name, content in files.items() if not name.startswith(apart)}


def test_what_was_destroyed_is_made_again_and_verifies(
    served: Path, tmp_path: Path, databases: Callable[[], dict[str, str]]
) -> None:
    office, env, told = filled(served, tmp_path, databases())
    key = (office / "records" / "secret-key").read_text()
    file = tmp_path / "all.tar"
    called("frankpledge", "backup", office, file, env=env)
    assert file.stat().st_mode & 0o077 == 0
    before = found(told, env)
    held = files_in(office)
    shutil.rmtree(office)
    env = environment(office, **databases())
    called("frankpledge", "restore", file, office, env=env)
    called("frankpledge", "upgrade", office, env=env)
    assert besides(files_in(office)) == besides(held)
    assert "All holds" in called("frankpledge", "audit", office, env=env)
    # The secret key is kept apart: without it whoever was signed in signs in again, and all else works.
    assert found(told, env) == {**before, "by session": 302}
    (office / "records" / "secret-key").write_text(key)
    assert before["by session"] == found(told, env)["by session"] == 200
    assert before["by sign-in"] == 200
    assert before["by token"]
    assert before["paper"]
    assert before["upload"] == ["sent", True]


def test_a_trail_that_was_restored_on_postgresql_is_append_only(served: Path, tmp_path: Path) -> None:
    with cluster() as server:
        office, env, _ = filled(served, tmp_path, new_database(server))
        file = tmp_path / "all.tar"
        called("frankpledge", "backup", office, file, env=env)
        again, database = tmp_path / "again", new_database(server)
        env = environment(again, **database)
        called("frankpledge", "restore", file, again, env=env)
        for words in (
            "DELETE FROM audit_event",
            "UPDATE audit_event SET actor = 'x'",
            "TRUNCATE audit_event CASCADE",
        ):
            with (
                closing(psycopg.connect(database["DATABASE_URL"])) as line,
                pytest.raises(psycopg.Error, match="append-only"),
            ):
                line.execute(words)  # type: ignore[arg-type]
        said = called("frankpledge", "restore", file, tmp_path / "third", env=env, code=2)
        assert "is not empty" in said
        assert not (tmp_path / "third").exists()


@pytest.mark.nightly
def test_a_restore_into_postgresql_that_is_killed_is_said_and_done_again(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster() as server:
        office, env, told = filled(served, tmp_path, new_database(server))
        out = tmp_path / "out"
        out.mkdir()
        file = out / "all.tar"
        called("frankpledge", "backup", office, file, env=env)
        before = found(told, env)
        again, words = out / "again", ("restore", file, out / "again")
        monkeypatch.setenv("DATABASE_URL", new_database(server)["DATABASE_URL"])
        _, moments = run_whole(out, words, tmp_path / "temporary")
        shutil.rmtree(again)
        database = new_database(server)
        monkeypatch.setenv("DATABASE_URL", database["DATABASE_URL"])
        last = max(at for at, one in enumerate(moments, start=1) if "os.rename" in one)
        for moment in (1, len(moments) // 2, last):
            for left in out.glob(".again.*"):
                shutil.rmtree(left)  # Clearing it away would be moments, too.
            assert killed_at(out, words, moment, tmp_path / "temporary").killed
            assert not again.exists()
        # The last kill was after the database was filled, and before the office appeared.
        env = environment(again, **database)
        said = called("frankpledge", "restore", file, again, env=env, code=2)
        assert "a restore was killed at its end" in said
        assert "drop it and make it anew" in said
        assert not again.exists()
        env = environment(again, **new_database(server))
        called("frankpledge", "restore", file, again, env=env)
        assert sorted(one.name for one in out.iterdir()) == ["again", "all.tar"]
        assert "All holds" in called("frankpledge", "audit", again, env=env)
        assert found(told, env) == {**before, "by session": 302}
