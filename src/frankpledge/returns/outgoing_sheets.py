"""An outgoing return as files: the table people know, and beside it the figure behind every cell."""

from __future__ import annotations

import csv
import io
from itertools import groupby

from frankpledge.periods import day_label
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import clock, is_count
from frankpledge.returns.outgoing import WITHHELD, FilledCell, FilledReturn
from frankpledge.returns.template import cell_text


def csv_of(made: FilledReturn) -> bytes:
    """Return one row for each cell: what it shows, its figure's key, state and build."""
    rows = [cell.told(made.build) for row in made.cells for cell in row]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _text(value) for name, value in row.items()})
    return out.getvalue().encode()


def _text(value: object) -> str:
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return cell_text(str(value))


def xlsx_of(made: FilledReturn) -> bytes:
    """Return an Excel file: the sheet 'Return' as it is read, 'Figures' with a row behind each cell."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Return"
    bold, head = Font(bold=True), PatternFill("solid", fgColor="1D4F7C")
    for what, value in (
        (made.declared.title, ""),
        ("To", made.declared.to),
        ("Period", made.period.label),
        ("Due", day_label(made.due)),
        ("Figures", f"build {made.build}"),
    ):
        sheet.append([cell_text(what), cell_text(value)])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(["", *(cell_text(column.heading) for column in made.declared.columns)])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), head
        cell.alignment = Alignment(wrap_text=True, horizontal="right")
    for section, rows in groupby(made.cells, key=lambda row: row[0].row.section):
        if section:
            sheet.append([cell_text(section)])
            sheet.cell(sheet.max_row, 1).font = bold
        for row in rows:
            sheet.append([cell_text(row[0].row.label), *(_shown(cell) for cell in row)])
            for place, cell in enumerate(row, 2):
                target = sheet.cell(sheet.max_row, place)
                target.alignment = Alignment(horizontal="right")
                if isinstance(cell.shown, float):
                    target.number_format = _format(cell)
    sheet.append([])
    for sentence in _notes(made):
        sheet.append([cell_text(sentence)])
    sheet.column_dimensions["A"].width = 58
    for place in range(len(made.declared.columns)):
        sheet.column_dimensions["BCDEFGHIJKLM"[place % 12]].width = 20
    figures = book.create_sheet("Figures")
    told = [cell.told(made.build) for row in made.cells for cell in row]
    figures.append(list(told[0]))
    for one in figures[1]:
        one.font = bold
    for line in told:
        figures.append(
            [value if isinstance(value, float) else cell_text(str(value)) for value in line.values()]
        )
    figures.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _notes(made: FilledReturn) -> list[str]:
    notes = [made.declared.note] if made.declared.note else []
    if any(cell.shown == WITHHELD for cell in made.gaps):
        notes.append(f"{WITHHELD}: withheld, since it is of few people or would give such a number back.")
    provisional = any(
        cell.figure is not None and cell.figure.state == "immature" for row in made.cells for cell in row
    )
    if provisional:
        notes.append("Some figures are provisional: their state on the sheet 'Figures' is immature.")
    return [*notes, "The sheet 'Figures' has the figure behind every cell, by its key."]


def _shown(cell: FilledCell) -> float | str:
    if isinstance(cell.shown, str):
        return cell_text(cell.shown)
    if cell.measure is not None and cell.measure.unit == "mm:ss":
        return clock(cell.shown)
    return cell.shown


def _format(cell: FilledCell) -> str:
    """Return the number format of a cell: percentages with one decimal place, counts with none."""
    measure: Measure | None = cell.measure
    if measure is None or is_count(measure) or float(cell.shown).is_integer():
        return "#,##0" if float(cell.shown).is_integer() else "#,##0.0"
    return '0.0"%"' if measure.unit == "per cent" else "#,##0.0"
