"""The area beside what bodies supplied of region and nation: what is drawn of it, and what is not."""

from __future__ import annotations

from dataclasses import replace

from frankpledge.contracts.figures import Basis, Figure, State
from frankpledge.publication.beside_charts import beside_charts, is_of_any_size
from frankpledge.publication.beside_tables import beside
from frankpledge.publication.measure_page import page_parts
from frankpledge.publication.model import Chart, plain
from frankpledge.publication.readings import MeasureReading
from tests.unit.report_example import BURGLARY, CRIME_RATE, POSITIVE, QUARTER, example

DATA = example()


def _supplied(of: MeasureReading, area_type: str, area: str, value: float | None, **more: str) -> Figure:
    state = State.KNOWN if value is not None else State.SUPPRESSED
    made = replace(of.quarter, area_type=area_type, area=area, value=value, state=state)
    return replace(made, basis=Basis.SUPPLIED, source="bureau-of-statistics", **more)


def _beside(name: str, **more: str) -> MeasureReading:
    held = DATA.readings[name]
    nation = _supplied(held, "nation", "england-and-wales", 11.8)
    return replace(held, wider=(_supplied(held, "region", "north-sea", 12.25, **more), nation))


def test_own_area_region_and_nation_are_bars_with_their_values_words_and_table() -> None:
    reading = _beside(POSITIVE.id, label="Q2 22/23", period="2022-23-Q2")
    (chart,) = beside_charts("plan", [reading], DATA)
    assert plain(chart.title) == f"{POSITIVE.title}: Westmarch beside North Sea and England and Wales"
    assert "Q4 22/23, other periods in brackets. Own area in colour." in plain(chart.subtitle)
    assert plain(chart.source) == "Region and nation as supplied by bureau of statistics."
    (picture,) = chart.pictures
    said = plain(picture.alt)
    assert f"Bar chart of {POSITIVE.title}: Westmarch, Q4 22/23, " in said
    assert said.endswith("; North Sea, Q2 22/23, 12.25%; England and Wales, Q4 22/23, 11.8%.")
    assert "North Sea (Q2 22/23)" in picture.svg
    assert "12.25%" in picture.svg
    assert chart.table is not None
    rows = [[plain(cell) for cell in row if isinstance(cell, tuple)] for row in chart.table.groups[0].rows]
    assert [row[0] for row in rows] == ["Westmarch", "North Sea", "England and Wales"]
    assert rows[2][1:] == ["Q4 22/23", "11.8%", "bureau of statistics"]


def test_what_grows_with_an_area_is_not_drawn_and_stands_in_the_table() -> None:
    reading = _beside(BURGLARY.id)
    assert not is_of_any_size(BURGLARY)
    assert not beside_charts("plan", [reading], DATA)
    (table,) = beside("plan", "The plan", [("", [reading])], DATA)
    assert table.groups[0].title == (), "a group without a title has no empty row for one"


def test_a_rate_of_another_span_and_what_is_withheld_are_named_and_not_drawn() -> None:
    reading = _beside(CRIME_RATE.id, window="financial-year", period="2022-23", label="2022/23")
    (chart,) = beside_charts("plan", [reading], DATA)
    assert plain(chart.source).startswith("Not drawn: North Sea. ")
    assert "North Sea" not in chart.pictures[0].svg

    whole = DATA.readings[POSITIVE.id]
    hidden = replace(whole, wider=(_supplied(whole, "nation", "england-and-wales", None),))
    assert not beside_charts("plan", [hidden], DATA)
    own = replace(whole.quarter, value=None, state=State.SUPPRESSED)
    assert not beside_charts("plan", [replace(_beside(POSITIVE.id), quarter=own)], DATA)


def test_a_measures_page_draws_what_stands_in_its_table() -> None:
    reading = _beside(POSITIVE.id)
    now = next(part for part in page_parts(reading, DATA) if part.id == "now")
    ids = [block.id for block in now.blocks if isinstance(block, Chart)]
    assert ids == [f"beside-area-{POSITIVE.id}"]
    assert QUARTER.label in now.title
