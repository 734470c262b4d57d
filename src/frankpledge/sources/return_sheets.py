"""The cells of a partner's return: CSV, Excel or OpenDocument, as text with their line numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Protocol

import pyarrow as pa

from frankpledge.errors import BadInput
from frankpledge.sources.books_apart import NotRead, read_apart
from frankpledge.sources.csv_returns import Lines, Row, columns_below, csv_sheet, without_blank
from frankpledge.sources.return_columns import HEADER_WITHIN

SHEET_SUFFIXES: Final = (".xlsx", ".xlsm", ".ods", ".xls")
SUFFIXES: Final = (*SHEET_SUFFIXES, ".csv")
ABOUT: Final = "About this return"
"""The sheet of a template that says of which body and months it is."""


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
    try:
        book = read_apart(data, as_written=as_written)
    except NotRead as error:
        raise BadInput(
            f"it cannot be read as a spreadsheet ({error.why}).",
            file=shown,
            do=error.do or "Open it and save it again as .xlsx, .ods or CSV, without a password.",
        ) from None
    return [BookSheet(title, tuple(rows)) for title, rows in book]
