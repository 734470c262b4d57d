"""A return that goes out: every cell taken from a figure of one build, with its key beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import FIGURE_KEY, Figure, State, figures_schema
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.measures.figures import figure_of
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Period, period_ending
from frankpledge.plan.definitions import LedgerEntry, Measure
from frankpledge.plan.reading import read_ledger
from frankpledge.publication.words.references import Reference
from frankpledge.reporting import protected
from frankpledge.returns.outgoing_file import (
    OutgoingColumn,
    OutgoingReturn,
    OutgoingRow,
    period_of,
    read_outgoing,
    span_of,
)

NOT_AVAILABLE = "not available"
WITHHELD = "[c]"


@dataclass(frozen=True)
class FilledCell:
    """One cell as it goes out: a number, or words where there is none, and the figure behind it.

    ``entry`` is the quoted figure behind it where it is of none; both are None for a cell left blank.
    """

    row: OutgoingRow
    column: str
    reference: str = ""
    shown: float | str = ""
    measure: Measure | None = None
    figure: Figure | None = None
    entry: LedgerEntry | None = None

    def told(self, build: str) -> dict[str, Any]:
        """Return what stands beside the cell: its figure's key, its exact number and the build."""
        key = {name: getattr(self.figure, name) if self.figure else "" for name in FIGURE_KEY}
        if self.entry is not None:
            key |= {"measure": self.entry.id, "source": f"{self.entry.source} ({self.entry.on})"}
        state = self.figure.state.value if self.figure else ("quoted" if self.entry else "")
        return {
            "section": self.row.section,
            "row": self.row.label,
            "column": self.column,
            "shown": self.shown,
            "reference": self.reference,
            **key,
            "state": state,
            "basis": self.figure.basis.value if self.figure else "",
            "as_at": self.figure.as_at.isoformat() if self.figure and self.figure.as_at else "",
            "definition": self.measure.definition_hash if self.measure else "",
            "build": build,
        }


@dataclass(frozen=True)
class FilledReturn:
    """A return filled in: its declaration, period, day due, build, and cells row by row."""

    declared: OutgoingReturn
    period: Period
    due: date
    build: str
    cells: tuple[tuple[FilledCell, ...], ...]

    @property
    def stem(self) -> str:
        """The name of its files: what is sent of one build never changes."""
        span = self.period.key.replace("..", "-to-")
        return f"{self.declared.name}-{span}-build-{self.build}"

    @property
    def gaps(self) -> list[FilledCell]:
        """The cells that say that there is no number."""
        return [cell for row in self.cells for cell in row if isinstance(cell.shown, str) and cell.shown]


@dataclass
class _Filling:
    office: Path
    build: Build
    declared: OutgoingReturn
    period: Period
    ledger: dict[str, LedgerEntry]
    told: frozenset[str]
    """The measures the return is of."""
    missing: list[str] = field(default_factory=list)


def fill_outgoing(office: Path, build: Build, name: str, words: str) -> FilledReturn:
    """Return a declared return of a period, filled from a build.

    Small numbers about people are withheld as in a report, unless the declaration says that its receiver
    has them in full. Raises BadInput naming the figures that are missing where the row does not allow it.
    """
    measures = build.definitions.measures
    ledger = {entry.id: entry for entry in read_ledger(office, measures)}
    declared = read_outgoing(office, name, measures, ledger)
    cells = [cell.reference for row in declared.rows for cell in row.cells]
    told = frozenset(one.subject for one in cells if one is not None and one.subject in measures)
    filling = _Filling(office, build, declared, period_of(declared, words), ledger, told)
    filled = tuple(_row(filling, row) for row in declared.rows)
    if filling.missing:
        first, rest = filling.missing[0], len(filling.missing) - 1
        more = f" ({rest:,} more are missing.)" if rest else ""
        raise BadInput(
            f"there is no figure of {first}.{more}",
            file=declared.file,
            do="Take in what is missing and build, or allow it in the row: 'if-missing: not-available'.",
        )
    due = filling.period.end + timedelta(days=declared.due_days)
    return FilledReturn(declared, filling.period, due, build.manifest.id, filled)


def _row(filling: _Filling, row: OutgoingRow) -> tuple[FilledCell, ...]:
    made = []
    for cell, column in zip(row.cells, filling.declared.columns, strict=True):
        if cell.reference is None:
            made.append(FilledCell(row, column.heading))
        else:
            made.append(_cell(filling, row, column, cell.reference))
    return tuple(made)


def _cell(filling: _Filling, row: OutgoingRow, column: OutgoingColumn, ref: Reference) -> FilledCell:
    heading = column.heading
    measure = filling.build.definitions.measures.get(ref.subject)
    if measure is None:
        entry = filling.ledger[ref.subject]
        return FilledCell(row, heading, ref.written, entry.value, entry=entry)
    period = _period(ref, span_of(filling.period, column.span))
    figure = _figure(filling, measure, ref, period)
    value = None if figure is None else getattr(figure, ref.part)
    if figure is not None and figure.state is State.SUPPRESSED:
        return FilledCell(row, heading, ref.written, WITHHELD, measure, figure)
    if value is None:
        if not (row.may_lack or column.may_lack):
            filling.missing.append(f"'{measure.id}' for {period.label} (row '{row.label}')")
        return FilledCell(row, heading, ref.written, NOT_AVAILABLE, measure, figure)
    return FilledCell(row, heading, ref.written, float(value), measure, figure)


def _period(ref: Reference, column: Period) -> Period:
    """Return the period a reference names itself, else the window it names to the column's end."""
    if ref.period is not None:
        return ref.period
    return column if ref.window is None else period_ending(ref.window, column.last_month)


def _figure(filling: _Filling, measure: Measure, ref: Reference, period: Period) -> Figure | None:
    kind, area = _area(filling.build, ref.area)
    key = SeriesKey(kind, area, ref.breakdown)
    figure = filling.build.figures.one(measure, area, period, key)
    if figure is None or filling.declared.in_full or figure.value is None:
        return figure
    table = pa.Table.from_pylist([vars(figure)], figures_schema())
    return figure_of(protected(filling.office, filling.build, table, filling.told).to_pylist()[0])


def _area(build: Build, written: str) -> tuple[str, str]:
    """Return kind and code of the area a reference names; the office's force where it names none."""
    office = build.definitions.office
    if not written:
        return "force", office.force
    known = {force_title(force).lower(): ("force", force) for force in office.forces}
    known |= {force: ("force", force) for force in office.forces}
    for one in office.local_areas:
        known |= {word.lower(): (one.area_type, one.code) for word in (one.title, one.code, *one.names)}
    if build.figures.supplied is not None:
        known |= {area.lower(): (kind, area) for area, kind in build.figures.supplied.areas().items()}
    word = " ".join(written.lower().split())
    if word not in known:
        raise WrongUse(f"There is no area '{written}'.", do=did_you_mean(word, list(known)))
    return known[word]


def write_outgoing(made: FilledReturn, folder: Path) -> tuple[Path, Path]:
    """Write a return as a spreadsheet and as CSV into a folder; return both files."""
    from frankpledge.returns.outgoing_sheets import csv_of, xlsx_of
    from frankpledge.store.files import friendly_disk_errors, write_atomically

    sheet, table = folder / f"{made.stem}.xlsx", folder / f"{made.stem}.csv"
    with friendly_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(sheet, xlsx_of(made))
        write_atomically(table, csv_of(made))
    return sheet, table


def told_of(made: FilledReturn) -> Sequence[str]:
    """Return a line for each cell that has no number: which, and why."""
    return [f"{cell.row.label}, {cell.column}: {cell.shown}" for cell in made.gaps]
