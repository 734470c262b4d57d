"""Kinds of document are read strictly: a wrong one names file, line, field and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.errors import BadDefinition, FrankpledgeError, WrongUse
from frankpledge.periods import Window, parse_quarter
from frankpledge.publication.kinds.kind import Covers
from frankpledge.publication.kinds.options import SORTS
from frankpledge.publication.kinds.reading import read_kind, read_kinds, with_known_measures
from frankpledge.publication.sections import WRITERS
from tests.unit.kind_example import BUILT_IN

GOOD = """\
id: short
title: "{area}: {period}"
summary: A short one.
covers: quarter
sections:
  - section: in-short
  - section: tiles
    tiles:
      - measure: burglary
        window: quarter
"""


def declared(office: Path, text: str, name: str = "short") -> Path:
    (office / "documents").mkdir(exist_ok=True)
    (office / "documents" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return office


def test_every_built_in_kind_can_be_read_and_is_listed_in_order() -> None:
    kinds = read_kinds()
    assert tuple(kinds) == BUILT_IN
    assert all(kind.summary and kind.sections and not kind.is_own for kind in kinds.values())
    assert kinds["annual"].covers is Covers.FINANCIAL_YEAR
    assert kinds["candidate-briefing"].dated
    assert kinds["panel"].numbered
    assert kinds["at-a-glance"].one_page


def test_every_declared_section_has_a_writer_and_the_other_way_round() -> None:
    assert set(SORTS) == set(WRITERS)


def test_an_office_adds_a_kind_and_replaces_a_built_in_one(tmp_path: Path) -> None:
    declared(tmp_path, GOOD)
    declared(tmp_path, GOOD.replace("id: short", "id: panel"), "panel")
    kinds = read_kinds(tmp_path)
    assert tuple(kinds) == (*BUILT_IN, "short")
    assert kinds["short"].is_own
    assert kinds["short"].tiles[0].window is Window.QUARTER
    assert kinds["panel"].is_own
    assert kinds["short"].report_key(parse_quarter("Q4 24/25")) == "2024-25-Q4-short"


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "parts"),
    [
        ("covers: quarter", "covers: qarter", 4, "covers", ["'qarter'", "Did you mean 'quarter'?"]),
        ("section: in-short", "section: in-shrt", 6, "sections 1.section", ["Did you mean 'in-short'?"]),
        ("summary: A short one.", "sumary: A short one.", 3, "sumary", ["Did you mean 'summary'?"]),
        ("window: quarter", "window: quater", 10, "sections 2.tiles 1.window", ["Did you mean 'quarter'?"]),
        ("{period}", "{periode}", 2, "title", ["'{periode}'", "Did you mean 'period'?"]),
        ("{period}", "{period", 2, "title", ["not closed"]),
        ("id: short", "id: shorter", 1, "id", ["the file is short.yaml"]),
        ("  - section: in-short\n", "  - section: in-short\n    tiles: []\n", 7, "sections 1.tiles",
         ["does not belong to the section 'in-short'"]),
        ("  - section: in-short\n", "  - section: words\n    slot: ask\n", 6, "sections 1.title",
         ["missing"]),
        ("  - section: in-short\n", "  - section: words\n    title: A\n    slot: a b\n", 8, "sections 1.slot",
         ["not the name of a place for texts"]),
        ("  - section: in-short\n", "  - section: about\n  - section: about\n", 7, "sections 2.section",
         ["stands here twice"]),
        ("  - section: in-short\n", "  - section: progress\n  - section: priorities\n", 7,
         "sections 2.section", ["follows the priorities once"]),
        ("  - section: in-short\n", "  - section: tiles\n    tiles: []\n", 8, "sections 2.section",
         ["stands here again", "Give it a title"]),
        ("  - section: in-short\n", "  - section: words\n    title: A\n  - section: words\n    title: A\n", 9,
         "sections 2.title", ["two sections are called 'A'"]),
    ],
)  # fmt: skip
def test_a_wrong_declaration_says_where_and_what_is_right(
    tmp_path: Path, old: str, new: str, line: int, field: str, parts: list[str]
) -> None:
    assert old in GOOD
    declared(tmp_path, GOOD.replace(old, new))
    with pytest.raises(BadDefinition) as caught:
        read_kind("short", tmp_path)
    error: FrankpledgeError = caught.value
    assert (error.where.line, error.where.field) == (line, field), str(error)
    assert str(error.where.file) == str(tmp_path / "documents" / "short.yaml")
    for part in parts:
        assert part in str(error)


def test_more_problems_are_counted(tmp_path: Path) -> None:
    declared(tmp_path, GOOD.replace("quarter", "qarter"))
    with pytest.raises(BadDefinition, match="1 more to put right"):
        read_kind("short", tmp_path)


def test_a_kind_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    declared(tmp_path, GOOD)
    with pytest.raises(WrongUse, match="Did you mean 'short'"):
        read_kind("shorts", tmp_path)


def test_a_measure_unknown_is_an_error_in_an_own_kind_and_left_out_of_a_built_in_one(tmp_path: Path) -> None:
    declared(tmp_path, GOOD)
    own = read_kind("short", tmp_path)
    assert with_known_measures(own, ["burglary"]) is own
    with pytest.raises(BadDefinition, match=r"no measure 'burglary'.*Did you mean 'burglaries'"):
        with_known_measures(own, ["burglaries"])
    built_in = with_known_measures(read_kind("at-a-glance"), ["burglary", "all-crime"])
    assert built_in.measures == ("all-crime", "burglary")
