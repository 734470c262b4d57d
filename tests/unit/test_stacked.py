"""Many measures in one stack: every row is what its measure alone would give, in any window."""

from __future__ import annotations

import numpy as np
import pytest

from frankpledge.measures.series import SeriesKey, SeriesSet
from frankpledge.measures.stacked import rows_alike, stack
from frankpledge.measures.windows import KNOWN, MISSING, Dense, over_windows
from frankpledge.periods import MONTHLY_WINDOWS, Window, parse_month
from frankpledge.plan.definitions import Direction, Kind, Measure

APRIL, MONTHS = parse_month("2022-04"), 27


def measure(name: str, kind: Kind) -> Measure:
    return Measure(name, name, kind, "records", Direction.LOWER, table="crimes")


def dense(seed: int, areas: int, *, below: bool = False, at_end: bool = False, scale: float = 1.0) -> Dense:
    chance = np.random.default_rng(seed)
    shape = (areas, MONTHS)
    state = np.where(chance.random(shape) < 0.05, MISSING, KNOWN).astype(np.int8)
    days = chance.integers(1, 1000, shape).astype(np.int32)
    denominator = chance.integers(0, 9, shape).astype(np.float64) if below else None
    return Dense(
        APRIL, chance.integers(0, 50, shape).astype(np.float64), state, days, denominator, at_end, scale
    )


def sets() -> list[SeriesSet]:
    three = tuple(SeriesKey("force", area) for area in ("crale", "ferrow", "stoke"))
    return [
        SeriesSet(measure("a", Kind.COUNT), "crimes", three, dense(1, 3)),
        SeriesSet(measure("b", Kind.SHARE), "crimes", three[:2], dense(2, 2, below=True, scale=100.0)),
        SeriesSet(measure("b", Kind.SHARE), "outcomes", three[2:], dense(3, 1, below=True, scale=100.0)),
        SeriesSet(
            measure("c", Kind.RATE), "crimes", three[1:], dense(4, 2, below=True, at_end=True, scale=1e3)
        ),
    ]


@pytest.mark.parametrize("window", MONTHLY_WINDOWS)
def test_a_row_of_a_stack_is_that_series_alone(window: Window) -> None:
    made = stack(sets(), APRIL, MONTHS)
    windowed = over_windows(made.dense, window)
    row = 0
    for one in sets():
        alone = over_windows(one.dense, window)
        assert alone.periods == windowed.periods
        for place, key in enumerate(one.keys):
            assert made.measures[made.measure_of[row]].id == one.measure.id
            assert made.keys[made.key_of[row]] == key
            assert made.sources[made.source_of[row]] == one.source
            np.testing.assert_array_equal(windowed.value[row], alone.value[place])
            np.testing.assert_array_equal(windowed.state[row], alone.state[place])
            np.testing.assert_array_equal(windowed.obtained[row], alone.obtained[place])
            row += 1
    assert row == len(windowed.value) == 8


def test_taken_rows_keep_what_they_are_of() -> None:
    whole = stack(sets(), APRIL, MONTHS)
    rows = np.array([5, 0, 7])
    part = whole.take(rows)
    assert [part.measures[one].id for one in part.measure_of] == ["b", "a", "c"]
    for window in (Window.MONTH, Window.ROLLING_12):
        np.testing.assert_array_equal(
            over_windows(part.dense, window).value, over_windows(whole.dense, window).value[rows]
        )


def test_rows_are_found_by_measure_and_area_whatever_their_source() -> None:
    one, other = stack(sets(), APRIL, MONTHS), stack(sets()[1:], APRIL, MONTHS)
    assert rows_alike(one, other).tolist() == [-1, -1, -1, 0, 1, 2, 3, 4]
    assert rows_alike(other, one).tolist() == [3, 4, 5, 6, 7]


def test_nothing_stacks_to_nothing() -> None:
    nothing = stack([], APRIL, 0)
    assert over_windows(nothing.dense, Window.MONTH).value.shape == (0, 0)
    assert rows_alike(nothing, stack(sets(), APRIL, MONTHS)).tolist() == []
