"""The cells of a partner's return: CSV, Excel or OpenDocument, as rows of text with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Final

from frankpledge.errors import BadInput
from frankpledge.sources.csv_rows import MAX_HEADER_BYTES

SHEET_SUFFIXES: Final = (".xlsx", ".xlsm", ".ods", ".xls")
SUFFIXES: Final = (*SHEET_SUFFIXES, ".csv")
ABOUT: Final = "About this return"
"""The sheet of a template that says of which body and months it is."""
_MOST_CELLS: Final = 20_000_000


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name (empty for a CSV), and its rows of trimmed text, the first being line 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(shown: str, name: str, data: bytes) -> list[Sheet]:
    """Return the sheets of a file, in order. BadInput where it is not what its name says."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".csv":
        return [Sheet("", tuple(_csv_rows(shown, data)))]
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
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
                tuple(_text(cell) for cell in row) for row in sheet.to_python(skip_empty_area=True)
            ]
            offset = sheet.start[1] if sheet.start else 0
            sheets.append(Sheet(title, tuple(("",) * offset + row if row else row for row in rows)))
        return sheets
    except (CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        reason = str(error).split("\n")[0][:120]
        raise BadInput(
            f"it cannot be read as a spreadsheet ({reason}).",
            file=shown,
            do="Open it and save it again as .xlsx, .ods or CSV, without a password.",
        ) from None


def _csv_rows(shown: str, data: bytes) -> Iterator[tuple[str, ...]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")  # What Excel writes as plain CSV on Windows.
        except UnicodeDecodeError:
            raise BadInput(
                "the text is neither UTF-8 nor Windows text.", file=shown, do='Save it again as "CSV UTF-8".'
            ) from None
    start = text[:MAX_HEADER_BYTES]
    delimiter = max(",;\t", key=lambda mark: start.split("\n", 1)[0].count(mark))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield tuple(cell.strip() for cell in row)
    except csv.Error as error:
        raise BadInput(f"it cannot be read as CSV ({error}).", file=shown, do="Save it again.") from None


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
