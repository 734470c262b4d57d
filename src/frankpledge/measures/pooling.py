"""Quantiles and distinct counts of every period at once, from records counted by month.

What is pooled over a period is all its records, never a mean of months. Records are given as counts: so many
in a group (an area, or a part of one), in a month, of a value. Sorted once, any number of periods of any
length is then read off, where asking for each period's records again would read each record twenty times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_AT_ONCE = 2_000_000
"""Pairs of group and month of a period that are looked at together: what bounds the memory."""


@dataclass(frozen=True)
class Periods:
    """P periods by their first and last months, months numbered from ``origin``: at least one each.

    ``month`` and ``period`` are all pairs of a period and a month in it, sorted by period, and ``starts``
    where each period's begin.
    """

    origin: int
    months: int
    first: Ints
    month: Ints
    period: Ints
    starts: Ints

    @classmethod
    def of(cls, first: Ints, last: Ints) -> Periods:
        """Return periods from their first and last months, both within them."""
        origin = int(first.min())
        lengths = last - first + 1
        starts = np.cumsum(lengths) - lengths
        period = np.repeat(np.arange(len(first)), lengths)
        month = np.arange(int(lengths.sum())) - starts[period] + (first - origin)[period]
        return cls(origin, int(last.max()) - origin + 1, first - origin, month, period, starts)

    def sums(self, of_pairs: Ints) -> Ints:
        """Return G × P sums over the months of each period, from G × (pairs)."""
        summed: Ints = np.add.reduceat(of_pairs, self.starts, axis=1)
        return summed

    def inside(self, month: Ints) -> NDArray[np.bool_]:
        """Return which months are in any of them, by their span."""
        held: NDArray[np.bool_] = (month >= self.origin) & (month < self.origin + self.months)
        return held


def quantiles(
    group: Ints, month: Ints, value: Floats, count: Ints, groups: int, periods: Periods, share: float
) -> tuple[Floats, Ints]:
    """Return the quantile at ``share`` (0 to 1) of every group and period, and how many records it is of.

    Both are G × P; a quantile of nothing is NaN. Between two records it is interpolated, as SQL's
    ``percentile_cont`` does: the value at rank 1 + share × (n − 1).
    """
    made = np.full((groups, len(periods.first)), np.nan)
    kept = periods.inside(month)
    values, code = np.unique(value[kept], return_inverse=True)
    cell = group[kept] * periods.months + month[kept] - periods.origin
    key = cell * max(len(values), 1) + code
    order = np.argsort(key, kind="stable")
    key = key[order]
    upto = np.concatenate([[0], np.cumsum(count[kept][order])])
    begins = upto[np.searchsorted(key, np.arange(groups * periods.months + 1) * max(len(values), 1))]
    n = periods.sums(np.diff(begins).reshape(groups, -1)[:, periods.month])
    step = max(1, _AT_ONCE // max(len(periods.month), 1))
    for at in range(0, groups if len(values) else 0, step):
        some = slice(at, min(at + step, groups))
        rank = share * np.maximum(n[some] - 1, 0)
        below = np.floor(rank).astype(np.int64)
        cells = np.arange(some.start, some.stop)[:, None] * periods.months + periods.month
        base, before = cells * len(values), begins[cells]
        ends = [
            values[_smallest(key, upto, base, before, wanted, len(values), periods)]
            for wanted in (below + 1, np.minimum(below + 2, np.maximum(n[some], 1)))
        ]
        exact = ends[0] + (ends[1] - ends[0]) * (rank - below)
        made[some] = np.where(n[some] > 0, exact, np.nan)
    return made, n


def _smallest(
    key: Ints, upto: Ints, base: Ints, before: Ints, wanted: Ints, codes: int, periods: Periods
) -> Ints:
    """Return the first code to which at least ``wanted`` records of each group and period come up."""
    low, high = np.zeros_like(wanted), np.full_like(wanted, codes - 1)
    while (low < high).any():
        middle = (low + high) // 2
        there = upto[np.searchsorted(key, base + middle[:, periods.period], side="right")] - before
        enough = periods.sums(there) >= wanted
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.minimum(middle + 1, high))
    return low


def distinct_counts(
    group: Ints, month: Ints, item: Ints, count: Ints, groups: int, periods: Periods
) -> tuple[Ints, Ints]:
    """Return how many different items every group has in every period, and how many records: both G × P.

    An item counts in a period in the first of its months there, which is the one whose month before,
    of the same item and group, lies before the period.
    """
    kept = periods.inside(month)
    group, month, item, count = group[kept], month[kept] - periods.origin, item[kept], count[kept]
    width = periods.months
    records = np.bincount(group * width + month, count, groups * width).astype(np.int64).reshape(groups, -1)
    order = np.lexsort((month, item, group))
    group, month, item = group[order], month[order], item[order]
    same = np.zeros(len(group), bool)
    same[1:] = (group[1:] == group[:-1]) & (item[1:] == item[:-1])
    # Months from 1, so that 0 says that there was none before.
    earlier = np.where(same, np.concatenate([[0], month[:-1] + 1])[: len(group)], 0)
    fresh = earlier != month + 1
    group, month, earlier = group[fresh], month[fresh], earlier[fresh]
    different = np.zeros((groups, len(periods.first)), np.int64)
    step = max(1, _AT_ONCE // (width * (width + 1) + len(periods.month)))
    for at in range(0, groups, step):
        end = min(at + step, groups)
        some = slice(*np.searchsorted(group, [at, end]))
        place = ((group[some] - at) * width + month[some]) * (width + 1) + earlier[some]
        by_earlier = np.bincount(place, minlength=(end - at) * width * (width + 1))
        since = np.cumsum(by_earlier.reshape(end - at, width, width + 1), axis=2)
        different[at:end] = periods.sums(since[:, periods.month, periods.first[periods.period]])
    return different, periods.sums(records[:, periods.month])
