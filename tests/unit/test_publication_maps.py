"""Maps: neighbours still touch when simplified, findings show by symbol and name, and files stay small."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from frankpledge.publication.area_maps import AreaMap, MapArea, Side, area_map, map_table
from frankpledge.publication.boundary_shapes import (
    Polygon,
    borders,
    centre,
    doubled_area,
    hatching,
    outlines,
    shapes,
)
from frankpledge.publication.model import Picture, Tone, plain
from frankpledge.publication.tokens import BETTER, WORSE
from tests.unit.chart_example import BURGLARY, FOUND_ON_MAP, GEOMETRIES, cell, findings_map

SVG = "{http://www.w3.org/2000/svg}"


def _edges(polygons: tuple[Polygon, ...]) -> set[frozenset[tuple[int, int]]]:
    return {
        frozenset(pair)
        for polygon in polygons
        for ring in polygon
        for pair in zip(ring, (*ring[1:], ring[0]), strict=True)
    }


def test_neighbours_share_their_border_exactly_after_simplifying() -> None:
    made = shapes(GEOMETRIES, 400, 400)
    before = sum(len(json.loads(text)["coordinates"][0]) for text in GEOMETRIES.values())
    after = sum(len(ring) for polygons in made.polygons.values() for polygon in polygons for ring in polygon)
    assert after < before / 2
    for one, other in (("W00", "W10"), ("W11", "W12"), ("W21", "W31")):
        assert len(_edges(made.polygons[one]) & _edges(made.polygons[other])) > 3
    assert not _edges(made.polygons["W00"]) & _edges(made.polygons["W22"])
    whole = outlines(made.polygons.values())
    assert len(whole) == 1
    assert whole[0][0] == whole[0][-1]
    area = sum(doubled_area(polygon[0]) for polygons in made.polygons.values() for polygon in polygons)
    assert doubled_area(tuple(whole[0][:-1])) == area


def test_every_border_is_drawn_once() -> None:
    made = shapes(GEOMETRIES, 400, 400)
    drawn = [frozenset(pair) for walk in borders(made.polygons.values()) for pair in pairwise(walk)]
    everything = set().union(*(_edges(polygons) for polygons in made.polygons.values()))
    assert len(drawn) == len(set(drawn)) == len(everything)


def test_a_hole_is_a_ring_of_the_outline_that_turns_the_other_way() -> None:
    made = shapes({code: text for code, text in GEOMETRIES.items() if code != "W11"}, 400, 400)
    turns = sorted(doubled_area(tuple(ring[:-1])) > 0 for ring in outlines(made.polygons.values()))
    assert turns == [False, True]


def test_shapes_fit_the_page_and_are_true_to_scale() -> None:
    made = shapes({"A": cell(0, 0)}, 400, 100)
    assert made.height <= 100
    assert made.width / made.height == pytest.approx(math.cos(math.radians(52.05)), rel=0.02)
    wide = shapes({"A": cell(0, 0), "B": cell(3, 0)}, 400, 400)
    assert wide.width == 400


def test_a_centre_lies_inside_even_of_a_bent_area() -> None:
    horseshoe = [[0, 0], [9, 0], [9, 9], [8, 9], [8, 1], [1, 1], [1, 9], [0, 9], [0, 0]]
    text = json.dumps({"type": "Polygon", "coordinates": [[[x / 100, 52 + y / 100] for x, y in horseshoe]]})
    made = shapes({"A": text}, 300, 300)
    x, _ = centre(made.polygons["A"])
    assert x < made.width / 9 + 1 or x > made.width * 8 / 9 - 1


def test_islands_holes_and_shapeless_things() -> None:
    ring = [[0.0, 52.0], [0.3, 52.0], [0.3, 52.3], [0.0, 52.3], [0.0, 52.0]]
    hole = [[0.1, 52.1], [0.2, 52.1], [0.2, 52.2], [0.1, 52.2], [0.1, 52.1]]
    island = [[0.5, 52.0, 12.0], [0.6, 52.0, 12.0], [0.6, 52.1, 12.0], [0.5, 52.0, 12.0]]
    both = json.dumps({"type": "MultiPolygon", "coordinates": [[ring, hole], [island]]})
    point = json.dumps({"type": "Point", "coordinates": [0.1, 52.0]})
    made = shapes({"A": both, "P": point}, 300, 300)
    assert [len(polygon) for polygon in made.polygons["A"]] == [2, 1]
    assert made.polygons["P"] == ()
    assert doubled_area(made.polygons["A"][0][0]) > 0 > doubled_area(made.polygons["A"][0][1])
    lines = hatching(made.polygons["A"], 5)
    assert lines
    assert all(0 <= x <= 3000 for line in lines for x, _ in line)
    assert shapes({}, 300, 300).polygons == {}


def drawn(picture: Picture | None) -> Picture:
    assert picture is not None
    assert "NaN" not in picture.svg
    assert "undefined" not in picture.svg
    return picture


def test_findings_are_told_apart_by_symbol_name_and_ground() -> None:
    picture = drawn(area_map(FOUND_ON_MAP))
    root = ElementTree.fromstring(picture.svg)  # noqa: S314  (our own picture)
    said = {"".join(element.itertext()) for element in root.iter(f"{SVG}text")}
    assert {"Ward W00", "Ward W31", "Ward W12", "East", "West"} <= said
    assert {"more than expected: worse", "fewer than expected: better", "no figure"} <= said
    assert "Ward W11" not in said
    filled = re.findall(r'<path[^>]*\bd="(M[^"]*)"[^>]*fill="(#[0-9a-f]{6})"', picture.svg)
    up = {shape for shape, fill in filled if fill == WORSE}
    down = {shape for shape, fill in filled if fill == BETTER}
    assert len(up) == len(down) == 1
    assert up != down


def test_a_map_tells_its_numbers_and_lists_them() -> None:
    words = plain(drawn(area_map(FOUND_ON_MAP)).alt)
    assert words.startswith("Map of Burglary by ward, Westmarch, Q4 22/23.")
    assert "13 areas, 2 with more than expected, 1 with fewer." in words
    assert "Ward W00, 12: more than expected (6.5) (worse)" in words
    assert "No figure for 1." in words
    table = map_table(FOUND_ON_MAP)
    rows = [[plain(cell) for cell in row if not isinstance(cell, Picture)] for row in table.rows]
    assert rows[0] == ["Ward W00", "12", "6.5", "more than expected"]
    assert [row[0] for row in rows] == ["Ward W00", "Ward W12", "Ward W31"]
    notes = [plain(note) for note in table.notes]
    assert notes == [
        "As expected: 9.",
        "No figure: 1.",
        "Not on the map, because no boundary was supplied: 1.",
    ]


def test_a_map_without_findings_or_boundaries() -> None:
    quiet = findings_map()
    picture = drawn(area_map(quiet))
    assert WORSE not in picture.svg
    first = map_table(quiet).rows[0][0]
    assert not isinstance(first, Picture)
    assert plain(first) == "none"
    bare = AreaMap("a", BURGLARY, "Westmarch", "Q4", "ward", quiet.areas, {})
    assert area_map(bare) is None
    assert len(bare.unplaced) == len(quiet.areas)


def test_names_leave_out_the_larger_area_that_the_map_names() -> None:
    area = MapArea("W00", "West 001A", Side.MORE, Tone.WORSE, "k", 3.0, 1.0)
    one = AreaMap(
        "b", BURGLARY, "Westmarch", "Q4", "ward", (area,), GEOMETRIES, dict.fromkeys(GEOMETRIES, "West")
    )
    svg = drawn(area_map(one)).svg
    assert ">001A<" in svg
    assert ">West 001A<" not in svg


def test_a_county_of_small_census_areas_is_no_larger_than_a_photograph(shared_data: Path) -> None:
    geometries = {}
    for file in sorted((shared_data / "geo" / "northants_lsoa2021").glob("*.geojson")):
        for feature in json.loads(file.read_text())["features"]:
            geometries[feature["properties"]["LSOA21CD"]] = json.dumps(feature["geometry"])
    assert len(geometries) > 400
    areas = tuple(
        MapArea(
            code,
            f"{code[-4:]}A",
            Side.MORE if place % 19 == 0 else Side.UNKNOWN if place % 23 == 0 else Side.ORDINARY,
            Tone.WORSE if place % 19 == 0 else Tone.PLAIN,
            f"burglary:lsoa:{code}",
        )
        for place, code in enumerate(geometries)
    )
    one = AreaMap("lsoa", BURGLARY, "Northamptonshire", "Q4 22/23", "small census area", areas, geometries)
    picture = drawn(area_map(one))
    assert len(picture.svg.encode()) < 150_000
    assert len(outlines(shapes(geometries, 420, 500).polygons.values())) == 1
