"""Which method speaks for a series: what its history allows, then what its backtest clearly shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from frankpledge.assessment.forecasting.backtest import Backtest
from frankpledge.assessment.forecasting.methods import MEAN, METHODS, NAIVE, SEASONAL_NAIVE, SIMPLE
from frankpledge.assessment.forecasting.panel import MONTHS, Flags, Floats, Panel

LEAST_GAIN = 0.1
LEAST_ERRORS_OF_MEAN = 4.0
LEAST_ORIGINS = 4
"""A method displaces the default where its error is lower by a tenth and by four standard errors of the mean
difference (four, because origins overlap), over four origins or more. The lowest error alone is mostly luck:
see docs/explanation/forecasts.md."""

MOST_GAPS = 0.25
MOST_ZEROS = 0.5
NEWEST_WITHIN = 3


class Kind(Enum):
    """What a series' history allows."""

    FULL = "full"
    SIMPLE = "simple"
    SHORT = "short"
    CONSTANT = "constant"
    ZERO = "zero"
    EMPTY = "empty"


DEFAULT = {
    Kind.FULL: MEAN,
    Kind.SIMPLE: SIMPLE,
    Kind.SHORT: NAIVE,
    Kind.CONSTANT: "constant",
    Kind.ZERO: "zero",
    Kind.EMPTY: "none",
}
"""The method that speaks where no backtest clearly says otherwise."""

CANDIDATES = {
    Kind.FULL: tuple(name for name in METHODS if name not in (MEAN, NAIVE)),
    Kind.SIMPLE: (NAIVE, SEASONAL_NAIVE),
}
LEAST_MONTHS = {Kind.FULL: 2 * MONTHS, Kind.SIMPLE: MONTHS}
"""Months known at an origin for it to count."""


@dataclass(frozen=True)
class Chosen:
    """The method of each of S series, and K × S whether an origin counts for it."""

    method: tuple[str, ...]
    counts: Flags


def kinds(panel: Panel) -> tuple[list[Kind], list[str]]:
    """Return the kind of each series, and why it is not ``FULL`` (else empty)."""
    n = panel.n
    gaps = 1.0 - n / np.maximum(panel.values.shape[1] - panel.stale - panel.start, 1)
    zeros = ((panel.values == 0) & panel.known).sum(axis=1) / np.maximum(n, 1)
    most = np.where(panel.known, panel.values, -np.inf).max(axis=1)
    least = np.where(panel.known, panel.values, np.inf).min(axis=1)
    rules: list[tuple[Flags, Kind, str]] = [
        (n == 0, Kind.EMPTY, "no month is known"),
        (zeros == 1, Kind.ZERO, "every known month is 0; the range is that of a rare event"),
        (n < MONTHS, Kind.SHORT, "fewer than 12 months are known; the range is that of a chance count"),
        (most == least, Kind.CONSTANT, "every known month is the same, so nothing says how it may vary"),
        (n < 2 * MONTHS, Kind.SIMPLE, "fewer than 24 months are known"),
        (gaps > MOST_GAPS, Kind.SIMPLE, "more than a quarter of its months are missing"),
        (panel.stale >= NEWEST_WITHIN, Kind.SIMPLE, "its newest months are missing"),
        (zeros > MOST_ZEROS, Kind.SIMPLE, "more than half of its months are 0"),
    ]
    found, reasons = [Kind.FULL] * len(n), [""] * len(n)
    for holds, kind, reason in reversed(rules):
        for place in np.flatnonzero(holds):
            found[place], reasons[place] = kind, reason
    return found, reasons


def choose(test: Backtest, found: list[Kind], scale: Floats) -> Chosen:
    """Return the method of each series: the default of its kind, or what clearly did better at its origins.

    ``scale`` is S values by which absolute errors are divided; it decides nothing within a series.
    """
    method = [DEFAULT[kind] for kind in found]
    counts = np.zeros(test.n.shape, bool)
    for kind, candidates in CANDIDATES.items():
        which = np.array([place for place, one in enumerate(found) if one is kind], np.int64)
        if not which.size:
            continue
        counts[:, which] = (test.n[:, which] >= LEAST_MONTHS[kind]) & (test.stale[:, which] < NEWEST_WITHIN)
        base = _error(test, DEFAULT[kind], which, counts) / scale[which]
        most_gained = np.zeros(which.size)
        for name in candidates:
            gain = base - _error(test, name, which, counts) / scale[which]
            origins = np.maximum((~np.isnan(gain)).sum(axis=0), 1)
            mean = np.nansum(gain, axis=0) / origins
            apart = np.nansum((gain - mean) ** 2, axis=0) / np.maximum(origins - 1, 1)
            wins = (
                (origins >= LEAST_ORIGINS)
                & (mean > LEAST_GAIN * np.nansum(base, axis=0) / origins)
                & (mean > LEAST_ERRORS_OF_MEAN * np.sqrt(apart / origins))
                & (mean > most_gained)
            )
            most_gained = np.where(wins, mean, most_gained)
            for place in which[wins]:
                method[place] = name
    return Chosen(tuple(method), counts)


def _error(
    test: Backtest, name: str, which: np.ndarray[tuple[int], np.dtype[np.int64]], counts: Flags
) -> Floats:
    """Return the mean absolute error at each origin, K × W; NaN where it does not count."""
    size = np.abs(test.errors[name][:, which])
    n = (~np.isnan(size)).sum(axis=2)
    mean = np.nansum(size, axis=2) / np.maximum(n, 1)
    return np.asarray(np.where((n > 0) & counts[:, which], mean, np.nan))
