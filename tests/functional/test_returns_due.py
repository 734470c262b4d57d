"""The returns that are due against what really came: late, missing and changed, and a grade for each body."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from tests.functional.cli import Ran, done, run
from tests.functional.test_supplied_figures import month, written

COLUMNS = [
    *("force", "body", "contract", "return", "period-end", "due", "received", "state", "adequacy"),
    "action-wanted",
]


def due(body: str, to: str, on: str, name: str = "monthly", **told: str) -> dict[str, str]:
    usual = {"force": "bedfordshire", "contract": "victims-2023", "state": "Asked for"}
    return {**usual, "body": body, "return": name, "period-end": to, "due": on, **told}


LIST = [
    due("victim-service", "2024-04-30", "2024-05-31"),
    due("victim-service", "2024-05-31", "2024-06-30"),
    due("victim-service", "2024-06-30", "2024-07-31"),
    due("victim-service", "2024-07-31", "2024-08-31"),
    due("refuge", "2024-04-30", "2024-05-31"),
    due("refuge", "2024-05-31", "2024-06-30"),
    due("court-service", "2024-05-31", "2024-06-30", "narrative", state="Received on time",
        received="2024-06-28", adequacy="Adequate"),
    due("court-service", "2024-08-31", "2024-09-30", "narrative"),
    due("refuge", "2024-06-30", "2024-07-31", state="Not due"),
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    done("ingest", folder, written(tmp_path / "due.csv", LIST, COLUMNS), "--obtained", "2024-04-01")
    for name, rows, on in (
        ("april", [month(0, 10), month(0, 7, measure="referrals-refused")], "2024-05-20"),
        ("may", [month(1, 11), {**month(1, 1), "window": "Never"}], "2024-07-10"),
        ("april again", [month(0, 12), month(0, 7, measure="referrals-refused")], "2024-07-12"),
        ("refuge", [month(0, 3, body="refuge")], "2024-05-30"),
    ):
        done("ingest", folder, written(tmp_path / f"{name}.csv", rows), "--obtained", on)
    return folder


def listed(office: Path, of: str = "returns", *more: str) -> list[dict[str, str]]:
    return done("return", "due", office, "--as-at", "2024-08-15", "--of", of, "--format", "csv", *more).rows


def test_each_return_stands_as_what_came_says(office: Path) -> None:
    found = {(one["body"], one["period_end"]): one for one in listed(office)}
    stands = {key: (one["standing"], one["received"], one["days_late"]) for key, one in found.items()}
    assert stands == {
        ("victim-service", "2024-04-30"): ("on time", "2024-05-20", ""),
        ("victim-service", "2024-05-31"): ("late", "2024-07-10", "10"),
        ("victim-service", "2024-06-30"): ("missing", "", ""),
        ("victim-service", "2024-07-31"): ("to come", "", ""),
        ("refuge", "2024-04-30"): ("on time", "2024-05-30", ""),
        ("refuge", "2024-05-31"): ("missing", "", ""),
        ("court-service", "2024-05-31"): ("on time", "2024-06-28", ""),
        ("court-service", "2024-08-31"): ("to come", "", ""),
    }
    april = found["victim-service", "2024-04-30"]
    assert (april["changed"], april["changed_on"], april["taken_in"]) == ("1", "2024-07-12", "True")
    assert found["court-service", "2024-05-31"]["taken_in"] == "False"


def test_each_body_is_graded_with_the_action_wanted(office: Path) -> None:
    bodies = {one["body"]: one for one in listed(office, "bodies")}
    mine = bodies["victim-service"]
    assert [mine[name] for name in ("due", "on_time", "late", "missing", "changed")] == [
        "3",
        "1",
        "1",
        "1",
        "1",
    ]
    assert float(mine["refused"]) == pytest.approx(1 / 6)
    assert mine["grade"] == "poor"
    assert mine["action"].startswith("Ask for the 1 missing, the first to 2024-06-30. Agree how returns come")
    assert "refused rows (17%)" in mine["action"]
    assert (bodies["court-service"]["grade"], bodies["court-service"]["action"]) == ("good", "None.")
    assert bodies["refuge"]["grade"] == "poor"


def test_what_came_later_is_not_known_on_an_earlier_day(office: Path) -> None:
    rows = done("return", "due", office, "--as-at", "2024-07-01", "--format", "json").out
    found = {(one["body"], one["period_end"]): one for one in json.loads(rows)}
    assert found["victim-service", "2024-05-31"]["standing"] == "missing"
    assert found["victim-service", "2024-04-30"]["changed"] == 0


def test_the_table_shows_what_needs_somebodys_eye(office: Path) -> None:
    said: Ran = done("return", "due", office, "--as-at", "2024-08-15")
    assert "missing, 15 days after" in said.out
    assert "late by 10 days" in said.out
    assert "1 since, last on 2024-07-12" in said.out
    assert "2 returns came on time and unchanged; 2 still to come." in said.out
    alone = done("return", "due", office, "--as-at", "2024-08-15", "--body", "refuge").out
    assert "victim-service" not in alone


def test_a_return_of_records_is_known_by_its_tables_name(office: Path, tmp_path: Path) -> None:
    more = [*LIST, due("police", "2024-04-30", "2024-05-31", "contract-returns")]
    done("ingest", office, written(tmp_path / "more.csv", more, COLUMNS), "--obtained", "2024-04-02")
    found = {(one["body"], one["return"]): one for one in listed(office)}
    assert found["police", "contract-returns"]["standing"] == "missing"
    assert run("return", "due", office, "--body", "polise").code == 2


def test_without_a_list_it_says_how_to_make_one(tmp_path: Path) -> None:
    new_office(tmp_path / "beds", "bedfordshire")
    said = run("return", "due", tmp_path / "beds")
    assert said.code == 3
    assert "template contract-returns" in said.err
