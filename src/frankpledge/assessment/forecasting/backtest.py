"""What each method would have said earlier: forecasts from rolling origins, held against what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.methods import Run, run
from frankpledge.assessment.forecasting.panel import Floats, Ints, cut, panel

STEP = 4
"""Months between origins."""

OLDEST = 36
"""The oldest origin lies this far back, where the history is that long."""


@dataclass(frozen=True)
class Backtest:
    """Errors at K origins: ``errors`` by method, K × S × H, actual less forecast, NaN where nothing came.

    ``spread`` is K × S × H as known at each origin; ``n`` and ``stale`` are K × S, how many months were known
    and how many had passed since the newest of them.
    """

    origins: tuple[int, ...]
    errors: dict[str, Floats]
    spread: Floats
    n: Ints
    stale: Ints


def origins(width: int) -> tuple[int, ...]:
    """Return how many months back each origin lies, nearest first.

    >>> origins(84), origins(10)
    ((4, 8, 12, 16, 20, 24, 28, 32, 36), (4, 8))
    """
    oldest = min(OLDEST, width - 1)
    return tuple(range(STEP, oldest + 1, STEP))


def backtest(values: Floats, horizon: int) -> tuple[Run, Backtest]:
    """Forecast S × T values from now and from every origin; return both.

    All origins are one panel: the series as they stood at each are further rows of it.
    """
    count, width = values.shape
    back = origins(width)
    cuts = np.stack([cut(values, months) for months in (0, *back)])
    everything = run(panel(cuts.reshape(-1, width)), horizon)
    shape = (len(cuts), count, horizon)
    actual = np.full((len(back), count, horizon), np.nan)
    for place, months in enumerate(back):
        came = min(months, horizon)
        actual[place, :, :came] = values[:, width - months : width - months + came]
    now = Run(
        {name: found[:count] for name, found in everything.points.items()},
        everything.spread[:count],
        {name: found[:count] for name, found in everything.failed.items()},
    )
    errors = {name: actual - found.reshape(shape)[1:] for name, found in everything.points.items()}
    known = ~np.isnan(cuts[1:])
    n = np.asarray(known.sum(axis=2), np.int64)
    stale = np.asarray(np.argmax(known[:, :, ::-1], axis=2), np.int64)
    return now, Backtest(back, errors, everything.spread.reshape(shape)[1:], n, stale)
