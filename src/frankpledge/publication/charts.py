"""The one chart module: readings in, accessible SVG pictures out.

Specifications are Vega-Lite written as plain dictionaries rather than through Altair's
classes: they are the same specifications, but building them costs nothing, while importing
and validating through Altair costs more time than drawing the chart. They are rendered by
vl-convert, which is embedded and needs no browser, and finished in ``pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.figures import Figure, State
from frankpledge.periods import month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import (
    clock,
    grouped,
    is_percentage,
    machine,
    said,
    unit_in_words,
)
from frankpledge.publication.axes import Axis, axis_for, range_note
from frankpledge.publication.chart_style import Spec, config
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.readings import MeasureReading
from frankpledge.publication.tokens import PAPER, QUIET

MONTHS_WIDTH, ROLLING_WIDTH, HEIGHT = 400, 150, 190

LEAST_ROLLING = 6
"""Fewer 12-month figures than this make no line worth drawing; the text gives the newest."""

QUARTERS_BELOW = 27
"""A span shorter than this many months has its quarters named on the axis, not only its years."""

LEAST_SHOWN = 12
"""A chart that leaves out months never supplied before its first figure still shows this many."""


def _value_axis(measure: Measure, axis: Axis) -> Spec:
    made: Spec = {"title": None, "values": axis.ticks, "domain": False, "ticks": False}
    if measure.unit == "mm:ss":
        made["labelExpr"] = "floor(datum.value / 60) + ':' + format(datum.value % 60, '02d')"
    else:
        made["format"] = ",~f"
    return made


def _short(value: float, measure: Measure) -> str:
    if measure.unit == "mm:ss":
        return clock(value)
    return grouped(value, 0 if float(value).is_integer() else 1)


def _gaps(figures: Sequence[Figure]) -> list[Spec]:
    """Return the runs of missing months as bands, half a month beyond each end."""
    bands: list[Spec] = []
    for figure in figures:
        if figure.value is not None:
            continue
        month = month_of(figure.period_start if figure.window == "month" else figure.period_end)
        if bands and bands[-1]["to"] == month - 0.5:
            bands[-1]["to"] = month + 0.5
        else:
            bands.append({"from": month - 0.5, "to": month + 0.5})
    for band in bands:
        band["middle"] = (band["from"] + band["to"]) / 2
        band["wide"] = band["to"] - band["from"] >= 6
    return bands


def _rows(figures: Sequence[Figure]) -> list[Spec]:
    return [
        {
            "month": month_of(figure.period_end),
            "value": figure.value,
            "hollow": figure.state is State.IMMATURE,
        }
        for figure in figures
    ]


def _month_ticks(first: int, last: int, *, narrow: bool) -> tuple[list[int], str]:
    """Return where the month axis has ticks and how they are named: years, and quarters in a short span."""
    if last - first < QUARTERS_BELOW and not narrow:
        names = "['Jan', 'Apr', 'Jul', 'Oct'][(datum.value % 12) / 3]"
        words = f"datum.value % 12 == 0 ? ['Jan', '' + datum.value / 12] : {names}"
        return [month for month in range(first, last + 1) if month % 3 == 0], words
    years = [month for month in range(first, last + 1) if month % 12 == 0]
    if narrow and len(years) > 3:
        years = years[:: (len(years) + 2) // 3]
    return years, "datum.value / 12"


def _line_spec(
    figures: Sequence[Figure],
    measure: Measure,
    *,
    width: int,
    title: str,
    accent: str,
    axis: Axis,
    quarter: tuple[int, int] | None,
    labels: list[Spec],
    gap_words: tuple[str, ...] = ("not", "supplied"),
) -> Spec:
    """Return a line of months with points: gaps stay gaps, provisional months are hollow."""
    rows = _rows(figures)
    first, last = rows[0]["month"], rows[-1]["month"]
    ticks, words = _month_ticks(first, last, narrow=width < MONTHS_WIDTH)
    x: Spec = {
        "field": "month",
        "type": "quantitative",
        "scale": {"domain": [first - 0.8, last + 0.8], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": ticks,
            "labelExpr": words,
            "grid": False,
            "tickSize": 5,
        },
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [axis.low, axis.high], "nice": False, "zero": False},
        "axis": _value_axis(measure, axis),
    }
    layers: list[Spec] = []
    if quarter is not None:
        layers.append(
            {
                "data": {"values": [{"from": quarter[0] - 0.5, "to": quarter[1] + 0.5}]},
                "mark": {"type": "rect", "color": accent, "opacity": 0.1},
                "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}},
            }
        )
    gaps = _gaps(figures)
    if gaps:
        layers.append(
            {
                "data": {"values": gaps},
                "mark": {"type": "rect", "color": "#eceff1"},
                "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}},
            }
        )
        wide = [gap for gap in gaps if gap["wide"]]
        if wide:
            layers.append(
                {
                    "data": {"values": wide},
                    "mark": {
                        "type": "text",
                        "text": list(gap_words),
                        "color": QUIET,
                        "baseline": "bottom",
                        "lineBreak": "\n",
                        "y": HEIGHT - 20,
                        "fontSize": 11,
                    },
                    "encoding": {"x": {**x, "field": "middle"}},
                }
            )
    point: Spec = {"type": "point", "size": 26, "filled": True, "opacity": 1}
    layers += [
        {
            "mark": {
                "type": "line",
                "color": accent,
                "strokeWidth": 1.6,
                "strokeJoin": "round",
                "invalid": "break-paths-show-domains",
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "datum.value != null && !datum.hollow"}],
            "mark": {**point, "color": accent},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "datum.value != null && datum.hollow"}],
            "mark": {**point, "color": PAPER, "stroke": accent, "strokeWidth": 1.6, "size": 34},
            "encoding": {"x": x, "y": y},
        },
    ]
    for label in labels:
        layers.append(
            {
                "data": {"values": [label]},
                "mark": {
                    "type": "text",
                    "dy": label["dy"],
                    "align": label["align"],
                    "fontWeight": 600,
                    "color": accent,
                    "stroke": None,
                },
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            }
        )
    return {
        "width": width,
        "height": HEIGHT,
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
        "title": {"text": title},
        "data": {"values": rows},
        "layer": layers,
        "config": config(),
    }


def _extremes(figures: Sequence[Figure], measure: Measure) -> list[Spec]:
    """Return direct labels for the highest and lowest months, and none where all are alike."""
    known = [figure for figure in figures if figure.value is not None]
    if len(known) < 3:
        return []
    high = max(known, key=lambda figure: figure.value or 0.0)
    low = min(known, key=lambda figure: figure.value or 0.0)
    if high.value == low.value:
        return []
    first, last = month_of(figures[0].period_end), month_of(figures[-1].period_end)
    labels = []
    for figure, above in ((high, True), (low, False)):
        assert figure.value is not None
        month = month_of(figure.period_end)
        place = (month - first) / max(last - first, 1)
        labels.append(
            {
                "month": month,
                "value": figure.value,
                "text": _short(figure.value, measure),
                "dy": -11 if above else 13,
                "align": "left" if place < 0.04 else "right" if place > 0.96 else "center",
            }
        )
    return labels


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


def months_chart(reading: MeasureReading, accent: str) -> Picture | None:
    """Return the months as a line with points, the report's quarter shaded; None with fewer than two."""
    measure, figures = reading.measure, charted(reading.months)
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < 2:
        return None
    axis = axis_for(values, measure)
    quarter = (month_of(reading.quarter.period_start), month_of(reading.quarter.period_end))
    unit = unit_in_words(measure)
    spec = _line_spec(
        figures,
        measure,
        width=MONTHS_WIDTH,
        title=f"Each month, {unit}{range_note(axis, measure)}",
        accent=accent,
        axis=axis,
        quarter=quarter,
        labels=_extremes(figures, measure),
    )
    alt = _line_alt(figures, measure, "Line chart by month")
    return finished(rendered(spec), f"{measure.id}-months", alt)


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

    A percentage shares the axis of its months, because both lie in one range.
    """
    measure, figures = reading.measure, charted(reading.rolling_months)
    if not _drawn(figures):
        return None
    known = [figure for figure in figures if figure.value is not None]
    values = [figure.value for figure in known if figure.value is not None]
    latest = known[-1]
    assert latest.value is not None
    if is_percentage(measure):
        values += [figure.value for figure in reading.months if figure.value is not None]
    falling = len(known) > 4 and (known[-5].value or 0.0) > latest.value
    label = {
        "month": month_of(latest.period_end),
        "value": latest.value,
        "text": _short(latest.value, measure),
        "dy": 14 if falling else -11,
        "align": "right",
    }
    spec = _line_spec(
        figures,
        measure,
        width=ROLLING_WIDTH,
        title="Rolling 12 months",
        accent=accent,
        axis=axis_for(values, measure),
        quarter=None,
        labels=[label],
        gap_words=("months", "missing"),
    )
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "point":
            layer["mark"]["size"] = 12
    alt = _line_alt(figures, measure, "Line chart of the rolling twelve-month figure")
    return finished(rendered(spec), f"{measure.id}-rolling", alt)
