"""How long things take, where some are still open: medians from the survival curve.

Leaving out the open cases makes a force look faster the more it leaves undone. The curve of Kaplan
and Meier (*JASA* 53, 1958) counts an open case for as long as it has waited, and no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Floats, Ints, normal_quantile
from frankpledge.assessment.reasons import Reason


@dataclass(frozen=True)
class Curve:
    """Share still open after each time at which a case closed.

    ``times`` rise; ``share`` is the share open just after; ``error`` its standard error by Greenwood's
    formula; ``longest`` is the longest wait seen, of cases open and closed.
    """

    times: Floats
    share: Floats
    error: Floats
    longest: float


@dataclass(frozen=True)
class Medians:
    """Median times of G groups, with how many cases were closed and how many open.

    Where fewer than half had closed by the longest wait, there is no median: ``low`` still says
    what it exceeds. An upper limit that the curve does not reach is infinite: not known to end.
    """

    median: Estimate
    closed: Ints
    open: Ints


def survival_curve(waits: Any, closed: Any) -> Curve:
    """Return the Kaplan–Meier curve of cases: how long each waited (≥ 0), and whether it was closed then.

    >>> made = survival_curve([1, 2, 3, 4], [True, False, True, True])
    >>> made.times.tolist(), made.share.round(3).tolist()
    ([1.0, 3.0, 4.0], [0.75, 0.375, 0.0])
    """
    times, ended = np.asarray(waits, float), np.asarray(closed, bool)
    if np.isnan(times).any() or (times < 0).any():
        raise ValueError("a wait is a number of 0 or more; leave out the cases whose times are not known")
    at, place = np.unique(times, return_inverse=True)
    ends = np.bincount(place, ended, at.size)
    at_risk = times.size - np.concatenate([[0], np.cumsum(np.bincount(place, minlength=at.size))[:-1]])
    share = np.cumprod(1 - ends / np.maximum(at_risk, 1))
    left = at_risk - ends
    greenwood = np.cumsum(np.divide(ends, at_risk * left, out=np.zeros(at.size), where=left > 0))
    seen = ends > 0
    longest = float(at[-1]) if at.size else float("nan")
    return Curve(at[seen], share[seen], share[seen] * np.sqrt(greenwood[seen]), longest)


def medians(waits: Any, closed: Any, group: Any, groups: int, level: float = 0.95) -> Medians:
    """Return the median time of each group, open cases included.

    N ``waits`` (any unit), N flags ``closed``, N group numbers from 0 to ``groups`` − 1. Where the curve runs
    level at one half, the median is the middle of that stretch, so that with nothing open it is
    the ordinary median. The interval is Brookmeyer and Crowley's (*Biometrics* 38, 1982) on the
    log–log scale: the times at which the curve cannot be told from one half.
    """
    times, ended, owner = np.asarray(waits, float), np.asarray(closed, bool), np.asarray(group, np.int64)
    order = np.argsort(owner, kind="stable")
    times, ended, owner = times[order], ended[order], owner[order]
    bounds = np.searchsorted(owner, np.arange(groups + 1))
    z = normal_quantile(level)
    made = np.full((3, groups), np.nan)
    why = np.zeros(groups, np.uint8)
    closings = np.zeros(groups, np.int64)
    for one in range(groups):
        inside = slice(bounds[one], bounds[one + 1])
        closings[one] = ended[inside].sum()
        if bounds[one] == bounds[one + 1]:
            why[one] = Reason.NO_CASES
            continue
        curve = survival_curve(times[inside], ended[inside])
        made[:, one] = _median(curve), *_limits(curve, z)
        if np.isnan(made[0, one]):
            why[one] = Reason.MORE_THAN_HALF_OPEN
    variant = "Kaplan–Meier; interval of Brookmeyer and Crowley, log–log"
    estimate = Estimate(made[0], made[1], made[2], why, level, "median from the survival curve", variant)
    return Medians(estimate, closings, np.diff(bounds) - closings)


def _median(curve: Curve) -> float:
    reached = np.flatnonzero(curve.share <= 0.5 + 1e-12)
    if not reached.size:
        return float("nan")
    first = reached[0]
    if abs(curve.share[first] - 0.5) > 1e-12 or first + 1 == curve.times.size:
        return float(curve.times[first])
    return float((curve.times[first] + curve.times[first + 1]) / 2)


def _limits(curve: Curve, z: float) -> tuple[float, float]:
    """Return the first and the last time at which the curve cannot be told from one half.

    The lower limit is where the lower band of the curve first reaches one half (never later than the
    longest wait); the upper one where the upper band does, or infinity.
    """
    lower, upper = _bands(curve, z)
    first = np.flatnonzero(lower <= 0.5)
    last = np.flatnonzero(upper <= 0.5)
    low = float(curve.times[first[0]]) if first.size else curve.longest
    return low, float(curve.times[last[0]]) if last.size else float("inf")


def _bands(curve: Curve, z: float) -> tuple[Floats, Floats]:
    inner = (curve.share > 0) & (curve.share < 1)
    share = np.where(inner, curve.share, 0.5)
    spread = np.divide(curve.error, share * np.abs(np.log(share)))
    scale = np.exp(z * spread)
    lower = np.where(inner, share**scale, 0.0)
    upper = np.where(inner, share ** (1 / scale), curve.share)
    if curve.share.size and curve.share[-1] == 0:
        # The last case of all closed: Greenwood's formula has no spread there. Carry the band on.
        upper[-1] = upper[-2] if curve.share.size > 1 else 1.0
    return lower, upper
