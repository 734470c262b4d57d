"""Findings about months as layers of their chart: band, marks, breaks and target, with their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frankpledge.contracts.figures import Figure
from frankpledge.periods import month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import short
from frankpledge.publication.chart_style import BAND, BAND_EDGE, TONE_COLOURS, Spec, box_at, rule_at, text_at
from frankpledge.publication.label_places import (
    LINE_HEIGHT,
    Box,
    Wanted,
    drawn,
    place_labels,
    spread,
    text_width,
)
from frankpledge.publication.month_findings import ExpectedMonth, MarkKind, MonthFindings, MonthMark
from frankpledge.publication.month_lines import Frame, points_of
from frankpledge.publication.tokens import INK, PAPER, QUIET

RANGE_APART = 30
"""A range drawn less high than this has its two ends written in one line."""

EDGE_ROOM = 70
"""How far names may reach beyond the right of the plot, where the range is labelled."""

MOST_LABELLED = 3
"""More exceptional months than these newest ones are told by their shape, the table and the description."""

_SIZES = {MarkKind.OUTSIDE: 95, MarkKind.RUN: 62, MarkKind.SIGNAL: 95, MarkKind.PEERS: 110}
_SHAPES = {MarkKind.RUN: "square", MarkKind.SIGNAL: "diamond", MarkKind.PEERS: "cross"}


@dataclass(frozen=True)
class MonthLayers:
    """Layers behind and before the line of months."""

    under: list[Spec]
    over: list[Spec]


def month_layers(
    found: MonthFindings,
    figures: Sequence[Figure],
    measure: Measure,
    frame: Frame,
    extremes: Sequence[Wanted],
) -> MonthLayers:
    """Return findings as layers; ``extremes`` are labels wanted besides, where there is room left."""
    band = _band(found, figures, measure, frame)
    target = [] if found.target is None else [_level(frame, found.target)]
    marks, places = _marks(found, figures, measure, frame)
    inside = Box(2, -6, frame.width + 4, frame.height)
    symbols = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in places]
    points = points_of(figures, frame)
    named = place_labels(
        _names(found, figures, frame), inside, avoid=points, taken=symbols, most=MOST_LABELLED
    )
    free = [one for one in extremes if not any(box.covers((one.x, one.y)) for box in symbols)]
    taken = [*symbols, *(one.box for one in named)]
    values = place_labels(free, inside, avoid=points, taken=taken)
    return MonthLayers(
        [*_headlines(found, frame), *band, *target],
        [
            *marks,
            *drawn(named, strong=True),
            *drawn(values),
            *_edge_labels(found, figures, measure, frame),
        ],
    )


def _band(found: MonthFindings, figures: Sequence[Figure], measure: Measure, frame: Frame) -> list[Spec]:
    """Return the expected range as a band, half a month out at its ends, and its centre as dashes."""
    x, y = frame.x_channel(), frame.y_channel(measure)
    layers: list[Spec] = []
    for stretch in found.stretches(figures):
        rows: list[Spec] = [{"month": row.month, **_ends(row, frame)} for row in stretch]
        rows = [
            {**rows[0], "month": max(stretch[0].month - 0.5, frame.first - 0.7)},
            *rows,
            {**rows[-1], "month": min(stretch[-1].month + 0.5, frame.last + 0.7)},
        ]
        high, low = {**y, "field": "high"}, {"field": "low"}
        layers.append(
            {
                "data": {"values": rows},
                "mark": {"type": "area", "color": BAND},
                "encoding": {"x": x, "y": high, "y2": low},
            }
        )
        edge: Spec = {"type": "line", "color": BAND_EDGE, "strokeWidth": 0.8}
        for name in ("low", "high"):
            layers.append(
                {"data": {"values": rows}, "mark": edge, "encoding": {"x": x, "y": {**y, "field": name}}}
            )
        if all(row.centre is not None for row in stretch):
            dashes = {**edge, "strokeDash": [4, 3], "color": QUIET, "strokeWidth": 1.1}
            centre = {**y, "field": "centre"}
            layers.append({"data": {"values": rows}, "mark": dashes, "encoding": {"x": x, "y": centre}})
    return layers


def _ends(row: ExpectedMonth, frame: Frame) -> dict[str, float | None]:
    """Return a month's range from where the axis begins: what is never below zero is not drawn there."""
    ends = {"low": row.low, "centre": row.centre, "high": row.high}
    return {name: None if end is None else max(end, frame.axis.low) for name, end in ends.items()}


def _level(frame: Frame, value: float) -> Spec:
    return rule_at((0, frame.y(value)), (frame.width, frame.y(value)), colour=INK, dash=(1, 2))


def _edge_labels(
    found: MonthFindings, figures: Sequence[Figure], measure: Measure, frame: Frame
) -> list[Spec]:
    """Return the names of band, centre and target, at the right of the plot and clear of one another."""
    wanted: list[tuple[float, str, bool]] = []
    newest = next((stretch[-1] for stretch in reversed(list(found.stretches(figures)))), None)
    if newest is not None and newest.low is not None and newest.high is not None:
        from_ = max(newest.low, frame.axis.low)
        top, bottom = frame.y(max(newest.high, from_)), frame.y(from_)
        low, high = short(from_, measure), short(newest.high, measure)
        if bottom - top >= RANGE_APART:
            wanted += [(top, high, False), ((top + bottom) / 2, "expected", False), (bottom, low, False)]
        else:
            middle = (top + bottom) / 2
            wanted += [(middle - 7, "expected", False), (middle + 7, f"{low} to {high}", False)]
    if found.target is not None:
        wanted.append((frame.y(found.target), f"target {short(found.target, measure)}", True))
    heights = spread([height for height, _, _ in wanted], 0, frame.height)
    return [
        spec
        for (_, words, strong), height in zip(wanted, heights, strict=True)
        for spec in text_at(
            frame.width + 7, height, words, colour=INK if strong else QUIET, align="left", strong=strong
        )
    ]


def _headlines(found: MonthFindings, frame: Frame) -> list[Spec]:
    """Return breaks and months left out, named above the plot in as few rows as keep them apart.

    Names are set from the right: a break's rule runs up to its own name at its left end, so that
    it passes no name of a later break.
    """
    wanted: list[tuple[float, bool, str]] = []
    layers: list[Spec] = []
    for left_out in found.excluded:
        first, last = max(left_out.first, frame.first), min(left_out.last, frame.last)
        if first <= last:
            left, right = frame.x(first - 0.5), frame.x(last + 0.5)
            look = {"color": "#f3f1ec", "stroke": BAND_EDGE, "strokeDash": [2, 3], "strokeWidth": 0.8}
            layers.append(box_at(left, 0, right, frame.height, **look))
            wanted.append((left, False, f"left out: {left_out.words}"))
    for one in found.breaks:
        if frame.first < one.month <= frame.last:
            wanted.append((frame.x(one.month - 0.5), True, one.words))
    rows: list[float] = []
    for at, is_break, words in sorted(wanted, reverse=True):
        wide = text_width(words) + 8
        left = at if at + wide <= frame.width + EDGE_ROOM else max(at - wide, 0)
        row = next((n for n, start in enumerate(rows) if left + wide <= start), len(rows))
        rows[row : row + 1] = [left]
        y = -LINE_HEIGHT / 2 - 2 - row * LINE_HEIGHT
        if is_break:
            layers.append(rule_at((at, y - LINE_HEIGHT / 2), (at, frame.height), dash=(3, 2)))
        layers += text_at(left + 4, y, words, colour=QUIET, align="left")
    return layers


def _marks(
    found: MonthFindings, figures: Sequence[Figure], measure: Measure, frame: Frame
) -> tuple[list[Spec], list[tuple[float, float]]]:
    """Return the shapes of exceptional months, and where they stand."""
    held = _values(figures)
    x, y = frame.x_channel(), frame.y_channel(measure)
    layers: list[Spec] = []
    marks = [mark for mark in sorted(found.marks, key=lambda mark: mark.month) if mark.month in held]
    for mark in marks:
        layers.append(marked_point(mark, held[mark.month], x, y))
    return layers, [(frame.x(mark.month), frame.y(held[mark.month])) for mark in marks]


def marked_point(mark: MonthMark, value: float, x: Spec, y: Spec) -> Spec:
    """Return the shape of an exceptional month over its value; ``x`` and ``y`` are the line's encodings."""
    look: Spec = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "shape": shape_of(mark),
        "size": _SIZES[mark.kind],
        "color": TONE_COLOURS[mark.tone],
        "stroke": PAPER,
        "strokeWidth": 1,
    }
    row = {"month": mark.month, "value": value}
    return {"data": {"values": [row]}, "mark": look, "encoding": {"x": x, "y": y}}


def _names(found: MonthFindings, figures: Sequence[Figure], frame: Frame) -> list[Wanted]:
    """Return what should be named where, newest first."""
    held = _values(figures)
    middles = [stretch[len(stretch) // 2] for stretch in found.marked(held)]
    return [
        Wanted(frame.x(one.month), frame.y(held[one.month]), one.words, one.above, TONE_COLOURS[one.tone])
        for one in middles
    ]


def _values(figures: Sequence[Figure]) -> dict[int, float]:
    return {month_of(figure.period_end): figure.value for figure in figures if figure.value is not None}


def shape_of(mark: MonthMark) -> str:
    """Return the shape of a mark: triangles point to the side, each other kind has a shape of its own."""
    up = "triangle-up" if mark.above else "triangle-down"
    return _SHAPES.get(mark.kind, up)
