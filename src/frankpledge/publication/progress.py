"""Progress by priority in short: outcomes with what was written of them, and one table of measures."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.figures import Comparator, Figure
from frankpledge.plan.definitions import Priority
from frankpledge.publication.changes import in_words
from frankpledge.publication.glance import peer_cell, value_cell
from frankpledge.publication.key_sentences import reference_of
from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.model import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Line,
    Name,
    Paragraph,
    Quoted,
    RowGroup,
    Table,
    Text,
    Tone,
    line,
)
from frankpledge.publication.part_tables import before_cell, figure_cell, mark_notes
from frankpledge.publication.peers import leading, rank_span
from frankpledge.publication.priority_parts import outcome_blocks, texts_of
from frankpledge.publication.readings import YEAR_BEFORE, MeasureReading, ReportData
from frankpledge.publication.sentences import change_cell
from frankpledge.publication.sparklines import sparkline
from frankpledge.publication.worded_sections import anchor_of

NUMBER = Align.NUMBER


def progress_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return each priority in short, under one heading where the section has a title."""
    blocks: list[Block] = []
    if use.title:
        blocks.append(Heading(2, line(Name(use.title)), anchor_of(use.title)))
    level = 3 if use.title else 2
    told: set[str] = set()
    for number, priority in enumerate(data.plan.priorities, start=1):
        blocks.append(
            Heading(
                level,
                line(Name(f"{number}. {priority.title}" if level == 2 else priority.title)),
                f"priority-{priority.id}",
            )
        )
        blocks += data.texts.at(f"priorities/{priority.id}")
        blocks += outcome_blocks(priority, data)
        blocks += _measures(number, priority, data, told)
    return blocks


def _measures(number: int, priority: Priority, data: ReportData, told: set[str]) -> list[Block]:
    groups = []
    for section in priority.sections:
        rows = tuple(_row(data.readings[name], data, number) for name in dict.fromkeys(section.measures))
        if rows:
            groups.append(RowGroup(line(Name(section.title)), rows))
    blocks: list[Block] = []
    readings = data.of(priority)
    if groups:
        columns = _columns(data)
        if not any(rank_span(leading(one, Comparator.RANK)) for one in readings):
            columns = columns[:-1]
            groups = [RowGroup(group.title, tuple(row[:-1] for row in group.rows)) for group in groups]
        notes = dict.fromkeys(
            note
            for one in readings
            for note in mark_notes(
                [one.quarter, *_earlier(one, Comparator.SAME_PERIOD_LAST_YEAR)], one.measure
            )
        )
        blocks.append(
            Table(
                f"progress-{priority.id}",
                line("Measures of ", Name(priority.title)),
                columns,
                tuple(groups),
                tuple(notes),
            )
        )
    for section in priority.sections:
        if section.note:
            said = Quoted(" ".join(section.note.split()), "plan")
            blocks.append(Paragraph(line(Name(section.title), ": ", said), note=True))
    blocks += texts_of((one for one in readings if one.measure.id not in told), data)
    told |= {one.measure.id for one in readings}
    return blocks


def _columns(data: ReportData) -> tuple[Column, ...]:
    before = data.period.year_before()
    return (
        Column(line("Measure"), share=2.3),
        Column(line("By month"), share=1.4),
        Column(line(Name(data.period.label)), NUMBER, share=1.2),
        Column(line(Name(before.label)), NUMBER, share=1.2),
        Column(line("Change from ", Name(before.label)), share=2.2),
        Column(line("Against peers"), share=1.5),
    )


def _row(reading: MeasureReading, data: ReportData, number: int) -> tuple[Cell, ...]:
    return (
        line(Name(reading.measure.title, target=f"#{reading.measure.id}")),
        sparkline(reading.measure, reading.months, data.accent, f"-progress-{number}") or line(),
        value_cell(reading),
        before_cell(reading, Comparator.SAME_PERIOD_LAST_YEAR),
        change_cell(reading),
        peer_cell(reading),
    )


def figures_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return every measure of the document in one table, for those who want the numbers alone."""
    title = use.title or "Figures"
    caption = line("Every measure, ", Name(in_words(data.period)))
    table = figures_table("all-figures", caption, tuple(data.readings.values()), data)
    return [Heading(2, line(Name(title)), anchor_of(title)), table]


def figures_table(name: str, caption: Line, readings: Sequence[MeasureReading], data: ReportData) -> Table:
    """Return measures in one table: the figure of the document's period, the one before it, the change."""
    last_year = reference_of(data) is Comparator.SAME_PERIOD_LAST_YEAR
    before = data.period.year_before() if last_year else data.period.previous()
    whole_year = data.period.window in YEAR_BEFORE
    columns = [
        Column(line("Measure"), share=2.6),
        Column(line(Name(data.period.label)), NUMBER, share=1.2),
        Column(line(Name(before.label)), NUMBER, share=1.2),
        Column(line("Change from ", Name(before.label)), share=2.2),
    ]
    if not whole_year and readings:
        columns.append(Column(line(Name(readings[0].rolling.label)), NUMBER, share=1.3))
    rows = []
    for reading in readings:
        comparator = reference_of(data)
        cells: list[Line] = [
            line(Name(reading.measure.title)),
            value_cell(reading),
            before_cell(reading, comparator),
            change_cell(reading, comparator, judged=False),
        ]
        rows.append((*cells, *([] if whole_year else [_rolling_cell(reading)])))
    notes = dict.fromkeys(
        note
        for one in readings
        for note in mark_notes(
            [one.quarter, *_earlier(one, reference_of(data)), *([] if whole_year else [one.rolling])],
            one.measure,
        )
    )
    return Table(name, caption, tuple(columns), (RowGroup(line(), tuple(rows)),), tuple(notes), compact=True)


def _rolling_cell(reading: MeasureReading) -> Line:
    """Return the 12-month figure; a dash where it is the figure of its last month again."""
    if reading.is_rolling_repeated:
        return line(Text("–", tone=Tone.QUIET))
    return figure_cell(reading.rolling, reading.measure)


def _earlier(reading: MeasureReading, comparator: Comparator) -> list[Figure]:
    """Return the earlier figure that a row prints, if any."""
    earlier = reading.earlier(comparator)
    return [] if earlier is None else [earlier]
