"""How long things take, where some are still open: medians from the survival curve.

Leaving out the open cases makes a force look faster the more it leaves undone. The curve of Kaplan
and Meier (*JASA* 53, 1958) counts an open case for as long as it has waited, and no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Flags, Floats, Ints, normal_quantile
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
    """Median times (or another percentile) of G groups, with how many cases were closed and how many open.

    Where fewer than half had closed by the longest wait, there is no median: ``low`` still says
    what it exceeds. An upper limit that the curve does not reach is infinite: not known to end.
    """

    median: Estimate
    closed: Ints
    open: Ints


@dataclass(frozen=True)
class _Curves:
    """The curves of G groups at T times, which rise from left to right: all arrays are G × T.

    ``ends`` is how many closed at a time; where none did, ``share`` and ``error`` are those before.
    """

    times: Floats
    ends: Floats
    share: Floats
    error: Floats
    longest: Floats


def survival_curve(waits: Any, closed: Any) -> Curve:
    """Return the Kaplan–Meier curve of cases: how long each waited (≥ 0), and whether it was closed then.

    >>> made = survival_curve([1, 2, 3, 4], [True, False, True, True])
    >>> made.times.tolist(), made.share.round(3).tolist()
    ([1.0, 3.0, 4.0], [0.75, 0.375, 0.0])
    """
    times, ended = _checked(waits), np.asarray(closed, bool)
    at, place = np.unique(times, return_inverse=True)
    ends, left = (np.asarray(np.bincount(place, one, at.size), float)[None, :] for one in (ended, ~ended))
    curves = _curves(at[None, :], ends, left)
    seen = ends[0] > 0
    return Curve(at[seen], curves.share[0, seen], curves.error[0, seen], float(curves.longest[0]))


def medians(waits: Any, closed: Any, group: Any, groups: int, level: float = 0.95) -> Medians:
    """Return the median time of each group, open cases included.

    N ``waits`` (any unit), N flags ``closed``, N group numbers from 0 to ``groups`` − 1. What the median and
    its interval are is said at :func:`closing_times`, which takes counts.
    """
    times, ended, owner = _checked(waits), np.asarray(closed, bool), np.asarray(group, np.int64)
    order = np.lexsort((times, owner))
    times, ended, owner = times[order], ended[order], owner[order]
    fresh = np.ones(times.size, bool)
    fresh[1:] = (times[1:] != times[:-1]) | (owner[1:] != owner[:-1])
    distinct = np.bincount(owner[fresh], minlength=groups)
    place = np.cumsum(fresh) - 1 - (np.cumsum(distinct) - distinct)[owner]
    shape = (groups, int(distinct.max(initial=0)))
    cell = owner * shape[1] + place
    at = np.full(shape, np.inf)
    at[owner, place] = times
    ends, left = (np.bincount(cell, flags, shape[0] * shape[1]).reshape(shape) for flags in (ended, ~ended))
    return closing_times(at, ends, left, level=level)


def closing_times(
    times: Any, closed: Any, still_open: Any, percentile: float = 50.0, level: float = 0.95
) -> Medians:
    """Return the time by which a percentage of each group's cases have closed, from counts of cases.

    ``closed`` and ``still_open`` are G × T: how many cases closed after each of the T ``times`` (rising;
    one list for all groups, or G × T), and how many had waited so long and were open when last looked
    at. Where the curve runs level at the share sought, the answer is the middle of that stretch, so that
    with nothing open the median is the ordinary one. The interval is Brookmeyer and Crowley's
    (*Biometrics* 38, 1982) on the log–log scale: the times at which the curve cannot be told from that share.

    >>> made = closing_times([0, 1, 2], [[1, 3, 0]], [[0, 0, 2]])
    >>> made.median.value.tolist(), made.closed.tolist(), made.open.tolist()
    ([1.0], [4], [2])
    """
    ends, left = np.asarray(closed, float), np.asarray(still_open, float)
    curves = _curves(np.broadcast_to(np.asarray(times, float), ends.shape), ends, left)
    sought = 1 - percentile / 100
    value = _crossing(curves, sought)
    low, high = _limits(curves, sought, normal_quantile(level))
    some = np.asarray((ends + left).sum(axis=1) > 0)
    late = Reason.MORE_THAN_HALF_OPEN if percentile == 50 else Reason.TOO_MANY_OPEN
    why = np.where(some, np.where(np.isnan(value), late, Reason.KNOWN), Reason.NO_CASES).astype(np.uint8)
    low, high = np.where(some, low, np.nan), np.where(some, high, np.nan)
    what = "median" if percentile == 50 else f"percentile {percentile:g}"
    variant = "Kaplan–Meier; interval of Brookmeyer and Crowley, log–log"
    estimate = Estimate(value, low, high, why, level, f"{what} from the survival curve", variant)
    return Medians(estimate, ends.sum(axis=1).astype(np.int64), left.sum(axis=1).astype(np.int64))


def _checked(waits: Any) -> Floats:
    times = np.asarray(waits, float)
    if np.isnan(times).any() or (times < 0).any():
        raise ValueError("a wait is a number of 0 or more; leave out the cases whose times are not known")
    return times


def _curves(times: Floats, ends: Floats, left: Floats) -> _Curves:
    leaving = ends + left
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    share = np.asarray(np.cumprod(1 - ends / np.maximum(at_risk, 1), axis=1), float)
    after = at_risk - ends
    greenwood = np.cumsum(np.divide(ends, at_risk * after, out=np.zeros(ends.shape), where=after > 0), axis=1)
    last: Floats = np.max(times, axis=1, where=leaving > 0, initial=-np.inf)
    longest = np.where(np.isneginf(last), np.nan, last)
    return _Curves(times, ends, share, share * np.sqrt(greenwood), np.asarray(longest))


def _crossing(curves: _Curves, sought: float) -> Floats:
    """Return when each curve comes down to a share, or the middle of its stay there; NaN if it never does."""
    at = _first(curves, curves.share <= sought + 1e-12)
    level = _first(curves, np.abs(curves.share - sought) <= 1e-12)
    following = _first(curves, curves.share < sought - 1e-12)
    return np.where((level == at) & ~np.isnan(following), (at + following) / 2, at)


def _first(curves: _Curves, where: Flags) -> Floats:
    """Return the first time at which cases closed and a condition holds; NaN where there is none."""
    holds = where & (curves.ends > 0)
    if not holds.shape[1]:
        return np.full(holds.shape[0], np.nan)
    found = np.take_along_axis(curves.times, holds.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.where(holds.any(axis=1), found, np.nan)


def _limits(curves: _Curves, sought: float, z: float) -> tuple[Floats, Floats]:
    """Return the first and the last time at which each curve cannot be told from a share.

    The lower limit is where the lower band of the curve first reaches it (never later than the
    longest wait); the upper one where the upper band does, or infinity.
    """
    lower, upper = _bands(curves, z)
    low, high = _first(curves, lower <= sought), _first(curves, upper <= sought)
    return np.where(np.isnan(low), curves.longest, low), np.where(np.isnan(high), np.inf, high)


def _bands(curves: _Curves, z: float) -> tuple[Floats, Floats]:
    inner = (curves.share > 0) & (curves.share < 1)
    share = np.where(inner, curves.share, 0.5)
    scale = np.exp(z * np.divide(curves.error, share * np.abs(np.log(share))))
    lower = np.where(inner, share**scale, curves.share)
    upper = np.where(inner, share ** (1 / scale), curves.share)
    # Where the last case of all closes, Greenwood's formula has no spread. The band before is carried on.
    upper = np.concatenate([np.ones((len(upper), 1)), upper], axis=1)
    some = curves.share > 0
    before = np.take_along_axis(upper, some.sum(axis=1)[:, None], axis=1)
    return lower, np.where(some, upper[:, 1:], before)
