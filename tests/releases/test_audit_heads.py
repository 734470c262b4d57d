"""A release carries the heads of the audit trail, and the trail is verified by them from the command line."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from frankpledge.releases.chain import released as chain_of
from tests.conftest import ROOT
from tests.functional.cli import run
from tests.releases.conftest import KEY

WRITTEN = """
import sys
from dataclasses import replace
from pathlib import Path
from frankpledge.web.starting import set_up, upgrade
set_up(Path(sys.argv[1]))
upgrade()
from frankpledge.records.actions import amend, create
from tests.records.registers import DECISIONS, EVERY
things = replace(DECISIONS, id="things")
record = create(things, {"title": sys.argv[2], "series": "record"}, EVERY)
amend(things, record, {"title": "Amended"}, EVERY, version=1)
"""


def called(*arguments: str | Path, code: int = 0) -> str:
    """Run Python in a process of its own, as each command is; what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ran = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environment, capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture
def office(approved: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "office"
    subprocess.run(["cp", "-r", approved, copied], check=True)
    return copied


def test_a_release_carries_the_heads_and_they_show_what_was_written_anew_since(office: Path) -> None:
    called("-c", WRITTEN, office, "First")
    called("-m", "frankpledge", "release", office, KEY)
    (release,) = chain_of(office)
    (stream,) = release.audit_heads
    number, seal = release.audit_heads[stream].split()
    assert (stream, number, len(seal)) == ("records:things", "2", 64)
    told = called("-m", "frankpledge", "audit", office, "--of", "things/record-1")
    assert [word for word in told.split() if word in ("made", "amended", "moved")] == ["made", "amended"]
    assert "says nothing" in called("-m", "frankpledge", "audit", office, "--of", "things/record-2")
    assert "1 release" in called("-m", "frankpledge", "audit", office, "--redraw")
    assert run("releases", office, "--verify").code == 0

    database = office / "records" / "records.sqlite3"
    database.unlink()  # Another database in its place, whole and well formed, of other events.
    called("-c", WRITTEN, office, "Second")
    told = called("-m", "frankpledge", "audit", office, code=1)
    assert "event 2 of records:things: its seal is not the one noted elsewhere" in told

    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE records_record SET state = 'published'")
        connection.commit()
    told = called("-m", "frankpledge", "audit", office, code=1)
    assert "things/record-1 is not what its newest version says" in told
    assert "Amended" not in told
    assert "2 things not as written" in told


def test_an_office_without_records_has_nothing_to_verify(office: Path) -> None:
    assert "keeps no records yet" in called("-m", "frankpledge", "audit", office, code=2)
    assert not (office / "records").exists()
