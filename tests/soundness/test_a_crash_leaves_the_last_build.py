"""Promise: whatever moment a process is killed at, readers go on with the last whole state."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from frankpledge.builds.manifest import committed
from frankpledge.builds.reading import Build, open_build
from frankpledge.measures.figures import Query
from frankpledge.store.log import read_snapshot
from tests.soundness.records import crimes, write
from tests.spec.naive.files import Download
from tests.spec.offices import build, load

LAST_STEP = 5
"""A build says six things; after the last it writes its files."""

LAST_FILE = 12
"""How many files are taken in; after the last they are committed."""

BUILDING = """
import sys
from pathlib import Path
from frankpledge.builds.making import make_build
from frankpledge.plan.reading import read_office
from frankpledge.store.log import read_snapshot
office = Path(sys.argv[1])
make_build(office, read_snapshot(office / "store"), read_office(office), made_at="now", full=True,
           on_step=lambda what: print(what, flush=True))
print("done", flush=True)
sys.stdin.read()
"""
INGESTING = """
import sys
from datetime import date
from pathlib import Path
from frankpledge.store.intake import ingest
ingest(Path(sys.argv[1]) / "store", [Path(sys.argv[2])], loaded_at="now", obtained=date(2024, 1, 1),
       workers=1, on_progress=lambda done, of, name: print(done, flush=True))
print("done", flush=True)
sys.stdin.read()
"""


def _killed_after(script: str, line: int, *arguments: str) -> list[str]:
    """Run a script, kill it the moment it has printed so many lines, and return them."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    with child, child.stdout, child.stdin:
        said = [child.stdout.readline().strip() for _ in range(line)]
        os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    return said


def _crimes(made: Build) -> list[float | None]:
    return [row["value"] for row in made.figures.table(Query(("crimes-all",))).to_pylist()]


@pytest.mark.parametrize(
    "line", [1, *(pytest.param(one, marks=pytest.mark.nightly) for one in (3, 4)), LAST_STEP]
)
def test_a_killed_build_leaves_the_last_good_one_and_the_next_succeeds(
    office: Path, files: Path, line: int
) -> None:
    write(files, "2023-01", crimes(5))
    load(office, [Download(files, date(2023, 2, 1))])
    good = build(office)
    write(files, "2023-02", crimes(7))
    load(office, [Download(files, date(2023, 3, 1))])
    said = _killed_after(BUILDING, line, str(office))
    assert len(said) == line
    assert "done" not in said
    standing = open_build(office)
    if line == LAST_STEP and standing.manifest.id != good.manifest.id:
        assert _crimes(standing) == [5, 7]  # the child was quicker than the signal: then it is whole
    else:
        assert standing.manifest == good.manifest
        assert _crimes(standing) == [5]
    for name, digest in standing.manifest.outputs.items():
        assert hashlib.sha256((standing.folder / name).read_bytes()).hexdigest() == digest
    made = build(office)
    assert made.manifest.id != good.manifest.id
    assert _crimes(made) == [5, 7]
    assert {one.name for one in committed(office / "builds")} == {
        folder.name for folder in (office / "builds").iterdir() if folder.is_dir()
    }


@pytest.mark.parametrize("line", [1, 6, LAST_FILE])
def test_a_killed_ingest_adds_nothing_and_the_next_adds_everything(
    office: Path, files: Path, tmp_path: Path, line: int
) -> None:
    first = write(tmp_path / "first", "2021-12", crimes(3))
    load(office, [Download(first, date(2022, 1, 1))])
    before = read_snapshot(office / "store")
    for number in range(1, LAST_FILE + 1):
        write(files, f"2022-{number:02d}", crimes(3))
    said = _killed_after(INGESTING, line, str(office), str(files))
    assert "done" not in said
    if line < LAST_FILE or len(read_snapshot(office / "store").editions) != 1 + LAST_FILE:
        assert read_snapshot(office / "store") == before
    load(office, [Download(files, date(2024, 1, 1))])
    after = read_snapshot(office / "store")
    assert len(after.editions) == 13
    named = {edition.part for edition in after.editions}
    on_disk = {
        path.relative_to(office / "store").as_posix() for path in (office / "store").rglob("*.parquet")
    }
    assert on_disk == named
    assert not list((office / "store").rglob("*.tmp"))
