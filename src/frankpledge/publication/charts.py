"""The one chart module: readings in, accessible SVG pictures out.

Specifications are Vega-Lite written as plain dictionaries rather than through Altair's
classes: they are the same specifications, but building them costs nothing, while importing
and validating through Altair costs more time than drawing the chart. They are rendered by
vl-convert, which is embedded and needs no browser, and finished in ``pictures``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from frankpledge.contracts.figures import Figure, State
from frankpledge.periods import month_label, month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import (
    clock,
    grouped,
    is_count,
    is_percentage,
    machine,
    places_for,
    said,
    unit_in_words,
)
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.peers import peer_measure, ranked
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.readings import MeasureReading, PeerPosition
from frankpledge.publication.tokens import FONT_FAMILY, GRID, INK, ORDINARY, PAPER, QUIET

Spec = dict[str, Any]
Ranked = Sequence[tuple[PeerPosition, Figure, float]]

MONTHS_WIDTH, ROLLING_WIDTH, HEIGHT = 400, 150, 190
PEER_ROW = 17


def _config() -> Spec:
    return {
        "font": FONT_FAMILY,
        "view": {"stroke": None},
        "aria": False,
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "labelColor": QUIET,
            "titleColor": QUIET,
            "gridColor": GRID,
            "domainColor": QUIET,
            "tickColor": QUIET,
            "labelPadding": 5,
        },
        "title": {
            "fontSize": 13,
            "fontWeight": 600,
            "color": INK,
            "anchor": "start",
            "subtitleFontSize": 12,
            "subtitleColor": QUIET,
            "offset": 8,
            "frame": "bounds",
        },
        "text": {"fontSize": 12, "color": INK},
    }


@dataclass(frozen=True)
class Axis:
    """A value axis: where it starts and ends, and the step between its lines."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """The values at which lines stand, both ends included."""
        return [
            round(self.low + self.step * n, 6) for n in range(round((self.high - self.low) / self.step) + 1)
        ]


def axis_for(values: Sequence[float], measure: Measure) -> Axis:
    """Return an axis for these values: from zero, except for percentages that lie far above it."""
    high, low = max(values), min(min(values), 0.0)
    if is_percentage(measure) and min(values) > 0.35 * high:
        spread = max(high - min(values), 1.0)
        low, high = max(0.0, min(values) - 0.15 * spread), high + 0.15 * spread
    else:
        high *= 1.06
    step = _step(((high - low) or 1.0) / 5.5, measure)
    return Axis(math.floor(low / step) * step, max(math.ceil(high / step), 1) * step, step)


def _step(least: float, measure: Measure) -> float:
    """Return the round step next above ``least``: whole for counts, of the clock for times."""
    if measure.unit == "mm:ss":
        steps = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0, 1800.0, 3600.0]
        return next((step for step in steps if step >= least), 3600.0 * math.ceil(least / 3600.0))
    if is_count(measure) and least <= 1:
        return 1.0
    size = 10.0 ** math.floor(math.log10(least))
    factors = (1, 2, 5, 10) if is_count(measure) and size == 1 else (1, 2, 2.5, 5, 10)
    return next(size * factor for factor in factors if size * factor >= least * 0.999)


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
) -> Spec:
    """Return a line of months with points: gaps stay gaps, provisional months are hollow."""
    rows = _rows(figures)
    first, last = rows[0]["month"], rows[-1]["month"]
    years = [month for month in range(first, last + 1) if month % 12 == 0]
    if width < 200 and len(years) > 3:
        years = years[:: (len(years) + 2) // 3]
    x: Spec = {
        "field": "month",
        "type": "quantitative",
        "scale": {"domain": [first - 0.8, last + 0.8], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": years,
            "labelExpr": "datum.value / 12",
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
                        "text": ["not", "supplied"],
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
        "config": _config(),
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


def _range_note(axis: Axis, measure: Measure) -> str:
    """Return the range of a percentage axis in words, which must always be stated."""
    if not is_percentage(measure):
        return ""
    places = 0 if axis.low.is_integer() and axis.high.is_integer() else 1
    return f", axis {grouped(axis.low, places)} to {grouped(axis.high, places)}"


def _span_alt(figure: Figure, measure: Measure) -> Bound:
    assert figure.value is not None
    return Bound(said(figure.value, measure), figure_key(figure), machine(figure.value))


def _line_alt(figures: Sequence[Figure], measure: Measure, what: str) -> Line:
    """Return the alternative text of a line: its span, its highest, lowest and latest values, and its gaps."""
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
    measure, figures = reading.measure, reading.months
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < 2:
        return None
    axis = axis_for(values, measure)
    quarter = (month_of(reading.quarter.period_start), month_of(reading.quarter.period_end))
    unit = unit_in_words(measure)
    spec = _line_spec(
        figures,
        measure,
        width=MONTHS_WIDTH if _drawn(reading.rolling_months) else MONTHS_WIDTH + ROLLING_WIDTH,
        title=f"Each month, {unit}{_range_note(axis, measure)}",
        accent=accent,
        axis=axis,
        quarter=quarter,
        labels=_extremes(figures, measure),
    )
    alt = _line_alt(figures, measure, "Line chart by month")
    return finished(rendered(spec), f"{measure.id}-months", alt)


def _drawn(figures: Sequence[Figure]) -> bool:
    return sum(figure.value is not None for figure in figures) >= 2


def rolling_chart(reading: MeasureReading, accent: str) -> Picture | None:
    """Return the 12-month figure as a small chart of its own; None with fewer than two values.

    A percentage shares the axis of its months, because both lie in one range.
    """
    measure, figures = reading.measure, reading.rolling_months
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
    )
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "point":
            layer["mark"]["size"] = 12
    alt = _line_alt(figures, measure, "Line chart of the rolling twelve-month figure")
    return finished(rendered(spec), f"{measure.id}-rolling", alt)


def peers_chart(reading: MeasureReading, accent: str) -> Picture | None:
    """Return peers as ranked horizontal bars, own area in the accent; None with fewer than two figures."""
    order = ranked(reading)
    if len(order) < 2:
        return None
    measure = peer_measure(reading)
    rows = [
        {"title": peer.title, "value": value, "own": peer.own, "text": _short_peer(value, measure)}
        for peer, _, value in order
    ]
    colour = {"condition": {"test": "datum.own", "value": accent}, "value": "#aab4bd"}
    weight = {"condition": {"test": "datum.own", "value": 600}, "value": 400}
    y: Spec = {
        "field": "title",
        "type": "nominal",
        "sort": None,
        "axis": {
            "title": None,
            "ticks": False,
            "domain": False,
            "labelLimit": 220,
            "labelColor": INK,
            "labelFontWeight": {
                "condition": {"test": f"datum.value == {_quoted(_own_title(order))}", "value": "bold"},
                "value": "normal",
            },
        },
    }
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": None,
    }
    spec: Spec = {
        "width": 380,
        "height": {"step": PEER_ROW},
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.72}},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "text"},
                    "fontWeight": weight,
                    "color": {"value": INK},
                },
            },
        ],
        "config": _config(),
    }
    return finished(rendered(spec), f"{measure.id}-peers", _peers_alt(reading, order))


def _short_peer(value: float, measure: Measure) -> str:
    if measure.unit == "mm:ss":
        return clock(value)
    return grouped(value, places_for(measure, value))


def _own_title(order: Ranked) -> str:
    return next((peer.title for peer, _, _ in order if peer.own), "")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _peers_alt(reading: MeasureReading, order: Ranked) -> Line:
    measure = peer_measure(reading)

    def told(peer: PeerPosition, figure: Figure, value: float) -> Line:
        return line(Name(peer.title), ", ", Bound(said(value, measure), figure_key(figure), machine(value)))

    parts = line(
        "Bar chart of ", Name(measure.title), " by area, ", Name(reading.quarter.label), ". Best: ", told(*order[0]),
        "; last: ", told(*order[-1]), ".",
    )  # fmt: skip
    own = next((one for one in order if one[0].own), None)
    return parts if own is None else line(parts, " Own area: ", told(*own), ".")


def sparkline(reading: MeasureReading, accent: str) -> Picture | None:
    """Return the months as a line of 132 by 28 units, gaps left open; None with fewer than two values."""
    figures = reading.months
    known = [(index, figure.value) for index, figure in enumerate(figures) if figure.value is not None]
    if len(known) < 2:
        return None
    width, height, edge = 132.0, 28.0, 4.0
    high, low = max(value for _, value in known), min(value for _, value in known)
    reach = high - low or 1.0

    def at(index: int, value: float) -> tuple[float, float]:
        x = edge + (width - 2 * edge) * index / max(len(figures) - 1, 1)
        return round(x, 1), round(height - edge - (height - 2 * edge) * (value - low) / reach, 1)

    pieces, previous = [], -2
    for index, value in known:
        x, y = at(index, value)
        pieces.append(f"{'L' if index == previous + 1 else 'M'}{x:g} {y:g}")
        previous = index
    dots = [at(*known[-1])]
    dots += [at(index, value) for at_, (index, value) in enumerate(known[:-1]) if _lonely(known, at_)]
    circles = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{2.4 if n == 0 else 1.2:g}" fill="{accent}"/>'
        for n, (x, y) in enumerate(dots)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">'
        f'<path d="{"".join(pieces)}" fill="none" stroke="{ORDINARY}" stroke-width="1.3" stroke-linejoin="round"/>{circles}</svg>'
    )
    first, last = month_label(month_of(figures[0].period_end)), month_label(month_of(figures[-1].period_end))
    alt = line(Name(reading.measure.title), " by month, ", Name(first), " to ", Name(last))
    return finished(svg, f"{reading.measure.id}-spark", alt)


def _lonely(known: Sequence[tuple[int, float]], at: int) -> bool:
    """Whether a point has no neighbour in the months beside it, so that no line would show it."""
    index = known[at][0]
    before = at > 0 and known[at - 1][0] == index - 1
    after = at + 1 < len(known) and known[at + 1][0] == index + 1
    return not before and not after
