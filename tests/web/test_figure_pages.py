"""Pages of figures: the same figure everywhere, and for the public nothing that is not released."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.functional.cli import done
from tests.web.reading import number_or_text, read_csv, read_json, read_text, release_rows
from tests.web.releasing import KEY, PERIOD

if TYPE_CHECKING:
    from django.test import Client

QUARTER = f"/figure/burglary/force/westmarch/quarter/{PERIOD}/?source=crimes"
COLUMNS = ("numerator", "denominator", "value", "n", "state", "as_at")


def _same(*ways: dict[str, Any]) -> None:
    told = [tuple(number_or_text(way[name]) for name in COLUMNS) for way in ways]
    assert len(set(told)) == 1, told


# --- one figure is the same everywhere ---------------------------------------------------------------


def test_page_json_csv_report_and_command_line_agree_on_a_released_figure(
    released: Path, client: Client, analyst: Client
) -> None:
    data, query = QUARTER.split("/?")
    page = read_text(client, QUARTER)
    alone, listed = read_csv(client, f"{data}.csv?{query}"), read_csv(client, "/measures/burglary.csv")
    as_json = read_json(client, f"{data}.json?{query}")["rows"][0]
    wanted = {"window": "quarter", "period": PERIOD, "source": "crimes", "breakdown": "", "area": "westmarch"}

    def the_one(rows: list[dict[str, Any]]) -> dict[str, Any]:
        found = [
            row
            for row in rows
            if row["measure"] == "burglary" and all(row[name] == word for name, word in wanted.items())
        ]
        assert len(found) == 1
        return found[0]

    report = the_one(release_rows(released, 2))
    command = ("figures", released, "--measure", "burglary", "--window", "quarter", "--format", "csv")
    printed = the_one(done(*command).rows)
    staff = the_one(read_csv(analyst, "/measures/burglary.csv"))
    _same(alone[0], the_one(listed), as_json, report, printed, staff)
    assert f'<data value="{report["value"]}">{float(report["value"]):,.0f}</data>' in page.replace(
        f'{float(report["value"]):.1f}"', f'{report["value"]}"'
    )


def test_every_figure_of_a_measure_is_the_released_one(released: Path, client: Client) -> None:
    listed = read_csv(client, "/measures/burglary.csv")
    key = ("measure", "area_type", "area", "breakdown", "window", "period", "source")
    published = {tuple(row[name] for name in key): row for row in release_rows(released, 2)}
    assert len(listed) > 60
    for row in listed:
        _same(row, published[tuple(row[name] for name in key)])


def test_a_figure_without_a_source_is_the_headline(released: Path, client: Client, analyst: Client) -> None:
    for viewer in (client, analyst):
        row = read_json(viewer, f"/figure/burglary/force/westmarch/quarter/{PERIOD}.json")["rows"][0]
        assert row["source"] == "crimes"


@pytest.mark.parametrize(
    "address",
    [
        "/figure/burglary/force/westmarch/quarter/1800-01-Q4/",
        "/figure/burglary/force/westmarch/quarter/9999-00-Q4/",
        "/figure/burglary/force/westmarch/month/0000-13/",
        "/figure/burglary/force/westmarch/month/2199-01/",
        "/figure/burglary/force/westmarch/since/1700-01..2400-01/",
        "/figure/burglary/force/westmarch/since/2024-01..2023-01/",
        "/figure/burglary/force/westmarch/day/2023-01-01/",
        "/figure/burglary/force/westmarch/at/2023-01-01/",
        "/figure/burglary/force/westmarch/fortnight/2023-01/",
        "/figure/burglary/force/nowhere/quarter/2023-24-Q3/",
        "/figure/burglary/galaxy/westmarch/quarter/2023-24-Q3/",
        "/figure/burglary/force/westmarch/quarter/2023-24-Q3/?breakdown=colour",
        "/figure/burglary/force/westmarch/quarter/2023-24-Q3/?breakdown=colour=red%7Cx",
        "/figure/burglary/force/westmarch/quarter/2023-24-Q3/?source=rumours",
        "/figure/nothing/force/westmarch/quarter/2023-24-Q3/",
    ],
)
def test_an_address_of_no_figure_is_not_there(
    released: Path, client: Client, analyst: Client, address: str
) -> None:
    for viewer in (client, analyst):
        assert viewer.get(address).status_code == 404


# --- what the public may not see -----------------------------------------------------------------------


def test_what_is_not_released_is_not_there_for_the_public(
    released: Path, client: Client, analyst: Client
) -> None:
    newest = "/figure/burglary/force/westmarch/quarter/2024-25-Q4/"
    unplanned = next(
        name for name in read_json(analyst, "/measures.json")["rows"]
        if name["measure"] not in {row["measure"] for row in release_rows(released, 2)}
    )["measure"]  # fmt: skip
    for address in (newest, f"/measures/{unplanned}/"):
        assert analyst.get(address).status_code == 200
        for form in (address, f"{address.rstrip('/')}.json", f"{address.rstrip('/')}.csv"):
            absent = client.get(form)
            assert absent.status_code == 404
            other = client.get(form.replace("burglary", "nothing").replace(unplanned, "nothing"))
            assert re.sub(r"\S*csrf\S*", "", absent.content.decode()) == re.sub(
                r"\S*csrf\S*", "", other.content.decode()
            )
    assert unplanned not in client.get("/measures.csv").content.decode()


def test_a_withheld_figure_is_printed_as_the_report_prints_it_and_its_past_is_not_told(
    released: Path, client: Client, analyst: Client
) -> None:
    withheld = [row for row in release_rows(released, 2) if row["state"] == "suppressed"]
    first = {tuple(row.values())[:6]: row for row in release_rows(released, 1)}
    told_once = [
        row
        for row in withheld
        if first.get(tuple(row.values())[:6], {}).get("value") and row["area_type"] == "force"
    ]
    assert told_once, "the scenario must withhold what was told before"
    row = told_once[0]
    query = f"source={row['source']}&breakdown={row['breakdown']}"
    address = f"/figure/{row['measure']}/force/{row['area']}/{row['window']}/{row['period']}"
    page = read_text(client, f"{address}/?{query}")
    before = first[tuple(row.values())[:6]]["value"]
    assert '<data value="">[c]</data>' in page
    assert "too small to publish safely" in page
    assert "No release has printed it." in page
    data = read_json(client, f"{address}.json?{query}")["rows"][0]
    assert data["value"] is None
    assert data["numerator"] is None
    assert data["n"] is None
    assert data["state"] == "suppressed"
    history = read_csv(client, f"/measures/{row['measure']}/history.csv")
    own = [one for one in history if (one["window"], one["period"]) == (row["window"], row["period"])]
    assert not [one for one in own if one["breakdown"] == row["breakdown"] and one["source"] == row["source"]]
    staff = read_text(analyst, f"{address}/?{query}")
    assert f'<data value="{float(before)}">' in staff or "<data value=" in staff


def test_files_of_a_corrected_release_are_for_the_office_alone(
    released: Path, client: Client, analyst: Client
) -> None:
    for number, status in ((1, 404), (2, 200)):
        address = f"/releases/000{number}-{KEY}/files/figures.csv"
        assert client.get(address).status_code == status
        assert analyst.get(address).status_code == 200
    assert "Records came in late." in read_text(client, "/releases/")
    assert client.get(f"/releases/0002-{KEY}/files/../release.json").status_code == 404
    assert client.get(f"/releases/0002-{KEY}/files/..%2Frelease.json").status_code == 404


def test_a_released_file_that_was_altered_is_not_given_out(
    released: Path, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from django.conf import settings

    office = Path(shutil.copytree(released, tmp_path / "office"))
    file = office / "releases" / f"0002-{KEY}" / "files" / "report.html"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"Burglary", b"Larceny!"))
    monkeypatch.setattr(settings, "OFFICE", office)
    assert client.get(f"/releases/0002-{KEY}/files/report.html").status_code == 404


def test_a_released_page_is_served_under_the_policy_it_states(released: Path, client: Client) -> None:
    answer = client.get(f"/releases/0002-{KEY}/files/report.html")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy


# --- what is told of a measure --------------------------------------------------------------------------


def test_the_public_reads_what_was_released_of_a_measure(released: Path, client: Client) -> None:
    page = read_text(client, "/measures/burglary/")
    report = (released / "releases" / f"0002-{KEY}" / "files" / "report.html").read_text(encoding="utf-8")
    numbers = set(re.findall(r'<data value="[^"]*" data-figure="burglary:[^"]*">[^<]*</data>', page))
    assert numbers
    assert all(number in report for number in numbers)
    assert "What it counts" in page
    assert "/measures/burglary/ahead/" not in page
    assert client.get("/measures/burglary/ahead/").status_code == 302


def test_the_office_reads_the_newest_build_with_chart_peers_and_months_ahead(
    released: Path, analyst: Client
) -> None:
    page = read_text(analyst, "/measures/burglary/")
    for part in ("In Q4 24/25", "Against its own past", "By month", "Beside other areas"):
        assert f">{part}</h2>" in page
    assert "Not released" in page
    assert page.count("<svg") >= 2
    assert 'href="/figure/burglary/force/westmarch/quarter/2024-25-Q4/?source=crimes"' in page
    ahead = read_text(analyst, "/measures/burglary/ahead/")
    assert "If it goes on as it has" in ahead
    months = read_json(analyst, "/measures/burglary/ahead.json")["rows"]
    assert [months[0]["period"], months[-1]["period"], len(months)] == ["2025-04", "2026-03", 12]
    command = done("forecast", released, "burglary", "--format", "csv").rows
    assert list(command[0]) == list(months[0])
    assert [float(one["point"]) for one in command] == [round(one["point"], 1) for one in months]
    for one in months:
        assert one["low95"] <= one["low80"] <= one["point"] <= one["high80"] <= one["high95"]
        assert one["label"] in ahead
    assert {row["method"] for row in read_csv(analyst, "/measures/burglary/ahead.csv")} == {
        months[0]["method"]
    }


def test_pictures_come_as_svg_and_png_to_those_who_see_the_measure(
    released: Path, client: Client, analyst: Client
) -> None:
    found = False
    for viewer in (client, analyst):
        page = viewer.get("/measures/burglary/").content.decode()
        for address in re.findall(r'href="(/measures/burglary/[a-z-]+\.(?:svg|png))"', page):
            content = viewer.get(address).content
            assert content.startswith(b"<svg" if address.endswith("svg") else b"\x89PNG")
            found = True
    assert found
    assert client.get("/measures/burglary/..%2Fabout.svg").status_code == 404


def test_the_plan_has_every_measure_and_a_page_for_each_part(
    released: Path, client: Client, analyst: Client
) -> None:
    for viewer in (client, analyst):
        plan = read_text(viewer, "/plan/")
        assert 'href="/measures/burglary/"' in plan
        for address in set(re.findall(r'href="(/plan/[a-z-]+/)"', plan)):
            assert "<h1>" in read_text(viewer, address)
        rows = read_csv(viewer, "/plan.csv")
        burglary = next(row for row in rows if row["measure"] == "burglary")
        shown = re.search(r'<data value="([^"]*)"', read_text(viewer, burglary["link"]))
        assert shown is not None
        assert float(shown[1]) == float(burglary["value"])
    for viewer in (client, analyst):
        assert 'href="/frameworks/matters/"' in read_text(viewer, "/plan/")
        framework = read_text(viewer, "/frameworks/matters/")
        assert 'href="/measures/robbery/"' in framework
        assert 'href="/measures/shoplifting/"' not in framework
        assert 'href="/measures/burglary/"' in read_text(viewer, "/frameworks/matters/safe-homes/")
        assert 'href="/frameworks/matters/homes/"' in read_text(viewer, "/measures/burglary/")
    assert client.get("/plan/no-such-part/").status_code == 404
    assert client.get("/frameworks/no-such-framework/").status_code == 404


# --- the past ---------------------------------------------------------------------------------------------


def test_what_was_restated_is_told_with_both_values_and_why(
    released: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ("measure", "area_type", "area", "breakdown", "window", "period", "source")
    one = {tuple(row[name] for name in key): row for row in release_rows(released, 1)}
    changed = [
        (one[of], row)
        for row in release_rows(released, 2)
        if (of := tuple(row[name] for name in key)) in one
        and (row["measure"], row["area"], row["breakdown"]) == ("burglary", "westmarch", "")
        and number_or_text(row["value"]) != number_or_text(one[of]["value"])
    ]
    assert changed
    page = read_text(client, "/measures/burglary/history/")
    assert "Records came in late." in page
    assert page.count("release 1 to 2") == len(changed)
    assert '(<a href="/releases/2/">release 2</a>, ' in page
    monkeypatch.setattr("frankpledge.web.pages.history.MOST_SHOWN", 3)
    short = read_text(client, "/measures/burglary/history/")
    assert re.search(r"\d+ earlier ones are in the files below", short), "what is left out is said"
    before, after = next(pair for pair in changed if pair[0]["value"] and pair[1]["value"])
    cells = f'<td class="number">{float(before["value"]):,.0f}</td><td class="number">'
    assert cells + f"{float(after['value']):,.0f}</td>" in page
    printed = read_csv(client, "/measures/burglary/history.csv")
    ways = [row for row in printed if (row["window"], row["period"]) == (after["window"], after["period"])]
    told = {(row["release"], float(row["value"])) for row in ways if row["source"] == after["source"]}
    assert told == {("1", float(before["value"])), ("2", float(after["value"]))}


def test_home_tells_what_is_exceptional_and_what_changed(
    released: Path, client: Client, analyst: Client
) -> None:
    home = read_text(analyst, "/")
    assert "What is exceptional in Q4 24/25" in home
    assert "What is due" in home
    assert "Released last" in home
    found = done("findings", released, "--quarter", "Q4 24/25", "--format", "json")
    kinds = ("quarter outside", "two quarters outside", "month outside")
    told = {one["measure"] for one in read_json(analyst, "/index.json")["findings"]}
    printed = json.loads(found.out)
    rows = printed if isinstance(printed, list) else printed["findings"]
    assert told == {row["measure"] for row in rows if row["kind"].startswith(kinds) and not row["breakdown"]}
    public = read_text(client, "/")
    assert "Not released" not in public
    assert read_json(client, "/index.json")["findings"] == []


def test_what_changed_between_builds_is_as_the_command_line_says(
    served: Path, db: Path, analyst: Client
) -> None:
    answer = analyst.get("/changes/")
    while answer.status_code == 202:
        answer = analyst.get("/changes/")
    rows = read_csv(analyst, "/changes.csv")
    told = re.search(r"([0-9,]+) monthly figures", done("diff", served, "0001", "0002").out)
    assert told is not None
    assert len(rows) == int(told[1].replace(",", ""))
    assert all(row["why"] for row in rows)
    assert f"{told[1]} monthly figures" in answer.content.decode()


# --- before anything is released ----------------------------------------------------------------------------


def test_before_the_first_release_the_public_is_told_so(served: Path, client: Client) -> None:
    assert "No report has been released yet" in read_text(client, "/")
    for address in ("/plan/", "/measures/", "/releases/", "/data-quality/"):
        assert "Nothing has been released yet" in read_text(client, address)
    assert client.get("/measures/burglary/").status_code == 404
    assert client.get("/plan.csv").status_code == 200


# --- taken elsewhere ----------------------------------------------------------------------------------


def test_what_was_printed_of_one_figure_is_what_was_printed_of_it_among_all(released: Path) -> None:
    from frankpledge.web.office import current_build
    from frankpledge.web.pages.history import printings_of, published_of
    from frankpledge.web.seeing import Sight, public_sight

    build = current_build()
    public = public_sight()
    assert build is not None
    assert public is not None
    known = 0
    for sight in (public, Sight(build.manifest.id, build.definitions, build)):
        for measure in ("burglary", "stop-searches"):
            ways = published_of(sight, measure)
            for key in list(ways)[::40]:
                assert printings_of(sight, key) == ways[key]
                known += 1
            assert printings_of(sight, (measure, *["nowhere"] * 6)) == ()
    assert known > 20


def test_a_measure_of_which_the_report_draws_nothing_is_drawn_by_its_released_months(
    released: Path, client: Client
) -> None:
    page = read_text(client, "/measures/robbery/")
    assert "By month" not in page, "the report has words of it alone"
    drawn = page[page.index('id="figures"') : page.index('id="definition"')]
    assert drawn.count("<svg") == 1
    assert "Chart by month (SVG)" in drawn
    picture = client.get("/explore/chart.svg?measure=robbery")
    assert picture.status_code == 200
