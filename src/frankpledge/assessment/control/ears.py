"""EARS: is a count above what its last few periods lead us to expect? For short histories.

C1 looks at the periods just before; C2 leaves two between, so that a beginning outbreak does not
raise its own threshold; C3 adds up the last three C2 excesses. Source: Fricker, Hegler and
Dunfee 2008, *Statistics in Medicine* 27; thresholds as in R surveillance (Salmon, Schumacher and Höhle 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from frankpledge.assessment.control.series import Flags, Floats, Series
from frankpledge.errors import WrongUse

Method = Literal["C1", "C2", "C3", "C3-surveillance"]
_GAP = {"C1": 0, "C2": 2, "C3": 2, "C3-surveillance": 2}
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025, "C3-surveillance": 0.025}
"""One-sided chance of a false alarm of a single period, by method."""


@dataclass(frozen=True)
class Ears:
    """Thresholds of S × P periods: ``expected``, ``upper``, ``alarm``.

    Where ``assessable`` is false (too short a past, a gap in it, or no value) the numbers are NaN:
    ``needs`` periods must lie before, all with a value.
    """

    method: Method
    expected: Floats
    upper: Floats
    alarm: Flags
    assessable: Flags
    needs: int


def ears(
    series: Series,
    *,
    method: Method = "C1",
    baseline: int = 7,
    alpha: float | None = None,
    least_sigma: float = 0.0,
) -> Ears:
    """Return EARS thresholds: mean + z(1 − α) × standard deviation of ``baseline`` past periods.

    C3 alarms when the sum of max(0, C2 − 1) over this period and the two before exceeds z(1 − α).
    ``C3-surveillance`` is what R surveillance computes under that name: it adds the observed
    count where the mean belongs, so its alarm rests on the two earlier periods alone. It is here for
    comparison only. ``least_sigma`` keeps a constant past from alarming at anything.
    """
    if baseline < 3:
        raise WrongUse("EARS needs at least 3 past periods.", do="Use 7.")
    counts = series.counts()
    z = float(ndtri(1 - (ALPHA[method] if alpha is None else alpha)))
    mean, sigma = _past(counts, baseline, _GAP[method], least_sigma)
    if method in ("C1", "C2"):
        upper, needs = mean + z * sigma, baseline + _GAP[method]
    else:
        steady = sigma > 0
        score = np.divide(counts - mean, sigma, out=np.full_like(counts, np.nan), where=steady)
        excess = np.maximum(0.0, score - 1)
        before = np.full_like(counts, np.nan)
        before[:, 2:] = excess[:, 1:-1] + excess[:, :-2]
        if method == "C3":
            # Where the two earlier excesses alone are over the threshold, any count alarms.
            upper = np.where(before > z, 0.0, mean + sigma * (1 + z - before))
        else:
            upper = np.maximum(0.0, counts + sigma * (z - before))
        needs = baseline + 4
    assessable = ~np.isnan(upper) & ~np.isnan(counts)
    upper = np.where(assessable, upper, np.nan)
    return Ears(
        method, np.where(assessable, mean, np.nan), upper, assessable & (counts > upper), assessable, needs
    )


def _past(counts: Floats, baseline: int, gap: int, least_sigma: float) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the ``baseline`` periods that end ``gap`` before each one."""
    mean, sigma = np.full_like(counts, np.nan), np.full_like(counts, np.nan)
    begin = baseline + gap
    if counts.shape[1] > begin:
        windows = np.lib.stride_tricks.sliding_window_view(counts, baseline, axis=1)
        windows = windows[:, : counts.shape[1] - begin]
        mean[:, begin:] = windows.mean(axis=2)
        sigma[:, begin:] = np.maximum(windows.std(axis=2, ddof=1), least_sigma)
    return mean, sigma
