"""The catalogue: what is held and on what footing, what is made of it, what is wanting, and DCAT."""

from __future__ import annotations

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cli import done
from tests.functional.test_agreements import AGREED
from tests.functional.test_joins_by_place import COUNT, fires, incidents
from tests.functional.test_joins_by_place import office as placed_office

QUARTER, REPORT = "Q4 24/25", "2024-25-Q4-quarterly"
SECRET_WORDS = ("I-0", "F-1", "FRANKPLEDGE_KEY", "tests alone")
__all__ = ["placed_office"]


@pytest.fixture
def observed(placed_office: Path, tmp_path: Path) -> Path:
    """Incidents of April and July; fires of April and May, with a refused row and a lapsed agreement."""
    more = {
        "incidents 2024-07 to 2024-07.csv": incidents(["E01017456"]).replace("2024-04", "2024-07"),
        "fires 2024-05 to 2024-05.csv": fires(["E01035001", "no code"]).replace("2024-04", "2024-05"),
    }
    for name, text in more.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        done("ingest", placed_office, tmp_path / name, "--obtained", "2024-08-04")
    measure = COUNT.format(table="arrests").replace(", local-authority, ward", "")
    (placed_office / "plan" / "measures" / "arrests-here.yaml").write_text(measure, encoding="utf-8")
    lapsed = AGREED.replace("id: force", "id: fire").replace("calls, incidents", "fire-incidents")
    lapsed = lapsed.replace("agreements:\n", "").replace("2099", "2025")
    (placed_office / "plan" / "agreements.yaml").write_text(AGREED + lapsed, encoding="utf-8")
    return placed_office


def as_json(office: Path) -> dict[str, Any]:
    told = json.loads(done("catalogue", office, "--format", "json").out)
    assert isinstance(told, dict)
    return told


def test_every_table_held_is_listed_with_footing_freshness_quality_and_use(observed: Path) -> None:
    told = as_json(observed)
    tables = {one["table"]: one for one in told["tables"]}
    assert set(tables) == {"incidents", "fire-incidents", "lsoa-lookup", "lsoa-successors"}
    incidents_ = tables["incidents"]
    assert (incidents_["first-month"], incidents_["last-month"], incidents_["months"]) == (
        "2024-04",
        "2024-07",
        2,
    )
    assert incidents_["missing"] == {"bedfordshire": ["2024-05", "2024-06"]}
    assert incidents_["agreements"][0]["stands"] == "is in force until 2099-03-31"
    assert incidents_["may-not-be-used"] == ""
    assert incidents_["measures"] == ["incidents-here"]
    assert incidents_["came"] == ["2024-05-05", "2024-08-04"]
    assert incidents_["refresh"] == "quarterly"
    assert incidents_["days-after-the-month"] == {"median": 4.5, "longest": 5}
    fire = tables["fire-incidents"]
    assert "has lapsed since 2025-04-01" in fire["may-not-be-used"]
    assert (fire["rows"], fire["refused"], round(fire["refused-per-cent"], 1)) == (6, 1, 14.3)
    assert {one["name"]: one["personal-data"] for one in fire["fields"]}["incident"] == "personal"
    assert tables["lsoa-lookup"]["licence"] == "Open Government Licence v3.0"
    assert set(tables["lsoa-lookup"]["measures"]) >= {"incidents-here", "fire-incidents-here"}


def test_what_measures_want_and_nobody_supplies_is_named(observed: Path) -> None:
    gaps = as_json(observed)["gaps"]
    assert gaps["tables-nobody-supplies"]["arrests"] == ["arrests-here"]
    assert gaps["measures-without-data"]["arrests-here"] == ["arrests"]
    assert "burglary" in gaps["tables-nobody-supplies"]["crimes"]
    places = {one["table"]: one for one in gaps["places-without-a-row"]}
    # Every area has an incident but Bedford 001B; a fire in an area made of two is one in both.
    assert (places["incidents"]["lsoas"], places["incidents"]["of-lsoas"]) == (["E01017457"], 4)
    assert places["incidents"]["wards"] == []
    assert places["fire-incidents"]["lsoas"] == []
    said = done("catalogue", observed, "--gaps").out
    assert "arrests is not supplied; wanted by arrests-here." in said
    assert "incidents of bedfordshire is missing for 2024-05, 2024-06." in said


def test_a_measure_whose_conditions_no_row_meets_is_named(observed: Path) -> None:
    (observed / "plan" / "agreements.yaml").write_text(
        AGREED.replace("[calls, incidents]", "[incidents, fire-incidents]"), encoding="utf-8"
    )
    never = COUNT.format(table="incidents").replace("incidents-here", "graded-2")
    (observed / "plan" / "measures" / "graded-2.yaml").write_text(f"{never}where: {{grade: grade-2}}\n")
    done("build", observed)
    assert as_json(observed)["gaps"]["measures-that-never-counted-a-row"] == ["graded-2"]


def test_tables_that_share_a_kind_of_place_can_be_joined_by_it(observed: Path) -> None:
    joins = as_json(observed)["joins"]
    for kind in ("ward", "local-authority", "lsoa", "force"):
        assert {one["table"] for one in joins[kind]} >= {"incidents", "fire-incidents"}, kind
    assert {one["how"] for one in joins["local-authority"]} == {"through its small census area"}
    assert "beat" not in joins
    said = done("catalogue", observed, "--joins").out
    assert "ward\n  fire-incidents: through its small census area" in said


def test_dcat_holds_open_tables_with_licence_period_and_contact_and_nothing_agreed(observed: Path) -> None:
    text = done("catalogue", observed, "--format", "dcat").out
    told = json.loads(text)
    assert told["@type"] == "dcat:Catalog"
    assert told["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"
    datasets = {one["dct:identifier"]: one for one in told["dcat:dataset"]}
    assert set(datasets) == {"lsoa-lookup", "lsoa-successors"}
    one = datasets["lsoa-lookup"]
    assert one["@type"] == "dcat:Dataset"
    assert one["dct:license"]["@id"].startswith(
        "http://www.nationalarchives.gov.uk/doc/open-government-licence"
    )
    assert one["dct:accrualPeriodicity"]["@id"].endswith("/UNKNOWN")
    assert one["dcat:contactPoint"]["vcard:role"] == "performance officer"
    for word in ("incident", "ISA-014"):
        assert word not in text


def test_no_value_of_a_row_is_in_any_form_of_the_catalogue(observed: Path) -> None:
    for form in ("table", "json", "html", "dcat"):
        said = done("catalogue", observed, "--format", form)
        for word in SECRET_WORDS:
            assert word not in said.out + said.err, (form, word)


def test_the_page_is_whole_and_names_what_may_not_be_used(observed: Path, tmp_path: Path) -> None:
    page = tmp_path / "catalogue.html"
    done("catalogue", observed, "--format", "html", "--output", page)
    text = page.read_text(encoding="utf-8")
    assert "May not be used for performance reporting" in text

    class Ids(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.ids: list[str] = []
            self.links: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            self.ids += [told["id"] or ""] if "id" in told else []
            self.links += [told["href"] or ""] if "href" in told else []

    parser = Ids()
    parser.feed(text)
    assert len(parser.ids) == len(set(parser.ids))
    assert {link.removeprefix("#") for link in parser.links} <= set(parser.ids)
    assert "<script" not in text


def test_an_empty_office_is_told_what_to_do(empty_office: Path) -> None:
    said = done("catalogue", empty_office)
    assert "No records are held yet." in said.out
    assert "frankpledge ingest" in said.out


def test_reports_and_releases_are_named_with_their_build(own_office: Path) -> None:
    done("report", own_office, "--quarter", QUARTER)
    tables = {one["table"]: one for one in as_json(own_office)["tables"]}
    [report] = tables["crimes"]["reports"]
    assert report["report"] == REPORT
    assert report["build"] in {path.name for path in (own_office / "builds").iterdir()}
    assert "burglary" in report["measures"]
    assert not report["released"]
    for stage, name in (("checked", "A. One"), ("approved", "B. Two")):
        done("sign-off", own_office, REPORT, "--as", stage, "--by", name)
    done("release", own_office, REPORT)
    tables = {one["table"]: one for one in as_json(own_office)["tables"]}
    assert [one["released"] for one in tables["crimes"]["reports"]] == [False, True]
    base = "https://example.org/data/"
    told = json.loads(done("catalogue", own_office, "--format", "dcat", "--base", base).out)
    datasets = {one["dct:identifier"]: one for one in told["dcat:dataset"]}
    assert datasets["crimes"]["dct:accrualPeriodicity"]["@id"].startswith("http://publications.europa.eu")
    assert datasets["crimes"]["dct:temporal"]["dcat:startDate"]["@value"].endswith("-01")
    [folder] = [path.name for path in (own_office / "releases").iterdir() if path.is_dir()]
    files = {one["dct:title"]: one for one in datasets[folder]["dcat:distribution"]}
    csv = files["figures.csv"]
    assert csv["dcat:downloadURL"]["@id"] == f"{base}releases/{folder}/files/figures.csv"
    content = (own_office / "releases" / folder / "files" / "figures.csv").read_bytes()
    assert csv["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(content).hexdigest()
    assert csv["dcat:byteSize"] == len(content)
    assert csv["dcat:mediaType"]["@id"].endswith("/text/csv")
