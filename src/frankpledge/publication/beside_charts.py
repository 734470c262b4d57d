"""The area beside the region and the nation as bars: what the table of supplied values says, drawn.

They are drawn of measures whose values do not grow with an area's size. A number of cases of a nation is as
much larger than a force's as the nation is, and bars would say nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.areas import slug_in_words
from frankpledge.contracts.figures import Figure
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.publication.amounts import TIMES, is_percentage, machine, said, shown, unit_in_words
from frankpledge.publication.beside_tables import bodies_in_words, supplied_value
from frankpledge.publication.chart_style import Spec
from frankpledge.publication.model import (
    Align,
    Bound,
    Chart,
    Column,
    Line,
    Name,
    RowGroup,
    Table,
    Text,
    figure_key,
    line,
    plain,
)
from frankpledge.publication.part_tables import figure_cell
from frankpledge.publication.peer_charts import bars
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import joined

_GROWING = (Kind.COUNT, Kind.SUM_OF, Kind.DISTINCT, Kind.SUM)
_AS_STATED = (Kind.VALUE_AT, Kind.SUPPLIED)


def beside_charts(name: str, readings: Sequence[MeasureReading], data: ReportData) -> list[Chart]:
    """Return a chart of each measure whose own figure and one supplied of region or nation can be drawn.

    ``name`` is that of the table they stand under: a measure may stand under several in one document.
    """
    made = (_chart(f"beside-{name}-{one.measure.id}", one, data) for one in readings)
    return [chart for chart in made if chart is not None]


def is_of_any_size(measure: Measure) -> bool:
    """Whether values of a small and a large area lie in one range: shares, rates, means, times."""
    if measure.kind in _GROWING:
        return False
    if measure.kind in _AS_STATED:
        of_time = measure.unit in TIMES or measure.unit == "mm:ss"
        return is_percentage(measure) or of_time or " per " in measure.unit
    return True


def _chart(name: str, reading: MeasureReading, data: ReportData) -> Chart | None:
    measure, own = reading.measure, reading.quarter
    wider = [one for one in reading.wider if one.value is not None and _is_alike(one, reading)]
    if own.value is None or not wider or not is_of_any_size(measure):
        return None
    rows: list[Spec] = [_bar(data.area_title, own, _shown(own, measure), own, own=True)]
    rows += [
        _bar(slug_in_words(one.area), one, plain(line(supplied_value(one, measure))), own) for one in wider
    ]
    reach = max(float(row["value"]) for row in rows) or 1.0
    spec, _, _ = bars(rows, reach, data.accent)
    told = line(Name(data.area_title), ", ", Name(own.label), ", ", _own_span(own, measure))
    others = [
        line("; ", Name(slug_in_words(one.area)), ", ", Name(one.label), ", ", supplied_value(one, measure))
        for one in wider
    ]
    areas = joined([slug_in_words(one.area) for one in wider])
    alt = line("Bar chart of ", Name(measure.title), ": ", told, *others, ".")
    made = line(" ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    left_out = [slug_in_words(one.area) for one in reading.wider if one not in wider]
    without = line("Not drawn: ", joined(left_out), ". ") if left_out else line()
    return Chart(
        name,
        line(Name(measure.title), ": ", Name(data.area_title), " beside ", areas),
        line(
            Name(unit_in_words(measure).capitalize()),
            ", ",
            Name(own.label),
            ", other periods in brackets" if any(not _is_same(one, own) for one in wider) else "",
            ". Own area in colour. The others may be counted otherwise.",
            made,
        ),
        (finished(rendered(spec), f"{name}-bars", alt),),
        line(
            without,
            "Region and nation as supplied by ",
            Name(bodies_in_words({o.source for o in wider})),
            ".",
        ),
        _table(f"{name}-values", reading, data),
    )


def _is_alike(one: Figure, reading: MeasureReading) -> bool:
    """Whether a figure can stand beside the area's own: a rate of another span is another amount."""
    return reading.measure.kind is not Kind.RATE or one.window == reading.quarter.window


def _is_same(one: Figure, now: Figure) -> bool:
    return (one.window, one.period) == (now.window, now.period)


def _shown(figure: Figure, measure: Measure) -> str:
    """Return the own value as the table beside it prints it."""
    assert figure.value is not None
    return f"{shown(figure.value, measure)}{'%' if is_percentage(measure) else ''}"


def _bar(title: str, figure: Figure, text: str, now: Figure, *, own: bool = False) -> Spec:
    return {
        "title": title if _is_same(figure, now) else f"{title} ({figure.label})",
        "value": figure.value,
        "text": text,
        "own": own,
    }


def _own_span(figure: Figure, measure: Measure) -> Bound:
    assert figure.value is not None
    return Bound(said(figure.value, measure), figure_key(figure), machine(figure.value))


def _table(name: str, reading: MeasureReading, data: ReportData) -> Table:
    """Return the values behind the chart, those not drawn too; not on paper, where they stand above it."""
    measure, own = reading.measure, reading.quarter
    rows: list[tuple[Line, ...]] = [
        (
            line(Name(data.area_title)),
            line(Name(own.label)),
            figure_cell(own, measure),
            line("the office's own records"),
        )
    ]
    rows += [
        (
            line(Name(slug_in_words(one.area))),
            line(Name(one.label)),
            line(supplied_value(one, measure)),
            line(Name(bodies_in_words({one.source}))),
        )
        for one in reading.wider
    ]
    value = Column(line(Name(unit_in_words(measure).capitalize())), Align.NUMBER)
    return Table(
        name,
        line(Name(measure.title), " beside the region and the nation"),
        (Column(line("Area")), Column(line("Period")), value, Column(line("From"))),
        (RowGroup(line(), tuple(rows)),),
        folded=True,
        compact=True,
        paged=False,
    )
