"""Make forecasts of parts and wholes agree: areas, types and their totals add up, and none is below zero.

Each series is forecast by itself, and all are then moved as little as makes them add up, those most that were
forecast worst: generalised least squares with a diagonal of variances (WLS of Wickramasuriya, Athanasopoulos
and Hyndman 2019, J. Am. Stat. Assoc. 114:804). Parts that would become negative are held at zero and the
rest solved anew (Di Fonzo and Girolimetto 2023, Int. J. Forecasting 39:39).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import linalg

from frankpledge.assessment.forecasting.forecasting import Forecast, Year
from frankpledge.assessment.forecasting.panel import MONTHS, Floats, Ints

SURE = 1e-8
"""Of the widest variance: what a series is given that has none, so that something can always move."""


def reconciled(made: Forecast, sums: Floats) -> Forecast:
    """Return forecasts of S series that add up exactly (to rounding), their ranges moved with them.

    ``sums`` is S × B, of ones and noughts: which of the B parts each series is the sum of; a part's own row
    has a single one. Ranges keep their width: errors of parts go together more than a sum of independent
    ones, so that a narrower range would promise too much.

    Raises ValueError where ``sums`` does not fit, a part has no row of its own, or a forecast is not known.
    """
    own = _own_rows(made, sums)
    wholes = np.setdiff1d(np.arange(len(sums)), own)
    points = np.zeros_like(made.point)
    for month in range(points.shape[1]):
        variance = ((made.high80[:, month] - made.low80[:, month]) / 2) ** 2
        variance = np.maximum(variance, max(SURE * float(variance.max()), 1e-300))
        parts = _parts(made.point[:, month], variance, sums, own, wholes)
        points[:, month] = sums @ parts
    moved = points - made.point
    return replace(
        made,
        point=points,
        low80=np.maximum(made.low80 + moved, 0.0),
        high80=np.maximum(made.high80 + moved, points),
        low95=np.maximum(made.low95 + moved, 0.0),
        high95=np.maximum(made.high95 + moved, points),
        year=None if made.year is None else _moved(made.year, points[:, :MONTHS].sum(axis=1)),
    )


def _moved(year: Year, point: Floats) -> Year:
    """Return twelve months together that keep the width of their ranges about other sums."""
    by = point - year.point
    return Year(
        point,
        np.maximum(year.low80 + by, 0.0),
        np.maximum(year.high80 + by, point),
        np.maximum(year.low95 + by, 0.0),
        np.maximum(year.high95 + by, point),
    )


def _own_rows(made: Forecast, sums: Floats) -> Ints:
    """Return the row of each part by itself, or say what is wrong."""
    if len(sums) != len(made.point):
        raise ValueError(f"sums has {len(sums)} rows for {len(made.point)} series")
    if not np.isin(sums, (0.0, 1.0)).all():
        raise ValueError("sums must hold ones and noughts only")
    alone = np.flatnonzero(sums.sum(axis=1) == 1)
    first = {
        int(part): int(row)
        for row, part in zip(alone[::-1], np.argmax(sums[alone[::-1]], axis=1), strict=True)
    }
    without = sorted(set(range(sums.shape[1])) - set(first))
    if without:
        raise ValueError(f"part {without[0]} needs a row of its own in sums, with a single one")
    unknown = np.flatnonzero(np.isnan(made.point).any(axis=1))
    if unknown.size:
        raise ValueError(
            f"series {unknown[0]} has no forecast: leave it out, and every sum that it is part of"
        )
    return np.array([first[part] for part in range(sums.shape[1])], np.int64)


def _parts(points: Floats, variance: Floats, sums: Floats, own: Ints, wholes: Ints) -> Floats:
    """Return B parts of one month: b + V Sᵀ (U + S V Sᵀ)⁻¹ (a − S b) for parts b and wholes a."""
    parts, loose = np.maximum(points[own], 0.0), variance[own].copy()
    if not wholes.size:
        return np.asarray(parts)
    over = sums[wholes]
    while True:
        spread = over * loose
        inner = spread @ over.T + np.diag(variance[wholes])
        found = parts + spread.T @ linalg.solve(inner, points[wholes] - over @ parts, assume_a="pos")
        below = (found < 0) & (loose > 0)
        if not below.any():
            return np.asarray(np.maximum(found, 0.0))
        parts, loose = np.where(below, 0.0, parts), np.where(below, 0.0, loose)
