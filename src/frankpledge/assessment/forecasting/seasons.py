"""The shape of the year: classical decomposition, drawn back to none as far as the data leave it in doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.panel import MONTHS, Flags, Floats, Panel, bridged, phases

ONE_YEAR_DOUBT = 0.5
"""How far a shape of which every month was seen once only is drawn back: nothing says how it varies."""

LEAST_FACTOR = 0.02
"""No month's factor falls below this, so that dividing by it is safe."""


@dataclass(frozen=True)
class Season:
    """Index of each month of the year, N × 12, the first of them that of the first month to come.

    ``multiplies`` says for which series the index is a factor (mean 1); for the others it is added (mean 0).
    """

    index: Floats
    multiplies: Flags

    def removed(self, values: Floats) -> Floats:
        """Return N × T values without their season; the last column is the newest month."""
        at, factor = self.index[:, phases(values.shape[1])], self.multiplies[:, None]
        return np.asarray(np.where(factor, values / np.where(factor, at, 1.0), values - at))

    def restored(self, forecasts: Floats) -> Floats:
        """Return … × N × H forecasts with their season put back."""
        at = self.ahead(forecasts.shape[-1])
        return np.asarray(np.where(self.multiplies[:, None], forecasts * at, forecasts + at))

    def ahead(self, horizon: int) -> Floats:
        """Return the indices of the months to come, N × H."""
        return self.index[:, np.arange(horizon) % MONTHS]


def season(panel: Panel) -> Season:
    """Return the season of each series; none for those of fewer than two years.

    A series without a negative value has factors: what its Januaries held over what their centred moving
    averages held, which zeros and small counts do not upset. Others have terms to add. Indices are shrunk by
    the James-Stein rule of Miller and Williams (2003), Int. J. Forecasting 19:669: as the variance of an
    index's estimate is to all variance between the indices, so far back to none.
    """
    values, known = panel.values, panel.known
    width = values.shape[1]
    multiplies = np.asarray(~((values < 0) & known).any(axis=1))
    none = np.where(multiplies, 1.0, 0.0)[:, None]
    flat = np.repeat(none, MONTHS, axis=1)
    half = MONTHS // 2
    if width < 2 * MONTHS:
        return Season(flat, multiplies)
    middle = _centred_average(values)
    at = np.arange(half, width - half)
    seen, factor = values[:, at], multiplies[:, None]
    use = known[:, at] & (at >= panel.start[:, None] + half) & (~factor | (middle > 0))
    relative = np.where(factor, seen / np.where(middle > 0, middle, 1.0), seen - middle)
    belongs = (phases(width)[at][:, None] == np.arange(MONTHS)).astype(np.float64)
    n = use @ belongs
    average = np.where(use, relative, 0.0) @ belongs / np.maximum(n, 1)
    expected = np.where(use, middle, 0.0) @ belongs
    ratio = np.where(use, seen, 0.0) @ belongs / np.where(expected > 0, expected, 1.0)
    index = np.where(factor, ratio, average)
    apart = np.where(use, relative - index[:, phases(width)[at]], 0.0)
    mean = index.mean(axis=1, keepdims=True)
    index = np.where(factor, index / np.where(mean > 0, mean, 1.0), index - mean)
    spare = n.sum(axis=1) - MONTHS
    sampling = (apart**2).sum(axis=1) / np.maximum(spare, 1) * (1.0 / np.maximum(n, 1)).mean(axis=1)
    between = np.maximum(((index - none) ** 2).sum(axis=1) / (MONTHS - 1) - sampling, 0.0)
    doubt = (MONTHS - 3) / (MONTHS - 1) * sampling / np.maximum(sampling + between, 1e-300)
    doubt = np.where(spare > 0, doubt, ONE_YEAR_DOUBT)
    shrunk = none + (1.0 - doubt[:, None]) * (index - none)
    shrunk = np.where(factor, np.maximum(shrunk, LEAST_FACTOR), shrunk)
    return Season(np.where((n > 0).all(axis=1)[:, None], shrunk, flat), multiplies)


def _centred_average(values: Floats) -> Floats:
    """Return the 2 × 12 moving average: N × (T − 12), the first for the seventh month."""
    total = np.cumsum(np.concatenate([np.zeros((len(values), 1)), values], axis=1), axis=1)
    twelve = (total[:, MONTHS:] - total[:, :-MONTHS]) / MONTHS
    return np.asarray((twelve[:, :-1] + twelve[:, 1:]) / 2)


def without_season(panel: Panel, shape: Season) -> Panel:
    """Return the panel without its season, gaps bridged anew between such values."""
    return Panel(bridged(shape.removed(panel.values), panel.known), panel.known, panel.start)
