"""Whether areas are clearly different: by the interval on their ratio, or difference, and by nothing else.

Two intervals that overlap may belong to clearly different areas, and a difference of rank may be chance:
neither is a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.peers.limits import Kind
from frankpledge.assessment.rates.disparity import rate_ratio
from frankpledge.assessment.rates.estimates import Codes, Estimate, Flags, Floats
from frankpledge.assessment.rates.intervals import proportion
from frankpledge.assessment.rates.surveys import NO_CLEAR_DIFFERENCE, difference
from frankpledge.assessment.reasons import Reason


@dataclass(frozen=True)
class Comparison:
    """Each area against one (or each pair): the ratio of rates, or the difference of proportions (−1 to 1).

    ``clear`` holds where the interval leaves out 1 (ratio) or 0 (difference).
    """

    estimate: Estimate
    clear: Flags
    reason: Codes
    measured_as: str

    def words(self, place: tuple[int, ...]) -> str:
        """Return what can be said of one comparison: clearly higher or lower, neither, or why nothing."""
        if self.clear[place]:
            none = 1.0 if self.measured_as == "ratio" else 0.0
            return "clearly higher" if self.estimate.low[place] > none else "clearly lower"
        why = Reason(int(self.reason[place]))
        return why.words or NO_CLEAR_DIFFERENCE


def clearly_different(
    numerator: Any,
    denominator: Any,
    valid: Any,
    area: int,
    kind: Kind,
    level: float = 0.95,
    dispersion: Any = 1.0,
) -> Comparison:
    """Compare one area (its number along the area axis of … × A × P) with each of them in each period.

    The ratio or difference is of the one area over, or less, each. ``dispersion`` is as in ``rank_sets``. The
    area against itself is never clearly different.
    """
    over = np.where(np.asarray(valid, bool), np.asarray(numerator, float), np.nan)
    below = np.where(np.asarray(valid, bool), np.asarray(denominator, float), np.nan)
    worth = np.broadcast_to(np.asarray(dispersion, float), over.shape)
    one = [area]
    if kind is Kind.RATE:
        shared = np.maximum(worth, worth[..., one, :])
        made = rate_ratio(over[..., one, :], below[..., one, :], over, below, level, shared)
        estimate, clear, measured_as = made.ratio, made.clear, "ratio"
    else:
        shares = _shares(over, below, worth, level)
        gap = difference(_only(shares, one), shares)
        estimate, clear, measured_as = gap.gap, gap.clear, "difference"
    clear = np.array(clear)
    clear[..., area, :] = False
    return Comparison(estimate, clear, estimate.reason, measured_as)


def _shares(over: Floats, below: Floats, worth: Floats, level: float) -> Estimate:
    return proportion(over / worth, below / worth, level)


def _only(made: Estimate, area: list[int]) -> Estimate:
    value, low, high = (part[..., area, :] for part in (made.value, made.low, made.high))
    return Estimate(value, low, high, made.reason[..., area, :], made.level, made.method, made.variant)
