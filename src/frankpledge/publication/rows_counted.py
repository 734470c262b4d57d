"""How each headline figure was counted: the files it came from, and the rows left out on the way, and why.

The only part of a report that goes back to the records, once for each measure. What it brings
is safe to print: a step of fewer than ten rows is not shown, nor are the steps around it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from frankpledge.areas import force_title
from frankpledge.builds.explaining import Behind, Explanation, Step, behind, explain
from frankpledge.builds.reading import Build
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Period, Window, month_label, parse_period
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import FEW
from frankpledge.publication.readings import ReportData
from frankpledge.store.editions import Edition


@dataclass(frozen=True)
class FileRead:
    """One file behind a figure; ``month`` is empty for a file that is not of one month."""

    name: str
    title: str
    publisher: str
    licence: str
    area: str
    month: str
    obtained: str
    rows: int
    refused: int
    repeats: int


@dataclass(frozen=True)
class RowsCounted:
    """One measure's way from the rows in its files to the rows counted, for the report's period.

    ``withheld`` says that none is shown: some step is of fewer than ten rows, or they are about people.
    """

    title: str
    period: str
    files: tuple[FileRead, ...]
    steps: tuple[Step, ...]
    withheld: bool


def with_rows_counted(
    office: Path, build: Build, data: ReportData, about_people: Collection[str] = ()
) -> ReportData:
    """Return a report's data with how its headline figures were counted, for the pages that explain them."""
    return replace(data, counted=rows_counted(office, build, data, about_people))


def rows_counted(
    office: Path, build: Build, data: ReportData, about_people: Collection[str] = ()
) -> dict[str, tuple[RowsCounted, ...]]:
    """Return how the headline figure of each measure was counted; a ratio or rate has one for each part.

    The steps of measures ``about_people`` are never shown: each is a count of its own, which disclosure
    control has not looked at. Measures without a figure to show are left out, as are all where the store
    no longer holds what the build was made from.
    """
    held: dict[tuple[str, bool], RowsCounted | None] = {}
    found = {}
    try:
        records = behind(office, build)
    except BadEnvironment:
        return {}
    for name, reading in data.readings.items():
        figure = reading.quarter
        if figure.value is None:
            continue
        key = SeriesKey(figure.area_type, figure.area, figure.breakdown)
        period = parse_period(Window.named(figure.window), figure.period)
        steps = name not in about_people
        try:
            parts = [
                _of_one(office, build, part, key, period, held, records, steps)
                for part in _parts(build, reading.measure)
            ]
        except BadEnvironment:
            return {}
        shown = [part for part in parts if part is not None]
        if not steps:
            shown = [replace(part, steps=(), withheld=True) for part in shown]
        found[name] = tuple(shown)
    return found


def _parts(build: Build, measure: Measure) -> Sequence[Measure]:
    """Return what a measure is counted by: itself, or what it is made of."""
    if not measure.made_of:
        return (measure,)
    declared = build.definitions.measures
    return tuple(part for name in measure.made_of for part in _parts(build, declared[name]))


def _of_one(
    office: Path,
    build: Build,
    measure: Measure,
    key: SeriesKey,
    period: Period,
    held: dict[tuple[str, bool], RowsCounted | None],
    records: Behind,
    steps: bool,
) -> RowsCounted | None:
    asked = measure.id, steps
    if asked not in held:
        try:
            made = explain(office, build, measure, key, period, held=records, steps=steps)
        except WrongUse:  # The build has no such figure: a part that was never supplied.
            held[asked] = None
        else:
            held[asked] = _counted(made, period)
    return held[asked]


def _counted(made: Explanation, period: Period) -> RowsCounted:
    withheld = any(0 < number < FEW for step in made.steps for number in (step.left_out, step.remain))
    return RowsCounted(
        title=made.title,
        period=period.label,
        files=tuple(_file(edition) for edition in made.files),
        steps=() if withheld else made.steps,
        withheld=withheld,
    )


def _file(edition: Edition) -> FileRead:
    contract = TABLES[edition.table]
    return FileRead(
        name=Path(edition.file).name,
        title=contract.title,
        publisher=contract.publisher,
        licence=contract.licence,
        area=force_title(edition.area) if edition.month is not None else "",
        month=month_label(edition.month) if edition.month is not None else "",
        obtained=edition.obtained.isoformat(),
        rows=edition.rows,
        refused=edition.refused,
        repeats=edition.repeats,
    )
