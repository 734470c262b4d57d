"""A whole report in every format: it opens, has structure, is accessible, and a crash leaves the last one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import docx
import lxml.html
import pytest
from docx.oxml.ns import qn
from frictionless import Package
from odfdo import Document as OdfDocument

from frankpledge.errors import BadEnvironment, BadInput
from frankpledge.plan.definitions import Section
from frankpledge.publication.compose import compose
from frankpledge.publication.html import html
from frankpledge.publication.pdf import pdf
from frankpledge.publication.write import FILES, write_report
from tests.crash.stages import files_in
from tests.functional.verapdf import check_pdf_ua, needs_verapdf
from tests.unit.report_example import example, figures_table

HOSTILE = '<script>alert("1")</script> & #set text(fill: red) $x$ *b* _i_ @ref `raw` \\ [c]'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "reports" / "2022-23-Q4-quarterly"
    data = example()
    written = write_report(data, figures_table(data), folder)
    assert [path.relative_to(folder).as_posix() for path in written] == list(FILES)
    assert all(path.stat().st_size > 1000 for path in written)
    return folder


@dataclass(frozen=True)
class PageParts:
    """What the page's markup holds."""

    ids: list[str]
    targets: list[str]
    tags: Counter[str]
    figures: list[str]
    outside: list[str]


def read_page(folder: Path) -> PageParts:
    root = lxml.html.fromstring((folder / "report.html").read_bytes())
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    links = [value for _, _, value, _ in root.iterlinks()]
    return PageParts(
        ids=[element.get("id") for element in elements if element.get("id")],
        targets=[link[1:] for link in links if link.startswith("#")],
        tags=Counter(element.tag for element in elements),
        figures=[element.get("data-figure") for element in elements if element.get("data-figure")],
        outside=[link for link in links if not link.startswith(("#", "data:"))],
    )


def test_the_page_is_one_file_with_no_script_and_no_outside_request(report: Path) -> None:
    page = read_page(report)
    assert page.outside == []
    assert "script" not in page.tags
    assert page.tags["style"] == 1
    assert "Content-Security-Policy" in (report / "report.html").read_text(encoding="utf-8")


def test_the_page_has_landmarks_unique_ids_and_working_links(report: Path) -> None:
    page = read_page(report)
    assert page.tags["main"] == page.tags["header"] == page.tags["footer"] == page.tags["h1"] == 1
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)


def test_the_page_binds_its_numbers_to_figures(report: Path) -> None:
    page = read_page(report)
    assert len(page.figures) > 300
    assert any(key == "burglary:force:westmarch::quarter:2022-23-Q4:crimes" for key in page.figures)


@needs_verapdf
def test_the_pdf_keeps_every_rule_of_pdf_ua(report: Path) -> None:
    verdict = check_pdf_ua(report / "report.pdf")
    assert verdict.compliant, verdict.explain()


def test_the_pdf_is_tagged_titled_and_in_english(report: Path) -> None:
    content = (report / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in content
    assert b"/Lang" in content


def test_the_word_file_has_headings_header_rows_and_alternative_texts(report: Path) -> None:
    file = docx.Document(str(report / "report.docx"))
    styles = [paragraph.style.name for paragraph in file.paragraphs if paragraph.style is not None]
    assert styles[0] == "Title"
    levels = [int(name[-1]) for name in styles if name.startswith("Heading ")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(file.tables) >= 7
    for table in file.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    described = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert len(described) > 20
    assert all(described)
    assert file.core_properties.language == "en-GB"
    assert file.core_properties.title == "Westmarch: performance in Q4 22/23"
    assert "Generated records" in file.sections[0].header.paragraphs[0].text


def test_the_workbook_opens_with_one_table_to_a_sheet(report: Path) -> None:
    body = OdfDocument(str(report / "figures.ods")).body
    names = [table.name for table in body.tables]
    assert names == ["Cover", "Notes", "Headline", "Months", "Local areas", "Breakdowns", "Peers", "Findings"]
    headline = body.get_table(name="Headline")
    rows = list(headline.iter_values())
    assert rows[2][1] == "Measure"
    found = {row[1]: row for row in rows[3:]}
    assert found["All crime"][3] == 13276
    assert found["ASB incidents"][3] == "[x]"
    assert "generated records" in " ".join(str(row[0]) for row in body.get_table(name="Cover").iter_values())


def test_the_data_package_is_valid(report: Path) -> None:
    outcome = Package(str(report / "datapackage.json")).validate()
    assert outcome.valid, outcome.flatten(["type", "note"])


def test_the_same_data_give_the_same_bytes(report: Path, tmp_path: Path) -> None:
    data = example()
    write_report(data, figures_table(data), tmp_path / "again")
    first, again = files_in(report), files_in(tmp_path / "again")
    assert first.keys() == again.keys()
    assert [name for name in first if first[name] != again[name]] == []


def test_progress_names_each_file(tmp_path: Path) -> None:
    data, told = example(), []
    write_report(data, figures_table(data), tmp_path / "report", told.append)
    assert [name for name in FILES if name not in told] == []


def test_a_failure_leaves_the_last_good_report(tmp_path: Path) -> None:
    data, folder = example(), tmp_path / "report"
    figures = figures_table(data)
    write_report(data, figures, folder)
    before = files_in(folder)
    with pytest.raises(BadInput):
        write_report(data, figures.drop_columns(["value"]), folder)
    assert files_in(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "report"]


def test_a_run_that_stopped_between_two_moves_is_mended(tmp_path: Path) -> None:
    data, folder = example(), tmp_path / "report"
    write_report(data, figures_table(data), folder)
    folder.rename(tmp_path / ".report.old")
    (tmp_path / ".report.new").mkdir()
    write_report(data, figures_table(data), folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "report"]
    assert set(FILES) < set(files_in(folder))


def test_a_place_that_cannot_be_written_is_an_error_of_the_environment(tmp_path: Path) -> None:
    data = example()
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(BadEnvironment, match="could not be written"):
        write_report(data, figures_table(data), tmp_path / "file" / "report")


def test_hostile_text_is_text_in_every_format() -> None:
    data = example()
    priority = replace(data.plan.priorities[0], title=HOSTILE, sections=(Section(HOSTILE, (), HOSTILE),))
    plan = replace(data.plan, title=HOSTILE, priorities=(priority, *data.plan.priorities[1:]))
    document = compose(replace(data, plan=plan, office_title=HOSTILE))
    page = html(document)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert pdf(document).startswith(b"%PDF")


def test_a_report_of_ten_measures_is_a_matter_of_seconds(report: Path) -> None:
    pages = len(re.findall(rb"/Type\s*/Page\b", (report / "report.pdf").read_bytes()))
    assert 8 <= pages <= 30
