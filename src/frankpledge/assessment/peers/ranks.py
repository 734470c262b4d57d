"""Ranks with a confidence set that holds for all areas at once.

A rank moves much more than the value it is made from. Every pair of areas is compared at a level that holds
for all pairs together; an area's best plausible rank is one more than the number clearly better, its worst
the number present less those clearly worse. With the stated probability no area's true rank lies outside
its set, ties included. Sources: Mogstad, Romano, Shaikh and Wilhelm, *Review of Economic Studies* 91
(2024); Klein, Wright and Wieczorek, *JRSS A* 183 (2020). A bootstrap of ranks does not hold its level.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from frankpledge.assessment.peers.limits import Kind
from frankpledge.assessment.rates.estimates import Codes, Estimate, Flags, Floats, Ints, as_floats, reasons
from frankpledge.assessment.rates.intervals import binomial, poisson
from frankpledge.assessment.reasons import Reason


@dataclass(frozen=True)
class RankSets:
    """Ranks (1 is best by the direction) with simultaneous confidence sets, … × A × P.

    ``rank`` is shared by ties, ``ties`` says by how many others; ``best`` and ``worst`` bound the set,
    ``lower_is_better`` is the direction. ``present`` and ``missing`` (… × P) count areas ranked and not.
    Where ``reason`` is not 0, the area is not ranked and its ranks are 0.
    """

    rank: Ints
    ties: Ints
    best: Ints
    worst: Ints
    present: Ints
    missing: Ints
    reason: Codes
    lower_is_better: bool
    level: float
    method: str
    variant: str


def rank_sets(
    numerator: Any,
    denominator: Any,
    valid: Any,
    kind: Kind,
    *,
    lower_is_better: bool,
    level: float = 0.95,
    dispersion: Any = 1.0,
) -> RankSets:
    """Return ranks and rank sets of … × A areas × P periods.

    ``dispersion`` (≥ 1, broadcast to the arrays) is how much more an area's own figure varies than chance
    makes it, measured over time: differences *between* areas are what a rank is about and are no noise.
    """
    over, below, worth = as_floats(numerator, denominator, dispersion)
    if not (worth >= 1).all():
        raise ValueError("a dispersion is 1 or more: nothing varies less than chance")
    why = reasons(over, below)
    why[~np.broadcast_to(np.asarray(valid, bool), why.shape)] = Reason.MISSING
    known = why == Reason.KNOWN
    if kind is Kind.PROPORTION and (over[known] > below[known]).any():
        raise ValueError("a proportion counts more than there are: use a rate")
    size = np.where(known, below, 1.0)
    events = np.where(known, over, 0.0)
    variant = "all pairs by the studentised range; exact below 10, else " + (
        "Byar" if kind is Kind.RATE else "Wilson"
    )

    def limits(columns: Flags, at: float) -> tuple[Floats, Floats]:
        inside = _columns(events / worth, columns)
        if kind is Kind.PROPORTION:
            return binomial(inside, _columns(size / worth, columns), at)
        low, high = poisson(inside, at)
        each = _columns(worth / size, columns)
        return low * each, high * each

    return _sets(events / size, limits, why, lower_is_better, level, variant)


def rank_sets_of_estimates(
    estimates: Estimate, widened: Any, *, lower_is_better: bool, level: float = 0.95
) -> RankSets:
    """Return ranks and rank sets of finished estimates (shares, medians, standardised rates), … × A × P.

    ``widened`` is a function that gives the same estimates at another level: the intervals that hold for
    all pairs at once are wider than those printed.
    """
    why = np.array(estimates.reason)
    value = np.where(why == Reason.KNOWN, estimates.value, 0.0)

    def limits(columns: Flags, at: float) -> tuple[Floats, Floats]:
        again: Estimate = widened(at)
        return _columns(again.low, columns), _columns(again.high, columns)

    variant = f"all pairs by the studentised range; {estimates.method}, {estimates.variant}"
    return _sets(value, limits, why, lower_is_better, level, variant)


@lru_cache(maxsize=512)
def range_quantile(number: int, level: float) -> float:
    """Return the quantile of the range of ``number`` independent standard normal variates.

    Tukey's studentised range with infinitely many degrees of freedom. A range is at most q when all variates
    lie within q above the least: integrated over where the least lies.

    >>> round(range_quantile(8, 0.95), 3)
    4.286
    """
    if number < 2:
        return 0.0
    grid = np.linspace(-9.0, 9.0, 3601)
    density = np.exp(-(grid**2) / 2) / np.sqrt(2 * np.pi) * (grid[1] - grid[0])
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        inside = number * float((density * (ndtr(grid + middle) - ndtr(grid)) ** (number - 1)).sum())
        low, high = (middle, high) if inside < level else (low, middle)
    return (low + high) / 2


def pair_level(number: int, level: float) -> float:
    """Return the level of one comparison at which all pairs of ``number`` areas together hold ``level``."""
    return 2 * float(ndtr(range_quantile(number, level) / np.sqrt(2))) - 1 if number > 1 else level


def _sets(
    value: Floats, limits: Any, why: Codes, lower_is_better: bool, level: float, variant: str
) -> RankSets:
    known = why == Reason.KNOWN
    present = known.sum(axis=-2)
    made = np.zeros((4, *value.shape), np.int64)
    for number in np.unique(present[present > 0]):
        columns = present == number
        inside, each = _columns(known, columns), _columns(value, columns)
        low, high = limits(columns, pair_level(int(number), level))
        signed = each if lower_is_better else -each
        below, above = np.maximum(each - low, 0.0), np.maximum(high - each, 0.0)
        to_better, to_worse = (below, above) if lower_is_better else (above, below)
        ranks = _compared(signed, to_better, to_worse, inside)
        for whole, part in zip(made, ranks, strict=True):
            np.moveaxis(whole, -2, -1)[columns] = np.where(inside, part, 0).T
    rank, ties, best, worst = made
    missing = known.shape[-2] - present
    method = "rank with simultaneous confidence set"
    return RankSets(rank, ties, best, worst, present, missing, why, lower_is_better, level, method, variant)


def _compared(
    value: Floats, to_better: Floats, to_worse: Floats, known: Flags
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return rank, ties, best and worst of A × C values where lower is better.

    Two are clearly different when they lie further apart than the reach of each towards the other, taken
    together (Newcombe; Zou and Donner, *Statistics in Medicine* 27, 2008).
    """
    number = known.sum(axis=0)
    rank, ties = np.ones(value.shape, np.int64), np.zeros(value.shape, np.int64)
    best, worst = np.ones(value.shape, np.int64), np.broadcast_to(number, value.shape).copy()
    order = np.where(known, value, np.nan)
    up, down = to_worse**2, to_better**2
    for area in range(value.shape[0]):
        ahead = order[area] - order  # above 0 where the other one is better
        apart = ahead**2 > down[area] + up
        rank[area] += (ahead > 0).sum(axis=0)
        ties[area] = (ahead == 0).sum(axis=0) - 1
        best[area] += ((ahead > 0) & apart).sum(axis=0)
        worst -= ((ahead > 0) & apart).astype(np.int64)
    return rank, ties, best, worst


def _columns(array: Any, columns: Flags) -> Any:
    """Return the chosen columns of … × A × P as A × C."""
    return np.moveaxis(array, -2, -1)[columns].T
