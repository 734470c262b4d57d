"""Records destroyed by order: gone from the disk, never missing nor nought, and not taken in again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.store.log import Snapshot, read_snapshot
from frankpledge.store.orders import file_of
from tests.crash.killing import killed_at, run_whole
from tests.crash.stages import files_in
from tests.functional.cli import done, run
from tests.functional.test_agreements import AGREED, CALLS

MONTHS = ("2024-04", "2024-05", "2024-06", "2024-07")
BEATS = {"2024-04": "oldword", "2024-05": "oldword", "2024-06": "newword", "2024-07": "newword"}
ORDER = ("--order", "D-1", "--by", "A. Name", "--reason", "past retention", "--yes")
COUNT = "id: here\ntitle: here\nkind: count\nof: incidents\nunit: records\ndirection: neutral\n"


def incidents(months: tuple[str, ...], rows: int = 3) -> str:
    lines = ["force,incident,created,grade,beat,officer-hours"]
    for month in months:
        lines += [f"Bedfordshire,I-{month}-{n},{month}-03 09:00:00,G1,{BEATS[month]},1" for n in range(rows)]
        lines.append(f"Bedfordshire,I-{month}-x,{month}-04 09:00:00,G1,,many")
    return "\n".join(lines) + "\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four months of incidents in one return; then the first two again, with a row more: two editions."""
    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    (folder / "plan" / "agreements.yaml").write_text(AGREED, encoding="utf-8")
    (folder / "plan" / "measures" / "here.yaml").write_text(COUNT, encoding="utf-8")
    for name, months, rows, day in (
        ("one", MONTHS, 3, "2024-08-05"),
        ("two", MONTHS[:2], 4, "2024-08-20"),
    ):
        file = tmp_path / f"{name} {months[0]} to {months[-1]}.csv"
        file.write_text(incidents(months, rows), encoding="utf-8")
        done("ingest", folder, file, "--obtained", day)
    done("build", folder)
    return folder


def months_of(snapshot: Snapshot) -> list[tuple[int | None, int]]:
    return [(one.month, one.rows) for one in snapshot.selected()]


def month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:]) - 1


def values(office: Path, *more: str) -> dict[str, tuple[str, str]]:
    rows = done("figures", office, "--measure", "here", "--format", "csv", *more).rows
    return {row["period"]: (row["state"], row["value"]) for row in rows}


def test_what_is_destroyed_is_gone_from_the_disk_with_every_edition_and_refused_row(office: Path) -> None:
    before = {path.name for path in (office / "store").rglob("*.parquet")}
    assert len(before) == 4
    said = done("destroy", office, "--table", "incidents", "--before", "2024-06", *ORDER)
    assert "4 files of April 2024 to May 2024 with 20 rows will be destroyed" in said.out
    assert "3 parts removed, 1 written anew" in said.out
    snapshot = read_snapshot(office / "store")
    assert months_of(snapshot) == [(month("2024-06"), 3), (month("2024-07"), 3)]
    codes = {one.code for one in snapshot.editions}
    parts = sorted((office / "store").rglob("*.parquet"))
    [path] = parts  # The refused rows of a return stand with its first month, so they are gone as well.
    rows = pq.read_table(path)
    assert set(rows["edition"].to_pylist()) == codes
    assert rows.num_rows == 6
    assert set(rows["beat"].to_pylist()) == {"newword"}
    assert b"oldword" not in path.read_bytes()


def test_a_tombstone_of_each_edition_says_when_why_and_by_whom(office: Path) -> None:
    held = {(one.month, one.sha256, one.rows) for one in read_snapshot(office / "store").editions}
    done("destroy", office, "--table", "incidents", "--before", "2024-06", *ORDER)
    snapshot = read_snapshot(office / "store")
    [order] = snapshot.orders
    assert (order.id, order.by, order.reason) == ("D-1", "A. Name", "past retention")
    stones = {(one.month, one.sha256, one.rows) for one in snapshot.destroyed}
    assert len(snapshot.destroyed) == 4
    assert stones < held
    assert {one.month for one in snapshot.destroyed} == {month("2024-04"), month("2024-05")}


def test_a_destroyed_month_is_neither_nought_nor_unsupplied_and_old_builds_keep_it(office: Path) -> None:
    assert values(office)["2024-04"] == ("known", "4")
    done("destroy", office, "--table", "incidents", "--before", "2024-06", *ORDER)
    listed = json.loads(done("catalogue", office, "--format", "json").out)["tables"]
    told = {one["table"]: one for one in listed}
    assert told["incidents"]["destroyed"] == {"bedfordshire": ["2024-04", "2024-05"]}
    assert told["incidents"]["missing"] == {}
    said = done("build", office)
    assert (
        "Records of incidents for April 2024 to May 2024 were destroyed by order D-1: no figure here counts"
        in said.out
    )
    assert values(office, "--build", "0001")["2024-04"] == ("known", "4")
    assert values(office)["2024-06"] == ("known", "3")
    assert values(office).get("2024-04", ("missing", ""))[0] == "missing"
    explained = run("explain", office, "here", "bedfordshire", "2024-04", "--build", "0001")
    assert explained.code == 4
    assert "destroyed by order 'D-1'" in explained.err


def test_a_report_says_destroyed_where_it_would_say_not_supplied(office: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls 2024-04 to 2024-06.csv"
    calls.write_text(CALLS, encoding="utf-8")
    done("ingest", office, calls, "--obtained", "2024-08-05")
    measure = COUNT.replace("incidents", "calls").replace("id: here", "id: calls-here")
    (office / "plan" / "measures" / "calls-here.yaml").write_text(measure, encoding="utf-8")
    plan = (
        "title: A plan\nsource: made up\npriorities:\n  - id: one\n    title: One\n    sections:\n"
        "      - title: Police\n        measures: [here, calls-here]\n"
    )
    (office / "plan" / "plan.yaml").write_text(plan, encoding="utf-8")
    done("destroy", office, "--table", "incidents", "--before", "2024-06", *ORDER)
    done("build", office)
    done("report", office, "--quarter", "Q1 24/25")
    text = (office / "reports" / "2024-25-Q1-quarterly" / "report.html").read_text(encoding="utf-8")
    plain = " ".join(re.sub(r"<[^>]+>", "", text).split())
    assert "have no figure for Q1 24/25, because the records were destroyed by order" in plain
    assert "have not been supplied." not in plain


def test_a_destroyed_file_comes_back_only_by_an_order_that_lifts_it(office: Path, tmp_path: Path) -> None:
    done("destroy", office, "--table", "incidents", "--before", "2024-06", *ORDER)
    again = tmp_path / "again 2024-05 to 2024-06.csv"
    again.write_text(incidents(MONTHS[1:3], 4), encoding="utf-8")
    said = run("ingest", office, again, "--obtained", "2024-09-01")
    assert said.code == 3
    assert "destroyed by order 'D-1'" in said.err
    snapshot = read_snapshot(office / "store")
    assert months_of(snapshot) == [(month("2024-06"), 4), (month("2024-07"), 3)]
    lifting = ("--order", "D-2", "--by", "A. Name", "--reason", "the court asked", "--lift")
    done("destroy", office, "--table", "incidents", "--before", "2024-06", *lifting)
    done("ingest", office, again, "--obtained", "2024-09-01")
    held = read_snapshot(office / "store")
    assert months_of(held)[0] == (month("2024-05"), 4)
    assert len(held.destroyed) == 4
    assert not {one.code for one in held.editions} & {one.code for one in held.destroyed}


def test_an_order_that_was_altered_or_taken_away_is_noticed(office: Path) -> None:
    done("destroy", office, "--table", "incidents", "--before", "2024-05", *ORDER)
    second = ("--order", "D-2", *ORDER[2:])
    done("destroy", office, "--table", "incidents", "--before", "2024-06", *second)
    first = file_of(office / "store", 1)
    first.write_text(first.read_text("utf-8").replace("A. Name", "B. Name"), encoding="utf-8")
    said = run("build", office)
    assert said.code == 4
    assert "altered" in said.err
    first.unlink()
    assert run("build", office).code == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--table", "incidentz"), "Did you mean 'incidents'?"),
        (("--table", "calls"), "nothing is held of calls"),
        (("--table", "incidents", "--before", "2020-01"), "nothing is held of incidents"),
        (("--table", "lsoa-lookup", "--before", "2020-01"), "does not come by month"),
        (("--table", "calls", "--lift"), "nothing of calls that is named here was destroyed"),
    ],
)
def test_what_cannot_be_destroyed_is_said(office: Path, words: tuple[str, ...], said: str) -> None:
    ran = run("destroy", office, *words, *ORDER)
    assert ran.code == 2
    assert said in ran.err
    assert read_snapshot(office / "store").orders == ()


def test_nothing_is_destroyed_unasked(office: Path) -> None:
    assert run("destroy", office, "--table", "incidents", *ORDER[:-1]).code == 1
    assert read_snapshot(office / "store").orders == ()


def test_what_is_past_its_retention_is_listed_with_the_command(office: Path, tmp_path: Path) -> None:
    assert "Nothing is kept longer" in done("retention", office).out
    old = tmp_path / "old 2012-04 to 2012-05.csv"
    old.write_text(incidents(("2024-04", "2024-05")).replace("2024-0", "2012-0"), encoding="utf-8")
    done("ingest", office, old, "--obtained", "2012-06-05")
    said = done("retention", office).out
    assert "incidents: April 2012 to May 2012, 2 files with 8 rows. Kept 84 months" in said
    [command] = [line for line in said.splitlines() if "frankpledge destroy" in line]
    words = command.split("--order")[0].split()[1:]
    done(*words, *ORDER)
    assert "Nothing is kept longer" in done("retention", office).out
    assert len(read_snapshot(office / "store").selected()) == 4


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.nightly)])
def test_killed_at_any_moment_the_store_can_be_read_and_the_order_be_finished(
    office: Path, tmp_path: Path, step: int
) -> None:
    words = ("--table", "incidents", "--before", "2024-06", *ORDER)
    whole = Path(shutil.copytree(office, tmp_path / "whole"))
    _, moments = run_whole(whole, ("destroy", whole, *words), tmp_path / "temporary")
    assert len(moments) > 10
    after = {name: data for name, data in files_in(whole / "store").items() if name.endswith(".parquet")}
    seen = set()
    for number in range(1, len(moments) + 1, step):
        copy = Path(shutil.copytree(office, tmp_path / "copy"))
        assert killed_at(copy, ("destroy", copy, *words), number, tmp_path / "temporary").killed
        snapshot = read_snapshot(copy / "store")
        seen.add(bool(snapshot.orders))
        expected = [(month("2024-06"), 3), (month("2024-07"), 3)]
        if not snapshot.orders:
            expected = [(month("2024-04"), 4), (month("2024-05"), 4), *expected]
        assert months_of(snapshot) == expected, moments[number - 1]
        if number % 12 == 1:
            done("build", copy)
            assert values(copy)["2024-06"] == ("known", "3"), moments[number - 1]
        done("destroy", copy, *words)
        now = {name: data for name, data in files_in(copy / "store").items() if name.endswith(".parquet")}
        assert now == after, moments[number - 1]
        assert not [name for name in files_in(copy / "store") if name.endswith(".tmp")]
        shutil.rmtree(copy)
    assert seen == {False, True}
