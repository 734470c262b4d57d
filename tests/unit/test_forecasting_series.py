"""Whatever a series is like, its forecast is defined, and what was not ordinary is said."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from frankpledge.assessment.forecasting import Forecast, forecast, place_in_range
from frankpledge.assessment.forecasting import methods as forecasting_methods
from frankpledge.assessment.forecasting.backtest import backtest
from frankpledge.assessment.forecasting.panel import Floats, panel
from frankpledge.assessment.forecasting.seasons import season

NAN = math.nan
WIDTH, HORIZON = 72, 12


def ordinary(count: int, seed: int = 3) -> Floats:
    rng = np.random.default_rng(seed)
    months = np.arange(WIDTH)
    mean = 60 * np.exp(0.2 * np.cos(2 * np.pi * months / 12))
    return rng.poisson(np.tile(mean, (count, 1))).astype(float)


def odd() -> dict[str, Floats]:
    rng = np.random.default_rng(4)
    plain = ordinary(1, 9)[0]
    late = np.full(WIDTH, NAN)
    made = {
        "ordinary": plain,
        "two years": np.where(np.arange(WIDTH) >= WIDTH - 24, plain, NAN),
        "under two years": np.where(np.arange(WIDTH) >= WIDTH - 20, plain, NAN),
        "half a year": np.where(np.arange(WIDTH) >= WIDTH - 6, plain, NAN),
        "one point": np.where(np.arange(WIDTH) == WIDTH - 1, plain, NAN),
        "one old point": np.where(np.arange(WIDTH) == 3, plain, NAN),
        "nothing": late,
        "zeros": np.zeros(WIDTH),
        "one zero": np.where(np.arange(WIDTH) == WIDTH - 1, 0.0, NAN),
        "constant": np.full(WIDTH, 100.0),
        "mostly zero": rng.poisson(0.15, WIDTH).astype(float),
        "gaps": np.where(rng.random(WIDTH) < 0.5, plain, NAN),
        "few gaps": np.where(rng.random(WIDTH) < 0.1, NAN, plain),
        "stopped": np.where(np.arange(WIDTH) < WIDTH - 8, plain, NAN),
        "a blip": np.where(np.arange(WIDTH) == 40, 9.0, 4.0),
        "negative": rng.normal(0, 5, WIDTH),
        "huge": plain * 1e12,
        "tiny": plain * 1e-9,
        "last zero": np.where(np.arange(WIDTH) >= WIDTH - 14, 0.0, plain),
    }
    return {name: np.asarray(values) for name, values in made.items()}


def ends(made: Forecast) -> list[Floats]:
    return [made.low95, made.low80, made.point, made.high80, made.high95]


@pytest.fixture(scope="module")
def of_odd() -> tuple[list[str], Forecast]:
    series = odd()
    return list(series), forecast(np.array(list(series.values())), HORIZON)


def test_every_value_is_a_number_in_order_except_where_nothing_is_known(
    of_odd: tuple[list[str], Forecast],
) -> None:
    names, made = of_odd
    for place, name in enumerate(names):
        rows = [end[place] for end in ends(made)]
        if name == "nothing":
            assert all(np.isnan(row).all() for row in rows)
            continue
        assert all(np.isfinite(row).all() for row in rows), name
        assert all((low <= high + 1e-9).all() for low, high in pairwise(rows)), name
        if name != "negative":
            assert (rows[0] >= 0).all(), name


def test_the_method_and_the_reason_of_each_odd_series_are_told(of_odd: tuple[list[str], Forecast]) -> None:
    names, made = of_odd
    told = {name: (made.method[place], made.notes.get(place, "")) for place, name in enumerate(names)}
    assert told["ordinary"] == ("mean of four methods", "")
    assert told["two years"] == ("mean of four methods", "")
    assert told["few gaps"] == ("mean of four methods", "")
    assert told["under two years"][1].startswith("fewer than 24")
    assert told["half a year"] == (
        "naive",
        "fewer than 12 months are known; the range is that of a chance count",
    )
    assert told["one point"][0] == told["one old point"][0] == "naive"
    assert told["nothing"] == ("none", "no month is known")
    assert told["zeros"][0] == told["one zero"][0] == "zero"
    assert told["constant"][0] == "constant"
    assert told["mostly zero"] == ("simple smoothing", "more than half of its months are 0")
    assert told["gaps"][1] == "more than a quarter of its months are missing"
    assert told["stopped"][1] == "its newest months are missing"


def test_what_never_varied_is_forecast_as_it_was(of_odd: tuple[list[str], Forecast]) -> None:
    names, made = of_odd
    constant, zeros = names.index("constant"), names.index("zeros")
    assert all((end[constant] == 100.0).all() for end in ends(made))
    assert all((end[zeros] == 0.0).all() for end in ends(made))
    assert (made.high95[names.index("one zero")] >= 1.0).all()
    assert (made.point[names.index("one point")] == odd()["one point"][-1]).all()


@pytest.mark.parametrize("name", list(odd()))
def test_a_series_alone_is_defined_too(name: str) -> None:
    made = forecast(odd()[name][None, :], HORIZON)
    assert np.isfinite(made.high95).all() == (name != "nothing")


@pytest.mark.parametrize("width", [1, 2, 5, 11, 12, 13, 23, 24, 25, 30])
@pytest.mark.parametrize("horizon", [1, 24])
def test_any_length_of_history_has_a_forecast(width: int, horizon: int) -> None:
    made = forecast(ordinary(3)[:, :width], horizon)
    assert made.point.shape == (3, horizon)
    assert all(np.isfinite(end).all() for end in ends(made))


def test_the_unit_of_a_series_does_not_matter() -> None:
    values = ordinary(4)
    one, other = forecast(values, HORIZON), forecast(values * 1000.0, HORIZON)
    assert one.method == other.method
    for mine, theirs in zip(ends(one), ends(other), strict=True):
        assert theirs == pytest.approx(mine * 1000.0, rel=1e-6)


def test_no_origin_knows_what_came_after_it() -> None:
    values = ordinary(2)
    changed = values.copy()
    changed[:, -1] = 500.0
    before, after = backtest(values, 3)[1], backtest(changed, 3)[1]
    assert before.origins[0] == 4
    for name in before.errors:
        assert np.array_equal(before.errors[name], after.errors[name], equal_nan=True), name


def test_a_method_that_clearly_won_its_backtest_is_chosen_and_named() -> None:
    rng = np.random.default_rng(1)
    # For two years chance, then the same year again and again.
    year = np.tile(rng.normal(0, 200, (6, 12)), (1, WIDTH // 12))
    values = 1000 + year + rng.normal(0, 0.01, (6, WIDTH))
    values[:, :24] = 1000 + rng.normal(0, 150, (6, 24))
    made = forecast(values, HORIZON)
    assert "seasonal naive" in made.method
    place = made.method.index("seasonal naive")
    table = made.tested.mase_by_method
    assert table["seasonal naive"][place] < 0.9 * table["mean of four methods"][place]
    assert made.tested.mase[place] == table["seasonal naive"][place]


def test_a_method_that_fails_is_replaced_and_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(held: forecasting_methods.Prepared, horizon: int) -> Floats:
        found = forecasting_methods.simple_smoothing(held, horizon)
        found[0] = NAN
        return found

    monkeypatch.setitem(forecasting_methods.SINGLE, "damped trend", broken)
    made = forecast(ordinary(2), HORIZON)
    said = "mean of four methods gave no sensible forecast; simple smoothing stands in its place"
    assert made.notes == {0: said}
    assert np.isfinite(made.point).all()


def test_a_season_without_evidence_is_drawn_back_to_none() -> None:
    rng = np.random.default_rng(8)
    noise = rng.poisson(30, (200, 60)).astype(float)
    seasonal = rng.poisson(30 * (1 + 0.5 * np.cos(2 * np.pi * np.arange(60) / 12)), (200, 60)).astype(float)
    assert np.abs(season(panel(noise)).index - 1).mean() < 0.04
    assert np.abs(season(panel(seasonal)).index - 1).max(axis=1).mean() == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize(
    ("values", "horizon", "said"),
    [
        (np.zeros(12), 3, "series × months"),
        (np.zeros((2, 0)), 3, "series × months"),
        (np.zeros((2, 12)), 25, "1 to 24 months"),
        (np.array([[1.0, math.inf]]), 3, "finite"),
    ],
)
def test_what_cannot_be_forecast_is_refused(values: Floats, horizon: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        forecast(values, horizon)


def test_no_series_is_no_forecast() -> None:
    made = forecast(np.zeros((0, 36)), HORIZON)
    assert made.point.shape == (0, HORIZON)


def test_only_outside_the_range_is_below_or_above() -> None:
    made = forecast(ordinary(2), HORIZON)
    assert (place_in_range(made.point, made.low80, made.high80) == 0).all()
    assert (place_in_range(made.low80 - 1, made.low80, made.high80) == -1).all()
    assert (place_in_range(made.high95 + 1, made.low95, made.high95) == 1).all()
