"""Every row of the catalogue of measures is answered by a definition that computes."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from frankpledge.contracts.registry import TABLES
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from tests.conftest import ROOT, SHARED_ABSENT

PAGE = ROOT / "docs" / "reference" / "coverage.md"
ROWS = 241


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    folder = tmp_path_factory.mktemp("coverage") / "office"
    new_office(folder, "whole-office")
    return read_office(folder)


def answered(whole: Definitions) -> set[str]:
    return {row for measure in whole.measures.values() for row, _ in measure.catalogue}


def test_no_row_is_left_without_a_measure_and_none_is_made_up(whole: Definitions) -> None:
    assert answered(whole) == {f"M{number:03d}" for number in range(1, ROWS + 1)}


def test_the_rows_are_those_of_the_catalogue(whole: Definitions) -> None:
    default = ROOT.parent / "shared" / "catalogue" / "measures.csv"
    path = Path(os.environ.get("FRANKPLEDGE_CATALOGUE", default))
    if not path.is_file():
        pytest.skip(f"{SHARED_ABSENT}: {path}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert answered(whole) == rows.keys()
    # What is itself the row counts in the row's own sense: shares and ranks are no counts.
    for measure in whole.measures.values():
        for row, how in measure.catalogue:
            unit = rows[row]["unit"]
            if not how and unit == "percent":
                assert measure.unit.startswith(("per cent", "per 100", "rank")), (row, measure.id)
            if not how and unit == "mm:ss":
                assert measure.unit == "mm:ss", (row, measure.id)


def test_the_page_has_every_row_with_tables_that_exist(whole: Definitions) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for row in answered(whole):
        assert f"\n| {row} | " in text
    lines = [line.split(" | ") for line in text.splitlines() if line.startswith("| ") and "`](" in line]
    assert len(lines) >= ROWS
    for line in lines:
        tables = [word.strip("` ") for word in line[3].split(",")]
        assert all(table in TABLES for table in tables), line


def in_sections(whole: Definitions) -> set[str]:
    """The measures that a section of the plan or of a framework names; outcomes alone print no figure."""
    plans = (whole.plan, *whole.frameworks.values())
    sections = [section for plan in plans for priority in plan.priorities for section in priority.sections]
    return {name for section in sections for name in section.measures}


def test_every_row_is_printed_in_a_section_of_a_report(whole: Definitions) -> None:
    """By the measure that is the row itself; by one of several where each tells a part or a variant of it."""
    named = in_sections(whole)
    by_row: dict[str, list[tuple[str, str]]] = {}
    for measure in whole.measures.values():
        for row, how in measure.catalogue:
            by_row.setdefault(row, []).append((measure.id, how))
    assert len(by_row) == ROWS
    themselves = {row: [name for name, how in found if not how] for row, found in by_row.items()}
    assert {row: names for row, names in themselves.items() if not named.issuperset(names)} == {}
    variants = {row: [name for name, _ in found] for row, found in by_row.items() if not themselves[row]}
    assert {row: names for row, names in variants.items() if named.isdisjoint(names)} == {}


def test_what_has_no_section_counts_through_a_measure_that_has(
    whole: Definitions,
) -> None:
    named = in_sections(whole)
    made_of = {
        part for one in whole.measures.values() for part in (one.numerator, one.denominator, *one.parts)
    }
    beside = {row for name in named for row, _ in whole.measures[name].catalogue}
    for measure in whole.measures.values():
        if measure.catalogue and measure.id not in named:
            rows = {row for row, _ in measure.catalogue}
            assert measure.id in made_of or rows <= beside, (measure.id, rows)


def test_the_parts_of_the_criminal_justice_dashboard_are_all_printed(whole: Definitions) -> None:
    board = whole.frameworks["criminal-justice-dashboard"]
    named = [name for priority in board.priorities for name in priority.measures]
    assert len(named) == len(set(named)) == 24
