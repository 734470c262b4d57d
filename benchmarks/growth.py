"""How time and memory grow with rows and measures: ingest, cube, and build with every comparison."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import offices
from benchmarks.cases import MEASURES, Place, frankpledge, program
from benchmarks.measuring import Sample, measure
from benchmarks.preparing import prepare

MEMORY_STEPS = ("1GB", "512MB")
"""Limits of the engine's memory under which cube and build of the largest load are made again."""

WORK = ("ingest", "cube", "build")


def grow(
    root: Path, sizes: Sequence[int], steps: Sequence[int], work: Sequence[str], say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Return one entry for each piece of work, number of rows and number of measures, both in rising order.

    Builds of every size declare the most measures; those of the largest size every number of
    them. Without ``ingest`` in ``work`` the stores of earlier runs serve.
    """
    found: list[dict[str, Any]] = []

    def took(work: str, axis: str, rows: int, measures: int, sample: Sample, memory: str = "") -> None:
        result = sample.failure or f"{sample.seconds:.2f} s"
        say(f"  {work}, {rows:,} rows, {measures} measures {memory}: {result}")
        found.append(
            {
                "work": work, "axis": axis, "rows": rows, "measures": measures, "memory": memory,
                "seconds": sample.seconds, "cpu": sample.cpu, "peak": sample.peak, "failure": sample.failure,
            }
        )  # fmt: skip

    for rows in sizes:
        place = Place(root, rows)
        prepare("small-areas", place)
        if "ingest" in work:
            took("ingest", "rows", rows, 0, _ingest(place))
        prepare("store", place)
        if "cube" in work:
            took("cube", "rows", rows, 1, _cube(place))
        if "build" in work:
            whole = _build(place, steps[-1])
            took("build", "rows", rows, steps[-1], whole)
    place = Place(root, sizes[-1])
    for measures in steps if "build" in work else ():
        sample = whole if measures == steps[-1] else _build(place, measures)
        took("build", "measures", place.rows, measures, sample)
    for memory in MEMORY_STEPS:
        if "cube" in work:
            took("cube", "rows", place.rows, 1, _cube(place, memory), memory)
        if "build" in work:
            took("build", "rows", place.rows, steps[-1], _build(place, steps[-1], memory), memory)
    offices.write(place.office, offices.national(place.load, MEASURES))
    return found


def _store(place: Place) -> Path:
    return place.office / "store"


def _ingest(place: Place) -> Sample:
    shutil.rmtree(_store(place), ignore_errors=True)
    offices.write(place.office, offices.national(place.load, MEASURES))
    return _once(place, "ingest", frankpledge("ingest", place.office, place.load / "newer"))


def _cube(place: Place, memory: str = "") -> Sample:
    return _once(place, f"cube{memory}", program("cube_ours", place.small, _store(place), *memory.split()))


def _build(place: Place, measures: int, memory: str = "") -> Sample:
    offices.write(place.office, offices.national(place.load, measures))
    return _once(place, f"build-{measures}{memory}", program("build_ours", place.office, *memory.split()))


def _once(place: Place, name: str, command: Sequence[str]) -> Sample:
    logs = place.root / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    return measure(command, logs / f"growth-{place.rows}-{name}.log", limit=3600)
