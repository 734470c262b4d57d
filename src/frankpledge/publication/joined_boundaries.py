"""Boundaries of larger areas made of the small areas in them, where none of their own were supplied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise

from frankpledge.publication.boundary_shapes import (
    Point,
    Polygon,
    doubled_area,
    outlines,
    polygons_of,
)

DEGREE = 1_000_000
"""Coordinates are compared as whole millionths of a degree (about a tenth of a metre)."""


def joined(geometries: Mapping[str, str], larger: Mapping[str, str]) -> dict[str, str]:
    """Return the GeoJSON geometry of each larger area: the outline of the small areas in it.

    ``geometries`` are those of the small areas by code, ``larger`` says in which larger area each lies.
    Borders that neighbours share go, which supposes that both draw them with the same points, as
    published boundaries of one vintage do.
    """
    parts: dict[str, list[tuple[Polygon, ...]]] = {}
    for code, text in sorted(geometries.items()):
        if code in larger:
            parts.setdefault(larger[code], []).append(tuple(_turned(one) for one in _whole(text)))
    return {code: _geometry(outlines(held)) for code, held in sorted(parts.items())}


def _whole(text: str) -> list[list[list[Point]]]:
    found = []
    for polygon in polygons_of(json.loads(text)):
        rings = [[(round(x * DEGREE), round(y * DEGREE)) for x, y in ring] for ring in polygon]
        found.append([ring[:-1] if ring[0] == ring[-1] else ring for ring in rings])
    return found


def _turned(polygon: list[list[Point]]) -> Polygon:
    """Return a polygon with its outer ring turning one way and its holes the other."""
    return tuple(
        tuple(ring if (doubled_area(tuple(ring)) > 0) == (place == 0) else ring[::-1])
        for place, ring in enumerate(polygon)
    )


def _geometry(rings: list[list[Point]]) -> str:
    """Return closed rings as a MultiPolygon, each hole in the smallest outer ring that holds it."""
    areas = [doubled_area(tuple(ring[:-1])) for ring in rings]
    outer = sorted((area, place) for place, area in enumerate(areas) if area > 0)
    polygons = {place: [rings[place]] for _, place in outer}
    for place, area in enumerate(areas):
        if area < 0:
            held = next((one for _, one in outer if _holds(rings[one], rings[place][0])), None)
            if held is not None:
                polygons[held].append(rings[place])
    coordinates = [
        [[[x / DEGREE, y / DEGREE] for x, y in ring] for ring in polygon] for polygon in polygons.values()
    ]
    return json.dumps({"type": "MultiPolygon", "coordinates": coordinates}, separators=(",", ":"))


def _holds(ring: list[Point], point: Point) -> bool:
    """Whether a closed ring goes round a point, by the crossings of a line to its left."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 <= y) != (y2 <= y) and x1 + (y - y1) * (x2 - x1) / (y2 - y1) < x:
            inside = not inside
    return inside
