"""Explanation pages: every number of a report has one, its arithmetic is right, nothing withheld is shown."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from frankpledge.builds.explaining import Step
from frankpledge.contracts.figures import State
from frankpledge.publication.compose import compose
from frankpledge.publication.explained_parts import OTHER
from frankpledge.publication.explanations import (
    Explained,
    Explanation,
    anchor,
    bound_in,
    explanations,
    places,
)
from frankpledge.publication.model import (
    Bound,
    Document,
    Line,
    Table,
    Text,
    figure_key,
    lines_of,
    plain,
    walk,
)
from frankpledge.publication.readings import ReportData
from frankpledge.publication.rows_counted import FileRead, RowsCounted
from tests.unit.report_example import example


@pytest.fixture(scope="module")
def data() -> ReportData:
    return example()


@pytest.fixture(scope="module")
def document(data: ReportData) -> Document:
    return compose(data)


@pytest.fixture(scope="module")
def pages(document: Document, data: ReportData) -> tuple[Explanation, ...]:
    return explanations(document, data)


def numbers_of(pages: tuple[Explanation, ...]) -> list[Explained]:
    return [n for page in pages for _, entries in page.groups for entry in entries for n in entry.numbers]


def test_every_number_of_the_report_has_one_place_of_its_own(
    pages: tuple[Explanation, ...], document: Document
) -> None:
    held = places(pages)
    assert held.keys() == bound_in(document).keys()
    assert len(set(held.values())) == len(held) > 500


def test_every_number_is_shown_as_the_report_prints_it(
    pages: tuple[Explanation, ...], document: Document
) -> None:
    printed = bound_in(document)
    for number in numbers_of(pages):
        assert list(number.shown) == printed[number.key]


def test_nothing_is_explained_in_general_words_alone(pages: tuple[Explanation, ...]) -> None:
    assert [n.key for n in numbers_of(pages) if plain(n.lines[0]) == OTHER.about] == []
    assert [n.key for n in numbers_of(pages) if not n.lines] == []


def all_lines(pages: tuple[Explanation, ...]) -> list[Line]:
    lines = [spans for page in pages for block in walk(page.blocks) for spans in lines_of(block)]
    return lines + [spans for number in numbers_of(pages) for spans in number.lines]


def test_no_plain_text_of_a_page_holds_a_digit(pages: tuple[Explanation, ...]) -> None:
    spans = [span for spans in all_lines(pages) for span in spans]
    assert sum(isinstance(span, Bound) for span in spans) > 500
    assert not [span for span in spans if isinstance(span, Text) and re.search(r"\d", span.text)]


def test_every_sum_printed_is_one(pages: tuple[Explanation, ...]) -> None:
    sums = products = differences = 0
    for spans in all_lines(pages):
        said, values = plain(spans), [float(s.value) for s in spans if isinstance(s, Bound)]
        if " + " in said:
            assert math.isclose(sum(values[:-1]), values[-1], rel_tol=1e-9), said
            sums += 1
        elif " ÷ " in said:
            scale = float(said.partition(" × ")[0].replace(",", "")) if " × " in said else 1.0
            assert math.isclose(scale * values[0] / values[1], values[2], rel_tol=1e-9), said
            products += 1
        elif ") − " in said:
            assert math.isclose(values[0] - values[1], values[2], abs_tol=1e-6), said
            differences += 1
    assert sums > 20
    assert products > 20
    assert differences > 20


def test_an_anchor_is_the_key_without_its_measure_and_tells_keys_apart() -> None:
    key = "burglary:force:kent:crime-type=a|b=c:quarter:2022-23-Q4:crimes>target.reference"
    assert anchor(key) == "force:kent:crime-type=a~7c~b=c:quarter:2022-23-Q4:crimes/target.reference"
    assert anchor("report>better") == "report/better"
    assert re.fullmatch(r"[A-Za-z0-9:/.=~_-]+", anchor("x:é >”"))


def with_counted(data: ReportData, *steps: Step, withheld: bool = False) -> ReportData:
    file = FileRead(
        "2023-01-street.csv", "Crimes", "P", "OGL", "Westmarch", "January 2023", "2023-07-01", 9, 1, 2
    )
    counted = RowsCounted("Burglary", "Q4 22/23", (file,), steps, withheld)
    return replace(data, counted={"burglary": (counted,)})


def tables_of(data: ReportData, document: Document) -> dict[str, Table]:
    page = next(page for page in explanations(document, data) if page.name == "burglary")
    return {block.id: block for block in page.blocks if isinstance(block, Table)}


def test_rows_left_out_stand_with_the_reason(data: ReportData, document: Document) -> None:
    steps = (Step("rows in the files", 0, 900), Step("crime type is not burglary", 588, 312))
    tables = tables_of(with_counted(data, *steps), document)
    rows = [
        [plain(cell) for cell in row if isinstance(cell, tuple)] for row in tables["rows-burglary-0"].rows
    ]
    assert rows == [["Rows in the files", "0", "900"], ["Crime type is not burglary", "588", "312"]]
    assert "2023-01-street.csv" in plain(tables["files-burglary-0"].rows[0][0])  # type: ignore[arg-type]


def test_steps_of_few_rows_are_withheld_and_said_to_be(data: ReportData, document: Document) -> None:
    held = with_counted(data, withheld=True)
    assert set(tables_of(held, document)) == {"files-burglary-0"}
    page = next(page for page in explanations(document, held) if page.name == "burglary")
    words = " ".join(plain(spans) for block in page.blocks for spans in lines_of(block))
    assert "could tell of few people or rows" in words


def test_what_is_suppressed_in_the_report_stands_on_no_page(data: ReportData) -> None:
    reading = data.readings["burglary"]
    secret = reading.months[-1]
    assert secret.value is not None

    def hidden(figure: object) -> object:
        return replace(figure, value=None, numerator=None, n=None, state=State.SUPPRESSED)  # type: ignore[type-var]

    months = (*reading.months[:-1], hidden(secret))
    changed = replace(reading, months=months, quarter=hidden(reading.quarter), comparisons=())  # type: ignore[arg-type]
    safe = replace(data, readings={**data.readings, "burglary": changed}, found=None)
    pages = explanations(compose(safe), safe)
    keys = {figure_key(secret), figure_key(reading.quarter)}
    shown = [s for spans in all_lines(pages) for s in spans if isinstance(s, Bound) and s.key in keys]
    assert shown == []
