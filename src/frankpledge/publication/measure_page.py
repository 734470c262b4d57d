"""A page of one measure: all that a report could say and draw of it, made of the report's own blocks.

A report gives half a page to a measure that has something to say, and one line to any other; a page of its
own has room for everything: its chart whether or not its months tell anything, and its peers.
"""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.plan.definitions import Priority, Section
from frankpledge.publication.beside_charts import beside_charts
from frankpledge.publication.beside_tables import beside_tables
from frankpledge.publication.data_state import state_of_data
from frankpledge.publication.exceptional import exceptional_blocks
from frankpledge.publication.finding_words import sentence
from frankpledge.publication.found import SeriesFound, found_in
from frankpledge.publication.measure_blocks import month_block, month_table, part_tables
from frankpledge.publication.model import Block, Line, Name, Paragraph, Quoted, Together, line
from frankpledge.publication.peer_blocks import peer_blocks
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import paragraph, spaced, status_sentence


@dataclass(frozen=True)
class PagePart:
    """One part of the page, which its ``id`` links to."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def page_parts(reading: MeasureReading, data: ReportData) -> tuple[PagePart, ...]:
    """Return the parts of a measure's page that have something in them.

    ``data`` were gathered for this measure alone (``only``), so that everything found of it is there.
    """
    found = found_in(data)
    series = found.series.get(reading.measure.id)
    parts = (
        PagePart("now", f"In {reading.quarter.label}", tuple(_now(reading, data))),
        PagePart("found", "Against its own past", tuple(_found(reading, series, data))),
        PagePart("months", "By month", tuple(_months(reading, series, data))),
        PagePart("peers", "Beside other areas", _unheaded(peer_blocks(reading, data, drawn=True))),
        PagePart("parts", "By place and by part", tuple(part_tables(reading))),
    )
    return tuple(part for part in parts if part.blocks)


def _now(reading: MeasureReading, data: ReportData) -> list[Block]:
    """Return the figure with its comparators in words, its status, what bodies supply, and its state."""
    status, state = status_sentence(reading), state_of_data(reading)
    blocks: list[Block] = [Paragraph(paragraph(reading))]
    blocks += [Paragraph(status)] if status else []
    alone = Section(reading.measure.title, (reading.measure.id,))
    blocks += beside_tables(Priority(reading.measure.id, reading.measure.title, sections=(alone,)), data)
    blocks += beside_charts("area", [reading], data)
    return [*blocks, Paragraph(spaced(state), note=True)] if state else blocks


def _found(reading: MeasureReading, series: SeriesFound | None, data: ReportData) -> list[Block]:
    """Return what its own past says of the quarter, with the reasons; or why it says nothing."""
    if series is None:
        return [Paragraph(line("It is not judged: its figures do not come by month."))]
    if series.exceptions:
        return list(_unheaded(exceptional_blocks(reading, series, data)))
    told: list[Line] = [] if series.within is None else [sentence(series.within, reading.measure)]
    if series.against is None and series.why_not:
        told.append(line("It is not judged: ", Quoted(series.why_not, "reason"), "."))
    blocks: list[Block] = [Paragraph(spaced(told))] if told else []
    if series.against is not None:
        method = line(
            "Method: ", Quoted(series.method, "method"), " (", Quoted(series.variant, "method"), ")"
        )
        blocks.append(Paragraph(line(method, ", judged against ", Name(series.baseline), "."), note=True))
    for row in series.signals:
        words = " This is a weaker sign, which rules of control charts give more often by chance."
        blocks.append(Paragraph(line(sentence(row, reading.measure), words)))
    if series.assured:
        blocks.append(Paragraph(line(f"The monthly target is {series.assured} as things stand.")))
    return blocks


def _months(reading: MeasureReading, series: SeriesFound | None, data: ReportData) -> list[Block]:
    """Return the chart with its table, unless what is exceptional drew it already; else the table alone."""
    if series is not None and series.exceptions:
        return []
    chart = month_block(reading, data, series)
    if chart is not None:
        return [chart]
    return [month_table(reading)] if reading.months else []


def _unheaded(blocks: list[Block]) -> tuple[Block, ...]:
    """Return blocks without the headings that hold some together: the part has its own."""
    flat: list[Block] = []
    for block in blocks:
        flat += block.blocks if isinstance(block, Together) else (block,)
    return tuple(flat)
