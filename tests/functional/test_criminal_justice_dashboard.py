"""The criminal justice dashboard: its 24 measures, each held against a baseline and worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.definitions import Definitions, Plan
from frankpledge.plan.fields import Problems
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.plan_file import read_plan_file
from frankpledge.plan.reading import read_office
from frankpledge.plan.yaml_nodes import read_entries

ROW = "M163"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("offices") / "whole"
    new_office(made, "whole-office")
    return made


@pytest.fixture(scope="module")
def office(folder: Path) -> Definitions:
    return read_office(folder)


@pytest.fixture(scope="module")
def dashboard(folder: Path, office: Definitions) -> Plan:
    path = folder / "plan/frameworks/criminal-justice-dashboard.yaml"
    problems = Problems(path)
    read = read_plan_file(read_entries(path), problems, office.measures)
    assert read is not None, problems.found
    return read


def test_it_shows_twenty_four_measures_each_once(dashboard: Plan, office: Definitions) -> None:
    shown = [word for priority in dashboard.priorities for word in priority.measures]
    assert len(shown) == len(set(shown)) == 24
    assert set(shown) == {one.id for one in office.measures.values() if ROW in dict(one.catalogue)}


def test_each_has_a_baseline_and_a_note_on_region_and_nation(dashboard: Plan, office: Definitions) -> None:
    for priority in dashboard.priorities:
        for word in priority.measures:
            measure = office.measures[word]
            assert measure.baseline is not None, word
            assert measure.baseline.key == "2019", word
            assert "region" in measure.note, word
            assert "nation" in measure.note, word


def test_what_was_added_to_the_catalogue_is_marked_as_proposed(office: Definitions) -> None:
    for measure in office.measures.values():
        rows = dict(measure.catalogue)
        if ROW in rows:
            assert ("Proposed" in measure.note) == (set(rows) == {ROW}), measure.id


def test_timeliness_process_outcome_and_quality_are_told_apart_by_who_does_it(dashboard: Plan) -> None:
    assert [one.id for one in dashboard.priorities] == ["timeliness", "process", "outcome", "quality"]
    for priority in dashboard.priorities:
        assert {section.title for section in priority.sections} <= {"Police", "Prosecution", "Courts"}
