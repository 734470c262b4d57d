"""The office of every record: each definition has a worked example, and each example comes out as by hand."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from frankpledge.plan.definitions import Kind
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office, read_office
from frankpledge.plan.services import body_of
from frankpledge.worked_examples import run_examples

PLAN = Path(str(files("frankpledge").joinpath("offices", "whole-office", "plan")))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "office"
    new_office(folder, "whole-office")
    return folder


def test_its_definitions_are_read_without_a_problem(office: Path) -> None:
    assert check_office(office) == []


def test_every_definition_has_its_worked_example_and_says_why_it_matters(office: Path) -> None:
    declared = {path.stem for path in (PLAN / "measures").iterdir()}
    assert {path.stem for path in (PLAN / "examples").iterdir()} == declared
    measures = read_office(office).measures
    told = {name for name in declared if measures[name].why and measures[name].note and measures[name].review}
    assert declared - told == set()


def test_every_worked_example_comes_out_as_by_hand(office: Path) -> None:
    # Values that other bodies supply have nothing to be worked out: what is supplied is what is shown.
    computed = [one.id for one in read_office(office).measures.values() if one.kind is not Kind.SUPPLIED]
    results = run_examples(office, computed)
    assert len(results) > 100
    assert [(one.example.measure, one.differences) for one in results if one.differences] == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("fire-appliance-availability", "fire"),  # A ratio: it has no table of its own.
        ("burglary", "police"),
        ("ace-families-helped", "office"),
    ],
)
def test_a_figure_is_put_to_those_whose_records_it_counts(office: Path, name: str, body: str) -> None:
    definitions = read_office(office)
    assert body_of(definitions.measures[name], definitions) == body
