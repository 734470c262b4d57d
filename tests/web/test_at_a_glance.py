"""What stands out, at a glance: the first page's rows and the plan's counts say what the findings say."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.generate import generate
from frankpledge.generate.scenario import PlantedChange, Shape
from frankpledge.periods import parse_month
from tests.functional.cli import HOME, SMALL, Records, done
from tests.web.reading import read_csv, read_json, read_text

if TYPE_CHECKING:
    from django.test import Client

QUARTER, KEY = "Q4 24/25", "2024-25-Q4-quarterly"
CHANGES = (
    PlantedChange(Shape.STEP, HOME.slug, "Shoplifting", parse_month("2025-01"), 1.8),
    PlantedChange(Shape.STEP, HOME.slug, "Anti-social behaviour", parse_month("2025-01"), 0.45),
)
WORDS = {"worsening": "worse", "improving": "better", "no judgement": "neither better nor worse"}
ROW = re.compile(r'<tr><th scope="row"><a href="/measures/([a-z0-9-]+)/[^"]*">.*?</tr>')
PART = re.compile(r'<tr[^>]*><th scope="row"><a href="([^"]+)">([^<]+)</a></th>(.*?)</tr>')
NUMBER = re.compile(r'<td class="number[^"]*" data-label="([^"]+)">(?:<span[^>]*>)?(\d+)')


def weightiest(findings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the first finding of each measure."""
    first: dict[str, dict[str, Any]] = {}
    for one in findings:
        first.setdefault(one["measure"], one)
    return first


def said_of(page: str) -> dict[str, str]:
    """Return the text of each measure's row by its name."""
    return {found[1]: re.sub(r"<[^>]+>", " ", found[0]) for found in ROW.finditer(page)}


def holds_what_was_found(page: str, findings: list[dict[str, Any]]) -> None:
    """Hold rows to findings: every measure once, which way it points, its range and its odds."""
    rows, first = said_of(page), weightiest(findings)
    assert rows.keys() == first.keys()
    for name, row in rows.items():
        one = first[name]
        words = re.sub(r"\s+", " ", row)
        assert f" {WORDS[one['direction']]} " in words
        side = "Above" if one["seen"] > one["expected_high"] else "Below"
        assert f"{side} its expected range of " in words
        assert f"by chance alone, {one['strength'].partition(', ')[2]}." in words


@pytest.fixture(scope="session")
def _changed(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changed")
    made = folder / "records"
    records = Records(made, generate(replace(SMALL, planted=CHANGES), made))
    office = folder / "office"
    done("new", office, "--from", "westmarch")
    done("ingest", office, records.older, records.newer, records.reference)
    done("build", office)
    done("report", office, "--quarter", QUARTER)
    for words in (("checked", "--by", "Ada Marsh"), ("approved", "--by", "Ben Holt")):
        done("sign-off", office, KEY, "--as", *words)
    done("release", office, KEY)
    return office


@pytest.fixture
def changed(_changed: Path, db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with a release, whose shoplifting rose and whose anti-social behaviour fell."""
    from django.conf import settings

    monkeypatch.setattr(settings, "OFFICE", _changed)
    return _changed


def test_home_has_a_row_for_each_exceptional_measure(changed: Path, analyst: Client) -> None:
    page = read_text(analyst, "/")
    findings = read_json(analyst, "/index.json")["findings"]
    directions = {name: one["direction"] for name, one in weightiest(findings).items()}
    assert directions["shoplifting"] == "worsening"
    assert directions["asb-incidents"] == "improving"
    holds_what_was_found(page, findings)
    planned = {row["measure"]: row["priority"] for row in reversed(read_csv(analyst, "/plan.csv"))}
    in_plan = page.partition("outside the plan</summary>")[0]
    assert said_of(in_plan).keys() == planned.keys() & directions.keys()
    for group in re.split(r'<tbody><tr class="grouprow">', in_plan)[1:]:
        title = re.search(r">([^<]+)</a>", group)
        assert title is not None
        assert {planned[name] for name in said_of(group)} == {unescape(title[1])}
    links = set(re.findall(r'class="how" href="([^"]+)"', page))
    assert links
    for link in links:
        assert analyst.get(unescape(link)).status_code == 200


def test_the_public_sees_the_released_rows_alone(changed: Path, client: Client, analyst: Client) -> None:
    page = read_text(client, "/")
    released = [one for one in read_json(client, "/index.json")["findings"] if not one["breakdown"]]
    assert f"What is exceptional in {QUARTER}" in page
    holds_what_was_found(page, released)
    assert "What is due" not in page
    for link in set(re.findall(r'class="how" href="([^"]+)"', page)):
        assert client.get(unescape(link)).status_code == 200


def test_an_earlier_quarter_has_its_own_rows(changed: Path, analyst: Client) -> None:
    page = read_text(analyst, "/?period=2024-25-Q3")
    findings = read_json(analyst, "/index.json?period=2024-25-Q3")["findings"]
    holds_what_was_found(page, findings)
    assert "shoplifting" not in said_of(page)
    links = re.findall(r'<th scope="row"><a href="(/measures/[^"]+)"', page)
    assert all(link.endswith("?period=2024-25-Q3") for link in links)


def test_the_plan_counts_how_its_measures_stand(changed: Path, client: Client, analyst: Client) -> None:
    told = weightiest(read_json(analyst, "/index.json")["findings"])
    rows = read_csv(analyst, "/plan.csv")
    for viewer in (client, analyst):
        summary = read_text(viewer, "/plan/").partition('id="summary"')[2].partition("</table>")[0]
        parts = {unescape(found[2]): dict(NUMBER.findall(found[3])) for found in PART.finditer(summary)}
        for title in {row["priority"] for row in rows}:
            names = {row["measure"] for row in rows if row["priority"] == title}
            counted = {word: int(count) for word, count in parts[title].items()}
            assert counted.pop("Measures") == sum(counted.values()) == len(names)
            for word, direction in (("Worse", "worsening"), ("Better", "improving")):
                own = [name for name in names if name in told and told[name]["direction"] == direction]
                assert counted.get(word, 0) == len(own)
        whole = read_text(viewer, "/plan/")
        for link in re.findall(r'href="(#[^"]+)"', summary):
            assert f'id="{link[1:]}"' in whole


def test_the_public_sees_the_forecast_that_was_released(changed: Path, client: Client) -> None:
    page = read_text(client, "/measures/shoplifting/")
    part = page.partition('<h2 id="ahead">')[2].partition("</section>")[0]
    assert part.startswith("If it goes on as it has</h2>")
    assert 'id="chart-ahead-shoplifting"' in part
    assert 'id="forecast-shoplifting"' in part
    assert page.count('id="chart-ahead-shoplifting"') == 1
    assert 'id="ahead"' not in read_text(client, "/measures/burglary/")
