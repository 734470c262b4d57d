"""The table at a glance: every measure of the plan in one row, by priority."""

from __future__ import annotations

from frankpledge.contracts.figures import Comparator, State
from frankpledge.publication.amounts import MARKS, TOO_SMALL, machine, mark_of, shown, shown_figure
from frankpledge.publication.finding_words import against_expected
from frankpledge.publication.found import found_in
from frankpledge.publication.key_sentences import reference_of
from frankpledge.publication.model import (
    Align,
    Bound,
    Cell,
    Column,
    Line,
    Name,
    RowGroup,
    Table,
    Text,
    Tone,
    figure_key,
    line,
)
from frankpledge.publication.peers import leading, missing_peers, rank_span
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import change_cell
from frankpledge.publication.sparklines import sparkline

QUIET = Tone.QUIET


def glance(data: ReportData) -> Table:
    """Return the table: measure, 36 months, value, change in words, peers, status."""
    readings = list(data.readings.values())
    peers = any(rank_span(leading(reading, Comparator.RANK)) for reading in readings)
    statuses = any(reading.status for reading in readings)
    comparator = reference_of(data)
    last_year = comparator is Comparator.SAME_PERIOD_LAST_YEAR
    before = (data.period.year_before() if last_year else data.period.previous()).label
    columns = [
        Column(line("Measure"), share=2.3),
        Column(line("By month"), share=1.4),
        Column(line(Name(data.period.label)), Align.NUMBER, share=1.15),
        Column(line("Change from ", Name(before)), share=2.2),
    ]
    found = found_in(data)
    if found.series:
        columns.append(Column(line("Against expected range"), share=2.5))
    if peers:
        columns.append(Column(line("Against peers"), share=1.5))
    if statuses:
        columns.append(Column(line("Status"), share=1.3))
    groups = []
    for number, priority in enumerate(data.plan.priorities, start=1):
        rows = tuple(
            _row(reading, data, f"-{number}", peers=peers, statuses=statuses) for reading in data.of(priority)
        )
        if rows:
            groups.append(RowGroup(line(Name(f"{number}. {priority.title}")), rows))
    return Table(
        "at-a-glance",
        line("Every measure, by priority"),
        tuple(columns),
        tuple(groups),
        _notes(data, peers, statuses),
    )


def _row(
    reading: MeasureReading, data: ReportData, place: str, *, peers: bool, statuses: bool
) -> tuple[Cell, ...]:
    measure = reading.measure
    target = f"#{measure.id}" if reading.has_data else ""
    title = line(Name(measure.title, target=target))
    cells: list[Cell] = [
        title,
        sparkline(reading.measure, reading.months, data.accent, place) or line(),
        value_cell(reading),
        _change(reading, data),
    ]
    found = found_in(data)
    if found.series:
        cells.append(against_expected(found.series.get(measure.id), place))
    if peers:
        cells.append(peer_cell(reading))
    if statuses:
        cells.append(_status_cell(reading))
    return tuple(cells)


def value_cell(reading: MeasureReading) -> Line:
    """Return the quarter's figure as the table shows it, with its sign where it is a percentage."""
    figure, measure = reading.quarter, reading.measure
    if figure.value is None:
        return line(Name(shown_figure(figure, measure)))
    sign = "%" if measure.unit == "per cent" else ""
    text = f"{shown(figure.value, measure)}{sign} {mark_of(figure, measure)}".rstrip()
    return line(Bound(text, figure_key(figure), machine(figure.value), strong=True))


def _change(reading: MeasureReading, data: ReportData) -> Line:
    """Return the change; better or worse only against last year, because a quarter has its season."""
    comparator = reference_of(data)
    return change_cell(reading, comparator, judged=comparator is Comparator.SAME_PERIOD_LAST_YEAR)


def peer_cell(reading: MeasureReading) -> Line:
    """Return the rank among those that have a figure, with how many have none."""
    rank = rank_span(leading(reading, Comparator.RANK))
    if rank is None:
        return line(Text("no rank", tone=QUIET))
    missing = missing_peers(reading)
    key = f"{figure_key(reading.quarter)}>peers-missing"
    gap = line(", ", Bound(str(len(missing)), key, str(len(missing))), " missing") if missing else line()
    return line(rank, gap)


def _status_cell(reading: MeasureReading) -> Line:
    status = reading.status
    if status is None:
        return line(Text("none", tone=QUIET))
    tone = {True: Tone.BETTER, False: Tone.WORSE, None: Tone.PLAIN}[status.good]
    return line(Text(status.word, tone=tone))


def _notes(data: ReportData, peers: bool, statuses: bool) -> tuple[Line, ...]:
    withheld = any(reading.is_withheld for reading in data.readings.values())
    notes = [
        line(
            "Small charts run over the months of each measure's own chart; gaps are months not supplied",
            " or withheld. " if withheld else ". ",
            "Better and worse follow the direction each measure declares; changes under one per cent or half "
            "a point are called neither. [x] no figure; [p] provisional; [u] fewer than ten counted",
            f"; {MARKS[State.SUPPRESSED]} {TOO_SMALL}." if withheld else ".",
        )
    ]
    if reference_of(data) is not Comparator.SAME_PERIOD_LAST_YEAR:
        words = " for any measure, so changes are from the quarter before; season alone may explain them."
        notes.insert(0, line("There is no figure for ", Name(data.period.year_before().label), words))
    if found_in(data).series:
        notes.append(
            line(
                "Expected: the range that a measure's own past leads to expect of the quarter, as a bar with "
                "the figure on it; a triangle lies outside. As expected does not mean unchanged."
            )
        )
    if peers:
        notes.append(
            line("A rank counts only areas that have a figure; the best in the measure's direction is first.")
        )
    if statuses:
        notes.append(line("A status is given only where a measure declares a rule for one."))
    return tuple(notes)
