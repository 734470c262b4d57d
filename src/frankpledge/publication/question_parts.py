"""A briefing by inspection question: what others found, what the figures show, and the response."""

from __future__ import annotations

from frankpledge.contracts.figures import Comparator
from frankpledge.periods import day_label
from frankpledge.publication.amounts import unit_in_words
from frankpledge.publication.glance import value_cell
from frankpledge.publication.kinds.kind import Question, SectionUse
from frankpledge.publication.ledger_sections import named_entries, quoted_line
from frankpledge.publication.model import (
    Align,
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Line,
    Name,
    Paragraph,
    RowGroup,
    Table,
    line,
)
from frankpledge.publication.part_tables import mark_notes
from frankpledge.publication.peers import leading, rank_span
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import change_cell, headline
from frankpledge.publication.worded_sections import anchor_of, not_written


def questions_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return a part for each question, under one heading where the section has a title."""
    blocks: list[Block] = []
    if use.title:
        blocks.append(Heading(2, line(Name(use.title)), anchor_of(use.title)))
    level = 3 if use.title else 2
    for question in use.questions:
        blocks += _question(question, data, level)
    return blocks


def _question(question: Question, data: ReportData, level: int) -> list[Block]:
    assert data.kind is not None
    anchor = f"question-{question.id}"
    blocks: list[Block] = [Heading(level, line(Name(question.title)), anchor)]
    quoted = named_entries(question.external, data, data.kind)
    if quoted:
        blocks.append(Heading(level + 1, line("External view"), f"{anchor}-external"))
        blocks.append(Bullets(tuple(quoted_line(entry) for entry in quoted)))
    readings = [data.readings[name] for name in question.internal]
    if readings:
        blocks.append(Heading(level + 1, line("Internal view"), f"{anchor}-internal"))
        blocks += _internal(question, readings, data)
    blocks.append(Heading(level + 1, line("Our response"), f"{anchor}-response"))
    written = data.texts.at(question.slot)
    return [*blocks, *(written or (Paragraph(not_written(data, question.slot)),))]


def _short(question: Question) -> str:
    """Return a question in a word or two, by its id: captions of tables must differ, and stay short."""
    return question.id.replace("-", " ").capitalize()


def _internal(question: Question, readings: list[MeasureReading], data: ReportData) -> list[Block]:
    """Return the first measure that has a figure as a sentence, and all of them as a table."""
    blocks: list[Block] = []
    first = next((one for one in readings if one.quarter.value is not None), None)
    if first is not None:
        blocks.append(Paragraph(line(Name(first.measure.title, strong=True), ": ", headline(first))))
    ranked = any(rank_span(leading(one, Comparator.RANK)) for one in readings)
    columns = [
        Column(line("Measure"), share=2.4),
        Column(line(Name(data.period.label)), Align.NUMBER, share=1.2),
        Column(line("Unit"), share=1.4),
        Column(line("Change from a year before"), share=2),
    ]
    columns += [Column(line("Against peers"), share=1.4)] if ranked else []
    rows: list[tuple[Cell, ...]] = []
    for reading in readings:
        rank = rank_span(leading(reading, Comparator.RANK)) or line("no rank")
        cells: list[Line] = [
            line(Name(reading.measure.title)),
            value_cell(reading),
            line(Name(unit_in_words(reading.measure))),
            change_cell(reading),
            *([rank] if ranked else []),
            line(Name(day_label(reading.quarter.as_at or data.as_at))),
        ]
        rows.append(tuple(cells))
    columns.append(Column(line("As at"), share=1.2))
    notes = dict.fromkeys(note for one in readings for note in mark_notes([one.quarter], one.measure))
    table = Table(
        f"question-{question.id}-measures",
        line(Name(_short(question)), ": measures, ", Name(data.period.label)),
        tuple(columns),
        (RowGroup(line(), tuple(rows)),),
        tuple(notes),
        compact=True,
    )
    return [*blocks, table]
