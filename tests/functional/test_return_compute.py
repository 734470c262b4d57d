"""A provider works its counts out on its own machine: the same figures as from its rows; no row leaves."""

from __future__ import annotations

import csv
import shutil
import tempfile
from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from tests.functional.agreeing import agree
from tests.functional.cli import done, run
from tests.functional.test_supplied_figures import written

COUNTED = """\
id: voice-referrals
title: Referrals
kind: count
of: referrals
where: {service: voice, valid: true}
unit: referrals
direction: neutral
breakdowns: [source]
"""
SHARED = """\
id: voice-accepted
title: Referrals accepted
kind: share
of: referrals
where: {service: voice, valid: true}
numerator: {where: {accepted-by-service: true}}
unit: per cent
direction: higher
"""
MIDDLE = """\
id: voice-children
title: Children in a referral
kind: percentile
of: referrals
column: children
percentile: 50
unit: children
direction: neutral
"""
NAMES = ("voice-referrals", "voice-accepted", "voice-children")
COLUMNS = [
    "force",
    "service",
    "case",
    "person",
    "received",
    "valid",
    "source",
    "accepted-by-service",
    "children",
]


def referrals() -> list[dict[str, str]]:
    """Rows of a quarter: 12 in April, 3 in May, none in June; every fourth is not valid."""
    rows = []
    for number in range(15):
        day = f"2024-04-{number + 1:02d}" if number < 12 else f"2024-05-{number - 8:02d}"
        rows.append(
            {
                "force": "bedfordshire", "service": "voice", "case": f"SECRET-CASE-{number}",
                "person": f"SECRET-PERSON-{number % 5}", "received": f"{day} 10:00:00",
                "valid": "no" if number % 4 == 3 else "yes", "source": "Police" if number % 2 else "Self",
                "accepted-by-service": "yes" if number % 3 else "no", "children": str(number % 4),
            }
        )  # fmt: skip
    return rows


def office(folder: Path) -> Path:
    new_office(folder, "bedfordshire")
    agree(folder)
    for text in (COUNTED, SHARED, MIDDLE):
        (folder / "plan" / "measures" / f"{text.split()[1]}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return written(tmp_path / "referrals 2024-04 to 2024-06.csv", referrals(), COLUMNS)


def compute(
    office: Path, files: Path, output: Path, *more: str, as_at: str = "2024-10-05"
) -> list[dict[str, str]]:
    measures = [word for name in NAMES for word in ("--measure", name)]
    done("return", "compute", office, files, "--body", "voice-service", "--as-at", as_at,
         "--output", output, *measures, *more)  # fmt: skip
    with output.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_what_is_computed_there_is_what_the_office_would_have_counted(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = compute(office(tmp_path / "theirs"), files, tmp_path / "table.csv")
    april = {
        (one["measure"], one["breakdown"], one["part"]): one
        for one in rows
        if one["period-end"] == "2024-04-30"
    }
    assert april["voice-referrals", "", ""]["value"] == "9"
    assert april["voice-referrals", "source", "self"]["value"] == "6"
    share = april["voice-accepted", "", ""]
    assert (share["value"], share["numerator"], share["denominator"]) == ("", "6", "9")
    assert any(one["period-end"] == "2024-06-30" and one["value"] == "0" for one in rows)
    shutil.rmtree(tmp_path / "theirs")

    mine = office(tmp_path / "mine")
    done("ingest", mine, tmp_path / "table.csv")
    done("build", mine)
    monkeypatch.setenv("FRANKPLEDGE_KEY_SERVICES", "a long secret for tests alone")
    direct = office(tmp_path / "direct")
    done("ingest", direct, files)
    done("build", direct)

    def figures(of: Path, name: str, window: str, *more: str) -> dict[tuple[str, str], tuple[str, ...]]:
        found = done("figures", of, "--measure", name, "--window", window, *more, "--format", "csv").rows
        return {
            (one["period"], one["breakdown"]): (one["value"], one["n"], one["state"])
            for one in found
            if one["value"] or one["denominator"]
        }

    for name, window, more in (
        ("voice-referrals", "month", ()),
        ("voice-referrals", "quarter", ()),
        ("voice-referrals", "quarter", ("--breakdown", "source")),
        ("voice-accepted", "quarter", ()),
        ("voice-children", "month", ()),
    ):
        assert figures(mine, name, window, *more) == figures(direct, name, window, *more), (name, window)
    assert figures(mine, "voice-referrals", "quarter")["2024-25-Q1", ""][0] == "12"
    assert figures(mine, "voice-children", "quarter") == {}


def test_no_row_leaves_and_nothing_is_kept(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    theirs = office(tmp_path / "theirs")
    before = sorted(theirs.rglob("*"))
    compute(theirs, files, tmp_path / "table.csv")
    assert list(scratch.iterdir()) == []
    assert sorted(theirs.rglob("*")) == before
    text = (tmp_path / "table.csv").read_text(encoding="utf-8")
    assert "SECRET" not in text
    assert "2024-04-05" not in text


def test_small_numbers_are_left_out_where_a_provider_asks_and_quarters_told_instead(tmp_path: Path) -> None:
    usual = referrals()[0]
    rows = [
        {
            **usual,
            "case": f"{month}-{number}",
            "person": f"{month}-{number}",
            "received": f"2024-{month}-02 10:00:00",
        }
        for month, count in (("04", 40), ("05", 3), ("06", 30), ("07", 20), ("08", 20), ("09", 20))
        for number in range(count)
    ]
    files = written(tmp_path / "referrals.csv", rows, COLUMNS)
    theirs = office(tmp_path / "theirs")
    told = [
        {one["period-end"] + one["window"]: one["value"] for one in found
         if one["measure"] == "voice-referrals" and not one["part"]}
        for found in (
            compute(theirs, files, tmp_path / "whole.csv"),
            compute(theirs, files, tmp_path / "protected.csv", "--protect"),
        )
    ]  # fmt: skip
    assert told[0]["2024-05-31Month"] == "3"
    assert "2024-06-30Quarter" not in told[0]
    assert [told[1][f"2024-{day}Month"] for day in ("04-30", "05-31", "06-30", "07-31")] == ["", "", "", "20"]
    assert told[1]["2024-06-30Quarter"] == "73"
    assert "2024-09-30Quarter" not in told[1]
    mine = office(tmp_path / "mine")
    done("ingest", mine, tmp_path / "protected.csv")
    done("build", mine)
    quarters = done(
        "figures", mine, "--measure", "voice-referrals", "--window", "quarter", "--format", "csv"
    ).rows
    assert {one["period"]: one["value"] for one in quarters} == {"2024-25-Q1": "73", "2024-25-Q2": "60"}


def test_a_month_that_was_not_over_is_not_returned(files: Path, tmp_path: Path) -> None:
    rows = compute(office(tmp_path / "theirs"), files, tmp_path / "table.csv", as_at="2024-06-20")
    assert {one["period-end"] for one in rows} == {"2024-04-30", "2024-05-31"}


def test_its_own_area_lets_several_services_add_up(files: Path, tmp_path: Path) -> None:
    rows = compute(office(tmp_path / "theirs"), files, tmp_path / "table.csv", "--area", "voice")
    assert {(one["area-type"], one["area"], one["force"]) for one in rows} == {
        ("service", "voice", "bedfordshire")
    }


def test_refused_rows_are_told_and_not_counted(tmp_path: Path) -> None:
    rows = [*referrals(), {**referrals()[0], "case": "X-1", "source": "Nobody"}]
    file = written(tmp_path / "referrals.csv", rows, COLUMNS)
    said = run("return", "compute", office(tmp_path / "theirs"), file, "--body", "voice-service",
               "--measure", "voice-referrals", "--output", tmp_path / "table.csv")  # fmt: skip
    assert said.code == 1
    assert "Not counted: 1 × referrals: source is not a known" in said.out
    again = run("return", "compute", tmp_path / "theirs", file, "--body", "voice-service",
                "--measure", "burglary", "--output", tmp_path / "other.csv")  # fmt: skip
    assert again.code == 3
    assert "'burglary' cannot be worked out from these files" in again.err
