"""What must hold after a command was killed, and again after the same command was run anew."""

from __future__ import annotations

import hashlib
from pathlib import Path

from frankpledge.builds.manifest import MANIFEST
from frankpledge.builds.reading import open_build
from frankpledge.store.log import check_parts, read_snapshot
from tests.crash.stages import Life, Stage, Work, files_in, look
from tests.functional.cli import done


def check_killed(life: Life, work: Work, office: Path) -> None:
    """After the kill: the store, the builds and the reports are those of before, or whole new ones."""
    before, after, now = life.stages[work.start], life.stages[work.end], look(office)
    snapshot = read_snapshot(office / "store")
    check_parts(snapshot)
    assert now.log in (before.log, after.log)
    whole = after if now.log == after.log else before
    assert now.parts == whole.parts
    assert now.rows == whole.rows
    _check_rows(now)
    assert list(now.builds) in (list(before.builds), list(after.builds))
    assert now.builds.items() <= (before.builds | after.builds).items()
    if now.builds:
        standing = after if list(now.builds) == list(after.builds) else before
        assert now.figures == standing.figures
        _check_build(office)
    for name, files in now.reports.items():
        assert files in (before.reports.get(name), after.reports.get(name)), name
    for name in before.reports.keys() - now.reports.keys():
        aside = office / "reports" / f".{name}.old"
        assert files_in(aside) == before.reports[name]


def check_run_again(life: Life, work: Work, office: Path, temporary: Path) -> None:
    """Run the killed command again: it ends well, with the bytes of a run that nothing disturbed."""
    done(*work.on(office))
    after, now = life.stages[work.end], look(office)
    assert now.log == after.log
    assert now.parts == after.parts
    assert now.rows == after.rows
    if now.builds:
        assert list(now.builds.values())[-1] == list(after.builds.values())[-1]
        assert now.figures == after.figures
        _check_build(office)
    assert now.reports == after.reports
    check_no_leftovers(office, now, temporary)


def check_no_leftovers(office: Path, now: Stage, temporary: Path) -> None:
    """Nothing is left that no log entry, no manifest and no report accounts for."""
    store, builds, reports = (office / name for name in ("store", "builds", "reports"))
    held = {file.relative_to(store).as_posix() for file in store.rglob("*") if file.is_file()}
    log = {f"log/{entry['number']:08d}.json" for entry in now.log}
    assert held - {".lock", ".row-key"} == set(now.parts) | log
    assert {path.name for path in builds.iterdir()} - {".lock"} == set(now.builds)
    for name, outputs in now.builds.items():
        assert {path.name for path in (builds / name).iterdir()} == {*outputs, MANIFEST, "definitions"}
    assert {path.name for path in reports.iterdir()} - {".lock"} == set(now.reports)
    assert not list(temporary.iterdir()), "records may be left in the folder for temporary files"


def _check_rows(now: Stage) -> None:
    """The rows in the Parquet files are those the log states, edition by edition."""
    stated = {}
    for entry in now.log:
        for one in entry["editions"]:
            stated[one["table"], one["code"]] = one["rows"]
            stated[one["table"] + " refused", one["code"]] = one["refused"]
    assert now.rows == {key: count for key, count in stated.items() if count}


def _check_build(office: Path) -> None:
    build = open_build(office)
    for name, digest in build.manifest.outputs.items():
        assert hashlib.sha256((build.folder / name).read_bytes()).hexdigest() == digest, name
    assert build.comparisons().num_rows
    assert build.definitions.measures
