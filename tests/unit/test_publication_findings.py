"""Findings in the report: the exceptional first, half a page for what tells, a line for the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frankpledge.assessment.findings import closing_sentence
from frankpledge.publication.compose import compose
from frankpledge.publication.finding_words import expected_in_words
from frankpledge.publication.found import ReportFindings, exceptional_measures, found_in, tells
from frankpledge.publication.key_sentences import key_sentences
from frankpledge.publication.model import (
    Block,
    Bound,
    Bullets,
    Chart,
    Document,
    Heading,
    Picture,
    Table,
    finding_key,
    lines_of,
    plain,
    walk,
)
from frankpledge.publication.readings import ReportData
from tests.unit.report_example import example


@pytest.fixture(scope="module")
def data() -> ReportData:
    return example()


@pytest.fixture(scope="module")
def document(data: ReportData) -> Document:
    return compose(data)


def words_of(blocks: tuple[Block, ...]) -> str:
    return " ".join(plain(spans) for block in walk(blocks) for spans in lines_of(block))


def test_the_first_sentence_says_what_is_exceptional_and_of_how_many(data: ReportData) -> None:
    first = plain(key_sentences(data)[0])
    assert first.startswith("Exceptional: Burglary below its expected range in Q4 22/23 (better)")
    assert first.endswith("In all 1 of 5 measures judged.")
    assert 3 <= len(key_sentences(data)) <= 7


def test_nothing_exceptional_is_said_and_is_not_no_change(data: ReportData) -> None:
    found = found_in(data)
    quiet = {name: replace(one, exceptions=()) for name, one in found.series.items()}
    calm = replace(data, found=replace(found, series=quiet, exceptional=0, closing=closing_sentence(5, 0)))
    assert plain(key_sentences(calm)[0]).startswith("Nothing is exceptional: ")
    assert "That does not show that nothing changed" in words_of(compose(calm).blocks)


def test_what_cannot_be_judged_is_not_called_unexceptional(data: ReportData) -> None:
    found = found_in(data)
    series = {"robbery": found.series["robbery"]}
    short = replace(data, found=replace(found, series=series, judged=0, closing=closing_sentence(0, 0)))
    assert plain(key_sentences(short)[0]).startswith("Nothing could be judged exceptional")
    told = words_of(compose(short).blocks)
    assert "Nothing is exceptional" not in told
    assert "Not enough history: 12 months before the quarter, 24 are needed: Robbery." in told


def test_an_exceptional_measure_says_why_it_is_believed_and_shows_it(document: Document) -> None:
    told = words_of(document.blocks)
    for part in (
        "Why this is believed: the range is a prediction interval (total of the quarter, negative ",
        "from 57 months, April 2018 to December 2022",
        "Counted for less, because they lie far out: March 2022 (weight 0.31).",
        "is left out of the baseline: the 2020 lockdown (decided by A. Person, 5 January 2023).",
    ):
        assert part in told
    charts = {block.id: block for block in walk(document.blocks) if isinstance(block, Chart)}
    chart = charts["chart-burglary"]
    assert plain(chart.title) == "Burglary below its expected range in Q4 22/23 (better)"
    assert "quarter below expected (better)" in plain(chart.pictures[0].alt)
    assert "range expected of each month" in plain(chart.subtitle)


def test_every_finding_told_is_bound_to_it(data: ReportData, document: Document) -> None:
    keys = {finding_key(row) for row in found_in(data).rows}
    spans = [span for block in walk(document.blocks) for held in lines_of(block) for span in held]
    bound = [span for span in spans if isinstance(span, Bound) and span.key in keys]
    assert len(bound) >= 5


def test_weaker_signs_stand_apart_and_are_not_counted(document: Document) -> None:
    headings = [plain(block.text) for block in walk(document.blocks) if isinstance(block, Heading)]
    assert "Weaker signs: signals on control charts" in headings
    told = words_of(document.blocks)
    assert "These are not exceptions and are not counted as such." in told
    assert "Robbery: higher than usual (7 in a row above the mean), on its chart." in told


def test_only_what_tells_gets_half_a_page_and_the_rest_a_line(data: ReportData, document: Document) -> None:
    found = found_in(data)
    telling = {name for name, reading in data.readings.items() if tells(reading, found)}
    assert telling == {
        *("burglary", "robbery", "crime-rate", "positive-outcomes-recorded-rate", "charge-rate"),
    }
    held = {block.id for block in walk(document.blocks) if isinstance(block, Heading) and block.level == 4}
    assert telling <= held
    tables = [
        block for block in walk(document.blocks) if isinstance(block, Table) and block.id.startswith("quiet-")
    ]
    rows = {plain(row[0]): row for table in tables for row in table.rows if isinstance(row[0], tuple)}
    assert {"All crime", "Bicycle theft", "Possession of weapons"} <= set(rows)
    cell = rows["All crime"][3]
    assert isinstance(cell, tuple)
    assert plain(cell).startswith("as expected, ")


def test_the_table_at_a_glance_holds_mark_and_words(document: Document) -> None:
    table = next(
        block for block in walk(document.blocks) if isinstance(block, Table) and block.id == "at-a-glance"
    )
    place = [plain(column.title) for column in table.columns].index("Against expected range")
    cells = {plain(row[0]): row[place] for row in table.rows if isinstance(row[0], tuple)}
    burglary = cells["Burglary"]
    assert isinstance(burglary, Picture)
    assert plain(burglary.beside) == "below expected (better); two quarters below expected (better)"
    robbery = cells["Robbery"]
    assert isinstance(robbery, tuple)
    assert plain(robbery) == "too little history; signal on its chart"


def test_months_on_one_side_are_told_together(data: ReportData) -> None:
    series = found_in(data).series["burglary"]
    month = replace(series.exceptions[0], window="month")
    up = replace(month, seen=9e9, direction="worsening")
    for months, told in (
        ((month,), "a month below"),
        ((month,) * 2, "two months below"),
        ((month,) * 3, "three"),
    ):
        said = plain(expected_in_words(replace(series, exceptions=(*series.exceptions, *months))))
        assert told in said
        assert said.count("month") == 1
    both = plain(expected_in_words(replace(series, exceptions=(*series.exceptions, month, up))))
    assert both.endswith("; a month below expected (better); a month above expected (worse)")


def test_the_end_says_how_far_to_trust_it(data: ReportData, document: Document) -> None:
    told = words_of(document.blocks)
    assert found_in(data).closing in told
    assert found_in(data).closing_of_all in told
    assert "no clear change is not the same as no change" in told
    reasons = [
        plain(item)
        for block in walk(document.blocks)
        if isinstance(block, Bullets)
        for item in block.items
        if plain(item).startswith(("Not enough", "It is not", "No records"))
    ]
    assert len(reasons) == 3
    power = next(
        block for block in walk(document.blocks) if isinstance(block, Table) and block.id == "power-table"
    )
    assert len(power.rows) == 5


def test_local_areas_have_a_map_its_table_and_the_rate_of_false_ones(document: Document) -> None:
    charts = {block.id: block for block in walk(document.blocks) if isinstance(block, Chart)}
    assert plain(charts["chart-burglary-ward"].title) == "1 of 3 wards stands out"
    told = words_of(document.blocks)
    assert "about one in ten of those named" in told
    assert "No area stands out in: All crime (3 wards tested)." in told


def test_without_boundaries_the_areas_found_are_a_table(data: ReportData) -> None:
    found = found_in(data)
    flat = replace(data, found=replace(found, maps=tuple(replace(of, geometries={}) for of in found.maps)))
    document = compose(flat)
    assert "No boundaries are held of these areas" in words_of(document.blocks)
    tables = {block.id for block in walk(document.blocks) if isinstance(block, Table)}
    assert "map-burglary-ward" in tables


def test_a_report_without_findings_is_still_a_report(data: ReportData) -> None:
    bare = compose(replace(data, found=None))
    told = words_of(bare.blocks)
    assert "What is exceptional" not in told
    assert "nan" not in told.lower().split()
    assert exceptional_measures(replace(data, found=ReportFindings())) == []


def test_no_page_holds_what_is_no_number(document: Document) -> None:
    told = words_of(document.blocks)
    assert not {"nan", "inf", "NaN", "Infinity"} & set(told.replace(",", " ").split())
    assert all("NaN" not in picture.svg for picture in document.pictures())
