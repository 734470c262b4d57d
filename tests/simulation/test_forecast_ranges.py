"""Forecast ranges hold as many later months, and sums of twelve, as they say: series whose truth is known.

Counts vary more than by chance (negative binomial), have a season, and are as short as the records of a real
office: two to seven years. What a lasting change does is held apart: no range knows of it before it comes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from frankpledge.assessment.forecasting import Forecast, forecast
from frankpledge.assessment.forecasting.panel import Floats

HORIZON = 12
HISTORIES = [24, 36, 84, *(pytest.param(one, marks=pytest.mark.nightly) for one in (30, 48, 60))]


class Cover(NamedTuple):
    """Shares of months inside by month ahead, and of sums of twelve inside."""

    months80: Floats
    months95: Floats
    year80: float
    year95: float


def counts(rng: np.random.Generator, series: int, months: int, wander: float, factor: Floats) -> Floats:
    """Return counts of means 3 to 400, times ``factor``, whose level wanders by up to ``wander`` a month."""
    time = np.arange(months)
    mean = np.exp(rng.uniform(np.log(3), np.log(400), (series, 1)))
    height, phase = rng.uniform(0, 0.35, (series, 1)), rng.uniform(0, 12, (series, 1))
    step = rng.normal(0, 1, (series, months)) * rng.uniform(0, wander, (series, 1))
    expected = (
        mean * np.exp(np.cumsum(step, axis=1) + height * np.cos(2 * np.pi * (time - phase) / 12)) * factor
    )
    size = rng.uniform(10, 200, (series, 1))
    return rng.poisson(rng.gamma(size, expected / size)).astype(float)


def inside(made: Forecast, came: Floats) -> Cover:
    year, whole = made.year, came.sum(axis=1)
    assert year is not None
    return Cover(
        ((came >= made.low80) & (came <= made.high80)).mean(axis=0),
        ((came >= made.low95) & (came <= made.high95)).mean(axis=0),
        float(((whole >= year.low80) & (whole <= year.high80)).mean()),
        float(((whole >= year.low95) & (whole <= year.high95)).mean()),
    )


def cover(history: int, together: int, runs: int, wander: float, seed: int) -> Cover:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(runs):
        values = counts(rng, together, history + HORIZON, wander, np.ones(history + HORIZON))
        found.append(inside(forecast(values[:, :history], HORIZON), values[:, history:]))
    return Cover(*(np.mean(parts, axis=0) for parts in zip(*found, strict=True)))


@pytest.mark.parametrize("wander", [0.0, 0.03], ids=["steady", "wandering"])
@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize(
    ("together", "runs"),
    [
        pytest.param(13, 20, id="few"),
        pytest.param(150, 4, id="many"),
        pytest.param(150, 20, id="long", marks=pytest.mark.nightly),
    ],
)
def test_months_and_years_lie_inside_as_often_as_is_said(
    history: int, wander: float, together: int, runs: int
) -> None:
    made = cover(history, together, runs, wander, seed=history)
    told = f"{history} months, {together} series: {made}"
    assert 0.77 <= made.months80.mean() <= 0.91, told
    assert 0.93 <= made.months95.mean() <= 0.99, told
    assert made.months80.min() >= 0.70, told
    assert made.months95.min() >= 0.89, told
    assert made.year80 >= 0.76, told
    assert made.year95 >= 0.92, told


@pytest.mark.parametrize("history", [48, 60, 84])
def test_with_a_backtest_ranges_are_no_wider_than_they_need_be(history: int) -> None:
    made = cover(history, 300, 3, 0.03, seed=history + 1)
    assert made.months80.mean() == pytest.approx(0.80, abs=0.035)
    assert made.months95.mean() == pytest.approx(0.95, abs=0.02)
    assert made.year80 <= 0.90


@pytest.mark.parametrize("history", [24, 36, 60])
def test_a_series_alone_is_not_promised_too_much(history: int) -> None:
    made = cover(history, 1, 60, 0.03, seed=history + 2)
    assert made.months80.mean() >= 0.78
    assert made.months95.mean() >= 0.93
    assert made.year95 >= 0.85


def test_a_lasting_change_after_the_forecast_puts_months_outside_and_is_soon_learnt() -> None:
    """A tenth of the series fall by 28 % in one month: before it nothing is known, a year after it is."""
    history, rng = 60, np.random.default_rng(5)
    held = {}
    for months_before in (-4, 12, 24):
        found, others = [], []
        for _ in range(4):
            factor = np.ones((150, history + HORIZON))
            factor[:15, history - months_before :] = 0.72
            values = counts(rng, 150, history + HORIZON, 0.0, factor)
            made, came = forecast(values[:, :history], HORIZON), values[:, history:]
            lies = (came >= made.low80) & (came <= made.high80)
            found.append(lies[:15, 4:].mean())
            others.append(lies[15:].mean())
        held[months_before] = float(np.mean(found))
        assert 0.77 <= np.mean(others) <= 0.88, "the series that did not change pay little for those that did"
    assert held[-4] <= 0.65
    assert held[12] >= 0.77
    assert held[24] >= 0.77
