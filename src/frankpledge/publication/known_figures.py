"""Every figure, comparison and finding that a report was written from, by the key of its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frankpledge.areas import force_title
from frankpledge.contracts.figures import Comparison, Figure, Finding
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import Window, parse_period
from frankpledge.plan.definitions import Measure
from frankpledge.publication.changes import between
from frankpledge.publication.found import SeriesFound, found_in
from frankpledge.publication.model import Line, Name, figure_key, finding_key, line
from frankpledge.publication.peers import peer_measure
from frankpledge.publication.readings import MeasureReading, ReportData


@dataclass(frozen=True)
class KnownFigure:
    """A figure with the measure that says its unit, and what it is of in words beside its period."""

    figure: Figure
    measure: Measure
    place: str
    part: str = ""

    @property
    def title(self) -> Line:
        """Return area, part and period: ``Westmarch, Vehicle crime, Q4 24/25``."""
        part = line(", ", Name(self.part)) if self.part else None
        return line(Name(self.place), part, ", ", Name(self.figure.label))


class Known:
    """What one report was written from. ``figures``, ``comparisons`` and ``findings`` are by key."""

    def __init__(self, data: ReportData) -> None:
        self.data = data
        self.figures: dict[str, KnownFigure] = {}
        self.comparisons: dict[str, Comparison] = {}
        for reading in data.readings.values():
            for known in _figures(reading, data):
                self.figures.setdefault(figure_key(known.figure), known)
            for row in _comparisons(reading):
                self.comparisons.setdefault(f"{figure_key(row)}>{row.comparator}", row)
        found = found_in(data)
        self.findings: dict[str, Finding] = {finding_key(row): row for row in found.rows}
        self.series = found.series
        self.titles = {peer.area: peer.title for reading in data.readings.values() for peer in reading.peers}
        for area_map in found.maps:
            self.titles |= {area.key.split(":")[2]: area.title for area in area_map.areas}

    def measure(self, name: str) -> Measure | None:
        """Return a measure of the report, or one that its ratios and rates are made of."""
        if name in self.data.readings:
            return self.data.readings[name].measure
        return next((one for one in self.data.definitions if one.id == name), None)

    def series_of(self, measure: str, source: str) -> SeriesFound | None:
        """Return what was found of a measure's past, where it was found in this source."""
        series = self.series.get(measure)
        return series if series is not None and series.source == source else None

    def title_of(self, base: str) -> Line:
        """Return what the figure of a key is of; for keys of no figure, as much as they say."""
        if base in self.figures:
            return self.figures[base].title
        parts = base.split(":")
        if len(parts) == 7:
            period = parse_period(Window.named(parts[4]), parts[5])
            return line(Name(self.titles.get(parts[2]) or force_title(parts[2])), ", ", Name(period.label))
        kinds = {"ward": "Wards", "lsoa": "Neighbourhoods", "local-authority": "Local authorities"}
        if len(parts) > 1 and parts[1] in kinds:
            return line(kinds[parts[1]])
        return line(Name(self.data.area_title), ", ", Name(self.data.period.label))


def _figures(reading: MeasureReading, data: ReportData) -> Iterator[KnownFigure]:
    measure, own = reading.measure, data.area_title
    found = found_in(data).series.get(measure.id)
    held = (reading.quarter, reading.rolling, *reading.months, *reading.rolling_months)
    before = (one for one in (reading.before, reading.year_before) if one is not None)
    for figure in (*held, *before, *(found.figures if found is not None else ())):
        yield KnownFigure(figure, measure, own)
    compared = peer_measure(reading)
    for peer in reading.peers:
        if peer.figure is not None:
            yield KnownFigure(peer.figure, compared, peer.title)
    for local in reading.local:
        for one in (local.now, local.year_before):
            if one is not None:
                yield KnownFigure(one, measure, local.title)
    for row in reading.breakdowns:
        for one in (row.now, row.year_before):
            if one is not None:
                yield KnownFigure(one, measure, own, row.title)


def _comparisons(reading: MeasureReading) -> Iterator[Comparison]:
    yield from reading.comparisons
    pairs = [(row.now, row.year_before) for row in reading.local]
    pairs += [(row.now, row.year_before) for row in reading.breakdowns]
    pairs.append((reading.quarter, reading.year_before))
    for now, before in pairs:
        if before is not None and now.value is not None and before.value is not None:
            yield between(now, before, reading.measure).comparison


def table_title(table: str) -> str:
    """Return the title of a record table, or its name where it is none."""
    return TABLES[table].title if table in TABLES else table
