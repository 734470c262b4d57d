"""The one chart module: readings in, accessible SVG pictures out.

Specifications are Vega-Lite written as plain dictionaries rather than through Altair's
classes: they are the same specifications, but building them costs nothing, while importing
and validating through Altair costs more time than drawing the chart. They are rendered by
vl-convert, which is embedded and needs no browser, and finished in ``pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.figures import Figure
from frankpledge.periods import month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import direction_note, is_percentage, machine, said, short, unit_in_words
from frankpledge.publication.axes import axis_for, range_note
from frankpledge.publication.chart_style import Spec, box_at
from frankpledge.publication.label_places import Box, Wanted, drawn, place_labels
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.month_findings import MonthFindings, findings_alt
from frankpledge.publication.month_layers import month_layers
from frankpledge.publication.month_lines import Frame, frame_of, line_spec, points_of
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.readings import MeasureReading
from frankpledge.publication.tokens import ORDINARY, QUIET

FOUND_WIDTH = 350
"""The plotting area of months with their expected range, which is labelled at the right of it."""

MONTHS_WIDTH, ROLLING_WIDTH = 400, 150

LEAST_ROLLING = 6
"""Fewer 12-month figures than this make no line worth drawing; the text gives the newest."""

LEAST_SHOWN = 12
"""A chart that leaves out months never supplied before its first figure still shows this many."""


def _extremes(figures: Sequence[Figure], measure: Measure, frame: Frame, colour: str) -> list[Wanted]:
    """Return labels wanted for the highest and lowest months, and none where all are alike."""
    known = [(figure.value, month_of(figure.period_end)) for figure in figures if figure.value is not None]
    if len(known) < 3:
        return []
    high, low = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    if high[0] == low[0]:
        return []
    return [
        Wanted(frame.x(month), frame.y(value), short(value, measure), up, colour)
        for (value, month), up in ((high, True), (low, False))
    ]


def _labels(wanted: Sequence[Wanted], figures: Sequence[Figure], frame: Frame) -> list[Spec]:
    """Return the values of single months, written beside them where there is room."""
    inside = Box(2, -8, frame.width + 6, frame.height)
    return drawn(place_labels(wanted, inside, avoid=points_of(figures, frame)), strong=True)


def _span_alt(figure: Figure, measure: Measure) -> Bound:
    assert figure.value is not None
    return Bound(said(figure.value, measure), figure_key(figure), machine(figure.value))


def _line_alt(figures: Sequence[Figure], measure: Measure, what: str) -> Line:
    """Return the alternative text of a line: its span, highest, lowest and latest values, and gaps."""
    known = [figure for figure in figures if figure.value is not None]
    high = max(known, key=lambda figure: figure.value or 0.0)
    low = min(known, key=lambda figure: figure.value or 0.0)
    latest = known[-1]
    gaps = len(figures) - len(known)
    key = f"{figure_key(figures[-1])}>gaps"
    missing = line(" No figure for ", Bound(str(gaps), key, str(gaps)), " of the points.") if gaps else line()
    return line(
        f"{what} of ",
        Name(measure.title),
        ", ",
        Name(figures[0].label),
        " to ",
        Name(figures[-1].label),
        ". Highest ",
        _span_alt(high, measure),
        " (",
        Name(high.label),
        "), lowest ",
        _span_alt(low, measure),
        " (",
        Name(low.label),
        "), latest ",
        _span_alt(latest, measure),
        " (",
        Name(latest.label),
        ").",
        missing,
    )


def months_chart(reading: MeasureReading, accent: str, found: MonthFindings | None = None) -> Picture | None:
    """Return the months as a line with points, the report's quarter shaded; None with fewer than two.

    With ``found``, the expected range, exceptional months, breaks and target are drawn as well;
    the line is then grey, so that blue and orange say better and worse alone.
    """
    measure, figures = reading.measure, charted(reading.months)
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < 2:
        return None
    axis = axis_for([*values, *(found.values(figures) if found is not None else [])], measure)
    title = f"Each month, {unit_in_words(measure)}{range_note(axis, measure)}"
    alt = _line_alt(figures, measure, "Line chart by month")
    frame = frame_of(figures, axis, MONTHS_WIDTH if found is None else FOUND_WIDTH)
    under, shade = [], _quarter_shade(reading, frame, accent)
    if found is None:
        over = _labels(_extremes(figures, measure, frame, accent), figures, frame)
    else:
        layers = month_layers(found, figures, measure, frame, _extremes(figures, measure, frame, QUIET))
        under, over = layers.under, layers.over
        title += direction_note(measure)
        alt = line(alt, " ", findings_alt(found, figures, measure))
    spec = line_spec(
        figures,
        measure,
        frame,
        title=title,
        colour=accent if found is None else ORDINARY,
        under=[shade, *under],
        over=over,
    )
    return finished(rendered(spec), f"{measure.id}-months", alt)


def _quarter_shade(reading: MeasureReading, frame: Frame, accent: str) -> Spec:
    """Return the shade behind the quarter reported."""
    first, last = month_of(reading.quarter.period_start), month_of(reading.quarter.period_end)
    left, right = max(frame.x(first - 0.5), 0.0), min(frame.x(last + 0.5), frame.width)
    return box_at(left, 0, right, frame.height, color=accent, opacity=0.1)


def charted(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the months a chart shows: from the first that was supplied, but twelve at least.

    Months before any record was supplied are told in words and shown by the sparkline; half
    a chart of nothing would hide what there is.
    """
    first = next((place for place, figure in enumerate(figures) if figure.value is not None), 0)
    return figures[max(0, min(first, len(figures) - LEAST_SHOWN)) :]


def _drawn(figures: Sequence[Figure]) -> bool:
    return sum(figure.value is not None for figure in figures) >= LEAST_ROLLING


def rolling_chart(reading: MeasureReading, accent: str) -> Picture | None:
    """Return the 12-month figure as a small chart of its own; None with fewer than six values.

    None too where it repeats the months, as that of what is open at the end of each does. A percentage shares
    the axis of its months, because both lie in one range.
    """
    measure, figures = reading.measure, charted(reading.rolling_months)
    if not _drawn(figures) or reading.is_rolling_repeated:
        return None
    known = [figure for figure in figures if figure.value is not None]
    values = [figure.value for figure in known if figure.value is not None]
    latest = known[-1]
    assert latest.value is not None
    if is_percentage(measure):
        values += [figure.value for figure in reading.months if figure.value is not None]
    frame = frame_of(figures, axis_for(values, measure), ROLLING_WIDTH)
    falling = len(known) > 4 and (known[-5].value or 0.0) > latest.value
    at = frame.x(month_of(latest.period_end)), frame.y(latest.value)
    newest = Wanted(*at, short(latest.value, measure), not falling, accent)
    spec = line_spec(
        figures,
        measure,
        frame,
        title="Rolling 12 months",
        colour=accent,
        over=_labels([newest], figures, frame),
        gap_words=("months", "missing"),
        point_size=12,
    )
    alt = _line_alt(figures, measure, "Line chart of the rolling twelve-month figure")
    return finished(rendered(spec), f"{measure.id}-rolling", alt)
