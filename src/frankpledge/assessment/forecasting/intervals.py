"""How wide a forecast's range must be: as wide as its backtest was wrong, all series taken together.

Residuals are divided by the spread of their series as known at their origin, pooled over series and
origins, and their quantiles taken for each month ahead (split conformal prediction: Lei and others 2018,
J. Am. Stat. Assoc. 113:1094). A few origins of one series say little about its own 95 % range; hundreds
of series together do.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from frankpledge.assessment.forecasting.panel import Floats

TAILS = np.array([0.1, 0.9, 0.025, 0.975])
"""Of low80, high80, low95, high95."""

ENOUGH = 100
"""Pairs of series and origin from which quantiles are taken as they are; fewer make a t interval."""

PATIENCE = 10
"""A series' own residuals count against the pool's as its number of origins to this."""

GROWTH = 0.09
"""By which the variance is taken to grow each month where residuals are too few to tell: a level that takes
up three tenths of each surprise (0.3²)."""


UNTOLD = 10.0
"""Degrees of freedom where there is no residual, and a series' one-step errors stand for them."""


def bands(scaled: Floats) -> Floats:
    """Return 4 × H quantiles of K × S × H scaled residuals (NaN: none), one row for each of ``TAILS``.

    The point itself always lies inside. A month of which too few are known borrows from those beside it;
    months further ahead than any residual take the furthest ones', grown with the root of time.
    """
    horizon = scaled.shape[2]
    pairs = scaled.reshape(-1, horizon)
    pairs = pairs[~np.isnan(pairs).all(axis=1)]
    grown = np.sqrt(1.0 + GROWTH * np.arange(horizon))
    if len(pairs) < ENOUGH:
        freedom = max(len(pairs) - 1.0, 2.0) if len(pairs) else UNTOLD
        size = np.sqrt(np.nanmean((pairs / grown) ** 2)) if len(pairs) else 1.0
        return np.asarray(stats.t.ppf(TAILS, freedom)[:, None] * size * grown)
    found = np.zeros((len(TAILS), horizon))
    held = (~np.isnan(pairs)).sum(axis=0)
    last = int(np.flatnonzero(held >= min(ENOUGH, held.max()))[-1])
    for month in range(last + 1):
        reach = 0
        while held[max(month - reach, 0) : month + reach + 1].sum() < min(ENOUGH, held.max()):
            reach += 1
        part = pairs[:, max(month - reach, 0) : month + reach + 1]
        found[:, month] = np.quantile(part[~np.isnan(part)], TAILS)
    further = np.arange(last + 1, horizon)
    found[:, last + 1 :] = found[:, [last]] * np.sqrt((further + 1.0) / (last + 1.0))
    low = TAILS[:, None] < 0.5
    return np.asarray(np.where(low, np.minimum(found, 0.0), np.maximum(found, 0.0)))


def own_width(scaled: Floats) -> Floats:
    """Return S factors: how much wider than the pool's a series' own residuals are, drawn towards 1."""
    size = np.abs(scaled)
    n = (~np.isnan(size)).sum(axis=(0, 1))
    typical = np.nansum(size, axis=(0, 1)) / np.maximum(n, 1)
    relative = size / np.where(typical > 0, typical, 1.0)
    here = (~np.isnan(relative)).sum(axis=2)
    origins = (here > 0).sum(axis=0)
    own = np.nansum(relative, axis=(0, 2)) / np.maximum(here.sum(axis=0), 1)
    own = np.where(origins > 0, np.clip(own, 0.05, 20.0), 1.0)
    return np.asarray(own ** (origins / (origins + PATIENCE)))


def of_count(seen: Floats, months: Floats) -> Floats:
    """Return 4 × S ends of a month's count after ``seen`` in ``months``: Jeffreys' prior, Poisson counts.

    The predictive distribution is negative binomial with size ``seen + ½`` and chance months / (months + 1).

    >>> import numpy as np
    >>> of_count(np.array([0.0]), np.array([6.0])).ravel().tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    return np.asarray(stats.nbinom.ppf(TAILS[:, None], seen + 0.5, months / (months + 1.0)), np.float64)
