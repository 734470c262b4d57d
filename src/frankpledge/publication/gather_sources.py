"""What records stand behind a report, and which were never supplied or are late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from frankpledge.builds.reading import Build
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import Period, month_label
from frankpledge.plan.definitions import Kind
from frankpledge.plan.units import ESTIMATED
from frankpledge.publication.readings import MeasureReading, SourceNote


def sources_of(
    build: Build, readings: Iterable[MeasureReading], period: Period
) -> tuple[tuple[SourceNote, ...], tuple[str, ...]]:
    """Return the tables behind a report's figures, and the titles of those that were never supplied."""
    used = _tables_used(build, readings)
    held = {entry["table"] for entry in build.manifest.inputs}
    notes = tuple(_source_note(build, table, period) for table in used if table in held)
    return notes, tuple(TABLES[table].title for table in used if table not in held)


def _tables_used(build: Build, readings: Iterable[MeasureReading]) -> list[str]:
    """Return the tables a report's measures are counted from, held or not, in the order of the registry."""
    used = set()
    for reading in readings:
        measure = reading.measure
        used |= {*build.figures.reader.sources(measure), build.figures.reader.own_source(measure)}
        for part in measure.made_of:
            used.add(build.figures.reader.own_source(build.definitions.measures[part]))
        if measure.follow_up is not None:
            used.add("outcomes")
        if (measure.kind is Kind.RATE and measure.denominator in ESTIMATED) or reading.peers:
            used.add("populations")
    return [name for name in TABLES if name in used]


def _source_note(build: Build, table: str, period: Period) -> SourceNote:
    contract = TABLES[table]
    own = build.definitions.office.forces
    entries = [
        entry for entry in build.manifest.inputs
        if entry["table"] == table and (not contract.monthly or entry["area"] in own)
    ]  # fmt: skip
    entries = entries or [entry for entry in build.manifest.inputs if entry["table"] == table]
    dates = sorted(date.fromisoformat(entry["obtained"]) for entry in entries)
    months = sorted({entry["month"] for entry in entries if entry["month"]})
    destroyed = {one["month"] for one in build.manifest.destroyed if one["table"] == table}
    # Months that are late count too: the report is of a period that they belong to.
    last = max(months[-1], period.last_month if contract.monthly else months[-1]) if months else -1
    gone = [m for m in range(months[0], last + 1) if m not in {*months, *destroyed}] if months else []
    return SourceNote(
        table=table,
        title=contract.title,
        publisher=contract.publisher,
        licence=contract.licence,
        obtained_first=dates[0],
        obtained_last=dates[-1],
        files=len(entries),
        rows=sum(entry["rows"] for entry in entries),
        refused=sum(entry["refused"] for entry in entries),
        repeats=sum(entry["repeats"] for entry in entries),
        months=f"{month_label(months[0])} to {month_label(months[-1])}" if months else "",
        missing_months=tuple(month_label(month) for month in gone),
    )
