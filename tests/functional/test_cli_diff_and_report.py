"""`frankpledge diff` and `report`: what changed between two downloads, and the report of a quarter."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from frankpledge.builds.diffing import DIFF_COLUMNS
from frankpledge.contracts.figures import FIGURE_KEY
from frankpledge.publication.write import FILES
from frankpledge.releases.drafts import ABOUT
from tests.functional.cli import HOME, NEWER_OBTAINED, OLDER_OBTAINED, Ran, done, run, state_of


def test_the_diff_of_two_downloads_gives_each_change_and_why(office: Path) -> None:
    ran = done("diff", office, "0001", "0002", "--format", "csv")
    assert ran.out.splitlines()[0] == ",".join(DIFF_COLUMNS)
    values = {
        build: {
            row["period"]: row["value"]
            for row in done(
                "figures", office, "--measure", "all-crime", "--area", HOME.slug, "--build", build,
                "--format", "csv",
            ).rows
        }
        for build in ("1", "2")
    }  # fmt: skip
    rows = [
        row
        for row in ran.rows
        if row["measure"] == "all-crime" and row["area"] == HOME.slug and row["source"] == "crimes"
        and not row["breakdown"]
    ]  # fmt: skip
    changed = {month for month, value in values["2"].items() if value and value != values["1"].get(month)}
    assert {row["period"] for row in rows} == changed
    for row in rows:
        assert row["after"] == values["2"][row["period"]]
        assert row["before"] == values["1"].get(row["period"], "")
        revised = f"revised data: crimes, obtained {OLDER_OBTAINED}, then {NEWER_OBTAINED}"
        assert row["why"] == (revised if row["before"] else f"new data: crimes, obtained {NEWER_OBTAINED}")
        if row["before"]:
            assert float(row["change"]) == float(row["after"]) - float(row["before"])


def test_a_changed_definition_is_a_reason(own_office: Path) -> None:
    file = own_office / "plan" / "measures" / "burglary.yaml"
    text = file.read_text(encoding="utf-8")
    assert "crime-type: burglary" in text
    text = text.replace("crime-type: burglary", "crime-type: [burglary, robbery]")
    file.write_text(text, encoding="utf-8")
    done("build", own_office)
    rows = done("diff", own_office, "2", "3", "--format", "csv").rows
    assert {row["measure"] for row in rows} == {"burglary", "burglary-by-household"}
    own = [row for row in rows if row["measure"] == "burglary" and row["source"] == "crimes"]
    assert {row["why"] for row in own} == {"changed definition"}


def test_the_table_of_a_diff_counts_reasons_and_shows_the_largest_changes(office: Path) -> None:
    said = done("diff", office, "1", "2").out
    whole = len(done("diff", office, "1", "2", "--format", "csv").rows)
    assert f"{whole:,} monthly figures differ:" in said
    assert "new data: crimes" in said
    assert "Totals of forces that changed most" in said
    assert len(said.splitlines()) < 70


def test_a_build_does_not_differ_from_itself(office: Path) -> None:
    assert done("diff", office, "2", "2").out == "No figure differs between these builds.\n"


def test_a_build_that_is_not_there_names_those_that_are(office: Path) -> None:
    ran = run("diff", office, "1", "5")
    assert ran.code == 2
    assert "no build '5'" in ran.err
    assert "Known: 0001-" in ran.err


@pytest.fixture(scope="module")
def reported(office: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A copy of the office with its report of Q4 24/25, and what the command said."""
    copy = Path(shutil.copytree(office, tmp_path_factory.mktemp("reported") / "office"))
    return copy, done("report", copy, "--quarter", "Q4 24/25")


def test_a_report_is_its_files_a_site_and_its_charts_in_the_folder_of_its_quarter(
    reported: tuple[Path, Ran],
) -> None:
    office, ran = reported
    folder = office / "reports" / "2024-25-Q4-quarterly"
    beside = {name for name in FILES if "/" not in name}
    assert {file.name for file in folder.iterdir()} == {*beside, ABOUT, "site", "charts"}
    assert (folder / "site" / "explain" / "burglary.html").is_file()
    assert "Wrote the report of Q4 24/25 from build 0002-" in ran.out
    for name in FILES:
        assert str(folder / name) in ran.out
        assert (folder / name).stat().st_size > 1000
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "report.docx").read_bytes().startswith(b"PK")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"]


def test_no_figure_stands_twice_in_the_open_data(reported: tuple[Path, Ran]) -> None:
    file = reported[0] / "reports" / "2024-25-Q4-quarterly" / "figures.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        keys = [tuple(row[name] for name in FIGURE_KEY) for row in csv.DictReader(opened)]
    assert len(set(keys)) == len(keys) > 1000


def test_the_open_data_of_a_report_holds_the_very_figures_of_its_build(reported: tuple[Path, Ran]) -> None:
    office, _ = reported
    with (office / "reports" / "2024-25-Q4-quarterly" / "figures.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        published = list(csv.DictReader(file))
    words = ("--area", HOME.slug, "--window", "quarter", "--from", "2024-25-Q4", "--format", "csv")
    printed = {row["measure"]: row for row in done("figures", office, *words).rows}
    keys = [tuple(row[name] for name in FIGURE_KEY) for row in published]
    assert len(keys) == len(set(keys))
    quarter = [
        row
        for row in published
        if (row["area"], row["period"], row["breakdown"]) == (HOME.slug, "2024-25-Q4", "")
        and row["source"] != "force-month-counts"
    ]
    assert len(quarter) > 10
    for row in quarter:
        assert row == printed[row["measure"]]


def test_a_quarter_is_written_either_way_and_a_report_made_again(reported: tuple[Path, Ran]) -> None:
    office, _ = reported
    before = state_of(office)
    again = done("--quiet", "report", office, "--quarter", "2024-25-Q4")
    assert again.out == again.err == ""
    assert state_of(office) == before
    folders = [path.name for path in (office / "reports").iterdir() if path.is_dir()]
    assert folders == ["2024-25-Q4-quarterly"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--quarter", "Q5 24/25"], ["'Q5 24/25' is not a quarter", '"Q4 22/23"']),
        (["--quarter", "Q4 24/26"], ["do not follow each other", "Did you mean 24/25?"]),
        (["--quarter", "Q1 30/31"], ["no figure at all for Q1 30/31", "figures"]),
        (["--quarter", "Q4 24/25", "--kind", "quaterly"], ["'quaterly'", "Did you mean 'quarterly'?"]),
        (["--quarter", "Q4 24/25", "--build", "9"], ["no build '9'"]),
        ([], ["--quarter"]),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_leaves_no_folder(
    words: list[str], parts: list[str], office: Path
) -> None:
    ran = run("report", office, *words)
    assert ran.code == 2
    for part in parts:
        assert part in ran.err
    assert not list((office / "reports").iterdir())
