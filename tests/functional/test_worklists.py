"""Worklists: rows for the roles and purposes named alone, each view written down before it is shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.worklists.views import read_views
from tests.crash.killing import killed_at, run_whole
from tests.functional.cli import Ran, done, run
from tests.functional.test_agreements import AGREED

FLEET = "force,date,station,vehicle-kind,required,held,available\n" + "".join(
    f"Bedfordshire,{day},{station},{kind},{needed},12,{ready}\n"
    for day, station, kind, needed, ready in [
        ("2024-04-30", "bedford", "response-car", 10, 1),
        ("2024-05-14", "bedford", "response-car", 10, 2),
        ("2024-05-15", "bedford", "response-car", 10, 8),
        ("2024-05-15", "luton", "response-car", 8, 8),
        ("2024-05-15", "luton", "van", 3, 2),
    ]
)
MISSING = "force,report,person,reported,found,risk,child\n" + "".join(
    f"Bedfordshire,R-SECRET-{n},P-SECRET-{n},2024-05-0{n} 23:30:00,{found},{risk},no\n"
    for n, found, risk in [
        (1, "", "High"),
        (2, "2024-05-04 10:00:00", "High"),
        (3, "", "Medium"),
        (4, "", "High"),
    ]
)
WORKLISTS = """\
worklists:
  - id: vehicles-short
    title: Vehicles short on the newest day
    table: fleet
    below: {available: required}
    columns: [date, station, vehicle-kind, required, available]
    roles: [performance officer]
    purposes: [follow-up]
    enabled: true
  - id: still-missing
    title: Not found after two days
    table: missing-reports
    where: {found: {given: false}, risk: high}
    days-past: {reported: 2}
    columns: [report, reported, risk]
    roles: [performance officer, commissioning officer]
    purposes: [assurance, follow-up]
    enabled: false
"""
ME = ("--role", "performance officer", "--purpose", "follow-up", "--by", "A. Name")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
    return office_with(tmp_path, WORKLISTS)


def office_with(place: Path, worklists: str) -> Path:
    """Make an office with these worklists, records for them, and an agreement that covers following up."""
    folder = place / "beds"
    new_office(folder, "bedfordshire")
    agreed = AGREED.replace("[calls, incidents]", "[fleet, missing-reports]")
    agreed = agreed.replace("[performance-reporting]", "[performance-reporting, follow-up]")
    (folder / "plan" / "agreements.yaml").write_text(agreed, encoding="utf-8")
    (folder / "plan" / "worklists.yaml").write_text(worklists, encoding="utf-8")
    for name, text in (
        ("fleet 2024-04 to 2024-05.csv", FLEET),
        ("missing 2024-05 to 2024-05.csv", MISSING),
    ):
        (place / name).write_text(text, encoding="utf-8")
        done("ingest", folder, place / name, "--obtained", "2024-06-05")
    return folder


def enabled(office: Path) -> None:
    file = office / "plan" / "worklists.yaml"
    file.write_text(WORKLISTS.replace("enabled: false", "enabled: true"), encoding="utf-8")


def shown(office: Path, name: str, *words: str) -> list[dict[str, str]]:
    return done("worklist", office, name, *(words or ME), "--format", "csv").rows


def test_the_rows_of_the_newest_day_that_meet_its_conditions_are_shown(office: Path) -> None:
    rows = shown(office, "vehicles-short")
    assert [(row["station"], row["vehicle-kind"], row["available"]) for row in rows] == [
        ("bedford", "response-car", "8"),
        ("luton", "van", "2"),
    ]
    assert {row["date"] for row in rows} == {"2024-05-15"}


def test_cases_past_their_clock_are_shown_by_handles_and_never_by_person(office: Path) -> None:
    enabled(office)
    rows = shown(office, "still-missing")
    assert [(row["reported"], row["risk"]) for row in rows] == [
        ("2024-05-01 23:30", "High"),
        ("2024-05-04 23:30", "High"),
    ]
    handles = [row["report"] for row in rows]
    assert all(len(handle) == 8 and handle.isalnum() for handle in handles)
    assert len(set(handles)) == 2
    assert handles == [row["report"] for row in shown(office, "still-missing")]
    said = done("worklist", office, "still-missing", *ME, "--format", "json")
    told = said.out + said.err
    for part in (office / "store" / "missing-reports").rglob("*.parquet"):
        for row in pq.read_table(part, columns=["person", "report"]).to_pylist():
            assert row["person"].hex() not in told
            assert row["report"].hex() not in told
    assert "SECRET" not in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("still-missing", *ME), "is not enabled"),
        (("vehicles-short", "--role", "finance officer", *ME[2:]), "is not for this role"),
        (("vehicles-short", *ME[:2], "--purpose", "research", *ME[4:]), "is not for this purpose"),
        (("vehicles-short", *ME[:4], "--by", " "), "nobody is named"),
        (("vehicles-short", *ME[:4]), "Add --role, --purpose and --by"),
        (("vehicles-shorts", *ME), "Did you mean 'vehicles-short'?"),
    ],
)
def test_nobody_else_sees_a_row_and_nothing_is_written_down(
    office: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run("worklist", office, *words)
    assert ran.code == 2
    assert said in ran.err
    assert "bedford," not in ran.out
    assert read_views(office / "store") == []


def test_a_worklist_needs_an_agreement_for_its_purpose(office: Path) -> None:
    agreed = (office / "plan" / "agreements.yaml").read_text(encoding="utf-8")
    (office / "plan" / "agreements.yaml").write_text(agreed.replace(", follow-up", ""), encoding="utf-8")
    ran = run("worklist", office, "vehicles-short", *ME)
    assert ran.code == 3
    assert "not for follow-up" in ran.err
    assert read_views(office / "store") == []


def test_each_view_is_written_down_in_a_chain_that_shows_what_was_altered(office: Path) -> None:
    for _ in range(3):
        shown(office, "vehicles-short")
    first, second, _ = read_views(office / "store")
    assert (first.by, first.role, first.purpose) == ("A. Name", "performance officer", "follow-up")
    assert (first.worklist, first.table, first.rows, first.previous) == ("vehicles-short", "fleet", 2, "")
    assert second.previous
    assert "3 views; none was altered or taken out." in done("worklist", office, "--views").out
    for path in (office / "store" / "views").glob("*.json"):
        assert b"luton" not in path.read_bytes()
    file = office / "store" / "views" / "00000001.json"
    file.write_text(file.read_text(encoding="utf-8").replace("A. Name", "B. Name"), encoding="utf-8")
    assert run("worklist", office, "--views").code == 4
    file.unlink()
    assert run("worklist", office, "--views").code == 4


def test_worklists_are_listed_without_a_row(office: Path) -> None:
    said = done("worklist", office).out
    assert "still-missing: Not found after two days (missing-reports, not enabled)" in said
    assert read_views(office / "store") == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[report, reported, risk]", "[report, person]", 15, "persons are never shown"),
        ("[report, reported, risk]", "[rapport]", 15, "Did you mean 'report'?"),
        ("[performance officer]", "[anybody]", 7, "no role 'anybody'"),
        ("purposes: [follow-up]", "purposes: [curiosity]", 8, "no purpose 'curiosity'"),
        ("{available: required}", "{available: station}", 5, "no number 'station'"),
        ("{reported: 2}", "{risk: 2}", 14, "can stand here"),
        ("risk: high", "risk: hihg", 13, "Did you mean 'high'?"),
        ("    enabled: true\n", "", 2, "missing"),
        ("still-missing", "vehicles-short", 10, "two worklists"),
    ],
)
def test_a_wrong_worklist_is_refused_with_its_line(
    office: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in WORKLISTS
    (office / "plan" / "worklists.yaml").write_text(WORKLISTS.replace(old, new), encoding="utf-8")
    for words in (("worklist", office, "vehicles-short", *ME), ("build", office)):
        ran = run(*words)
        assert ran.code == 3, ran
        assert f"worklists.yaml, line {line}" in ran.err, ran.err
        assert said in ran.err


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.nightly)])
def test_no_row_is_shown_that_was_not_written_down_first(office: Path, tmp_path: Path, step: int) -> None:
    def words(folder: Path) -> tuple[object, ...]:
        return ("worklist", folder, "vehicles-short", *ME, "--format", "json")

    whole = Path(shutil.copytree(office, tmp_path / "whole"))
    ended, moments = run_whole(whole, words(whole), tmp_path / "temporary")
    assert json.loads(ended.out)[0]["station"] == "bedford"
    for number in range(len(moments), 0, -step):
        copy = Path(shutil.copytree(office, tmp_path / "copy"))
        killed = killed_at(copy, words(copy), number, tmp_path / "temporary")
        assert killed.killed
        assert "bedford" not in killed.out or read_views(copy / "store"), moments[number - 1]
        rows: Ran = done(*words(copy))
        assert len(json.loads(rows.out)) == 2
        assert 1 <= len(read_views(copy / "store")) <= 2
        shutil.rmtree(copy)
