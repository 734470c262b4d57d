"""Forecasts of 100 monthly series of the M3 competition, held to what we promise of them.

The series were not used to make the methods. Scores are those of the competition's literature: MASE with the
mean absolute change on the year before as its scale, averaged over series; cover is over all months.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict

import numpy as np
import pytest

from frankpledge.assessment.forecasting import Forecast, forecast
from frankpledge.assessment.forecasting.panel import Floats
from tests.oracles.registry import VARIABLE, oracle_folder

SERIES = "m3_monthly_100.csv"
PEERS = "peers_on_m3_100.json"
HORIZON = 18
GAIN = 0.98


@pytest.fixture(scope="module")
def history_and_future() -> tuple[Floats, Floats]:
    file = oracle_folder() / "demand" / SERIES
    if not file.is_file():
        pytest.skip(f"shared data absent: set {VARIABLE} to the folder that holds demand/{SERIES}")
    known: dict[str, dict[str, list[float]]] = defaultdict(lambda: {"train": [], "test": []})
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            known[row["series"]][row["part"]].append(float(row["y"]))
    width = max(len(one["train"]) for one in known.values())
    history = np.full((len(known), width), np.nan)
    for place, one in enumerate(known.values()):
        history[place, width - len(one["train"]) :] = one["train"]
    return history, np.array([one["test"] for one in known.values()])


@pytest.fixture(scope="module")
def made(history_and_future: tuple[Floats, Floats]) -> Forecast:
    return forecast(history_and_future[0], HORIZON)


def mase(history: Floats, future: Floats, point: Floats) -> Floats:
    scale = np.nanmean(np.abs(history[:, 12:] - history[:, :-12]), axis=1)
    return np.asarray(np.abs(future - point).mean(axis=1) / scale)


def test_error_is_two_per_cent_below_the_optimised_theta_peer(
    history_and_future: tuple[Floats, Floats], made: Forecast
) -> None:
    history, future = history_and_future
    peers = json.loads((oracle_folder() / "demand" / PEERS).read_text(encoding="utf-8"))["rows"]
    peer = next(row["mase"] for row in peers if row["model"] == "DOT")
    seasonal_naive = next(row["mase"] for row in peers if row["model"] == "SeasonalNaive")
    last_year = np.array([row[-12:][np.arange(HORIZON) % 12] for row in history])
    assert mase(history, future, last_year).mean() == pytest.approx(seasonal_naive, abs=5e-5)
    assert mase(history, future, made.point).mean() <= GAIN * peer


@pytest.mark.parametrize(
    ("low", "high", "least", "most"), [("low80", "high80", 0.77, 0.83), ("low95", "high95", 0.92, 0.97)]
)
def test_ranges_cover_what_they_say(
    history_and_future: tuple[Floats, Floats], made: Forecast, low: str, high: str, least: float, most: float
) -> None:
    future = history_and_future[1]
    cover = ((future >= getattr(made, low)) & (future <= getattr(made, high))).mean()
    assert least <= cover <= most


def test_every_series_has_a_method_that_is_named_and_a_backtest(made: Forecast) -> None:
    assert all(made.method)
    assert not made.notes
    assert (made.tested.origins >= 3).all()
    assert made.tested.mase.mean() < 0.9 * made.tested.seasonal_naive_mase.mean()
