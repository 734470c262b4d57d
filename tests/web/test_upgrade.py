"""An office of an earlier version is brought up to date: all of it, or nothing; nothing kept is lost."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import psycopg
import pytest

from tests.clusters import binaries, cluster
from tests.web.crowd import ROOT, Visitor, called, environment, people, serving

FILL = """
from frankpledge.web.starting import set_up
set_up()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from frankpledge.web.accounts.models import User
from tests.web.crowd import NEW_RECORD
settings.ALLOWED_HOSTS = ["*"]
client = Client()
client.force_login(User.objects.get())
assert client.post(*NEW_RECORD).status_code == 302
where = "/records/decisions/decision-record-1"
sent = {"version": client.get(f"{where}.json").json()["version"]}
sent["file"] = SimpleUploadedFile("paper.pdf", b"%PDF-1.7 %%EOF")
assert client.post(f"{where}/attach/", sent).status_code == 302
"""
BY_NIGHT_ON_POSTGRESQL = pytest.mark.parametrize(
    "first", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)], indirect=True
)
COPIES: list[str] = []
PAPERS = "SELECT name FROM records_attachment"


class Kept:
    """An office with a record, a paper and somebody who made them, in a database of either kind."""

    def __init__(self, office: Path, url: str) -> None:
        self.office, self.url = office, url
        self.env = environment(office, **({"DATABASE_URL": url} if url else {}))

    def fill(self) -> None:
        called("frankpledge", "upgrade", self.office, env=self.env)
        people(1, self.env)
        subprocess.run([sys.executable, "-c", FILL], check=True, env=self.env, cwd=ROOT)

    def copy(self, folder: Path) -> Kept:
        """Make the same office again, with the same database of its own."""
        office = Path(shutil.copytree(self.office, folder))
        if not self.url:
            return Kept(office, "")
        server, _, name = self.url.rpartition("/")
        with closing(psycopg.connect(f"{server}/template1", autocommit=True)) as line:
            line.execute(f"CREATE DATABASE copy_{len(COPIES)} TEMPLATE {name}")  # type: ignore[arg-type]
        COPIES.append(f"{server}/copy_{len(COPIES)}")
        return Kept(office, COPIES[-1])

    def ask(self, words: str) -> list[tuple[object, ...]]:
        """Run a statement behind the application's back and return its rows, if it has any."""
        with closing(psycopg.connect(self.url) if self.url else sqlite3.connect(self.file)) as line:
            done = line.execute(words)
            rows = done.fetchall() if done.description else []
            line.commit()
            return rows

    @property
    def file(self) -> Path:
        return self.office / "records" / "records.sqlite3"

    def everything(self) -> list[str]:
        """Return the whole database as statements: its shape and every row."""
        if not self.url:
            with closing(sqlite3.connect(self.file)) as line:
                return list(line.iterdump())
        program = binaries()
        assert program is not None
        done = subprocess.run([program / "pg_dump", self.url], check=True, capture_output=True, text=True)
        # A number that was drawn is spent even where nothing was kept of it; the other word is new each time.
        return [line for line in done.stdout.splitlines() if "setval" not in line and "restrict" not in line]

    def upgrade(self, code: int = 0) -> str:
        return called("frankpledge", "upgrade", self.office, env=self.env, code=code)

    def back(self, app: str, to: str) -> None:
        called("django", "migrate", app, to, env=self.env)

    def audited(self) -> str:
        return called("frankpledge", "audit", self.office, env=self.env)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def first(
    request: pytest.FixtureRequest, served: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """An office as it is kept today, of which every test gets a copy."""
    ignored = shutil.ignore_patterns("records.sqlite3*")
    office = Path(shutil.copytree(served, tmp_path_factory.mktemp("first") / "office", ignore=ignored))
    with nullcontext("") if request.param == "sqlite" else cluster() as url:
        made = Kept(office, url)
        made.fill()
        yield made


@pytest.fixture
def kept(first: Kept, tmp_path: Path) -> Kept:
    return first.copy(tmp_path / "office")


def rows(kept: Kept) -> list[str]:
    """Return every row of records and of the trail."""
    return [
        repr(kept.ask(f"SELECT * FROM {table} ORDER BY id"))  # noqa: S608  (names of our own)
        for table in ("records_record", "records_version", "records_attachment", "audit_event")
    ]


@BY_NIGHT_ON_POSTGRESQL
def test_an_office_one_step_behind_is_brought_up_to_date_and_keeps_all(kept: Kept) -> None:
    before = rows(kept)
    kept.back("records", "0001")
    assert "description" not in "".join(kept.everything())
    said = kept.upgrade()
    assert "Done: records.0002_attachment_description" in said
    assert "(1 step taken)" in said
    assert "attested" not in said
    assert rows(kept) == before
    assert kept.ask(PAPERS) == [("paper.pdf",)]
    assert "All holds" in kept.audited()
    whole = kept.everything()
    assert "(0 steps taken)" in kept.upgrade()
    assert kept.everything() == whole
    with serving(kept.env) as port, Visitor(port) as visitor:
        assert visitor.get("/records/decisions/").status == 200


@BY_NIGHT_ON_POSTGRESQL
def test_a_step_that_fails_leaves_the_database_as_it_was_and_says_so(kept: Kept) -> None:
    kept.back("records", "0001")
    kept.back("audit", "0001")
    # What the last step makes is there already: the database itself refuses it, after another step was taken.
    # (On SQLite a column is added by making the table anew under another name.)
    if kept.url:
        kept.ask("ALTER TABLE records_attachment ADD COLUMN description varchar(300)")
    else:
        kept.ask("CREATE TABLE new__records_attachment (id integer)")
    before = kept.everything()
    assert not any("TRIGGER audit_event" in line for line in before)
    said = kept.upgrade(code=4)
    assert "the step records.0002_attachment_description failed" in said
    assert "already exists" in said
    assert "as it was before" in said
    assert "Traceback" not in said
    assert kept.everything() == before
    if kept.url:
        kept.ask("ALTER TABLE records_attachment DROP COLUMN description")
    else:
        kept.ask("DROP TABLE new__records_attachment")
    assert "(2 steps taken)" in kept.upgrade()
    assert "All holds" in kept.audited()


@BY_NIGHT_ON_POSTGRESQL
def test_accounts_from_before_their_rows_were_attested_are_attested_once(kept: Kept) -> None:
    kept.back("audit", "0001")
    for table in ("event", "head"):
        kept.ask(f"DELETE FROM audit_{table} WHERE stream = 'account-rows'")  # noqa: S608
    # A person of three roles, without an address of their own to confirm: one row and three.
    assert "attested 4 rows as now held" in kept.upgrade()
    assert "All holds" in kept.audited()
    kept.ask("UPDATE accounts_grant SET role = 'administrator' WHERE role = 'board-secretary'")
    kept.ask("DELETE FROM accounts_grant WHERE role = 'analyst'")
    assert "attested" not in kept.upgrade()
    said = called("frankpledge", "audit", kept.office, env=kept.env, code=1)
    assert "is not as it was written" in said
    assert "was removed without an event" in said
