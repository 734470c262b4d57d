"""Services that send one table each keep their own months: none supersedes another's, or stands in for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.store.log import read_snapshot
from tests.functional.agreeing import agree
from tests.functional.cli import done
from tests.functional.test_return_compute import COLUMNS
from tests.functional.test_supplied_figures import month, written

MEASURE = """\
id: {0}-referrals
title: Referrals to {0}
kind: count
of: referrals
where: {{service: {0}}}
unit: referrals
direction: neutral
"""
PEOPLE = """\
id: {0}-people
title: People referred to {0}
kind: distinct-count
of: referrals
where: {{service: {0}}}
column: person
unit: people
direction: neutral
"""
ALL = """\
id: referrals
title: Referrals
kind: count
of: referrals
unit: referrals
direction: neutral
"""


def referral(service: str, month_: int, number: int) -> dict[str, str]:
    return {
        "force": "bedfordshire", "service": service, "case": f"{service}-{month_}-{number}", "valid": "yes",
        "person": f"{service}-{number}", "received": f"2024-{month_:02d}-03 10:00:00", "source": "Police",
    }  # fmt: skip


def some(service: str, counts: dict[int, int]) -> list[dict[str, str]]:
    return [referral(service, month_, one) for month_, count in counts.items() for one in range(count)]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRANKPLEDGE_KEY_SERVICES", "a long secret for tests alone")
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    agree(folder)
    texts = [form.format(name) for form in (MEASURE, PEOPLE) for name in ("voice", "sunflower")]
    for text in (*texts, ALL):
        (folder / "plan" / "measures" / f"{text.split()[1]}.yaml").write_text(text, encoding="utf-8")
    return folder


def send(office: Path, name: str, rows: list[dict[str, str]], on: str) -> None:
    done("ingest", office, written(office.parent / name, rows, COLUMNS), "--obtained", on)


def figures(office: Path, measure: str) -> dict[str, tuple[str, str]]:
    found = done("figures", office, "--measure", measure, "--format", "csv").rows
    return {one["period"]: (one["value"], one["source"]) for one in found}


def test_two_services_of_one_month_both_stand(office: Path) -> None:
    send(office, "voice 2024-04 to 2024-06.csv", some("voice", {4: 5, 6: 2}), "2024-07-02")
    send(office, "sunflower 2024-05 to 2024-06.csv", some("sunflower", {5: 3}), "2024-07-09")
    done("build", office)
    voice, sunflower = figures(office, "voice-referrals"), figures(office, "sunflower-referrals")
    assert {period: value for period, (value, _) in voice.items()} == {
        "2024-04": "5",
        "2024-05": "0",
        "2024-06": "2",
    }
    assert {period: value for period, (value, _) in sunflower.items()} == {"2024-05": "3", "2024-06": "0"}
    assert {period: value for period, (value, _) in figures(office, "referrals").items()} == {
        "2024-04": "5", "2024-05": "3", "2024-06": "2",
    }  # fmt: skip
    people = figures(office, "sunflower-people")
    assert {period: value for period, (value, _) in people.items() if value} == {
        "2024-05": "3",
        "2024-06": "0",
    }


def test_a_correction_stands_instead_of_the_senders_own_months_alone(office: Path) -> None:
    send(office, "both.csv", some("voice", {4: 5}) + some("sunflower", {4: 3}), "2024-05-02")
    send(office, "voice again.csv", some("voice", {4: 6}), "2024-05-20")
    done("build", office)
    assert figures(office, "voice-referrals")["2024-04"][0] == "6"
    assert figures(office, "sunflower-referrals")["2024-04"][0] == "3"
    senders = {one.sender for one in read_snapshot(office / "store").selected() if one.table == "referrals"}
    assert senders == {"voice", "sunflower"}
    done("build", office, "--full")
    first, anew = (sorted((office / "builds").glob(f"{one}-*/*.parquet")) for one in ("0001", "0002"))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in anew]
    again = done("ingest", office, office.parent / "voice again.csv", "--obtained", "2024-05-20")
    assert "unchanged" in again.out + again.err


def test_counts_of_a_service_that_keeps_its_rows_stand_beside_rows_of_another(office: Path) -> None:
    send(office, "voice.csv", some("voice", {4: 5}), "2024-05-02")
    counts = [month(0, 7, measure="sunflower-referrals", body="sunflower")]
    done("ingest", office, written(office.parent / "counts.csv", counts), "--obtained", "2025-05-02")
    done("build", office)
    assert figures(office, "voice-referrals")["2024-04"] == ("5", "referrals")
    assert figures(office, "sunflower-referrals")["2024-04"] == ("7", "sunflower")


def test_a_return_without_rows_is_of_the_only_service_there_is(office: Path) -> None:
    def empty(name: str) -> None:
        book = office.parent / f"{name}.xlsx"
        done("template", "referrals", book, "--force", "bedfordshire", "--from", "2024-05", "--to", "2024-05")
        done("ingest", office, book, "--obtained", "2024-06-02")
        done("build", office)

    send(office, "voice.csv", some("voice", {4: 5}), "2024-05-02")
    empty("may")
    assert figures(office, "voice-referrals")["2024-05"] == ("0", "referrals")
    send(office, "sunflower.csv", some("sunflower", {4: 3}), "2024-05-09")
    done("build", office)
    assert "2024-05" not in figures(office, "voice-referrals")
    assert "2024-05" not in figures(office, "sunflower-referrals")


def test_a_months_build_on_top_is_the_same_as_one_made_anew(office: Path) -> None:
    send(office, "voice.csv", some("voice", {4: 5, 5: 2}), "2024-06-02")
    done("build", office)
    send(office, "sunflower.csv", some("sunflower", {4: 3, 5: 1}), "2024-06-09")
    done("build", office)
    done("build", office, "--full")
    carried, anew = (sorted((office / "builds").glob(f"{one}-*/*.parquet")) for one in ("0002", "0003"))
    assert [file.read_bytes() for file in carried] == [file.read_bytes() for file in anew]


SOURCE = """\
case-system:
  url-from: CASE_DB
  query: SELECT service, number, person, received, valid, source, changed FROM referrals
  table: referrals
  columns: {service: service, number: case, person: person, received: received, valid: valid, source: source}
  constants: {force: bedfordshire}
  since: changed
"""


def test_services_in_one_database_are_kept_apart_and_what_left_a_month_is_gone(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.parent / "cases.db"
    monkeypatch.setenv("CASE_DB", f"sqlite:///{path}")
    (office / "plan" / "sql-sources.yaml").write_text(SOURCE, encoding="utf-8")
    rows = [
        (one["service"], one["case"], one["person"], one["received"], "yes", "Police", 1)
        for one in some("voice", {4: 5, 5: 2}) + some("sunflower", {4: 1, 5: 1})
    ]
    with closing(sqlite3.connect(path)) as base:
        base.execute(
            "CREATE TABLE referrals (service, number, person, received, valid, source, changed integer)"
        )
        base.executemany("INSERT INTO referrals VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        base.commit()
        done("ingest", office, "--from-sql", "case-system", "--obtained", "2024-06-02")
        # The only referral to sunflower in April turns out to have come in May; one to voice is corrected.
        base.execute("UPDATE referrals SET received = '2024-05-30 10:00:00', changed = 2 WHERE number = ?",
                     ("sunflower-4-0",))  # fmt: skip
        base.execute("UPDATE referrals SET source = 'Self', changed = 2 WHERE number = ?", ("voice-4-0",))
        base.commit()
    done("ingest", office, "--from-sql", "case-system", "--obtained", "2024-06-09")
    done("build", office)
    found = {name: figures(office, f"{name}-referrals") for name in ("voice", "sunflower")}
    assert {month_: value for month_, (value, _) in found["voice"].items()} == {
        "2024-04": "5",
        "2024-05": "2",
    }
    assert {month_: value for month_, (value, _) in found["sunflower"].items()} == {
        "2024-04": "0",
        "2024-05": "2",
    }
