"""A full disk: pages are read as they were, who writes is told that nothing was kept, and later it works."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.crowd import NEW_RECORD, Visitor, called, environment, people, serving


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 24 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_on_a_full_disk_pages_are_read_and_nothing_is_lost(served: Path, small_disk: Path) -> None:
    ignored = shutil.ignore_patterns("records.sqlite3*")
    office = Path(shutil.copytree(served, small_disk / "office", ignore=ignored))
    env = environment(office)
    called("frankpledge", "upgrade", office, env=env)
    session = people(1, env)[0]
    pages = (
        "/",
        "/measures/",
        "/records/decisions/",
        "/explore/?measure=all-crime&window=month",
        "/reports/",
    )
    another = {"series": "decision-record", "title": "Another"}
    with serving(env, workers=1) as port, Visitor(port, session) as visitor:
        assert visitor.post(*NEW_RECORD).status == 302
        room = os.statvfs(small_disk)
        filler = small_disk / "filler"
        filler.write_bytes(b"\0" * (room.f_bavail * room.f_frsize))
        for page in pages:
            assert visitor.get(page).status == 200, page
        for address, sent in (
            (NEW_RECORD[0], another),
            ("/reports/begin/", {"kind": "quarterly", "period": "Q4 23/24"}),
        ):
            said = visitor.post(address, sent)
            assert said.status == 507, said.text[:500]
            assert "disk of the office" in said.text
        filler.unlink()
        assert visitor.post(NEW_RECORD[0], another).status == 302
    jobs = office / "records" / "jobs"
    assert not [one for one in jobs.glob("*") if one.is_dir()]
    backup = small_disk / "all.tar"
    filler.write_bytes(
        b"\0" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize - (256 << 10))
    )
    assert "Traceback" not in called("frankpledge", "backup", office, backup, env=env, code=4)
    assert not backup.exists()
    assert not list(small_disk.glob(".*unfinished*"))
    filler.unlink()
    called("frankpledge", "backup", office, backup, env=env)
    assert "All holds" in called("frankpledge", "audit", office, env=env)
