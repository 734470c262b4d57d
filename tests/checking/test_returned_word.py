"""A report that went to a colleague and came back: what is found in the edited Word file, and what is not."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from frankpledge.checking.checked import checked
from frankpledge.checking.problems import Problem
from frankpledge.checking.reading.present_values import present_values
from frankpledge.checking.reading.returned_report import returned_report
from frankpledge.checking.rules.returned_numbers import (
    ADDED,
    CHANGED,
    FREED,
    OTHER_BUILD,
    PresentValues,
    is_same,
    returned_rules,
    what,
)
from frankpledge.contracts.bound_numbers import TAG, BoundNumber, BoundNumbers, from_xml, to_xml
from frankpledge.publication.compose import compose
from frankpledge.publication.explanations import bound_in
from frankpledge.publication.model import Document
from frankpledge.publication.word import word
from tests.functional.cli import done, run
from tests.once import copy_of_office
from tests.unit.report_example import example

KINDS = {CHANGED, FREED, ADDED, OTHER_BUILD}
BURGLARY = "burglary:force:westmarch::quarter:2022-23-Q4:crimes"


@pytest.fixture(scope="module")
def document() -> Document:
    return compose(example())


@pytest.fixture(scope="module")
def printed(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("word") / "report.docx"
    file.write_bytes(word(document))
    return file


Edit = Callable[[Any], None]


def edited(printed: Path, tmp_path: Path, edit: Edit) -> Path:
    """Return a copy of the file that python-docx has opened, changed and saved."""
    file = docx.Document(str(printed))
    edit(file.element.body)
    out = tmp_path / "edited.docx"
    file.save(str(out))
    return out


def found(file: Path) -> list[Problem]:
    return [it for it in checked(file).problems if it.kind in KINDS]


def controls(body: Any, tag: str) -> list[Any]:
    where = f"{qn('w:sdtPr')}/{qn('w:tag')}"
    return [it for it in body.iter(qn("w:sdt")) if it.find(where).get(qn("w:val")) == tag]


def text_of(control: Any) -> Any:
    return next(control.iter(qn("w:t")))


def free(control: Any) -> None:
    """Take a control away and leave what it held."""
    for held in list(control.find(qn("w:sdtContent"))):
        control.addprevious(held)
    control.getparent().remove(control)


def record(printed: Path, key: str, *, words: int = 5) -> BoundNumber:
    report = returned_report(printed)
    assert report is not None
    return next(it for it in report.printed.numbers if it.key == key and len(it.printed.split()) <= words)


def test_every_number_of_the_file_stands_in_a_control_with_a_record(
    printed: Path, document: Document
) -> None:
    report = returned_report(printed)
    assert report is not None
    pieces = [piece for line in report.lines for cell in line.cells for piece in cell if piece.tag]
    by_tag: dict[str, str] = {}
    for piece in pieces:
        by_tag[piece.tag] = by_tag.get(piece.tag, "") + piece.text
    assert by_tag == {it.tag: it.printed for it in report.printed.numbers}
    assert len(by_tag) > 150
    assert all(TAG.fullmatch(tag) and len(tag) <= 64 for tag in by_tag)
    values = {(span.key, span.text): span.value for ways in bound_in(document).values() for span in ways}
    ours = [it for it in report.printed.numbers if not it.key.startswith("quoted:")]
    assert all(values[it.key, it.printed] == it.value for it in ours)


def test_a_control_keeps_the_order_of_the_schema_and_an_id_of_its_own(printed: Path) -> None:
    order = [qn(f"w:{name}") for name in ("rPr", "alias", "tag", "id", "text")]
    ids = []
    for control in docx.Document(str(printed)).element.body.iter(qn("w:sdt")):
        assert [child.tag for child in control] == [qn("w:sdtPr"), qn("w:sdtContent")]
        names = [child.tag for child in control[0]]
        assert names == [name for name in order if name in names]
        assert len(control[0].find(qn("w:alias")).get(qn("w:val"))) <= 64
        ids.append(control[0].find(qn("w:id")).get(qn("w:val")))
    assert len(ids) == len(set(ids)) > 150


def test_the_records_travel_as_a_part_that_the_document_names(printed: Path) -> None:
    with zipfile.ZipFile(printed) as archive:
        held = [name for name in archive.namelist() if name.startswith("customXml/item")]
        records = [name for name in held if (from_xml(archive.read(name))) is not None]
        assert len(records) == 1
        assert records[0].rpartition("/")[2] in archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
        assert "customXmlProperties+xml" in types


def test_a_file_that_nobody_edited_has_nothing_to_tell(printed: Path, tmp_path: Path) -> None:
    assert found(printed) == []
    assert found(edited(printed, tmp_path, lambda body: None)) == []


def test_the_words_around_numbers_may_be_edited(printed: Path, tmp_path: Path) -> None:
    def edit(body: Any) -> None:
        for text in body.iter(qn("w:t")):
            text.text = (text.text or "").replace(" fewer ", " less ").replace("There were", "We counted")
        sentence = next(text for text in body.iter(qn("w:t")) if "as before" in (text.text or ""))
        sentence.text = sentence.text.replace("as before", "as it was")

    assert found(edited(printed, tmp_path, edit)) == []


def test_a_number_changed_in_its_control_is_told_with_what_it_was(printed: Path, tmp_path: Path) -> None:
    one = record(printed, BURGLARY)

    def edit(body: Any) -> None:
        text_of(controls(body, one.tag)[0]).text = "9,999"

    (problem,) = found(edited(printed, tmp_path, edit))
    assert problem.kind == CHANGED
    assert problem.severity == "error"
    assert problem.message == f"Was “{one.printed}”, now “9,999”: burglary, westmarch, 2022-23-Q4."


def test_a_number_split_over_runs_and_a_tracked_change_are_read_as_they_stand(
    printed: Path, tmp_path: Path
) -> None:
    one = record(printed, BURGLARY)

    def edit(body: Any) -> None:
        text = text_of(controls(body, one.tag)[0])
        first, whole = text.getparent(), text.text
        again = deepcopy(first)
        text.text, text_of(again).text = whole[:1], whole[1:]
        first.addnext(again)

    assert found(edited(printed, tmp_path, edit)) == []


def test_a_number_retyped_without_its_control_is_known_by_its_place(printed: Path, tmp_path: Path) -> None:
    one = record(printed, BURGLARY)

    def freed(body: Any) -> None:
        free(controls(body, one.tag)[0])

    (problem,) = found(edited(printed, tmp_path, freed))
    assert (problem.kind, problem.severity) == (FREED, "advice")

    def retyped(body: Any) -> None:
        control = controls(body, one.tag)[0]
        text_of(control).text = "9,999"
        free(control)

    (problem,) = found(edited(printed, tmp_path, retyped))
    assert (problem.kind, problem.severity) == (CHANGED, "error")
    assert f"Was “{one.printed}”, now “9,999”" in problem.message


def test_numbers_added_are_told_and_dates_of_the_report_are_not(printed: Path, tmp_path: Path) -> None:
    def edit(body: Any) -> None:
        paragraph = next(body.iter(qn("w:p")))
        again = deepcopy(next(paragraph.iter(qn("w:r"))))
        text_of(again).text = " We fitted 650 doors in Q4 22/23."
        paragraph.append(again)

    (problem,) = found(edited(printed, tmp_path, edit))
    assert (problem.kind, problem.line) == (ADDED, 1)
    assert "“650”" in problem.message


def test_a_paragraph_taken_out_is_no_error(printed: Path, tmp_path: Path) -> None:
    one = record(printed, BURGLARY)

    def edit(body: Any) -> None:
        control = controls(body, one.tag)[0]
        paragraph = next(it for it in control.iterancestors() if it.tag == qn("w:p"))
        paragraph.getparent().remove(paragraph)

    assert found(edited(printed, tmp_path, edit)) == []


def test_a_word_processor_that_drops_tags_is_read_by_names(printed: Path, tmp_path: Path) -> None:
    """As LibreOffice does on saving: the tag gone, the number of the control another, its name kept."""
    one = record(printed, BURGLARY)

    def edit(body: Any) -> None:
        text_of(controls(body, one.tag)[0]).text = "9,999"
        for place, control in enumerate(body.iter(qn("w:sdt"))):
            tag = control[0].find(qn("w:tag"))
            control[0].remove(tag)
            control[0].find(qn("w:id")).set(qn("w:val"), str(10_000 + place))

    assert [it.kind for it in found(edited(printed, tmp_path, edit))] == [CHANGED]


def test_one_that_drops_every_control_is_told_of_once(printed: Path, tmp_path: Path) -> None:
    def edit(body: Any) -> None:
        for control in list(body.iter(qn("w:sdt"))):
            free(control)

    kinds = Counter(it.kind for it in found(edited(printed, tmp_path, edit)))
    assert kinds[FREED] == 1
    assert kinds[CHANGED] == 0
    assert kinds[ADDED] < 10


@pytest.mark.parametrize(
    ("was", "now", "same"),
    [
        ("463", "463", True),
        ("463", " 463 ", True),
        ("463", "464", False),
        ("11.9 per cent", "11.9 points", False),
        ("none", "5", False),
        ("tenth", "ninth", False),
        (
            ": 75 in May 2025, above (19 to 71).",
            ": 75 in May 2025, over (19 to 71).",
            True,
        ),
        (
            ": 75 in May 2025, above (19 to 71).",
            ": 76 in May 2025, above (19 to 71).",
            False,
        ),
    ],
)
def test_what_counts_as_changed(was: str, now: str, same: bool) -> None:
    assert is_same(was, now) is same


def test_records_survive_their_own_writing() -> None:
    one = BoundNumber("fp-1", "a:b>c.d", "1.5", "“1.5” & <2>", "before", "after")
    held = BoundNumbers("0001-abc", (one,), ("Q4 22/23",))
    assert from_xml(to_xml(held)) == held
    assert from_xml(b"<other/>") is None
    assert from_xml(b"not xml") is None


def test_a_present_build_that_has_otherwise_is_told(printed: Path) -> None:
    report = returned_report(printed)
    assert report is not None
    one = record(printed, BURGLARY)
    rules = returned_rules(report, PresentValues("0002", {BURGLARY: (float(one.value) + 3,)}))
    told = [problem for rule in rules for problem in rule.find(None)]  # type: ignore[arg-type]
    assert {it.kind for it in told} == {OTHER_BUILD}
    assert f"Build 0002 has {float(one.value) + 3:,.0f} for {what(BURGLARY)}" in told[0].message
    same = returned_rules(report, PresentValues("0002", {BURGLARY: (1.0, float(one.value))}))
    assert [problem for rule in same for problem in rule.find(None)] == []  # type: ignore[arg-type]


def test_a_report_agrees_with_the_build_it_was_made_from(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = copy_of_office(tmp_path_factory, tmp_path / "office")
    done("report", office, "--quarter", "Q4 24/25")
    file = office / "reports" / "2024-25-Q4-quarterly" / "report.docx"
    problems = json.loads(run("check", file, "--office", office, "--format", "json").out)
    assert [it for it in problems if it["kind"] in KINDS] == []
    report = returned_report(file)
    assert report is not None
    held = present_values(office, {one.key for one in report.printed.numbers}).of
    rates = [key for key in held if key.endswith(">rate")]
    assert rates, "a count among its peers is told as a rate, under a key of its own"
    assert all(len(held[key]) == 1 for key in rates)
    assert all(len(found) == 1 for key, found in held.items() if ">" not in key)
