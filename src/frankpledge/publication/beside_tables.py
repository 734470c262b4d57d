"""A priority's measures beside what bodies supplied of them: the baseline, the region and the nation.

It stands as it was supplied, and no difference is worked out: a body may count otherwise than the office's
definition does, or over another span. What has not come is as visible as what has.
"""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.areas import slug_in_words
from frankpledge.contracts.figures import Comparator, Figure
from frankpledge.plan.definitions import Measure, Priority
from frankpledge.publication.amounts import TOO_SMALL, grouped, shown
from frankpledge.publication.changes import change, reference_cell
from frankpledge.publication.glance import value_cell
from frankpledge.publication.model import (
    Align,
    Cell,
    Column,
    Line,
    Name,
    Quoted,
    RowGroup,
    Table,
    Text,
    Tone,
    line,
)
from frankpledge.publication.readings import MeasureReading, ReportData

Wider = tuple[str, str]
"""Kind and word of a region or nation."""

_NOT_SUPPLIED = line(Text("not supplied", tone=Tone.QUIET))


def beside_tables(priority: Priority, data: ReportData) -> list[Table]:
    """Return the table of a priority's measures that have a baseline, or figures of region or nation.

    There is none where nobody supplied anything of them.
    """
    sections = [
        (section.title, [data.readings[name] for name in dict.fromkeys(section.measures)])
        for section in priority.sections
    ]
    return beside(priority.id, priority.title, sections, data)


def beside(
    name: str, of: str, sections: Sequence[tuple[str, Sequence[MeasureReading]]], data: ReportData
) -> list[Table]:
    """Return the table of some measures, in groups, that bodies supplied something of; none without."""
    every = [reading for _, some in sections for reading in some]
    if not any(reading.baselines or reading.wider for reading in every):
        return []
    wider = tuple(dict.fromkeys((one.area_type, one.area) for reading in every for one in reading.wider))
    wider = tuple(sorted(wider, key=lambda one: (one[0] != "region", one[1])))
    labels = {one.measure.baseline.label for one in every if one.measure.baseline is not None}
    columns = [Column(line("Measure"), share=2.4), Column(line(Name(data.period.label)), Align.NUMBER)]
    if labels:
        label = line(Name(min(labels)), " baseline") if len(labels) == 1 else line("Baseline")
        columns.append(Column(label, Align.NUMBER, share=1.2))
    columns += [Column(line(Name(slug_in_words(area))), Align.NUMBER, share=1.4) for _, area in wider]
    plain = "Beside the region and the nation: "
    groups = []
    for title, some in sections:
        rows = [_row(reading, wider, baseline=bool(labels)) for reading in some if _is_beside(reading)]
        if rows:
            groups.append(RowGroup(line(Name(title)) if title else line(), tuple(rows)))
    return [
        Table(
            f"beside-{name}",
            line("Beside the baseline, the region and the nation: " if labels else plain, Name(of)),
            tuple(columns),
            tuple(groups),
            _notes(every, data),
            compact=True,
        )
    ]


def _is_beside(reading: MeasureReading) -> bool:
    return bool(reading.measure.baseline or reading.baselines or reading.wider)


def _row(reading: MeasureReading, wider: Sequence[Wider], *, baseline: bool) -> tuple[Cell, ...]:
    target = f"#{reading.measure.id}" if reading.has_data else ""
    cells: list[Cell] = [line(Name(reading.measure.title, target=target)), value_cell(reading)]
    if baseline:
        cells.append(_baseline_cell(reading))
    of_area = {(one.area_type, one.area): one for one in reading.wider}
    cells += [_cell(of_area.get(area), reading) for area in wider]
    return tuple(cells)


def _baseline_cell(reading: MeasureReading) -> Line:
    """Return the baseline: what the figure is compared with where the series reaches it, else as supplied."""
    if reading.measure.baseline is None:
        return line(Text("none set", tone=Tone.QUIET))
    row = reading.compared(Comparator.BASELINE)
    made = change(reading.quarter, row, reading.measure)
    if row is not None and made is not None:
        return line(reference_cell(made), " (", Quoted(row.note, "comparison"), ")")
    told = [part for one in reading.baselines for part in ("; ", supplied_value(one, reading.measure))]
    if told:
        return line(*told[1:])
    return line(Text(TOO_SMALL, tone=Tone.QUIET)) if reading.is_withheld else _NOT_SUPPLIED


def _cell(figure: Figure | None, reading: MeasureReading) -> Line:
    """Return a figure of region or nation, with its period where it is not that of the document."""
    if figure is None:
        return _NOT_SUPPLIED
    value = supplied_value(figure, reading.measure)
    same = (figure.window, figure.period) == (reading.quarter.window, reading.quarter.period)
    return line(value) if same else line(value, " (", Name(figure.label), ")")


def supplied_value(figure: Figure, measure: Measure) -> Quoted | Text:
    """Return what a body supplied, as precise as it was supplied; that it is withheld where it is."""
    if figure.value is None:
        return Text(TOO_SMALL, tone=Tone.QUIET)
    if measure.unit == "mm:ss":
        return Quoted(shown(figure.value, measure), f"supplied by {figure.source}")
    places = len(f"{figure.value:.10g}".partition(".")[2])  # as precise as it was supplied, and no more
    sign = "%" if measure.unit == "per cent" else ""
    return Quoted(f"{grouped(figure.value, places)}{sign}", f"supplied by {figure.source}")


def _notes(readings: Sequence[MeasureReading], data: ReportData) -> tuple[Line, ...]:
    """Return who supplied what, that it is compared with nothing, who is late, and what brackets mean."""
    notes = []
    baselines = {one.source for reading in readings for one in reading.baselines}
    if baselines:
        notes.append(line("Baseline as supplied by ", Name(bodies_in_words(baselines)), "."))
    wider = {one.source for reading in readings for one in reading.wider}
    if wider:
        notes.append(line("Region and nation as supplied by ", Name(bodies_in_words(wider)), "."))
    notes.append(
        line("No difference is worked out from them: they may be counted otherwise than the measure here.")
    )
    pairs = [(one, reading.quarter) for reading in readings for one in reading.wider]
    late = {one.source for one, now in pairs if one.window == now.window and one.period != now.period}
    if late:
        notes.append(
            line(
                "Of ",
                Name(data.period.label),
                " nothing has come of some measures from ",
                Name(bodies_in_words(late)),
                ".",
            )
        )
    if any(one.period != now.period for one, now in pairs):
        notes.append(line("In brackets: the newest period supplied, where it is not the one reported on."))
    return tuple(notes)


def bodies_in_words(bodies: set[str]) -> str:
    """Return the names of bodies, by their slugs, in the order of the alphabet."""
    words = sorted(one.replace("-", " ") for one in bodies)
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
