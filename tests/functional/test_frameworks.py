"""A report can follow a framework beside the local plan: its priorities, under a name of its own."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from frankpledge.builds.reading import open_build
from frankpledge.plan.reading import check_office, read_office
from frankpledge.publication.disclosure.policy import published_measures
from frankpledge.publication.disclosure.protecting import protection_of
from tests.functional.cli import done, run

FRAMEWORK = """\
title: National crime measures (example)
priorities:
  - id: neighbourhood-crime
    title: Reduce neighbourhood crime
    sections:
      - title: Police
        measures: [robbery, vehicle-crime, burglary]
      - title: Courts
        measures: [finished-cases]
"""
SUPPLIED = """\
force,body,measure,area-type,area,window,period-start,period-end,value,basis,publication,as-at
westmarch,home,robbery,region,wold-region,quarter,2025-01-01,2025-03-31,412,Finished rate,n,2025-04-20
westmarch,home,robbery,nation,england-and-wales,quarter,2024-10-01,2024-12-31,19214,Finished rate,n,2025-04-20
westmarch,board,robbery,force,westmarch,Calendar year,2019-01-01,2019-12-31,1388,Finished rate,n,2020-01-20
westmarch,board,burglary,force,westmarch,Calendar year,2024-01-01,2024-12-31,9,Finished rate,n,2025-01-20
westmarch,home,robbery,nation,england-and-wales,quarter,2025-04-01,2025-06-30,1,Finished rate,n,2025-07-20
"""
BASELINES = """\
robbery:
  baseline: {window: calendar-year, period: 2019}
vehicle-crime:
  baseline: {window: calendar-year, period: 2019}
burglary:
  baseline: {window: calendar-year, period: 2024}
"""
NEVER_SUPPLIED = """\
id: finished-cases
title: Cases finished at court
kind: count
of: court-results
unit: defendants
direction: neutral
"""


@pytest.fixture(scope="module")
def following(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the office with a framework beside its plan, built again."""
    folder = Path(shutil.copytree(office, tmp_path_factory.mktemp("frameworks") / "office"))
    (folder / "plan" / "frameworks").mkdir(exist_ok=True)
    (folder / "plan" / "frameworks" / "national.yaml").write_text(FRAMEWORK, encoding="utf-8")
    (folder / "plan" / "measures" / "finished-cases.yaml").write_text(NEVER_SUPPLIED, encoding="utf-8")
    (folder / "plan" / "targets.yaml").write_text(BASELINES, encoding="utf-8")
    (folder / "plan" / "frameworks" / "unpublished.yaml").write_text(FRAMEWORK, encoding="utf-8")
    with (folder / "office.yaml").open("a", encoding="utf-8") as file:
        file.write("frameworks: [national]\n")
    (folder / "supplied.csv").write_text(SUPPLIED, encoding="utf-8")
    done("ingest", folder, folder / "supplied.csv")
    done("build", folder)
    return folder


def test_the_report_follows_the_framework_and_stands_beside_that_of_the_plan(following: Path) -> None:
    done("report", following, "--quarter", "Q4 24/25", "--framework", "national")
    folder = following / "reports" / "2024-25-Q4-quarterly-national"
    page = lxml.html.fromstring((folder / "report.html").read_bytes())
    text = page.text_content()
    assert "National crime measures (example)" in page.findtext(".//h1")
    assert "Reduce neighbourhood crime" in text
    assert "Less violence" not in text
    assert "Never supplied: Results of finished cases." in text
    local = read_office(following).plan.priorities
    assert all(priority.title not in text for priority in local)


def test_baseline_region_and_nation_stand_as_supplied_and_what_is_missing_is_seen(following: Path) -> None:
    done("report", following, "--quarter", "Q4 24/25", "--framework", "national")
    folder = following / "reports" / "2024-25-Q4-quarterly-national"
    page = lxml.html.fromstring((folder / "report.html").read_bytes())
    beside = page.get_element_by_id("beside-neighbourhood-crime")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in beside.findall(".//tr")]
    rows = {row[0]: row[2:] for row in cells if len(row) > 2}
    assert rows["Measure"] == ["Baseline", "Wold Region", "England and Wales"]
    assert rows["Robbery"] == ["1,388", "412", "19,214 (Q3 24/25)"]
    assert rows["Vehicle crime"] == ["not supplied", "not supplied", "not supplied"]
    # The force's own records reach this one: it is compared with them, and with nothing that was supplied.
    assert rows["Burglary"][0].endswith(" (Q4 23/24)")
    assert not rows["Burglary"][0].startswith("9 ")
    text = " ".join(page.text_content().split())
    assert "Baseline as supplied by board." in text
    assert "Region and nation as supplied by home." in text
    assert "Of Q4 24/25 nothing has come of some measures from home." in text
    assert "No difference is worked out from them" in text
    compared = (folder / "figures.json").read_text(encoding="utf-8")
    assert "1388" not in compared


def test_it_is_signed_off_and_released_like_any_other(following: Path) -> None:
    key = "2024-25-Q4-panel-national"
    done("report", following, "--quarter", "Q4 24/25", "--kind", "panel", "--framework", "national")
    done("sign-off", following, key, "--as", "checked", "--by", "Ada Marsh")
    done("sign-off", following, key, "--as", "approved", "--by", "Ben Holt")
    assert "as release 1" in done("release", following, key).out
    assert done("releases", following, "--verify").code == 0


def test_an_unknown_framework_gets_the_nearest_name(following: Path) -> None:
    ran = run("report", following, "--quarter", "Q4 24/25", "--framework", "nationale")
    assert ran.code == 2
    assert "no framework 'nationale'" in ran.err
    assert "'national'" in ran.err


def test_one_added_after_the_build_asks_for_a_new_build(following: Path) -> None:
    later = following / "plan" / "frameworks" / "later.yaml"
    later.write_text(FRAMEWORK, encoding="utf-8")
    ran = run("report", following, "--quarter", "Q4 24/25", "--framework", "later")
    later.unlink()
    assert ran.code == 2
    assert "knows no framework 'later'" in ran.err
    assert "build again" in ran.err


def test_one_that_the_office_does_not_publish_is_refused_and_what_to_write_is_said(following: Path) -> None:
    ran = run("report", following, "--quarter", "Q4 24/25", "--framework", "unpublished")
    assert ran.code == 2
    assert "does not publish the framework 'unpublished'" in ran.err
    assert "'frameworks: [national, unpublished]' in office.yaml" in ran.err
    assert not (following / "reports" / "2024-25-Q4-quarterly-unpublished").exists()


def test_only_what_is_published_is_looked_at_and_other_measures_about_people_are_withheld(
    following: Path,
) -> None:
    whole = read_office(following)
    assert "finished-cases" in published_measures(whole)
    unpublished = replace(whole, office=replace(whole.office, frameworks=()))
    assert "finished-cases" not in published_measures(unpublished)
    assert published_measures(unpublished) >= set(whole.plan.measures)
    told = protection_of(open_build(following), published=published_measures(unpublished))
    assert "finished-cases" in told.unpublished


def test_an_office_publishes_only_frameworks_that_it_keeps(following: Path) -> None:
    text = (following / "office.yaml").read_text(encoding="utf-8")
    (following / "office.yaml").write_text(text.replace("[national]", "[nationale]"), encoding="utf-8")
    (problem,) = check_office(following)
    (following / "office.yaml").write_text(text, encoding="utf-8")
    assert "office.yaml, line" in str(problem)
    assert "no framework 'nationale'" in str(problem)
    assert "'national'" in str(problem)


def test_figures_of_what_a_framework_names_and_where_a_measure_stands(following: Path) -> None:
    rows = json.loads(done("figures", following, "--framework", "national", "--format", "json").out)
    assert {row["measure"] for row in rows} == {"robbery", "vehicle-crime"}
    explained = done("explain", following, "robbery", "westmarch", "2024-25-Q4").out
    assert "National crime measures (example): Reduce neighbourhood crime, Police" in explained
    ran = run("figures", following, "--framework", "nationale")
    assert ran.code == 2
    assert "'national'" in ran.err


def test_a_wrong_framework_is_refused_with_file_line_and_field(following: Path) -> None:
    wrong = following / "plan" / "frameworks" / "wrong.yaml"
    wrong.write_text(FRAMEWORK.replace("vehicle-crime", "vehicle-crimes"), encoding="utf-8")
    (problem,) = check_office(following)
    wrong.unlink()
    assert "wrong.yaml, line 7" in str(problem)
    assert "'vehicle-crime'" in str(problem)
