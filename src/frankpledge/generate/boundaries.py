"""Shapes of a fictional county's small areas, wards and whole, as the publisher of boundaries writes them.

Small areas lie in a grid at sea (see ``county``). Its corners, and the middle of each side, are moved a
little, the same for both neighbours, so that borders look like borders and leave no gap.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from frankpledge.generate.county import County, grid_of
from frankpledge.generate.draws import Draws

SMALL_AREAS_FILE = "lsoa2011_boundaries.geojson"
LATER_AREAS_FILE = "lsoa2021_boundaries.geojson"
WARDS_FILE = "ward_boundaries.geojson"

STRAY = 0.22
"""How far a corner or a middle may lie from its place, as a share of a cell."""

Node = tuple[int, int]
"""A corner, or the middle of a side, in half cells from the south-west."""
Ring = list[Node]
Places = Mapping[Node, tuple[float, float]]
Feature = tuple[dict[str, str], list[Ring], Places]
"""An area: its properties, its rings, and where their nodes lie."""


def boundary_files(counties: Iterable[County], seed: int) -> dict[str, bytes]:
    """Return GeoJSON files by name: small areas of both censuses, and wards."""
    first: list[Feature] = []
    later: list[Feature] = []
    wards: list[Feature] = []
    for county in counties:
        places = _places(county, seed)
        by_ward: dict[tuple[str, str], list[int]] = {}
        for number, area in enumerate(county.areas):
            first.append(({"LSOA11CD": area.code, "LSOA11NM": area.name}, [_cell(county, number)], places))
            for (code, name), ring in zip(area.later, _halves(county, number, len(area.later)), strict=True):
                later.append(({"LSOA21CD": code, "LSOA21NM": name}, [ring], places))
            by_ward.setdefault((area.ward_code, area.ward_name), []).append(number)
        for (code, name), numbers in by_ward.items():
            rings = _outline([_cell(county, number) for number in numbers])
            wards.append(({"WD25CD": code, "WD25NM": name}, rings, places))
    return {
        name: _collection(features)
        for name, features in ((SMALL_AREAS_FILE, first), (LATER_AREAS_FILE, later), (WARDS_FILE, wards))
    }


def _places(county: County, seed: int) -> dict[Node, tuple[float, float]]:
    """Return where each node lies, in degrees."""
    grid = grid_of(county.force, len(county.areas))
    draws = Draws(seed, "boundaries", county.force.number)
    width, height = 2 * grid.across + 1, 2 * grid.down + 1
    stray_x = (draws.uniform(width * height) - 0.5) * 2 * STRAY
    stray_y = (draws.uniform(width * height) - 0.5) * 2 * STRAY
    return {
        (x, y): (
            round(grid.west + (x / 2 + float(stray_x[y * width + x])) * grid.cell_x, 6),
            round(grid.south + (y / 2 + float(stray_y[y * width + x])) * grid.cell_y, 6),
        )
        for y in range(height)
        for x in range(width)
    }


def _cell(county: County, number: int) -> Ring:
    """Return the ring of a small area, anticlockwise, with the middles of its sides."""
    across = grid_of(county.force, len(county.areas)).across
    x, y = 2 * (number % across), 2 * (number // across)
    south, north = [(x, y), (x + 1, y), (x + 2, y)], [(x + 2, y + 2), (x + 1, y + 2), (x, y + 2)]
    return [*south, (x + 2, y + 1), *north, (x, y + 1)]


def _halves(county: County, number: int, parts: int) -> list[Ring]:
    """Return the ring of a small area, or where it was split in two, of its western and eastern half."""
    ring = _cell(county, number)
    if parts == 1:
        return [ring]
    return [[ring[0], ring[1], ring[5], ring[6], ring[7]], [ring[1], ring[2], ring[3], ring[4], ring[5]]]


def _outline(cells: Sequence[Ring]) -> list[Ring]:
    """Return the outer rings of cells taken together: sides that two of them share are left out.

    Where two cells meet in a corner alone, each keeps a ring of its own.
    """
    sides = {
        side: at for at, ring in enumerate(cells) for side in zip(ring, [*ring[1:], ring[0]], strict=True)
    }
    border: dict[Node, dict[int, Node]] = {}
    for (start, end), at in sorted(sides.items()):
        if (end, start) not in sides:
            border.setdefault(start, {})[at] = end
    rings = []
    while border:
        start = min(border)
        at, here = _leave(border, start, None)
        ring = [start]
        while here != start:
            ring.append(here)
            at, here = _leave(border, here, at)
        rings.append(ring)
    return rings


def _leave(border: dict[Node, dict[int, Node]], node: Node, at: int | None) -> tuple[int, Node]:
    """Take the side that leads on from a node, that of the same cell where there are two."""
    ways = border[node]
    chosen = at if at is not None and at in ways else min(ways)
    end = ways.pop(chosen)
    if not ways:
        del border[node]
    return chosen, end


def _collection(features: Sequence[Feature]) -> bytes:
    made = [
        {"type": "Feature", "properties": properties, "geometry": _geometry(rings, places)}
        for properties, rings, places in features
    ]
    whole = {"type": "FeatureCollection", "features": made}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _geometry(rings: Sequence[Ring], places: Places) -> dict[str, object]:
    drawn = [[[list(places[node]) for node in (*ring, ring[0])]] for ring in rings]
    if len(drawn) == 1:
        return {"type": "Polygon", "coordinates": drawn[0]}
    return {"type": "MultiPolygon", "coordinates": drawn}
