"""Authors' Markdown: loose numbers, denied words, what is read of it; drafts, and what changed under them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from frankpledge.contracts.figures import Comparator
from frankpledge.errors import BadDefinition
from frankpledge.publication.model import Bound, Bullets, Heading, Paragraph, Table, lines_of, plain
from frankpledge.publication.words.drafting import draft, drafts
from frankpledge.publication.words.folder import SEEN, read_texts, write_drafts
from tests.unit.report_example import example
from tests.unit.words_example import facts, read, told

FACTS = facts()
FELL = "burglary"


def test_the_example_is_as_these_tests_take_it() -> None:
    assert FACTS.data.readings[FELL].quarter.value == 647
    row = FACTS.data.readings[FELL].compared(Comparator.SAME_PERIOD_LAST_YEAR)
    assert row is not None
    assert row.reference == 694


@pytest.mark.parametrize(
    "sentence",
    [
        "There were 12 of them.",
        "It cost £3.4m.",
        "That is 12% of all.",
        "A 5-year-old rule of 1,200 words.",
        "Some doubled in a year.",
        "A third of them came back.",
        "Forty people came.",
        "One in five came back.",
        "Up by ٣ points.",
    ],
)
def test_a_loose_number_is_a_problem(sentence: str) -> None:
    found = told(sentence)
    assert found, sentence
    assert all("number" in message for _, message in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "From April 2022, and in Q4 22/23 and 2022/23, as on 31 March 2023, since 2019.",
        "Calls to 101 and 999 are answered 24/7.",
        "Over the 12 months to March 2023 and in the 12 months before.",
        "Two forces share a control room; the third does not.",
        "In the first three months nobody asked.",
    ],
)
def test_dates_periods_and_small_counts_in_words_pass(sentence: str) -> None:
    assert told(sentence) == []


def test_the_reference_that_prints_a_loose_number_is_named() -> None:
    ((line, message),) = told("First line\nof 647 burglaries.")
    assert line == 2
    assert "Write {burglary}, which prints it." in message
    assert "{doors-fitted}" in told("We fitted 650 doors.")[0][1]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Burglary rose.", False),
        ("Burglary fell.", True),
        ("Burglary has increased again.", False),
        ("Burglary was unchanged.", False),
        ("There were {burglary difference} fewer.", True),
        ("There were {burglary difference} more.", False),
        ("It is up {burglary change}.", False),
        ("It is down {burglary change}.", True),
        ("An increase of {burglary change} was seen.", False),
        ("Burglary is on track.", False),
        ("Burglary missed its target.", False),
        ("Burglary should rise if doors are left open.", True),
        ("We want burglary to fall.", True),
        ("Burglary did not rise.", True),
        ("It rose by {burglary change} per cent.", False),
    ],
)
def test_a_word_the_figure_or_the_rules_deny_is_a_problem(sentence: str, right: bool) -> None:
    assert (told(sentence) == []) is right, told(sentence)


def test_in_a_text_about_one_measure_it_means_that_measure() -> None:
    assert told("It rose.", "measures/burglary")
    assert told("It fell.", "measures/burglary") == []
    assert told("It rose.") == []
    assert plain(next(lines_of(read("{value}", "measures/burglary").blocks[0]))) == "647"


def test_significance_is_claimed_of_exceptional_measures_alone() -> None:
    series = FACTS.data.found.series  # type: ignore[union-attr]
    exceptional = next(name for name, one in series.items() if one.exceptions)
    ordinary = next(name for name, one in series.items() if not one.exceptions)
    assert told(f"{{{exceptional}}} is a significant number.") == []
    assert "bears out" in told(f"{{{ordinary}}} is a significant number.")[0][1]


def test_paragraphs_lists_headings_and_tables_are_read() -> None:
    markdown = (
        "<!-- a note of 12 words -->\n\nFirst {burglary}\nand more.\n\n## Why\n\n- one **bold**\n- two\n\n"
        "Table: Doors\n\n| What | How many |\n| --- | --- |\n| Doors | {doors-fitted} |\n"
    )
    read_ = read(markdown, "measures/burglary")
    assert not read_.problems
    kinds = [type(block) for block in read_.blocks]
    assert kinds == [Paragraph, Heading, Bullets, Table]
    table = read_.blocks[-1]
    assert isinstance(table, Table)
    assert plain(table.caption) == "Doors"
    assert [[plain(cell) for cell in row if isinstance(cell, tuple)] for row in table.rows] == [
        ["Doors", "650"]
    ]
    bold = [span for span in read_.blocks[2].items[0] if getattr(span, "strong", False)]  # type: ignore[union-attr]
    assert [span.text for span in bold] == ["bold"]


@pytest.mark.parametrize(
    ("markdown", "line", "says"),
    [
        ("fine\n\n<b>no</b>", 3, "HTML"),
        ("# Title", 1, "## or ###"),
        ("| a | b |\n| --- | --- |\n| c | d |", 1, "no caption"),
        ("- one\n  - two", 1, "list inside a list"),
        ("a { b", 1, "brace"),
        ("> said", 1, "quotation"),
        ("    code", 1, "four spaces"),
    ],
)
def test_what_is_not_read_is_told_with_its_line(markdown: str, line: int, says: str) -> None:
    found = [message for at, message in told(markdown) if at == line]
    assert any(says in message for message in found), told(markdown)


@pytest.mark.parametrize("name", list(FACTS.data.readings))
def test_every_draft_is_borne_out_by_its_figures(name: str) -> None:
    words = draft(FACTS.data.readings[name], FACTS.data)
    read_ = read(words, f"measures/{name}")
    assert read_.problems == []
    if FACTS.data.readings[name].quarter.value is not None:
        spans = next(lines_of(read_.blocks[0]))
        assert any(isinstance(span, Bound) and span.key.startswith(name) for span in spans)
        assert "<!-- Why?" in words
    else:
        assert read_.blocks == ()


def test_drafts_vary_and_stay_the_same_on_every_run() -> None:
    made = drafts(FACTS.data)
    assert made == drafts(FACTS.data)
    first = {words.partition(".")[0] for slot, words in made.items() if slot.startswith("measures/")}
    assert len(first) >= 3


def test_authors_words_survive_and_what_changed_under_them_is_told(tmp_path: Path) -> None:
    made = drafts(FACTS.data)
    first = write_drafts(tmp_path, made, FACTS)
    assert set(first.written) == set(made)
    mine = tmp_path / "measures/burglary.md"
    mine.write_text("{title}: {value}, my own words.\n")
    assert write_drafts(tmp_path, made, FACTS).kept == ("measures/burglary",)
    assert mine.read_text() == "{title}: {value}, my own words.\n"

    held = FACTS.data.readings["burglary"]
    later = replace(held, quarter=replace(held.quarter, value=651.0, numerator=651.0))
    data = replace(FACTS.data, readings={**FACTS.data.readings, "burglary": later})
    again = write_drafts(tmp_path, drafts(data), facts(data))
    (changed,) = again.texts.changed
    assert (changed.file, changed.line, changed.written) == (mine, 1, "{value}")
    assert (changed.was, changed.now) == ("647", "651")
    assert mine.read_text() == "{title}: {value}, my own words.\n"

    assert read_texts(tmp_path, facts(data)).changed, "still told until somebody has looked"
    assert write_drafts(tmp_path, drafts(data), facts(data), all_seen=True).texts.changed == []
    assert read_texts(tmp_path, facts(data)).changed == []


def test_a_draft_nobody_changed_follows_the_figures(tmp_path: Path) -> None:
    write_drafts(tmp_path, drafts(FACTS.data), FACTS)
    held = FACTS.data.readings["burglary"]
    gone = replace(held, quarter=replace(held.quarter, value=None, numerator=None))
    data = replace(FACTS.data, readings={**FACTS.data.readings, "burglary": gone})
    again = write_drafts(tmp_path, drafts(data), facts(data))
    assert "measures/burglary" in again.written
    assert "No figure" in (tmp_path / "measures/burglary.md").read_text()


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("measures/burglry", "Did you mean 'burglary'?"),
        ("priorities/nothing", "no priority 'nothing'"),
        ("extras/burglary", "no report shows"),
        ("Summary Two", "kebab-case"),
    ],
)
def test_a_text_that_no_report_shows_is_a_problem(tmp_path: Path, slot: str, says: str) -> None:
    file = tmp_path / f"{slot}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("words")
    (problem,) = read_texts(tmp_path, FACTS).problems
    assert says in str(problem)
    assert str(file) in str(problem)


def test_a_damaged_record_of_what_was_seen_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / SEEN).write_text(json.dumps({"summary": 3}))
    with pytest.raises(BadDefinition, match="Delete it"):
        read_texts(tmp_path, FACTS)


def test_a_text_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "summary.md").write_bytes(b"fine\n\xff\n")
    with pytest.raises(BadDefinition, match="line 2"):
        read_texts(tmp_path, FACTS)


def test_a_figure_of_one_day_is_not_drafted_as_one_of_the_period() -> None:
    data = example()
    reading = next(iter(data.readings.values()))
    day = replace(reading.quarter, window="at", period="2020-03-31", value=5.0)
    assert "{" not in draft(replace(reading, quarter=day), data)
    assert "{value}" in draft(reading, data)


def test_a_survey_of_twelve_months_is_drafted_and_read_as_what_it_is() -> None:
    data = example()
    name, reading = next(one for one in data.readings.items() if one[1].rolling.value is not None)
    survey = replace(reading, quarter=reading.rolling, comparisons=())
    told_of = replace(data, readings={**data.readings, name: survey})
    words = draft(survey, told_of)
    assert words.startswith("{title}: {value} in {period}.")
    made = read(words, f"measures/{name}", told_of)
    assert made.problems == []
    printed = "".join(span.text for span in next(lines_of(made.blocks[0])))
    assert reading.rolling.label in printed, printed
