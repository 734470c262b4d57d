"""`draft` and the words of a report: from references on disk to bound numbers on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frankpledge.generate import generate
from tests.functional.cli import SMALL, done, run

QUARTER = ("--quarter", "Q4 24/25")
KEY = "2024-25-Q4-quarterly"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("draft")
    generate(SMALL, place / "records")
    folder = place / "office"
    done("new", folder, "--from", "westmarch")
    done("ingest", folder, place / "records" / "newer.zip", place / "records" / "reference")
    done("build", folder)
    done("draft", folder, *QUARTER)
    return folder


def _page(office: Path) -> str:
    done("report", office, *QUARTER)
    return (office / "reports" / KEY / "report.html").read_text()


def test_every_measure_of_the_plan_has_a_draft_that_stands_in_the_report(office: Path) -> None:
    drafts = sorted((office / "texts" / KEY / "measures").glob("*.md"))
    assert {"burglary", "shoplifting", "stop-searches"} <= {file.stem for file in drafts}
    mine = office / "texts" / KEY / "measures" / "burglary.md"
    mine.write_text("{title} stands at {value} in {period}, a sentence of our own.\n")
    page = _page(office)
    assert re.search(
        r'stands at <data value="\d+" data-figure="burglary:force:[^"]+">[\d,]+</data>', page
    ) or ("a sentence of our own" in page)
    assert "a sentence of our own" in page


def test_a_wrong_sentence_stops_the_report_and_leaves_the_last_one(office: Path) -> None:
    mine = office / "texts" / KEY / "measures" / "burglary.md"
    mine.write_text("{title}: {value}.\n")
    before = _page(office)
    mine.write_text("{title}: {value}.\n\nThere were 123456 of them, and {burglry}.\n")
    ran = run("report", office, *QUARTER)
    assert ran.code == 3
    said = " ".join(ran.err.split())
    assert "burglary.md, line 3" in said
    assert "Did you mean 'burglary'?" in said
    assert "1 more" in said
    assert (office / "reports" / KEY / "report.html").read_text() == before
    listed = run("draft", office, *QUARTER)
    assert listed.code == 1
    assert "the number 123456 is bound to no figure" in " ".join((listed.out + listed.err).split())
    mine.write_text("{title}: {value}.\n")


def test_a_quoted_figure_is_told_with_its_source_and_a_wrong_total_is_refused(office: Path) -> None:
    ledger = office / "plan" / "ledger.yaml"
    entry = (
        "  - id: {id}\n    title: Doors\n    value: {value}\n    unit: doors\n    source: A return\n"
        "    date: 2025-04-03\n    owner: Grants officer\n"
    )
    parts = entry.format(id="north", value=200) + entry.format(id="south", value=450)
    ledger.write_text(
        "figures:\n" + parts + entry.format(id="doors", value=650) + "    total-of: [north, south]\n"
    )
    (office / "texts" / KEY / "summary.md").write_text("We fitted {doors} doors.\n")
    assert "We fitted" in _page(office)
    ledger.write_text(
        "figures:\n" + parts + entry.format(id="doors", value=605) + "    total-of: [north, south]\n"
    )
    ran = run("report", office, *QUARTER)
    assert ran.code == 3
    said = " ".join(ran.err.split())
    assert "ledger.yaml" in said
    assert "add up to 650, not 605" in said
    ledger.unlink()
    (office / "texts" / KEY / "summary.md").unlink()
