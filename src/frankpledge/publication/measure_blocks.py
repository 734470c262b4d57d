"""One measure in the report: what is said of it, its chart, and the tables behind both."""

from __future__ import annotations

from collections.abc import Iterable

from frankpledge.contracts.figures import Comparator, Figure, State
from frankpledge.periods import (
    MONTH_NAMES,
    Period,
    Window,
    day_label,
    financial_year_of,
    month_number,
    month_of,
    period_ending,
)
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import grouped, is_count, machine, shown, shown_figure, unit_in_words
from frankpledge.publication.changes import between, by_size, change, reference_cell
from frankpledge.publication.charts import months_chart, peers_chart, rolling_chart
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
from frankpledge.publication.peers import against_peers, missing_peers, own_as_headline, peer_measure, ranked
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import (
    chart_title,
    joined,
    paragraph,
    spaced,
    state_of_data,
    status_sentence,
)

NUMBER = Align.NUMBER

MANY_PEERS = 15
"""More peers than this are not repeated as a table in paged formats."""

MOST_ROWS = 20
"""A breakdown prints its largest rows up to this many; all of them are in figures.csv."""


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


def figure_cell(figure: Figure, measure: Measure) -> Line:
    """Return a figure as a table cell, bound to it, or the mark of why there is none."""
    text = shown_figure(figure, measure)
    if figure.value is None:
        return line(Name(text))
    return line(Bound(text, figure_key(figure), machine(figure.value)))


def _unit_phrase(measure: Measure) -> str:
    return unit_in_words(measure).capitalize()


def subtitle(reading: MeasureReading, data: ReportData) -> Line:
    """Return unit, area and span of a chart, marked where the records are generated."""
    first, last = reading.months[0], reading.months[-1]
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


def month_block(reading: MeasureReading, data: ReportData) -> Chart | None:
    """Return the chart of months and of the rolling figure, with the table of the months."""
    months = months_chart(reading, data.accent)
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
    years = range(financial_year_of(min(by_month)), financial_year_of(max(by_month)) + 1)
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
        _mark_notes(reading.months),
        folded=True,
        compact=True,
    )


def _mark_notes(figures: Iterable[Figure]) -> tuple[Line, ...]:
    """Return what the marks used among these figures mean, and nothing of marks not used."""
    states = {figure.state for figure in figures}
    words = []
    if State.MISSING in states:
        words.append("[x] not supplied")
    if State.IMMATURE in states:
        words.append("[p] provisional, still coming in")
    if State.SUPPRESSED in states:
        words.append("[c] too small to publish safely")
    return (line("; ".join(words) + "."),) if words else ()


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


def peer_table(reading: MeasureReading) -> Table:
    """Return peers ranked, those without a figure last and named."""
    measure = reading.measure
    order = ranked(reading)
    rows: list[tuple[Cell, ...]] = []
    compared = peer_measure(reading)
    for peer, figure, _ in order:
        own = Text(" (own area)", tone=Tone.QUIET) if peer.own else None
        rows.append((line(Name(peer.title, strong=peer.own), own), figure_cell(figure, compared)))
    with_value = {peer.area for peer, _, _ in order}
    for peer in reading.peers:
        if peer.area not in with_value:
            rows.append((line(Name(peer.title, strong=peer.own)), line(Name("[x]"))))
    notes = (line("[x] not supplied."),) if len(order) < len(reading.peers) else ()
    return Table(
        f"peers-table-{measure.id}",
        line(Name(measure.title), " by area, best first, ", Name(unit_in_words(compared))),
        (Column(line("Area"), share=3), Column(line(Name(reading.quarter.label)), NUMBER)),
        (RowGroup(line(), tuple(rows)),),
        notes,
        folded=True,
        compact=True,
        paged=len(reading.peers) <= MANY_PEERS,
    )


def _two_periods(title: Line, period: Period) -> tuple[Column, ...]:
    return (
        Column(title, share=2.4),
        Column(line(Name(period.label)), NUMBER),
        Column(line(Name(period.year_before().label)), NUMBER),
        Column(line("Change"), share=2),
    )


def _change_between(measure: Measure, now: Figure, before: Figure | None) -> Line:
    """Return the change between two figures of the same thing, in words."""
    if before is None or now.value is None or before.value is None:
        return line(Text("nothing to compare", tone=Tone.QUIET))
    if now.state is not before.state:
        return line(Text("not compared: provisional", tone=Tone.QUIET))
    return by_size(between(now, before, measure))


def local_table(reading: MeasureReading) -> Table:
    """Return local areas, with the part of the headline that no local area has, and the headline itself."""
    measure = reading.measure
    rows: list[tuple[Cell, ...]] = []
    for place in reading.local:
        before: Line = figure_cell(place.year_before, measure) if place.year_before else line(Name("[x]"))
        rows.append(
            (
                line(Name(place.title)),
                figure_cell(place.now, measure),
                before,
                _change_between(measure, place.now, place.year_before),
            )
        )
    if reading.local_gap is not None:
        key = f"{figure_key(reading.quarter)}>local-gap"
        gap = Bound(grouped(reading.local_gap), key, str(reading.local_gap))
        rows.append((line(Text("No local area", tone=Tone.QUIET)), line(gap), line(), line()))
    compared = change(reading.quarter, reading.compared(Comparator.SAME_PERIOD_LAST_YEAR), measure)
    total_before = line()
    if compared is not None:
        total_before = line(reference_cell(compared))
    rows.append(
        (
            line(Text("Headline", strong=True)),
            figure_cell(reading.quarter, measure),
            total_before,
            by_size(compared) if compared else line(),
        )
    )
    note = line("No local area: no location was recorded, or it lies outside the local areas.")
    figures = [place.now for place in reading.local] + [p.year_before for p in reading.local if p.year_before]
    period = period_ending(Window.QUARTER, month_of(reading.quarter.period_end))
    return Table(
        f"local-{measure.id}",
        line(Name(measure.title), " by local area"),
        _two_periods(line("Local area"), period),
        (RowGroup(line(), tuple(rows)),),
        ((note,) if reading.local_gap is not None else ()) + _mark_notes(figures),
        folded=True,
        compact=True,
    )


def breakdown_table(reading: MeasureReading, dimension: str) -> Table:
    """Return one breakdown of the quarter's figure, largest first for counts."""
    measure = reading.measure
    kept = [row for row in reading.breakdowns if row.dimension == dimension]
    if is_count(measure):
        kept.sort(key=lambda row: (-(row.now.value or 0.0), row.title))
    rows: list[tuple[Cell, ...]] = []
    notes: tuple[Line, ...] = ()
    if len(kept) > MOST_ROWS:
        key = f"{figure_key(reading.quarter)}>{dimension}"
        shown_count = Bound(str(MOST_ROWS), f"{key}-shown", str(MOST_ROWS))
        of = Bound(str(len(kept)), f"{key}-rows", str(len(kept)))
        notes = (
            line(
                "The first ", shown_count, " of ", of, " rows; all of them are in ", Name("figures.csv"), "."
            ),
        )
        kept = kept[:MOST_ROWS]
    for row in kept:
        before: Line = figure_cell(row.year_before, measure) if row.year_before else line(Name("[x]"))
        rows.append(
            (
                line(Name(row.title)),
                figure_cell(row.now, measure),
                before,
                _change_between(measure, row.now, row.year_before),
            )
        )
    words = dimension.replace("-", " ").replace("_", " ")
    period = period_ending(Window.QUARTER, month_of(reading.quarter.period_end))
    return Table(
        f"by-{dimension}-{measure.id}",
        line(Name(measure.title), f" by {words}"),
        _two_periods(line(words.capitalize()), period),
        (RowGroup(line(), tuple(rows)),),
        notes + _mark_notes([row.now for row in kept] + [row.year_before for row in kept if row.year_before]),
        folded=True,
        compact=True,
    )
