"""How wide a forecast's range must be: as wide as its backtest was wrong, all series taken together.

Residuals are divided by the spread of their series as known at their origin, pooled over series and
origins, and their quantiles taken for each month ahead (split conformal prediction: Lei and others 2018,
J. Am. Stat. Assoc. 113:1094). A few origins of one series say little about its own 95 % range; hundreds
of series together do.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, nbdtrik, stdtrit

from frankpledge.assessment.forecasting.panel import MONTHS, Floats

TAILS = np.array([0.1, 0.9, 0.025, 0.975])
"""Of low80, high80, low95, high95."""

ENOUGH = 100
"""Pairs of series and origin from which quantiles are taken as they are; fewer make a t interval."""

PATIENCE = 10
"""A series' own residuals count against the pool's as its number of origins to this."""

GROWTH = 0.06
"""By which the variance is taken to grow each month where residuals are too few to tell: a level that takes
up a quarter of each surprise (0.25²)."""

UNTOLD = 10.0
"""Degrees of freedom where there is no residual, and a series' one-step errors stand for them."""

UNSEEN = 1.15
"""How much larger errors to come are than one-step errors within two years, to which season and level were
fitted: a dozen parameters to two dozen months, drawn back."""


def bands(scaled: Floats) -> Floats:
    """Return 4 × H quantiles of K × S × H scaled residuals (NaN: none), one row for each of ``TAILS``.

    The point itself always lies inside. Quantiles are taken at rank (n + 1) p, so that a residual to come is
    as likely to lie in any gap between those that came. A month of which too few are known borrows from those
    beside it; months further ahead than any residual take the furthest ones', grown as where there are few.
    """
    horizon = scaled.shape[2]
    pairs = scaled.reshape(-1, horizon)
    pairs = pairs[~np.isnan(pairs).all(axis=1)]
    grown = np.sqrt(1.0 + GROWTH * np.arange(horizon))
    if len(pairs) < ENOUGH:
        freedom = max(len(pairs) - 1.0, 2.0) if len(pairs) else UNTOLD
        size = np.sqrt(np.nanmean((pairs / grown) ** 2)) if len(pairs) else UNSEEN
        return np.asarray(stdtrit(freedom, TAILS)[:, None] * size * grown)
    found = np.zeros((len(TAILS), horizon))
    held = (~np.isnan(pairs)).sum(axis=0)
    last = int(np.flatnonzero(held >= min(ENOUGH, held.max()))[-1])
    for month in range(last + 1):
        reach = 0
        while held[max(month - reach, 0) : month + reach + 1].sum() < min(ENOUGH, held.max()):
            reach += 1
        part = pairs[:, max(month - reach, 0) : month + reach + 1]
        found[:, month] = np.quantile(part[~np.isnan(part)], TAILS, method="weibull")
    further = np.arange(last + 1, horizon)
    found[:, last + 1 :] = found[:, [last]] * grown[further] / grown[last]
    low = TAILS[:, None] < 0.5
    return np.asarray(np.where(low, np.minimum(found, 0.0), np.maximum(found, 0.0)))


def together(scaled: Floats) -> Floats:
    """Return 4 quantiles of K × S errors of twelve months' sums over the sum of their spreads (NaN: none).

    Few make a t interval. Without any, each month's surprise is taken to stay in the level by the root of
    ``GROWTH``, so that the sum's variance is that of a month times Σ (1 + root · j)², j from 0 to 11.
    """
    errors = scaled[~np.isnan(scaled)]
    if not errors.size:
        stays = 1.0 + np.sqrt(GROWTH) * np.arange(MONTHS)
        return np.asarray(stdtrit(UNTOLD, TAILS) * UNSEEN * np.sqrt((stays**2).sum()) / MONTHS)
    if errors.size < ENOUGH:
        freedom = max(errors.size - 1.0, 2.0)
        return np.asarray(stdtrit(freedom, TAILS) * np.sqrt((errors**2).mean()))
    found = np.quantile(errors, TAILS, method="weibull")
    return np.asarray(np.where(TAILS < 0.5, np.minimum(found, 0.0), np.maximum(found, 0.0)))


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


def of_count(seen: Floats, months: Floats, ahead: int = 1) -> Floats:
    """Return 4 × S ends of a Poisson count of ``ahead`` months after ``seen`` in ``months``: Jeffreys' prior.

    The predictive distribution is negative binomial: size ``seen + ½``, chance months / (months + ahead).

    >>> import numpy as np
    >>> of_count(np.array([0.0]), np.array([6.0])).ravel().tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    size, chance, tails = seen + 0.5, months / (months + ahead), TAILS[:, None]
    upper = np.ceil(nbdtrik(tails, size, chance))
    reached = betainc(size, np.maximum(upper, 1.0), chance) >= tails  # By one count fewer.
    return np.asarray(np.where(reached & (upper > 0), upper - 1.0, upper), np.float64)
