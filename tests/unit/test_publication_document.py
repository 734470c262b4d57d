"""The composed document: every number bound, every measure there, nothing else said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from frankpledge.errors import BadDefinition
from frankpledge.publication.compose import compose
from frankpledge.publication.model import (
    Bound,
    Chart,
    Document,
    Heading,
    KeySentences,
    Notice,
    Table,
    Text,
    figure_key,
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


def test_every_number_of_a_figure_in_the_text_is_the_builds_figure(
    data: ReportData, document: Document
) -> None:
    figures = {}
    for reading in data.readings.values():
        for figure in (reading.quarter, reading.rolling, *reading.months, *reading.rolling_months):
            figures[figure_key(figure)] = figure.value
    checked = 0
    for block in walk(document.blocks):
        for spans in lines_of(block):
            for span in spans:
                if isinstance(span, Bound) and span.key in figures:
                    assert float(span.value) == figures[span.key]
                    checked += 1
    assert checked > 400


def test_no_plain_text_holds_a_digit(document: Document) -> None:
    texts = [span for block in walk(document.blocks) for spans in lines_of(block) for span in spans]
    assert sum(isinstance(span, Text) for span in texts) > 300
    assert not [span for span in texts if isinstance(span, Text) and re.search(r"\d", span.text)]


def test_page_one_says_what_where_when_and_that_it_is_not_real(document: Document) -> None:
    assert document.title == "Westmarch: performance in Q4 22/23"
    assert [name for name, _ in document.facts] == ["Published by", "Period", "Records as at", "Build"]
    assert isinstance(document.blocks[0], Notice)
    assert isinstance(document.blocks[1], KeySentences)
    assert "Generated records" in plain(document.running)


def test_generated_records_are_named_under_every_chart(document: Document) -> None:
    charts = [block for block in walk(document.blocks) if isinstance(block, Chart)]
    assert len(charts) >= 8
    assert all("Generated records, not real" in plain(chart.subtitle) for chart in charts)


def test_real_records_are_not_called_generated(data: ReportData) -> None:
    real = compose(replace(data, generated=False))
    words = " ".join(plain(spans) for block in walk(real.blocks) for spans in lines_of(block))
    assert "Generated records" not in words


def test_every_measure_of_the_plan_is_at_a_glance_and_explained(data: ReportData, document: Document) -> None:
    words = {block.id: block for block in walk(document.blocks) if isinstance(block, Table | Heading)}
    table = words["at-a-glance"]
    assert isinstance(table, Table)
    assert len(table.rows) == sum(len(data.of(priority)) for priority in data.plan.priorities)
    told = " ".join(plain(spans) for block in walk(document.blocks) for spans in lines_of(block))
    for measure in data.definitions:
        assert f"({measure.id})" in told


def test_heading_levels_never_skip_and_anchors_are_unique(document: Document) -> None:
    headings = [block for block in walk(document.blocks) if isinstance(block, Heading)]
    level = 1
    for heading in headings:
        assert heading.level <= level + 1
        level = heading.level
    anchors = [heading.id for heading in headings]
    assert len(anchors) == len(set(anchors))
    pictures = [picture.id for picture in document.pictures()]
    assert len(pictures) == len(set(pictures)) > 20


def test_a_measure_of_two_priorities_is_shown_once_and_pointed_at_again(document: Document) -> None:
    headings = [
        plain(block.text)
        for block in walk(document.blocks)
        if isinstance(block, Heading) and block.level == 4
    ]
    assert headings.count("Burglary") == 1
    assert "Also measured here, shown earlier" in headings


def test_sections_without_measures_speak_by_their_note(document: Document) -> None:
    words = " ".join(plain(spans) for block in walk(document.blocks) for spans in lines_of(block))
    assert "The partnership's work is reported in words in the annual report of 2023." in words
    assert "The plan names no measure here." in words
    assert "Home fire safety visits: The fire service has sent no return for 2022/23." in words


def test_local_areas_print_the_gap_to_the_headline(document: Document) -> None:
    table = next(
        block for block in walk(document.blocks) if isinstance(block, Table) and block.id == "local-all-crime"
    )
    rows = {
        plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows if isinstance(row[0], tuple)
    }
    assert rows["No local area"][0] == "431"
    assert rows["Headline"][0] == "13,276"


def test_months_before_the_first_record_do_not_fill_half_a_chart(document: Document) -> None:
    tables = {block.id: block for block in walk(document.blocks) if isinstance(block, Table)}
    assert len(tables["months-all-crime"].rows) == 3
    assert plain(tables["months-robbery"].notes[0]) == "[x] not supplied."


def test_an_accent_too_light_to_read_is_refused(data: ReportData) -> None:
    with pytest.raises(BadDefinition, match="too light"):
        compose(replace(data, accent="#ffee88"))
    with pytest.raises(BadDefinition, match="not a colour"):
        compose(replace(data, accent="red; } body { display: none"))
