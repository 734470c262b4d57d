"""The main path: backtest, choose, calibrate, and say what was done for each series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.backtest import Backtest, backtest
from frankpledge.assessment.forecasting.choosing import CANDIDATES, Chosen, Kind, choose, kinds
from frankpledge.assessment.forecasting.intervals import GROWTH, TAILS, bands, of_count, own_width
from frankpledge.assessment.forecasting.methods import NAIVE, SEASONAL_NAIVE, SIMPLE, Run, year_change
from frankpledge.assessment.forecasting.panel import Floats, Ints, Panel, panel

LONGEST = 24

RECENT = 24
"""Ranges learn from origins at most this many months back: before, less was known, and errors were larger."""


@dataclass(frozen=True)
class Tested:
    """The backtest, as a table of S series.

    ``mase`` is the mean absolute error of the chosen method over that of seasonal naive within the history,
    ``seasonal_naive_mase`` the same of seasonal naive forecasts from the same origins, and ``mase_by_method``
    those of every method. ``coverage80`` and ``coverage95`` are the shares of months inside ranges calibrated
    at the other origins. NaN where no origin counts; ``origins`` is how many do.
    """

    mase: Floats
    seasonal_naive_mase: Floats
    mase_by_method: dict[str, Floats]
    coverage80: Floats
    coverage95: Floats
    origins: Ints


@dataclass(frozen=True)
class Forecast:
    """Points and ranges of S series × H months to come, how they were made, and how that did before.

    ``notes`` has a reason for each series that could not have the ordinary treatment, by its place. Values
    are NaN only for a series of which no month is known.
    """

    point: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    method: tuple[str, ...]
    tested: Tested
    notes: dict[int, str]


def forecast(values: Floats, horizon: int) -> Forecast:
    """Forecast S series × T months (NaN where not known; the last column is the newest month for all).

    ``horizon`` is 1 to 24 months. A series without negative values gets none. Series forecast together
    calibrate each other's ranges, so forecast those of one kind together.
    """
    if values.ndim != 2 or values.shape[1] < 1:
        raise ValueError(f"values must be series × months, not of shape {values.shape}")
    if not 1 <= horizon <= LONGEST:
        raise ValueError(f"the horizon must be 1 to {LONGEST} months, not {horizon}")
    if np.isinf(values).any():
        raise ValueError("values must be finite, or NaN where not known")
    history = panel(values)
    found, reasons = kinds(history)
    now, test = backtest(values, horizon)
    change = year_change(history)
    scale = np.where(change > 0, change, 1.0)
    chosen = choose(test, found, scale)
    point = np.array([_of(now, name, place) for place, name in enumerate(chosen.method)]).reshape(-1, horizon)
    ends, covered80, covered95 = _ranges(point, now, test, chosen, found, history.stale)
    _without_residuals(history, found, point, ends)
    notes = {place: reason for place, reason in enumerate(reasons) if reason}
    for place, name in enumerate(chosen.method):
        if name in now.failed and now.failed[name][place]:
            notes[place] = f"{name} gave no sensible forecast; {SIMPLE} stands in its place"
    floor = np.where((history.values < 0).any(axis=1), -np.inf, 0.0)[:, None]
    low80, high80, low95, high95 = (np.maximum(end, floor) for end in ends)
    tested = _table(test, chosen, scale, covered80, covered95)
    return Forecast(np.maximum(point, floor), low80, high80, low95, high95, chosen.method, tested, notes)


def place_in_range(actual: Floats, low: Floats, high: Floats) -> Ints:
    """Return −1 below the range, 1 above, 0 inside it or not known: only outside is it said to be so.

    >>> import numpy as np
    >>> low, high = np.array([2.0, 2.0, 2.0]), np.array([3.0, 3.0, 3.0])
    >>> place_in_range(np.array([1.0, 2.0, np.nan]), low, high).tolist()
    [-1, 0, 0]
    """
    return np.asarray((actual > high).astype(np.int64) - (actual < low).astype(np.int64))


def _of(now: Run, name: str, place: int) -> Floats:
    """Return a series' points; those without a method of their own repeat the newest value."""
    return np.asarray(now.points[name if name in now.points else NAIVE][place])


def _ranges(
    point: Floats, now: Run, test: Backtest, chosen: Chosen, found: list[Kind], stale: Ints
) -> tuple[Floats, Floats, Floats]:
    """Return 4 × S × H ends, and the shares covered at 80 and 95 % by ranges from the other origins."""
    ends = np.repeat(point[None], len(TAILS), axis=0)
    covered = np.full((2, len(found)), np.nan)
    for kind in CANDIDATES:
        which = np.array([place for place, one in enumerate(found) if one is kind], np.int64)
        if not which.size:
            continue
        errors = np.stack([test.errors[chosen.method[place]][:, place] for place in which], axis=1)
        spread = test.spread[:, which]
        recent = (np.array(test.origins) <= RECENT)[:, None, None]
        counts = recent & chosen.counts[:, which, None] & (spread > 0)
        scaled = np.where(counts, errors / np.where(spread > 0, spread, 1.0), np.nan)
        wide = own_width(scaled)
        scaled = scaled / wide[:, None]
        late = np.sqrt(1.0 + GROWTH * stale[which])
        ends[:, which] += bands(scaled)[:, None, :] * (now.spread[which] * (wide * late)[:, None])
        inside = np.full((2, *scaled.shape), np.nan)
        for origin in range(len(scaled)):
            band = bands(np.delete(scaled, origin, axis=0))
            for level in range(2):
                low, high = band[2 * level], band[2 * level + 1]
                held = (scaled[origin] >= low) & (scaled[origin] <= high)
                inside[level, origin] = np.where(np.isnan(scaled[origin]), np.nan, held)
        n = (~np.isnan(inside)).sum(axis=(1, 3))
        share = np.nansum(inside, axis=(1, 3)) / np.maximum(n, 1)
        covered[:, which] = np.where(n > 0, share, np.nan)
    return ends, covered[0], covered[1]


def _without_residuals(history: Panel, found: list[Kind], point: Floats, ends: Floats) -> None:
    """Fill in, in place, what no backtest can tell: zeros, a few months, none at all."""
    for place, kind in enumerate(found):
        months = np.array([float(history.n[place])])
        if kind is Kind.ZERO:
            ends[:, place] = of_count(np.zeros(1), months)
        elif kind is Kind.SHORT:
            known = history.values[place][history.known[place]]
            # As of a count as large; a short series says little of its own variance, but not nothing.
            size = np.sqrt(np.maximum(np.abs(point[place]), 1.0) + np.mean((known - known.mean()) ** 2))
            ahead = np.sqrt(1.0 + np.arange(point.shape[1]) / months)
            ends[:, place] = point[place] + np.array([-1.2816, 1.2816, -1.96, 1.96])[:, None] * size * ahead
        elif kind is Kind.EMPTY:
            point[place] = np.nan
            ends[:, place] = np.nan


def _table(test: Backtest, chosen: Chosen, scale: Floats, covered80: Floats, covered95: Floats) -> Tested:
    by_method = {}
    for name, errors in test.errors.items():
        size = np.where(chosen.counts[:, :, None], np.abs(errors), np.nan)
        n = (~np.isnan(size)).sum(axis=(0, 2))
        by_method[name] = np.where(n > 0, np.nansum(size, axis=(0, 2)) / np.maximum(n, 1) / scale, np.nan)
    own = np.array(
        [by_method[name][place] if name in by_method else np.nan for place, name in enumerate(chosen.method)]
    )
    came = chosen.counts & ~np.isnan(test.errors[SEASONAL_NAIVE]).all(axis=2)
    origins = np.asarray(came.sum(axis=0), np.int64)
    return Tested(own, by_method[SEASONAL_NAIVE], by_method, covered80, covered95, origins)
