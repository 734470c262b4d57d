"""What the living county is set beside: 2019, region and nation, bodies' returns, and areas with ids."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from frankpledge.generate.living.makers import MAKERS
from frankpledge.generate.living.partners.region_and_nation import (
    DASHBOARD,
    baseline_rows,
    told_beside,
)
from frankpledge.generate.living.partners.service_shapes import SERVICES
from frankpledge.generate.living.partners.setting import setting_of
from frankpledge.plan.declared_areas import PLACED_BY_ID
from frankpledge.plan.fields import Problems
from frankpledge.plan.office_file import read_office_file
from frankpledge.plan.plan_file import read_plan_file
from frankpledge.plan.yaml_nodes import read_entries
from tests.generative.living_counties import living_county

COUNTY = living_county(11, 900, 14)
SETTING = setting_of(COUNTY)
OFFICES = Path(str(files("frankpledge") / "offices"))


@cache
def sent() -> dict[str, pa.Table]:
    """Every clean row of the county, by table."""
    found: dict[str, list[pa.Table]] = {}
    for month in range(COUNTY.first_month, COUNTY.last_month + 1):
        for maker in MAKERS:
            for name, rows in maker(COUNTY, month).items():
                found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(some) for name, some in found.items()}


def test_the_dashboard_s_24_measures_have_a_region_and_a_nation_and_all_but_one_a_baseline() -> None:
    path = OFFICES / "whole-office/plan/frameworks/criminal-justice-dashboard.yaml"
    named = {one.measure for one in DASHBOARD}
    plan = read_plan_file(read_entries(path), Problems(path), dict.fromkeys(named))  # type: ignore[arg-type]
    assert plan is not None
    assert named == {name for priority in plan.priorities for name in priority.measures}
    assert len(named) == 24
    beside = told_beside(SETTING)
    assert named - beside["baselines"].keys() == {"domestic-abuse-file-quality"}
    assert all(set(beside["region_and_nation"][name]) == {"north-sea", "england-and-wales"} for name in named)


def test_truth_tells_the_values_sent_and_the_returns_that_have_not_come() -> None:
    beside = told_beside(SETTING)
    wider: dict[str, dict[str, dict[str, float]]] = {}
    for row in sent()["supplied-values"].to_pylist():
        if row["area-type"] != "force":
            ends = wider.setdefault(row["measure"], {}).setdefault(row["area"], {})
            ends[str(row["period-end"])] = row["value"]
            assert [row["body"], str(row["period-end"])[:7]] not in beside["not_come"]
        assert row["publication"].startswith("generated-")
    assert wider == beside["region_and_nation"]
    sent_2019 = baseline_rows(SETTING)
    assert dict(zip(sent_2019["measure"], sent_2019["value"], strict=True)) == beside["baselines"]
    states = {
        (row["body"], str(row["period-end"])[:7]): row["state"]
        for row in sent()["contract-returns"].to_pylist()
        if row["contract"] == "justice-board" and not row["return"].endswith("revised")
    }
    assert {states[body, month] for body, month in beside["late"]} == {"Received late"}
    due = [states[body, month] for body, month in beside["not_come"] if (body, month) in states]
    assert due == ["Asked for"]


def test_a_return_comes_after_its_body_took_the_values() -> None:
    taken = {
        (row["body"], row["period-end"]): row["as-at"]
        for row in sent()["supplied-values"].to_pylist()
        if row["area-type"] == "region"
    }
    came = [row for row in sent()["contract-returns"].to_pylist() if row["received"] is not None]
    board = [row for row in came if (row["body"], row["period-end"]) in taken]
    assert len(board) > 9
    assert all(taken[row["body"], row["period-end"]] <= row["received"] for row in board)


def test_values_of_a_county_that_begins_before_2020_are_its_own() -> None:
    early = setting_of(living_county(11, 100, 80))
    assert baseline_rows(early) == {}
    assert told_beside(early)["baselines"] == {}


def test_a_body_has_one_id_in_what_is_due_and_in_what_it_returns() -> None:
    due = set(sent()["contract-returns"]["body"].to_pylist())
    returned = set(sent()["return-values"]["body"].to_pylist())
    assert len(returned) == 4
    assert returned <= due
    assert due >= {one.name for one in SERVICES}, "what a service owes is told under the id it sends cases by"
    wider = {row["body"] for row in sent()["supplied-values"].to_pylist() if row["area-type"] == "region"}
    assert len(wider & due) == 3


def test_the_office_declares_every_area_that_records_name_by_an_id() -> None:
    path = OFFICES / "westmarch/office.yaml"
    problems = Problems(path)
    office = read_office_file(read_entries(path), problems)
    assert office is not None, problems.found
    declared = {(area.area_type, area.id) for area in office.own_areas}
    kinds = {kind for kind, _ in declared}
    assert kinds == {"beat", "service", "shift", "suite", "team"}
    seen = {
        (kind, word)
        for (table, column), kind in PLACED_BY_ID.items()
        if kind in kinds and table in sent()
        for word in sent()[table][column].unique().drop_null().to_pylist()
    }
    assert seen <= declared
    assert {kind for kind, _ in seen} == kinds
    # A small county visits one suite alone, and not every small team has somebody at work.
    assert {one for one in declared - seen if one[0] in ("beat", "shift", "service")} == set()
