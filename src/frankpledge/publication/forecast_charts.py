"""Forecasts as fans: what was seen, then the months ahead with their 80 and 95 per cent ranges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frankpledge.periods import month_key, month_label
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, short, shown, unit_in_words
from frankpledge.publication.axes import axis_for, range_note
from frankpledge.publication.chart_style import BAND, Spec, config, rule_at, text_at
from frankpledge.publication.label_places import (
    LINE_HEIGHT,
    Box,
    Wanted,
    drawn,
    place_labels,
    spread,
    text_width,
)
from frankpledge.publication.model import (
    Align,
    Bound,
    Column,
    Line,
    Name,
    Picture,
    RowGroup,
    Table,
    Text,
    Tone,
    line,
)
from frankpledge.publication.month_lines import Frame
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.tokens import INK, PAPER, QUIET

WIDTH, HEIGHT = 370, 210
INNER, OUTER = "#b4bfc9", BAND
"""Grounds of the 80 and 95 per cent ranges: grey, because a forecast is neither better nor worse."""


@dataclass(frozen=True)
class SeenMonth:
    """What was seen in a month; None where it was not supplied."""

    month: int
    value: float | None


@dataclass(frozen=True)
class ForecastMonth:
    """The centre of a forecast month and its two ranges, in the measure's unit."""

    month: int
    centre: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True)
class Forecast:
    """One series seen and ahead. ``key`` binds its numbers: ``figure_key`` of the last month seen.

    Months seen may lie among the months ahead: they are drawn over the fan, and tell how it held.
    """

    measure: Measure
    area: str
    seen: tuple[SeenMonth, ...]
    ahead: tuple[ForecastMonth, ...]
    key: str

    @property
    def last_seen(self) -> SeenMonth | None:
        """The newest month that was supplied."""
        return next((one for one in reversed(self.seen) if one.value is not None), None)

    @property
    def met(self) -> tuple[tuple[SeenMonth, ForecastMonth], ...]:
        """Months ahead that have since been seen."""
        values = {one.month: one for one in self.seen if one.value is not None}
        return tuple((values[one.month], one) for one in self.ahead if one.month in values)


def forecast_chart(forecast: Forecast, accent: str) -> Picture | None:
    """Return the fan; None without a month ahead or with fewer than two months seen."""
    known = [one.value for one in forecast.seen if one.value is not None]
    if not forecast.ahead or len(known) < 2:
        return None
    measure, ahead = forecast.measure, forecast.ahead
    ends = [end for one in ahead for end in (one.low95, one.high95)]
    axis = axis_for([*known, *ends], measure)
    first = min(forecast.seen[0].month, ahead[0].month)
    frame = Frame(first, max(ahead[-1].month, forecast.seen[-1].month), axis, WIDTH, HEIGHT)
    title = f"Each month, {unit_in_words(measure)}{range_note(axis, measure)}"
    spec: Spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
        "title": {"text": title},
        "data": {"values": [{}]},
        "layer": [
            *_fan(forecast, frame),
            *_start(forecast, frame),
            *_seen(forecast, frame, accent),
            *_last(forecast, frame, accent),
            *_names(forecast, frame),
        ],
        "config": config(),
    }
    return finished(rendered(spec), f"{measure.id}-forecast", _alt(forecast))


def _fan(forecast: Forecast, frame: Frame) -> list[Spec]:
    """Return both ranges and the centre, half a month out at either end so that one month is a band too."""
    ahead = forecast.ahead
    x, y = frame.x_channel(), frame.y_channel(forecast.measure)
    rows = [vars(one) for one in ahead]
    rows = [{**rows[0], "month": ahead[0].month - 0.5}, *rows, {**rows[-1], "month": ahead[-1].month + 0.5}]
    layers: list[Spec] = []
    for low, high, colour in (("low95", "high95", OUTER), ("low80", "high80", INNER)):
        over = {"x": x, "y": {**y, "field": high}, "y2": {"field": low}}
        layers.append({"data": {"values": rows}, "mark": {"type": "area", "color": colour}, "encoding": over})
    centre: Spec = {"type": "line", "color": INK, "strokeWidth": 1.5, "strokeDash": [5, 3]}
    layers.append(
        {"data": {"values": rows}, "mark": centre, "encoding": {"x": x, "y": {**y, "field": "centre"}}}
    )
    return layers


def _start(forecast: Forecast, frame: Frame) -> list[Spec]:
    """Return the line at which the forecast begins, named above the plot."""
    at = frame.x(forecast.ahead[0].month - 0.5)
    words = f"forecast from {month_label(forecast.ahead[0].month)}"
    rule = rule_at((at, -LINE_HEIGHT), (at, frame.height), dash=(3, 2))
    left = at > text_width(words)
    side = at - 4 if left else at + 4
    return [
        rule,
        *text_at(side, -LINE_HEIGHT / 2 - 2, words, colour=QUIET, align="right" if left else "left"),
    ]


def _seen(forecast: Forecast, frame: Frame, accent: str) -> list[Spec]:
    """Return the months seen as a line with points, gaps left open; those since seen ahead as diamonds."""
    x, y = frame.x_channel(), frame.y_channel(forecast.measure)
    start = forecast.ahead[0].month
    mark: Spec = {"type": "line", "color": accent, "strokeWidth": 1.6, "invalid": "break-paths-show-domains"}
    layers: list[Spec] = [
        {"data": {"values": _rows(forecast.seen)}, "mark": mark, "encoding": {"x": x, "y": y}}
    ]
    for rows, shape, size in (
        (_rows(one for one in forecast.seen if one.month < start), "circle", 20),
        (_rows(one for one, _ in forecast.met), "diamond", 70),
    ):
        point: Spec = {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "color": accent,
            "shape": shape,
            "size": size,
        }
        if shape == "diamond":
            point |= {"stroke": PAPER, "strokeWidth": 1}
        held = [row for row in rows if row["value"] is not None]
        if held:
            layers.append({"data": {"values": held}, "mark": point, "encoding": {"x": x, "y": y}})
    return layers


def _rows(months: Iterable[SeenMonth]) -> list[Spec]:
    return [{"month": one.month, "value": one.value} for one in months]


def _last(forecast: Forecast, frame: Frame, accent: str) -> list[Spec]:
    """Return the newest value seen, written beside it."""
    last = forecast.last_seen
    if last is None or last.value is None:
        return []
    seen = [one for one in forecast.seen if one.value is not None]
    points = [(frame.x(one.month), frame.y(one.value)) for one in seen if one.value is not None]
    points += [
        (frame.x(one.month), frame.y(end))
        for one in forecast.ahead
        for end in (one.centre, one.high95, one.low95)
    ]
    words = f"{short(last.value, forecast.measure)} in {month_label(last.month)}"
    wanted = Wanted(frame.x(last.month), frame.y(last.value), words, None, accent)
    placed = place_labels([wanted], Box(2, -2, frame.width, frame.height), avoid=points)
    return drawn(placed, strong=True)


def _names(forecast: Forecast, frame: Frame) -> list[Spec]:
    """Return the names of centre and ranges at the right, with the numbers of the last month ahead."""
    last, measure = forecast.ahead[-1], forecast.measure
    wanted = [
        (frame.y(last.high95), f"{short(last.high95, measure)} (95 %)", False),
        (frame.y(last.high80), f"{short(last.high80, measure)} (80 %)", False),
        (frame.y(last.centre), short(last.centre, measure), True),
        (frame.y(last.low80), f"{short(last.low80, measure)} (80 %)", False),
        (frame.y(last.low95), f"{short(last.low95, measure)} (95 %)", False),
    ]
    heights = spread([height for height, _, _ in wanted], 0, frame.height)
    return [
        spec
        for (_, words, strong), height in zip(wanted, heights, strict=True)
        for spec in text_at(
            frame.width + 6, height, words, colour=INK if strong else QUIET, align="left", strong=strong
        )
    ]


def _bound(value: float, forecast: Forecast, month: int, part: str) -> Bound:
    key = f"{forecast.key}>forecast.{month_key(month)}.{part}"
    return Bound(short(value, forecast.measure), key, machine(value))


def _alt(forecast: Forecast) -> Line:
    """Return the last value seen, the ends of the fan with both ranges, and how it has held."""
    first, last, seen = forecast.ahead[0], forecast.ahead[-1], forecast.last_seen
    parts = [_heading(forecast)]
    if seen is not None and seen.value is not None:
        value = _bound(seen.value, forecast, seen.month, "seen")
        parts.append(line("Last seen: ", value, " in ", Name(month_label(seen.month)), "."))
    for one in dict.fromkeys((first, last)):
        part = line(
            Name(month_label(one.month)),
            ": ",
            _bound(one.centre, forecast, one.month, "centre"),
            ", ",
            Name("80 % range "),
            _bound(one.low80, forecast, one.month, "low80"),
            " to ",
            _bound(one.high80, forecast, one.month, "high80"),
            ", ",
            Name("95 % range "),
            _bound(one.low95, forecast, one.month, "low95"),
            " to ",
            _bound(one.high95, forecast, one.month, "high95"),
            ".",
        )
        parts.append(part)
    if forecast.met:
        inside = sum(_within(seen, ahead) for seen, ahead in forecast.met)
        held, of = str(inside), str(len(forecast.met))
        key = f"{forecast.key}>forecast.met"
        parts.append(
            line(
                Bound(held, f"{key}.inside", held),
                " of ",
                Bound(of, key, of),
                " months since seen lie within the ",
                Name("95 % range."),
            )
        )
    return line(*(line(" " if place else None, part) for place, part in enumerate(parts)))


def _heading(forecast: Forecast) -> Line:
    unit = Name(unit_in_words(forecast.measure))
    return line("Forecast of ", Name(forecast.measure.title), ", ", Name(forecast.area), ", ", unit, ".")


def _within(seen: SeenMonth, ahead: ForecastMonth) -> bool:
    return seen.value is not None and ahead.low95 <= seen.value <= ahead.high95


def forecast_table(forecast: Forecast) -> Table:
    """Return the months ahead with centre and ranges, and what has been seen of them since."""
    measure, met = forecast.measure, {ahead.month: seen for seen, ahead in forecast.met}
    rows = []
    for one in forecast.ahead:
        parts = [("centre", one.centre), ("low80", one.low80), ("high80", one.high80)]
        parts += [("low95", one.low95), ("high95", one.high95)]
        keys = f"{forecast.key}>forecast.{month_key(one.month)}"
        cells = [
            line(Bound(short(value, measure), f"{keys}.{name}", machine(value))) for name, value in parts
        ]
        if met:
            seen = met[one.month].value if one.month in met else None
            text = Bound(shown(seen, measure), f"{keys}.seen", machine(seen)) if seen is not None else None
            cells.append(line(text or Text("not yet", tone=Tone.QUIET)))
        rows.append((line(Name(month_label(one.month))), *cells))
    titles = [line("Forecast"), line(Name("80 % from")), line(Name("80 % to"))]
    titles += [line(Name("95 % from")), line(Name("95 % to"))]
    if met:
        titles.append(line("Seen since"))
    return Table(
        f"forecast-{measure.id}",
        line(
            "Forecast of ", Name(measure.title), ", ", Name(forecast.area), ", ", Name(unit_in_words(measure))
        ),
        (Column(line("Month"), share=1.6), *(Column(title, Align.NUMBER) for title in titles)),
        (RowGroup(line(), tuple(rows)),),
        folded=True,
        compact=True,
    )
