"""A chart: centre and limits of every point, what may be said of it, and why not where not."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any

import numpy as np

from frankpledge.assessment.control.baselines import Baseline, divided
from frankpledge.assessment.control.series import NEAR, Flags, Floats, Ints, Series, Signs
from frankpledge.periods import Window

FULL = 13
"""Points behind the limits from which they are more than a trial (NHS Making Data Count)."""


class Standing(IntEnum):
    """What may be said of a point. Held in arrays by number, shown by its words."""

    JUDGED = 0
    TRIAL = 1
    MISSING = 2
    NO_DENOMINATOR = 3
    TOO_FEW = 4
    NO_VARIATION = 5

    @property
    def words(self) -> str:
        """What a page says of such a point."""
        return _WORDS[self]


_WORDS = {
    Standing.JUDGED: "judged against its limits",
    Standing.TRIAL: f"trial limits, of fewer than {FULL} points: nothing is called exceptional",
    Standing.MISSING: "gap: no value",
    Standing.NO_DENOMINATOR: "nothing to divide by: the denominator is 0 or missing",
    Standing.TOO_FEW: "no limits yet: too few neighbouring points in the baseline",
    Standing.NO_VARIATION: "the baseline does not vary: limits equal the centre and judge nothing",
}


@dataclass(frozen=True)
class Chart:
    """One kind of chart over S series × P periods.

    ``values`` is what is plotted; ``lower`` and ``upper`` the limits, never beyond what the value
    can be (``no_lower`` and ``no_upper`` where there is therefore none); ``sigma`` a third of
    the way to them, and ``z`` the distance from the centre in sigmas, both on the scale where
    the limits are even (t charts: the 3.6th root). ``side`` is +1 above the centre, −1 below,
    0 on it or missing. ``plateau`` marks the value that more than half of the baseline shares: a
    blip moves the mean off it, and yet a run of it is no shift. Where ``standing`` is neither
    ``JUDGED`` nor ``TRIAL``, limits may be NaN: show the words of the standing. ``points`` counts
    the baseline points behind the limits, ``screened`` the moving ranges left out, ``fell_back``
    where screening was undone.
    """

    method: str
    window: Window
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    no_lower: Flags
    no_upper: Flags
    sigma: Floats
    z: Floats
    side: Signs
    plateau: Flags
    standing: Ints
    baseline: Baseline
    points: Floats
    screened: Floats
    fell_back: Flags

    def of_series(self, number: int) -> Chart:
        """Return the chart of one series alone (1 × P)."""
        rows = slice(number, number + 1)
        shape = self.values.shape
        held = {
            one.name: np.broadcast_to(getattr(self.baseline, one.name), shape)[rows]
            for one in fields(self.baseline)
        }
        cut: dict[str, Any] = {
            name: one[rows] for name, one in vars(self).items() if isinstance(one, np.ndarray)
        }
        return replace(self, baseline=Baseline(**held), **cut)

    @property
    def has_limits(self) -> Flags:
        """Where sigma means something, trial or not."""
        return np.asarray(self.standing <= Standing.TRIAL)

    @property
    def above(self) -> Flags:
        """Points above the upper limit; a point on the limit is not."""
        return np.asarray(self.has_limits & (self.values - self.upper > _rounding(self.values, self.upper)))

    @property
    def below(self) -> Flags:
        """Points below the lower limit; a point on the limit is not."""
        return np.asarray(self.has_limits & (self.lower - self.values > _rounding(self.values, self.lower)))


@dataclass(frozen=True)
class Spread:
    """What a kind of chart knows before limits are drawn, all S × P.

    ``scaled`` and ``centre`` are on the scale where limits are even; ``sigma`` is NaN where not known.
    """

    scaled: Floats
    centre: Floats
    sigma: Floats
    points: Floats
    screened: Floats
    fell_back: Flags


def drawn(
    method: str,
    series: Series,
    values: Floats,
    baseline: Baseline,
    spread: Spread,
    *,
    floor: float | None = None,
    ceiling: float | None = None,
) -> Chart:
    """Return the chart at centre ± 3 sigma, cut at what a value can be."""
    sigma = np.broadcast_to(spread.sigma, values.shape)
    centre = np.broadcast_to(spread.centre, values.shape)
    lower, upper = centre - 3 * sigma, centre + 3 * sigma
    no_lower = np.zeros(values.shape, bool) if floor is None else lower <= floor
    no_upper = np.zeros(values.shape, bool) if ceiling is None else upper >= ceiling
    lower = lower if floor is None else np.maximum(lower, floor)
    upper = upper if ceiling is None else np.minimum(upper, ceiling)
    away = spread.scaled - centre
    near = np.abs(away) <= _rounding(spread.scaled, centre)
    side = np.where(near | np.isnan(away), 0.0, np.sign(np.where(np.isnan(away), 0.0, away))).astype(np.int8)
    flat = sigma <= NEAR * np.abs(centre)
    standing = np.where(spread.points < FULL, Standing.TRIAL, Standing.JUDGED)
    standing = np.where(np.isnan(sigma), Standing.TOO_FEW, standing)
    standing = np.where(flat, Standing.NO_VARIATION, standing)
    if series.denominators is not None:
        nothing = ~np.isnan(series.values) & ~(series.denominators > 0)
        standing = np.where(
            nothing, Standing.NO_DENOMINATOR, np.where(np.isnan(values) & ~nothing, 2, standing)
        )
    else:
        standing = np.where(np.isnan(values), Standing.MISSING, standing)
    even = np.where(flat, np.nan, sigma)
    return Chart(
        method,
        series.window,
        values,
        centre,
        lower,
        upper,
        no_lower,
        no_upper,
        sigma,
        divided(away, even),
        side,
        _plateau(values, baseline),
        standing.astype(np.int64),
        baseline,
        np.broadcast_to(spread.points, values.shape),
        np.broadcast_to(spread.screened, values.shape),
        np.broadcast_to(spread.fell_back, values.shape),
    )


def _plateau(values: Floats, baseline: Baseline) -> Flags:
    counted = baseline.counted & ~np.isnan(values)
    low, _ = baseline.middle(values, counted)
    shared = values == low
    share, _ = baseline.mean(shared.astype(float), counted)
    return np.asarray(shared & (share > 0.5))


def _rounding(one: Floats, other: Floats) -> Floats:
    return np.asarray(NEAR * np.maximum(np.abs(one), np.abs(other)))
