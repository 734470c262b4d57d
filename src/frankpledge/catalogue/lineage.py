"""Lineage: which measures are made from a table, and which reports and releases used those measures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frankpledge.builds.diffing import tables_of
from frankpledge.plan.definitions import Definitions
from frankpledge.releases.chain import FIGURES, measures_in, release_folders
from frankpledge.releases.drafts import ABOUT
from frankpledge.releases.release import FILES

WARDS = ("lsoa-lookup", "lsoa-successors")
"""Tables that give a measure its wards."""


@dataclass(frozen=True)
class MadeReport:
    """A report or release as it lies in the office folder: its name, build, and the measures it shows."""

    name: str
    build: str
    released: bool
    measures: frozenset[str]


def measures_by_table(definitions: Definitions) -> dict[str, tuple[str, ...]]:
    """Return the ids of the measures made from each table, ratios and rates through those they name."""
    found: dict[str, list[str]] = {}
    for measure in definitions.measures.values():
        tables = tables_of(measure, definitions) | ({measure.peers} if measure.peers else set())
        tables |= set(WARDS) if "ward" in measure.area_types else set()
        for table in tables:
            found.setdefault(table, []).append(measure.id)
    return {table: tuple(sorted(ids)) for table, ids in found.items()}


def reports_of(office: Path) -> tuple[MadeReport, ...]:
    """Return every report and release of an office that can be read, by name."""
    return tuple(sorted(_made(office), key=lambda one: (one.released, one.name)))


def _made(office: Path) -> Iterator[MadeReport]:
    reports = office / "reports"
    for folder in reports.iterdir() if reports.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith("."):
            yield from _read(folder, folder.name, released=False)
    for folder in release_folders(office):
        yield from _read(folder / FILES, folder.name, released=True)


def _read(folder: Path, name: str, *, released: bool) -> Iterator[MadeReport]:
    """Yield the report in a folder; nothing where it has no figures or does not say of which build it is."""
    try:
        build = str(json.loads((folder / ABOUT).read_bytes())["build"])
        measures = measures_in(folder / FIGURES)
    except (OSError, ValueError, KeyError):
        return
    yield MadeReport(name, build, released, measures)
