"""The theta family: simple exponential smoothing beside a share of a straight line, without season.

Assimakopoulos and Nikolopoulos (2000), Int. J. Forecasting 16:521; with the line's share fitted (the
optimised theta model), Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), 32:1151.
"""

from __future__ import annotations

import numpy as np

from frankpledge.assessment.forecasting.panel import Floats, Panel, line

ALPHAS = np.concatenate([[0.01, 0.03, 0.06], np.arange(0.1, 0.96, 0.05), [0.99]])
CLASSICAL_SHARE = 0.5
"""1 − 1/θ at θ = 2."""


def theta(panel: Panel, horizon: int) -> Floats:
    """Return 2 × N × H forecasts of a panel without season, by the classical and the optimised method.

    With one-step errors linear in the first level and in the line's share, both are least squares in closed
    form for each alpha of a grid; the alpha of least squares is taken. The share is ½ in
    the classical method, and fitted between 0 and 1 in the other.
    """
    values = panel.values
    count, width = values.shape
    alpha = ALPHAS[None, :]
    keep = 1.0 - alpha
    intercept, slope = (part[:, None] for part in line(panel))
    level, fade = np.zeros((count, len(ALPHAS))), np.ones((count, len(ALPHAS)))
    # Products of y less the level from nought, what the first level adds, and what the whole line adds.
    yy, yf, yc, ff, fc, cc = (np.zeros_like(level) for _ in range(6))
    for month in range(width):
        use = panel.known[:, month, None].astype(np.float64)
        y = values[:, month, None]
        c = fade * intercept + (1.0 - fade * keep) / alpha * slope
        short = y - level
        yy += use * short * short
        yf += use * short * fade
        yc += use * short * c
        ff += use * fade * fade
        fc += use * fade * c
        cc += use * c * c
        level += use * alpha * short
        fade *= 1.0 - use * alpha
    spread = ff * cc - fc * fc
    told = spread > 1e-12 * ff * cc
    fitted = np.where(told, (yc * ff - yf * fc) / np.where(told, spread, 1.0), 0.0).clip(0.0, 1.0)
    after = np.arange(horizon)[None, :]
    found = []
    for share in (np.full_like(level, CLASSICAL_SHARE), fitted):
        first = (yf - share * fc) / np.maximum(ff, 1e-300)
        squares = yy + first**2 * ff + share**2 * cc - 2 * (first * yf + share * yc - first * share * fc)
        best = (np.arange(count), np.argmin(squares, axis=1))
        chosen, faded = ALPHAS[best[1]][:, None], fade[best][:, None]
        last = (level[best] + fade[best] * first[best])[:, None]
        drift = faded * intercept + slope * (after + (1.0 - faded * (1.0 - chosen)) / chosen)
        found.append(last + share[best][:, None] * drift)
    return np.stack(found)
