"""A line of months with points, as a chart specification: gaps stay gaps, provisional months are hollow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frankpledge.contracts.figures import Figure, State
from frankpledge.periods import month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.axes import Axis
from frankpledge.publication.chart_style import Spec, config
from frankpledge.publication.tokens import PAPER, QUIET

HEIGHT = 190

QUARTERS_BELOW = 27
"""A span shorter than this many months has its quarters named on the axis, not only its years."""

NARROW = 200
"""On a chart less wide than this, only years are named, and few of them."""

SIDE = 0.8
"""How much of a month is left free at either end."""


@dataclass(frozen=True)
class Frame:
    """The plotting area of months ``first`` to ``last``: where a month and a value stand in the picture."""

    first: int
    last: int
    axis: Axis
    width: float
    height: float = HEIGHT

    def x(self, month: float) -> float:
        """Return where a month stands, from the left of the plotting area."""
        return self.width * (month - self.first + SIDE) / (self.last - self.first + 2 * SIDE)

    def y(self, value: float) -> float:
        """Return where a value stands, from the top of the plotting area."""
        return self.height * (1 - self.axis.share(value))

    def x_channel(self) -> Spec:
        """Return the encoding of months along the bottom."""
        ticks, words = _month_ticks(self.first, self.last, narrow=self.width < NARROW)
        return {
            "field": "month",
            "type": "quantitative",
            "scale": {"domain": [self.first - SIDE, self.last + SIDE], "nice": False, "zero": False},
            "axis": {"title": None, "values": ticks, "labelExpr": words, "grid": False, "tickSize": 5},
        }

    def y_channel(self, measure: Measure) -> Spec:
        """Return the encoding of values up the side."""
        return {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [self.axis.low, self.axis.high], "nice": False, "zero": False},
            "axis": value_axis(measure, self.axis),
        }


def value_axis(measure: Measure, axis: Axis) -> Spec:
    """Return how an axis of values is drawn: numbers without a line, times as a clock."""
    made: Spec = {"title": None, "values": axis.ticks, "domain": False, "ticks": False}
    if measure.unit == "mm:ss":
        made["labelExpr"] = "floor(datum.value / 60) + ':' + format(datum.value % 60, '02d')"
    else:
        made["labelExpr"] = "format(datum.value, ',~f')"  # As a format of the axis it would round 2.5 to 3.
    return made


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


def frame_of(figures: Sequence[Figure], axis: Axis, width: float) -> Frame:
    """Return the plotting area of figures that run month by month."""
    return Frame(month_of(figures[0].period_end), month_of(figures[-1].period_end), axis, width)


def points_of(figures: Sequence[Figure], frame: Frame) -> list[tuple[float, float]]:
    """Return where the points of a line stand, and the middles between neighbours."""
    places: list[tuple[float, float]] = []
    before: tuple[float, float] | None = None
    for figure in figures:
        if figure.value is None:
            before = None
            continue
        here = frame.x(month_of(figure.period_end)), frame.y(figure.value)
        if before is not None:
            places.append(((before[0] + here[0]) / 2, (before[1] + here[1]) / 2))
        places.append(here)
        before = here
    return places


def line_spec(
    figures: Sequence[Figure],
    measure: Measure,
    frame: Frame,
    *,
    title: str | list[str],
    colour: str,
    under: Sequence[Spec] = (),
    over: Sequence[Spec] = (),
    gap_words: tuple[str, ...] = ("not", "supplied"),
    point_size: int = 26,
) -> Spec:
    """Return a line of months with points; ``under`` and ``over`` are layers behind and before the line."""
    rows = [
        {
            "month": month_of(figure.period_end),
            "value": figure.value,
            "hollow": figure.state is State.IMMATURE,
        }
        for figure in figures
    ]
    x, y = frame.x_channel(), frame.y_channel(measure)
    point: Spec = {"type": "point", "size": point_size, "filled": True, "opacity": 1}
    hollow = {**point, "color": PAPER, "stroke": colour, "strokeWidth": 1.6, "size": min(point_size + 8, 34)}
    layers: list[Spec] = [
        *_gap_layers(_gaps(figures), x, gap_words),
        *under,
        {
            "mark": {
                "type": "line",
                "color": colour,
                "strokeWidth": 1.6,
                "strokeJoin": "round",
                "invalid": "break-paths-show-domains",
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "datum.value != null && !datum.hollow"}],
            "mark": {**point, "color": colour},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "datum.value != null && datum.hollow"}],
            "mark": hollow,
            "encoding": {"x": x, "y": y},
        },
        *over,
    ]
    return {
        "width": frame.width,
        "height": frame.height,
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
        "title": {"text": title},
        "data": {"values": rows},
        "layer": layers,
        "config": config(),
    }


def _gap_layers(gaps: list[Spec], x: Spec, words: tuple[str, ...]) -> list[Spec]:
    """Return missing months as bands, which say what they are where there is room."""
    if not gaps:
        return []
    layers: list[Spec] = [
        {
            "data": {"values": gaps},
            "mark": {"type": "rect", "color": "#eceff1"},
            "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}},
        }
    ]
    wide = [gap for gap in gaps if gap["wide"]]
    if wide:
        said: Spec = {
            "type": "text",
            "text": list(words),
            "color": QUIET,
            "baseline": "bottom",
            "lineBreak": "\n",
            "y": HEIGHT - 20,
            "fontSize": 11,
        }
        layers.append({"data": {"values": wide}, "mark": said, "encoding": {"x": {**x, "field": "middle"}}})
    return layers
