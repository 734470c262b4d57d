"""Whether a series rises or falls: Mann–Kendall, by season, with Sen's slope.

Series are S × T, oldest first, NaN where there is no value. Ranks, not sizes, are compared, so one wild month
does not make a trend. Sources: Mann, *Econometrica* 13 (1945); Hirsch, Slack and Smith, *Water Resources
Research* 18 (1982) for seasons; Sen, *JASA* 63 (1968) and Gilbert, *Statistical Methods for Environmental
Pollution Monitoring* (1987) for the slope and its interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from frankpledge.assessment.rates.estimates import Codes, Flags, Floats, Ints, divide, normal_quantile
from frankpledge.assessment.reasons import Reason

FEWEST = 4
_SERIES_AT_ONCE = 256


@dataclass(frozen=True)
class Trend:
    """The Mann–Kendall test of S series.

    ``score`` is rises less falls over all pairs, ``variance`` its variance with ties; ``tau`` −1 to 1; ``p``
    two-sided; ``slope`` the median change in one period (in one cycle, by season) with its interval at
    ``level``, 0 where nothing can be said; ``intercept`` the value of the line at the first period. ``clear``
    holds where p is below 1 − level; ``reason`` says where a series is too short.
    """

    score: Floats
    variance: Floats
    z: Floats
    p: Floats
    tau: Floats
    slope: Floats
    slope_low: Floats
    slope_high: Floats
    intercept: Floats
    clear: Flags
    reason: Codes
    level: float
    method: str
    variant: str

    def words(self, series: int) -> str:
        """Return what can be said of one series: rising, falling, no clear trend, or why nothing."""
        why = Reason(int(self.reason[series]))
        if why is not Reason.KNOWN:
            return why.words
        if not self.clear[series]:
            return "no clear trend"
        return "rising" if self.score[series] > 0 else "falling"


def mann_kendall(values: Any, level: float = 0.95) -> Trend:
    """Return the trend of S series × T periods, without regard to season.

    Where months are alike only within a season, or each leans on the one before, this says too much:
    use :func:`seasonal_mann_kendall`.

    The slope of this form is per period over all pairs of values present, counted by their places.
    """
    given = np.atleast_2d(np.asarray(values, float))
    return _trend(
        given[:, None, :], given, 1, level, "Mann–Kendall", "all pairs, ties corrected; Sen's slope"
    )


def seasonal_mann_kendall(values: Any, season: int = 12, level: float = 0.95) -> Trend:
    """Return the trend of S series × T periods, each compared only with the same part of other seasons.

    ``season`` is the number of periods in a cycle (12 for months, 4 for quarters). ``slope`` is the change
    over one whole cycle (a year).
    """
    given = np.atleast_2d(np.asarray(values, float))
    cycles = -(-given.shape[1] // season)
    padded = np.full((given.shape[0], cycles * season), np.nan)
    padded[:, : given.shape[1]] = given
    split = padded.reshape(given.shape[0], cycles, season).transpose(0, 2, 1)
    return _trend(
        split,
        given,
        season,
        level,
        "seasonal Mann–Kendall",
        f"pairs within each of {season} seasons; Sen's slope",
    )


def _trend(split: Floats, given: Floats, season: int, level: float, method: str, variant: str) -> Trend:
    count = split.shape[0]
    score, variance, pairs = np.zeros(count), np.zeros(count), np.zeros(count)
    made = np.zeros((3, count))
    for start in range(0, count, _SERIES_AT_ONCE):
        part = slice(start, start + _SERIES_AT_ONCE)
        score[part], variance[part], pairs[part] = _scores(split[part])
        made[:, part] = _slopes(split[part], variance[part], level)
    known = ~np.isnan(given)
    enough = (known.sum(axis=1) >= FEWEST) & (pairs > 0)
    z = np.where(variance > 0, divide(score - np.sign(score), np.sqrt(variance)), 0.0)
    p = 2 * ndtr(-np.abs(z))
    places = np.where(known, np.arange(given.shape[1], dtype=float), np.nan)
    middle, at = _row_median(given), _row_median(places)
    slope, low, high = made
    return Trend(
        score,
        variance,
        z,
        p,
        np.where(pairs > 0, divide(score, pairs), 0.0),
        slope,
        low,
        high,
        middle - at / season * slope,
        enough & (p < 1 - level),
        np.where(enough, Reason.KNOWN, Reason.TOO_SHORT).astype(np.uint8),
        level,
        method,
        variant,
    )


def _scores(split: Floats) -> tuple[Floats, Floats, Floats]:
    """Return score, variance and number of pairs of series × seasons × cycles, summed over seasons."""
    score = np.zeros(split.shape[0])
    number = (~np.isnan(split)).sum(axis=2).astype(float)
    for lag in range(1, split.shape[2]):
        score += np.nansum(np.sign(split[:, :, lag:] - split[:, :, :-lag]), axis=(1, 2))
    ties = np.zeros(number.shape)
    ordered = np.sort(split, axis=2)
    run = np.where(np.isnan(ordered[:, :, 0]), 0.0, 1.0)
    for place in range(1, split.shape[2] + 1):
        same = np.zeros(run.shape, bool)
        if place < split.shape[2]:
            same = ordered[:, :, place] == ordered[:, :, place - 1]
            fresh = np.where(np.isnan(ordered[:, :, place]), 0.0, 1.0)
        else:
            fresh = run
        ties += np.where(same, 0.0, run * (run - 1) * (2 * run + 5))
        run = np.where(same, run + 1, fresh)
    variance = (number * (number - 1) * (2 * number + 5) - ties) / 18
    return score, variance.sum(axis=1), (number * (number - 1) / 2).sum(axis=1)


def _slopes(split: Floats, variance: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Return Sen's slope and its interval: order statistics of the slopes of all pairs within seasons."""
    later, earlier = np.triu_indices(split.shape[2], 1)[::-1]
    slopes = (split[:, :, later] - split[:, :, earlier]) / (later - earlier)
    ordered = np.sort(slopes.reshape(split.shape[0], -1), axis=1)
    number = (~np.isnan(ordered)).sum(axis=1)
    if not ordered.shape[1]:
        return np.zeros(split.shape[0]), np.zeros(split.shape[0]), np.zeros(split.shape[0])
    reach = normal_quantile(level) * np.sqrt(variance)
    low = _order_statistic(ordered, number, (number - reach) / 2 - 1)
    high = _order_statistic(ordered, number, (number + reach) / 2)
    return _row_median(ordered), low, high


def _order_statistic(ordered: Floats, number: Ints, place: Floats) -> Floats:
    """Return the value at a place (from 0, interpolated) of each row; 0 where a row is empty."""
    bounded = np.clip(place, 0, np.maximum(number - 1, 0))
    below = np.floor(bounded).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(number - 1, 0))
    share = bounded - below
    rows = np.arange(ordered.shape[0])
    made = ordered[rows, below] * (1 - share) + ordered[rows, above] * share
    return np.where(number > 0, made, 0.0)


def _row_median(rows: Floats) -> Floats:
    """Return the median of the known values of each row; 0 where there are none."""
    ordered = np.sort(rows, axis=1)
    number = (~np.isnan(ordered)).sum(axis=1)
    return _order_statistic(ordered, number, (number - 1) / 2)
