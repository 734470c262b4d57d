"""Records out of a spreadsheet, a table as text, or lines as printed: every row is accounted for.

Each row below the headings is taken, with what is odd about it; or refused, with why; or dropped, because
it is blank, a heading printed again, or held already. Nothing else can become of it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from frankpledge.errors import BadInput
from frankpledge.registers.checking import Values
from frankpledge.registers.import_reading import NOTHING, NUMBER, Beside, Imported, Reading, field_under
from frankpledge.registers.import_tables import Row, small_table
from frankpledge.registers.register import Register
from frankpledge.registers.workbook import KEY
from frankpledge.sources.return_sheets import read_sheets

HEADINGS_WITHIN = 20
LARGEST_FILE = 20 * 1024 * 1024
_LINE = re.compile(r"\s*(.*?[0-9]+)\s*[-–—:.]\s*(\S.*?)\s*")


def import_file(
    register: Register,
    name: str,
    data: bytes,
    *,
    given: Values | None = None,
    beside: Beside = NOTHING,
) -> Imported:
    """Return what became of a file's rows: .xlsx, .ods, .csv, .tsv, or .txt with a record on each line.

    ``given`` are values that hold for every row and stand in none, such as the plan's year. A sheet that is
    called as a small table of the register, and says in a column ``Key`` to which record each row belongs,
    fills that table. Raises BadInput for a file that cannot be read.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput(f"it is larger than {LARGEST_FILE // 1024**2} MiB.", file=name, do="Split it.")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".txt":
        return import_lines(register, _decoded(name, data).splitlines(), given=given, beside=beside)
    if suffix == ".tsv":
        rows = [
            tuple(row) for row in csv.reader(io.StringIO(_decoded(name, data), newline=""), delimiter="\t")
        ]
    else:
        sheets = read_sheets(name, name, data, as_written=True)
        tables = {sheet.name: small_table(register, sheet.name, sheet.rows) for sheet in sheets}
        plain_sheets = [sheet.rows for sheet in sheets if tables[sheet.name] is None]
        found = [rows for rows in plain_sheets if _headings(register, rows) is not None]
        rows = list((found or plain_sheets or [()])[0])
        beside = replace(beside, tables=tuple(one for one in tables.values() if one is not None))
    return import_rows(register, rows, name=name, given=given, beside=beside)


def import_lines(
    register: Register,
    lines: Iterable[str],
    *,
    given: Values | None = None,
    beside: Beside = NOTHING,
) -> Imported:
    """Return what became of lines such as "Executive Order 68- Appointment of auditors"."""
    rows: list[Row] = [(NUMBER, register.field_of(register.headline).title)]
    for line in lines:
        found = _LINE.fullmatch(line)
        rows.append((found[1], found[2]) if found else ("", line.strip()) if line.strip() else ())
    done = import_rows(register, rows, given=given, beside=beside, numbers=True)
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
    beside: Beside = NOTHING,
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
    columns = [field_under(register, cell) for cell in rows[at]]
    if beside.tables and KEY not in columns:
        titles = "”, “".join(one.field.title for one in beside.tables)
        raise BadInput(
            f"nothing says to which records the rows of “{titles}” belong.",
            file=name or None,
            do=f"Give the first sheet a column '{KEY}' too.",
        )
    reading = Reading(register, rows[at], columns, dict(given or {}), numbers, beside)
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


def _headings(register: Register, rows: Sequence[Row]) -> int | None:
    """Return the place of the first row of which half the cells or more are headings; None where none is."""
    for place, row in enumerate(rows[:HEADINGS_WITHIN]):
        cells = [cell for cell in row if cell.strip()]
        known = [cell for cell in cells if field_under(register, cell) is not None]
        if known and 2 * len(known) >= len(cells):
            return place
    return None
