"""Boundaries made small enough to print: projected to a page, simplified, neighbours still touching.

Areas share borders. Simplified one by one, the two sides of a border would part and leave
slivers; so borders are cut where three meet, every piece is simplified once (Douglas and
Peucker, 1973), and both neighbours use the same piece. Coordinates are whole tenths of a unit
of the picture, which is finer than any printer and short to write.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

Point = tuple[int, int]
"""Tenths of a unit of the picture, from its top left."""

Ring = tuple[Point, ...]
"""A closed line without its first point repeated."""

Polygon = tuple[Ring, ...]
"""An outer ring, turning one way, and its holes, turning the other."""

TENTHS = 10
TOLERANCE = 0.4
"""How far a simplified border may lie from the true one, in units of the picture: under half a pixel."""


@dataclass(frozen=True)
class Shapes:
    """Areas on a page of ``width`` by ``height`` units: polygons by code."""

    polygons: Mapping[str, tuple[Polygon, ...]]
    width: float
    height: float

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The outline of each area as SVG writes it: made once for every map on these shapes."""
        return {code: path_of(polygons) for code, polygons in self.polygons.items()}

    @cached_property
    def centres(self) -> Mapping[str, tuple[float, float]]:
        """Where a symbol can stand in each area that has a shape: see :func:`centre`."""
        return {code: centre(polygons) for code, polygons in self.polygons.items() if polygons}


def path_of(polygons: Iterable[Polygon]) -> str:
    """Return polygons as the data of an SVG path, in units of the picture."""
    rings = (ring for polygon in polygons for ring in polygon)
    return "".join(f"M{'L'.join(f'{x / TENTHS:g} {y / TENTHS:g}' for x, y in ring)}Z" for ring in rings)


def shapes(geometries: Mapping[str, str], width: float, most_height: float) -> Shapes:
    """Return GeoJSON geometries (degrees, WGS 84) as simplified shapes that fit a page.

    The projection is equirectangular, true to scale at the middle latitude: over a county it
    differs from any other by less than a line's width. What is neither Polygon nor MultiPolygon has no shape.
    """
    rings = {code: list(polygons_of(json.loads(text))) for code, text in sorted(geometries.items())}
    corners = [point for polygons in rings.values() for polygon in polygons for point in polygon[0]]
    if not corners:
        return Shapes({}, width, 0.0)
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    narrowing = math.cos(math.radians((south + north) / 2))
    across, down = (east - west) * narrowing or 1e-9, (north - south) or 1e-9
    scale = min(width / across, most_height / down)

    def placed(ring: list[tuple[float, float]]) -> Ring:
        points = (
            (round((x - west) * narrowing * scale * TENTHS), round((north - y) * scale * TENTHS))
            for x, y in ring
        )
        return _without_repeats(points)

    whole = {
        code: [[ring for ring in map(placed, polygon) if len(ring) > 2] for polygon in polygons]
        for code, polygons in rings.items()
    }
    small = _simplified(whole, TOLERANCE * TENTHS)
    return Shapes(small, round(across * scale, 1), round(down * scale, 1))


def polygons_of(geometry: dict[str, object]) -> Iterator[list[list[tuple[float, float]]]]:
    """Yield the polygons of a geometry as rings of (longitude, latitude); heights are left out."""
    held = geometry.get("coordinates")
    many = {"Polygon": [held], "MultiPolygon": held}.get(str(geometry.get("type")), [])
    assert isinstance(many, list)
    for polygon in many:
        rings = [[(float(point[0]), float(point[1])) for point in ring] for ring in polygon]
        if rings and rings[0]:
            yield rings


def _without_repeats(points: Iterable[Point]) -> Ring:
    kept: list[Point] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def _simplified(whole: dict[str, list[list[Ring]]], tolerance: float) -> dict[str, tuple[Polygon, ...]]:
    beside: dict[Point, set[Point]] = {}
    for polygons in whole.values():
        for polygon in polygons:
            for ring in polygon:
                for before, here, after in zip((ring[-1], *ring), ring, (*ring[1:], ring[0]), strict=False):
                    beside.setdefault(here, set()).update((before, after))
    junctions = {point for point, near in beside.items() if len(near) > 2}
    known: dict[tuple[Point, ...], tuple[Point, ...]] = {}

    def thinned(arc: tuple[Point, ...]) -> tuple[Point, ...]:
        """Simplify one piece of border the same way whichever side it is seen from."""
        turned = arc[::-1] < arc
        key = arc[::-1] if turned else arc
        if key not in known:
            known[key] = _thin(key, tolerance)
        return known[key][::-1] if turned else known[key]

    made: dict[str, tuple[Polygon, ...]] = {}
    for code, polygons in whole.items():
        found = []
        for polygon in polygons:
            rings = []
            for ring in polygon:
                pieces = [thinned(arc) for arc in _arcs(ring, junctions)]
                thin = _without_repeats(point for piece in pieces for point in piece[:-1])
                rings.append(thin if len(thin) > 2 else ring)
            if rings:
                found.append(tuple(_turned(ring, outer=place == 0) for place, ring in enumerate(rings)))
        made[code] = tuple(found)
    return made


def _arcs(ring: Ring, junctions: set[Point]) -> list[tuple[Point, ...]]:
    """Cut a ring where borders meet; one that meets none is cut at its first point in reading order."""
    cuts = [place for place, point in enumerate(ring) if point in junctions] or [ring.index(min(ring))]
    closed = ring + ring
    ends = [*cuts[1:], cuts[0] + len(ring)]
    arcs = [closed[start : end + 1] for start, end in zip(cuts, ends, strict=True)]
    return [half for arc in arcs for half in (_halves(arc) if arc[0] == arc[-1] else [arc])]


def _halves(loop: tuple[Point, ...]) -> list[tuple[Point, ...]]:
    """Cut a loop at the point farthest from its start: a line from a point to itself has no direction."""
    start = loop[0]
    far = max(range(1, len(loop) - 1), key=lambda n: (math.dist(start, loop[n]), loop[n]))
    return [loop[: far + 1], loop[far:]]


def _thin(arc: tuple[Point, ...], tolerance: float) -> tuple[Point, ...]:
    """Return the points a line needs to stay within ``tolerance`` of itself."""
    kept = {0, len(arc) - 1}
    waiting = [(0, len(arc) - 1)]
    while waiting:
        first, last = waiting.pop()
        (x1, y1), (x2, y2) = arc[first], arc[last]
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        worst, at = tolerance, 0
        for place in range(first + 1, last):
            x, y = arc[place]
            off = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            if off > worst:
                worst, at = off, place
        if at:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return tuple(arc[place] for place in sorted(kept))


def doubled_area(ring: Ring) -> int:
    """Return twice a ring's area in square tenths; the sign says which way it turns."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True))


def _turned(ring: Ring, *, outer: bool) -> Ring:
    return ring if (doubled_area(ring) > 0) == outer else ring[::-1]


def outlines(parts: Iterable[tuple[Polygon, ...]]) -> list[list[Point]]:
    """Return the rings round a group of touching areas, each closed, holes turning the other way.

    Neighbours run along a shared border in opposite directions, so the two cancel.
    """
    runs = Counter(_edges(parts))
    onward: dict[Point, list[Point]] = {}
    for one, other in sorted(runs):
        alone = runs[(one, other)] - runs[(other, one)]
        if alone > 0:  # More than once where a thin part was simplified to a line.
            onward.setdefault(one, []).extend([other] * alone)
    return _walks(onward)


def borders(parts: Iterable[tuple[Polygon, ...]]) -> list[list[Point]]:
    """Return every border of a group of areas once, though two areas have it."""
    onward: dict[Point, list[Point]] = {}
    for one, other in sorted({(min(edge), max(edge)) for edge in _edges(parts)}):
        onward.setdefault(one, []).append(other)
        onward.setdefault(other, []).append(one)
    return _walks(onward, both_ways=True)


def _edges(parts: Iterable[tuple[Polygon, ...]]) -> Iterator[tuple[Point, Point]]:
    for polygons in parts:
        for polygon in polygons:
            for ring in polygon:
                yield from zip(ring, (*ring[1:], ring[0]), strict=True)


def _walks(onward: dict[Point, list[Point]], *, both_ways: bool = False) -> list[list[Point]]:
    """Return lines that use up every edge: where lines end or meet first, so that they are long."""
    starts = sorted(onward, key=lambda point: (len(onward[point]) == 2, point))
    lines = []
    for start in starts:
        while onward[start]:
            walk = [start]
            while onward.get(walk[-1]):
                after = onward[walk[-1]].pop()
                if both_ways:
                    onward[after].remove(walk[-1])
                walk.append(after)
            lines.append(walk)
    return lines


def centre(polygons: tuple[Polygon, ...]) -> tuple[float, float]:
    """Return a point well inside an area's largest part, in units of the picture: where a symbol can stand.

    It is the middle of the widest chord at the height of the centroid, which, unlike the
    centroid, cannot lie outside a bent area.
    """
    largest = max(polygons, key=lambda polygon: abs(doubled_area(polygon[0])))
    ring = largest[0]
    area = doubled_area(ring)
    pairs = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    if not area:
        return sum(x for x, _ in ring) / len(ring) / TENTHS, sum(y for _, y in ring) / len(ring) / TENTHS
    height = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (3 * area)
    crossings = chords(largest, height)
    left, right = max(crossings, key=lambda chord: chord[1] - chord[0], default=(ring[0][0], ring[0][0]))
    return (left + right) / 2 / TENTHS, height / TENTHS


def chords(polygon: Polygon, height: float) -> list[tuple[float, float]]:
    """Return where a level line runs inside a polygon, as pairs of x, in tenths."""
    found = []
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 <= height) != (y2 <= height):
                found.append(x1 + (height - y1) * (x2 - x1) / (y2 - y1))
    found.sort()
    return list(zip(found[::2], found[1::2], strict=False))


def hatching(polygons: Iterable[Polygon], apart: float) -> list[list[tuple[float, float]]]:
    """Return slanting lines inside polygons, in tenths, for what is told apart by more than its colour."""
    lines = []
    step = apart * TENTHS
    for polygon in polygons:
        # In coordinates turned by an eighth (x + y, x - y) slanting lines are level.
        turned = tuple(tuple((x - y, x + y) for x, y in ring) for ring in polygon)
        heights = [y for _, y in turned[0]]
        first, last = math.ceil(min(heights) / step), math.floor(max(heights) / step)
        for number in range(first, last + 1):
            level = number * step
            for left, right in chords(turned, level):
                lines.append(
                    [((left + level) / 2, (level - left) / 2), ((right + level) / 2, (level - right) / 2)]
                )
    return lines
