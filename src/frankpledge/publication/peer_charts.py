"""Peers as ranked horizontal bars, each with its value, and its interval where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frankpledge.contracts.figures import Figure
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import clock, grouped, machine, places_for, said
from frankpledge.publication.chart_style import Spec, config, text_at
from frankpledge.publication.label_places import text_width
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line, plain
from frankpledge.publication.peers import missing_peers, peer_key, peer_measure, ranked
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.readings import MeasureReading, PeerPosition
from frankpledge.publication.sentences import joined
from frankpledge.publication.tokens import INK, QUIET

Ranked = Sequence[tuple[PeerPosition, Figure, float]]

PEER_ROW, PEER_WIDTH = 17, 300

ALL_TOLD = 15
"""The alternative text of a chart of up to so many areas gives every value."""

ORDINARY_BAR = "#aab4bd"


@dataclass(frozen=True)
class PeerFindings:
    """What was found among peers, in the unit of their figures.

    ``intervals`` are (low, high) by area; ``mean`` is the weighted mean of the others (own area
    left out); ``ranks`` the best and worst rank that the own area could have.
    """

    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    mean: float | None = None
    ranks: tuple[int, int] | None = None


def peers_chart(reading: MeasureReading, accent: str, found: PeerFindings | None = None) -> Picture | None:
    """Return peers as ranked horizontal bars, own area in the accent; None with fewer than two figures.

    With ``found``, each bar has its interval as a whisker, values stand in a column at the
    right, and the mean of the others is a labelled line.
    """
    order = ranked(reading)
    if len(order) < 2:
        return None
    measure = peer_measure(reading)
    found = found or PeerFindings()
    rows: list[Spec] = []
    for peer, _, value in order:
        low, high = found.intervals.get(peer.area, (None, None))
        text = _short_peer(value, measure)
        rows.append(
            {"title": peer.title, "value": value, "own": peer.own, "text": text, "low": low, "high": high}
        )
    reach = max([value for _, _, value in order] + [high for _, high in found.intervals.values()])
    reach = max(reach, found.mean or 0.0) or 1.0
    spec, x, y = bars(rows, reach, accent, in_column=bool(found.intervals))
    spec["layer"] += [*_whiskers(rows, x, y), *_mean_line(found, measure, reach, len(order))]
    rank = own_rank(reading, found)
    if rank:
        spec["title"] = {"text": plain(rank)}
    return finished(rendered(spec), f"{measure.id}-peers", _peers_alt(reading, order, found))


def bars(
    rows: Sequence[Spec], reach: float, accent: str, *, in_column: bool = False
) -> tuple[Spec, Spec, Spec]:
    """Return horizontal bars with their values, and the channels of values and of names.

    Each row has ``title``, ``value``, ``text`` and ``own``: own is in the accent. Values stand at the bars'
    ends, or ``in_column`` at the right, where something else is drawn over the ends.
    """
    own = next((row["title"] for row in rows if row["own"]), "")
    colour = {"condition": {"test": "datum.own", "value": accent}, "value": ORDINARY_BAR}
    bold = {"test": f"datum.value == {_quoted(own)}", "value": "bold"}
    axis: Spec = {"title": None, "ticks": False, "domain": False, "labelLimit": 220, "labelColor": INK}
    axis["labelFontWeight"] = {"condition": bold, "value": "normal"}
    y: Spec = {"field": "title", "type": "nominal", "sort": None, "axis": axis}
    scale = {"domain": [0, reach], "nice": False}
    x: Spec = {"field": "value", "type": "quantitative", "scale": scale, "axis": None}
    text_mark: Spec = {"type": "text", "align": "left", "dx": 6 if in_column else 5}
    text: Spec = {"x": {"value": PEER_WIDTH} if in_column else x, "y": y}
    text |= {"text": {"field": "text"}, "color": {"value": INK}}
    spec: Spec = {
        "width": PEER_WIDTH,
        "height": {"step": PEER_ROW},
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        "data": {"values": list(rows)},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.72}},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {"mark": text_mark, "encoding": text},
        ],
        "config": config(),
    }
    return spec, x, y


def _whiskers(rows: Sequence[Spec], x: Spec, y: Spec) -> list[Spec]:
    """Return the intervals: a line over the bar's end with a stop at either end, on a ground of paper."""
    held = [row for row in rows if row["low"] is not None]
    if not held:
        return []
    low, high = {**x, "field": "low"}, {**x, "field": "high"}
    stop: Spec = {"type": "tick", "orient": "vertical", "size": 7, "thickness": 1.3, "color": INK}
    ground: Spec = {"type": "rule", "strokeWidth": 3.4, "color": "#ffffff", "opacity": 0.75}
    over = {"x": low, "x2": {"field": "high"}, "y": y}
    data = {"values": held}
    return [
        {"data": data, "mark": ground, "encoding": over},
        {"data": data, "mark": {"type": "rule", "strokeWidth": 1.3, "color": INK}, "encoding": over},
        {"data": data, "mark": stop, "encoding": {"x": low, "y": y}},
        {"data": data, "mark": stop, "encoding": {"x": high, "y": y}},
    ]


def _mean_line(found: PeerFindings, measure: Measure, reach: float, rows: int) -> list[Spec]:
    """Return the mean of the others as a line through all bars, named above them."""
    if found.mean is None:
        return []
    words = f"mean of the others {_short_peer(found.mean, measure)}"
    at = PEER_WIDTH * found.mean / reach
    half = text_width(words) / 2
    middle = min(max(at, half), max(PEER_WIDTH + 40 - half, half))
    height = PEER_ROW * rows
    rule: Spec = {"type": "rule", "color": INK, "strokeWidth": 1.2, "strokeDash": [4, 3]}
    places = {"x": {"value": round(at, 1)}, "y": {"value": -3}, "y2": {"value": height}}
    return [
        {"data": {"values": [{}]}, "mark": rule, "encoding": places},
        *text_at(middle, -11, words, colour=QUIET),
    ]


def _short_peer(value: float, measure: Measure) -> str:
    if measure.unit == "mm:ss":
        return clock(value)
    return grouped(value, places_for(measure, value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def own_rank(reading: MeasureReading, found: PeerFindings) -> Line:
    """Return ``Westmarch is rank 4 of 7 (could be 2 to 6)``; nothing without a set of possible ranks."""
    order = ranked(reading)
    place = next((place for place, (peer, _, _) in enumerate(order, start=1) if peer.own), None)
    if found.ranks is None or place is None:
        return line()
    peer, figure, _ = order[place - 1]
    key = figure_key(figure)
    low, high = (str(rank) for rank in found.ranks)
    return line(
        Name(peer.title),
        " is rank ",
        Bound(str(place), f"{key}>rank", str(place)),
        " of ",
        Bound(str(len(order)), f"{key}>ranked", str(len(order))),
        " (could be ",
        Bound(low, f"{key}>rank.best", low),
        " to ",
        Bound(high, f"{key}>rank.worst", high),
        ")",
    )


def _peers_alt(reading: MeasureReading, order: Ranked, found: PeerFindings) -> Line:
    measure = peer_measure(reading)

    def told(peer: PeerPosition, figure: Figure, value: float) -> Line:
        key = figure_key(figure)
        parts = line(
            Name(peer.title), ", ", Bound(said(value, measure), peer_key(reading, figure), machine(value))
        )
        if peer.area not in found.intervals:
            return parts
        low, high = (
            Bound(_short_peer(end, measure), f"{key}>interval.{name}", machine(end))
            for name, end in zip(("low", "high"), found.intervals[peer.area], strict=True)
        )
        return line(parts, " (could be ", low, " to ", high, ")")

    parts = line("Bar chart of ", Name(measure.title), " by area, ", Name(reading.quarter.label))
    if len(order) <= ALL_TOLD:
        values = [line("; " if place else " ", told(*one)) for place, one in enumerate(order)]
        parts = line(parts, ", best first.", *values, ".")
    else:
        parts = line(parts, ". Best: ", told(*order[0]), "; last: ", told(*order[-1]), ".")
        own = next((one for one in order if one[0].own), None)
        parts = parts if own is None else line(parts, " Own area: ", told(*own), ".")
    if found.mean is not None:
        key = f"{figure_key(order[0][1])}>mean-of-others"
        mean = Bound(said(found.mean, measure), key, machine(found.mean))
        parts = line(parts, " Mean of the others: ", mean, ".")
    rank = own_rank(reading, found)
    parts = line(parts, " ", rank, ".") if rank else parts
    missing = missing_peers(reading)
    return line(parts, " No figure: ", joined(missing), ".") if missing and found.intervals else parts
