"""Months seen one by one and in runs of two and three, so that slow change is told from noise.

Temporal aggregation after Kourentzes, Petropoulos and Trapero (2014), Int. J. Forecasting 30:291: a method
is fitted to the means of runs of each length, and its forecasts are averaged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from frankpledge.assessment.forecasting.panel import MONTHS, Floats, Panel, bridged, line, phases
from frankpledge.assessment.forecasting.searching import Space, best
from frankpledge.assessment.forecasting.seasons import Season, season, without_season
from frankpledge.assessment.forecasting.smoothing import Form, Start, ahead, smooth

LENGTHS = (1, 2, 3)
"""Months in a run; each divides the year."""

WHOLE = 6
"""Months that runs of every length fill."""


def in_runs(panel: Panel, months: int) -> Panel:
    """Return means over runs of ``months``, the last run ending in the newest month.

    A run is known where one of its months is. Older months that fill no run are left out.

    >>> import numpy as np
    >>> from frankpledge.assessment.forecasting.panel import panel
    >>> in_runs(panel(np.array([[9.0, 1.0, 3.0, 5.0, 7.0]])), 2).values.tolist()
    [[2.0, 6.0]]
    """
    count, width = panel.values.shape
    runs = width // months
    if months == 1 or not runs:
        return panel
    shape = (count, runs, months)
    weights = panel.known[:, width - runs * months :].reshape(shape).astype(np.float64)
    values = panel.values[:, width - runs * months :].reshape(shape)
    n = weights.sum(axis=2)
    known = n > 0
    mean = (values * weights).sum(axis=2) / np.maximum(n, 1.0)
    return Panel(bridged(mean, known), known, np.argmax(known, axis=1).astype(np.int64))


class Prepared:
    """A panel with what several methods need of it, made once."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel

    @cached_property
    def shape(self) -> Season:
        return season(self.panel)

    @cached_property
    def plain(self) -> Panel:
        return without_season(self.panel, self.shape)

    @cached_property
    def plain_runs(self) -> dict[int, Panel]:
        return {months: in_runs(self.plain, months) for months in LENGTHS}


def over_runs(held: Prepared, forecast: Callable[[Panel, int], Floats], horizon: int) -> Floats:
    """Return … × N × H: the mean of a method's forecasts of runs without season, with the season put back.

    ``forecast`` takes a panel and a number of runs, and returns … × N × that many.
    """
    parts = [
        np.repeat(forecast(panel, -(-horizon // months)), months, axis=-1)[..., :horizon]
        for months, panel in held.plain_runs.items()
    ]
    return held.shape.restored(np.mean(parts, axis=0))


def over_seasonal_runs(held: Prepared, shape: Season, form: Form, space: Space, horizon: int) -> Floats:
    """Return N × H by smoothing that carries a season: each month, moved to where its runs are foretold."""
    whole = -(-horizon // WHOLE) * WHOLE
    monthly = np.zeros((len(held.panel.values), whole))
    parts = []
    for months in LENGTHS:
        panel = in_runs(held.panel, months)
        index = shape.index.reshape(len(shape.index), MONTHS // months, months).mean(axis=2)
        at = index[:, phases(panel.values.shape[1], index.shape[1])]
        plain = panel.values / at if form is Form.FACTORS else panel.values - at
        begin = cautious_start(Panel(plain, panel.known, panel.start), 2 * MONTHS // months, index)
        found = fitted(panel, begin, space, whole // months, form)
        if months == 1:
            monthly = found
        mean = monthly.reshape(len(monthly), whole // months, months).mean(axis=2)
        if form is Form.FACTORS:
            moved = monthly * np.repeat(found / np.where(mean > 0, mean, 1.0), months, axis=1)
        else:
            moved = monthly + np.repeat(found - mean, months, axis=1)
        parts.append(moved[:, :horizon])
    return np.asarray(np.mean(parts, axis=0))


def cautious_start(panel: Panel, first: int, season: Floats | None = None) -> Start:
    """Begin at the line through the first two years, with half its slope: few months promise little."""
    level, slope = line(panel, first)
    return Start(level, slope / 2, season)


def fitted(panel: Panel, begin: Start, space: Space, horizon: int, form: Form = Form.PLAIN) -> Floats:
    """Return N × H forecasts with the parameters that fit best."""
    parameters = best(lambda tried: smooth(panel, begin, tried, form).loss, space, len(panel.values))
    return ahead(smooth(panel, begin, parameters[:, None, :], form), parameters[:, 2], horizon, form)
