"""What a case needs before it can be measured: the load, a store, offices, a build, the demonstration.

All of it is kept from run to run; removing the scratch folder makes it anew.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence

from benchmarks import offices
from benchmarks.cases import CALLS, MEASURES, Place, frankpledge, program

FORCES, MONTHS = 44, 60


def prepare(need: str, place: Place) -> None:
    """Make ready one thing a case needs. CalledProcessError where a command fails."""
    place.root.mkdir(parents=True, exist_ok=True)
    _READY[need](place)


def _run(command: Sequence[str]) -> None:
    subprocess.run(list(command), check=True)  # noqa: S603 - the commands are our own


def _load(place: Place) -> None:
    if (place.load / "truth.json").is_file():
        return
    shutil.rmtree(place.load, ignore_errors=True)
    _run(
        frankpledge(
            "generate", place.load, "--forces", FORCES, "--months", MONTHS, "--rows", place.rows,
            "--kind", "street", "--as-folders",
        )
    )  # fmt: skip


def _store(place: Place) -> None:
    _load(place)
    if not (place.office / "office.yaml").is_file():
        offices.write(place.office, offices.national(place.load, MEASURES))
    if not (place.office / "store" / "log").is_dir():
        _run(frankpledge("ingest", place.office, place.load / "newer"))
    _run(frankpledge("ingest", place.office, place.load / "reference"))


def _calls(place: Place) -> None:
    if not place.calls.is_file():
        unfinished = place.calls.with_suffix(".unfinished")
        _run(program("calls", unfinished, CALLS))
        unfinished.rename(place.calls)


def _small_areas(place: Place) -> None:
    _load(place)
    offices.write(place.small, offices.small_areas(place.load))


def _build(place: Place) -> None:
    _store(place)
    _run(frankpledge("build", place.office))


def _demo(place: Place) -> None:
    if not (place.demo / "reports").is_dir():
        _run(frankpledge("demo", place.demo))


_READY: dict[str, Callable[[Place], None]] = {
    "load": _load,
    "store": _store,
    "calls": _calls,
    "small-areas": _small_areas,
    "build": _build,
    "demo": _demo,
}
