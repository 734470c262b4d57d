"""Everything backed up by one command and made again by another; the public record as files of its own."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.errors import BadInput, WrongUse
from frankpledge.registers.roles import Role
from tests.crash.dying import Moments

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]


def sqlite(file: Path) -> dict[str, str]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}


@pytest.fixture
def filled(own_served: Path, signed_in: SignedIn) -> Client:
    """Somebody of the office whose register has records, some of them public."""
    secretary = signed_in(Role.SECRETARY, Role.TEAM)
    assert secretary.post("/records/publication-duties/begin/").status_code == 302
    sent = {"series": "decision-record", "title": "A draft nobody may see", "number": "7"}
    assert secretary.post("/records/decisions/new/", sent).status_code == 302
    return secretary


def test_a_destroyed_office_is_made_again_as_it_was(
    own_served: Path, db: Path, filled: Client, tmp_path: Path
) -> None:
    from frankpledge.web.backing_up import back_up, restore

    file = tmp_path / "all.tar"
    count = back_up(own_served, file, sqlite(db))
    assert count > 100
    again = tmp_path / "again"
    assert restore(file, again, sqlite(again / "records" / "records.sqlite3")) == count
    held = [one for one in own_served.rglob("*") if one.is_file() and ".lock" not in one.name]
    for one in held:
        name = one.relative_to(own_served)
        if "records" not in name.parts and "jobs" not in name.parts:
            assert (again / name).read_bytes() == one.read_bytes(), name
    with sqlite3.connect(again / "records" / "records.sqlite3") as restored:
        assert restored.execute("SELECT COUNT(*) FROM records_record").fetchone()[0] > 10
    assert not (again / "records" / "secret-key").exists()


@pytest.mark.parametrize("harm", ["cut", "changed", "added"])
def test_a_harmed_backup_restores_nothing(own_served: Path, db: Path, tmp_path: Path, harm: str) -> None:
    from frankpledge.web.backing_up import back_up, restore

    file = tmp_path / "all.tar"
    back_up(own_served, file, sqlite(db))
    content = bytearray(file.read_bytes())
    if harm == "cut":
        content = content[: len(content) // 2]
    elif harm == "changed":
        at = content.index(b"forces:")
        content[at] ^= 1
    file.write_bytes(content)
    if harm == "added":
        with tarfile.open(file, "a") as archive:
            archive.add(__file__, "office/extra.py")
    with pytest.raises(BadInput, match="damaged"):
        restore(file, tmp_path / "again", sqlite(tmp_path / "again" / "records" / "records.sqlite3"))
    assert not (tmp_path / "again").exists()


def test_a_tar_file_that_leads_outside_is_no_backup(tmp_path: Path) -> None:
    from frankpledge.web.backing_up import restore

    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as archive:
        archive.add(__file__, "office/../../outside.py")
    again = tmp_path / "deep" / "again"
    with pytest.raises(BadInput, match="no backup of ours"):
        restore(file, again, sqlite(again / "records" / "records.sqlite3"))
    assert not (tmp_path / "outside.py").exists()


def test_nothing_is_written_over(own_served: Path, db: Path, tmp_path: Path) -> None:
    from frankpledge.web.backing_up import back_up, restore

    file = tmp_path / "all.tar"
    back_up(own_served, file, sqlite(db))
    with pytest.raises(WrongUse):
        back_up(own_served, file, sqlite(db))
    with pytest.raises(WrongUse):
        restore(file, own_served, sqlite(db))
    with pytest.raises(WrongUse, match="in the office folder"):
        back_up(own_served, own_served / "all.tar", sqlite(db))
    with pytest.raises(WrongUse, match="restored into the office folder"):
        restore(file, tmp_path / "again", sqlite(tmp_path / "elsewhere.sqlite3"))


def test_a_backup_or_restore_that_is_killed_is_nothing_and_is_done_again(
    own_served: Path, db: Path, tmp_path: Path
) -> None:
    from django.db import connection

    from frankpledge.web.backing_up import back_up, restore

    connection.close()
    before = files_in(own_served)
    out = tmp_path / "out"
    out.mkdir()
    file, again = out / "all.tar", out / "again"
    there = sqlite(again / "records" / "records.sqlite3")
    for moment in (2, 4, 6):
        killed_at(moment, out, lambda: back_up(own_served, file, sqlite(db)))
        assert not file.exists()
        assert files_in(own_served) == before
    count = back_up(own_served, file, sqlite(db))
    assert [one.name for one in out.iterdir()] == ["all.tar"]
    for moment in (3, 40, 100, 200):
        killed_at(moment, out, lambda: restore(file, again, there))
        assert not again.exists()
    assert restore(file, again, there) == count
    assert sorted(one.name for one in out.iterdir()) == ["again", "all.tar"]
    now = files_in(again)
    assert {name: it for name, it in before.items() if not name.startswith("records/")} == {
        name: it for name, it in now.items() if not name.startswith("records/")
    }


def files_in(office: Path) -> dict[str, bytes]:
    """Every file of an office but its locks, by name."""
    return {
        one.relative_to(office).as_posix(): one.read_bytes()
        for one in office.rglob("*")
        if one.is_file() and one.name != ".lock"
    }


def killed_at(moment: int, folder: Path, work: Callable[[], object]) -> None:
    """Do something in a process that kills itself before the n-th change that it makes in a folder."""
    pid = os.fork()
    if not pid:
        try:
            sys.addaudithook(Moments(moment, folder).hook)
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "it ended before it was killed"


def test_the_public_record_opens_without_us_and_holds_nothing_else(filled: Client, tmp_path: Path) -> None:
    from frankpledge.web.exporting import export_public

    folder = tmp_path / "public"
    assert export_public(folder) > 20
    pages = list(folder.rglob("*.html"))
    assert (folder / "index.html") in pages
    assert [one.name for one in folder.glob("static/*/web/site.css")] == ["site.css"]
    assert list(folder.glob("static/*/fonts/*.woff2"))
    for page in pages:
        text = page.read_text()
        assert "A draft nobody may see" not in text
        for link in re.findall(r'(?:href|src)="([^"#]+)"', text):
            if not link.startswith(("http", "mailto:", "data:")):
                assert (page.parent / link).exists(), (page, link)
