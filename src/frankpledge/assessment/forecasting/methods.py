"""The methods by name: each takes prepared series and gives the months to come, for all at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.panel import MONTHS, Flags, Floats, Panel, phases
from frankpledge.assessment.forecasting.runs import (
    Prepared,
    cautious_start,
    fitted,
    over_runs,
    over_seasonal_runs,
)
from frankpledge.assessment.forecasting.searching import Space
from frankpledge.assessment.forecasting.seasons import Season
from frankpledge.assessment.forecasting.smoothing import Form, Start, smooth
from frankpledge.assessment.forecasting.theta import theta

AT_ONCE = 1024
"""Series worked on together: enough to make little of each step's overhead, few enough for the cache."""

WILD = 10.0
"""A forecast above this many times the largest value known is taken as a failure of the method."""

Method = Callable[[Prepared, int], Floats]


def _space(alpha: list[float], beta: list[float], phi: list[float], gamma: list[float], fixed: str) -> Space:
    """Begin with every combination of the values; parameters named in ``fixed`` keep theirs."""
    names = ("alpha", "beta", "phi", "gamma")
    grid = np.array(list(itertools.product(alpha, beta, phi, gamma)))
    free = np.array([name not in fixed.split() for name in names])
    low = np.where(free, [0.001, 0.001, 0.8, 0.001], grid[0])
    high = np.where(free, [0.999, 0.999, 0.98, 0.999], grid[0])
    return Space(grid, low, high)


LEVEL = _space([0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9], [0.0], [0.0], [0.0], fixed="beta phi gamma")
DAMPED = _space([0.05, 0.2, 0.4, 0.7], [0.02, 0.15, 0.4], [0.85, 0.95], [0.0], fixed="gamma")
SEASONAL = _space([0.05, 0.2, 0.5], [0.02, 0.2], [0.85, 0.97], [0.02, 0.2], fixed="")
"""Bounds of phi after Hyndman and others (2008), section 2.7; the rest of (0, 1)."""


def naive(held: Prepared, horizon: int) -> Floats:
    """Return the newest known value again and again."""
    return np.repeat(held.panel.values[:, -1:], horizon, axis=1)


def seasonal_naive(held: Prepared, horizon: int) -> Floats:
    """Return the newest known value of the same month of the year; the newest of all where there is none."""
    panel = held.panel
    latest = np.repeat(panel.values[:, -1:], MONTHS, axis=1)
    for column, month in enumerate(phases(panel.values.shape[1])):
        latest[:, month] = np.where(panel.known[:, column], panel.values[:, column], latest[:, month])
    return latest[:, np.arange(horizon) % MONTHS]


def simple_smoothing(held: Prepared, horizon: int) -> Floats:
    """Return ETS(A,N,N) of values without season."""
    return held.shape.restored(fitted(held.plain, _level_start(held.plain), LEVEL, horizon))


def damped_trend(held: Prepared, horizon: int) -> Floats:
    """Return ETS(A,Ad,N) of values without season, over runs."""

    def forecast(panel: Panel, steps: int) -> Floats:
        return fitted(panel, cautious_start(panel, 2 * MONTHS), DAMPED, steps)

    return over_runs(held, forecast, horizon)


def thetas(held: Prepared, horizon: int) -> Floats:
    """Return 2 × N × H, the classical and the optimised theta method over runs."""
    return over_runs(held, theta, horizon)


def added_season(held: Prepared, horizon: int) -> Floats:
    """Return ETS(A,Ad,A), over runs. Factors become terms at the level of the first two years."""
    level, shape = _first_mean(held.panel, 2 * MONTHS), held.shape
    terms = np.where(shape.multiplies[:, None], (shape.index - 1.0) * level[:, None], shape.index)
    added = Season(terms, np.zeros_like(shape.multiplies))
    return over_seasonal_runs(held, added, Form.ADDED, SEASONAL, horizon)


def multiplied_season(held: Prepared, horizon: int) -> Floats:
    """Return ETS(M,Ad,M), over runs; a series with negative values has no factors."""
    factors = np.where(held.shape.multiplies[:, None], held.shape.index, 1.0)
    multiplied = Season(factors, np.ones_like(held.shape.multiplies))
    return over_seasonal_runs(held, multiplied, Form.FACTORS, SEASONAL, horizon)


def _first_mean(panel: Panel, months: int) -> Floats:
    """Return the mean of the first known months."""
    first = panel.known & (np.cumsum(panel.known, axis=1) <= months)
    return np.asarray((panel.values * first).sum(axis=1) / np.maximum(first.sum(axis=1), 1))


def _level_start(panel: Panel) -> Start:
    level = _first_mean(panel, MONTHS // 2)
    return Start(level, np.zeros_like(level))


NAIVE = "naive"
SEASONAL_NAIVE = "seasonal naive"
SIMPLE = "simple smoothing"
CLASSICAL, OPTIMISED = "theta", "optimised theta"
SINGLE: dict[str, Method] = {
    NAIVE: naive,
    SEASONAL_NAIVE: seasonal_naive,
    SIMPLE: simple_smoothing,
    "damped trend": damped_trend,
    "Holt-Winters, added": added_season,
    "Holt-Winters, multiplied": multiplied_season,
}
MEMBERS = (OPTIMISED, "damped trend", "Holt-Winters, added", "Holt-Winters, multiplied")
MEAN = "mean of four methods"
METHODS = (*SINGLE, CLASSICAL, OPTIMISED, MEAN)
"""Every method; ``MEAN`` is the mean of ``MEMBERS``: theta, and smoothing with each form of season."""


@dataclass(frozen=True)
class Run:
    """Forecasts of N series × H months by name of method, and their spread, N × H.

    The spread is what residuals are held against to be compared between series, origins and months: the
    geometric mean of the size of one-step errors of simple smoothing and of changes on the year before,
    times the root of the month's factor (a count's variance goes with its mean). ``failed`` tells, by name,
    for which series a method gave no number, or one more than ten times any value known: simple smoothing
    stands there instead.
    """

    points: dict[str, Floats]
    spread: Floats
    failed: dict[str, Flags]


def run(panel: Panel, horizon: int) -> Run:
    """Forecast by every method."""
    parts: dict[str, list[Floats]] = {name: [] for name in METHODS if name != MEAN}
    spreads = []
    for first in range(0, max(len(panel.values), 1), AT_ONCE):
        held = Prepared(panel.rows(slice(first, first + AT_ONCE)))
        with np.errstate(over="ignore", invalid="ignore"):
            for name, method in SINGLE.items():
                parts[name].append(method(held, horizon))
            classical, optimised = thetas(held, horizon)
        parts[CLASSICAL].append(classical)
        parts[OPTIMISED].append(optimised)
        spreads.append(_spread(held, horizon))
    points = {name: np.concatenate(part) for name, part in parts.items()}
    most = WILD * np.abs(panel.values).max(axis=1, keepdims=True)
    failed = {}
    for name, found in points.items():
        failed[name] = np.asarray(~(np.abs(found) <= most).all(axis=1))
        points[name] = np.where(failed[name][:, None], points[SIMPLE], found)
    points[MEAN] = np.mean([points[name] for name in MEMBERS], axis=0)
    failed[MEAN] = np.any([failed[name] for name in MEMBERS], axis=0)
    return Run(points, np.concatenate(spreads), failed)


def _spread(held: Prepared, horizon: int) -> Floats:
    plain, panel = held.plain, held.panel
    tried = np.broadcast_to(LEVEL.grid, (len(panel.values), *LEVEL.grid.shape))
    step = np.sqrt(smooth(plain, _level_start(plain), tried).loss.min(axis=1) / np.maximum(panel.n, 1))
    year = year_change(panel)
    both = np.where((year > 0) & (step > 0), np.sqrt(year * step), np.maximum(year, step))
    index = held.shape.ahead(horizon)
    rooted = np.where(held.shape.multiplies[:, None], np.sqrt(np.maximum(index, 0.0)), 1.0)
    return np.asarray(both[:, None] * rooted)


def year_change(panel: Panel) -> Floats:
    """Return the mean absolute change on the year before of each series; 0 where there is none.

    It is what the error of seasonal naive forecasts is within the history, by which MASE divides (Hyndman
    and Koehler 2006, Int. J. Forecasting 22:679).
    """
    pairs = panel.known[:, MONTHS:] & panel.known[:, :-MONTHS]
    change = np.abs(panel.values[:, MONTHS:] - panel.values[:, :-MONTHS])
    return np.asarray(np.where(pairs, change, 0.0).sum(axis=1) / np.maximum(pairs.sum(axis=1), 1))
