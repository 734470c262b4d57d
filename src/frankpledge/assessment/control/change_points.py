"""Change points: where a new baseline might begin. They are proposed to a person, never applied.

Least squares over all divisions of a series into levels, each change paid for by a penalty
(Jackson and others 2005, *IEEE Signal Processing Letters* 12), on values in units of their own noise, which
comes from differences of neighbours so that the levels themselves do not widen it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.control.baselines import Baseline, divided
from frankpledge.assessment.control.series import Flags, Floats, Series

SHORTEST = 7
"""Known points a level must have: as many as make a shift."""
PENALTY = 4.0
"""Price of a change, times the logarithm of the number of points.

Of stable independent series of 24 to 120 points, fewer than 5 in 100 then get a proposal; of 60 points
with a lasting change of 1.5 of their noise, 9 in 10 do (both simulated).
"""
_MEDIAN_OF_DIFFERENCE = 0.9538725524
"""Median of the absolute difference of two standard normal values."""


@dataclass(frozen=True)
class Proposal:
    """A new baseline that might begin at ``place`` of ``series``: means before and after, change in noise.

    A person decides, and records why; nothing follows from a proposal by itself.
    """

    series: int
    place: int
    before: float
    after: float
    sigmas: float

    @property
    def reason(self) -> str:
        """What is shown to the person who decides."""
        way = "rise" if self.after > self.before else "fall"
        return (
            f"The level seems to {way} from {self.before:.4g} to {self.after:.4g} here, "
            f"{abs(self.sigmas):.1f} times the usual variation of a single period."
        )


def proposals(series: Series, baseline: Baseline, *, penalty: float = PENALTY) -> tuple[Proposal, ...]:
    """Return proposed changes of level since the latest rebase, in order of series and place.

    With denominators the ratio is looked at. Take season out first. Excluded points and gaps are
    passed over. Positive autocorrelation makes proposals more frequent.
    """
    values = series.values if series.denominators is None else divided(*series.over())
    newest = baseline.segment == baseline.segment[:, -1:]
    known = ~np.isnan(values) & newest & ~baseline.excluded
    noise = _noise(values, known)
    usable = (noise > 0) & (known.sum(axis=1) >= 2 * SHORTEST)
    rows = np.flatnonzero(usable)
    if not len(rows):
        return ()
    chosen, held = known[rows], values[rows]
    order = np.argsort(~chosen, axis=1, kind="stable")
    closed = np.take_along_axis(np.where(chosen, held, 0.0), order, 1)
    number = chosen.sum(axis=1)
    changes = _divided_best(closed / noise[rows][:, None], number, penalty)
    found = []
    for row, at in enumerate(changes):
        ends = [0, *at, int(number[row])]
        means = [float(closed[row, a:b].mean()) for a, b in itertools.pairwise(ends)]
        for place, before, after in zip(at, means, means[1:], strict=False):
            sigmas = (after - before) / float(noise[rows[row]])
            found.append(Proposal(int(rows[row]), int(order[row, place]), before, after, sigmas))
    return tuple(found)


def _noise(values: Floats, known: Flags) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the noise of a single period: the median difference of neighbours, the mean where that is 0."""
    both = known[:, 1:] & known[:, :-1]
    change = np.sort(np.where(both, np.abs(np.diff(values, axis=1)), np.inf), axis=1)
    number = both.sum(axis=1)
    rows = np.arange(len(values))
    out = np.zeros(len(values))
    some = number > 0
    if not some.any():
        return out
    low, high = (change[rows, np.minimum(at, change.shape[1] - 1)] for at in ((number - 1) // 2, number // 2))
    out[some] = ((low + high) / 2)[some] / _MEDIAN_OF_DIFFERENCE
    mean = np.where(np.isfinite(change), change, 0.0).sum(axis=1) / np.maximum(number, 1) / 1.128
    return np.where(out > 0, out, mean)


def _divided_best(
    values: Floats, number: np.ndarray[tuple[int], np.dtype[np.int64]], penalty: float
) -> list[list[int]]:
    """Return for each series (known points first) the places at which levels of the best division begin."""
    count, width = values.shape
    clipped = _without_blips(values, number)
    total = np.concatenate([np.zeros((count, 1)), np.cumsum(clipped, axis=1)], axis=1)
    price = penalty * np.log(np.maximum(number, 2))
    best = np.full((count, width + 1), np.inf)
    best[:, 0] = -price
    begin = np.zeros((count, width + 1), np.int64)
    for end in range(SHORTEST, width + 1):
        starts = np.arange(end - SHORTEST + 1)
        # The sum of squares is the same for every division: only what the means explain differs.
        explained = (total[:, end : end + 1] - total[:, starts]) ** 2 / (end - starts)
        cost = best[:, starts] - explained + price[:, None]
        begin[:, end] = cost.argmin(axis=1)
        best[:, end] = cost[np.arange(count), begin[:, end]]
    found = []
    for row in range(count):
        places, end = [], int(number[row])
        while end and begin[row, end]:
            end = int(begin[row, end])
            places.append(end)
        found.append(places[::-1])
    return found


def _without_blips(values: Floats, number: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """Return values held within 3 of the median of five about them: one blip is no new level."""
    index = np.arange(values.shape[1])
    last = (number - 1)[:, None]
    around = np.stack([np.clip(index + step, 0, last) for step in range(-2, 3)])
    middle = np.median([np.take_along_axis(values, at, 1) for at in around], axis=0)
    return np.asarray(np.clip(values, middle - 3, middle + 3))
