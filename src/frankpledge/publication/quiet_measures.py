"""Measures without anything to say: one line each in a table, with their numbers folded away below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frankpledge.contracts.figures import Comparator
from frankpledge.publication.finding_words import expected_in_words
from frankpledge.publication.found import found_in
from frankpledge.publication.glance import peer_cell, value_cell
from frankpledge.publication.key_sentences import reference_of
from frankpledge.publication.measure_blocks import month_table, part_tables
from frankpledge.publication.model import Align, Block, Cell, Column, Line, Name, RowGroup, Table, line
from frankpledge.publication.peers import leading, rank_span
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import change_cell


def quiet_blocks(
    readings: Sequence[MeasureReading], data: ReportData, anchor: str, title: str
) -> list[Block]:
    """Return the table of one section's quiet measures, then their months and parts on the web alone."""
    if not readings:
        return []
    comparator, found = reference_of(data), found_in(data)
    last_year = comparator is Comparator.SAME_PERIOD_LAST_YEAR
    before = (data.period.year_before() if last_year else data.period.previous()).label
    peers = any(rank_span(leading(reading, Comparator.RANK)) for reading in readings)
    columns = [
        Column(line("Measure"), share=2.4),
        Column(line(Name(data.period.label)), Align.NUMBER),
        Column(line("Change from ", Name(before)), share=2.1),
    ]
    judged = bool(found.series)  # Nothing is, of a whole year.
    columns += [Column(line("Against expected range"), share=2.1)] if judged else []
    columns += [Column(line("Among its peers"), share=1.9)] if peers else []
    rows: list[tuple[Cell, ...]] = []
    for reading in readings:
        cells: list[Line] = [
            line(Name(reading.measure.title)),
            value_cell(reading),
            change_cell(reading, comparator),
        ]
        cells += [expected_in_words(found.series.get(reading.measure.id))] if judged else []
        rows.append((*cells, *([peer_cell(reading)] if peers else [])))
    table = Table(
        f"quiet-{anchor}",
        line("Nothing out of the ordinary to tell: " if judged else "Measures of ", Name(title)),
        tuple(columns),
        (RowGroup(line(), tuple(rows)),),
        compact=True,
    )
    blocks: list[Block] = [table]
    for reading in readings:
        blocks.append(month_table(reading))
        blocks += [replace(one, paged=False) for one in part_tables(reading)]
    return blocks
