"""`report` for every kind of document and period: what is asked for is made, or said to be wrong."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import lxml.html
import pytest
from pypdf import PdfReader

from tests.functional.cli import Ran, done, run
from tests.unit.kind_example import BUILT_IN


@pytest.fixture(scope="module")
def writing(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the office in which reports are written."""
    return Path(shutil.copytree(office, tmp_path_factory.mktemp("kinds") / "office"))


def page(folder: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((folder / "report.html").read_bytes())


def csv_of(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))


def test_the_kinds_are_listed_with_how_to_ask_for_them_the_offices_own_among_them(writing: Path) -> None:
    lines = done("report", writing, "--kinds").out.splitlines()
    assert [one.split()[0] for one in lines] == [*BUILT_IN, "shops-briefing"]
    assert "--year 24/25" in lines[2]


def test_a_year_without_a_kind_is_the_annual_report_with_the_very_figures_of_the_build(writing: Path) -> None:
    ran: Ran = done("report", writing, "--year", "24/25")
    folder = writing / "reports" / "2024-25-annual"
    assert str(folder / "report.pdf") in ran.out
    words = ("--window", "financial-year", "--from", "2024-25", "--area", "westmarch", "--format", "csv")
    printed = {row["measure"]: row for row in done("figures", writing, *words).rows}
    published = {
        row["measure"]: row
        for row in csv_of(folder)
        if (row["area"], row["window"], row["period"]) == ("westmarch", "financial-year", "2024-25")
        and row["source"] != "force-month-counts" and not row["breakdown"]
    }  # fmt: skip
    assert len(published) > 10
    shown = {
        one.get("data-figure"): one.get("value")
        for one in page(folder).xpath("//data[contains(@data-figure, ':financial-year:2024-25:')]")
    }
    for name, row in published.items():
        assert row == printed[name]
        key = f"{name}:force:westmarch::financial-year:2024-25:{row['source']}"
        assert float(shown[key]) == pytest.approx(float(row["value"]), rel=1e-12)
    text = page(folder).text_content()
    assert "Withdrawn before it was taken" in text
    assert "Q1 24/25" in text


def test_the_panel_report_and_the_offices_own_are_of_a_quarter(writing: Path) -> None:
    done("report", writing, "--quarter", "Q4 24/25", "--kind", "panel")
    done("report", writing, "--quarter", "Q4 24/25", "--kind", "shops-briefing")
    panel = page(writing / "reports" / "2024-25-Q4-panel").text_content()
    assert "1.1 This report tells the panel" in panel
    own = page(writing / "reports" / "2024-25-Q4-shops-briefing").text_content()
    assert "crimes, Q4 24/25" in own
    assert "Logo of Westmarch" in (writing / "reports" / "2024-25-Q4-panel" / "report.html").read_text()


@pytest.mark.parametrize("kind", ["plan-on-a-page", "at-a-glance"])
def test_what_is_of_one_page_is_of_a_month_and_every_figure_is_in_its_data(writing: Path, kind: str) -> None:
    done("report", writing, "--month", "2025-03", "--kind", kind)
    folder = writing / "reports" / f"2025-03-{kind}"
    assert len(PdfReader(folder / "report.pdf").pages) == 1
    held = {
        ":".join(
            row[name] for name in ("measure", "area_type", "area", "breakdown", "window", "period", "source")
        )
        for row in csv_of(folder)
    }
    bound = page(folder).xpath("//data/@data-figure")
    assert len(bound) > 20
    assert {key.partition(">")[0].removesuffix(".denominator") for key in bound} <= held


def test_the_briefing_says_its_date_beside_figures(writing: Path) -> None:
    done("report", writing, "--month", "2025-03", "--kind", "candidate-briefing")
    root = page(writing / "reports" / "2025-03-candidate-briefing")
    assert "(as at 15 May 2025)" in root.text_content()


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--year", "24/25", "--kind", "panel"],
         ["'panel' covers a quarter, not a financial year", '--quarter "Q4 24/25"']),
        (["--quarter", "Q4 24/25", "--kind", "annual"], ["covers a financial year", "--year 24/25"]),
        (["--quarter", "Q4 24/25", "--kind", "at-a-glance"], ["--month 2025-03"]),
        (["--month", "2025-03"], ["Say which with --kind", "candidate-briefing"]),
        (["--month", "2025-13", "--kind", "at-a-glance"], ["'2025-13' is not a month"]),
        (["--year", "24/26"], ["do not follow each other"]),
        (["--year", "24/25", "--quarter", "Q4 24/25"], ["A report is of one period"]),
        (["--kind", "annual"], ["A report is of a period. Write --year 24/25"]),
        (["--year", "30/31"], ["no figure at all for 2030/31"]),
        (["--month", "2025-03", "--kind", "at-glance"], ["Did you mean 'at-a-glance'?"]),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(office: Path, words: list[str], parts: list[str]) -> None:
    ran = run("report", office, *words)
    assert ran.code == 2
    for part in parts:
        assert part in ran.err


def test_a_wrong_declaration_or_logo_is_refused_with_its_place(own_office: Path) -> None:
    own = own_office / "documents" / "shops-briefing.yaml"
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("measure: robbery", "measure: robery"), encoding="utf-8")
    ran = run("report", own_office, "--quarter", "Q4 24/25", "--kind", "shops-briefing")
    assert ran.code == 3
    assert "shops-briefing.yaml" in ran.err
    assert "Did you mean 'robbery'?" in ran.err
    own.write_text(text, encoding="utf-8")
    (own_office / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    ran = run("report", own_office, "--quarter", "Q4 24/25", "--kind", "shops-briefing")
    assert ran.code == 3
    assert "logo.svg: this SVG holds <script>" in ran.err
