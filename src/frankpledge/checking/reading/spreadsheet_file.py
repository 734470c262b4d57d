"""Spreadsheets: each row a line of cells, each sheet after a line with its name."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from frankpledge.checking.document import Document
from frankpledge.checking.reading.text_file import decoded
from frankpledge.errors import BadInput
from frankpledge.periods import day_label

MOST_ROWS = 20_000
_SHOWN_DECIMALS = 4
"""A formula's result is read to this many decimals: what a sheet shows is not known."""


def read_csv(name: str, data: bytes) -> Document:
    """Return the document in a CSV file, its separator found from its first lines."""
    text = decoded(name, data)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise BadInput(f"this is not a CSV file that can be read ({error}).", file=name) from error
    return Document(name, tuple(_line(row) for row in rows[:MOST_ROWS]))


def read(name: str, data: bytes) -> Document:
    """Return the document in an .xlsx, .xls or .ods file; raise BadInput where it is none."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = [
            line
            for sheet in book.sheet_names
            for line in _sheet(sheet, book.get_sheet_by_name(sheet).to_python())
        ]
    except (CalamineError, ValueError, OSError) as error:
        raise BadInput(
            f"this is not a spreadsheet that can be read ({type(error).__name__}).", file=name
        ) from error
    return Document(name, tuple(lines))


def _sheet(
    name: str, rows: list[list[int | float | str | bool | time | date | datetime | timedelta]]
) -> Iterator[str]:
    yield name
    yield ""
    for row in rows[:MOST_ROWS]:
        yield _line([_shown(cell) for cell in row])
    yield ""


def _line(cells: list[str]) -> str:
    """A row of one cell is a line of words, not of a table."""
    filled = [cell for cell in cells if cell]
    return "\t".join(cells) if len(filled) > 1 else "".join(filled)


def _shown(cell: int | float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return ""
    if isinstance(cell, int | float):
        rounded = round(cell, _SHOWN_DECIMALS)
        return f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded:.{_SHOWN_DECIMALS}f}".rstrip("0")
    if isinstance(cell, datetime | date):
        return day_label(cell.date() if isinstance(cell, datetime) else cell)
    if isinstance(cell, timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return " ".join(str(cell).split())
