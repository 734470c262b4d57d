"""Claims against an office's own figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from frankpledge.checking.checks import check
from frankpledge.checking.reading.office_figures import office_figures
from frankpledge.checking.rules.office_figure import OfficeFigure, against
from frankpledge.checking.tokens import Unit
from frankpledge.periods import month_number
from tests.checking.documents import document
from tests.functional.cli import Records, make_office, make_records, run

FIRST = month_number(2022, 4)
FIGURES = (
    OfficeFigure("Burglary", "Bedfordshire", FIRST, FIRST + 2, "Q1 22/23", 612.0, Unit.COUNT, "0001"),
    OfficeFigure("Burglary", "Bedfordshire", FIRST, FIRST, "April 2022", 201.0, Unit.COUNT, "0001"),
    OfficeFigure(
        "Crimes per 1,000 people", "Bedfordshire", FIRST, FIRST + 2, "Q1 22/23", 17.1, Unit.COUNT, "0001"
    ),
    OfficeFigure("Solved rate", "Bedfordshire", FIRST, FIRST + 2, "Q1 22/23", 14.26, Unit.PERCENT, "0001"),
)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Recorded burglary was 612 in Q1 22/23.", False),
        ("Recorded burglary was 621 in Q1 22/23.", True),
        ("In April 2022 there were 201 cases of burglary.", False),
        ("In April 2022 there were 210 cases of burglary.", True),
        ("Solved rate: 14.3% in Q1 22/23.", False),
        ("Solved rate: 15.3% in Q1 22/23.", True),
        ("Residential burglary was 400 in Q1 22/23.", False),
        ("Burglary in Kent was 900 in Q1 22/23.", False),
        ("Burglary was over 600 in Q1 22/23.", False),
        ("Burglary rose by 12 in Q1 22/23.", False),
        ("Crimes per 1,000 people in Q1 22/23", False),
    ],
)
def test_claims_are_held_against_figures(text: str, wrong: bool) -> None:
    problems = check(document(text), [against(FIGURES)])
    assert [it.kind for it in problems] == ["office-figure"] * wrong


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return make_records(tmp_path_factory.mktemp("generated") / "records")


def test_the_command_reads_an_offices_newest_build(tmp_path: Path, records: Records) -> None:
    office = make_office(tmp_path / "office", records)
    figure = next(
        it
        for it in office_figures(office)
        if it.unit is Unit.COUNT and it.last - it.first == 2 and it.value > 10
    )
    path = tmp_path / "a.txt"
    for value, code in ((figure.value, 0), (figure.value + 3, 1)):
        path.write_text(
            f"{figure.title}: {value:,.0f} in {figure.label} in {figure.area}.\n", encoding="utf-8"
        )
        ran = run("check", path, "--office", office, "--format", "json")
        assert ran.code == code
        assert [it["kind"] for it in json.loads(ran.out)] == ["office-figure"] * code
