"""Figures to take away: every figure of the build as CSV, those of the report as an OpenDocument workbook.

The workbook follows the guidance on accessible spreadsheets of the Government Analysis
Function: a cover, notes, one table to a sheet from the first column, no merged or blank
cells inside a table, shorthand in square brackets. No text cell can start a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from odfdo import Cell, Document, Element, Row, Style, Table

from frankpledge.contracts.figures import (
    FIGURE_COLUMNS,
    FINDING_COLUMNS,
    Comparator,
    Figure,
    Finding,
    State,
    findings_schema,
)
from frankpledge.errors import BadInput
from frankpledge.periods import day_label
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import MARKS, NOTHING_OF, TOO_SMALL, machine, unit_in_words
from frankpledge.publication.found import found_in
from frankpledge.publication.packed import steadied
from frankpledge.publication.peers import peer_measure, ranked
from frankpledge.publication.readings import MeasureReading, ReportData

Value = str | float | int | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before a leading sign."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def figures_csv(figures: pa.Table) -> bytes:
    """Return the figures table as UTF-8 CSV in the contract's columns; no value is an empty field.

    Raises BadInput if a column of the contract is missing.
    """
    absent = [name for name in FIGURE_COLUMNS if name not in figures.column_names]
    if absent:
        raise BadInput(f"The figures lack the columns {', '.join(absent)}.", do="Build the office anew.")
    return _csv(figures, FIGURE_COLUMNS)


def findings_csv(findings: Sequence[Finding]) -> bytes:
    """Return findings as UTF-8 CSV in the contract's columns; what has no range has empty fields."""
    columns = {name: [getattr(row, name) for row in findings] for name in FINDING_COLUMNS}
    return _csv(pa.table(columns, schema=findings_schema()), FINDING_COLUMNS)


def _csv(table: pa.Table, names: Iterable[str]) -> bytes:
    columns = {name: _neutral_column(table.column(name)) for name in names}
    held = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(columns), held, pyarrow.csv.WriteOptions(quoting_style="needed"))
    return held.getvalue()


def _neutral_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    return pc.replace_substring_regex(column, r"^([=+\-@\t\r])", r"'\1")


def figures_ods(data: ReportData) -> bytes:
    """Return the report's figures as an .ods workbook, the same bytes for the same data."""
    document = Document("spreadsheet")
    document.body.clear()
    meta = document.meta
    meta.title = f"{data.area_title}: figures of the report for {data.period.label}"
    meta.language = "en-GB"
    meta.creator = data.office_title
    for name, weight, size in (("title", "bold", "14pt"), ("header", "bold", "11pt")):
        style = Style("table-cell", name=name)
        style.set_properties(area="text", properties={"fo:font-weight": weight, "fo:font-size": size})
        document.insert_style(style, automatic=True)
    wide = Style("table-column", name="wide")
    wide.set_properties(area="table-column", properties={"style:column-width": "5cm"})
    document.insert_style(wide, automatic=True)
    sheets = [_cover(data), _notes(data), _headline(data), _months(data)]
    for made in (_local(data), _breakdowns(data), _peers(data), _findings(data)):
        if len(made.rows) > 0:
            sheets.append(made)
    for sheet in sheets:
        document.body.append(sheet.table())
    held = io.BytesIO()
    document.save(held, pretty=False)
    return steadied(held.getvalue(), without=("Thumbnails/thumbnail.png",))


class _Sheet:
    """One sheet: a title in the first cell, lines below it, then one table."""

    def __init__(
        self, name: str, lines: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[Value]]
    ) -> None:
        self.name = name
        self.lines = lines
        self.columns = columns
        self.rows = list(rows)

    def table(self) -> Element:
        table = Table(self.name, style="wide")
        for place, text in enumerate(self.lines):
            table.append_row(_row((text,), "title" if place == 0 else None))
        if self.columns:
            table.append_row(_row(self.columns, "header"))
        for row in self.rows:
            table.append_row(_row(row, None))
        return table


def _row(values: Sequence[Value], style: str | None) -> Row:
    row = Row()
    for value in values:
        row.append(_cell(value, style))
    return row


def _cell(value: Value, style: str | None) -> Cell:
    if value is None or value == "":
        return Cell(text="", style=style)
    if isinstance(value, str):
        return Cell(value=neutral(value), text=neutral(value), cell_type="string", style=style)
    return Cell(value=value, text=machine(value), cell_type="float", style=style)


def _cover(data: ReportData) -> _Sheet:
    made = (
        ["These figures were made from generated records. They are not about a real place."]
        if data.generated
        else []
    )
    lines = [
        f"{data.area_title}: figures of the report for {data.period.label}",
        *made,
        f"Published by {data.office_title} under the {data.licence}.",
        f"Plan: {data.plan.title}.",
        f"Records as at {day_label(data.as_at)}. Build {data.build_id}.",
        "Every sheet holds one table, which starts below its title. Notes are on the second sheet.",
        "Every figure of the build, by month and period, is in the file figures.csv.",
        "Every finding, with its method, is in the file findings.csv and, without it, on the last sheet.",
    ]
    return _Sheet("Cover", lines, (), ())


def _notes(data: ReportData) -> _Sheet:
    rows: list[tuple[Value, ...]] = [
        (
            MARKS[State.MISSING],
            "No figure: the records have not been supplied. This is never the same as none.",
        ),
        (MARKS[State.SUPPRESSED], f"Confidential: {TOO_SMALL}."),
        (MARKS[State.IMMATURE], "Provisional: still coming in; it stands in the column State as immature."),
        (NOTHING_OF, "Nothing to take a share of: the number it would be divided by is nought."),
        ("points", "Differences of percentages are in points."),
        ("per cent", "Changes of counts, times and rates are in per cent."),
        ("mm:ss", "Times are given in seconds."),
    ]
    rows += [("note", text) for text in data.notes]
    return _Sheet("Notes", ("Notes", "This sheet holds one table."), ("Sign or unit", "Meaning"), rows)


def _value(figure: Figure) -> Value:
    if figure.value is not None:
        return figure.value
    return NOTHING_OF if figure.denominator == 0 or figure.state is State.KNOWN else MARKS[figure.state]


def _plan_order(data: ReportData) -> list[tuple[str, MeasureReading]]:
    found: dict[str, tuple[str, MeasureReading]] = {}
    for priority in data.plan.priorities:
        for reading in data.of(priority):
            found.setdefault(reading.measure.id, (priority.title, reading))
    return list(found.values())


def _sheet_unit(measure: Measure) -> str:
    return "seconds" if measure.unit == "mm:ss" else unit_in_words(measure)


def _headline(data: ReportData) -> _Sheet:
    rows = []
    for priority, reading in _plan_order(data):
        measure, quarter = reading.measure, reading.quarter
        change = reading.compared(Comparator.SAME_PERIOD_LAST_YEAR)
        withheld = reading.is_comparison_withheld(Comparator.SAME_PERIOD_LAST_YEAR)
        no_change = MARKS[State.SUPPRESSED if withheld else State.MISSING]
        earlier = MARKS[State.MISSING] if reading.year_before is None else _value(reading.year_before)
        reference = change.reference if change and change.reference is not None else earlier
        difference = change.difference if change and change.difference is not None else no_change
        unit = change.difference_unit if change and change.difference_unit else "none"
        status = reading.status.word if reading.status else "none"
        rows.append(
            (
                priority,
                measure.title,
                _sheet_unit(measure),
                _value(quarter),
                str(quarter.state),
                reference,
                difference,
                unit,
                _value(reading.rolling),
                status,
            )
        )
    period, before = data.period.label, data.period.year_before().label
    columns = (
        "Priority",
        "Measure",
        "Unit",
        period,
        "State",
        before,
        f"Change from {before}",
        "Unit of change",
        "Rolling 12 months",
        "Status",
    )
    lines = (f"Every measure, {period}", "This sheet holds one table.")
    return _Sheet("Headline", lines, columns, rows)


def _months(data: ReportData) -> _Sheet:
    readings = [reading for _, reading in _plan_order(data) if reading.has_data]
    span = max((reading.months for reading in readings), key=len, default=())
    columns = (
        "Month",
        *(f"{reading.measure.title} ({_sheet_unit(reading.measure)})" for reading in readings),
    )
    rows = []
    for figure in span:
        by_measure = [
            {month.period: month for month in reading.months}.get(figure.period) for reading in readings
        ]
        rows.append(
            (figure.label, *(MARKS[State.MISSING] if one is None else _value(one) for one in by_measure))
        )
    return _Sheet("Months", ("Every measure by month", "This sheet holds one table."), columns, rows)


def _local(data: ReportData) -> _Sheet:
    rows = [
        (reading.measure.title, place.title, place.area, _sheet_unit(reading.measure), _value(place.now),
         MARKS[State.MISSING] if place.year_before is None else _value(place.year_before))
        for _, reading in _plan_order(data)
        for place in reading.local
    ]  # fmt: skip
    columns = ("Measure", "Local area", "Code", "Unit", data.period.label, data.period.year_before().label)
    return _Sheet("Local areas", ("Local areas", "This sheet holds one table."), columns, rows)


def _breakdowns(data: ReportData) -> _Sheet:
    rows = [
        (reading.measure.title, row.dimension, row.title, _sheet_unit(reading.measure), _value(row.now),
         MARKS[State.MISSING] if row.year_before is None else _value(row.year_before))
        for _, reading in _plan_order(data)
        for row in reading.breakdowns
    ]  # fmt: skip
    columns = (
        "Measure",
        "Broken down by",
        "Part",
        "Unit",
        data.period.label,
        data.period.year_before().label,
    )
    return _Sheet("Breakdowns", ("Breakdowns", "This sheet holds one table."), columns, rows)


def _peers(data: ReportData) -> _Sheet:
    rows: list[tuple[Value, ...]] = []
    for _, reading in _plan_order(data):
        unit = _sheet_unit(peer_measure(reading))
        known = {peer.area: value for peer, _, value in ranked(reading)}
        titles = {peer.area: peer.title for peer in reading.peers}
        rows += [(reading.measure.title, titles[area], unit, value) for area, value in known.items()]
        gone = [title for area, title in titles.items() if area not in known]
        rows += [(reading.measure.title, title, unit, MARKS[State.MISSING]) for title in gone]
    columns = ("Measure", "Area", "Unit", data.period.label)
    lines = (
        "Areas compared, best first",
        "This sheet holds one table.",
    )
    return _Sheet("Peers", lines, columns, rows)


def _findings(data: ReportData) -> _Sheet:
    held = found_in(data).rows
    columns = (
        *("Measure", "Kind of area", "Area", "Window", "Period", "Source", "Kind", "Expected from"),
        *("Expected to", "Seen", "Strength", "Direction", "Sentence"),
    )

    def ends(value: float | None) -> Value:
        return NOTHING_OF if value is None else value

    rows = [
        (
            *(row.measure, row.area_type, row.area, row.window, row.period, row.source, row.kind),
            *(ends(row.expected_low), ends(row.expected_high), ends(row.seen)),
            *(row.strength or "none", row.direction, row.sentence),
        )
        for row in held
    ]
    return _Sheet("Findings", ("Every finding", "This sheet holds one table."), columns, rows)
