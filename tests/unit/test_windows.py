"""Windows over dense months: sums, ratios of sums, residents at the end, and the worst month's state."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from frankpledge.measures.series import EPOCH, Estimates
from frankpledge.measures.windows import IMMATURE, KNOWN, MISSING, Dense, over_windows, periods_of
from frankpledge.periods import MONTHLY_WINDOWS, Window, parse_month, parse_period

APRIL = parse_month("2022-04")


def dense(
    numerator: list[float],
    state: list[int] | None = None,
    denominator: list[float] | None = None,
    *,
    first: int = APRIL,
    at_end: bool = False,
    scale: float = 1.0,
) -> Dense:
    count = len(numerator)
    states = np.array([state or [KNOWN] * count], np.int8)
    days = np.where(states == MISSING, 0, np.arange(1, count + 1)).astype(np.int32)
    below = None if denominator is None else np.array([denominator])
    return Dense(first, np.array([numerator]), states, days, below, at_end, scale)


def values(made: Dense, window: Window) -> dict[str, float | None]:
    windowed = over_windows(made, window)
    return {
        period.key: None if np.isnan(value) else float(value)
        for period, value in zip(windowed.periods, windowed.value[0], strict=True)
    }


def test_a_window_is_the_sum_of_its_months() -> None:
    year = dense([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    assert values(year, Window.QUARTER) == {
        "2022-23-Q1": 6, "2022-23-Q2": 15, "2022-23-Q3": 24, "2022-23-Q4": 33,
    }  # fmt: skip
    assert values(year, Window.FINANCIAL_YEAR) == {"2022-23": 78}
    assert values(year, Window.ROLLING_12) == {"2023-03": 78}
    assert values(year, Window.CALENDAR_YEAR) == {"2022": None, "2023": None}
    assert values(year, Window.YEAR_TO_DATE)["2022-06"] == 6
    assert list(values(year, Window.YEAR_TO_DATE).values())[-1] == 78


def test_one_missing_month_makes_every_window_over_it_missing() -> None:
    state = [KNOWN] * 14
    state[5] = MISSING
    made = dense([1.0] * 14, state)
    assert values(made, Window.ROLLING_12) == {"2023-03": None, "2023-04": None, "2023-05": None}
    quarters = values(made, Window.QUARTER)
    assert quarters["2022-23-Q2"] is None
    assert quarters["2022-23-Q3"] == 3
    to_date = values(made, Window.YEAR_TO_DATE)
    assert to_date["2022-08"] == 5
    assert to_date["2022-09"] is None
    assert to_date["2023-03"] is None
    assert to_date["2023-04"] == 1


def test_a_window_is_as_good_as_its_worst_month() -> None:
    made = dense([1, 1, 1, 1, 1, 1], [KNOWN, KNOWN, IMMATURE, IMMATURE, MISSING, KNOWN])
    windowed = over_windows(made, Window.QUARTER)
    assert windowed.state[0].tolist() == [IMMATURE, MISSING]
    assert windowed.value[0, 0] == 3
    assert np.isnan(windowed.value[0, 1])


def test_a_share_over_a_window_is_the_ratio_of_sums_and_not_the_mean_of_shares() -> None:
    made = dense([1, 0, 90], None, [1, 100, 100], scale=100.0)
    assert values(made, Window.QUARTER)["2022-23-Q1"] == pytest.approx(100 * 91 / 201)
    assert values(made, Window.MONTH)["2022-04"] == 100


def test_nothing_over_nothing_is_no_value_yet_known() -> None:
    windowed = over_windows(dense([0, 0, 0], None, [0, 0, 0]), Window.QUARTER)
    assert np.isnan(windowed.value[0, 0])
    assert windowed.state[0, 0] == KNOWN
    assert windowed.denominator is not None
    assert windowed.denominator[0, 0] == 0


def test_residents_are_those_at_the_end_and_not_a_sum() -> None:
    made = dense([10, 10, 10], None, [1000, 1000, 2000], at_end=True, scale=1000.0)
    windowed = over_windows(made, Window.QUARTER)
    assert windowed.denominator is not None
    assert windowed.denominator[0, 0] == 2000
    assert windowed.value[0, 0] == pytest.approx(15)


def test_residents_are_the_latest_estimate_not_after_the_day_else_the_first() -> None:
    days = [(date(year, 6, 30) - EPOCH).days for year in (2020, 2021)]
    held = Estimates(tuple(days), (100.0, 200.0))
    ends = [date(2019, 1, 31), date(2020, 6, 29), date(2020, 6, 30), date(2021, 6, 29), date(2025, 1, 1)]
    assert held.at(np.array([(day - EPOCH).days for day in ends])).tolist() == [100, 100, 100, 100, 200]


def test_a_period_outside_the_months_held_is_missing() -> None:
    made = dense([1, 2, 3])
    asked = tuple(parse_period(Window.QUARTER, key) for key in ("2021-22-Q4", "2022-23-Q1", "2022-23-Q2"))
    windowed = over_windows(made, Window.QUARTER, asked)
    assert windowed.state[0].tolist() == [MISSING, KNOWN, MISSING]
    assert windowed.place(asked[1]) == 1
    assert windowed.place(parse_period(Window.QUARTER, "2030-31-Q1")) is None


def test_the_newest_file_behind_a_window_is_the_newest_of_its_months() -> None:
    windowed = over_windows(dense([1] * 6), Window.QUARTER)
    assert windowed.obtained[0].tolist() == [3, 6]


def test_a_rolling_year_is_given_only_where_all_its_months_lie_in_the_span() -> None:
    assert periods_of(Window.ROLLING_12, APRIL, APRIL + 10) == ()
    assert [one.key for one in periods_of(Window.ROLLING_12, APRIL, APRIL + 12)] == ["2023-03", "2023-04"]


@pytest.mark.parametrize("window", MONTHLY_WINDOWS)
def test_no_months_and_no_series_give_nothing(window: Window) -> None:
    assert periods_of(window, APRIL, APRIL - 1) == ()
    none = Dense(APRIL, np.zeros((0, 12)), np.zeros((0, 12), np.int8), np.zeros((0, 12), np.int32))
    assert over_windows(none, window).value.shape[0] == 0


def test_large_counts_stay_exact_over_a_long_series() -> None:
    months = [float(2**40 + month) for month in range(240)]
    made = dense(months)
    assert list(values(made, Window.MONTH).values()) == months
    assert list(values(made, Window.ROLLING_12).values())[-1] == sum(months[-12:])
