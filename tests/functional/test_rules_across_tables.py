"""Rules across tables run in the build: counted by rule and month, said, and never with a row's value."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from frankpledge.builds.reading import BREACHES, open_build
from frankpledge.periods import parse_month
from frankpledge.plan.office_folder import new_office
from tests.functional.cli import done
from tests.functional.test_agreements import AGREED

CALLS = "force,call,line,stage,started,result,incident\n" + "".join(
    f"Bedfordshire,C-{n},999,First answer,2024-0{month}-03 09:00:00,Answered,{incident}\n"
    for n, (month, incident) in enumerate(
        [(4, "I-1"), (4, "I-2"), (4, "I-SECRET"), (5, "I-SECRET"), (5, "I-SECRET2"), (5, "")]
    )
)
INCIDENTS = "force,incident,created,grade\n" + "".join(
    f"Bedfordshire,{name},2024-04-03 09:00:00,G1\n" for name in ("I-1", "I-2", "I-3")
)
RULE = "`incident` is one that `incidents` holds."


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    (folder / "plan" / "agreements.yaml").write_text(AGREED, encoding="utf-8")
    file = tmp_path / "calls 2024-04 to 2024-05.csv"
    file.write_text(CALLS, encoding="utf-8")
    done("ingest", folder, file, "--obtained", "2024-06-05")
    return folder


def test_a_rule_is_held_once_both_tables_are_there(office: Path, tmp_path: Path) -> None:
    said = done("build", office)
    assert "does not hold" not in said.out
    assert open_build(office).breaches == ()
    file = tmp_path / "incidents 2024-04 to 2024-04.csv"
    file.write_text(INCIDENTS, encoding="utf-8")
    done("ingest", office, file, "--obtained", "2024-06-05")
    said = done("build", office)
    assert (
        "calls: 'incident is one that incidents holds' does not hold 3 times in 2 months, "
        "most (2) in May 2024." in said.out
    )
    build = open_build(office)
    found = [(one.table, one.rule, one.month, one.count) for one in build.breaches]
    assert found == [
        ("calls", RULE, parse_month("2024-04"), 1),
        ("calls", RULE, parse_month("2024-05"), 2),
    ]
    assert "SECRET" not in said.out + said.err
    table = pq.read_table(build.folder / BREACHES)
    assert table.column_names == ["table", "rule", "month", "count"]
    assert "Nothing has changed" in done("build", office).out


def test_what_comes_in_several_parts_is_counted_together(office: Path, tmp_path: Path) -> None:
    more = CALLS.replace("2024-04", "2024-06").replace("2024-05", "2024-06").replace("C-", "D-")
    for name, text in (
        ("calls 2024-06 to 2024-06.csv", more),
        ("incidents 2024-04 to 2024-04.csv", INCIDENTS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        done("ingest", office, tmp_path / name, "--obtained", "2024-07-05")
    done("build", office)
    assert [(one.month, one.count) for one in open_build(office).breaches] == [
        (parse_month("2024-04"), 1),
        (parse_month("2024-05"), 2),
        (parse_month("2024-06"), 3),
    ]
