"""Ranges and how they did before, beside plain second implementations of both."""

from __future__ import annotations

import math

import numpy as np
import pytest

from frankpledge.assessment.forecasting import forecast
from frankpledge.assessment.forecasting.backtest import backtest
from frankpledge.assessment.forecasting.calibrating import held_from, known_by
from frankpledge.assessment.forecasting.intervals import TAILS, bands, together
from frankpledge.assessment.forecasting.methods import MEAN
from frankpledge.assessment.forecasting.panel import Floats
from tests.unit.test_forecasting_ranges import counts

SEED = 2
"""Of series for none of which another method than the mean clearly does better at any date looked at."""


def plain_quantile(values: list[float], p: float) -> float:
    """Return the quantile at rank (n + 1) p, between neighbours by a straight line."""
    ordered = sorted(values)
    rank = min(max((len(ordered) + 1) * p, 1.0), float(len(ordered)))
    below = math.floor(rank)
    above = min(below + 1, len(ordered))
    return ordered[below - 1] + (rank - below) * (ordered[above - 1] - ordered[below - 1])


def test_ranges_are_the_quantiles_of_residuals_a_month_ahead_at_a_time() -> None:
    scaled = np.random.default_rng(1).normal(0, 1, (4, 60, 3)) * np.array([1.0, 2.0, 3.0])
    scaled[0, :, 2] = np.nan
    made = bands(scaled)
    for month in range(3):
        errors = [float(one) for one in scaled[:, :, month].ravel() if not math.isnan(one)]
        plain = [plain_quantile(errors, p) for p in TAILS.tolist()]
        assert made[:, month].tolist() == pytest.approx(plain, rel=1e-12)


def test_a_years_range_is_of_the_quantiles_of_sums() -> None:
    errors = np.random.default_rng(2).normal(0, 1, (3, 80))
    errors[0, :40] = np.nan
    known = [float(one) for one in errors.ravel() if not math.isnan(one)]
    assert together(errors).tolist() == pytest.approx([plain_quantile(known, p) for p in TAILS.tolist()])


def test_new_values_fall_outside_the_range_of_the_old_as_often_as_is_said() -> None:
    """The rank rule is exact for values that could have come in any order, however few there are."""
    rng = np.random.default_rng(3)
    outside = [
        (drawn[-1] < low) or (drawn[-1] > high)
        for drawn in rng.standard_t(3, (4000, 121))
        for low, high in [
            (plain_quantile(drawn[:-1].tolist(), 0.1), plain_quantile(drawn[:-1].tolist(), 0.9))
        ]
    ]
    assert np.mean(outside) == pytest.approx(0.2, abs=0.02)


def plainly_held(values: Floats, back: int, horizon: int) -> list[list[int]]:
    """Return dates, months and how many lay inside, by forecasting anew at a date as if it were today."""
    told = []
    unseen = np.full((len(values), back), np.nan)  # So that runs of months begin where they did.
    made = forecast(np.concatenate([unseen, values[:, : values.shape[1] - back]], axis=1), horizon)
    assert set(made.method) == {MEAN}, "the comparison is of ranges, not of the choice of a method"
    for row, series in enumerate(values):
        one = [1, 0, 0, 0]
        for ahead in range(min(back, horizon)):
            came = series[len(series) - back + ahead]
            one[1] += 1
            one[2] += int(made.low80[row, ahead] <= came <= made.high80[row, ahead])
            one[3] += int(made.low95[row, ahead] <= came <= made.high95[row, ahead])
        told.append(one)
    return told


def test_how_ranges_did_is_what_forecasts_made_anew_at_each_date_would_have_done() -> None:
    """Of the three newest dates, whose own two years of origins lie within the backtest's reach."""
    values = counts(40, 96, seed=SEED)
    _, test = backtest(values, 12)
    scaled = test.errors[MEAN] / test.spread
    for place, back in enumerate((4, 8, 12)):
        ours = held_from(scaled, test.origins, place)
        assert ours.T.tolist() == plainly_held(values, back, 12)
    held = forecast(values, 12).tested.held
    assert held.dates.tolist() == [6] * 40
    assert held.months.tolist() == [4 + 8 + 12 * 4] * 40
    every = sum(held_from(scaled, test.origins, place) for place in range(6))
    assert (
        np.array([held.dates, held.months, held.inside80, held.inside95]).tolist()
        == np.asarray(every).tolist()
    )


def test_nothing_is_known_at_a_date_that_came_later() -> None:
    scaled = np.arange(3 * 1 * 12, dtype=float).reshape(3, 1, 12)
    known = known_by(scaled, (4, 8, 12), 0)
    assert np.isnan(known[0]).all()
    assert (~np.isnan(known[1])).sum() == 4, "of the date four months earlier, four months had come"
    assert (~np.isnan(known[2])).sum() == 8


def test_a_year_together_is_the_sum_of_its_months_and_no_wider_than_they_are_together() -> None:
    made = forecast(counts(150, 84, seed=4), 24)
    year = made.year
    assert year is not None
    assert year.point == pytest.approx(made.point[:, :12].sum(axis=1), rel=1e-12)
    wide = (made.high80 - made.low80)[:, :12].sum(axis=1)
    assert ((year.high80 - year.low80) < wide).mean() > 0.95
    alone = np.sqrt((((made.high80 - made.low80)[:, :12]) ** 2).sum(axis=1))
    assert (year.high80 - year.low80).mean() > alone.mean(), "errors of neighbouring months go together"
    assert (year.low95 <= year.low80).all()
    assert (year.high80 <= year.high95).all()


def test_a_year_is_given_only_where_twelve_months_are_forecast() -> None:
    assert forecast(counts(2, 60, seed=1), 11).year is None


@pytest.mark.parametrize("values", [[0.0] * 20, [7.0], [5.0] * 40, [math.nan] * 5, [0.0] * 30 + [3.0] * 10])
def test_odd_series_have_a_year_in_order(values: list[float]) -> None:
    made = forecast(np.array([values]), 12).year
    assert made is not None
    ends = [float(one[0]) for one in (made.low95, made.low80, made.point, made.high80, made.high95)]
    if math.isnan(ends[2]):
        assert all(math.isnan(one) for one in ends)
    else:
        assert ends == sorted(ends)
        assert ends[0] >= 0
