"""Returns that go out: declared tables, every cell a figure of one build with its key beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from frankpledge.plan.office_folder import new_office
from tests.functional.agreeing import agree
from tests.functional.cli import done, run
from tests.functional.test_supplied_figures import month, office, taken, written

__all__ = ["office"]

DECLARED = """\
title: Victims' services, half-yearly
to: The ministry
every: half-year
due-days: 31
columns:
  - {heading: First quarter, of: first-quarter}
  - {heading: Second quarter, of: second-quarter}
  - {heading: Half-year}
rows:
  - section: Referrals
    label: Referrals received
    figure: "{referrals-received}"
  - section: Referrals
    label: Victims better able to cope
    figure: "{coped-better}"
    if-missing: not-available
  - section: Money
    label: Grant, and referrals of its last month
    cells: ["-", "{referrals-received, month}", "{grant}"]
"""
LEDGER = """\
figures:
  - {id: grant, title: Grant, value: 650000, unit: £, source: Grant letter, date: 2024-03-01, owner: Grants}
"""


@pytest.fixture
def ready(office: Path) -> Path:
    outgoing = office / "plan" / "outgoing"
    outgoing.mkdir()
    (outgoing / "victims-services.yaml").write_text(DECLARED, encoding="utf-8")
    (office / "plan" / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    counts = [month(place, 10 + place) for place in range(6)]
    parts = [
        month(place, None, measure="coped-better", numerator=20 + place, denominator=40) for place in range(3)
    ]
    taken(office, counts + parts)
    return office


def write(office: Path, *more: str, period: str = "H1 24/25") -> tuple[Path, Path]:
    done("return", "write", office, "victims-services", "--period", period, *more)
    (sheet,) = (office / "outgoing").glob("*.xlsx")
    (table,) = (office / "outgoing").glob("*.csv")
    return sheet, table


def test_cells_are_figures_with_their_keys_beside_them(ready: Path) -> None:
    sheet, table = write(ready)
    book = load_workbook(sheet)
    rows = [[cell for cell in row if cell is not None] for row in book["Return"].iter_rows(values_only=True)]
    assert rows[0][0] == "Victims' services, half-yearly"
    assert ["Period", "April to September 2024"] in rows
    assert ["Due", "31 October 2024"] in rows
    assert ["Referrals received", 33, 42, 75] in rows
    assert [
        "Victims better able to cope",
        pytest.approx(100 * 63 / 120),
        "not available",
        "not available",
    ] in rows
    assert ["Grant, and referrals of its last month", 15, 650000] in rows
    with table.open(encoding="utf-8", newline="") as handle:
        cells = list(csv.DictReader(handle))
    assert len(cells) == 9
    third = cells[2]
    build = (ready / "builds").glob("0001-*")
    assert third["build"] == next(build).name
    key = [third[name] for name in ("measure", "area_type", "area", "window", "period", "source")]
    assert key == [
        "referrals-received",
        "force",
        "bedfordshire",
        "since",
        "2024-04..2024-09",
        "victim-service",
    ]
    assert (third["shown"], third["state"], third["basis"]) == ("75", "known", "supplied")
    assert cells[8]["measure"] == "grant"
    assert cells[8]["state"] == "quoted"
    figures = list(book["Figures"].iter_rows(values_only=True))
    assert [str(cell or "") for cell in figures[3]] == [third[name] for name in figures[0]]


def test_each_key_leads_back_to_the_figure(ready: Path) -> None:
    _, table = write(ready)
    with table.open(encoding="utf-8", newline="") as handle:
        cells = [
            one for one in csv.DictReader(handle) if one["window"] == "quarter" and one["state"] == "known"
        ]
    assert len(cells) == 3
    for one in cells:
        (found,) = done("figures", ready, "--measure", one["measure"], "--window", "quarter", "--from",
                        one["period"], "--to", one["period"], "--format", "csv").rows  # fmt: skip
        assert float(found["value"]) == pytest.approx(float(one["shown"]))


def test_a_missing_figure_stops_it_unless_the_row_allows_it(ready: Path) -> None:
    said = run("return", "write", ready, "victims-services", "--period", "H2 24/25")
    assert said.code == 3
    assert (
        "there is no figure of 'referrals-received' for Q3 24/25 (row 'Referrals received'). (3 more"
        in said.err
    )
    assert not (ready / "outgoing").exists()


def test_small_numbers_go_out_only_where_the_receiver_may_have_them(ready: Path) -> None:
    taken(ready, [month(1, 3)], "correction.csv", on="2025-06-01")
    declared = ready / "plan" / "outgoing" / "victims-services.yaml"
    text = DECLARED.replace(", month}", ", for May 2024}")
    declared.write_text(text, encoding="utf-8")
    done("return", "write", ready, "victims-services", "--period", "H1 24/25", "--output", ready / "a")
    (withheld,) = (ready / "a").glob("*.xlsx")
    rows = [list(row) for row in load_workbook(withheld)["Return"].iter_rows(values_only=True)]
    assert any(row[2] == "[c]" for row in rows)
    assert any(row[0] and str(row[0]).startswith("[c]: withheld") for row in rows)
    declared.write_text(f"{text}small-numbers: in-full\n", encoding="utf-8")
    done("return", "write", ready, "victims-services", "--period", "2024-25-H1", "--output", ready / "b")
    (whole,) = (ready / "b").glob("*.xlsx")
    assert any(row[2] == 3 for row in load_workbook(whole)["Return"].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{referrals-received}", "{referral-received}", "Did you mean 'referrals-received'?"),
        ("{referrals-received}", "{referrals-received change}", "'change' cannot be asked of a figure"),
        ('"{referrals-received}"', "12", "is no reference to a figure"),
        ('["-", ', "[", "there are 2 cells for 3 columns"),
        ("every: half-year", "every: quarter", "only a half-year has a first and a second quarter"),
        ("due-days: 31", "due-days: soon", "is not a number"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_line(ready: Path, old: str, new: str, told: str) -> None:
    declared = ready / "plan" / "outgoing" / "victims-services.yaml"
    declared.write_text(DECLARED.replace(old, new, 1), encoding="utf-8")
    said = run("return", "write", ready, "victims-services", "--period", "H1 24/25")
    assert said.code == 3
    assert told in said.err
    assert "victims-services.yaml, line " in said.err


def test_a_return_that_is_not_declared_is_named_with_the_nearest(ready: Path) -> None:
    said = run("return", "write", ready, "victim-services", "--period", "H1 24/25")
    assert said.code == 2
    assert "Did you mean 'victims-services'?" in said.err
    wrong = run("return", "write", ready, "victims-services", "--period", "Q1 24/25")
    assert wrong.code == 2
    assert "is not a half-year" in wrong.err


def test_the_two_returns_of_the_whole_office_are_written_from_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRANKPLEDGE_KEY_SERVICES", "a long secret for tests alone")
    folder = tmp_path / "whole"
    new_office(folder, "whole-office")
    agree(folder)
    own = (folder / "office.yaml").read_text(encoding="utf-8")
    (folder / "office.yaml").write_text(own.replace("forces: []", "forces: [bedfordshire]"), encoding="utf-8")
    fields = ["force", "service", "case", "person", "received", "valid", "source", "age"]
    referrals = [
        {"force": "bedfordshire", "service": "voice", "case": str(number), "person": str(number),
         "valid": "yes", "received": f"2024-{month:02d}-03 10:00:00", "source": "Police", "age": "40"}
        for month in range(4, 10) for number in range(month * 100, month * 100 + 10 + month)
    ]  # fmt: skip
    done("ingest", folder, written(tmp_path / "referrals.csv", referrals, fields), "--obtained", "2024-11-01")
    fields = ["force", "project", "installed", "kind", "items", "pounds"]
    installed = [
        {"force": "bedfordshire", "project": "safer-streets-4", "installed": f"2024-0{month}-10",
         "kind": kind, "items": "5", "pounds": "100"}
        for month in (4, 5, 6) for kind in ("Camera", "Alley gate")
    ]  # fmt: skip
    done("ingest", folder, written(tmp_path / "installed.csv", installed, fields), "--obtained", "2024-11-01")
    done("build", folder)
    done("return", "write", folder, "safer-streets", "--period", "Q1 24/25")
    (streets,) = (folder / "outgoing").glob("safer-streets-*.xlsx")
    rows = [list(row) for row in load_workbook(streets)["Return"].iter_rows(values_only=True)]
    assert ["All measures", 30, 30] in rows
    assert ["Cameras", 15, 15] in rows
    assert ["Pounds spent", 600, 600] in rows
    assert ["Burglaries", "not available", "not available"] in rows
    done("return", "write", folder, "victims-services", "--period", "H1 24/25")
    (victims,) = (folder / "outgoing").glob("victims-services-*.xlsx")
    rows = [list(row) for row in load_workbook(victims)["Return"].iter_rows(values_only=True)]
    assert ["Referrals of adults", 45, 54, 99, "not available"] in rows
    assert ["from the police", 45, 54, 99, "not available"] in rows
    missing = run("return", "write", folder, "victims-services", "--period", "H2 24/25")
    assert missing.code == 3
    assert "no figure of 'voice-referrals' for Q3 24/25" in missing.err
