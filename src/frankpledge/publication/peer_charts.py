"""Peers as ranked horizontal bars, each with its value, own area in the accent colour."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.figures import Figure
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import clock, grouped, machine, places_for, said
from frankpledge.publication.chart_style import Spec, config
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.peers import peer_measure, ranked
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.readings import MeasureReading, PeerPosition
from frankpledge.publication.tokens import INK

Ranked = Sequence[tuple[PeerPosition, Figure, float]]

PEER_ROW = 17

ALL_TOLD = 15
"""The alternative text of a chart of up to so many areas gives every value."""


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
        "width": 300,
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
        "config": config(),
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

    title = line("Bar chart of ", Name(measure.title), " by area, ", Name(reading.quarter.label))
    if len(order) <= ALL_TOLD:
        values = [line("; " if place else " ", told(*one)) for place, one in enumerate(order)]
        return line(title, ", best first.", *values, ".")
    parts = line(title, ". Best: ", told(*order[0]), "; last: ", told(*order[-1]), ".")
    own = next((one for one in order if one[0].own), None)
    return parts if own is None else line(parts, " Own area: ", told(*own), ".")
