"""Maps of findings over small areas: what was found by ground and by symbol, and the rest quiet.

A map shows where, its table how much. The page has no server to ask, so shapes are simplified
until a county of small census areas is no larger than a photograph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, said, short, shown, unit_in_words
from frankpledge.publication.boundary_shapes import (
    TENTHS,
    Polygon,
    Shapes,
    borders,
    centre,
    doubled_area,
    hatching,
    outlines,
    shapes,
)
from frankpledge.publication.chart_style import TONE_COLOURS, Spec, box_at, config, rule_at, text_at
from frankpledge.publication.label_places import LINE_HEIGHT, Box, Wanted, drawn, place_labels, text_width
from frankpledge.publication.model import (
    Align,
    Bound,
    Cell,
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
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.tokens import PAPER

WIDTH, MOST_HEIGHT = 420.0, 500.0

MOST_NAMED = 8
"""More areas with findings than this are told by their symbol, and named in the table."""

TOLD = 12
"""The description tells so many areas with findings."""

GROUND, BORDER, HATCH, OUTLINE = "#eceff1", "#b3bcc4", "#949ea7", "#55606b"
_GROUNDS = {Tone.BETTER: "#a9c9e8", Tone.WORSE: "#f3bd94", Tone.PLAIN: "#c3cad0", Tone.QUIET: GROUND}


class Side(StrEnum):
    """What was found of an area."""

    MORE = "more than expected"
    FEWER = "fewer than expected"
    ORDINARY = "as expected"
    UNKNOWN = "no figure"


@dataclass(frozen=True)
class MapArea:
    """One area: what was found, and the numbers behind it. ``key`` binds them to a figure."""

    code: str
    title: str
    side: Side
    tone: Tone
    key: str
    value: float | None = None
    expected: float | None = None


@dataclass(frozen=True)
class AreaMap:
    """Findings over the small areas of one place.

    ``geometries`` are GeoJSON geometries in degrees by code, as ``Build.boundaries`` has them; an
    area without one is in the table only, a geometry without an area is drawn as without a
    figure. ``groups`` (code → title of a larger area) draws and names the larger areas.
    """

    id: str
    measure: Measure
    area_title: str
    period: str
    kind: str
    areas: tuple[MapArea, ...]
    geometries: Mapping[str, str]
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def found(self) -> tuple[MapArea, ...]:
        """Areas with findings, in the order given: the first are named first."""
        return tuple(area for area in self.areas if area.side in (Side.MORE, Side.FEWER))

    @property
    def unplaced(self) -> tuple[MapArea, ...]:
        """Areas that no boundary shows."""
        return tuple(area for area in self.areas if area.code not in self.geometries)


def area_map(of: AreaMap) -> Picture | None:
    """Return the map; None where there is no boundary."""
    drawn_shapes = shapes(of.geometries, WIDTH, MOST_HEIGHT)
    if not drawn_shapes.polygons:
        return None
    polygons = drawn_shapes.polygons
    known = {area.code for area in of.areas if area.side is not Side.UNKNOWN}
    unknown = [code for code in polygons if code not in known]
    found = [area for area in of.found if polygons.get(area.code)]
    layers: list[Spec] = [_ground(list(polygons.values()))]
    if unknown:
        layers += _hatched([one for code in unknown for one in polygons[code]])
    layers.append(_lines(borders(polygons.values()), stroke=BORDER, width=0.5))
    for tone in dict.fromkeys(area.tone for area in found):
        shown_so = [one for area in found if area.tone is tone for one in polygons[area.code]]
        layers.append(_polygons(shown_so, fill=_GROUNDS[tone], stroke=TONE_COLOURS[tone]))
    layers += _group_lines(of, drawn_shapes)
    layers += _symbols(found, drawn_shapes)
    layers += _labels(of, found, drawn_shapes)
    layers += _key(of, drawn_shapes, unknown=bool(unknown))
    spec: Spec = {
        "width": drawn_shapes.width,
        "height": drawn_shapes.height,
        "padding": {"left": 4, "right": 4, "top": 4, "bottom": 4},
        "layer": layers,
        "config": config(),
    }
    return finished(rendered(spec), f"{of.id}-map", _alt(of))


def _shape(geometry: Spec, **look: object) -> Spec:
    """Return one geometry, in tenths of a unit, as a layer."""
    return {
        "data": {"values": [{"type": "Feature", "geometry": geometry}]},
        "projection": {"type": "identity", "scale": 1 / TENTHS, "translate": [0, 0]},
        "mark": {"type": "geoshape", **look},
        "encoding": {},
    }


def _polygons(polygons: Sequence[Polygon], *, fill: str, stroke: str | None = None) -> Spec:
    """Return many polygons as one path: hundreds of paths would say their colours hundreds of times."""
    rings = [[[*ring, ring[0]] for ring in polygon] for polygon in polygons]
    look: Spec = {"stroke": stroke, "strokeWidth": 0.9, "strokeJoin": "round"} if stroke else {}
    return _shape({"type": "MultiPolygon", "coordinates": rings}, fill=fill, **look)


def _ground(parts: Sequence[tuple[Polygon, ...]]) -> Spec:
    """Return the ground under all areas, as the outline of them together."""
    return _shape({"type": "Polygon", "coordinates": outlines(parts)}, fill=GROUND)


def _lines(lines: Sequence[Sequence[tuple[float, float]]], *, stroke: str, width: float) -> Spec:
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return _shape(geometry, filled=False, stroke=stroke, strokeWidth=width, strokeJoin="round")


def _hatched(polygons: Sequence[Polygon]) -> list[Spec]:
    """Return areas without a figure: white, with slanting lines."""
    lines = [[(round(x), round(y)) for x, y in one] for one in hatching(polygons, 5)]
    ground = _polygons(polygons, fill=PAPER)
    return [ground, _lines(lines, stroke=HATCH, width=0.7)] if lines else [ground]


def _members(of: AreaMap, drawn_shapes: Shapes) -> dict[str, list[tuple[Polygon, ...]]]:
    """Return the shapes of each larger area; all of them under no name where there are none."""
    held: dict[str, list[tuple[Polygon, ...]]] = {}
    for code, polygons in drawn_shapes.polygons.items():
        held.setdefault(of.groups.get(code, ""), []).append(polygons)
    return held


def _group_lines(of: AreaMap, drawn_shapes: Shapes) -> list[Spec]:
    return [
        _lines(outlines(parts), stroke=OUTLINE, width=1.1)
        for _, parts in sorted(_members(of, drawn_shapes).items())
    ]


def _symbols(found: Sequence[MapArea], drawn_shapes: Shapes) -> list[Spec]:
    """Return a triangle in each area with a finding, pointing up for more and down for fewer."""
    return [_symbol(*centre(drawn_shapes.polygons[area.code]), area.side, area.tone) for area in found]


def _symbol(x: float, y: float, side: Side, tone: Tone) -> Spec:
    mark: Spec = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "size": 62,
        "stroke": PAPER,
        "strokeWidth": 1.1,
    }
    mark |= {"x": round(x, 1), "y": round(y, 1), "color": TONE_COLOURS[tone]}
    mark["shape"] = "triangle-up" if side is Side.MORE else "triangle-down"
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {}}


def _labels(of: AreaMap, found: Sequence[MapArea], drawn_shapes: Shapes) -> list[Spec]:
    """Return the names of the larger areas, and of the areas with findings where there is room."""
    places = [centre(drawn_shapes.polygons[area.code]) for area in found]
    taken = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in places]
    inside = Box(0, -4, drawn_shapes.width, drawn_shapes.height)
    layers: list[Spec] = []
    for title, parts in sorted(_members(of, drawn_shapes).items()):
        if title:
            whole = max(outlines(parts), key=lambda ring: abs(doubled_area(tuple(ring[:-1]))))
            middle = Wanted(*centre(((tuple(whole[:-1]),),)), title)
            placed = place_labels([middle], inside, taken=taken)
            taken += [one.box for one in placed]
            layers += [spec for one in placed for spec in text_at(one.x, one.y, title, colour=OUTLINE)]
    wanted = [
        Wanted(x, y, _short_title(of, area), area.side is Side.MORE, TONE_COLOURS[area.tone])
        for area, (x, y) in zip(found, places, strict=True)
    ]
    return [*layers, *drawn(place_labels(wanted, inside, taken=taken, most=MOST_NAMED), strong=True)]


def _short_title(of: AreaMap, area: MapArea) -> str:
    """Return an area's title without that of the larger area it lies in, which the map names."""
    group = of.groups.get(area.code, "")
    short = area.title.removeprefix(f"{group} ") if group else area.title
    return short or area.title


def _key(of: AreaMap, drawn_shapes: Shapes, *, unknown: bool) -> list[Spec]:
    """Return what the symbols say, each beside one of its kind, under the map."""
    layers: list[Spec] = []
    words = {Tone.BETTER: ": better", Tone.WORSE: ": worse"}
    entries = [(f"{side}{words.get(tone, '')}", side, tone) for side, tone in _kinds(of)]
    if unknown:
        entries.append((str(Side.UNKNOWN), Side.UNKNOWN, Tone.QUIET))
    x, y = 6.0, drawn_shapes.height + LINE_HEIGHT + 2
    for text, side, tone in entries:
        wide = 34 + text_width(text)
        if x > 6 and x + wide > drawn_shapes.width:
            x, y = 6.0, y + LINE_HEIGHT + 4
        if side is Side.UNKNOWN:
            layers.append(box_at(x - 6, y - 6, x + 8, y + 6, color=PAPER, stroke=HATCH, strokeWidth=0.7))
            for start in (-1, 4):
                layers.append(rule_at((x + start - 5, y + 6), (x + start + 5, y - 6), colour=HATCH))
        else:
            layers.append(_symbol(x, y, side, tone))
        layers += text_at(x + 12, y, text, align="left")
        x += wide
    return layers


def _kinds(of: AreaMap) -> list[tuple[Side, Tone]]:
    return sorted({(area.side, area.tone) for area in of.found}, reverse=True)


def _alt(of: AreaMap) -> Line:
    """Return how many areas there are and have findings, then the areas with findings with their numbers."""
    key = f"{of.areas[0].key}>map" if of.areas else of.id

    def counted(number: int, part: str) -> Bound:
        return Bound(str(number), f"{key}.{part}", str(number))

    found = of.found
    parts = [
        line(
            "Map of ",
            Name(of.measure.title),
            " by ",
            Name(of.kind),
            ", ",
            Name(of.area_title),
            ", ",
            Name(of.period),
            ".",
        )
    ]
    parts.append(
        line(
            counted(len(of.areas), "areas"),
            " areas, ",
            counted(sum(area.side is Side.MORE for area in found), "more"),
            " with more than expected, ",
            counted(sum(area.side is Side.FEWER for area in found), "fewer"),
            " with fewer.",
        )
    )
    if found:
        told = (
            line("; " if place else None, _told(area, of.measure)) for place, area in enumerate(found[:TOLD])
        )
        rest = line("; and ", counted(len(found) - TOLD, "rest"), " more") if len(found) > TOLD else None
        parts.append(line(*told, rest, "."))
    unknown = sum(area.side is Side.UNKNOWN for area in of.areas)
    if unknown:
        parts.append(line("No figure for ", counted(unknown, "unknown"), "."))
    return line(*(line(" " if place else None, part) for place, part in enumerate(parts)))


def _told(area: MapArea, measure: Measure) -> Line:
    tone = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(area.tone, "")
    if area.value is None:
        return line(Name(area.title), ": ", area.side, tone)
    value = Bound(said(area.value, measure, again=True), area.key, machine(area.value))
    if area.expected is None:
        return line(Name(area.title), ", ", value, ": ", area.side, tone)
    expected = Bound(short(area.expected, measure), f"{area.key}>expected", machine(area.expected))
    return line(Name(area.title), ", ", value, ": ", area.side, " (", expected, ")", tone)


def map_table(of: AreaMap) -> Table:
    """Return the areas with findings, and in notes how many are as expected, unknown, or not on the map."""
    rows: list[tuple[Cell, ...]] = []
    for area in of.found:
        rows.append(
            (
                line(Name(area.title)),
                _cell(area.value, area.key, of.measure),
                _expected_cell(area, of.measure),
                line(Text(area.side, tone=area.tone)),
            )
        )
    if not rows:
        rows.append((line("none"), line(), line(), line()))
    key = f"{of.areas[0].key}>map" if of.areas else of.id
    notes = []
    for number, words, part in (
        (sum(area.side is Side.ORDINARY for area in of.areas), "As expected: ", "ordinary"),
        (sum(area.side is Side.UNKNOWN for area in of.areas), "No figure: ", "unknown"),
        (len(of.unplaced), "Not on the map, because no boundary was supplied: ", "unplaced"),
    ):
        if number:
            notes.append(line(words, Bound(str(number), f"{key}.{part}", str(number)), "."))
    return Table(
        f"map-{of.id}",
        line(
            Name(of.measure.title),
            ", areas with findings, ",
            Name(of.period),
            ", ",
            Name(unit_in_words(of.measure)),
        ),
        (
            Column(line("Area"), share=2),
            Column(line(Name(of.period)), Align.NUMBER),
            Column(line("Expected"), Align.NUMBER),
            Column(line("Found"), share=1.6),
        ),
        (RowGroup(line(), tuple(rows)),),
        tuple(notes),
        compact=True,
    )


def _cell(value: float | None, key: str, measure: Measure) -> Line:
    if value is None:
        return line(Text("none", tone=Tone.QUIET))
    return line(Bound(shown(value, measure), key, machine(value)))


def _expected_cell(area: MapArea, measure: Measure) -> Line:
    if area.expected is None:
        return line(Text("none", tone=Tone.QUIET))
    return line(Bound(short(area.expected, measure), f"{area.key}>expected", machine(area.expected)))
