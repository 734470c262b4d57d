"""How values are written: rounded for readers, exact in tables, marked where a reader must be warned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frankpledge.contracts.figures import State
from frankpledge.publication.amounts import clock, grouped, said, said_difference, shown, shown_figure
from tests.unit.report_example import ALL_CRIME, ANSWER, ARRESTS, CHARGES, CRIME_RATE, readings


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        (13276.0, ALL_CRIME, "13,276"),
        (14.58333, CHARGES, "14.6 per cent"),
        (5.4321, CRIME_RATE, "5.43 crimes per 1,000 residents"),
        (15.81, CRIME_RATE, "15.8 crimes per 1,000 residents"),
        (704.0, ANSWER, "11 minutes 44 seconds"),
        (61.0, ANSWER, "1 minute 1 second"),
        (0.2, ANSWER, "0 seconds"),
    ],
)
def test_a_value_is_said_in_its_unit(value: float, measure: object, words: str) -> None:
    assert said(value, measure) == words  # type: ignore[arg-type]


def test_halves_round_up_as_readers_expect_and_minus_nought_is_nought() -> None:
    assert grouped(0.25, 1) == "0.3"
    assert grouped(2.5) == "3"
    assert grouped(-0.04, 1) == "0.0"
    assert grouped(-1234.5, 1) == "−1,234.5"


def test_a_difference_of_percentages_is_in_points_and_of_times_in_time() -> None:
    assert said_difference(-0.66, CHARGES, 9.0) == "0.7 points"
    assert said_difference(-27, ANSWER, 700) == "27 seconds"
    assert said_difference(41, ALL_CRIME, 353) == "41"


def test_tables_are_exact() -> None:
    assert shown(1234567, ALL_CRIME) == "1,234,567"
    assert shown(14.58333, CHARGES) == "14.58"
    assert shown(704, ANSWER) == clock(704) == "11:44"


def test_states_carry_the_marks_of_official_statistics() -> None:
    known = readings()["charge-rate"].quarter
    assert shown_figure(replace(known, value=None, state=State.MISSING), CHARGES) == "[x]"
    assert shown_figure(replace(known, value=None, state=State.SUPPRESSED), CHARGES) == "[c]"
    assert shown_figure(replace(known, value=12.0, state=State.IMMATURE), CHARGES) == "12.00 [p]"
    assert shown_figure(replace(known, value=None, denominator=0.0, n=0), CHARGES) == "[z]"
    assert shown_figure(readings()["stop-search-arrest-rate"].quarter, ARRESTS) == "42.86 [u]"
