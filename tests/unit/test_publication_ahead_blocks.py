"""What stands beside a forecast: twelve months together, and how ranges did, of one measure and of all."""

from __future__ import annotations

from dataclasses import replace

from frankpledge.builds.forecasting import Tried
from frankpledge.checking.checks import check
from frankpledge.checking.reading.text_file import read
from frankpledge.checking.rules.structure import TWICE
from frankpledge.publication.ahead_blocks import ahead_blocks
from frankpledge.publication.explained_parts import part_of
from frankpledge.publication.found import Ahead, found_in
from frankpledge.publication.model import Bound, Chart, Line, plain
from tests.unit.report_example import example

DATA = example()
AHEAD = found_in(DATA).ahead["burglary"]


def told(ahead: Ahead) -> Line:
    [chart] = ahead_blocks(ahead, DATA)
    assert isinstance(chart, Chart)
    return chart.source


def test_twelve_months_have_a_range_together() -> None:
    assert (
        "The first twelve months together: 2,460. Four such sums of five should lie between 2,350 and 2,570, "
        "nineteen of twenty between 2,290 and 2,630." in plain(told(AHEAD))
    )
    assert "twelve months together" not in plain(told(replace(AHEAD, year=None)))


def test_how_often_ranges_held_is_counted_for_the_measure_and_for_all_of_its_kind() -> None:
    said = plain(told(AHEAD))
    assert (
        "Made as of 6 earlier dates, from what was known then, the inner range of “Burglary” held 49 of 60 "
        "months" in said
    )
    assert "and the outer 57." in said
    assert "“Burglary” is one of 146 measures of its kind, of which they held 77 per cent and 92 per" in said


def test_a_measure_alone_has_no_others_and_one_without_a_past_says_so() -> None:
    alone = replace(AHEAD, tried=Tried(1, 4, 3, 4), together=Tried(1, 4, 3, 4, 1))
    assert "Made as of 1 earlier date, from" in plain(told(alone))
    assert "of its kind" not in plain(told(alone))
    none = replace(AHEAD, tried=Tried(0, 0, 0, 0), together=Tried(0, 0, 0, 0, 0))
    assert "There is too little history to try it on the past." in plain(told(none))


def test_every_number_leads_to_where_it_is_explained() -> None:
    parts = [one.key.partition(">")[2] for one in told(AHEAD) if isinstance(one, Bound)]
    names = [part_of(part).name for part in parts]
    assert names == [
        "Twelve months together",
        *["Twelve months together, inner range"] * 2,
        *["Twelve months together, outer range"] * 2,
        *["How such forecasts did"] * 4,
        *["How forecasts of its kind did"] * 3,
    ]


def test_two_measures_tried_alike_do_not_seem_to_stand_twice() -> None:
    """As in real offices with few months: one trial of each, and the same months held."""
    other = DATA.readings["robbery"].measure
    alone = replace(AHEAD, year=None, tried=Tried(1, 12, 10, 12), together=Tried(1, 48, 40, 47, 4))
    alike = replace(alone, fan=replace(AHEAD.fan, measure=other))
    text = "\n\n".join(plain(told(one)) for one in (alone, alike))
    assert text.count("Made as of 1 earlier date, from") == 2
    assert [one.kind for one in check(read("a.txt", text.encode())) if one.kind == TWICE] == []
    unnamed = text.replace(other.title, AHEAD.fan.measure.title)
    assert [one.kind for one in check(read("a.txt", unnamed.encode())) if one.kind == TWICE] == [TWICE]
