"""One measure in the report: what is said of it, its chart, and the tables behind both."""

from __future__ import annotations

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
from frankpledge.publication.ahead_blocks import ahead_blocks
from frankpledge.publication.amounts import TOO_SMALL, unit_in_words
from frankpledge.publication.charts import charted, months_chart, rolling_chart
from frankpledge.publication.data_state import state_of_data
from frankpledge.publication.finding_words import in_short, sentence
from frankpledge.publication.found import SeriesFound, found_in, months_tell
from frankpledge.publication.model import (
    Align,
    Block,
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
    line,
)
from frankpledge.publication.part_tables import breakdown_table, figure_cell, local_table, mark_notes
from frankpledge.publication.peer_blocks import peer_blocks
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import (
    chart_title,
    paragraph,
    spaced,
    status_sentence,
)

NUMBER = Align.NUMBER


def measure_blocks(reading: MeasureReading, data: ReportData) -> tuple[Block, ...]:
    """Return the half page of a measure with something to say, and the tables behind it.

    Words, the chart where its months tell something (an exceptional measure's stands in the opening part),
    peers, the months ahead, local areas and breakdowns.
    """
    measure, found = reading.measure, found_in(data)
    series = found.series.get(measure.id)
    heading = Heading(4, line(Name(measure.title)), measure.id)
    words = _words(reading, data, series)
    exceptional = series is not None and bool(series.exceptions)
    after: list[Block] = []
    if months_tell(reading, found) and not exceptional:
        chart = month_block(reading, data, series)
        words += [chart] if chart is not None else []
    elif not exceptional:
        after.append(month_table(reading))
    state = state_of_data(reading)
    if state:
        words.append(Paragraph(spaced(state), note=True))
    blocks: list[Block] = [Together(heading, tuple(words)), *after]
    blocks += peer_blocks(reading, data)
    if measure.id in found.ahead:
        blocks += ahead_blocks(found.ahead[measure.id], data)
    return (*blocks, *part_tables(reading))


def _words(reading: MeasureReading, data: ReportData, series: SeriesFound | None) -> list[Block]:
    """Return what people wrote of a measure, else what can be said of it without them."""
    written = data.texts.at(f"measures/{reading.measure.id}")
    if written:
        pointed = series is not None and bool(series.exceptions)
        return [*written, *(_against_past(reading.measure, series) if pointed else ())]
    status = status_sentence(reading)
    blocks: list[Block] = [Paragraph(paragraph(reading)), *_against_past(reading.measure, series)]
    blocks += [Paragraph(status)] if status else []
    return blocks


def part_tables(reading: MeasureReading) -> list[Table]:
    """Return the tables of local areas and breakdowns."""
    tables = [local_table(reading)] if reading.local else []
    dimensions = dict.fromkeys(row.dimension for row in reading.breakdowns)
    return [*tables, *(breakdown_table(reading, dimension) for dimension in dimensions)]


def _against_past(measure: Measure, series: SeriesFound | None) -> list[Block]:
    """Return what the measure's own past says of it, where the opening part does not tell it already."""
    if series is None:
        return []
    if series.exceptions:
        where = Name("What is exceptional", target=f"#exceptional-{measure.id}")
        short = line(
            *(line(", and " if n else None, in_short(row)) for n, row in enumerate(series.exceptions))
        )
        return [Paragraph(line("It is exceptional: ", short, ". Chart and reasons stand under ", where, "."))]
    said = [sentence(row, measure) for row in (series.within,) if row is not None]
    if series.signals:
        weaker = Name("weaker signs", target="#signals")
        said.append(line("Its control chart signals, which is told among the ", weaker, "."))
    if series.assured:
        said.append(line(f"The monthly target is {series.assured} as things stand."))
    return [Paragraph(spaced(said))] if said else []


def no_data_line(reading: MeasureReading) -> Line:
    """Return the one line a measure without data gets."""
    notes = tuple(Quoted(note, "note on the data") for note in reading.notes)
    reason = spaced(line(note) for note in notes) if notes else line("no records have been supplied.")
    if reading.is_withheld:
        reason = line(f"the numbers are {TOO_SMALL}.")
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
    reading: MeasureReading, data: ReportData, series: SeriesFound | None = None, title: Line | None = None
) -> Chart | None:
    """Return the chart of months, with what was found about them, and of the rolling figure."""
    found = series.months if series is not None else None
    months = months_chart(reading, data.accent, found)
    if months is None:
        return None
    rolling = rolling_chart(reading, data.accent)
    pictures = (months,) if rolling is None else (months, rolling)
    return Chart(
        f"chart-{reading.measure.id}",
        title or chart_title(reading),
        line(subtitle(reading, data), _band_words(series, data)),
        pictures,
        source_line(reading, data),
        month_table(reading),
    )


def _band_words(series: SeriesFound | None, data: ReportData) -> Line:
    """Return what the band of a chart is; nothing where it has none."""
    if series is None or series.months is None or not series.months.expected:
        return line()
    stop = " " if data.generated else ". "
    if series.is_band:
        return line(stop, "Band: the range expected of each month, as known before its quarter.")
    return line(stop, "Band: limits of the control chart, which makes no allowance for season.")


def month_table(reading: MeasureReading) -> Table:
    """Return the months as a table of financial years by month: 36 months in four rows.

    Not on paper, where the chart speaks for them: they are in the sheets.
    """
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
        paged=False,
    )
