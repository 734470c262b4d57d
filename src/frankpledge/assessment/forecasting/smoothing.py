"""Exponential smoothing of a whole panel: level, damped trend and season, fitted to one-step errors.

Forms and names follow Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing: A is
additive, Ad additive and damped, M multiplicative, N none. A month that is not known moves the state on
without correcting it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from frankpledge.assessment.forecasting.panel import Floats, Panel, phases
from frankpledge.assessment.forecasting.seasons import LEAST_FACTOR


class Form(Enum):
    """What season a recursion carries: none, terms to add, or factors (with relative errors)."""

    PLAIN = "N"
    ADDED = "A"
    FACTORS = "M"


@dataclass(frozen=True)
class Start:
    """State before the first month: N levels, N trends, N × P seasonal indices by phase (12 in months)."""

    level: Floats
    trend: Floats
    season: Floats | None = None


@dataclass(frozen=True)
class State:
    """State after the newest month: level and trend N × G, season 12 × N × G from the first month to come on.

    ``loss`` falls as the Gaussian likelihood of the one-step errors rises: their sum of squares, or, where
    the season is of factors, that of relative errors times the squared geometric mean of the fitted values.
    """

    level: Floats
    trend: Floats
    season: Floats
    loss: Floats


def smooth(panel: Panel, begin: Start, parameters: Floats, form: Form = Form.PLAIN) -> State:
    """Run the recursions with N × G × 4 parameters: alpha, beta*, phi and gamma* (of 1 − alpha).

    With error e: level takes alpha · e, trend alpha · beta* · e, season gamma* · (1 − alpha) · e; where
    factors multiply, e over the factor for level and trend, and over the level for the season.
    """
    alpha, beta, phi, gamma = (np.ascontiguousarray(parameters[:, :, place]) for place in range(4))
    width, shape = panel.values.shape[1], alpha.shape
    values = np.ascontiguousarray(panel.values.T)[:, :, None]
    known = np.ascontiguousarray(panel.known.T).astype(np.float64)[:, :, None]
    level = np.repeat(begin.level[:, None], shape[1], axis=1)
    trend = np.repeat(begin.trend[:, None], shape[1], axis=1)
    season = np.zeros((1, 1, 1))
    if begin.season is not None:
        season = np.repeat(begin.season.T[:, :, None], shape[1], axis=2)
    phase = phases(width, len(season))
    squares, logs = np.zeros(shape), np.zeros(shape)
    steer, turn = alpha * beta, gamma * (1.0 - alpha)
    tiny = np.maximum(0.01 * np.abs(panel.values).mean(axis=1), 1e-9)[:, None]
    trending = bool((phi > 0).any())
    error, part = np.empty(shape), np.empty(shape)
    for month in range(width):
        if month:
            late = np.flatnonzero(panel.start == month)
            level[late], trend[late] = begin.level[late, None], begin.trend[late, None]
        if trending:
            trend *= phi
            level += trend
        now = season[phase[month]]
        if form is Form.FACTORS:
            fitted = np.maximum(np.multiply(level, now, out=part), tiny, out=part)
            np.subtract(values[month], fitted, out=error)
            error *= known[month]
            squares += np.square(error / fitted)
            logs += known[month] * np.log(fitted)
            relative = error / now
            np.maximum(now + turn * error / np.maximum(level, tiny), LEAST_FACTOR, out=now)
            error[...] = relative
        else:
            np.subtract(values[month], level, out=error)
            if form is Form.ADDED:
                error -= now
            error *= known[month]
            squares += np.square(error, out=part)
            if form is Form.ADDED:
                now += np.multiply(turn, error, out=part)
        level += np.multiply(alpha, error, out=part)
        if trending:
            trend += np.multiply(steer, error, out=part)
    if form is Form.FACTORS:
        squares = squares * np.exp(2.0 * logs / np.maximum(panel.n, 1)[:, None])
    return State(level, trend, season, squares)


def ahead(state: State, phi: Floats, horizon: int, form: Form = Form.PLAIN) -> Floats:
    """Return N × H forecasts from a state with one set of parameters each (G = 1), ``phi`` N values."""
    weights = np.cumsum(phi[:, None] ** np.arange(1, horizon + 1), axis=1)
    level = np.asarray(state.level + state.trend * weights)
    if form is Form.PLAIN:
        return level
    season = state.season[np.arange(horizon) % len(state.season), :, 0].T
    return np.asarray(level * season if form is Form.FACTORS else level + season)
