"""One small office at each stage of its life, and what every stage looks like when nothing disturbs it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from frankpledge.builds.manifest import committed, read_manifest
from frankpledge.generate import FictionalForce, Scenario, generate
from frankpledge.periods import parse_month
from tests.crash.killing import run_whole
from tests.functional.cli import done

HOME, PEER = FictionalForce(0, 60), FictionalForce(1, 50)
SMALL = Scenario(
    seed=11,
    forces=(HOME,),
    peers=(PEER,),
    first_month=parse_month("2024-01"),
    months=15,
    older_months=4,
    older_lag=6,
)
MEASURES = (
    "all-crime",
    "burglary",
    "comparison-crimes",
    "crime-rate",
    "median-months-to-outcome",
    "positive-outcomes-recorded-rate",
    "residents",
    "stop-searches-by-ethnicity",
)
"""One of each kind that is worked out in a way of its own; fewer measures make quicker builds."""

PLAN = """\
title: A short plan (generated)
source: Made up for the tests.
starts: 2024-04-01
ends: 2028-03-31
priorities:
  - id: less-crime
    title: Less crime
    sections:
      - title: Police
        measures: [all-crime, burglary, crime-rate, positive-outcomes-recorded-rate]
"""
QUARTER = "Q4 24/25"
ALL = (
    "first-ingest",
    "first-build",
    "first-report",
    "ingest",
    "build",
    "full-build",
    "report",
    "report-again",
)
"""The works of an office's life, in order."""

FIGURES = ("--window", "month", "--window", "quarter", "--source", "all", "--format", "csv")


@dataclass(frozen=True)
class Work:
    """A command, the stage it starts from and the stage it leads to."""

    name: str
    words: tuple[str, ...]
    start: str
    end: str

    def on(self, office: Path) -> list[str]:
        """Return the command's words for a copy of the office."""
        return [word.replace("OFFICE", str(office)) for word in self.words]


@dataclass(frozen=True)
class Stage:
    """What an office holds at one stage, in the form in which it must be the same again."""

    log: list[Any]
    parts: dict[str, bytes]
    rows: Counter[tuple[str, int]]
    builds: dict[str, dict[str, str]]
    reports: dict[str, dict[str, bytes]]
    figures: str = ""


@dataclass
class Life:
    """The office at every stage, each in a folder of its own, and what every command does undisturbed."""

    folder: Path
    works: dict[str, Work] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    moments: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def copy(self, stage: str, to: Path) -> Path:
        """Return a copy of the office as it is at a stage."""
        return Path(shutil.copytree(self.folder / stage, to))


def live(folder: Path, watched: Collection[str] = ALL, last: str = ALL[-1]) -> Life:
    """Make the office and take it through its life up to the work ``last``.

    Works that are ``watched`` run in a process of their own, and their moments of writing are noted.
    """
    records = folder / "records"
    generate(SMALL, records, as_zip=False)
    life = Life(folder)
    _found(life, folder / "new")
    ingest = ("ingest", "OFFICE")
    older, newer = (str(records / name) for name in ("older", "newer"))
    steps = (
        Work("first-ingest", (*ingest, older, str(records / "reference")), "new", "older"),
        Work("first-build", ("build", "OFFICE"), "older", "built"),
        Work("first-report", ("report", "OFFICE", "--quarter", "Q2 24/25"), "built", "reported"),
        Work("ingest", (*ingest, newer), "reported", "newer"),
        Work("build", ("build", "OFFICE"), "newer", "rebuilt"),
        Work("full-build", ("build", "OFFICE", "--full"), "rebuilt", "full"),
        Work("report", ("report", "OFFICE", "--quarter", QUARTER), "full", "published"),
        Work("report-again", ("report", "OFFICE", "--quarter", QUARTER), "published", "republished"),
    )
    for work in steps[: ALL.index(last) + 1]:
        office = life.copy(work.start, folder / work.end)
        life.works[work.name] = work
        if work.name in watched:
            ended, moments = run_whole(office, work.on(office), folder / "temporary")
            life.moments[work.name], life.seconds[work.name] = moments, ended.seconds
        else:
            done(*work.on(office))
        life.stages[work.end] = look(office)
    assert tuple(life.works) == ALL[: len(life.works)]
    return life


def _found(life: Life, office: Path) -> None:
    done("new", office, "--from", "westmarch")
    for file in (office / "plan" / "measures").iterdir():
        if file.stem not in MEASURES:
            file.unlink()
    (office / "plan" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    life.stages["new"] = look(office)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file in a folder and the folders in it, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def look(office: Path) -> Stage:
    """Return what an office holds, read by plain means: nothing of the store's own code."""
    store = office / "store"
    log = [json.loads(file.read_bytes()) for file in sorted((store / "log").glob("*.json"))]
    for entry in log:
        entry.pop("loaded_at")
    named = {name for entry in log for one in entry["editions"] for name in _files_of(one)}
    builds = {folder.name: dict(read_manifest(folder).outputs) for folder in committed(office / "builds")}
    reports = {
        folder.name: files_in(folder)
        for folder in sorted((office / "reports").iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
    }
    return Stage(
        log=log,
        parts={name: (store / name).read_bytes() for name in sorted(named)},
        rows=_rows(store, named),
        builds=builds,
        reports=reports,
        figures=done("figures", office, *FIGURES).out if builds else "",
    )


def _files_of(edition: dict[str, Any]) -> list[str]:
    return [name for name in (edition["part"], edition["refused_part"]) if name]


def _rows(store: Path, named: set[str]) -> Counter[tuple[str, int]]:
    """Count rows by kind of file and edition, from the Parquet files themselves."""
    rows: Counter[tuple[str, int]] = Counter()
    for name in named:
        kind = name.split("/")[0] + (" refused" if name.endswith(".refused.parquet") else "")
        for code in pq.read_table(store / name, columns=["edition"])["edition"].to_pylist():
            rows[kind, code] += 1
    return rows
