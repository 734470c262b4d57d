"""A full disk, missing rights, a second process, Ctrl-C: nothing half-written, the last build served."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from frankpledge.store.files import writing_lock
from tests.functional.cli import HOME, Ran, Records, done, program, run, state_of

BURGLARY = ("--measure", "burglary", "--area", HOME.slug, "--format", "csv")
ROOT = os.geteuid() == 0
NOBODY = 65534
READ_LATER = (
    "frankpledge.releases.signing",
    "frankpledge.reporting",
    "frankpledge.builds.explaining",
    "odfdo",
)
"""What commands read when they need it: an ordinary user may have no right to read Python's own folder."""


# --- rights ---------------------------------------------------------------------------------------


@contextmanager
def _as_an_ordinary_user() -> Iterator[None]:
    """Give up root's rights for a while, where there are any: root may read and write everything."""
    for name in READ_LATER:
        import_module(name)
    if ROOT:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if ROOT:
            os.seteuid(0)


@pytest.fixture
def open_office(office: Path) -> Iterator[Path]:
    """A copy of the office that belongs to an ordinary user, where such a user can reach it."""
    with tempfile.TemporaryDirectory(prefix="frankpledge-test-") as place:
        copy = Path(shutil.copytree(office, Path(place) / "office"))
        for path in (Path(place), copy, *copy.rglob("*")):
            if ROOT:
                os.chown(path, NOBODY, NOBODY)
        yield copy


def _open_to_nobody(path: Path) -> Callable[[], None]:
    """Take all rights from a path; return what gives them back."""
    mode = path.stat().st_mode
    path.chmod(0)
    return lambda: path.chmod(mode)


def _read_only(folder: Path) -> Callable[[], None]:
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)

    def back() -> None:
        for path in folders:
            path.chmod(0o755)

    return back


def test_a_file_or_folder_without_rights_is_named(open_office: Path, records: Records) -> None:
    given = open_office.parent / "given"
    given.mkdir()
    file = given / f"2024-05-{HOME.slug}-street.csv"
    file.write_bytes(records.file("2024-05"))
    before = state_of(open_office)
    for path in (file, given):
        give_back = _open_to_nobody(path)
        with _as_an_ordinary_user():
            ran = run("ingest", open_office, path)
        give_back()
        assert ran.code == 4
        assert str(path) in ran.err
        assert "rights" in ran.err
    assert state_of(open_office) == before


def test_a_read_only_office_is_read_and_not_written(open_office: Path, records: Records) -> None:
    newer = Path(shutil.copy(records.newer, open_office.parent / "newer.zip"))
    newer.chmod(0o644)
    before = state_of(open_office)
    give_back = _read_only(open_office)
    for lock in open_office.rglob(".lock"):
        lock.unlink()
    with _as_an_ordinary_user():
        tries: list[Ran] = [
            run("ingest", open_office, newer, "--obtained", "2025-07-01"),
            run("build", open_office, "--full"),
            run("report", open_office, "--quarter", "Q4 24/25"),
            run("new", open_office / "another"),
        ]
        figures = run("figures", open_office, *BURGLARY)
        explained = run("explain", open_office, "burglary", HOME.slug, "2024-05")
    give_back()
    for ran in tries:
        assert ran.code == 4, ran
        assert str(open_office) in ran.err
        assert "right" in ran.err or "Permission denied" in ran.err
    assert figures.code == explained.code == 0
    assert figures.rows
    assert state_of(open_office) == before
    assert not list((open_office / "reports").iterdir())


def test_a_store_that_may_not_be_read_is_named(open_office: Path) -> None:
    give_back = _open_to_nobody(open_office / "store" / "log")
    with _as_an_ordinary_user():
        ran = run("build", open_office)
        figures = run("figures", open_office, *BURGLARY)
    give_back()
    assert ran.code == 4
    assert "right" in ran.err
    assert str(open_office / "store") in ran.err
    assert figures.code == 0
    with _as_an_ordinary_user():
        assert "Nothing has changed" in done("build", open_office).out


# --- a full disk ----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB. Only root may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def _filled(disk: Path, *, leaving: int) -> Iterator[None]:
    """Fill a disk but for ``leaving`` bytes."""
    room = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(b"\0" * max(0, room.f_bavail * room.f_frsize - leaving))
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture(scope="module")
def older_only(tmp_path_factory: pytest.TempPathFactory, records: Records) -> Path:
    """An office with the older download and a build of it."""
    folder = tmp_path_factory.mktemp("older") / "office"
    done("new", folder, "--from", "westmarch")
    done("ingest", folder, records.older, records.reference)
    done("build", folder)
    return folder


@pytest.mark.parametrize("leaving", [0, 100 << 10])
def test_on_a_full_disk_nothing_is_lost_and_a_rerun_completes(
    leaving: int, small_disk: Path, older_only: Path, records: Records
) -> None:
    office = Path(shutil.copytree(older_only, small_disk / "office"))
    figures = done("figures", office, *BURGLARY).out
    before = state_of(office)
    work: list[tuple[object, ...]] = [("ingest", office, records.newer), ("build", office, "--full")]
    if not leaving:
        work.append(("report", office, "--quarter", "Q4 23/24"))
    with _filled(small_disk, leaving=leaving):
        for words in work:
            ran = run(*words)
            assert ran.code == 4, ran
            assert str(office) in ran.err
            assert "full" in ran.err or "No space left" in ran.err
        assert state_of(office) == before
        assert {path.name for path in (office / "reports").iterdir()} <= {".lock"}
        assert done("figures", office, *BURGLARY).out == figures
        assert "Nothing has changed" in done("build", office).out
    for words in work:
        done(*words)
    assert sorted(file.name for file in (office / "builds").iterdir() if file.is_dir())[-1].startswith(
        "0002-"
    )


def test_an_output_that_does_not_fit_is_not_begun(small_disk: Path, office: Path) -> None:
    kept = small_disk / "figures.csv"
    done("figures", office, *BURGLARY, "--output", kept)
    whole = kept.read_bytes()
    with _filled(small_disk, leaving=0):
        ran = run("figures", office, "--area-type", "lsoa", "--output", kept)
        assert ran.code == 4
        assert f"{kept}: the disk is full" in ran.err
        assert kept.read_bytes() == whole
        for words in (("new", small_disk / "another"), ("generate", small_disk / "made", "--rows", "50000")):
            assert run(*words).code == 4
        assert not (small_disk / "another").exists()


# --- two at once, and stopping --------------------------------------------------------------------


@pytest.mark.parametrize(("place", "words"), [("store", ["ingest"]), ("builds", ["build"])])
def test_a_second_writer_is_told_who_is_writing(
    place: str, words: list[str], own_office: Path, records: Records
) -> None:
    before = state_of(own_office)
    given = [records.newer] if words == ["ingest"] else []
    with writing_lock(own_office / place, words[0]):
        ran = run(*words, own_office, *given)
        assert ran.code == 4
        assert "another process is writing here" in ran.err
        assert f"{words[0]}, process {os.getpid()}" in ran.err
        assert "Wait until it has finished" in ran.err
        assert done("figures", own_office, *BURGLARY).rows
    assert state_of(own_office) == before
    done(*words, own_office, *given)


def _interrupt(words: list[object], begun: Callable[[], bool], pause: float) -> Ran:
    """Run a command apart and press Ctrl-C ``pause`` seconds after it has begun to write."""
    process = subprocess.Popen(
        [program(), *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not begun() and process.poll() is None:
        time.sleep(0.001)
    time.sleep(pause)
    for sent in (signal.SIGSTOP, signal.SIGINT, signal.SIGCONT):
        process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, err)


def _interrupted(source: Path, place: Path, words: list[object], watched: str, pause: float) -> Path:
    """Return an office in which a command was stopped while ``watched`` held more than before.

    On a busy machine a command may end before the key is pressed: then it is tried again.
    """
    for attempt in range(8):
        office = Path(shutil.copytree(source, place / f"{attempt}"))
        before, count = state_of(office), len(list(office.glob(watched)))
        ran = _interrupt(
            [words[0], office, *words[1:]],
            lambda: len(list(office.glob(watched))) > count,  # noqa: B023
            pause * attempt,
        )
        if "Critical nanobind error" in ran.err:
            continue  # DuckDB's binding aborts the process when it is stopped while being imported
        assert "Traceback" not in ran.err
        if ran.code == 130:
            assert "Stopped. Nothing half-written is kept" in ran.err
            assert state_of(office) == before
            return office
        assert ran.code == 0, ran
    raise AssertionError("the command was never caught at work")


def test_ctrl_c_during_an_ingest_leaves_the_store_as_it_was(
    older_only: Path, records: Records, tmp_path: Path
) -> None:
    office = _interrupted(older_only, tmp_path, ["ingest", records.newer], "store/**/*.parquet", 0.0)
    assert "Took in 105 files." in done("ingest", office, records.newer).out


def test_ctrl_c_during_a_build_leaves_the_last_one(older_only: Path, tmp_path: Path) -> None:
    figures = done("figures", older_only, *BURGLARY).out
    office = _interrupted(older_only, tmp_path, ["build", "--full"], "builds/0*", 0.2)
    assert done("figures", office, *BURGLARY).out == figures
    done("build", office, "--full")
    assert done("figures", office, *BURGLARY).out == figures
    assert not [
        left
        for left in (office / "builds").iterdir()
        if not (left / "manifest.json").is_file() and left.name != ".lock"
    ]


def test_a_killed_ingest_is_cleared_away_by_the_next(
    older_only: Path, records: Records, tmp_path: Path
) -> None:
    office = Path(shutil.copytree(older_only, tmp_path / "office"))
    left = office / "store" / "crimes" / HOME.slug / "00000002.parquet"
    left.write_bytes(b"half")
    (office / "store" / "log" / "00000002.json.tmp").write_text("{", encoding="utf-8")
    assert "Nothing has changed" in done("build", office).out
    done("ingest", office, records.newer)
    named = {
        edition["part"]
        for entry in (office / "store" / "log").glob("*.json")
        for edition in json.loads(entry.read_bytes())["editions"]
    }
    held = {str(file.relative_to(office / "store")) for file in (office / "store").rglob("*.parquet")}
    assert held == named
    assert not list((office / "store").rglob("*.tmp"))
