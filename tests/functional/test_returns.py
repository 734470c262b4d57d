"""A partner's return: the template out, the rows back, what is wrong said beside each, months kept apart."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from ruamel.yaml import YAML

from frankpledge.contracts.registry import TABLES
from frankpledge.plan.office_folder import new_office
from frankpledge.returns.mapping import MOST_WORDS
from frankpledge.returns.template import template
from frankpledge.sources.return_sheets import read_sheets
from frankpledge.store.log import read_snapshot
from tests.functional.cli import done, run

HEADER = ["call", "line", "stage", "started", "answered", "ended", "result", "wait-seconds", "incident"]
GOOD = [
    ["C-1", "999", "First answer", "2024-04-03 09:00:00", "2024-04-03 09:00:06", "", "Answered", "6", "I-7"],
    ["C-2", "101", "First answer", "2024-04-30 23:59:59", "", "2024-05-01 00:04:00", "Abandoned", "241", ""],
    ["C-3", "999", "First answer", "2024-06-01 00:00:00", "2024-06-01 00:00:02", "", "Answered", "2", ""],
]
BAD = [
    ["C-4", "998", "First answer", "2024-04-03 09:00:00", "", "", "Answered", "6", ""],
    ["C-5", "999", "First answer", "", "", "", "Answered", "6", ""],
    ["C-6", "999", "First answer", "2024-04-03 09:00:00", "", "", "Answered", "many", ""],
]


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "beds", "bedfordshire")
    return tmp_path / "beds"


def filled(file: Path, rows: list[list[str]], *, first: str = "2024-04", last: str = "2024-06") -> Path:
    """Fill in the template as a partner does."""
    content = template(TABLES["calls"], ".xlsx", force="bedfordshire", first=first, last=last)
    book = load_workbook(io.BytesIO(content))
    sheet = book["Return"]
    names = [str(cell.value).removesuffix(" *") for cell in sheet[1]]
    for row in rows:
        told = dict(zip(HEADER, row, strict=True))
        sheet.append([told.get(name) or None for name in names])
    book.save(file)
    return file


def editions(office: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """Rows taken in and refused, by month label and table."""
    held = read_snapshot(office / "store").selected()
    return {
        (f"{one.month // 12}-{one.month % 12 + 1:02}", one.table): (one.rows, one.refused)
        for one in held
        if one.month
    }


def test_a_filled_in_template_is_taken_in_month_by_month(office: Path, tmp_path: Path) -> None:
    file = filled(tmp_path / "calls.xlsx", GOOD)
    done("ingest", office, file)
    assert editions(office) == {
        ("2024-04", "calls"): (2, 0),
        ("2024-05", "calls"): (0, 0),
        ("2024-06", "calls"): (1, 0),
    }
    again = done("ingest", office, file)
    assert "unchanged" in again.out + again.err


def test_a_corrected_return_supersedes_the_months_that_changed(office: Path, tmp_path: Path) -> None:
    done("ingest", office, filled(tmp_path / "calls.xlsx", GOOD), "--obtained", "2024-07-05")
    more = [*GOOD, ["C-9", "101", "First answer", "2024-05-02 10:00:00", "", "", "Abandoned", "60", ""]]
    done("ingest", office, filled(tmp_path / "calls again.xlsx", more), "--obtained", "2024-07-20")
    held = editions(office)
    assert held["2024-05", "calls"] == (1, 0)
    assert held["2024-04", "calls"] == (2, 0)


def test_what_is_wrong_is_said_row_by_row_and_given_back(office: Path, tmp_path: Path) -> None:
    file = filled(tmp_path / "calls.xlsx", [GOOD[0], *BAD])
    said = run("return", "check", file)
    assert said.code == 1
    assert "1 rows can be taken in" in said.out + said.err
    answer = load_workbook(tmp_path / "calls - to put right.xlsx")["Put right"]
    rows = list(answer.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [3, 4, 5]
    told = " ".join(str(row[1]) + str(row[2]) for row in rows[1:])
    assert "line is not a known" in told
    assert "started is required and empty" in told
    assert "wait-seconds is not a number" in told
    assert [row[rows[0].index("call *")] for row in rows[1:]] == ["C-4", "C-5", "C-6"]
    done("ingest", office, file)
    assert editions(office)["2024-04", "calls"] == (1, 3)


def test_an_empty_template_is_not_sent_on(tmp_path: Path) -> None:
    file = filled(tmp_path / "calls.xlsx", [], first="", last="")
    said = done("return", "check", file)
    assert "nothing to take in yet" in said.out + said.err
    assert "frankpledge ingest" not in said.out + said.err


def test_numbers_of_people_and_records_never_reach_the_store(office: Path, tmp_path: Path) -> None:
    rows = [
        ["SECRET-CALL-NUMBER", *GOOD[0][1:8], "SECRET-INCIDENT"],
        ["SECRET-CALL-NUMBER-2", "998", *GOOD[0][2:]],
    ]
    done("ingest", office, filled(tmp_path / "calls.xlsx", rows))
    for path in (office / "store").rglob("*"):
        if path.is_file():
            assert b"SECRET" not in path.read_bytes(), path


def test_without_its_key_a_return_is_not_taken_in(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRANKPLEDGE_KEY_POLICE")
    said = run("ingest", office, filled(tmp_path / "calls.xlsx", GOOD))
    assert said.code == 4
    assert "FRANKPLEDGE_KEY_POLICE" in said.err


@pytest.mark.parametrize("suffix", [".csv", ".ods"])
def test_the_other_kinds_of_file_are_read_as_well(suffix: str, office: Path, tmp_path: Path) -> None:
    file = tmp_path / f"calls 2024-04 to 2024-06{suffix}"
    rows = [["force", *HEADER], *(["Bedfordshire", *row] for row in GOOD)]
    if suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
    else:
        from odfdo import Document, Table

        book, sheet = Document("spreadsheet"), Table("Calls")
        sheet.set_values(rows)
        book.body.clear()
        book.body.append(sheet)
        book.save(str(file))
    done("ingest", office, file)
    assert editions(office)["2024-05", "calls"] == (0, 0)
    assert sum(rows for rows, _ in editions(office).values()) == 3


def test_rows_outside_the_months_it_says_stop_a_return(office: Path, tmp_path: Path) -> None:
    said = run("ingest", office, filled(tmp_path / "calls.xlsx", GOOD, last="2024-05"))
    assert said.code == 3
    assert "April 2024 to May 2024" in said.err
    assert "June 2024" in said.err


def test_a_file_of_no_known_kind_says_what_it_comes_nearest_to(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text("call,line,stage,started,answered,ended,outcome\n1,2,3,4,5,6,7\n", encoding="utf-8")
    said = run("ingest", office, file)
    assert said.code == 3
    assert "comes nearest to a return of calls" in said.err
    assert "'outcome'" in said.err


def test_last_years_columns_come_in_by_a_mapping(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "telephony.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Call No", "Line", "Stage", "Time started", "Result of call", "Operator"])
    sheet.append(["77", "999", "First answer", "2024-04-03 09:00:00", "Answered OK", "JB"])
    sheet.append(["78", "101", "First answer", "2024-04-04 09:00:00", "Abandoned", "KS"])
    book.save(file)
    assert run("ingest", office, file).code == 3
    done("return", "map", file, "calls", "--office", office, "--name", "telephony")
    path = office / "plan" / "return-mappings" / "telephony.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Call No: call" in text
    assert "Time started: started" in text
    assert "Operator" in text.split("ignored:")[1]
    assert "Answered OK: Answered" in text
    path.write_text(text.replace("force: ''", "force: bedfordshire"), encoding="utf-8")
    done("ingest", office, file)
    assert editions(office) == {("2024-04", "calls"): (2, 0)}


def test_a_mapping_of_a_csv_knows_words_that_stand_far_down_and_no_more_than_there_can_be(
    tmp_path: Path,
) -> None:
    lines = [f"{number},999,Answered,note {number}" for number in range(3_000)]
    lines += ["", " 3001 , 999 ,Hung up", "3002,112,Answered,x,beyond the last heading"]
    file = tmp_path / "long.csv"
    file.write_text("\n".join(["A title", "Call no,Line,Result,Line stage", *lines]), encoding="utf-8")
    told = YAML(typ="safe").load(done("return", "map", file, "calls").out)
    assert told["columns"] == {"Call no": "call", "Line": "line", "Result": "result", "Line stage": "stage"}
    assert told["words"]["result"] == {"Hung up": ""}
    assert len(told["words"]["stage"]) == MOST_WORDS
    assert "line" not in told["words"], "999 and 112 are the contract's own words"


def test_a_mapping_that_leaves_a_needed_column_out_is_refused(office: Path, tmp_path: Path) -> None:
    folder = office / "plan" / "return-mappings"
    folder.mkdir(parents=True)
    (folder / "half.yaml").write_text("table: calls\ncolumns:\n  A: call\n  B: lines\n", encoding="utf-8")
    said = run("ingest", office, filled(tmp_path / "calls.xlsx", GOOD))
    assert said.code == 3
    assert "calls has no column 'lines'" in said.err


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv"])
@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_has_a_template_that_is_known_again(table: object, suffix: str) -> None:
    from frankpledge.contracts.tables import Table
    from frankpledge.sources.return_columns import header_of

    assert isinstance(table, Table)
    sheets = read_sheets("made", f"made{suffix}", template(table, suffix))
    filled_in = next(sheet for sheet in sheets if sheet.name in ("", "Return"))
    header = header_of(filled_in.rows)
    assert header is not None
    assert header.table is table
    assert header.columns == tuple(column.name for column in table.sent_columns)
