"""The explorer's map: the numbers of its table, on shapes or with a word why not, within what one may see."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.reading import read_csv, read_json, read_text

if TYPE_CHECKING:
    from django.test import Client

WARDS = "measure=burglary&area-type=ward&window=rolling-12"
MAP = f"{WARDS}&view=map"


def _features(client: Client, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/explore/areas.geojson?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/geo+json"
    return [one["properties"] for one in answer.json()["features"]]


def test_the_map_has_the_figures_of_the_table_of_the_same_period(analyst: Client) -> None:
    newest = max(row["period"] for row in read_csv(analyst, f"/explore.csv?{WARDS}"))
    wanted = {
        row["area"]: row for row in read_csv(analyst, f"/explore.csv?{WARDS}") if row["period"] == newest
    }
    mapped = {row["area"]: row for row in read_csv(analyst, f"/explore.csv?{MAP}")}
    assert mapped == wanted
    assert len(mapped) > 5
    for one in _features(analyst, MAP):
        told = wanted[one["code"]]
        assert one["value"] == (float(told["value"]) if told["value"] else None)
        figure = read_json(analyst, one["link"].replace("/?", ".json?").rstrip("/"))["rows"][0]
        assert figure["value"] == one["value"]


def test_the_page_prints_every_area_with_its_class_and_a_stable_link(analyst: Client) -> None:
    page, areas = read_text(analyst, f"/explore/?{MAP}"), _features(analyst, MAP)
    for one in areas:
        assert (
            f'<a href="{one["link"]}">{one["title"]}</a></th><td class="number">{one["printed"]}</td>' in page
        )
        assert f"{one['title']}: {one['printed']} crimes, class {one['class']} of {one['classes']}" in page
    told = [int(count) for count in re.findall(r'</th><td>[^<]*</td><td class="number">(\d+)</td>', page)]
    assert sum(told) == len(areas)
    assert "style=" not in page
    assert 'role="img"' in page


def test_an_earlier_period_is_shown_when_asked_for(analyst: Client) -> None:
    months = "measure=burglary&area-type=ward&view=map"
    first = read_csv(analyst, f"/explore.csv?{months}&at=2024-06&against=year-before")
    assert {row["period"] for row in first} == {"2024-06"}
    assert any(row["reference"] for row in first)
    page = read_text(analyst, f"/explore/?{MAP}&at=2024-06")
    assert "at=2024-05" in page
    assert "at=2024-07" in page
    assert analyst.get(f"/explore/?{MAP}&at=yesterday").status_code == 400


def test_an_area_is_found_without_scripts(analyst: Client) -> None:
    one = _features(analyst, MAP)[3]
    for asked in (one["title"], one["code"]):
        page = read_text(analyst, f"/explore/?{MAP}&find={asked}")
        assert f'role="status">{one["title"]}: {one["printed"]} crimes' in page
    assert "No area here is called “nowhere”" in read_text(analyst, f"/explore/?{MAP}&find=nowhere")


def test_districts_are_drawn_from_the_small_areas_in_them(analyst: Client) -> None:
    query = "measure=robbery&area-type=local-authority&window=financial-year&view=map"
    shapes = analyst.get(f"/explore/areas.geojson?{query}").json()["features"]
    assert all(one["geometry"]["type"] == "MultiPolygon" for one in shapes)
    assert 'class="area-map"' in read_text(analyst, f"/explore/?{query}")


def test_where_areas_have_no_shapes_it_says_so_and_what_does(analyst: Client) -> None:
    page = read_text(analyst, "/explore/?measure=burglary&view=map")
    assert "No boundaries are held of forces" in page
    assert "By wards" in page
    assert "in 1 force, in" in page
    assert analyst.get("/explore/chart.svg?measure=burglary&view=map").status_code == 404
    tab = read_text(analyst, "/explore/?measure=burglary")
    assert "area-type=ward&amp;view=map" in tab


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_map_is_taken_away_as_a_picture_with_its_key(analyst: Client, form: str) -> None:
    picture = analyst.get(f"/explore/chart.{form}?{MAP}")
    assert picture.status_code == 200
    if form == "svg":
        text = picture.content.decode()
        assert "12 months to March 2025" in text
        assert re.search(r">\d+ to \d+: \d+ areas<", text)


def test_the_public_sees_what_was_released_and_nothing_else(released: Path, client: Client) -> None:
    held = {row["area_type"] for row in read_csv(client, "/explore.csv?measure=burglary&area-type=ward")}
    page = read_text(client, "/explore/?measure=burglary&area-type=ward&view=map")
    if not held:
        assert 'class="area-map"' not in page
        assert client.get(f"/explore/areas.geojson?{MAP}").status_code == 404
        assert "No wards have figures of this that have been released." in page
        assert '<option value="ward" selected>Wards</option>' in page, "the form says what was asked"
    whole = read_text(client, "/explore/?measure=burglary&view=map")
    assert "No boundaries are held of forces" in whole
    assert "frankpledge ingest" not in whole
    assert client.get("/embed/explore/?measure=burglary&view=map").status_code == 200


def test_the_map_of_what_stands_out_leads_to_its_measure_and_to_all_its_figures(analyst: Client) -> None:
    page = unescape(read_text(analyst, "/map/"))
    chosen = re.search(r'<option value="([a-z-]+)-(ward|lsoa)" selected>', page)
    assert chosen is not None
    assert f'<a href="/measures/{chosen[1]}/">' in page
    explored = f"/explore/?measure={chosen[1]}&area-type={chosen[2]}&window=quarter&view=map"
    assert f'<a href="{explored}">' in page
    assert 'class="area-map"' in read_text(analyst, explored)
    for count, words in re.findall(r"(\d+) (stands?) out", page):
        assert words == ("stands" if count == "1" else "stand"), (count, words)
    found = [one["finding"] for one in read_json(analyst, "/map.json")["rows"]]
    shapes = read_json(analyst, f"/map/{chosen[1]}-{chosen[2]}.geojson")["features"]
    drawn = [one["properties"]["finding"] for one in shapes]
    told = [one for one in drawn if one in found]
    assert told == found[: len(told)], "what stands out comes first, as in the table"


def test_the_table_of_many_areas_folds_those_that_do_not_stand_out_and_a_search_folds_none(
    analyst: Client,
) -> None:
    rows = read_json(analyst, "/map.json")["rows"]
    out = [one for one in rows if one["finding"] in ("more than expected", "fewer than expected")]
    page = unescape(read_text(analyst, "/map/"))
    before, folded, after = page.partition("<details><summary>")
    if out and len(rows) > 20:
        assert after.startswith(f"{len(rows) - len(out)} other")
        assert all(f'<th scope="row">{one["area"]}</th>' in before for one in out)
    else:
        assert not folded
    assert page.count('<th scope="row">') == len(rows)
    one = rows[-1]["area"]
    found = unescape(read_text(analyst, f"/map/?q={one}"))
    assert f'<th scope="row">{one}</th>' in found.partition("<details>")[0]
    assert "No area of this name." in read_text(analyst, "/map/?q=nothing-of-the-kind")
