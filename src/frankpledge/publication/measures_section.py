"""A section of the measures it names: what a report on one subject is made of, such as complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frankpledge.plan.definitions import Definitions
from frankpledge.publication.back_matter import declared_in, definition_of
from frankpledge.publication.beside_charts import beside_charts
from frankpledge.publication.beside_tables import beside
from frankpledge.publication.changes import in_words
from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.measure_blocks import month_block, no_data_line, part_tables
from frankpledge.publication.model import Block, Bullets, Heading, Line, Name, Paragraph, line
from frankpledge.publication.progress import figures_table
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.worded_sections import anchor_of, declared


def measures_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return what there is of a section's measures.

    Words, one table, what bodies supplied as a table and charts, the months of the first measure that has
    them (of those supplied, if any), the parts of each, and how each is counted, so that nobody has to look
    elsewhere for what a number means. A section none of whose measures the office declares is left out.
    """
    readings = [data.readings[name] for name in use.measures]
    if not readings:
        return []
    anchor = anchor_of(use.title)
    blocks: list[Block] = [Heading(2, line(Name(use.title)), anchor), *declared(use)]
    blocks += data.texts.at(use.slot) if use.slot else ()
    shown = [one for one in readings if one.has_data]
    if shown:
        caption = line(Name(use.title), ", ", Name(in_words(data.period)))
        blocks.append(figures_table(f"figures-{anchor}", caption, shown, data))
    blocks += [Paragraph(no_data_line(one)) for one in readings if not one.has_data]
    blocks += [block for one in readings for block in data.texts.at(f"measures/{one.measure.id}")]
    blocks += beside(anchor, use.title, [("", shown)], data) or _nothing_beside(readings, data)
    blocks += beside_charts(anchor, shown, data)
    supplied_first = sorted(shown, key=lambda one: not one.wider)
    chart = next(filter(None, (month_block(one, data) for one in supplied_first)), None)
    blocks += [chart] if chart is not None else []
    blocks += [replace(table, folded=False) for one in shown for table in part_tables(one)]
    declared_as = declared_in(data)
    counted = Bullets(tuple(_counted(one, declared_as) for one in readings))
    return [*blocks, Heading(3, line("How these are counted"), f"{anchor}-counted"), counted]


def _nothing_beside(readings: Sequence[MeasureReading], data: ReportData) -> list[Block]:
    """Return that nothing was supplied to set these measures beside; of a whole report it is said once."""
    if any(one.wider or one.baselines for one in data.readings.values()):
        told = "No figure of the region or the nation has been supplied for these measures."
    elif readings[0] is next(iter(data.readings.values())):
        told = "No figure of the region or the nation has been supplied for any measure of this report."
    else:
        return []
    return [Paragraph(line(told), note=True)]


def _counted(reading: MeasureReading, declared_as: Definitions) -> Line:
    measure = reading.measure
    return line(Name(measure.title, strong=True), ": ", definition_of(measure, declared_as))
