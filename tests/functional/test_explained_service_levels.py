"""A share in time is explained with what was left out of it: cases without a start, and those not yet due."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from tests.functional.agreeing import agree
from tests.functional.cli import done

LEVEL = """\
id: {name}
title: In time {name}
kind: share
of: {table}
numerator: {{within: 1 day, from: {start}, to: {end}}}
unit: per cent
direction: higher
"""
INCIDENTS = """\
force,incident,created,graded,closed,grade
bedfordshire,1,2024-04-02 08:00:00,2024-04-02 09:00:00,2024-04-02 10:00:00,Grade 1
bedfordshire,2,2024-04-02 08:00:00,2024-04-02 09:00:00,2024-04-09 10:00:00,Grade 1
bedfordshire,3,2024-04-02 08:00:00,2024-04-02 09:00:00,,Grade 1
bedfordshire,4,2024-04-02 08:00:00,,2024-04-02 10:00:00,Grade 1
bedfordshire,5,2024-04-30 08:00:00,2024-04-30 09:00:00,,Grade 1
"""
DECISIONS = """\
force,case,submitted,decided,decision
bedfordshire,1,2024-04-02,2024-04-03,Charge
bedfordshire,2,2024-04-02,2024-04-05,Charge
bedfordshire,3,,2024-04-05,Charge
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for source in ("POLICE", "JUSTICE"):
        monkeypatch.setenv(f"FRANKPLEDGE_KEY_{source}", f"a long secret of {source} for tests alone")
    folder = tmp_path / "office"
    new_office(folder, "bedfordshire")
    for name, table, start, end in (
        ("dealt-with", "incidents", "graded", "closed"),
        ("decided", "charging-decisions", "submitted", "decided"),
    ):
        text = LEVEL.format(name=name, table=table, start=start, end=end)
        (folder / "plan" / "measures" / f"{name}.yaml").write_text(text)
    (folder / "returns" / "incidents 2024-04 to 2024-04.csv").write_text(INCIDENTS)
    (folder / "returns" / "decisions 2024-04 to 2024-04.csv").write_text(DECISIONS)
    agree(folder)
    done("ingest", folder, folder / "returns", "--obtained", "2024-05-01")
    done("build", folder)
    return folder


def test_cases_without_a_start_are_counted_apart_from_those_not_yet_due(office: Path) -> None:
    told = done("explain", office, "dealt-with", "bedfordshire", "2024-04").out
    steps = [" ".join(line.split()) for line in told.splitlines()]
    assert any("without graded, so it cannot be judged" in line and "1" in line for line in steps), told
    assert any("its limit had not passed when its file was obtained" in line for line in steps), told
    assert any("after the limit, or without an end" in line for line in steps), told
    assert "1 ÷ 3" in told


def test_of_cases_that_come_by_their_end_those_without_a_start_are_left_out_and_counted(office: Path) -> None:
    told = done("explain", office, "decided", "bedfordshire", "2024-04").out
    assert "submitted is not given" in told
    assert "not passed" not in told
    assert "1 ÷ 2" in told
