"""The methods by name: each takes a panel and gives the months to come, for all series at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from frankpledge.assessment.forecasting.panel import MONTHS, Flags, Floats, Panel, buckets, line, phases
from frankpledge.assessment.forecasting.searching import Space, best
from frankpledge.assessment.forecasting.seasons import Season, season, without_season
from frankpledge.assessment.forecasting.smoothing import Form, Start, ahead, smooth
from frankpledge.assessment.forecasting.theta import theta

BUCKETS = (1, 2, 3)
"""Months in a run: a slow change shows in means over runs, a quick one month by month. Their forecasts are
averaged (Kourentzes, Petropoulos and Trapero 2014, Int. J. Forecasting 30:291)."""

AT_ONCE = 512
"""Series worked on together: few enough that their arrays stay in the processor's cache."""

WILD = 10.0
"""A forecast above this many times the largest value known is taken as a failure of the method."""


class Prepared:
    """A panel with what several methods need of it, made once."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._thetas: tuple[Floats, Floats] | None = None

    @cached_property
    def shape(self) -> Season:
        return season(self.panel)

    @cached_property
    def plain(self) -> Panel:
        return without_season(self.panel, self.shape)

    @cached_property
    def in_buckets(self) -> dict[int, Panel]:
        return {months: buckets(self.plain, months) if months > 1 else self.plain for months in BUCKETS}

    def thetas(self, horizon: int) -> tuple[Floats, Floats]:
        """Return the classical and the optimised theta method over runs of each length."""
        if self._thetas is None:
            made = {months: theta(held, -(-horizon // months)) for months, held in self.in_buckets.items()}
            one, other = (self._mean({m: pair[place] for m, pair in made.items()}, horizon) for place in (0, 1))
            self._thetas = one, other
        return self._thetas

    def over_buckets(self, forecast: Callable[[Panel, int], Floats], horizon: int) -> Floats:
        """Return the mean of a method's forecasts of runs of each length, with the season put back."""
        made = {months: forecast(held, -(-horizon // months)) for months, held in self.in_buckets.items()}
        return self._mean(made, horizon)

    def _mean(self, made: dict[int, Floats], horizon: int) -> Floats:
        parts = [np.repeat(found, months, axis=1)[:, :horizon] for months, found in made.items()]
        return self.shape.restored(np.mean(parts, axis=0))


Method = Callable[[Prepared, int], Floats]


def _space(alpha: list[float], beta: list[float], phi: list[float], gamma: list[float]) -> Space:
    """Every combination of the values to begin with; a parameter with one value keeps it."""
    parts = (alpha, beta, phi, gamma)
    widest = ((0.001, 0.999), (0.001, 0.999), (0.8, 0.98), (0.001, 0.999))
    low = [least if len(part) > 1 else part[0] for part, (least, _) in zip(parts, widest, strict=True)]
    high = [most if len(part) > 1 else part[0] for part, (_, most) in zip(parts, widest, strict=True)]
    return Space(np.array(list(itertools.product(*parts))), np.array(low), np.array(high))


LEVEL = _space([0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9], [0.0], [0.0], [0.0])
DAMPED = _space([0.05, 0.2, 0.4, 0.7], [0.02, 0.15, 0.4], [0.85, 0.95], [0.0])
SEASONAL = _space([0.05, 0.2, 0.5], [0.02, 0.2], [0.85, 0.97], [0.02, 0.2])


def naive(held: Prepared, horizon: int) -> Floats:
    """Return the newest known value again and again."""
    return np.repeat(held.panel.values[:, -1:], horizon, axis=1)


def seasonal_naive(held: Prepared, horizon: int) -> Floats:
    """Return the newest known value of the same month of the year; the newest of all where there is none."""
    panel = held.panel
    phase = phases(panel.values.shape[1])
    latest = np.repeat(panel.values[:, -1:], MONTHS, axis=1)
    for column, month in enumerate(phase):
        latest[:, month] = np.where(panel.known[:, column], panel.values[:, column], latest[:, month])
    return latest[:, np.arange(horizon) % MONTHS]


def simple_smoothing(held: Prepared, horizon: int) -> Floats:
    """Return ETS(A,N,N) of values without season."""
    return held.shape.restored(_fitted(held.plain, _level_start(held.plain), LEVEL, horizon))


def damped_trend(held: Prepared, horizon: int) -> Floats:
    """Return ETS(A,Ad,N) of values without season, over runs of one to three months."""
    return held.over_buckets(lambda panel, steps: _fitted(panel, _cautious(panel), DAMPED, steps), horizon)


def classical_theta(held: Prepared, horizon: int) -> Floats:
    """Return the theta method at θ = 2, over runs of one to three months."""
    return held.thetas(horizon)[0]


def optimised_theta(held: Prepared, horizon: int) -> Floats:
    """Return the theta method with θ fitted, over runs of one to three months."""
    return held.thetas(horizon)[1]


def added_season(held: Prepared, horizon: int) -> Floats:
    """Return ETS(A,Ad,A). Factors become terms at the level of the first two years, where it begins."""
    panel, shape = held.panel, held.shape
    level = _first_mean(panel, 2 * MONTHS)
    terms = np.where(shape.multiplies[:, None], (shape.index - 1.0) * level[:, None], shape.index)
    plain = without_season(panel, Season(terms, np.zeros_like(shape.multiplies)))
    return _fitted(panel, _cautious(plain, terms), SEASONAL, horizon, Form.ADDED)


def multiplied_season(held: Prepared, horizon: int) -> Floats:
    """Return ETS(M,Ad,M); a series with negative values has no factors."""
    factors = np.where(held.shape.multiplies[:, None], held.shape.index, 1.0)
    return _fitted(held.panel, _cautious(held.plain, factors), SEASONAL, horizon, Form.FACTORS)


def _first_mean(panel: Panel, months: int) -> Floats:
    """Return the mean of the first known months."""
    first = panel.known & (np.cumsum(panel.known, axis=1) <= months)
    return np.asarray((panel.values * first).sum(axis=1) / np.maximum(first.sum(axis=1), 1))


def _level_start(panel: Panel) -> Start:
    level = _first_mean(panel, MONTHS // 2)
    return Start(level, np.zeros_like(level))


def _cautious(panel: Panel, terms: Floats | None = None) -> Start:
    """Begin at the line through the first two years, with half its slope: few months promise little."""
    level, slope = line(panel, 2 * MONTHS)
    return Start(level, slope / 2, terms)


def _fitted(panel: Panel, begin: Start, space: Space, horizon: int, form: Form = Form.PLAIN, rounds: int = 6) -> Floats:
    parameters = best(lambda tried: smooth(panel, begin, tried, form).loss, space, len(panel.values), rounds)
    return ahead(smooth(panel, begin, parameters[:, None, :], form), parameters[:, 2], horizon, form)


MEMBERS = ("theta", "optimised theta", "damped trend", "Holt-Winters, added")
MEDIAN = "median of four"
SIMPLE = "simple smoothing"
SEASONAL_NAIVE = "seasonal naive"
METHODS: dict[str, Method] = {
    "naive": naive,
    SEASONAL_NAIVE: seasonal_naive,
    SIMPLE: simple_smoothing,
    "theta": classical_theta,
    "optimised theta": optimised_theta,
    "damped trend": damped_trend,
    "Holt-Winters, added": added_season,
    "Holt-Winters, multiplied": multiplied_season,
}
"""Every single method; ``MEDIAN`` is the median of ``MEMBERS``, two of each family."""



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
    """Forecast by every method, and by the median of four."""
    parts: dict[str, list[Floats]] = {name: [] for name in METHODS}
    spreads = []
    for first in range(0, len(panel.values), AT_ONCE):
        held = Prepared(panel.rows(slice(first, first + AT_ONCE)))
        with np.errstate(over="ignore", invalid="ignore"):
            for name, method in METHODS.items():
                parts[name].append(method(held, horizon))
        spreads.append(_spread(held, horizon))
    points = {name: np.concatenate(part) for name, part in parts.items()}
    most = WILD * np.abs(panel.values).max(axis=1, keepdims=True)
    failed = {}
    for name, found in points.items():
        failed[name] = np.asarray(~(np.abs(found) <= most).all(axis=1))
        points[name] = np.where(failed[name][:, None], points[SIMPLE], found)
    points[MEDIAN] = np.median([points[name] for name in MEMBERS], axis=0)
    failed[MEDIAN] = np.any([failed[name] for name in MEMBERS], axis=0)
    return Run(points, np.concatenate(spreads), failed)


def _spread(held: Prepared, horizon: int) -> Floats:
    plain, panel = held.plain, held.panel
    tried = np.broadcast_to(LEVEL.grid, (len(panel.values), *LEVEL.grid.shape))
    loss = smooth(plain, _level_start(plain), tried).loss.min(axis=1)
    step = np.sqrt(loss / np.maximum(panel.n, 1))
    pairs = panel.known[:, MONTHS:] & panel.known[:, :-MONTHS]
    change = np.abs(panel.values[:, MONTHS:] - panel.values[:, :-MONTHS])
    year = np.where(pairs, change, 0.0).sum(axis=1) / np.maximum(pairs.sum(axis=1), 1)
    both = np.where((year > 0) & (step > 0), np.sqrt(year * step), np.maximum(year, step))
    index = held.shape.ahead(horizon)
    return both[:, None] * np.where(held.shape.multiplies[:, None], np.sqrt(np.maximum(index, 0.0)), 1.0)
