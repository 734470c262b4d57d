"""The PDF/UA harness must be able to say both yes and no, and name what it says no to."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from tests.functional.verapdf import check_many, check_pdf_ua, needs_verapdf

ACCESSIBLE = """
#set document(title: "Quarterly report", author: "An office")
#set text(lang: "en", region: "GB")
= At a glance
Burglary fell.
#figure(rect(width: 20pt), alt: "A grey box", caption: [A box])
#table(columns: 2, table.header([Measure], [Value]), [Burglary], [312])
"""
# An embedded drawing without alternative text, no title and no language of its own.
INACCESSIBLE = "Burglary fell. #rect(width: 20pt)"


def _pdf(path: Path, source: str, *standards: str) -> Path:
    typ = path.with_suffix(".typ")
    typ.write_text(source, encoding="utf-8")
    path.write_bytes(typst.compile(str(typ), format="pdf", pdf_standards=list(standards)))
    return path


@needs_verapdf
def test_a_good_document_passes_and_a_bad_one_is_told_which_rules_it_broke(tmp_path: Path) -> None:
    good = _pdf(tmp_path / "good.pdf", ACCESSIBLE, "ua-1")
    bad = _pdf(tmp_path / "bad.pdf", INACCESSIBLE)

    verdicts = check_many(good, bad)

    assert verdicts[good].compliant, verdicts[good].explain()
    assert verdicts[good].broken == ()
    assert verdicts[good].rules > 100, "the PDF/UA-1 profile has 106 rules: is it the right one?"
    assert verdicts[good].checks > 100
    assert not verdicts[bad].compliant
    named = {(rule.clause, rule.test) for rule in verdicts[bad].broken}
    # 5-1: no PDF/UA identification; 7.1-9: no title in the metadata; 7.1-10: title not displayed.
    assert {("5", 1), ("7.1", 9), ("7.1", 10)} <= named
    assert "dc:title" in verdicts[bad].explain()


@needs_verapdf
def test_a_file_that_is_not_a_pdf_is_an_error_not_a_pass(tmp_path: Path) -> None:
    text = tmp_path / "letter.pdf"
    text.write_text("Dear Sir or Madam", encoding="utf-8")
    with pytest.raises(RuntimeError, match="veraPDF could not check"):
        check_pdf_ua(text)


def test_typst_refuses_an_image_without_alternative_text(tmp_path: Path) -> None:
    svg = tmp_path / "chart.svg"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    source = '#set document(title: "T")\n= Heading\n#image("chart.svg")'
    with pytest.raises(typst.TypstError, match=r"(?i)\balt"):
        _pdf(tmp_path / "no-alt.pdf", source, "ua-1")
