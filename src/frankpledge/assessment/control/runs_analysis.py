"""Anhøj's rules: is the longest run too long, are there too few crossings of the centre?

Source: Anhøj and Olesen 2014, *PLoS ONE* 9(11): e113825. They ask of a whole segment whether it
varies by chance, with a false alarm rate that hardly depends on how long it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from frankpledge.assessment.control.charts import Chart
from frankpledge.assessment.control.patterns import Points
from frankpledge.assessment.control.series import Flags, Ints


@dataclass(frozen=True)
class RunsAnalysis:
    """What the runs of each point's segment say, S × P.

    ``useful`` counts points off the centre and plateau, known and not excluded; where there are none, nothing
    is signalled and the other numbers are 0. ``in_longest`` marks the points of the first longest run.
    """

    useful: Ints
    longest: Ints
    longest_allowed: Ints
    crossings: Ints
    crossings_needed: Ints
    too_long: Flags
    too_few: Flags
    in_longest: Flags

    @property
    def signal(self) -> Flags:
        """Whether either rule signals in the point's segment."""
        return np.asarray(self.too_long | self.too_few)


def runs_analysis(chart: Chart) -> RunsAnalysis:
    """Return Anhøj's run analysis of every segment: longest run > round(log2 n) + 3, or too few crossings.

    Crossings are too few below the 5 % point of a binomial of n − 1 even chances.
    """
    excluded = np.broadcast_to(chart.baseline.excluded, chart.values.shape)
    points = Points.of(chart, excluded | chart.plateau | (chart.side == 0))
    width = chart.values.shape[1]
    run = np.maximum(points.run(points.side > 0), points.run(points.side < 0))
    crossed = np.zeros(chart.values.shape, bool)
    crossed[:, 1:] = points.known[:, 1:] & (points.side[:, 1:] != points.side[:, :-1])
    crossed &= points.begin != np.arange(width)
    segment = np.broadcast_to(chart.baseline.segment, chart.values.shape)
    moved = segment if points.place is None else np.take_along_axis(segment, points.place, 1)
    useful, longest = np.zeros(chart.values.shape, np.int64), np.zeros(chart.values.shape, np.int64)
    crossings, in_longest = np.zeros_like(useful), np.zeros(chart.values.shape, bool)
    for number in range(int(segment.max(initial=0)) + 1):
        inside, here = segment == number, (moved == number) & points.known
        held = np.where(here, run, 0)
        most = held.max(axis=1, keepdims=True, initial=0)
        np.copyto(useful, here.sum(axis=1, keepdims=True), where=inside)
        np.copyto(longest, most, where=inside)
        np.copyto(crossings, (crossed & here).sum(axis=1, keepdims=True), where=inside)
        ends = held.argmax(axis=1)[:, None] if width else np.zeros((len(held), 1), np.int64)
        index = np.arange(width)
        in_longest |= (index <= ends) & (index > ends - most) & here
    some = useful > 0
    allowed = np.where(some, np.round(np.log2(np.maximum(useful, 1))) + 3, 0).astype(np.int64)
    needed = np.array([_fewest_crossings(n) for n in range(width + 1)])[useful]
    return RunsAnalysis(
        useful,
        longest,
        allowed,
        crossings,
        needed,
        some & (longest > allowed),
        some & (crossings < needed),
        points.put_back(in_longest),
    )


def _fewest_crossings(useful: int) -> int:
    """Return the smallest number whose binomial(n − 1, ½) distribution reaches 5 %, in whole numbers."""
    tries, reached = max(useful - 1, 0), 0
    for crossings in range(tries + 1):
        reached += comb(tries, crossings)
        if reached * 20 >= 2**tries:
            return crossings
    return tries
