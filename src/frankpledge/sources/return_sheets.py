"""The cells of a partner's return: CSV, Excel or OpenDocument, as text with their line numbers."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Final, Protocol

import pyarrow as pa

from frankpledge.errors import BadInput
from frankpledge.sources.csv_returns import Lines, Row, columns_below, csv_sheet, without_blank
from frankpledge.sources.return_columns import HEADER_WITHIN

SHEET_SUFFIXES: Final = (".xlsx", ".xlsm", ".ods", ".xls")
SUFFIXES: Final = (*SHEET_SUFFIXES, ".csv")
ABOUT: Final = "About this return"
"""The sheet of a template that says of which body and months it is."""
_MOST_CELLS: Final = 20_000_000


class Sheet(Protocol):
    """One sheet, the first row being line 1: ``name`` is empty for a CSV."""

    @property
    def name(self) -> str: ...
    @property
    def top(self) -> Sequence[Row]:
        """The first rows, among which the header stands, as trimmed text."""

    @property
    def rows(self) -> Sequence[Row]:
        """All rows as trimmed text."""

    def rows_at(self, lines: Collection[int]) -> dict[int, Row]:
        """Return the rows on some lines."""

    def below(self, line: int, plain: Collection[int]) -> tuple[list[pa.Array], Lines]:
        """Return the columns below a line as trimmed texts (null where empty), and the line of each row.

        A column for each cell of that line; those in ``plain`` hardly repeat. Blank lines are left out.
        """


@dataclass(frozen=True)
class BookSheet:
    """One sheet of a spreadsheet."""

    name: str
    rows: tuple[Row, ...]

    @property
    def top(self) -> Sequence[Row]:
        """The first rows."""
        return self.rows[:HEADER_WITHIN]

    def rows_at(self, lines: Collection[int]) -> dict[int, Row]:
        """Return the rows on some lines."""
        return {line: self.rows[line - 1] for line in lines}

    def below(self, line: int, plain: Collection[int]) -> tuple[list[pa.Array], Lines]:
        """Return the columns below a line, and the line of each row that is not blank."""
        return without_blank(*columns_below(self.rows, line, len(self.rows[line - 1])))


def read_sheets(shown: str, name: str, data: bytes, *, as_written: bool = False) -> list[Sheet]:
    """Return the sheets of a file, in order. BadInput where it is not what its name says.

    Texts of spreadsheets come in one line each, or ``as_written``, with the lines of their paragraphs.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".csv":
        return [csv_sheet(shown, data)]
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets: list[Sheet] = []
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            if sheet.total_height * sheet.total_width > _MOST_CELLS:
                raise BadInput(
                    f"the sheet '{title}' has more than {_MOST_CELLS:,} cells.",
                    file=shown,
                    do="Send it as CSV.",
                )
            before = sheet.start[0] if sheet.start else 0
            rows = [()] * before + [
                tuple(cell if as_written and isinstance(cell, str) else _text(cell) for cell in row)
                for row in sheet.to_python(skip_empty_area=True)
            ]
            offset = sheet.start[1] if sheet.start else 0
            sheets.append(BookSheet(title, tuple(("",) * offset + row if row else row for row in rows)))
        return sheets
    except (CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        reason = str(error).split("\n")[0][:120]
        raise BadInput(
            f"it cannot be read as a spreadsheet ({reason}).",
            file=shown,
            do="Open it and save it again as .xlsx, .ods or CSV, without a password.",
        ) from None


def _text(cell: object) -> str:
    """Return a cell as a sender would have typed it: whole numbers without a point, days as 2024-05-14."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return (
                cell.date().isoformat()
                if cell.time() == time(0)
                else cell.isoformat(sep=" ", timespec="seconds")
            )
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="minutes" if not cell.second else "seconds")
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (
                f":{seconds % 60:02}" if seconds % 60 else ""
            )
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case _:
            return " ".join(str(cell).split())
