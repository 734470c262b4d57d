"""Areas that an office declares by an id: their titles in a report, and rows that name another."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office, read_office
from tests.functional.cli import done

VISITS = "force,suite,visited,kind-of-day,visitors,held,available,seen,refused,unavailable\n"
SUITES = """\
own-areas:
  - {id: luton, title: Luton custody suite, type: suite, from: 2015-04-01, to: 2024-04-30}
  - {id: bedford, title: Bedford custody suite, type: suite}
"""
MEASURE = """\
id: custody-visits
title: Custody visits
kind: count
of: custody-visits
unit: visits
direction: higher
breakdowns: [suite]
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office with custody visits of a quarter, some of them in suites it does not declare then."""
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    (folder / "plan" / "measures" / "custody-visits.yaml").write_text(MEASURE, encoding="utf-8")
    plan = folder / "plan" / "plan.yaml"
    plan.write_text(
        "title: Plan\nsource: none\nstarts: 2024-04-01\nends: 2028-03-31\npriorities:\n"
        "  - id: fair\n    title: Fair\n    sections:\n      - {title: Office, measures: [custody-visits]}\n",
        encoding="utf-8",
    )
    rows = [
        ("luton", "2024-04-03"),
        ("luton", "2024-05-03"),
        ("bedford", "2024-06-03"),
        ("leyton", "2024-06-04"),
    ]
    text = "".join(
        f"Bedfordshire,{suite},{day} 10:{minute}:00,Weekday,2,5,4,4,0,1\n"
        for suite, day in rows
        for minute in range(10, 30)
    )
    file = tmp_path / "custody-visits 2024-04 to 2024-06.csv"
    file.write_text(VISITS + text, encoding="utf-8")
    done("ingest", folder, file, "--obtained", "2024-07-05")
    return folder


def declare(office: Path, text: str) -> None:
    file = office / "office.yaml"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_report_names_them_by_their_titles_and_the_build_names_others(office: Path) -> None:
    assert "own-areas" not in " ".join(done("build", office).out.split())
    declare(office, SUITES)
    said = " ".join(done("build", office).out.split())
    assert "suite is a suite that office.yaml declares for that month, under 'own-areas'" in said
    assert "40 times in 2 months, most (20) in May 2024" in said
    done("report", office, "--quarter", "Q1 24/25")
    page = lxml.html.parse(str(office / "reports" / "2024-25-Q1-quarterly" / "report.html")).getroot()
    table = page.get_element_by_id("by-suite-custody-visits")
    heads = [row[0].text_content().strip() for row in table.findall(".//tbody/tr")]
    assert heads == ["Luton custody suite", "Bedford custody suite", "Leyton"]


def test_what_is_declared_twice_or_wrongly_is_refused_with_its_line(office: Path) -> None:
    declare(office, SUITES + "  - {id: luton, title: Another, type: suite, from: 2024-04-01}\n")
    (problem,) = check_office(office)
    assert "the suite 'luton' is declared already for some of these days" in str(problem)


def test_an_id_may_stand_for_two_areas_one_after_the_other(office: Path) -> None:
    declare(office, SUITES + "  - {id: luton, title: New Luton suite, type: suite, from: 2024-05-01}\n")
    read = read_office(office).office
    titles = [read.own_area("suite", "luton", month) for month in (2024 * 12 + 3, 2024 * 12 + 4)]
    assert [one.title if one else "" for one in titles] == ["Luton custody suite", "New Luton suite"]
    assert read.own_area("beat", "luton", 2024 * 12 + 4) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: suite}", "type: suit}", "no kind of area that an office declares 'suit'"),
        ("id: bedford", "id: Bedford Town", "kebab-case"),
        ("to: 2024-04-30", "to: 2014-04-30", "this ends before it starts"),
    ],
)
def test_a_wrong_kind_id_or_day_is_refused(office: Path, old: str, new: str, said: str) -> None:
    declare(office, SUITES.replace(old, new))
    assert any(said in str(problem) for problem in check_office(office)), check_office(office)
