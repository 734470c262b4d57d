"""Decisions of a period as an office publishes them: a table for each series, every number accounted for."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.periods import day_label
from frankpledge.plan.decision_records import DecisionRecord
from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.model import (
    Block,
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
from frankpledge.publication.readings import ReportData
from frankpledge.publication.worded_sections import anchor_of, declared

SOURCE = "decision record"


def decisions_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return the decisions of the document's period; nothing where the office records none at all."""
    if not data.decisions:
        return []
    title = use.title or "Decisions"
    blocks: list[Block] = [Heading(2, line(Name(title)), anchor_of(title)), *declared(use)]
    series = dict.fromkeys(record.series for record in data.decisions)
    tables = [table for name in series if (table := _table(name, _of_period(name, data))) is not None]
    if not tables:
        return [*blocks, Paragraph(line("No decision is recorded for ", Name(data.period.label), "."))]
    return [*blocks, *tables]


def _of_period(series: str, data: ReportData) -> list[DecisionRecord]:
    """Return a series' decisions of the period and the unused numbers between them."""
    held = [record for record in data.decisions if record.series == series]
    start, end = data.period.start, data.period.end
    numbers = [one.number for one in held if one.on is not None and start <= one.on <= end]
    if not numbers:
        return []
    within = [one for one in held if min(numbers) <= one.number <= max(numbers)]
    return [one for one in within if one.on is None or start <= one.on <= end]


def _table(series: str, records: Sequence[DecisionRecord]) -> Table | None:
    if not records:
        return None
    return Table(
        f"decisions-{anchor_of(series)}",
        line(Quoted(series, SOURCE)),
        (
            Column(line("Number"), share=0.7),
            Column(line("Date"), share=1.3),
            Column(line("Decision"), share=4.4),
            Column(line("Significance"), share=1.1),
        ),
        (RowGroup(line(), tuple(_row(record) for record in records)),),
        compact=True,
    )


def _row(record: DecisionRecord) -> tuple[Line, ...]:
    number = line(Name(str(record.number)))
    if record.on is None:
        none = line(Text("none", tone=Tone.QUIET))
        return number, none, line("Not used: ", Quoted(record.not_used, SOURCE)), none
    note = line(" (", Quoted(record.note, SOURCE), ")") if record.note else None
    return (
        number,
        line(Name(day_label(record.on))),
        line(Quoted(record.title, SOURCE), note),
        line(Name(record.significance)),
    )
