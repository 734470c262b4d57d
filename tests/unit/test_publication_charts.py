"""Charts: gaps stay gaps, axes are honest, every picture speaks for itself."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from frankpledge.publication.axes import axis_for
from frankpledge.publication.charts import charted, months_chart, rolling_chart
from frankpledge.publication.measure_blocks import month_block
from frankpledge.publication.model import Picture, Text, Tone, line, plain
from frankpledge.publication.peer_charts import peers_chart
from frankpledge.publication.pictures import png
from frankpledge.publication.progress import figures_table
from frankpledge.publication.readings import MeasureReading
from frankpledge.publication.sentences import twelve_months
from frankpledge.publication.sparklines import sparkline
from tests.unit.report_example import ALL_CRIME, ANSWER, CHARGES, example, readings

ACCENT = "#1d4f7c"
SVG = "{http://www.w3.org/2000/svg}"


def of_month_ends(reading: MeasureReading) -> MeasureReading:
    """A reading as of a stock, whose figure over a longer span is that of its last month."""
    rolling = tuple(
        replace(month, window="rolling-12", label=f"12 months to {month.label}") for month in reading.months
    )
    return replace(reading, rolling_months=rolling, rolling=rolling[-1])


@pytest.fixture(scope="module")
def made() -> dict[str, MeasureReading]:
    return readings()


def drawn(reading: MeasureReading) -> Picture:
    picture = months_chart(reading, ACCENT)
    assert picture is not None
    return picture


def test_a_picture_has_a_role_a_title_and_a_description(made: dict[str, MeasureReading]) -> None:
    picture = drawn(made["burglary"])
    root = ElementTree.fromstring(picture.svg)  # noqa: S314  (our own picture)
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    assert [ids[name].tag for name in named] == [f"{SVG}title", f"{SVG}desc"]
    assert "Highest 277" in plain(picture.alt)
    assert "latest 232" in plain(picture.alt)


def test_pictures_share_no_ids_and_carry_no_inline_style(made: dict[str, MeasureReading]) -> None:
    one, other = drawn(made["burglary"]), drawn(made["robbery"])
    ids = [set(re.findall(r' id="([^"]+)"', picture.svg)) for picture in (one, other)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert " style=" not in one.svg
    for target in re.findall(r"url\(#([^)]+)\)", one.svg):
        assert target in ids[0]


def test_a_gap_of_months_is_never_joined(made: dict[str, MeasureReading]) -> None:
    """The line is drawn in two pieces: two moves without a line between them."""
    paths = re.findall(
        r'<path[^>]*\bd="([^"]*)"[^>]*stroke="#1d4f7c"[^>]*stroke-width="1.6"', drawn(made["robbery"]).svg
    )
    line = max(paths or re.findall(r'd="([^"]*)"', drawn(made["robbery"]).svg), key=len)
    assert line.count("M") == 2
    assert "supplied" in drawn(made["robbery"]).svg


def test_counts_start_at_zero_and_percentages_state_their_range(made: dict[str, MeasureReading]) -> None:
    assert axis_for([900.0, 1000.0], ALL_CRIME).low == 0
    axis = axis_for([42.0, 47.0], CHARGES)
    assert 0 < axis.low < 42 < 47 < axis.high
    assert axis.ticks[0] == axis.low
    assert axis.ticks[-1] == pytest.approx(axis.high)
    title = drawn(made["charge-rate"]).svg
    assert re.search(r"per cent, axis \d", title)


def test_times_have_steps_of_the_clock() -> None:
    assert axis_for([650.0, 720.0], ANSWER).step in (120.0, 180.0)


def test_a_single_value_everywhere_still_draws(made: dict[str, MeasureReading]) -> None:
    assert axis_for([0.0, 0.0], ALL_CRIME).high == 1
    assert "<svg" in drawn(made["stop-search-arrest-rate"]).svg


def test_no_data_no_picture(made: dict[str, MeasureReading]) -> None:
    empty = made["home-fire-safety-visits"]
    assert months_chart(empty, ACCENT) is None
    assert rolling_chart(empty, ACCENT) is None
    assert sparkline(empty.measure, empty.months, ACCENT) is None
    assert peers_chart(empty, ACCENT) is None


def test_a_rolling_figure_that_repeats_its_months_is_neither_drawn_nor_said(
    made: dict[str, MeasureReading],
) -> None:
    flow = made["burglary"]
    assert rolling_chart(flow, ACCENT) is not None
    assert twelve_months(flow) is not None
    stock = of_month_ends(flow)
    assert rolling_chart(stock, ACCENT) is None
    assert twelve_months(stock) is None
    chart = month_block(stock, example())
    assert chart is not None
    assert len(chart.pictures) == 1
    (cells,) = figures_table("all", line("All"), [stock], example()).groups[0].rows
    assert cells[-1] == line(Text("–", tone=Tone.QUIET))


def test_leading_months_never_supplied_are_left_out_down_to_twelve(made: dict[str, MeasureReading]) -> None:
    assert len(charted(made["burglary"].months)) == 36
    assert len(charted(made["home-fire-safety-visits"].months)) == 36
    empty, some = made["home-fire-safety-visits"].months, made["burglary"].months
    assert len(charted((*empty[:23], *some[23:]))) == 13
    assert len(charted((*empty[:33], *some[33:]))) == 12


def test_peers_are_ranked_and_all_told(made: dict[str, MeasureReading]) -> None:
    picture = peers_chart(made["crime-rate"], ACCENT)
    assert picture is not None
    words = plain(picture.alt)
    assert words.index("Westmarch") < words.index("Eastmere") < words.index("Port Anning")
    assert picture.svg.index(">Westmarch<") < picture.svg.index(">Port Anning<")


def test_a_picture_can_be_made_into_png(made: dict[str, MeasureReading]) -> None:
    picture = sparkline(made["burglary"].measure, made["burglary"].months, ACCENT)
    assert picture is not None
    assert png(picture).startswith(b"\x89PNG")
