"""The main path: backtest, choose, calibrate, and say what was done for each series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.backtest import Backtest, backtest
from frankpledge.assessment.forecasting.calibrating import Held, Ranges, ranges
from frankpledge.assessment.forecasting.choosing import Chosen, Kind, choose, kinds
from frankpledge.assessment.forecasting.intervals import of_count
from frankpledge.assessment.forecasting.methods import NAIVE, SEASONAL_NAIVE, SIMPLE, Run, year_change
from frankpledge.assessment.forecasting.panel import MONTHS, Floats, Ints, Panel, panel

LONGEST = 24

NORMAL = np.array([-1.2816, 1.2816, -1.96, 1.96])
"""Quantiles of the normal distribution at low80, high80, low95, high95."""


@dataclass(frozen=True)
class Tested:
    """The backtest, as a table of S series.

    ``mase`` is the mean absolute error of the chosen method over that of seasonal naive within the history,
    ``seasonal_naive_mase`` the same of seasonal naive forecasts from the same origins, and ``mase_by_method``
    those of every method; NaN where no origin counts, and ``origins`` is how many do. ``held`` says how
    ranges did that were made at earlier dates from what was known then.
    """

    mase: Floats
    seasonal_naive_mase: Floats
    mase_by_method: dict[str, Floats]
    origins: Ints
    held: Held


@dataclass(frozen=True)
class Year:
    """The first twelve months of S series together: their sums, and ranges of the sums. NaN as months are.

    Errors of neighbouring months go together, so such a range is neither the sum of the months' ranges nor
    that of independent months: it is as wide as sums forecast before were wrong.
    """

    point: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats


@dataclass(frozen=True)
class Forecast:
    """Points and ranges of S series × H months to come, how they were made, and how that did before.

    ``notes`` has a reason for each series that could not have the ordinary treatment, by its place. Values
    are NaN only for a series of which no month is known. ``year`` is None below twelve months ahead, and
    means something only for series that add up over time.
    """

    point: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    method: tuple[str, ...]
    tested: Tested
    notes: dict[int, str]
    year: Year | None = None


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
    made = ranges(point, now, test, chosen, found, history.stale)
    _without_residuals(history, found, point, made)
    notes = {place: reason for place, reason in enumerate(reasons) if reason}
    for place, name in enumerate(chosen.method):
        if name in now.failed and now.failed[name][place]:
            notes[place] = f"{name} gave no sensible forecast; {SIMPLE} stands in its place"
    floor = np.where((history.values < 0).any(axis=1), -np.inf, 0.0)[:, None]
    low80, high80, low95, high95 = (np.maximum(end, floor) for end in made.months)
    point = np.maximum(point, floor)
    year = None
    if made.year is not None:
        whole = point[:, :MONTHS].sum(axis=1)
        year = Year(whole, *(np.maximum(end, floor[:, 0]) for end in _about(whole, made.year)))
    tested = _table(test, chosen, scale, made.held)
    return Forecast(point, low80, high80, low95, high95, chosen.method, tested, notes, year)


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


def _about(whole: Floats, ends: Floats) -> Floats:
    """Return 4 × S ends that hold the sum, which can lie above them where months below zero became zero."""
    return np.stack(
        [
            np.minimum(ends[0], whole),
            np.maximum(ends[1], whole),
            np.minimum(ends[2], whole),
            np.maximum(ends[3], whole),
        ]
    )


def _without_residuals(history: Panel, found: list[Kind], point: Floats, made: Ranges) -> None:
    """Fill in, in place, what no backtest can tell: zeros, a few months, none at all."""
    ends, year = made.months, made.year
    for place, kind in enumerate(found):
        months = np.array([float(history.n[place])])
        if kind is Kind.ZERO:
            ends[:, place] = of_count(np.zeros(1), months)
            if year is not None:
                year[:, place] = of_count(np.zeros(1), months, MONTHS)[:, 0]
        elif kind is Kind.SHORT:
            known = history.values[place][history.known[place]]
            # As of a count as large; a short series says little of its own variance, but not nothing.
            size = np.sqrt(np.maximum(np.abs(point[place]), 1.0) + np.mean((known - known.mean()) ** 2))
            ahead = np.sqrt(1.0 + np.arange(point.shape[1]) / months)
            ends[:, place] = point[place] + NORMAL[:, None] * size * ahead
            if (
                year is not None
            ):  # The newest month alone stands for all twelve: its own chance counts twelvefold.
                whole = point[place, :MONTHS].sum()
                year[:, place] = whole + NORMAL * size.max() * np.sqrt(MONTHS + MONTHS**2)
        elif kind is Kind.EMPTY:
            point[place] = np.nan
            ends[:, place] = np.nan
            if year is not None:
                year[:, place] = np.nan


def _table(test: Backtest, chosen: Chosen, scale: Floats, held: Held) -> Tested:
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
    return Tested(own, by_method[SEASONAL_NAIVE], by_method, origins, held)
