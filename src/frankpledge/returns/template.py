"""An empty return of a contract: instructions, drop-downs and an example, as a spreadsheet or CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from frankpledge.areas import FORCES_BY_SLUG
from frankpledge.contracts.describing import meaning_of, rules_of
from frankpledge.contracts.examples import example_of
from frankpledge.contracts.tables import Column, Table, Type
from frankpledge.errors import WrongUse
from frankpledge.returns.tables import write_new
from frankpledge.sources.return_sheets import ABOUT

if TYPE_CHECKING:
    from openpyxl import Workbook

ROWS: Final = 5000
"""Rows of a template that have drop-downs and formats."""
_KINDS: Final = {
    Type.DATE: "a day: 2024-05-14",
    Type.TIMESTAMP: "a day and time: 2024-05-14 13:05",
    Type.MONTH: "a month: 2024-05",
    Type.FLAG: "yes or no",
    Type.NUMBER: "a number",
    Type.INTEGER: "a whole number",
    Type.GSS_CODE: "an official area code: E01017456",
    Type.AREA: "the police force: bedfordshire",
    Type.PERSON: "your own number of the person; only a keyed hash of it is kept",
    Type.REFERENCE: "your own number of the record; only a keyed hash of it is kept",
    Type.SLUG: "a short name, the same each time",
    Type.CLOCK: "a time of day: 14:30",
    Type.IDENTIFIER: "64 hexadecimal digits",
    Type.TEXT: "a short text",
    Type.TERM: "one of the list",
}


def template(table: Table, suffix: str, *, force: str = "", first: str = "", last: str = "") -> bytes:
    """Return a template as the content of a ``.xlsx``, ``.ods`` or ``.csv`` file.

    ``force``, ``first`` and ``last`` (months such as 2024-04) are written in where they are known. Raises
    WrongUse for another kind of file.
    """
    about = {"Table": table.name, "Force": force, "First month": first, "Last month": last, "Prepared by": ""}
    if suffix == ".xlsx":
        return _xlsx(table, about)
    if suffix == ".ods":
        return _ods(table, about)
    if suffix == ".csv":
        return _csv(table)
    raise WrongUse(
        f"A template cannot be written as '{suffix}'.", do="Name a file that ends in .xlsx, .ods or .csv."
    )


def guide(table: Table) -> list[tuple[str, str, str, str]]:
    """Return a line for each column: name, whether it is needed, what to write, what it means."""
    return [
        (column.name, "yes" if column.required else "", kind_of(column), meaning_of(column).replace("`", ""))
        for column in table.sent_columns
    ]


def kind_of(column: Column) -> str:
    """Return what to write in a column, in words."""
    if column.vocabulary is None:
        return _KINDS[column.type]
    terms = [term.text for term in column.vocabulary.terms]
    return (
        "one of: " + "; ".join(terms) if len(terms) <= 12 else f"one of the {len(terms)} on the sheet 'Lists'"
    )


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.sent_columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def how_to(table: Table) -> list[str]:
    """Return the instructions above a template's list of columns."""
    return [
        f"{table.title}: {table.description}",
        "Fill in the sheet 'Return', and the months above: a month without rows then counts as none.",
        "Leave a cell empty where nothing is known: never write 0 for it. Do not rename columns.",
        "No names and no free text: people and records by your own numbers, of which only hashes are kept.",
        "The row on the sheet 'Example' shows how; it is not read.",
        *rules_of(table),
    ]


def _xlsx(table: Table, about: dict[str, str]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    bold, head = Font(bold=True), PatternFill("solid", fgColor="1D4F7C")
    sheet = book.active
    assert sheet is not None
    sheet.title = ABOUT
    for what, value in about.items():
        sheet.append([what, value])
    sheet.append([])
    for sentence in how_to(table):
        sheet.append([sentence.replace("`", "")])
    sheet.append([])
    sheet.append(["Column", "Needed", "What to write", "What it means"])
    for row in guide(table):
        sheet.append([cell_text(cell) for cell in row])
    for letter, width in zip("ABCD", (24, 28, 48, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    filled = book.create_sheet("Return")
    names = [column.name for column in table.sent_columns]
    filled.append([f"{column.name} *" if column.required else column.name for column in table.sent_columns])
    for cell in filled[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), head
    filled.freeze_panes = "A2"
    example = book.create_sheet("Example")
    example.append(names)
    example.append([cell_text(example_of(table).get(name, "")) for name in names])
    for cell in example[1]:
        cell.font = bold
    _lists(book, table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _lists(book: Workbook, table: Table) -> None:
    """Add the sheet of terms, and to each column with terms a drop-down that refuses anything else."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists, filled = book.create_sheet("Lists"), book["Return"]
    place = 0
    for number, column in enumerate(table.sent_columns, 1):
        letter = get_column_letter(number)
        filled.column_dimensions[letter].width = max(14, len(column.name) + 4)
        cells = f"{letter}2:{letter}{ROWS + 1}"
        terms = _terms(column)
        if terms:
            place += 1
            at = get_column_letter(place)
            for row, term in enumerate([column.name, *terms], 1):
                lists[f"{at}{row}"] = cell_text(term)
            rule = DataValidation("list", formula1=f"Lists!${at}$2:${at}${len(terms) + 1}", allow_blank=True)
        elif column.type in (Type.DATE, Type.TIMESTAMP):
            rule = DataValidation("date", operator="greaterThan", formula1="32874", allow_blank=True)
            shape = "yyyy-mm-dd" if column.type is Type.DATE else "yyyy-mm-dd hh:mm:ss"
            filled.column_dimensions[letter].number_format = shape
        elif column.type in (Type.INTEGER, Type.NUMBER):
            kind = "whole" if column.type is Type.INTEGER else "decimal"
            low = column.minimum if column.minimum is not None else -1e9
            rule = DataValidation(kind, operator="greaterThanOrEqual", formula1=f"{low:g}", allow_blank=True)
        else:
            continue
        rule.errorTitle, rule.error = column.name, f"Write {kind_of(column)}."[:250]
        rule.promptTitle, rule.prompt = column.name[:32], meaning_of(column).replace("`", "")[:250]
        rule.showErrorMessage, rule.showInputMessage = True, True
        filled.add_data_validation(rule)
        rule.add(cells)


def _terms(column: Column) -> list[str]:
    if column.vocabulary is not None:
        return [term.text for term in column.vocabulary.terms]
    if column.type is Type.FLAG:
        return ["yes", "no"]
    if column.type is Type.AREA:
        return sorted(FORCES_BY_SLUG)
    return []


def _ods(table: Table, about: dict[str, str]) -> bytes:
    """Return an OpenDocument template. It has the lists on a sheet, but no drop-downs."""
    from odfdo import Document, Row
    from odfdo import Table as Sheet

    book = Document("spreadsheet")
    book.body.clear()

    def add(name: str, rows: list[list[str]]) -> None:
        sheet = Sheet(name)
        for row in rows:
            made: Any = Row()
            for cell in row:
                made.append_cell(_odf_cell(cell))
            sheet.append_row(made)
        book.body.append(sheet)

    names = [column.name for column in table.sent_columns]
    text = [[what, value] for what, value in about.items()] + [[]]
    text += [[sentence.replace("`", "")] for sentence in how_to(table)] + [[]]
    add(
        ABOUT,
        [*text, ["Column", "Needed", "What to write", "What it means"], *(list(row) for row in guide(table))],
    )
    add("Return", [[f"{c.name} *" if c.required else c.name for c in table.sent_columns]])
    add("Example", [names, [example_of(table).get(name, "") for name in names]])
    lists = {column.name: _terms(column) for column in table.sent_columns if _terms(column)}
    longest = max((len(terms) for terms in lists.values()), default=0)
    rows = [[terms[row] if row < len(terms) else "" for terms in lists.values()] for row in range(longest)]
    add("Lists", [list(lists), *rows])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _odf_cell(text: str) -> Any:
    from odfdo import Cell

    return Cell(text or None)


def cell_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def write_template(path: Path, table: Table, *, force: str = "", first: str = "", last: str = "") -> None:
    """Write a template to a file of that ending. Raises WrongUse where the file is there already."""
    write_new(path, template(table, path.suffix.lower(), force=force, first=first, last=last))
