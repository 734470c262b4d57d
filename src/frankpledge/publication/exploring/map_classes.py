"""Classes of values for a shaded map: few enough to be told apart, each as alike inside as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from frankpledge.publication.tokens import INK, PAPER

MOST_CLASSES = 5
MOST_CUTS = 400
"""More different values than this are first put into as many steps of equal numbers."""
CLASS_COLOURS = ("#efebf5", "#cbbfe0", "#a38fc5", "#7452a3", "#43206f")
"""Grounds of classes from low to high: one hue that grows darker, so that it is read without seeing colour.

Purple, because blue and orange say better and worse wherever figures are judged.
"""
CLASS_WORDS = (INK, INK, INK, PAPER, PAPER)
"""What is written on each ground."""


@dataclass(frozen=True)
class Class:
    """One class: its place from 1, the least and the greatest value in it, and how many areas it has."""

    number: int
    low: float
    high: float
    areas: int
    of: int
    """How many classes there are."""

    @property
    def colour(self) -> str:
        """The colour of its ground."""
        return CLASS_COLOURS[self.ground - 1]

    @property
    def ink(self) -> str:
        """The colour of words on its ground."""
        return CLASS_WORDS[self.ground - 1]

    @property
    def ground(self) -> int:
        """Which of all grounds it has, from 1: few classes are as far apart as can be."""
        if self.of == 1:
            return len(CLASS_COLOURS) // 2 + 1
        return round((self.number - 1) * (len(CLASS_COLOURS) - 1) / (self.of - 1)) + 1


def classes_of(values: Sequence[float], most: int = MOST_CLASSES) -> tuple[Class, ...]:
    """Return the classes of values that keep the squared distances inside them least, lowest first.

    The optimal classes of one dimension, which Fisher's dynamic programme finds (W. D. Fisher, "On
    Grouping for Maximum Homogeneity", 1958; on maps as natural breaks). There are at most ``most``,
    and no more than there are different values.
    """
    if not values:
        return ()
    held = np.sort(np.asarray(values, dtype=float))
    steps, counts = np.unique(held, return_counts=True)
    if len(steps) > MOST_CUTS:
        edges = np.unique(np.searchsorted(steps, held[np.linspace(0, len(held) - 1, MOST_CUTS).astype(int)]))
        sums = np.add.reduceat(steps * counts, edges)
        counts = np.add.reduceat(counts, edges)
        means, lows = sums / counts, steps[edges]
    else:
        means, lows = steps, steps
    starts = _starts(means, counts.astype(float), min(most, len(means)))
    bounds = [*np.searchsorted(held, [lows[at] for at in starts]), len(held)]
    pairs = list(pairwise(bounds))
    return tuple(
        Class(place, float(held[first]), float(held[last - 1]), int(last - first), len(pairs))
        for place, (first, last) in enumerate(pairs, start=1)
    )


def _starts(values: NDArray[np.float64], weights: NDArray[np.float64], classes: int) -> list[int]:
    """Return where each class starts among D ascending values: Fisher's recursion, O(classes × D²)."""
    middle = values - np.average(values, weights=weights)  # The sums of squares stay small.
    count = np.concatenate(([0.0], np.cumsum(weights)))
    total = np.concatenate(([0.0], np.cumsum(weights * middle)))
    square = np.concatenate(([0.0], np.cumsum(weights * middle**2)))

    def inside(first: NDArray[np.int64], after: int) -> NDArray[np.float64]:
        """Return the squared distances from their mean of values first … after - 1."""
        spread = (
            square[after] - square[first] - (total[after] - total[first]) ** 2 / (count[after] - count[first])
        )
        return np.asarray(np.maximum(spread, 0.0))

    size = len(values)
    best = np.array([0.0, *(inside(np.array([0]), after)[0] for after in range(1, size + 1))])
    chosen: list[NDArray[np.int64]] = []
    for number in range(2, classes + 1):
        least, cut = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=np.int64)
        for after in range(number, size + 1):
            firsts = np.arange(number - 1, after)
            costs = best[firsts] + inside(firsts, after)
            at = int(np.argmin(costs))
            least[after], cut[after] = costs[at], firsts[at]
        best = least
        chosen.append(cut)
    starts, after = [], size
    for cut in reversed(chosen):
        after = int(cut[after])
        starts.append(after)
    return [0, *reversed(starts)]


def class_for(value: float, classes: Sequence[Class]) -> Class:
    """Return the class that a value lies in."""
    return next(one for one in classes if value <= one.high)
