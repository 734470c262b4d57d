"""The answer to a return: the partner's own rows with what is wrong beside each, to put right and send.

It holds what the partner wrote, so it goes back to the partner and is kept nowhere else.
"""

from __future__ import annotations

import io
from typing import Final

from frankpledge.contracts.tables import Table
from frankpledge.returns.template import cell_text, kind_of
from frankpledge.sources.return_sheets import ABOUT
from frankpledge.sources.returned import Return

WRONG: Final = "What is wrong"
TO_DO: Final = "What to do"


def wrong_rows(made: Return) -> list[tuple[int, str, str, str]]:
    """Return for each refused row its line in the sheet, the column, what is wrong, and what to do."""
    found = []
    refused = made.refused.select(["record", "column", "rule"]).to_pylist()
    for row in refused:
        found.append(
            (
                row["record"] + made.header.line,
                row["column"],
                _in_words(row["column"], row["rule"]),
                _advice(made.table, row),
            )
        )
    return sorted(found)


def _in_words(column: str, rule: str) -> str:
    return f"{column} is {rule}" if column else rule


def _advice(table: Table, row: dict[str, str]) -> str:
    if row["column"] not in table.column_names:
        return ""
    column = table.column(row["column"])
    if row["rule"].startswith("required"):
        return f"Fill it in: {kind_of(column)}."
    return (
        f"Write {kind_of(column)}, or leave it empty." if not column.required else f"Write {kind_of(column)}."
    )


def answer(made: Return) -> bytes:
    """Return an Excel file of the refused rows as they were sent, what is wrong first; and how it went."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    summary = book.active
    assert summary is not None
    summary.title = ABOUT
    counts = made.accepted.num_rows, made.refused.num_rows
    lines: list[tuple[str, str | int]] = [
        ("Table", made.table.name),
        ("Rows taken in", counts[0]),
        ("Rows refused", counts[1]),
    ]
    for told in lines:
        summary.append(list(told))
    summary.append([])
    summary.append(["Put the rows on the sheet 'Put right' right in your own file and send all of it again."])
    sheet = book.create_sheet("Put right")
    wrong = wrong_rows(made)
    sent = made.sheet.rows_at({made.header.line, *(line for line, *_ in wrong)})
    header = sent[made.header.line]
    sheet.append(["Line", WRONG, TO_DO, *(cell_text(cell) for cell in header)])
    amber = PatternFill("solid", fgColor="FCE4B6")
    for line, column, what, to_do in wrong:
        row = sent[line]
        sheet.append([line, what, to_do, *(cell_text(cell) for cell in row)])
        if column in made.header.columns:
            sheet.cell(sheet.max_row, 4 + made.header.columns.index(column)).fill = amber
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    sheet.freeze_panes = "D2"
    for letter, width in (("A", 8), ("B", 44), ("C", 60)):
        sheet.column_dimensions[letter].width = width
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
