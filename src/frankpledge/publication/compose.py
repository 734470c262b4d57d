"""From readings to a document: page one, one part for each priority, and the end matter."""

from __future__ import annotations

from frankpledge.periods import day_label, since
from frankpledge.plan.definitions import Priority, Section
from frankpledge.publication.back_matter import colophon, data_and_quality, glossary, method
from frankpledge.publication.exceptional import exceptional_part
from frankpledge.publication.found import found_in, tells
from frankpledge.publication.glance import glance
from frankpledge.publication.honesty import honesty
from frankpledge.publication.key_sentences import key_sentences
from frankpledge.publication.local_findings import local_part
from frankpledge.publication.measure_blocks import measure_blocks, no_data_line
from frankpledge.publication.model import (
    Block,
    Bullets,
    Contents,
    Document,
    Heading,
    KeySentences,
    Line,
    Name,
    NewPage,
    Notice,
    Paragraph,
    Quoted,
    Text,
    Tone,
    line,
)
from frankpledge.publication.quiet_measures import quiet_blocks
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import change_cell, joined, value_span
from frankpledge.publication.tokens import checked_accent

GENERATED_NOTICE = (
    "Generated records. The area, the events and every figure in this report are invented; "
    "nothing here is about a real place."
)


def compose(data: ReportData) -> Document:
    """Return the document of one report. BadDefinition if the accent colour cannot be read on white."""
    accent = checked_accent(data.accent)
    blocks: list[Block] = []
    if data.generated:
        blocks.append(Notice(line(GENERATED_NOTICE)))
    blocks.append(KeySentences(key_sentences(data)))
    blocks.append(Heading(2, line("At a glance"), "at-a-glance-heading"))
    blocks.append(glance(data))
    blocks.append(Contents())
    blocks += exceptional_part(data)
    printed: set[str] = set()
    for number, priority in enumerate(data.plan.priorities, start=1):
        blocks += _part(number, priority, data, printed)
    blocks += local_part(data)
    blocks += data_and_quality(data)
    blocks += honesty(data)
    blocks += method(data)
    blocks += glossary(blocks)
    blocks += colophon(data)
    return Document(
        title=f"{data.area_title}: performance in {data.period.label}",
        subtitle=line(Name(data.plan.title)),
        facts=_facts(data),
        running=_running(data),
        blocks=tuple(blocks),
        publisher=data.office_title,
        licence=data.licence,
        as_at=data.as_at,
        build_id=data.build_id,
        accent=accent,
        generated=data.generated,
        keywords=("police performance", data.area_title, data.period.label),
    )


def _facts(data: ReportData) -> tuple[tuple[str, Line], ...]:
    span = since(data.period.first_month, data.period.last_month).label
    return (
        ("Published by", line(Name(data.office_title))),
        ("Period", line(Name(f"{data.period.label} ({span})"))),
        ("Records as at", line(Name(day_label(data.as_at)))),
        ("Build", line(Name(data.build_id))),
    )


def _running(data: ReportData) -> Line:
    made = line(" · ", Text("Generated records, not real", strong=True)) if data.generated else line()
    return line(
        Name(data.area_title),
        " · ",
        Name(data.period.label),
        " · as at ",
        Name(day_label(data.as_at)),
        " · build ",
        Name(data.build_id),
        made,
    )


def _part(number: int, priority: Priority, data: ReportData, printed: set[str]) -> list[Block]:
    start: list[Block] = [NewPage()] if number == 1 else []
    blocks: list[Block] = [
        *start,
        Heading(2, line(Name(f"{number}. {priority.title}")), f"priority-{priority.id}"),
    ]
    outcomes = _outcomes(priority, data)
    if outcomes:
        blocks.append(
            Paragraph(line("What the plan wants to come true, and the measures that stand for it:"))
        )
        blocks.append(Bullets(outcomes))
    for section in priority.sections:
        blocks += _section(section, priority, data, printed)
    return blocks


def _outcomes(priority: Priority, data: ReportData) -> tuple[Line, ...]:
    items: list[Line] = []
    for outcome in priority.outcomes:
        said = line(Quoted(outcome.text.strip(), "plan"))
        stop = "" if outcome.text.strip().endswith((".", "!", "?")) else "."
        titles = tuple(
            data.readings[name].measure.title for name in outcome.measures if name in data.readings
        )
        by = (
            line(" Measured by ", joined(titles), ".")
            if titles
            else line(" ", Text("Told in words; no measure stands for it.", tone=Tone.QUIET))
        )
        items.append(line(said, stop, by))
    return tuple(items)


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
    if again:
        blocks.append(Heading(4, line("Also measured here, shown earlier"), f"{anchor}-again"))
        blocks.append(Bullets(tuple(again)))
    if without:
        blocks.append(Heading(4, line("No data"), f"{anchor}-no-data"))
        blocks.append(Bullets(tuple(without)))
    return blocks


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
