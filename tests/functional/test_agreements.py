"""A build refuses records whose agreement has lapsed, is for something else, or was never made."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.builds.manifest import committed
from frankpledge.plan.office_folder import new_office
from tests.functional.cli import done, run

CALLS = (
    "force,call,line,stage,started,result\nBedfordshire,C-1,999,First answer,2024-04-03 09:00:00,Answered\n"
)
AGREED = """\
agreements:
  - id: force
    title: With the force
    parties: [The commissioner, The chief constable]
    owner: performance officer
    tables: [calls, incidents]
    purposes: [performance-reporting]
    starts: 2020-04-01
    ends: 2099-03-31
    document: ISA-014
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office that holds the calls of April 2024, and has agreed nothing yet."""
    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    file = tmp_path / "calls 2024-04 to 2024-04.csv"
    file.write_text(CALLS, encoding="utf-8")
    done("ingest", folder, file, "--obtained", "2024-05-05")
    return folder


def agree(office: Path, text: str = AGREED) -> None:
    (office / "plan" / "agreements.yaml").write_text(text, encoding="utf-8")


def test_a_build_is_made_only_while_an_agreement_covers_the_records(office: Path) -> None:
    said = run("build", office)
    assert said.code == 3
    assert "calls may not be used: no agreement names calls" in said.err
    assert committed(office / "builds") == []
    agree(office)
    done("build", office)
    assert len(committed(office / "builds")) == 1
    agree(office, AGREED.replace("2099-03-31", "2024-12-31"))
    said = run("build", office)
    assert said.code == 3
    assert "agreement 'force' ended on 2024-12-31 and has lapsed since 2025-01-01" in said.err
    assert "line 2" in said.err
    assert "frankpledge destroy" in said.err
    assert len(committed(office / "builds")) == 1
    done("build", office, "--as-at", "2024-06", "--full")


def test_an_agreement_for_something_else_does_not_cover_a_report(office: Path) -> None:
    agree(office, AGREED.replace("performance-reporting", "research"))
    said = run("build", office)
    assert said.code == 3
    assert "is for research, and not for performance-reporting" in said.err


def test_a_wrong_agreements_file_stops_ingest_and_build_with_its_line(office: Path, tmp_path: Path) -> None:
    agree(office, AGREED.replace("tables: [calls", "tables: [callz"))
    for words in (("build", office), ("ingest", office, tmp_path / "calls 2024-04 to 2024-04.csv")):
        said = run(*words)
        assert said.code == 3
        assert "agreements.yaml, line 6" in said.err


def test_two_sources_with_one_secret_are_not_taken_in(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRANKPLEDGE_KEY_SERVICES", "a long secret for tests alone")
    file = tmp_path / "calls 2024-05 to 2024-05.csv"
    file.write_text(CALLS.replace("2024-04", "2024-05"), encoding="utf-8")
    said = run("ingest", office, file)
    assert said.code == 4
    assert "FRANKPLEDGE_KEY_POLICE and FRANKPLEDGE_KEY_SERVICES hold the same secret" in said.err
    assert "tests alone" not in said.err


REFERRALS = "service,force,case,person,received,source,harm,valid\n"
ROWS = "{0},Bedfordshire,{0}-1,c1,2024-04-03 10:00:00,Self,Violence,true\n"
RETURNED = """\
force,body,measure,area-type,area,window,period-start,period-end,value,basis,as-at
bedfordshire,refuge,referrals-received,service,shelter,month,2024-04-01,2024-04-30,4,Estimated,2024-05-02
"""


@pytest.mark.parametrize(
    ("table", "rows"),
    [("referrals", REFERRALS + ROWS.format("voice") + ROWS.format("shelter")), ("return-values", RETURNED)],
)
def test_an_agreement_with_some_services_does_not_cover_what_another_sends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, rows: str
) -> None:
    monkeypatch.setenv("FRANKPLEDGE_KEY_SERVICES", "another long secret for tests alone")
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    file = tmp_path / f"{table} 2024-04 to 2024-04.csv"
    file.write_text(rows, encoding="utf-8")
    done("ingest", folder, file, "--obtained", "2024-05-05")
    agree(
        folder,
        AGREED.replace("[calls, incidents]", f"[{table}]").replace(
            "document", "services: [voice]\n    document"
        ),
    )
    said = run("build", folder)
    assert said.code == 3
    told = f"{table} may not be used: agreement 'force' covers voice, and not service 'shelter'"
    assert told in " ".join(said.err.split())
    assert "with each service that sends some" in " ".join(said.err.split())
    text = (folder / "plan" / "agreements.yaml").read_text(encoding="utf-8")
    agree(folder, text.replace("[voice]", "[voice, shelter]"))
    done("build", folder)
