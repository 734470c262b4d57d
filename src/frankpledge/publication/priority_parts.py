"""The parts of the quarterly report that follow the plan: each priority, its outcomes and its measures."""

from __future__ import annotations

from collections.abc import Iterable

from frankpledge.plan.definitions import PlanOutcome, Priority, Section
from frankpledge.publication.beside_charts import beside_charts
from frankpledge.publication.beside_tables import beside_tables
from frankpledge.publication.found import found_in, tells
from frankpledge.publication.measure_blocks import measure_blocks, no_data_line
from frankpledge.publication.model import (
    Block,
    Bullets,
    Heading,
    Line,
    Name,
    NewPage,
    Paragraph,
    Quoted,
    Text,
    Together,
    Tone,
    line,
)
from frankpledge.publication.quiet_measures import quiet_blocks
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import change_cell, joined, value_span


def priority_parts(data: ReportData) -> list[Block]:
    """Return a part for each priority; a measure that stands in several is told in the first."""
    printed: set[str] = set()
    blocks: list[Block] = []
    for number, priority in enumerate(data.plan.priorities, start=1):
        blocks += _part(number, priority, data, printed)
    return blocks


def _part(number: int, priority: Priority, data: ReportData, printed: set[str]) -> list[Block]:
    start: list[Block] = [NewPage()] if number == 1 else []
    blocks: list[Block] = [
        *start,
        Heading(2, line(Name(f"{number}. {priority.title}")), f"priority-{priority.id}"),
    ]
    blocks += data.texts.at(f"priorities/{priority.id}")
    blocks += outcome_blocks(priority, data)
    blocks += beside_tables(priority, data)
    blocks += beside_charts(priority.id, data.of(priority), data)
    for section in priority.sections:
        blocks += _section(section, priority, data, printed)
    return blocks


def outcome_blocks(priority: Priority, data: ReportData) -> list[Block]:
    """Return the outcomes a priority wants, each with the measures that stand for it and what was written."""
    if not priority.outcomes:
        return []
    blocks: list[Block] = [
        Paragraph(line("What the plan wants to come true, and the measures that stand for it:"))
    ]
    waiting: list[Line] = []
    for outcome in priority.outcomes:
        told = data.texts.at(f"outcomes/{outcome.id}")
        waiting.append(_outcome(outcome, data, is_told=bool(told)))
        if told:
            blocks += [Bullets(tuple(waiting)), *told]
            waiting = []
    return [*blocks, Bullets(tuple(waiting))] if waiting else blocks


def _outcome(outcome: PlanOutcome, data: ReportData, *, is_told: bool) -> Line:
    said = line(Quoted(outcome.text.strip(), "plan"))
    stop = "" if outcome.text.strip().endswith((".", "!", "?")) else "."
    titles = tuple(data.readings[name].measure.title for name in outcome.measures if name in data.readings)
    if titles:
        return line(said, stop, " Measured by ", joined(titles), ".")
    words = "Told in words below" if is_told else "Told in words"
    return line(said, stop, " ", Text(f"{words}; no measure stands for it.", tone=Tone.QUIET))


def _section(section: Section, priority: Priority, data: ReportData, printed: set[str]) -> list[Block]:
    anchor = f"{priority.id}-{_slug(section.title)}"
    blocks: list[Block] = [Heading(3, line(Name(section.title)), anchor)]
    if section.note:
        blocks.append(Paragraph(line(Quoted(" ".join(section.note.split()), "plan"))))
    if not section.measures:
        if not section.note:
            blocks.append(Paragraph(line("The plan names no measure here.")))
        return blocks
    again: list[Line] = []
    without: list[Line] = []
    quiet: list[MeasureReading] = []
    for name in dict.fromkeys(section.measures):
        reading = data.readings[name]
        if not reading.has_data:
            without.append(no_data_line(reading))
        elif name in printed:
            again.append(_again(reading))
        else:
            printed.add(name)
            if tells(reading, found_in(data)):
                blocks += measure_blocks(reading, data)
            else:
                quiet.append(reading)
    blocks += quiet_blocks(quiet, data, anchor, f"{priority.title}, {section.title}")
    blocks += texts_of(quiet, data)
    if again:
        blocks.append(Heading(4, line("Also measured here, shown earlier"), f"{anchor}-again"))
        blocks.append(Bullets(tuple(again)))
    if without:
        blocks.append(Heading(4, line("No data"), f"{anchor}-no-data"))
        blocks.append(Bullets(tuple(without)))
    return blocks


def texts_of(readings: Iterable[MeasureReading], data: ReportData) -> list[Block]:
    """Return what was written of measures that stand in a table, each under its name."""
    written = [(one.measure, data.texts.at(f"measures/{one.measure.id}")) for one in readings]
    return [
        Together(Heading(4, line(Name(measure.title)), measure.id), blocks)
        for measure, blocks in written
        if blocks
    ]


def _again(reading: MeasureReading) -> Line:
    title = Name(reading.measure.title, target=f"#{reading.measure.id}")
    if reading.quarter.value is None:
        return line(title, ": no figure for ", Name(reading.quarter.label), ".")
    value = value_span(reading.quarter, reading.measure)
    return line(title, ": ", value, " in ", Name(reading.quarter.label), " (", change_cell(reading), ").")


def _slug(title: str) -> str:
    return (
        "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())
        or "section"
    )
