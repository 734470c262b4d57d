"""Funnels: areas by their size and rate, against lines that widen where chance alone moves more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import (
    direction_note,
    grouped,
    machine,
    said,
    short,
    shown,
    unit_in_words,
)
from frankpledge.publication.axes import Axis, axis_for, range_note, size_axis
from frankpledge.publication.chart_style import TONE_COLOURS, Spec, config, rule_at, text_at
from frankpledge.publication.label_places import Box, Wanted, drawn, place_labels, spread
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
from frankpledge.publication.month_lines import value_axis
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.sentences import joined
from frankpledge.publication.tokens import INK, ORDINARY, PAPER, QUIET

WIDTH, HEIGHT = 360, 250

TOLD = 12
"""The description tells so many outlying areas, the farthest out first."""

MOST_NAMED = 8
"""More outlying areas than this are named in the table and the description only."""


class Beyond(StrEnum):
    """Which line of the funnel a value lies beyond."""

    NEITHER = ""
    WARNING = "beyond 95 %"
    CONTROL = "beyond 99.8 %"


@dataclass(frozen=True)
class FunnelArea:
    """One area: how large it is, its value, and what was found. ``key`` binds its numbers to a figure."""

    title: str
    size: float
    value: float
    key: str
    own: bool = False
    beyond: Beyond = Beyond.NEITHER
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class FunnelLines:
    """The limits at each of the sizes ``at``, rising; in the measure's unit."""

    at: Sequence[float]
    low95: Sequence[float]
    high95: Sequence[float]
    low998: Sequence[float]
    high998: Sequence[float]


@dataclass(frozen=True)
class Funnel:
    """A funnel of one measure in one period.

    ``size_words`` says what size is counted in (``residents``); ``missing`` are areas without a
    figure; ``overdispersed`` that the lines allow for areas differing by more than chance.
    """

    measure: Measure
    period: str
    areas: tuple[FunnelArea, ...]
    lines: FunnelLines
    centre: float
    size_words: str
    overdispersed: bool = False
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = self.lines
        lengths = {len(one) for one in (lines.at, lines.low95, lines.high95, lines.low998, lines.high998)}
        if len(lengths) != 1:
            raise ValueError("the lines of a funnel have different lengths")


def funnel_chart(funnel: Funnel, accent: str) -> Picture | None:
    """Return areas as points in their funnel, own and outlying areas named; None with fewer than three."""
    if len(funnel.areas) < 3 or len(funnel.lines.at) < 2:
        return None
    measure = funnel.measure
    up, across = axis_for(_heights(funnel), measure, free=True), size_axis([a.size for a in funnel.areas])
    channels = _channels(funnel, across, up)
    title = f"{unit_in_words(measure).capitalize()}{_stated_range(up, measure)}{direction_note(measure)}"
    spec: Spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
        "title": {"text": title},
        "data": {"values": [{}]},
        "layer": [
            *_limits(funnel.lines, channels),
            rule_at((0, _y(funnel.centre, up)), (WIDTH, _y(funnel.centre, up))),
            *(_point(area, funnel, accent, channels) for area in sorted(funnel.areas, key=_prominence)),
            *_names(funnel, accent, across, up),
            *_line_names(funnel, across, up),
        ],
        "config": config(),
    }
    return finished(rendered(spec), f"{measure.id}-funnel", _alt(funnel))


def _y(value: float, axis: Axis) -> float:
    return HEIGHT * (1 - axis.share(value))


def _heights(funnel: Funnel) -> list[float]:
    """Return the values the axis must hold: the areas, and the lines from the smallest area on."""
    smallest, lines = min(area.size for area in funnel.areas), funnel.lines
    reached = [place for place, size in enumerate(lines.at) if size >= smallest]
    ends = [limits[place] for limits in (lines.low998, lines.high998) for place in reached]
    least = min([0.0, *(area.value for area in funnel.areas)])  # A limit below what can be is not drawn.
    return [*(area.value for area in funnel.areas), *(max(end, least) for end in ends), funnel.centre]


def _stated_range(axis: Axis, measure: Measure) -> str:
    """Return the range of an axis that does not start at zero, and of every percentage."""
    if axis.low == 0:
        return range_note(axis, measure)
    return f", axis {short(axis.low, measure)} to {short(axis.high, measure)}"


def _channels(funnel: Funnel, across: Axis, up: Axis) -> Spec:
    """Return where sizes and values stand, sizes in thousands or millions where they are large."""
    divisor, words = next(one for one in _UNITS if across.high >= one[0] * one[2])[:2]
    size_words = funnel.size_words.capitalize()
    x: Spec = {
        "field": "size",
        "type": "quantitative",
        "scale": {"domain": [across.low, across.high], "nice": False, "zero": False},
        "axis": {
            "title": f"{size_words}, {words}" if words else size_words,
            "values": across.ticks,
            "labelExpr": f"format(datum.value / {divisor}, ',~f')",
            "grid": False,
            "tickSize": 5,
        },
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [up.low, up.high], "nice": False, "zero": False},
        "axis": value_axis(funnel.measure, up),
    }
    return {"x": x, "y": y}


_UNITS = ((1_000_000, "millions", 2), (1_000, "thousands", 10), (1, "", 0))
"""What sizes are divided by, how that is called, and how many of them an axis must reach."""


def _limits(lines: FunnelLines, channels: Spec) -> list[Spec]:
    layers: list[Spec] = []
    for limits, dash in (
        (lines.low95, [5, 3]),
        (lines.high95, [5, 3]),
        (lines.low998, [1, 0]),
        (lines.high998, [1, 0]),
    ):
        rows = [{"size": size, "value": limit} for size, limit in zip(lines.at, limits, strict=True)]
        mark: Spec = {"type": "line", "color": ORDINARY, "strokeWidth": 1.1, "strokeDash": dash, "clip": True}
        layers.append({"data": {"values": rows}, "mark": mark, "encoding": channels})
    return layers


def _prominence(area: FunnelArea) -> tuple[bool, bool]:
    return area.own, area.beyond is not Beyond.NEITHER


def _point(area: FunnelArea, funnel: Funnel, accent: str, channels: Spec) -> Spec:
    """Return an area's point: ordinary ones round and grey, outlying ones triangles, the own one ringed."""
    shape, size, colour = "circle", 34, "#848e97"
    if area.own:
        shape, size, colour = "diamond", 130, accent
    if area.beyond is not Beyond.NEITHER:
        shape = "triangle-up" if area.value > funnel.centre else "triangle-down"
        size, colour = (150 if area.own else 85), TONE_COLOURS[area.tone]
    mark: Spec = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "shape": shape,
        "size": size,
        "color": colour,
    }
    mark |= {"stroke": INK if area.own else PAPER, "strokeWidth": 1.4 if area.own else 0.8}
    row = {"size": area.size, "value": area.value}
    return {"data": {"values": [row]}, "mark": mark, "encoding": channels}


def _names(funnel: Funnel, accent: str, across: Axis, up: Axis) -> list[Spec]:
    """Return the names of the own area and of those beyond the lines, the farthest beyond first."""

    def placed(area: FunnelArea) -> tuple[float, float]:
        return WIDTH * across.share(area.size), _y(area.value, up)

    def wanted(area: FunnelArea) -> Wanted:
        ordinary = area.beyond is Beyond.NEITHER
        colour = accent if area.own and ordinary else TONE_COLOURS[area.tone]
        return Wanted(*placed(area), area.title, area.value > funnel.centre, colour)

    outlying = sorted(_outlying(funnel), key=lambda area: not area.own)
    own = [area for area in funnel.areas if area.own and area.beyond is Beyond.NEITHER]
    places = [placed(area) for area in funnel.areas]
    limits = [
        (WIDTH * across.share(size), _y(limit, up))
        for row in (funnel.lines.low95, funnel.lines.high95, funnel.lines.low998, funnel.lines.high998)
        for size, limit in zip(funnel.lines.at, row, strict=True)
    ]
    named = place_labels(
        [wanted(area) for area in [*own, *outlying]],
        Box(2, -6, WIDTH + 20, HEIGHT - 2),
        avoid=[*places, *limits[::4]],
        taken=[Box(x - 4, y - 4, x + 4, y + 4) for x, y in places],
        most=MOST_NAMED,
    )
    return drawn(named, strong=True)


def _outlying(funnel: Funnel) -> list[FunnelArea]:
    """Return the areas beyond a line, those beyond the outer one first, then by how far from the centre."""
    found = [area for area in funnel.areas if area.beyond is not Beyond.NEITHER]
    return sorted(
        found, key=lambda area: (area.beyond is Beyond.WARNING, -abs(area.value - funnel.centre), area.title)
    )


def _line_names(funnel: Funnel, across: Axis, up: Axis) -> list[Spec]:
    """Return what the lines are, at their right ends."""
    lines = funnel.lines
    last = max((n for n, size in enumerate(lines.at) if size <= across.high), default=0)
    wanted = [(_y(funnel.centre, up), f"mean {short(funnel.centre, funnel.measure)}")]
    named = (("95 %", lines.high95, lines.low95), ("99.8 %", lines.high998, lines.low998))
    ends = [(limits[last], name) for name, *pair in named for limits in pair]
    wanted += [(_y(end, up), name) for end, name in ends if end > up.low]
    heights = spread([min(max(height, 0.0), HEIGHT) for height, _ in wanted], 0, HEIGHT)
    return [
        spec
        for (_, words), height in zip(wanted, heights, strict=True)
        for spec in text_at(WIDTH + 6, height, words, colour=QUIET, align="left")
    ]


def funnel_subtitle(funnel: Funnel, area_title: str) -> Line:
    """Return unit, group and period, and whether the lines allow for more than chance."""
    allowed = (
        "The lines allow for areas differing by more than chance."
        if funnel.overdispersed
        else "The lines show what chance alone would do."
    )
    return line(
        Name(unit_in_words(funnel.measure).capitalize()),
        ", ",
        Name(area_title),
        ", ",
        Name(funnel.period),
        f". {allowed}",
    )


def _alt(funnel: Funnel) -> Line:
    """Return own and outlying areas with their values, the mean, and how many are within the lines."""
    measure = funnel.measure

    def told(area: FunnelArea) -> Line:
        value = Bound(said(area.value, measure, again=True), area.key, machine(area.value))
        beyond = Name(f", {area.beyond}") if area.beyond is not Beyond.NEITHER else ", within the lines"
        side = ("", " above", " below")[
            0 if area.beyond is Beyond.NEITHER else 1 if area.value > funnel.centre else 2
        ]
        tone = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(area.tone, "")
        return line(Name(area.title), ", ", value, beyond, side, tone)

    own = [area for area in funnel.areas if area.own]
    outlying = [area for area in _outlying(funnel) if not area.own]
    count, key = str(len(funnel.areas)), f"{funnel.areas[0].key}>funnel"
    centre = Bound(said(funnel.centre, measure), f"{key}.centre", machine(funnel.centre))
    parts = [
        line("Funnel chart of ", Name(measure.title), " by area, ", Name(funnel.period), "."),
        line(Bound(count, f"{key}.areas", count), " areas, mean ", centre, "."),
    ]
    parts += [line("Own area: ", told(area), ".") for area in own]
    if outlying:
        named = (line("; " if place else None, told(area)) for place, area in enumerate(outlying[:TOLD]))
        more = str(len(outlying) - TOLD)
        rest = line("; and ", Bound(more, f"{key}.more", more), " more") if len(outlying) > TOLD else None
        parts.append(line("Outside the lines: ", *named, rest, "."))
    else:
        parts.append(line("No other area is outside the lines." if own else "No area is outside the lines."))
    return line(*(line(" " if place else None, part) for place, part in enumerate(parts)))


def funnel_table(funnel: Funnel) -> Table:
    """Return the areas of a funnel, the outlying ones first, with size, value and what was found."""
    measure, rest = funnel.measure, [a for a in funnel.areas if a.beyond is Beyond.NEITHER]
    rows = []
    for area in [*_outlying(funnel), *sorted(rest, key=lambda area: area.title)]:
        own = Text(" (own area)", tone=Tone.QUIET) if area.own else None
        found = Name(f"{area.beyond}, {'above' if area.value > funnel.centre else 'below'}")
        rows.append(
            (
                line(Name(area.title, strong=area.own), own),
                line(Bound(grouped(area.size), f"{area.key}>size", machine(area.size))),
                line(Bound(shown(area.value, measure), area.key, machine(area.value))),
                line(Text("within the lines", tone=Tone.QUIET) if area.beyond is Beyond.NEITHER else found),
            )
        )
    notes = (line("No figure: ", joined(funnel.missing), "."),) if funnel.missing else ()
    return Table(
        f"funnel-{measure.id}",
        line(Name(measure.title), " by area and size, ", Name(funnel.period)),
        (
            Column(line("Area"), share=2),
            Column(line(Name(funnel.size_words.capitalize())), Align.NUMBER),
            Column(line(Name(unit_in_words(measure).capitalize())), Align.NUMBER),
            Column(line("Against the lines"), share=1.5),
        ),
        (RowGroup(line(), tuple(rows)),),
        notes,
        folded=True,
        compact=True,
        paged=False,
    )
