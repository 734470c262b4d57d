"""A full disk: pages are read as they were, who writes is told that nothing was kept, and later it works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.crowd import NEW_RECORD, ROOT, Visitor, called, environment, people, serving

MOUNT = ("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs")
"""Makes a real file system of 24 MiB at the place that is named next."""


def test_on_a_full_disk_pages_are_read_and_nothing_is_lost(served: Path, tmp_path: Path) -> None:
    private = [
        *unshared(tmp_path),
        sys.executable,
        "-m",
        "tests.web.test_full_disk",
        str(served),
        str(tmp_path),
    ]
    done = subprocess.run(private, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("All was tried.\n")


def unshared(folder: Path) -> list[str]:
    """How a command begins that may mount what nobody else sees; the test is skipped where nobody may."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare(1), with which a small disk is mounted")
    said = ""
    for ways in ("--mount", "--mount --map-root-user"):
        command = ["unshare", *ways.split()]
        tried = subprocess.run([*command, *MOUNT, str(folder)], capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return command
        said = tried.stderr.strip()
    pytest.skip(f"no small disk can be mounted here: {said}")


def keep_reading(served: Path, small_disk: Path) -> None:
    """Fill the disk of an office, read and write, make room and write again."""
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


if __name__ == "__main__":
    subprocess.run([*MOUNT, sys.argv[2]], check=True)
    keep_reading(Path(sys.argv[1]), Path(sys.argv[2]))
    print("All was tried.")  # noqa: T201
