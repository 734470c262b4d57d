"""Tables whose rows name measures and columns periods, or the other way about, against an office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frankpledge.checking.arithmetic import close, plain
from frankpledge.checking.document import Document, Table
from frankpledge.checking.office_records import KnownMeasure, OfficeRecords, OfficeValue, Place
from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.rules.office_claims import Time
from frankpledge.checking.spans import Span
from frankpledge.checking.table_numbers import Cell, Numbers, cell_of, numbers_of
from frankpledge.checking.tokens import Unit, tokens_of

_ABOVE = 2
"""How many lines above a table may say what area it is of."""


def in_tables(document: Document, records: OfficeRecords, kind: str) -> Iterator[Problem]:
    """Yield the cells that name a measure and a period and hold another figure than the build."""
    for table in document.tables:
        numbers = numbers_of(table)
        if numbers is None:
            continue
        place = _place(document, table, records)
        if place is None:
            continue
        cells = [
            (row, column)
            for row in range(numbers.first, len(table.rows))
            for column in range(1, len(table.rows[row]))
        ]
        compared = [each for at in cells if (each := _compared(numbers, *at, place, records)) is not None]
        wrong = [each for each in compared if not each.agrees]
        # A table of rates or of parts names the same measures: its cells are the figures only if most agree.
        if len(wrong) < len(compared) - len(wrong):
            yield from (_problem(each, place, records, kind) for each in wrong)


@dataclass(frozen=True)
class _Compared:
    """A cell that names a measure and a period, and the build's figure of them."""

    line: int
    label: str
    cell: Cell
    measure: KnownMeasure
    held: tuple[OfficeValue, ...]

    @property
    def agrees(self) -> bool:
        return any(close(self.cell.value, one.value, self.cell.step) for one in self.held)


def _compared(
    numbers: Numbers, row: int, column: int, place: Place, records: OfficeRecords
) -> _Compared | None:
    cell = cell_of(numbers.table.rows[row][column])
    named = _named(numbers.label(row), numbers.heads[column], records)
    if cell is None or named is None:
        return None
    measure, time = named
    if cell.unit is not measure.unit and not (measure.unit is Unit.PERCENT and cell.unit is Unit.COUNT):
        return None
    held = records.values(measure, place, "", time.first, time.last)
    return _Compared(numbers.line(row), numbers.label(row), cell, measure, held) if held else None


def _problem(one: _Compared, place: Place, records: OfficeRecords, kind: str) -> Problem:
    value, text = one.held[0], one.cell.text
    return Problem(
        one.line,
        f"{one.label}: {text}"[:LONGEST_QUOTE],
        kind,
        f"Build {records.build} has {plain(value.value, 2)} for {one.measure.title}, {place.title}, "
        f"{value.label} ({value.key}); the table has {text}.",
        Severity.WARNING,
    )


def _named(label: str, head: str, records: OfficeRecords) -> tuple[KnownMeasure, Time] | None:
    for name, period in ((label, head), (head, label)):
        meant = records.measures.exactly(name.rstrip("*†: "))
        time = _time(period)
        if len(meant) == 1 and time is not None:
            return meant[0], time
    return None


def _time(text: str) -> Time | None:
    """Return the period that a heading is and nothing beside it: "Q1 22/23", "12 months to June 2022"."""
    tokens = [it for it in tokens_of(text) if it.unit is Unit.PERIOD]
    if len(tokens) != 1 or tokens[0].span is None or tokens[0].span.kind == "day":
        return None
    span: Span = tokens[0].span
    rest = f"{text[: tokens[0].start]}{text[tokens[0].end :]}".strip().lower()
    if rest in ("12 months to", "year to", "year ending", "twelve months to"):
        return Time(0, len(text), span.last - 11, span.last)
    return Time(0, len(text), span.first, span.last) if not rest else None


def _place(document: Document, table: Table, records: OfficeRecords) -> Place | None:
    """Return the area that a table, or what stands just above it, names; the office's own where none is."""
    first = table.lines[0]
    above = [line for line in document.lines[max(0, first - 8) : first - 1] if line.strip()][-_ABOVE:]
    texts = [*above, *(cell for row in table.rows for cell in row if not cell_of(cell))]
    meant = {
        one.meant for text in texts for one in records.places.found(text.lower()) if text[one.start].isupper()
    }
    if not meant:
        return records.home
    [places] = meant if len(meant) == 1 else [()]
    return places[0] if len(places) == 1 else None
