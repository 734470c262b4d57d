"""Grades and the stage of monitoring side by side, each cycle on its own scale."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.monitoring import Stage, stage_on
from frankpledge.registers.roles import Role
from tests.web.test_record_links import make

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
SCAN = Stage("Scan (routine)", date(2019, 1, 1), date(2024, 5, 2))
ENGAGE = Stage("Engage (enhanced)", date(2024, 5, 3), None)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2018, 12, 31), None),
        (date(2024, 5, 2), SCAN),
        (date(2024, 5, 3), ENGAGE),
        (date(2030, 1, 1), ENGAGE),
    ],
)
def test_the_stage_of_a_day(day: date, stage: Stage | None) -> None:
    assert stage_on((SCAN, ENGAGE), day) == stage


def test_no_stage_holds_once_the_last_is_over() -> None:
    assert stage_on((SCAN,), date(2024, 5, 3)) is None
    assert stage_on((), date(2024, 5, 3)) is None


@pytest.fixture
def inspected(db: object) -> None:
    """A police force that was graded in two cycles and is engaged, and a fire service under no monitoring."""
    stages = [
        {"stage": "scan", "from": "2019-01-01", "to": "2024-05-02"},
        {"stage": "engage", "from": "2024-05-03"},
    ]
    said = {"by": "hmicfrs", "kind": "peel", "published": "2024-05-03"}
    report = make("inspections", title="PEEL 2024", body="police", monitoring=stages, **said)
    make("inspections", title="Fire 2024", body="fire", **{**said, "kind": "fire"})
    for cycle, grade, published in (
        ("peel-before-2021", "requires-improvement", "2018-06-01"),
        ("peel-from-2021", "inadequate", "2022-06-01"),
        ("peel-from-2021", "adequate", "2024-05-03"),
    ):
        make("grades", question="investigating-crime", body="police", cycle=cycle, grade=grade,
             published=published, inspection=report.key)  # fmt: skip
    make("grades", question="preventing-fires", body="fire", cycle="fire-from-2023", grade="good",
         published="2024-05-03")  # fmt: skip


def cells(page: str, title: str) -> list[list[str]]:
    """Return the rows of the table below a heading."""
    table = re.search(rf"<h2[^>]*>{re.escape(title)}</h2>.*?<tbody>(.*?)</tbody>", page, re.S)
    assert table is not None, title
    rows = table[1].split("</tr>")[:-1]
    return [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in rows]


def test_lists_have_the_stage_beside_the_grade(inspected: None, client: Client) -> None:
    now = "Engage (enhanced), since 3 May 2024"
    for name, many in (("grades", 3), ("inspections", 1)):
        page = client.get(f"/records/{name}/").content.decode()
        assert '<th scope="col">Stage of monitoring</th>' in page
        assert page.count(f"<td>{now}</td>") == many
    rows = client.get("/records/grades.json").json()["rows"]
    assert sorted(row["monitoring_now"] for row in rows) == ["", now, now, now]
    assert "monitoring_now" not in client.get("/records/decisions.json").json()["columns"]


def test_the_page_of_a_grade_tells_its_history_by_cycle_with_each_scale(
    inspected: None, client: Client
) -> None:
    page = client.get("/records/grades/3/").content.decode()
    [stage] = cells(page, "Stage of monitoring")
    assert stage[1:] == ["Engage (enhanced)", "3 May 2024", "Scan (routine) from 1 January 2019"]
    history = cells(page, "This question, cycle by cycle")
    assert [row[1] for row in history] == ["Requires improvement", "Inadequate", "Adequate"]
    assert [row[3] for row in history] == ["new", "not comparable", "up"]
    assert "Adequate" not in history[0][4], "the earlier cycle had four grades"
    assert history[1][4].split(", ")[:3] == ["Outstanding", "Good", "Adequate"]
    fire = client.get("/records/grades/4/").content.decode()
    assert "Stage of monitoring" not in fire
    assert len(cells(fire, "This question, cycle by cycle")) == 1


def test_sums_are_by_force_and_service_and_each_cycle_has_its_own_scale(
    inspected: None, signed_in: SignedIn
) -> None:
    analyst = signed_in(Role.ANALYST)
    tables = {one["id"]: one for one in analyst.get("/records/grades/in-all.json").json()["tables"]}
    assert len(tables["grades-peel-before-2021"]["heads"]) == 7
    assert len(tables["grades-peel-from-2021"]["heads"]) == 8
    [police] = tables["grades-peel-from-2021"]["rows"]
    assert police[1:] == [0, 0, 1, 0, 0, 0, 1], "the last grade of a cycle counts"
    [fire] = tables["grades-fire-from-2023"]["rows"]
    assert fire[1:3] == [0, 1]
    assert [row[1] for row in tables["monitoring"]["rows"]] == ["Engage (enhanced)"]
    page = analyst.get("/records/inspections/in-all/").content.decode()
    assert [row[1] for row in cells(page, "Stage of monitoring")] == ["Engage (enhanced)"]
