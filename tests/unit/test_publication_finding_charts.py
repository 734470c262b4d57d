"""Pictures of findings: every mark is a shape with words beside it, and its numbers are told and tabled."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from frankpledge.errors import WrongUse
from frankpledge.publication.amounts import short
from frankpledge.publication.axes import axis_for, size_axis
from frankpledge.publication.chart_style import BAND_EDGE, TONE_COLOURS
from frankpledge.publication.charts import charted, months_chart
from frankpledge.publication.expected_marks import AgainstExpected, expected_mark, expected_words
from frankpledge.publication.forecast_charts import (
    forecast_chart,
    forecast_table,
)
from frankpledge.publication.found import SeriesFound
from frankpledge.publication.funnel_charts import (
    FunnelArea,
    funnel_chart,
    funnel_subtitle,
    funnel_table,
)
from frankpledge.publication.label_places import Box, Wanted, place_labels, spread
from frankpledge.publication.measure_blocks import month_block
from frankpledge.publication.model import Bound, Line, Name, Picture, Table, Tone, line, plain
from frankpledge.publication.month_findings import (
    ExpectedMonth,
    MarkKind,
    MonthFindings,
    MonthMark,
    findings_table,
)
from frankpledge.publication.peer_blocks import peer_table
from frankpledge.publication.peer_charts import peers_chart
from frankpledge.publication.readings import MeasureReading
from frankpledge.publication.standalone import standalone, write_picture
from frankpledge.publication.tokens import BETTER, INK, ORDINARY, PAPER, WORSE, contrast
from tests.unit.chart_example import (
    ACCENT,
    AREAS,
    BURGLARY,
    FOUND,
    SEEN,
    against,
    forecast,
    funnel,
    peer_findings,
)
from tests.unit.report_example import ALL_CRIME, CHARGES, CRIME_RATE, LAST, example, readings

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made() -> dict[str, MeasureReading]:
    return readings()


def drawn(picture: Picture | None) -> Picture:
    """Return a picture that must be there, be whole, and carry its description."""
    assert picture is not None
    assert "NaN" not in picture.svg
    assert "undefined" not in picture.svg
    assert "null" not in picture.svg
    root = ElementTree.fromstring(picture.svg)  # noqa: S314  (our own picture)
    assert root.get("role") == "img"
    described = {element.tag: element.text for element in root if element.tag != f"{SVG}g"}
    told = f"{described[f'{SVG}title']}. {described.get(f'{SVG}desc') or ''}"
    assert told.startswith(plain(picture.alt)[:40])
    return picture


def texts(picture: Picture) -> list[str]:
    """Return every text of a picture once, in order."""
    root = ElementTree.fromstring(picture.svg)  # noqa: S314  (our own picture)
    return list(dict.fromkeys("".join(element.itertext()) for element in root.iter(f"{SVG}text")))


def bound(spans: Line) -> list[str]:
    return [span.text for span in spans if isinstance(span, Bound)]


def cells(table: Table) -> list[list[str]]:
    return [[plain(cell) for cell in row if not isinstance(cell, Picture)] for row in table.rows]


def shapes_of(picture: Picture, colour: str) -> list[str]:
    """Return the outlines of the filled shapes of one colour."""
    found = re.findall(r'<path[^>]*\bd="([^"]*)"[^>]*fill="(#[0-9a-f]{6})"', picture.svg)
    return [outline for outline, fill in found if fill == colour]


def test_exceptional_months_have_a_shape_a_colour_and_words(made: dict[str, MeasureReading]) -> None:
    picture = drawn(months_chart(made["burglary"], ACCENT, FOUND))
    said = texts(picture)
    assert {"above expected range", "lowest in 3 years", "run of 7 above average"} <= set(said)
    worse, better = shapes_of(picture, WORSE), shapes_of(picture, BETTER)
    assert len(worse) == 8
    assert len(set(worse)) == 2
    assert len(better) == 1
    assert better[0] not in worse
    assert "Each month, crimes; lower is better" in said
    assert ACCENT not in re.findall(r'stroke="(#[0-9a-f]{6})"', picture.svg)


def test_the_description_of_months_carries_the_numbers(made: dict[str, MeasureReading]) -> None:
    alt = drawn(months_chart(made["burglary"], ACCENT, FOUND)).alt
    words = plain(alt)
    assert "Expected in March 2023: 190 to 270." in words
    assert "March 2023, 232: above expected range (worse)." in words
    assert "October 2021 to April 2022" in words
    assert "run of 7 above average (worse)" in words
    assert "From April 2022: new baseline." in words
    assert "Left out of the baseline, December 2020 to February 2021: lockdown." in words
    assert {"190", "270", "7", "200"} <= set(bound(alt))


def test_range_break_exclusion_and_target_are_named_in_the_picture(made: dict[str, MeasureReading]) -> None:
    said = texts(drawn(months_chart(made["burglary"], ACCENT, FOUND)))
    assert {"expected", "190", "270", "target 200", "new baseline", "left out: lockdown"} <= set(said)


def band_outlines(picture: Picture) -> list[str]:
    return re.findall(r'<path[^>]*\bd="([^"]*)"[^>]*fill="#dde3e8"', picture.svg)


def test_a_range_is_not_drawn_across_months_without_one_nor_across_a_break(
    made: dict[str, MeasureReading],
) -> None:
    whole = MonthFindings(expected=FOUND.expected)
    assert len(band_outlines(drawn(months_chart(made["burglary"], ACCENT, whole)))) == 1
    missing = tuple(row for row in FOUND.expected if row.month != LAST - 20)
    picture = drawn(months_chart(made["burglary"], ACCENT, replace(FOUND, expected=missing)))
    assert len(band_outlines(picture)) == 3
    none = replace(FOUND, expected=tuple(ExpectedMonth(row.month) for row in FOUND.expected))
    assert not band_outlines(drawn(months_chart(made["burglary"], ACCENT, none)))


def test_counts_start_at_zero_even_where_a_limit_lies_below(made: dict[str, MeasureReading]) -> None:
    wide = tuple(replace(row, low=-90.0) for row in FOUND.expected)
    said = texts(drawn(months_chart(made["burglary"], ACCENT, replace(FOUND, expected=wide))))
    assert not [text for text in said if text.startswith("−")]
    assert said.count("0") == 1


def test_small_expected_counts_keep_a_decimal_place() -> None:
    assert [short(value, BURGLARY) for value in (5.4, 7.0, 19.96, 190.4)] == ["5.4", "7", "20.0", "190"]


def test_months_without_a_figure_stay_a_gap_and_marks_on_them_are_not_drawn(
    made: dict[str, MeasureReading],
) -> None:
    figures = charted(made["robbery"].months)
    empty = next(place for place, figure in enumerate(figures) if figure.value is None)
    month = LAST - len(figures) + 1 + empty
    mark = MonthMark(month, MarkKind.SIGNAL, above=True, tone=Tone.WORSE, words="cannot be")
    picture = drawn(months_chart(made["robbery"], ACCENT, MonthFindings(marks=(mark,))))
    assert "cannot be" not in picture.svg
    line_of_months = re.findall(r'<path[^>]*\bd="([^"]*)"[^>]*stroke-width="1.6"', picture.svg)
    assert max(line_of_months, key=len).count("M") == 2


def test_the_table_of_findings_has_what_the_chart_shows(made: dict[str, MeasureReading]) -> None:
    rows = cells(findings_table(FOUND, charted(made["burglary"].months), BURGLARY))
    assert rows[0] == ["March 2023", "232", "190", "230", "270", "above expected range"]
    assert rows[-1][2:] == ["none", "none", "none", ""]
    assert sum("run of 7" in row[-1] for row in rows) == 7


def test_a_block_of_months_takes_findings(made: dict[str, MeasureReading]) -> None:
    block = month_block(made["burglary"], example(), SeriesFound("crimes", "Crimes", True, months=FOUND))
    assert block is not None
    assert "target 200" in block.pictures[0].svg


def test_labels_never_touch_and_the_newest_come_first() -> None:
    wanted = [Wanted(50.0 + place, 50.0, f"label {place}") for place in range(12)]
    placed = place_labels(wanted, Box(0, 0, 300, 120))
    assert placed[0].label is wanted[0]
    assert 2 < len(placed) <= 12
    for place, one in enumerate(placed):
        assert one.box.within(Box(0, 0, 300, 120))
        assert not any(one.box.overlaps(other.box) for other in placed[:place])
    assert len(place_labels(wanted, Box(0, 0, 300, 120), most=2)) == 2
    assert place_labels(wanted, Box(0, 0, 20, 20)) == []


def test_heights_are_spread_in_order_and_within_bounds() -> None:
    heights = spread([100.0, 101.0, 99.0, 190.0], 0, 190)
    order = sorted(heights)
    assert [heights[2], heights[0], heights[1], heights[3]] == order
    assert all(after - before > 13 for before, after in pairwise(order))
    assert 0 <= order[0] <= order[-1] <= 190
    assert spread([], 0, 1) == []


def test_peers_have_intervals_a_mean_and_possible_ranks(made: dict[str, MeasureReading]) -> None:
    reading = made["crime-rate"]
    picture = drawn(peers_chart(reading, ACCENT, peer_findings(reading)))
    said = texts(picture)
    assert "Westmarch is rank 1 of 6 (could be 1 to 3)" in said
    assert "mean of the others 17.4" in said
    assert len(re.findall(r'stroke-width="1.3"', picture.svg)) >= 6
    words = plain(picture.alt)
    assert "Westmarch, 12.2 crimes per 1,000 residents (could be 11.0 to 13.5)" in words
    assert "Mean of the others: 17.4 crimes per 1,000 residents." in words
    assert "No figure: Lowdale and Greyshire." in words


def test_the_table_of_peers_has_the_intervals(made: dict[str, MeasureReading]) -> None:
    reading = made["crime-rate"]
    table = peer_table(reading, peer_findings(reading))
    rows = cells(table)
    assert rows[0] == ["Westmarch (own area)", "12.23", "11.01", "13.46"]
    assert rows[-1][1:] == ["[x]", "", ""]
    assert len(peer_table(reading).columns) == 2


def test_a_funnel_names_own_and_outlying_areas_and_its_lines() -> None:
    picture = drawn(funnel_chart(funnel(AREAS), ACCENT))
    said = texts(picture)
    assert {"Westmarch", "Eastmere", "Northfold", "95 %", "99.8 %", "mean 18"} <= set(said)
    assert "Highmoor" not in said
    assert "Residents, thousands" in said or "Residents, millions" in said
    assert len({*shapes_of(picture, WORSE), *shapes_of(picture, BETTER), *shapes_of(picture, ACCENT)}) == 3
    words = plain(picture.alt)
    assert "Own area: Westmarch, 18.4" in words
    assert "Eastmere, 24.0 crimes per 1,000 residents, beyond 99.8 % above (worse)" in words or (
        "Eastmere, 24.0, beyond 99.8 % above (worse)" in words
    )
    assert words.index("Eastmere") < words.index("Northfold")


def test_a_funnel_says_whether_its_lines_allow_for_more_than_chance() -> None:
    one = funnel(AREAS)
    assert "what chance alone would do" in plain(funnel_subtitle(one, "England and Wales"))
    more = plain(funnel_subtitle(replace(one, overdispersed=True), "England and Wales"))
    assert "differing by more than chance" in more


def test_the_table_of_a_funnel_lists_outlying_areas_first_and_the_missing() -> None:
    table = funnel_table(funnel(AREAS))
    rows = cells(table)
    assert [row[0] for row in rows] == ["Eastmere", "Northfold", "Highmoor", "Westmarch (own area)"]
    assert rows[0][1:] == ["900,000", "24.00", "beyond 99.8 %, above"]
    assert plain(table.notes[0]) == "No figure: Greyshire."


def test_a_funnel_of_two_or_of_uneven_lines_is_none() -> None:
    assert funnel_chart(funnel(AREAS[:2]), ACCENT) is None
    with pytest.raises(ValueError, match="different lengths"):
        replace(funnel(AREAS), lines=replace(funnel(AREAS).lines, low95=(1.0,)))


def test_a_funnel_of_equal_areas_still_draws() -> None:
    same = [FunnelArea(f"Area {letter}", 500_000, 0.0, f"rate:{letter}") for letter in "ABC"]
    picture = drawn(funnel_chart(funnel(same, centre=0.0), ACCENT))
    assert picture.svg.count('transform="translate(180,250)"') == len(same), "a point for each"
    assert "3 areas, mean 0.00 crimes" in plain(picture.alt)


def test_axes_of_points_may_float_but_never_those_of_counts() -> None:
    assert axis_for([20.0, 22.0], CRIME_RATE, free=True).low > 0
    assert axis_for([20.0, 22.0], CRIME_RATE).low == 0
    assert axis_for([900.0, 1000.0], ALL_CRIME, free=True).low == 0
    assert axis_for([96.0, 100.0], CHARGES).high == 100
    assert size_axis([0.0, 0.0]).high > 0
    assert size_axis([900.0, 1000.0]).low > 0


def test_ticks_between_whole_numbers_are_not_rounded(made: dict[str, MeasureReading]) -> None:
    """An axis in steps of 2.5 once said 3, 5, 8."""
    low = [replace(figure, value=4.0 + n % 5) for n, figure in enumerate(made["charge-rate"].months)]
    picture = drawn(months_chart(replace(made["charge-rate"], months=tuple(low)), ACCENT))
    axis = axis_for([4.0 + n for n in range(5)], CHARGES)
    assert {f"{tick:g}" for tick in axis.ticks} <= set(texts(picture))


def test_a_fan_has_two_ranges_a_centre_and_their_numbers() -> None:
    picture = drawn(forecast_chart(forecast(SEEN, 12), ACCENT))
    said = set(texts(picture))
    assert {"282 (95 %)", "251 (80 %)", "231", "200 (80 %)", "185 (95 %)", "forecast from April 2023"} <= said
    assert len(re.findall(r'fill="#dde3e8"', picture.svg)) == 1
    assert len(re.findall(r'fill="#b4bfc9"', picture.svg)) == 1
    words = plain(picture.alt)
    assert "Last seen: 235 in March 2023." in words
    assert "March 2024: 231, 80 % range 200 to 251, 95 % range 185 to 282." in words


def test_months_since_seen_lie_on_the_fan_and_are_judged() -> None:
    one = forecast(SEEN, 12, start=LAST - 5)
    picture = drawn(forecast_chart(one, ACCENT))
    assert "6 of 6 months since seen lie within the 95 % range." in plain(picture.alt)
    rows = cells(forecast_table(one))
    assert rows[5][-1] == "235"
    assert rows[6][-1] == "not yet"


def test_a_fan_with_gaps_or_one_month_ahead_is_whole() -> None:
    gappy: list[float | None] = [*SEEN[:10], None, None, *SEEN[12:]]
    picture = drawn(forecast_chart(forecast(gappy, 1), ACCENT))
    outlines = re.findall(r'<path[^>]*\bd="([^"]*)"[^>]*stroke-width="1.6"', picture.svg)
    assert max(outlines, key=len).count("M") == 2
    assert forecast_chart(forecast(SEEN, 0), ACCENT) is None
    assert forecast_chart(forecast([None, 3.0], 3), ACCENT) is None


def test_a_cell_says_and_shows_on_which_side_of_the_range_a_figure_lies() -> None:
    assert plain(expected_words(against(312, Tone.WORSE))) == "as expected, 280 to 345"
    assert plain(expected_words(against(400, Tone.WORSE))) == "above expected (worse), 280 to 345"
    assert plain(expected_words(against(200, Tone.BETTER))) == "below expected (better), 280 to 345"
    assert "<circle" in drawn(expected_mark(against(312, Tone.WORSE))).svg
    above, below = expected_mark(against(9000, Tone.WORSE)), expected_mark(against(0, Tone.BETTER))
    assert WORSE in above.svg
    assert BETTER in below.svg
    assert "<circle" not in above.svg + below.svg
    assert plain(above.alt) == "Burglary, Q4 22/23: 9,000, above expected (worse), 280 to 345"


def test_a_range_without_width_still_has_a_mark() -> None:
    mark = drawn(expected_mark(AgainstExpected(BURGLARY, "Q4", 0, 0.0, 0.0, 0.0, Tone.PLAIN, "burglary:q4")))
    assert "<circle" in mark.svg


def test_a_picture_stands_alone_with_its_words(tmp_path: Path) -> None:
    picture = drawn(forecast_chart(forecast(SEEN, 12), ACCENT))
    title = line("Burglary is expected to stay about where it is for the whole of the coming year")
    alone = standalone(
        picture, title, line("Crimes, Westmarch"), line("Source: made up. As at ", Name("1 July 2023"))
    )
    root = ElementTree.fromstring(alone.svg)  # noqa: S314  (our own picture)
    held = {element.tag: element.text for element in root}
    assert held[f"{SVG}title"] == plain(title)
    described = held[f"{SVG}desc"] or ""
    assert described.startswith("Crimes, Westmarch. Forecast of Burglary")
    assert "231" in described
    assert alone.height > picture.height + 50
    write_picture(alone, tmp_path / "fan.svg")
    write_picture(alone, tmp_path / "fan.PNG")
    assert (tmp_path / "fan.svg").read_text(encoding="utf-8") == alone.svg
    assert (tmp_path / "fan.PNG").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(WrongUse, match=r"ends in \.svg or \.png"):
        write_picture(alone, tmp_path / "fan.jpg")


def test_tones_are_dark_enough_and_differ_in_grey() -> None:
    """WCAG 2.2, 1.4.11: three to one for what carries meaning; words in these colours need 4.5."""
    for colour in (BETTER, WORSE, INK, ORDINARY):
        assert contrast(colour, PAPER) >= 4.5
    assert TONE_COLOURS[Tone.BETTER] != TONE_COLOURS[Tone.WORSE]
    assert contrast(BAND_EDGE, PAPER) >= 3.0
