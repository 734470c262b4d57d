"""Larger areas put together from small ones: shared borders go, holes stay."""

from __future__ import annotations

import json
from itertools import pairwise

from frankpledge.publication.joined_boundaries import joined


def _square(x: float, y: float) -> str:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _area(geometry: str) -> float:
    """Return the area inside a MultiPolygon, its holes taken out."""
    whole = 0.0
    for polygon in json.loads(geometry)["coordinates"]:
        for ring in polygon:
            pairs = pairwise(ring)
            whole += sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2
    return whole


def test_neighbours_become_one_ring_and_a_hole_is_kept() -> None:
    ringed = [(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    small = {f"a{x}{y}": _square(x, y) for x, y in ringed} | {"far": _square(9, 9), "other": _square(1, 1)}
    larger = {code: "town" for code in small if code != "other"} | {"other": "lake"}
    made = joined(small, larger)
    town = json.loads(made["town"])["coordinates"]
    assert sorted(len(polygon) for polygon in town) == [1, 2]
    assert _area(made["town"]) == 9
    assert _area(made["lake"]) == 1


def test_the_way_a_ring_turns_does_not_matter() -> None:
    turned = json.loads(_square(1, 0))
    turned["coordinates"][0].reverse()
    made = joined({"a": _square(0, 0), "b": json.dumps(turned)}, {"a": "t", "b": "t"})
    assert _area(made["t"]) == 2


def test_what_lies_in_no_larger_area_is_left_out() -> None:
    assert joined({"a": _square(0, 0)}, {}) == {}
