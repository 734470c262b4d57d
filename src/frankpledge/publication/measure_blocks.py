"""One measure in the report: what is said of it, its chart, and the tables behind both."""

from __future__ import annotations

from frankpledge.contracts.figures import Figure
from frankpledge.periods import (
    MONTH_NAMES,
    Window,
    day_label,
    financial_year_of,
    month_number,
    month_of,
    period_ending,
)
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, shown, unit_in_words
from frankpledge.publication.charts import charted, months_chart, rolling_chart
from frankpledge.publication.data_state import state_of_data
from frankpledge.publication.model import (
    Align,
    Block,
    Bound,
    Cell,
    Chart,
    Column,
    Heading,
    Line,
    Name,
    Paragraph,
    Quoted,
    RowGroup,
    Table,
    Text,
    Together,
    Tone,
    figure_key,
    line,
)
from frankpledge.publication.month_findings import MonthFindings
from frankpledge.publication.part_tables import breakdown_table, figure_cell, local_table, mark_notes
from frankpledge.publication.peer_charts import PeerFindings, peers_chart
from frankpledge.publication.peers import against_peers, missing_peers, own_as_headline, peer_measure, ranked
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import (
    chart_title,
    joined,
    paragraph,
    spaced,
    status_sentence,
)

NUMBER = Align.NUMBER


def measure_blocks(reading: MeasureReading, data: ReportData) -> tuple[Block, ...]:
    """Return a measure's blocks: words and chart together, then peers, local areas and breakdowns."""
    measure = reading.measure
    heading = Heading(4, line(Name(measure.title)), measure.id)
    words: list[Block] = [Paragraph(paragraph(reading))]
    status = status_sentence(reading)
    if status:
        words.append(Paragraph(status))
    chart = month_block(reading, data)
    if chart is not None:
        words.append(chart)
    state = state_of_data(reading)
    if state:
        words.append(Paragraph(spaced(state), note=True))
    blocks: list[Block] = [Together(heading, tuple(words))]
    blocks += peer_blocks(reading, data)
    if reading.local:
        blocks.append(local_table(reading))
    for dimension in dict.fromkeys(row.dimension for row in reading.breakdowns):
        blocks.append(breakdown_table(reading, dimension))
    return tuple(blocks)


def no_data_line(reading: MeasureReading) -> Line:
    """Return the one line a measure without data gets."""
    notes = tuple(Quoted(note, "note on the data") for note in reading.notes)
    reason = spaced(line(note) for note in notes) if notes else line("no records have been supplied.")
    return line(Name(reading.measure.title, strong=True), ": ", reason)


def _unit_phrase(measure: Measure) -> str:
    return unit_in_words(measure).capitalize()


def subtitle(reading: MeasureReading, data: ReportData) -> Line:
    """Return unit, area and span of a chart, marked where the records are generated."""
    months = charted(reading.months)
    first, last = months[0], months[-1]
    made = line(". ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    return line(
        Name(_unit_phrase(reading.measure)),
        ", ",
        Name(data.area_title),
        ", ",
        Name(first.label),
        " to ",
        Name(last.label),
        made,
    )


def source_line(reading: MeasureReading, data: ReportData) -> Line:
    """Return the source and as-at date printed under a chart."""
    table = reading.measure.table or reading.quarter.source
    note = next((note for note in data.sources if note.table == table), None)
    obtained = reading.quarter.as_at or data.as_at
    source = (
        line(Name(f"{note.publisher}, {note.title}"))
        if note
        else line(Name(table or "declared by the office"))
    )
    return line("Source: ", source, ". Records obtained by ", Name(day_label(obtained)), ".")


def month_block(
    reading: MeasureReading, data: ReportData, found: MonthFindings | None = None
) -> Chart | None:
    """Return the chart of months and of the rolling figure, with the table of the months."""
    months = months_chart(reading, data.accent, found)
    if months is None:
        return None
    rolling = rolling_chart(reading, data.accent)
    pictures = (months,) if rolling is None else (months, rolling)
    return Chart(
        f"chart-{reading.measure.id}",
        chart_title(reading),
        subtitle(reading, data),
        pictures,
        source_line(reading, data),
        month_table(reading),
    )


def month_table(reading: MeasureReading) -> Table:
    """Return the months as a table of financial years by month: 36 months in four rows."""
    measure = reading.measure
    by_month = {month_of(figure.period_start): figure for figure in reading.months}
    first_shown = month_of(charted(reading.months)[0].period_start)
    years = range(financial_year_of(first_shown), financial_year_of(max(by_month)) + 1)
    in_years = [figure for month, figure in by_month.items() if financial_year_of(month) in years]
    columns = [Column(line("Year"), share=1.5)]
    columns += [Column(line(MONTH_NAMES[(3 + n) % 12 + 1][:3]), NUMBER) for n in range(12)]
    rows = []
    for year in years:
        first = month_number(year, 4)
        cells: list[Cell] = [line(Name(period_ending(Window.FINANCIAL_YEAR, first).label))]
        for month in range(first, first + 12):
            figure = by_month.get(month)
            cells.append(figure_cell(figure, measure) if figure else line())
        rows.append(tuple(cells))
    return Table(
        f"months-{measure.id}",
        line(Name(measure.title), " by month, financial years, ", Name(unit_in_words(measure))),
        tuple(columns),
        (RowGroup(line(), tuple(rows)),),
        mark_notes(in_years, measure),
        folded=True,
        compact=True,
    )


def peer_blocks(reading: MeasureReading, data: ReportData) -> list[Block]:
    """Return what is said of peers with chart and table; nothing where there are none."""
    measure = reading.measure
    said = [*against_peers(reading), *_gap_to_headline(reading)]
    if not reading.peers:
        return [Paragraph(spaced(said))] if said else []
    group = line(" (", Name(reading.peer_group), ")") if reading.peer_group else line()
    heading = Heading(5, line(Name(measure.title), " beside its peers", group), f"peers-{measure.id}")
    blocks: list[Block] = [Paragraph(spaced(said))] if said else []
    picture = peers_chart(reading, data.accent)
    table = peer_table(reading)
    if picture is None:
        return [Together(heading, (*blocks, table))]
    missing = missing_peers(reading)
    without = line("No figure: ", joined(missing), ". ") if missing else line()
    source = line(without, "Source: ", Name(reading.peer_source or measure.table), ".")
    made = line(" ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    chart = Chart(
        f"chart-peers-{measure.id}",
        line(Name(measure.title), " by area, ", Name(reading.quarter.label)),
        line(
            Name(_unit_phrase(peer_measure(reading))),
            ", best first in the measure's direction. Own area in colour.",
            made,
        ),
        (picture,),
        source,
        table,
    )
    return [Together(heading, (*blocks, chart))]


def _gap_to_headline(reading: MeasureReading) -> tuple[Line, ...]:
    """Return the difference between the own figure in the comparison source and the headline, if any."""
    own, headline = own_as_headline(reading), reading.quarter
    if own is None or own.value is None or headline.value is None or headline.period != own.period:
        return ()
    if own.source == headline.source:
        return ()
    gap = own.value - headline.value
    measure = reading.measure
    if abs(gap) < 0.05:
        return (line("The comparison source agrees with the headline figure."),)
    theirs = Bound(shown(own.value, measure), figure_key(own), machine(own.value))
    ours = Bound(shown(headline.value, measure), figure_key(headline), machine(headline.value))
    size = Bound(shown(abs(gap), measure), f"{figure_key(own)}>gap-to-headline", machine(round(gap, 9)))
    word = "more" if gap > 0 else "less"
    return (
        line(
            "The source that compares areas has ",
            theirs,
            " for this area, ",
            size,
            f" {word} than the headline of ",
            ours,
            ", so the two are not mixed.",
        ),
    )


def peer_table(reading: MeasureReading, found: PeerFindings | None = None) -> Table:
    """Return peers ranked, with their intervals where there are any, those without a figure last and named.

    On paper the chart stands alone: each bar carries its value, and its alternative text tells them.
    """
    measure = reading.measure
    order = ranked(reading)
    rows: list[tuple[Cell, ...]] = []
    compared = peer_measure(reading)
    ends = ("low", "high") if found is not None and found.intervals else ()
    for peer, figure, _ in order:
        own = Text(" (own area)", tone=Tone.QUIET) if peer.own else None
        cells = [line(Name(peer.title, strong=peer.own), own), figure_cell(figure, compared)]
        rows.append((*cells, *(_interval_cell(found, figure, part, compared) for part in ends)))
    with_value = {peer.area for peer, _, _ in order}
    for peer in reading.peers:
        if peer.area not in with_value:
            empty = [line(Name("[x]")), *(line() for _ in ends)]
            rows.append((line(Name(peer.title, strong=peer.own)), *empty))
    notes = (line("[x] not supplied."),) if len(order) < len(reading.peers) else ()
    return Table(
        f"peers-table-{measure.id}",
        line(Name(measure.title), " by area, best first, ", Name(unit_in_words(compared))),
        (
            Column(line("Area"), share=3),
            Column(line(Name(reading.quarter.label)), NUMBER),
            *(Column(line(f"Could be {'from' if part == 'low' else 'to'}"), NUMBER) for part in ends),
        ),
        (RowGroup(line(), tuple(rows)),),
        notes,
        folded=True,
        compact=True,
        paged=False,
    )


def _interval_cell(found: PeerFindings | None, figure: Figure, part: str, measure: Measure) -> Line:
    """Return one end of an area's interval, as its chart draws it."""
    interval = found.intervals.get(figure.area) if found is not None else None
    if interval is None:
        return line()
    value = interval[0 if part == "low" else 1]
    return line(Bound(shown(value, measure), f"{figure_key(figure)}>interval.{part}", machine(value)))
