"""A register as a spreadsheet that can be taken in again: nothing changed, it says nothing new.

The first sheet has a row for each record, each small table a sheet of its own, in which the column ``Key``
says to which record a row belongs. Every cell is text, so that no program takes one for a formula or a date.
What a register works out itself is left out: nobody fills it in.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import as_given

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

KEY: Final = "Key"
NUMBER: Final = "Number"
STATE: Final = "State"
TOO_LONG: Final = "(too long for a cell: as the record says)"
_LONGEST_CELL: Final = 32_000
"""Excel takes 32,767 characters in a cell."""
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans("[]:*?/\\", "       ")

Names = Mapping[tuple[str, str], str]
"""What records that links name are called in print, by register and key."""


@dataclass(frozen=True)
class ExportedRecord:
    """A record as a spreadsheet has it: its number as printed, where it stands, and what is seen of it."""

    number: str
    state: str
    values: Values


def text_of(field: Field, value: Any, names: Names) -> str:
    """Return a value as the text that is read as this value again."""
    if value is None:
        return ""
    if field.type in (FieldType.LINK, FieldType.LINKS):
        keys = [value] if isinstance(value, str) else value
        return "; ".join(names.get((field.to, key), key) for key in keys)
    if field.type is FieldType.CHOICE:
        return field.choices.get(value, str(value))
    if field.type is FieldType.CHOICES:
        titles = [field.choices.get(one, one) for one in value]
        return "; ".join(value if any(";" in one for one in titles) else titles)
    return str(as_given(field, value))


def sheet_name(title: str) -> str:
    """Return the name of a sheet: what Excel admits of a title, in small letters where names are compared."""
    return " ".join(title.translate(_NOT_IN_NAMES).split())[:_LONGEST_NAME].strip()


def filled_in(fields: Iterable[Field]) -> list[Field]:
    """Return the fields or columns that people fill in."""
    return [one for one in fields if not one.computed]


def sheets(
    register: Register, fields: Sequence[Field], records: Sequence[ExportedRecord], names: Names
) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet by its name, headings first; ``fields`` are those that are seen."""
    plain = [one for one in filled_in(fields) if one.type is not FieldType.ROWS]
    given = [NUMBER] if register.numbering.given else []
    titles = {one.id: one.title for one in register.states}
    rows = [[KEY, *given, *(one.title for one in plain), STATE]]
    for record in records:
        said = [_cell(text_of(one, record.values.get(one.id), names)) for one in plain]
        rows.append([record.number, *([record.number] if given else []), *said, titles[record.state]])
    made = {sheet_name(register.title): rows}
    for table in filled_in(fields):
        if table.type is FieldType.ROWS:
            columns = filled_in(table.columns)
            made[sheet_name(table.title)] = [
                [KEY, *(one.title for one in columns)],
                *(
                    [record.number, *(_cell(text_of(one, row.get(one.id), names)) for one in columns)]
                    for record in records
                    for row in record.values.get(table.id, ())
                ),
            ]
    return made


def _cell(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else TOO_LONG


def workbook(sheets_by_name: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return sheets as an Excel file, every cell of which is text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets_by_name.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, row in enumerate(rows):
            sheet.append([_text_cell(sheet, text, heading=place == 0) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text_cell(sheet: Worksheet, text: str, *, heading: bool) -> Any:
    if not heading and text[:1] not in ("=", "#"):
        return (
            text or None
        )  # What openpyxl takes for a text by itself: a cell of our own takes thrice the time.
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"  # A text that begins with "=" is no formula, and "#N/A" no error.
    if heading:
        cell.font = Font(bold=True)
    return cell
