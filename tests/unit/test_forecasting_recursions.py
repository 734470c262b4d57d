"""The vectorised recursions against the same formulas written as plain loops over one series."""

from __future__ import annotations

import math

import numpy as np
import pytest

from frankpledge.assessment.forecasting.panel import Floats, panel
from frankpledge.assessment.forecasting.searching import Space, best
from frankpledge.assessment.forecasting.smoothing import Form, Start, ahead, smooth
from frankpledge.assessment.forecasting.theta import ALPHAS, theta

NAN = math.nan
HORIZON = 14


def histories() -> Floats:
    """Three series: one whole, one that begins late, one with gaps."""
    rng = np.random.default_rng(11)
    months = np.arange(60)
    values = 80 + 0.4 * months + 15 * np.cos(2 * np.pi * months / 12) + rng.normal(0, 4, (3, 60))
    values[1, :17] = NAN
    values[2, [5, 6, 30, 58]] = NAN
    return np.asarray(values)


def loop_smoothing(
    y: Floats, level: float, trend: float, season: list[float], parameters: Floats, form: Form
) -> tuple[list[float], float]:
    """One series by the textbook's error-correction form; return forecasts and the sum that is minimised."""
    alpha, beta, phi, gamma = parameters
    season = list(season)
    first = next(place for place, value in enumerate(y) if not math.isnan(value))
    squares, logs, n = 0.0, 0.0, 0
    for month in range(first, len(y)):
        phase = (month - len(y)) % 12
        base = level + phi * trend
        fitted = base * season[phase] if form is Form.FACTORS else base + season[phase]
        error = 0.0 if math.isnan(y[month]) else y[month] - fitted
        if not math.isnan(y[month]):
            n += 1
            squares += (error / fitted) ** 2 if form is Form.FACTORS else error**2
            logs += math.log(fitted) if form is Form.FACTORS else 0.0
        scaled = error / season[phase] if form is Form.FACTORS else error
        if form is Form.FACTORS:
            season[phase] += gamma * (1 - alpha) * error / base
        elif form is Form.ADDED:
            season[phase] += gamma * (1 - alpha) * error
        level = base + alpha * scaled
        trend = phi * trend + alpha * beta * scaled
    forecasts = []
    for step in range(1, HORIZON + 1):
        base = level + trend * sum(phi**power for power in range(1, step + 1))
        now = season[(step - 1) % 12]
        forecasts.append(base * now if form is Form.FACTORS else base + now)
    return forecasts, squares * math.exp(2 * logs / n) if form is Form.FACTORS else squares


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("parameters", [(0.3, 0.0, 0.0, 0.0), (0.4, 0.2, 0.9, 0.3), (0.9, 0.5, 0.98, 0.9)])
def test_smoothing_is_what_a_plain_loop_gives(form: Form, parameters: tuple[float, ...]) -> None:
    values = histories()
    shape = 1 + 0.15 * np.cos(2 * np.pi * np.arange(12) / 12)
    season = {Form.PLAIN: np.zeros(12), Form.ADDED: 80 * (shape - 1), Form.FACTORS: shape}[form]
    begin = Start(np.array([80.0, 85.0, 78.0]), np.array([0.5, 0.2, 0.4]), np.tile(season, (3, 1)))
    given = np.array([parameters, (0.2, 0.1, 0.85, 0.1)])
    state = smooth(panel(values), begin, np.broadcast_to(given, (3, 2, 4)), form)
    alone = smooth(panel(values), begin, np.broadcast_to(given[:1], (3, 1, 4)), form)
    forecasts = ahead(alone, np.full(3, parameters[2]), HORIZON, form)
    for row in range(3):
        for column in range(2):
            expected, loss = loop_smoothing(
                values[row], begin.level[row], begin.trend[row], list(season), given[column], form
            )
            assert state.loss[row, column] == pytest.approx(loss, rel=1e-9)
            if column == 0:
                assert forecasts[row] == pytest.approx(expected, rel=1e-9)


def loop_theta(y: Floats, share: float | None) -> list[float]:
    """One whole series: for each alpha, smooth, then least squares in first level and share by ``lstsq``."""
    n = len(y)
    slope, intercept = np.polyfit(np.arange(1, n + 1), y, 1)
    found: tuple[float, list[float]] = (math.inf, [])
    for alpha in ALPHAS:
        level, base, first_weight, line_part = 0.0, [], [], []
        for t in range(1, n + 1):
            base.append(level)
            first_weight.append((1 - alpha) ** (t - 1))
            line_part.append((1 - alpha) ** (t - 1) * intercept + (1 - (1 - alpha) ** t) / alpha * slope)
            level = alpha * y[t - 1] + (1 - alpha) * level
        rest = y - np.array(base)
        first_column, line_column = np.array(first_weight), np.array(line_part)
        own = share
        if own is None:
            both = np.linalg.lstsq(np.stack([first_column, line_column], axis=1), rest, rcond=None)[0]
            own = min(max(float(both[1]), 0.0), 1.0)
        left = rest - own * line_column
        first = float(first_column @ left / (first_column @ first_column))
        squares = float(((left - first * first_column) ** 2).sum())
        if squares < found[0]:
            last = level + (1 - alpha) ** n * first
            tail = (1 - alpha) ** n
            found = (
                squares,
                [
                    last + own * (tail * intercept + slope * (step + (1 - tail * (1 - alpha)) / alpha))
                    for step in range(HORIZON)
                ],
            )
    return found[1]


def test_theta_is_what_a_plain_loop_gives() -> None:
    rng = np.random.default_rng(5)
    values = np.array([100 + 0.8 * np.arange(50), 50 + np.zeros(50), 200 - 0.5 * np.arange(50)])
    values = values + np.cumsum(rng.normal(0, 2, values.shape), axis=1)
    classical, optimised = theta(panel(values), HORIZON)
    for row in range(3):
        assert classical[row] == pytest.approx(loop_theta(values[row], 0.5), rel=1e-6)
        assert optimised[row] == pytest.approx(loop_theta(values[row], None), rel=1e-6)


def test_classical_theta_halves_the_slope_of_a_straight_line() -> None:
    values = np.array([10.0 + 2.0 * np.arange(48)])
    classical, optimised = theta(panel(values), 6)
    assert np.diff(classical[0]) == pytest.approx(np.ones(5), rel=1e-9)
    assert optimised[0] == pytest.approx(10.0 + 2.0 * np.arange(48, 54), rel=1e-3)


def test_the_search_finds_the_lowest_point_within_bounds() -> None:
    space = Space(np.array([[0.2, 0.2], [0.8, 0.8]]), np.zeros(2), np.ones(2))
    lowest = np.array([[0.33, 0.9], [0.71, 1.4]])
    found = best(lambda tried: ((tried - lowest[:, None, :]) ** 2).sum(axis=2), space, 2, rounds=30)
    assert found == pytest.approx(np.array([[0.33, 0.9], [0.71, 1.0]]), abs=1e-3)
