"""The part that opens a report: what is exceptional, why it is believed, and what weaker signs there are."""

from __future__ import annotations

from dataclasses import replace

from frankpledge.publication.amounts import machine
from frankpledge.publication.charts import charted
from frankpledge.publication.finding_words import in_short, sentence, tone_of, why_believed, worth
from frankpledge.publication.found import ReportFindings, SeriesFound, exceptional_measures, found_in
from frankpledge.publication.measure_blocks import month_block
from frankpledge.publication.model import (
    Block,
    Bound,
    Bullets,
    Heading,
    Line,
    Name,
    NewPage,
    Paragraph,
    Text,
    Together,
    Tone,
    line,
)
from frankpledge.publication.month_findings import findings_table
from frankpledge.publication.readings import MeasureReading, ReportData

HEADING = "What is exceptional"


def exceptional_part(data: ReportData) -> list[Block]:
    """Return the part: each exceptional measure with its chart, then signals of control charts."""
    found = found_in(data)
    if not found.series:
        return []
    blocks: list[Block] = [NewPage(), Heading(2, line(HEADING), "exceptional")]
    blocks.append(Paragraph(line(_opening(found), closing(found))))
    for reading, series in exceptional_measures(data):
        blocks += exceptional_blocks(reading, series, data)
    return [*blocks, *_signals(data, found)]


def exceptional_in_short(data: ReportData) -> list[Block]:
    """Return the part without charts: a sentence for each exception, then how many were judged."""
    found = found_in(data)
    if not found.series:
        return []
    blocks: list[Block] = [Heading(2, line(HEADING), "exceptional"), Paragraph(line(_opening(found)))]
    items = [
        sentence(row, reading.measure)
        for reading, series in exceptional_measures(data)
        for row in series.exceptions
    ]
    blocks += [Bullets(tuple(items))] if items else []
    return [*blocks, Paragraph(line(closing(found)))]


def closing(found: ReportFindings) -> Bound:
    """Return how many measures were judged and how many false exceptions that makes likely."""
    return Bound(found.closing, "report>false-exceptions", machine(found.judged))


def _opening(found: ReportFindings) -> Line:
    if not found.judged:
        return line(
            "Nothing can be called exceptional, because nothing could be judged: the test needs two years of "
            "months before the quarter. That is not the same as nothing having changed. "
        )
    if not found.exceptional:
        return line(
            "Nothing is called exceptional: no measure lies outside the range its own past leads to expect. "
            "That does not show that nothing changed; what would probably have been seen is in the "
            "table of ",
            Name("what could have been seen", target="#power"),
            ". ",
        )
    return line(
        "A measure is called exceptional when its quarter, two quarters together, or a single month lies "
        "outside the range that its own past leads to expect. "
    )


def exceptional_blocks(reading: MeasureReading, series: SeriesFound, data: ReportData) -> list[Block]:
    """Return what is exceptional about a measure: sentences, why they are believed, the chart, its table."""
    measure = reading.measure
    words: list[Block] = [Paragraph(sentence(row, measure)) for row in series.exceptions]
    words.append(Paragraph(why_believed(series), note=True))
    shown = reading if series.is_headline else replace(reading, months=series.figures, rolling_months=())
    first = series.exceptions[0]
    better = worth(first)
    title = line(Name(measure.title), " ", in_short(first), line(" (", better, ")") if better else None)
    chart = month_block(shown, data, series, title)
    blocks: list[Block] = []
    if chart is not None:
        words.append(chart)
        assert series.months is not None
        blocks.append(findings_table(series.months, charted(shown.months), measure))
    heading = Heading(3, line(Name(measure.title), ": exceptional"), f"exceptional-{measure.id}")
    return [Together(heading, tuple(words)), *blocks]


def _signals(data: ReportData, found: ReportFindings) -> list[Block]:
    """Return the signals of control charts under a heading of their own: weaker, and never counted."""
    items: list[Line] = []
    for reading in data.readings.values():
        series = found.series.get(reading.measure.id)
        for row in series.signals if series is not None and not series.exceptions else ():
            better = {Tone.BETTER: " Better, if it lasts.", Tone.WORSE: " Worse, if it lasts."}
            tone = tone_of(row)
            told = Text(better[tone], tone=tone) if tone in better else None
            items.append(line(sentence(row, reading.measure, f"#{reading.measure.id}"), told))
    if not items:
        return []
    return [
        Heading(3, line("Weaker signs: signals on control charts"), "signals"),
        Paragraph(
            line(
                "These are not exceptions and are not counted as such. Rules of control charts signal "
                "several times as often by chance, and where there is too little history they make no "
                "allowance for season: read them as questions to ask."
            )
        ),
        Bullets(tuple(items)),
    ]
