"""Tables of a measure's parts: local areas, with the gap to the headline printed, and breakdowns."""

from __future__ import annotations

from collections.abc import Iterable

from frankpledge.contracts.figures import Comparator, Figure, State
from frankpledge.periods import Period, Window, month_of, period_ending
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import (
    FEW_COUNTED,
    MARKS,
    NOTHING_OF,
    TOO_SMALL,
    grouped,
    is_count,
    machine,
    mark_of,
    shown_figure,
)
from frankpledge.publication.changes import by_size, change, reference_cell, said_between
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
from frankpledge.publication.readings import MeasureReading

NUMBER = Align.NUMBER
Cells = tuple[Cell, ...]

MOST_ROWS = 20
"""A breakdown prints its largest rows up to this many; all of them are in figures.csv."""


def figure_cell(figure: Figure, measure: Measure, key: str = "") -> Line:
    """Return a figure as a table cell, bound to it (or to ``key``), or the mark of why there is none."""
    text = shown_figure(figure, measure)
    if figure.value is None:
        return line(Name(text))
    return line(Bound(text, key or figure_key(figure), machine(figure.value)))


def before_cell(reading: MeasureReading, comparator: Comparator) -> Line:
    """Return the earlier figure of a comparison in time, or the mark of why there is none."""
    made = change(reading.quarter, reading.compared(comparator), reading.measure)
    if made is not None:
        return line(reference_cell(made))
    earlier = reading.earlier(comparator)
    return line(Text("none", tone=Tone.QUIET)) if earlier is None else figure_cell(earlier, reading.measure)


MEANINGS = {
    MARKS[State.MISSING]: "not supplied",
    MARKS[State.IMMATURE]: "provisional, still coming in",
    MARKS[State.SUPPRESSED]: TOO_SMALL,
    NOTHING_OF: "nothing to take a share of",
    FEW_COUNTED: "fewer than ten counted, so unreliable",
}


def mark_notes(figures: Iterable[Figure], measure: Measure) -> tuple[Line, ...]:
    """Return what the marks used among these figures mean, and nothing of marks not used."""
    used = {mark_of(figure, measure) for figure in figures}
    words = [f"{mark} {meaning}" for mark, meaning in MEANINGS.items() if mark in used]
    return (line("; ".join(words) + "."),) if words else ()


def _columns(title: Line, period: Period, *, compared: bool) -> tuple[Column, ...]:
    """Return the columns: the year before and the change only where some row has them."""
    columns = [Column(title, share=2.4), Column(line(Name(period.label)), NUMBER)]
    if compared:
        before = Name(period.year_before().label)
        columns.append(Column(line(before), NUMBER))
        columns.append(Column(line("Change from ", before), share=2))
    return tuple(columns)


def _row(title: Line, now: Figure, before: Figure | None, measure: Measure, *, compared: bool) -> Cells:
    cells: list[Cell] = [title, figure_cell(now, measure)]
    if compared:
        cells.append(figure_cell(before, measure) if before else line(Name("[x]")))
        cells.append(said_between(now, before, measure))
    return tuple(cells)


def _quarter(reading: MeasureReading) -> Period:
    return period_ending(Window.named(reading.quarter.window), month_of(reading.quarter.period_end))


def local_table(reading: MeasureReading) -> Table:
    """Return local areas, with the part of the headline that no local area has, and the headline itself."""
    measure = reading.measure
    befores = [place.year_before for place in reading.local if place.year_before is not None]
    made = change(reading.quarter, reading.compared(Comparator.SAME_PERIOD_LAST_YEAR), measure)
    compared = any(before.value is not None for before in befores)
    rows = [
        _row(line(Name(place.title)), place.now, place.year_before, measure, compared=compared)
        for place in reading.local
    ]
    blank: Cells = (line(Text("–", tone=Tone.QUIET)), line(Text("–", tone=Tone.QUIET))) if compared else ()
    notes: tuple[Line, ...] = ()
    if reading.local_gap is not None:
        key = f"{figure_key(reading.quarter)}>local-gap"
        gap = Bound(grouped(reading.local_gap), key, str(reading.local_gap))
        rows.append((line(Text("No local area", tone=Tone.QUIET)), line(gap), *blank))
        notes = (line("No local area: no location was recorded, or it lies outside the local areas."),)
    total: Cells = (line(reference_cell(made)), by_size(made)) if made else (line(), line())
    headline = (line(Text("Headline", strong=True)), figure_cell(reading.quarter, measure))
    rows.append((*headline, *(total if compared else ())))
    return Table(
        f"local-{measure.id}",
        line(Name(measure.title), " by local area"),
        _columns(line("Local area"), _quarter(reading), compared=compared),
        (RowGroup(line(), tuple(rows)),),
        notes + mark_notes([*(place.now for place in reading.local), *befores], measure),
        folded=True,
        compact=True,
    )


def breakdown_table(reading: MeasureReading, dimension: str) -> Table:
    """Return one breakdown of the quarter's figure, largest first for counts."""
    measure = reading.measure
    kept = [row for row in reading.breakdowns if row.dimension == dimension]
    if is_count(measure):
        kept.sort(key=lambda row: (-(row.now.value or 0.0), row.title))
    notes: tuple[Line, ...] = ()
    if len(kept) > MOST_ROWS:
        key = f"{figure_key(reading.quarter)}>{dimension}"
        some = Bound(str(MOST_ROWS), f"{key}-shown", str(MOST_ROWS))
        whole = Bound(str(len(kept)), f"{key}-rows", str(len(kept)))
        notes = (line("The first ", some, " of ", whole, " rows; all are in ", Name("figures.csv"), "."),)
        kept = kept[:MOST_ROWS]
    befores = [row.year_before for row in kept if row.year_before is not None]
    compared = any(before.value is not None for before in befores)
    rows = [_row(line(Name(row.title)), row.now, row.year_before, measure, compared=compared) for row in kept]
    words = dimension.replace("-", " ").replace("_", " ")
    return Table(
        f"by-{dimension}-{measure.id}",
        line(Name(measure.title), " by ", Name(words)),
        _columns(line(Name(words.capitalize())), _quarter(reading), compared=compared),
        (RowGroup(line(), tuple(rows)),),
        notes + mark_notes([*(row.now for row in kept), *befores], measure),
        folded=True,
        compact=True,
    )
