"""Production: what is missing stops the start; backup and restore of a real PostgreSQL database."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.clusters import cluster
from tests.web.crowd import NEW_RECORD, ROOT, Visitor, called, environment, people, serving

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


def test_what_was_destroyed_on_postgresql_is_made_again_and_verifies(served: Path, tmp_path: Path) -> None:
    office = copy_of(served, tmp_path)
    with cluster() as first:
        env = environment(office, DATABASE_URL=first)
        called("frankpledge", "upgrade", office, env=env)
        session = people(1, env)[0]
        with serving(env) as port, Visitor(port, session) as visitor:
            assert visitor.post(*NEW_RECORD).status == 302
        file = tmp_path / "all.tar"
        called("frankpledge", "backup", office, file, env=env)
        assert file.stat().st_mode & 0o077 == 0
        shutil.rmtree(office)
    with cluster() as second:
        env = environment(office, DATABASE_URL=second)
        called("frankpledge", "restore", file, office, env=env)
        called("frankpledge", "upgrade", office, env=env)
        assert "All holds: 6 events" in called("frankpledge", "audit", office, env=env)
        for words in (
            "DELETE FROM audit_event",
            "UPDATE audit_event SET actor = 'x'",
            "TRUNCATE audit_event CASCADE",
        ):
            with closing(psycopg.connect(second)) as line:
                counted = line.execute("SELECT COUNT(*) FROM audit_event").fetchone()
                assert counted == (6,)
                with pytest.raises(psycopg.Error, match="append-only"):
                    line.execute(words)  # type: ignore[arg-type]
        again = tmp_path / "again"
        said = called("frankpledge", "restore", file, again, env=env, code=2)
        assert "is not empty" in said
        assert not again.exists()
