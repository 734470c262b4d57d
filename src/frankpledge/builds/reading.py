"""Open a committed build, read-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from frankpledge.builds.comparing import COMPARED_WINDOWS, compare
from frankpledge.builds.manifest import Manifest, find_build, read_manifest
from frankpledge.contracts.across import Breach
from frankpledge.errors import BadEnvironment
from frankpledge.measures.coverage import supplied_months
from frankpledge.measures.figures import BuildFigures
from frankpledge.measures.series import EPOCH, Estimates, SeriesReader
from frankpledge.measures.supplied import SUPPLIED_SCHEMA, UNUSED_SCHEMA
from frankpledge.measures.supplied_series import supplied_series
from frankpledge.periods import Period, Window, period_ending
from frankpledge.plan.columns import COUNTED_TABLE
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.reading import read_office
from frankpledge.plan.units import ESTIMATED

MONTHLY, FINISHED, COVERAGE = "monthly.parquet", "finished.parquet", "coverage.parquet"
RESIDENTS, AREAS = "residents.parquet", "areas.parquet"
"""The first of these holds residents and, in builds made since they are known, households."""
PLACES, BOUNDARIES = "places.parquet", "boundaries.parquet"
SUPPLIED, UNUSED = "supplied.parquet", "supplied-unused.parquet"
BREACHES = "breaches.parquet"
DEFINITIONS = "definitions"
BOUNDED = ("area_type", "area", "geometry")
"""Columns of a build's boundaries: kind of local area, its code, its GeoJSON geometry."""


@dataclass(frozen=True)
class Build:
    """One committed build: its manifest, the definitions it was made with, and its figures."""

    folder: Path
    manifest: Manifest
    declared: Definitions | None = field(default=None, repr=False, compare=False)
    """The definitions, where whoever made the build still has them."""
    counted: pa.Table | None = field(default=None, repr=False, compare=False)
    """The monthly counts, likewise."""

    @cached_property
    def definitions(self) -> Definitions:
        return self.declared or read_office(self.folder / DEFINITIONS)

    @cached_property
    def coverage(self) -> pa.Table:
        return read_part(self.folder / COVERAGE)

    @cached_property
    def full_quarters(self) -> tuple[Period, ...]:
        """The quarters whose crimes are supplied in full for the office's first force, oldest first."""
        months = set(supplied_months(self.coverage, "crimes", self.definitions.office.force))
        ending = {period_ending(Window.QUARTER, month) for month in months}
        whole = (quarter for quarter in ending if months.issuperset(quarter.months))
        return tuple(sorted(whole, key=lambda one: one.key))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of local areas by code."""
        table = read_part(self.folder / AREAS)
        return dict(zip(table["area"].to_pylist(), table["title"].to_pylist(), strict=True))

    @cached_property
    def places(self) -> dict[str, dict[int, str]]:
        """For each kind of local area: small census area (number) → area code."""
        table = read_part(self.folder / PLACES)
        places: dict[str, dict[int, str]] = {}
        for kind, lsoa, area in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
            places.setdefault(kind, {})[lsoa] = area
        return places

    @cached_property
    def local_areas(self) -> dict[str, frozenset[str]]:
        """The local areas of each kind in which some small census area with records lies."""
        if PLACES not in self.manifest.outputs:  # Builds made before places were kept hold none.
            return {}
        pairs = read_part(self.folder / PLACES).select(["area_type", "area"]).group_by(["area_type", "area"])
        held: dict[str, set[str]] = {}
        for kind, area in zip(*(column.to_pylist() for column in pairs.aggregate([]).columns), strict=True):
            held.setdefault(kind, set()).add(area)
        return {kind: frozenset(areas) for kind, areas in held.items()}

    @cached_property
    def boundaries(self) -> dict[str, dict[str, str]]:
        """For each kind of local area: code → GeoJSON geometry in degrees. Empty where none were supplied."""
        if BOUNDARIES not in self.manifest.outputs:  # Builds made before maps hold none.
            return {}
        table = read_part(self.folder / BOUNDARIES)
        held: dict[str, dict[str, str]] = {}
        for kind, area, geometry in zip(*(table[name].to_pylist() for name in BOUNDED), strict=True):
            held.setdefault(kind, {})[area] = geometry
        return held

    @cached_property
    def breaches(self) -> tuple[Breach, ...]:
        """How often the records broke the rules across tables, by rule and month."""
        if BREACHES not in self.manifest.outputs:  # Nothing was broken, or the build is an older one.
            return ()
        return tuple(Breach(**row) for row in read_part(self.folder / BREACHES).to_pylist())

    @cached_property
    def figures(self) -> BuildFigures:
        texts = ["measure", "source", "area_type", "area", "breakdown"]
        monthly = self.counted
        if monthly is None:
            monthly = read_part(self.folder / MONTHLY, read_dictionary=texts)
        finished = read_part(self.folder / FINISHED)
        estimates = estimates_of(read_part(self.folder / RESIDENTS))
        reader = SeriesReader(monthly, self.coverage, self.definitions, estimates, self.local_areas)
        supplied = None
        if self.supplied.num_rows:
            supplied = supplied_series(self.supplied, self.definitions, reader.first_month, reader.last_month)
        return BuildFigures(reader, finished, self.titles, supplied)

    @cached_property
    def supplied(self) -> pa.Table:
        """The values that bodies state, in SUPPLIED_SCHEMA."""
        if SUPPLIED not in self.manifest.outputs:  # Builds made before bodies' values were read hold none.
            return SUPPLIED_SCHEMA.empty_table()
        return read_part(self.folder / SUPPLIED)

    @cached_property
    def unused(self) -> pa.Table:
        """What bodies stated that no figure is made of, and why, in UNUSED_SCHEMA."""
        if UNUSED not in self.manifest.outputs:
            return UNUSED_SCHEMA.empty_table()
        return read_part(self.folder / UNUSED)

    @property
    def focus(self) -> tuple[str, ...]:
        """The forces the build is about: the office's own, or for a national office all with records.

        Where it holds no records, those that it has counts of.
        """
        reader = self.figures.reader
        return self.definitions.office.forces or reader.areas_of("crimes") or reader.areas_of(COUNTED_TABLE)

    def comparisons(
        self,
        measures: Iterable[str] | None = None,
        areas: Sequence[str] | None = None,
        windows: Sequence[Window] = COMPARED_WINDOWS,
    ) -> pa.Table:
        """Return the comparisons of derived measures' totals, worked out now, in the contract's columns.

        ``areas`` are forces; by default those the build is about: the office's own, or for a
        national office all with records. ``measures`` are ids, by default all. See
        :func:`frankpledge.builds.comparing.compare` for the order of rows.
        """
        declared = self.definitions.measures
        chosen = None if measures is None else [declared[name] for name in measures]
        return compare(self.figures, self.focus if areas is None else areas, chosen, windows)


def read_part(file: Path, read_dictionary: list[str] | None = None) -> pa.Table:
    """Return one table of a build. Raises BadEnvironment where its file is damaged or gone."""
    try:
        return pq.read_table(file, read_dictionary=read_dictionary)
    except (OSError, pa.ArrowInvalid):
        raise BadEnvironment(
            "this file of the build is damaged or not there.", file=file, do="Build again with --full."
        ) from None


def open_build(office: Path, name: str | None = None) -> Build:
    """Return a committed build of an office, by id or the newest. Raises BadInput where there is none."""
    folder = find_build(office / "builds", name)
    return Build(folder, read_manifest(folder))


def estimates_of(table: pa.Table) -> dict[str, dict[str, Estimates]]:
    """Return estimates of residents and of households, each by force, from a table of force, date and both.

    A force for which nobody estimated the one or the other is not in it: it has none, and not 0.
    """
    found: dict[str, dict[str, Estimates]] = {}
    for base in ESTIMATED:
        held: dict[str, list[tuple[int, float]]] = {}
        for row in table.to_pylist():
            if row.get(base) is not None:
                held.setdefault(row["force"], []).append(((row["date"] - EPOCH).days, float(row[base])))
        found[base] = {
            force: Estimates(*(tuple(part) for part in zip(*sorted(rows), strict=True)))
            for force, rows in held.items()
        }
    return found
