"""What all charts share: their typeface, sizes and colours, as a Vega-Lite configuration."""

from __future__ import annotations

from typing import Any

from frankpledge.publication.model import Tone
from frankpledge.publication.tokens import BETTER, FONT_FAMILY, GRID, INK, ORDINARY, PAPER, QUIET, WORSE

Spec = dict[str, Any]

BAND, BAND_EDGE = "#dde3e8", "#8b959e"
"""Ground and edge of an expected range."""

TONE_COLOURS = {Tone.BETTER: BETTER, Tone.WORSE: WORSE, Tone.PLAIN: INK, Tone.QUIET: ORDINARY}
"""Blue for better, orange for worse; what is exceptional but neither is dark, what is ordinary grey."""


def config() -> Spec:
    """Return the configuration every chart is drawn with."""
    return {
        "font": FONT_FAMILY,
        "view": {"stroke": None},
        "aria": False,
        "axis": {
            "labelFontSize": 12.5,
            "titleFontSize": 12.5,
            "titleFontWeight": 400,
            "labelColor": QUIET,
            "titleColor": QUIET,
            "gridColor": GRID,
            "domainColor": QUIET,
            "tickColor": QUIET,
            "labelPadding": 5,
        },
        "title": {
            "fontSize": 13.5,
            "fontWeight": 600,
            "color": INK,
            "anchor": "start",
            "subtitleFontSize": 12,
            "subtitleColor": QUIET,
            "offset": 8,
            "frame": "bounds",
        },
        "text": {"fontSize": 12.5, "color": INK},
    }


def text_at(
    x: float, y: float, text: str, *, colour: str = INK, align: str = "center", strong: bool = False
) -> list[Spec]:
    """Return a text at a place of the picture, on a thin ground of paper so that lines do not cross it."""
    mark: Spec = {
        "type": "text",
        "x": round(x, 1),
        "y": round(y, 1),
        "text": text,
        "align": align,
        "baseline": "middle",
        "fontWeight": 600 if strong else 400,
    }
    ground = {
        **mark,
        "color": PAPER,
        "stroke": PAPER,
        "strokeWidth": 3,
        "strokeJoin": "round",
        "opacity": 0.85,
    }
    return [_one(ground), _one({**mark, "color": colour})]


def rule_at(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str = QUIET,
    dash: tuple[int, int] | None = None,
) -> Spec:
    """Return a thin line between two places of the picture."""
    mark: Spec = {"type": "rule", "color": colour, "strokeWidth": 1}
    if dash is not None:
        mark["strokeDash"] = list(dash)
    ends = {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}
    places = {channel: {"value": round(at, 1)} for channel, at in ends.items()}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": places}


def box_at(left: float, top: float, right: float, bottom: float, **look: object) -> Spec:
    """Return a rectangle of the picture."""
    return _one({"type": "rect", "x": left, "y": top, "x2": right, "y2": bottom, **look})


def _one(mark: Spec) -> Spec:
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {}}
