"""Every built-in kind of document in every format: accessible, editable, one page where declared."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import lxml.html
import pytest
from pypdf import PdfReader

from frankpledge.publication.compose import compose
from frankpledge.publication.html import html
from frankpledge.publication.logos import Logo
from frankpledge.publication.model import Bullets, line
from frankpledge.publication.pdf import pdf
from frankpledge.publication.pictures import svg_as_png
from frankpledge.publication.word import word
from frankpledge.publication.write import render
from tests.functional.verapdf import check_pdf_ua, needs_verapdf
from tests.unit.kind_example import BUILT_IN, LOGO, example_of
from tests.unit.report_example import figures_table

NEW = tuple(name for name in BUILT_IN if name != "quarterly")


BY_DAY = ("annual", "plan-on-a-page", "custody-annual")
"""Of a year, of one page, and of one register. Quarterly is checked with its report, the others at night."""


@needs_verapdf
@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one in BY_DAY else pytest.mark.nightly) for one in NEW]
)
def test_the_pdf_of_every_kind_keeps_every_rule_of_pdf_ua(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(compose(example_of(name))))
    verdict = check_pdf_ua(path)
    assert verdict.compliant, verdict.explain()


@pytest.mark.parametrize("name", ["plan-on-a-page", "at-a-glance"])
def test_a_one_page_document_is_one_page(name: str) -> None:
    assert len(PdfReader(io.BytesIO(pdf(compose(example_of(name))))).pages) == 1


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_logo_stands_on_page_one_of_every_format(name: str) -> None:
    document = compose(example_of(name))
    root = lxml.html.fromstring(html(document).encode())
    (image,) = root.xpath("//img")
    assert image.get("alt") == "Logo of the office"
    assert image.get("src").startswith("data:image/svg+xml;base64,")
    assert "img-src data:" in html(document)
    first = docx.Document(io.BytesIO(word(document))).inline_shapes[0]
    assert first._inline.docPr.get("descr") == "Logo of the office"


def test_a_png_logo_will_do_as_well() -> None:
    content = svg_as_png(LOGO.decode(), 2.0)
    data = replace(example_of("at-a-glance"), logo=Logo(content, "png", "Logo", 180, 60))
    document = compose(data)
    assert "data:image/png;base64," in html(document)
    assert pdf(document).startswith(b"%PDF")
    assert len(docx.Document(io.BytesIO(word(document))).inline_shapes) > 1


def test_tiles_and_recommendations_can_be_edited_in_word() -> None:
    tiles = docx.Document(io.BytesIO(word(compose(example_of("at-a-glance")))))
    words = [cell.text for row in tiles.tables[0].rows for cell in row.cells]
    assert any(text.startswith("All crime\n") and "on a year before" in text for text in words)
    panel = docx.Document(io.BytesIO(word(compose(example_of("panel")))))
    numbered = [
        one.text for one in panel.paragraphs if one.style is not None and one.style.name == "List Number"
    ]
    assert numbered == ["Note the report.", "Ask for a plan on robbery.", "Invite the chief constable."]


def test_every_numbered_list_of_a_word_file_counts_from_one() -> None:
    document = compose(example_of("panel"))
    lists = tuple(Bullets((line("one"), line("two")), numbered=True) for _ in range(2))
    written = docx.Document(io.BytesIO(word(replace(document, blocks=lists))))
    counts = [one._p.pPr.numPr.numId.val for one in written.paragraphs if one.style.name == "List Number"]
    assert counts[0] == counts[1] != counts[2] == counts[3]
    for count in set(counts):
        own = written.part.numbering_part.element.num_having_numId(count)
        assert [it.startOverride.val for it in own.lvlOverride_lst] == [1]


@pytest.mark.parametrize("name", NEW)
def test_every_kind_is_written_in_every_format_and_the_same_each_time(name: str) -> None:
    data = example_of(name)
    made = render(data, figures_table(data))
    assert all(len(content) > 500 for content in made.values())
    assert made == render(example_of(name), figures_table(data))
