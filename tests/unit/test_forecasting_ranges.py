"""Ranges of simulated counts hold as many later months as they say, and parts and wholes agree."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from frankpledge.assessment.forecasting import Forecast, forecast, reconciled
from frankpledge.assessment.forecasting.panel import Floats

TOLERANCE = 0.03


def counts(series: int, months: int, seed: int) -> Floats:
    """Negative-binomial counts with trend, season and a wandering level; means 3 to 400."""
    rng = np.random.default_rng(seed)
    time = np.arange(months)
    mean = np.exp(rng.uniform(np.log(3), np.log(400), (series, 1)))
    slope, height = rng.normal(0, 0.004, (series, 1)), rng.uniform(0, 0.35, (series, 1))
    phase, wander = rng.uniform(0, 12, (series, 1)), rng.uniform(0, 0.03, (series, 1))
    level = slope * (time - months / 2) + np.cumsum(rng.normal(0, 1, (series, months)) * wander, axis=1)
    expected = mean * np.exp(level + height * np.cos(2 * np.pi * (time - phase) / 12))
    size = rng.uniform(10, 200, (series, 1))
    return rng.poisson(rng.gamma(size, expected / size)).astype(float)


def cover(series: int, history: int, horizon: int, seed: int) -> tuple[float, float]:
    values = counts(series, history + horizon, seed)
    made, came = forecast(values[:, :history], horizon), values[:, history:]
    inside80 = (came >= made.low80) & (came <= made.high80)
    inside95 = (came >= made.low95) & (came <= made.high95)
    return float(inside80.mean()), float(inside95.mean())


def test_ranges_cover_what_they_say_of_simulated_counts() -> None:
    covered80, covered95 = cover(300, 84, 12, seed=20)
    assert covered80 == pytest.approx(0.80, abs=TOLERANCE)
    assert covered95 == pytest.approx(0.95, abs=TOLERANCE)


@pytest.mark.nightly
@pytest.mark.parametrize(("history", "horizon"), [(84, 3), (84, 12), (84, 24), (60, 18), (120, 24), (40, 6)])
def test_ranges_cover_what_they_say_over_many_series(history: int, horizon: int) -> None:
    covered80, covered95 = cover(2000, history, horizon, seed=history + horizon)
    assert covered80 == pytest.approx(0.80, abs=TOLERANCE)
    assert covered95 == pytest.approx(0.95, abs=TOLERANCE)


def test_a_single_series_is_not_promised_too_narrow_a_range() -> None:
    covered = np.mean([cover(1, 84, 12, seed) for seed in range(20)], axis=0)
    assert covered[0] >= 0.80 - 0.08
    assert covered[1] >= 0.95 - 0.05


def hierarchy(areas: int, types: int) -> Floats:
    """Return sums of areas × types: the parts, then each area, each type, and the whole."""
    parts = np.eye(areas * types)
    each_area = np.kron(np.eye(areas), np.ones(types))
    each_type = np.kron(np.ones(areas), np.eye(types))
    return np.vstack([parts, each_area, each_type, np.ones((1, areas * types))])


@pytest.fixture(scope="module")
def of_a_county() -> tuple[Floats, Floats, Forecast, Forecast]:
    sums = hierarchy(5, 4)
    values = sums @ counts(20, 96, seed=31)
    made = forecast(values[:, :84], 12)
    return sums, values[:, 84:], made, reconciled(made, sums)


def test_parts_and_wholes_agree_and_none_is_negative(
    of_a_county: tuple[Floats, Floats, Forecast, Forecast],
) -> None:
    sums, _, made, agreed = of_a_county
    parts = agreed.point[:20]
    assert np.abs(sums @ made.point[:20] - made.point).max() > 0.1
    assert sums @ parts == pytest.approx(agreed.point, rel=1e-9, abs=1e-9)
    assert (agreed.point >= 0).all()
    assert agreed.method == made.method


def test_ranges_stay_in_order_and_cover_after_agreement(
    of_a_county: tuple[Floats, Floats, Forecast, Forecast],
) -> None:
    _, came, made, agreed = of_a_county
    rows = [agreed.low95, agreed.low80, agreed.point, agreed.high80, agreed.high95]
    assert all((low <= high + 1e-9).all() for low, high in pairwise(rows))
    assert (agreed.low95 >= 0).all()
    covered = ((came >= agreed.low95) & (came <= agreed.high95)).mean()
    assert covered >= ((came >= made.low95) & (came <= made.high95)).mean() - 0.05


def test_a_small_part_is_held_at_zero_where_the_whole_is_less_than_the_parts() -> None:
    sums = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    point, half = np.array([[1.0], [50.0], [30.0]]), np.array([[10.0], [10.0], [0.01]])
    low, high = np.maximum(point - half, 0.0), point + half
    made = replace(
        forecast(sums @ counts(2, 36, seed=5), 1), point=point, low80=low, high80=high, low95=low, high95=high
    )
    agreed = reconciled(made, sums)
    assert agreed.point[0] == 0.0
    assert agreed.point[1] == agreed.point[2] == pytest.approx(30.0, abs=0.01)


def test_forecasts_that_agree_already_are_not_moved() -> None:
    sums = hierarchy(2, 2)
    made = forecast(sums @ np.tile(np.array([[3.0], [5.0], [7.0], [9.0]]), (1, 48)), 3)
    assert reconciled(made, sums).point == pytest.approx(made.point, rel=1e-12)


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (np.eye(3), "3 rows for 2 series"),
        (np.array([[1.0, 0.5], [0.0, 1.0]]), "ones and noughts"),
        (np.array([[1.0, 1.0], [0.0, 1.0]]), "part 0 needs a row of its own"),
    ],
)
def test_sums_that_do_not_fit_are_refused(sums: Floats, said: str) -> None:
    made = forecast(counts(2, 48, seed=1), 3)
    with pytest.raises(ValueError, match=said):
        reconciled(made, sums)


def test_a_part_without_a_forecast_is_refused() -> None:
    values = counts(2, 48, seed=1)
    values[1] = np.nan
    with pytest.raises(ValueError, match="series 1 has no forecast"):
        reconciled(forecast(values, 3), np.eye(2))
