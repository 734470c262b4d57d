"""What each section of a document says, and that nothing of it disagrees with its data."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from frankpledge.errors import BadDefinition
from frankpledge.plan.definitions import LedgerEntry
from frankpledge.publication.author_texts import AuthorTexts
from frankpledge.publication.compose import compose
from frankpledge.publication.kinds.kind import Covers, DocumentKind, Question, SectionUse
from frankpledge.publication.kinds.options import SORTS
from frankpledge.publication.kinds.reading import read_kind
from frankpledge.publication.model import (
    Block,
    Bound,
    Bullets,
    Document,
    Heading,
    NewPage,
    Paragraph,
    Table,
    Tiles,
    Together,
    line,
    lines_of,
    plain,
    walk,
)
from frankpledge.publication.paragraph_numbers import with_numbers
from frankpledge.publication.pdf import pdf
from frankpledge.publication.readings import ReportData
from tests.unit.kind_example import BUILT_IN, example_of, words
from tests.unit.report_example import AS_AT, example


def text_of(document: Document) -> str:
    return "\n".join(plain(spans) for block in walk(document.blocks) for spans in lines_of(block))


def kind_of(*uses: SectionUse, covers: Covers = Covers.QUARTER, own: bool = True) -> DocumentKind:
    return DocumentKind("own", "{area}", "", covers, uses, is_own=own, file="documents/own.yaml")


def composed(name: str, *, texts: bool = True) -> Document:
    return compose(example_of(name, texts=texts))


# --- the quarterly report ---------------------------------------------------------------------------


def test_a_report_of_no_kind_is_the_quarterly_one() -> None:
    assert compose(example()) == replace(composed("quarterly", texts=False), logo=None)


def test_authors_texts_stand_where_they_belong_in_the_quarterly_report() -> None:
    said = text_of(composed("quarterly"))
    summary, short = said.index("Summary by the commissioner."), said.index("Exceptional")
    assert summary < short
    outcome = said.index("Young people are kept out of crime. Told in words below")
    assert said.index("Prevention came first.") < outcome < said.index("The youth fund kept forty")
    assert said.index("All crime text of the author.") > said.index("All crime")
    assert "Told in words; no measure" not in said


def test_what_is_written_of_a_measure_in_a_table_stands_under_its_name() -> None:
    data = example_of("quarterly", texts=False)
    quiet = next(
        block for block in compose(data).blocks if isinstance(block, Table) and block.id.startswith("quiet-")
    )
    title = plain(quiet.rows[0][0])  # type: ignore[arg-type]
    name = next(one.measure.id for one in data.readings.values() if one.measure.title == title)
    texts = AuthorTexts({f"measures/{name}": (words("Said of a quiet measure."),)})
    blocks = compose(replace(data, texts=texts)).blocks
    (under,) = (
        block for block in blocks if isinstance(block, Together) and "Said of a quiet" in plain_of(block)
    )
    assert (plain(under.heading.text), under.heading.id) == (title, name)


def plain_of(block: Block) -> str:
    return " ".join(plain(spans) for one in walk([block]) for spans in lines_of(one))


# --- the panel report -------------------------------------------------------------------------------


def test_paragraphs_are_numbered_in_their_parts() -> None:
    blocks: list[Block] = [
        Paragraph(line("Before.")),
        Heading(2, line("One"), "one"),
        Paragraph(line("First.")),
        Paragraph(line("Note."), note=True),
        Together(Heading(3, line("Under"), "under"), (Paragraph(line("Second.")),)),
        Heading(2, line("Two"), "two"),
        Paragraph(line("Third.")),
    ]
    said = [plain(spans) for block in walk(with_numbers(blocks)) for spans in lines_of(block)]
    assert said == [
        "Before.",
        "1. One",
        "1.1 First.",
        "Note.",
        "Under",
        "1.2 Second.",
        "2. Two",
        "2.1 Third.",
    ]


def test_recommendations_are_one_numbered_list() -> None:
    lists = [block for block in composed("panel").blocks if isinstance(block, Bullets) and block.numbered]
    assert [[plain(item) for item in one.items] for one in lists] == [
        ["Note the report.", "Ask for a plan on robbery.", "Invite the chief constable."]
    ]


def test_the_panel_report_without_texts_says_where_they_belong_and_leaves_the_rest_out() -> None:
    document = composed("panel", texts=False)
    titles = [plain(heading.text) for heading in document.headings()]
    assert titles[:4] == ["1. Purpose of this report", "2. What is exceptional", "3. Progress by priority",
                          "4. Recommendations"]  # fmt: skip
    assert "It belongs into texts/2022-23-Q4-panel/recommendations.md." in text_of(document)


def test_the_appendix_holds_every_measure_with_the_very_figures() -> None:
    data = example_of("panel")
    table = next(b for b in compose(data).blocks if isinstance(b, Table) and b.id == "all-figures")
    assert len(table.rows) == len(data.readings)
    for row, reading in zip(table.rows, data.readings.values(), strict=True):
        value = reading.quarter.value
        bound = [span for span in row[1] if isinstance(span, Bound)]  # type: ignore[union-attr]
        assert [float(span.value) for span in bound] == ([] if value is None else [pytest.approx(value)])


# --- a year -----------------------------------------------------------------------------------------


def test_a_year_is_told_from_the_year_before() -> None:
    data = example_of("annual")
    document = compose(data)
    assert document.title == "Westmarch: annual report 2022/23"
    table = next(b for b in document.blocks if isinstance(b, Table) and b.id == "progress-prevention")
    assert [plain(column.title) for column in table.columns][2:4] == ["2022/23", "2021/22"]
    row = next(row for row in table.rows if plain(row[0]) == "All crime")  # type: ignore[arg-type]
    now, before = (float(span.value) for cell in row[2:4] for span in cell if isinstance(span, Bound))  # type: ignore[union-attr]
    amount = next(span for span in row[4] if isinstance(span, Bound))  # type: ignore[union-attr]
    assert float(amount.value) == now - before
    assert now == data.readings["all-crime"].rolling.value


def test_a_year_speaks_of_no_quarter_outside_its_findings() -> None:
    document = composed("annual")
    said = text_of(document)
    progress = said[said.index("Progress on each objective") : said.index("What each quarter found")]
    assert not re.search(r"\bQ[1-4] |quarter", progress)
    assert "Nothing could be judged" in said
    assert "No measure lay outside the range" in said
    assert "Quarter (Q)" in said


def test_the_glossary_explains_only_words_used() -> None:
    said = text_of(composed("at-a-glance"))
    assert "Funnel" not in said
    briefing = text_of(composed("candidate-briefing"))
    assert "Signal on a control chart" not in briefing
    assert "12 months to\n" in briefing


def test_decisions_of_the_year_are_listed_with_numbers_not_used() -> None:
    table = next(
        b for b in composed("annual").blocks if isinstance(b, Table) and b.id.startswith("decisions-")
    )
    rows = [[plain(cell) for cell in row] for row in table.rows]  # type: ignore[arg-type]
    assert rows == [
        ["1", "20 April 2022", "Precept", "key"],
        ["2", "none", "Not used: Withdrawn before it was taken", "none"],
        ["3", "1 September 2022", "Fleet contract (Three years)", "routine"],
    ]


def test_finance_prints_groups_with_checked_totals_and_nothing_unpublishable() -> None:
    table = next(b for b in composed("annual").blocks if isinstance(b, Table) and b.id == "ledger-income")
    rows = [[plain(cell) for cell in row] for row in table.rows]  # type: ignore[arg-type]
    assert [row[:2] for row in rows] == [
        ["Council tax", "£60,500,000"],
        ["Government grant", "£80,250,000"],
        ["Income (total)", "£140,750,000"],
    ]


def test_tenths_add_up_as_people_add_them() -> None:
    def entry(name: str, value: float, total_of: tuple[str, ...] = ()) -> LedgerEntry:
        return LedgerEntry(name, name, value, "£m", "s", date(2022, 1, 1), "o", group="g", total_of=total_of)

    ledger = (entry("a", 0.1), entry("b", 0.2), entry("c", 0.3, ("a", "b")))
    assert "0.3 £m" in text_of(compose(replace(example_of("annual"), ledger=ledger)))


def test_what_an_office_does_not_keep_is_left_out_of_its_annual_report() -> None:
    data = replace(example_of("annual", texts=False), ledger=(), decisions=(), quarters=())
    titles = [plain(heading.text) for heading in compose(data).headings()]
    assert not {"Finance", "Decisions", "What each quarter found", "The year ahead"} & set(titles)
    assert "How functions were exercised" in titles


# --- the briefing -----------------------------------------------------------------------------------


def test_a_briefing_dates_every_figure() -> None:
    document = composed("candidate-briefing")
    day = "1 July 2023"
    undated = []
    for block in walk(document.blocks):
        if isinstance(block, Table):
            titles = [plain(column.title) for column in block.columns]
            ok = "As at" in titles or day in plain(block.caption)
            if not ok:
                undated.append(plain(block.caption))
            continue
        for spans in lines_of(block):
            if any(isinstance(span, Bound) for span in spans) and day not in plain(spans):
                undated.append(plain(spans))
    assert undated == []
    assert f"{AS_AT.day} July" in day


def test_a_briefing_shows_both_views_and_the_response() -> None:
    said = text_of(composed("candidate-briefing"))
    start = said.index("How good is the force at investigating crime?")
    part = said[start : said.index("How good is the force at responding to the public?")]
    assert (
        "Grade for investigating crime: 3 of 5 (Inspectorate, PEEL 2021/22, as at 1 September 2022)." in part
    )
    assert part.index("External view") < part.index("Internal view") < part.index("Our response")
    assert "We will invest in detectives." in part
    assert "every candidate at the same time" in said


def test_an_own_kind_may_not_name_a_quoted_figure_that_is_not_there() -> None:
    question = Question("q", "Q", "questions/q", ("peel-investigating-crimes",))
    data = example_of("own", kind=kind_of(SectionUse("questions", questions=(question,))))
    with pytest.raises(BadDefinition, match="Did you mean 'peel-investigating-crime'"):
        compose(data)


@pytest.mark.parametrize("covers", list(Covers))
def test_every_section_can_stand_in_a_document_of_any_period(covers: Covers) -> None:
    tiles = read_kind("at-a-glance").sections[0].tiles[:2]
    questions = read_kind("candidate-briefing").sections[3].questions[:2]
    uses = tuple(
        SectionUse(
            name, title=name.title(), text="Words.", slot="functions", tiles=tiles, questions=questions
        )
        for name in SORTS
        if name != "plan-on-a-page"  # Its headings are those of `priorities`.
    )
    document = compose(example_of("own", kind=kind_of(*uses, covers=covers, own=False)))
    said = text_of(document)
    assert len(document.headings()) > 12
    if covers is not Covers.QUARTER:
        assert "Nothing out of the ordinary" not in said
        assert "the quarter before" not in said


# --- tiles and the plan on a page -------------------------------------------------------------------


def tiles_of(document: Document) -> list[Tiles]:
    return [block for block in document.blocks if isinstance(block, Tiles)]


def test_a_tile_has_value_period_base_and_change_in_words() -> None:
    (tiles,) = tiles_of(composed("at-a-glance"))
    by_title = {plain(tile.title): tile for tile in tiles.items}
    crime, rate = by_title["All crime"], by_title["Crime rate"]
    assert plain(crime.period) == "crimes, 12 months to March 2023"
    assert re.fullmatch(r"[\d,]+ fewer \(down 9\.1 per cent\) on a year before, better", plain(crime.change))
    assert plain(rate.period).startswith("crimes per 1,000 residents, 12 months to March 2023; base ")
    assert all(tile.picture is not None and plain(tile.picture.alt) for tile in (crime, rate))


def test_a_tile_without_a_figure_says_so() -> None:
    data = example_of("at-a-glance")
    tiles = tuple(replace(one, now=replace(one.now, value=None), year_before=None) for one in data.tiles)
    (made,) = tiles_of(compose(replace(data, tiles=tiles)))
    assert {plain(tile.value) for tile in made.items} == {"no figure"}
    assert {plain(tile.change) for tile in made.items} == {"not all records have been supplied"}


def test_the_plan_on_a_page_has_every_priority_and_at_most_three_measures_of_each() -> None:
    data = example_of("plan-on-a-page")
    document = compose(data)
    assert len(document.headings()) == len(data.plan.priorities)
    assert all(len(one.items) <= 3 for one in tiles_of(document))
    said = text_of(document)
    for priority in data.plan.priorities:
        for outcome in priority.outcomes:
            assert outcome.text in said


def many_tiles(data: ReportData, times: int) -> ReportData:
    assert data.kind is not None
    use = data.kind.sections[0]
    uses = tuple(replace(tile, title=f"Tile {n}") for n in range(times) for tile in use.tiles)
    made = tuple(replace(data.tiles[n % len(data.tiles)], use=one) for n, one in enumerate(uses))
    return replace(data, kind=replace(data.kind, sections=(replace(use, tiles=uses),)), tiles=made)


def test_too_many_tiles_for_a_page_say_how_many_fit() -> None:
    data = many_tiles(example_of("at-a-glance"), 7)
    with pytest.raises(BadDefinition, match=r"these \d+ tiles do not fit one page: \d+ of them do") as caught:
        pdf(compose(data))
    total, fit = (int(found) for found in re.findall(r"\d+", caught.value.what))
    assert 12 <= fit < total


def test_new_pages_are_declared() -> None:
    use = SectionUse("data-and-quality", new_page=True)
    document = compose(example_of("own", kind=kind_of(use)))
    assert any(isinstance(block, NewPage) for block in document.blocks)


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_two_headings_or_pictures_of_a_document_share_an_id(name: str) -> None:
    document = composed(name)
    ids = [block.id for block in walk(document.blocks) if isinstance(block, Heading | Table | Tiles)]
    assert len(ids) == len(set(ids))
    pictures = [picture.id for picture in document.pictures()]
    assert len(pictures) == len(set(pictures))
