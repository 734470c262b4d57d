"""Worked examples of rates per resident: residents come in one file for all, as their publisher does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from frankpledge.errors import BadDefinition
from frankpledge.plan.office_folder import new_office
from frankpledge.worked_examples import run_examples

HERE = Path(__file__).parent / "measure_language"
RATE = """\
id: {name}
title: Reports of missing children per 1,000 residents {name}
kind: rate
numerator: children-missing
denominator: residents
unit: per 1,000 residents
direction: lower
"""
EXAMPLE = """\
measure: {name}
rows:
  missing-reports: |
    reported,child,age
    2024-04-02 10:00:00,yes,15
    2024-04-03 10:00:00,no,40
  populations: |
    date,residents
    {date},{residents}
gives:
  - {{period: 2024-04, value: {value}, denominator: {residents}}}
because: Worked out by hand.
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    new_office(folder)
    shutil.rmtree(folder / "plan" / "examples")
    (folder / "plan" / "examples").mkdir()
    shutil.copy(HERE / "measures" / "children-missing.yaml", folder / "plan" / "measures")
    return folder


def declare(office: Path, name: str, date: str, residents: str, value: str) -> None:
    (office / "plan" / "measures" / f"{name}.yaml").write_text(RATE.format(name=name))
    text = EXAMPLE.format(name=name, date=date, residents=residents, value=value)
    (office / "plan" / "examples" / f"{name}.yaml").write_text(text)


def test_each_example_has_residents_of_its_own(office: Path) -> None:
    declare(office, "first", "2020-06-30", "1000", "1")
    declare(office, "second", "2020-06-30", "200000", "0.005")
    results = run_examples(office)
    assert [(one.example.measure, one.differences) for one in results] == [("first", ()), ("second", ())]


def test_a_rate_by_households_is_missing_where_they_are_not_told(office: Path) -> None:
    by_household = RATE.replace("residents", "households")
    for name, told, gives in (
        ("told", "2020-06-30,4700,2000", "value: 0.5, denominator: 2000"),
        ("untold", "2020-06-30,4700,", "state: missing"),
    ):
        (office / "plan" / "measures" / f"{name}.yaml").write_text(by_household.format(name=name))
        text = EXAMPLE.format(name=name, date="2020-06-30", residents="1", value="1")
        text = text.replace("date,residents", "date,residents,households").replace("2020-06-30,1", told)
        text = text.replace("value: 1, denominator: 1", gives)
        (office / "plan" / "examples" / f"{name}.yaml").write_text(text)
    results = run_examples(office)
    assert [(one.example.measure, one.differences) for one in results] == [("told", ()), ("untold", ())]


def test_residents_are_for_a_30_june(office: Path) -> None:
    declare(office, "first", "2020-07-01", "1000", "1")
    with pytest.raises(BadDefinition, match=r"first\.yaml.*for a 30 June"):
        run_examples(office)


def test_residents_of_two_years_would_supersede_each_other(office: Path) -> None:
    declare(office, "first", "2020-06-30", "1000", "1")
    declare(office, "second", "2021-06-30", "1000", "1")
    with pytest.raises(BadDefinition, match="different years"):
        run_examples(office)
