"""Everything backed up by one command and made again by another; the public record as files of its own."""

from __future__ import annotations

import re
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.errors import BadInput, WrongUse
from frankpledge.registers.roles import Role

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
        restore(file, tmp_path / "again", sqlite(tmp_path / "x.sqlite3"))
    assert not (tmp_path / "again").exists()


def test_a_tar_file_that_leads_outside_is_no_backup(tmp_path: Path) -> None:
    from frankpledge.web.backing_up import restore

    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as archive:
        archive.add(__file__, "office/../../outside.py")
    with pytest.raises(BadInput, match="no backup of ours"):
        restore(file, tmp_path / "deep" / "again", sqlite(tmp_path / "x.sqlite3"))
    assert not (tmp_path / "outside.py").exists()


def test_nothing_is_written_over(own_served: Path, db: Path, tmp_path: Path) -> None:
    from frankpledge.web.backing_up import back_up, restore

    file = tmp_path / "all.tar"
    back_up(own_served, file, sqlite(db))
    with pytest.raises(WrongUse):
        back_up(own_served, file, sqlite(db))
    with pytest.raises(WrongUse):
        restore(file, own_served, sqlite(db))


def test_the_public_record_opens_without_us_and_holds_nothing_else(filled: Client, tmp_path: Path) -> None:
    from frankpledge.web.exporting import export_public

    folder = tmp_path / "public"
    assert export_public(folder) > 20
    pages = list(folder.rglob("*.html"))
    assert (folder / "index.html") in pages
    assert (folder / "static" / "web" / "site.css").is_file()
    for page in pages:
        text = page.read_text()
        assert "A draft nobody may see" not in text
        for link in re.findall(r'(?:href|src)="([^"#]+)"', text):
            if not link.startswith(("http", "mailto:", "data:")):
                assert (page.parent / link).exists(), (page, link)
