"""Records out of a spreadsheet, a table as text, or lines as printed: every row is accounted for.

Each row below the headings is taken, with what is odd about it; or refused, with why; or dropped, because
it is blank, a heading printed again, or held already. Nothing else can become of it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from frankpledge.errors import BadInput
from frankpledge.registers.checking import Values, check
from frankpledge.registers.flagging import Flag, flags_of, repeated
from frankpledge.registers.numbering import Number, missing_numbers, numbered
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import Problem, Unreadable, parsed
from frankpledge.sources.return_sheets import read_sheets

HEADINGS_WITHIN = 20
LARGEST_FILE = 20 * 1024 * 1024
NUMBER = "number"
_NUMBER_HEADINGS = ("number", "no", "no.", "ref", "ref.", "reference", "record")
_LINE = re.compile(r"\s*(.*?[0-9]+)\s*[-–—:.]\s*(\S.*?)\s*")

Row = tuple[str, ...]
Links = Mapping[str, Mapping[str, str]]
"""For a register, its records' keys by what people may call them: their printed numbers, and the keys."""


@dataclass(frozen=True)
class Taken:
    """A row that became the values of a record. ``line`` counts from 1; ``left`` are cells of no field."""

    line: int
    values: Values
    number: Number | None = None
    flags: tuple[Flag, ...] = ()
    left: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Refused:
    """A row that cannot be kept as it is, and why."""

    line: int
    cells: Row
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Dropped:
    """A row that says nothing new."""

    line: int
    cells: Row
    why: str


@dataclass(frozen=True)
class Imported:
    """What became of the rows of one file.

    ``unknown`` are headings that are no field of the register; ``gaps`` are numbers that no row has, between
    the lowest and the highest of each series.
    """

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    dropped: tuple[Dropped, ...]
    unknown: tuple[str, ...] = ()
    gaps: tuple[Number, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows stood below the headings."""
        return len(self.taken) + len(self.refused) + len(self.dropped)


def import_file(
    register: Register,
    name: str,
    data: bytes,
    *,
    given: Values | None = None,
    held: Iterable[tuple[int, Values]] = (),
    links: Links | None = None,
) -> Imported:
    """Return what became of a file's rows: .xlsx, .ods, .csv, .tsv, or .txt with a record on each line.

    ``given`` are values that hold for every row and stand in none, such as the plan's year; ``held`` are the
    numbers and values of records that are there already; ``links`` are the records that links may lead to,
    without which they are taken as they are written. Raises BadInput for a file that cannot be read.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput(f"it is larger than {LARGEST_FILE // 1024**2} MiB.", file=name, do="Split it.")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".txt":
        return import_lines(register, _decoded(name, data).splitlines(), given=given, held=held)
    if suffix == ".tsv":
        rows = [
            tuple(row) for row in csv.reader(io.StringIO(_decoded(name, data), newline=""), delimiter="\t")
        ]
    else:
        sheets = [sheet.rows for sheet in read_sheets(name, name, data)]
        found = [rows for rows in sheets if _headings(register, rows) is not None]
        rows = list((found or sheets or [()])[0])
    return import_rows(register, rows, name=name, given=given, held=held, links=links)


def import_lines(
    register: Register,
    lines: Iterable[str],
    *,
    given: Values | None = None,
    held: Iterable[tuple[int, Values]] = (),
) -> Imported:
    """Return what became of lines such as "Executive Order 68- Appointment of auditors"."""
    rows: list[Row] = [(NUMBER, register.field_of(register.headline).title)]
    for line in lines:
        found = _LINE.fullmatch(line)
        rows.append((found[1], found[2]) if found else ("", line.strip()) if line.strip() else ())
    done = import_rows(register, rows, given=given, held=held, numbers=True)
    return Imported(
        tuple(replace(one, line=one.line - 1) for one in done.taken),
        tuple(replace(one, line=one.line - 1) for one in done.refused),
        tuple(replace(one, line=one.line - 1) for one in done.dropped),
        done.unknown,
        done.gaps,
    )


def import_rows(
    register: Register,
    rows: Sequence[Row],
    *,
    name: str = "",
    given: Values | None = None,
    held: Iterable[tuple[int, Values]] = (),
    links: Links | None = None,
    numbers: bool = False,
) -> Imported:
    """Return what became of rows of cells, headings among them. ``numbers``: each row must have a number.

    Raises BadInput where no row of the first few holds headings of the register.
    """
    at = _headings(register, rows)
    if at is None:
        titles = ", ".join(field.title for field in register.fields if field.listed)
        raise BadInput(
            f"no heading of {register.title} stands in its first {HEADINGS_WITHIN} rows.",
            file=name or None,
            do=f"Head the columns with names of fields, such as: {titles}.",
        )
    columns = [_field_under(register, cell) for cell in rows[at]]
    reading = _Reading(register, rows[at], columns, dict(given or {}), numbers)
    reading.links = links
    for number, values in held:
        reading.hold(number, values)
    for line, cells in enumerate(rows[at + 1 :], start=at + 2):
        reading.read(line, tuple(cell.strip() for cell in cells))
    return reading.done()


def _decoded(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("the text is neither UTF-8 nor Windows text.", file=name, do="Save it as UTF-8.")


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().replace("-", " ").split()).rstrip(":")


def _field_under(register: Register, heading: str) -> Field | str | None:
    """Return the field that a heading names, ``number`` for the record's number, or None."""
    plain = _plain(heading)
    for field in register.fields:
        if plain and plain in {_plain(word) for word in (field.id, field.title, *field.also)}:
            return field
    own = {*_NUMBER_HEADINGS, f"{register.one} number", f"{register.one} no"}
    return NUMBER if plain in own and register.numbering.given else None


def _headings(register: Register, rows: Sequence[Row]) -> int | None:
    """Return the place of the first row of which half the cells or more are headings; None where none is."""
    for place, row in enumerate(rows[:HEADINGS_WITHIN]):
        cells = [cell for cell in row if cell.strip()]
        known = [cell for cell in cells if _field_under(register, cell) is not None]
        if known and 2 * len(known) >= len(cells):
            return place
    return None


def _said(values: Values, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(repr(values.get(name)) for name in names)


class _Reading:
    """Rows being read: the headings they stand under, and what has become of each so far."""

    def __init__(
        self,
        register: Register,
        headings: Row,
        columns: Sequence[Field | str | None],
        given: dict[str, Any],
        numbers: bool,
    ) -> None:
        self.register = register
        self.headings = tuple(cell.strip() for cell in headings)
        self.columns = columns
        self.given = given
        self.numbers = numbers
        self.names = [column.id for column in columns if isinstance(column, Field)]
        self.taken: list[Taken] = []
        self.refused: list[Refused] = []
        self.dropped: list[Dropped] = []
        self.lines: dict[tuple[Any, ...], int] = {}
        self.held: Counter[tuple[Any, ...]] = Counter()
        self.links: Links | None = None
        self.numbered: set[tuple[int, str]] = set()

    def hold(self, number: int, values: Values) -> None:
        """Note a record that is there already."""
        series = str(values.get(self.register.numbering.by) or "")
        self.numbered.add((number, series))
        self.held[_said(values, self.names)] += 1
        self.held[number, series, *_said(values, self.names)] += 1

    def read(self, line: int, cells: Row) -> None:
        """Take, refuse or drop one row."""
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            self.dropped.append(Dropped(line, cells, "It is blank."))
        elif cells == self.headings[: len(cells)] and not any(self.headings[len(cells) :]):
            self.dropped.append(Dropped(line, cells, "It is the headings, printed again."))
        elif len(cells) > len(self.headings):
            wrong = Problem("", "It has cells beyond the last heading.", "Head the column, or clear them.")
            self.refused.append(Refused(line, cells, (wrong,)))
        else:
            self._read(line, cells)

    def _read(self, line: int, cells: Row) -> None:
        values, left, number = dict(self.given), {}, None
        problems: list[Problem] = []
        for heading, column, cell in zip(self.headings, self.columns, cells, strict=False):
            if not cell:
                continue
            if isinstance(column, Field):
                try:
                    values[column.id] = _cell(column, cell, self.links)
                except Unreadable as error:
                    problems += error.problems
            elif column == NUMBER:
                number = numbered(self.register, cell)
                if number is None:
                    wrong = f"“{cell[:60]}” is no number of {self.register.title}."
                    problems.append(
                        Problem(NUMBER, wrong, "Write the number, after the title of its series.")
                    )
            else:
                left[heading] = cell
        if number is None and self.numbers and not problems:
            problems.append(Problem(NUMBER, "It has no number.", "Write its number first, then a dash."))
        if number is not None:
            values |= self._numbered(number)
        problems += [one for one in check(self.register, values) if one.field not in _fields(problems)]
        said = _said(values, self.names)
        if number is not None:
            series = str(values.get(self.register.numbering.by) or "")
            said = (number.number, series, *said)
            if (number.number, series) in self.numbered and not self.held[said] and not problems:
                problems.append(
                    Problem(NUMBER, "Another record has its number.", "Look which of them is right.")
                )
        if problems:
            self.refused.append(Refused(line, cells, tuple(problems)))
        elif said in self.lines:
            self.dropped.append(Dropped(line, cells, f"It says what line {self.lines[said]:,} says."))
        elif self.held[said] > 0:
            self.held[said] -= 1
            self.lines[said] = line
            self.dropped.append(Dropped(line, cells, "A record that says this is held already."))
        else:
            self.lines[said] = line
            if number is not None:
                self.numbered.add((number.number, series))
            self.taken.append(Taken(line, values, number, flags_of(self.register, values), left))

    def _numbered(self, number: Number) -> dict[str, str]:
        """Return the values of a record that its printed number gives."""
        how = self.register.numbering
        given = {how.by: number.series, how.called: number.called}
        return {name: value for name, value in given.items() if name and value}

    def done(self) -> Imported:
        """Return what became of all rows, with headlines that came more than once flagged."""
        again = repeated(self.register, [one.values for one in self.taken])
        return Imported(
            tuple(
                replace(one, flags=(*one.flags, again[place])) if place in again else one
                for place, one in enumerate(self.taken)
            ),
            tuple(self.refused),
            tuple(self.dropped),
            tuple(
                heading
                for heading, column in zip(self.headings, self.columns, strict=True)
                if heading and column is None
            ),
            missing_numbers(one.number for one in self.taken if one.number is not None),
        )


def _cell(field: Field, cell: str, links: Links | None) -> Any:
    """Return the value of a cell: a date may come with the midnight that a spreadsheet adds."""
    value = parsed(field, cell.removesuffix(" 00:00:00") if field.type is FieldType.DATE else cell)
    if not field.to or links is None:
        return value
    known = {name.casefold(): key for name, key in links.get(field.to, {}).items()}
    said = value if isinstance(value, list) else [value]
    for one in said:
        if one.casefold() not in known:
            wrong = f"“{field.title}” names no record of {field.to}: “{one[:60]}”."
            raise Unreadable(Problem(field.id, wrong, "Write the number of one, as it is printed."))
    keys = [known[one.casefold()] for one in said]
    return keys if isinstance(value, list) else keys[0]


def _fields(problems: Iterable[Problem]) -> set[str]:
    return {problem.field for problem in problems}
