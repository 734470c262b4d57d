"""Rules applied to charts: every hit of every point, with the points that make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from frankpledge.assessment.control.charts import FULL, Chart, Standing
from frankpledge.assessment.control.patterns import Points, spread_back
from frankpledge.assessment.control.rules import Rule, RuleSet
from frankpledge.assessment.control.runs_analysis import RunsAnalysis, runs_analysis
from frankpledge.assessment.control.series import Flags, Signs
from frankpledge.plan.definitions import Direction

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class RuleHits:
    """Where one rule holds, S × P.

    ``marked`` are the points it marks, ``side`` which way (+1 above or rising, −1 below or falling,
    0 neither; where a rise turns into a fall, what follows).
    """

    rule: Rule
    marked: Flags
    side: Signs


@dataclass(frozen=True)
class Hit:
    """One rule that marks one point: which way, and the places of the points that make it."""

    rule: str
    words: str
    side: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Verdicts:
    """What a set of rules says of every point of a chart.

    ``exceptional`` is any mark on a point that may be judged: none on trial limits. ``side`` is the
    way of the first rule of the set that marks the point. ``runs`` holds Anhøj's analysis, if asked.
    """

    chart: Chart
    rule_set: RuleSet
    hits: tuple[RuleHits, ...]
    marked: Flags
    side: Signs
    runs: RunsAnalysis | None

    @cached_property
    def exceptional(self) -> Flags:
        # A flat baseline has no limits, but a run off its centre is still a run.
        judged = (self.chart.standing == Standing.JUDGED) | (
            (self.chart.standing == Standing.NO_VARIATION) & (self.chart.points >= FULL)
        )
        return np.asarray(self.marked & judged)

    def improving(self, direction: Direction) -> Signs:
        """Return +1 improving or −1 worsening for exceptional points; 0 for no judgement and for others."""
        better = {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEUTRAL: 0}[direction]
        return np.where(self.exceptional, self.side * better, 0).astype(np.int8)

    def evidence(self, series: int, place: int) -> tuple[Hit, ...]:
        """Return every hit of one point, first rule first, each with the points that make it."""
        if self.runs is not None:
            return self._runs_evidence(self.runs, series, place)
        points = Points.of(self.chart.of_series(series))
        known = np.flatnonzero(~np.isnan(self.chart.values[series]))
        at = int(np.searchsorted(known, place))
        held = [rule.rule for rule in self.hits if rule.marked[series, place]]
        return tuple(hit for rule in held for hit in self._hits(rule, points, known, at))

    def _hits(self, rule: Rule, points: Points, known: Places, at: int) -> Iterator[Hit]:
        ends, makes = rule.pattern.ends(points), rule.pattern.makes(points)
        both = bool((ends.high & ends.low).any())
        sides = [(ends.high[0], makes.high[0], 1), (ends.low[0], makes.low[0], -1)]
        reach = rule.pattern.span if self.rule_set.marks_all else 1
        for complete, making, side in sides[:1] if both else sides:
            near = np.flatnonzero(complete[at : at + reach]) + at
            if not len(near) or not making[at]:
                continue
            first, last = int(near[0]), int(near[-1])
            while first and complete[first - 1]:
                first -= 1
            while last + 1 < len(known) and complete[last + 1]:
                last += 1
            span = range(max(first - rule.pattern.span + 1, 0), last + 1)
            places = tuple(int(known[one]) for one in span if making[one])
            yield Hit(rule.name, rule.words, 0 if both else side, places)

    def _runs_evidence(self, runs: RunsAnalysis, series: int, place: int) -> tuple[Hit, ...]:
        found = []
        inside = np.broadcast_to(self.chart.baseline.segment, self.chart.values.shape)[series]
        here = inside == inside[place]
        side = int(self.chart.side[series, place])
        if runs.too_long[series, place] and runs.in_longest[series, place]:
            longest, allowed = runs.longest[series, place], runs.longest_allowed[series, place]
            words = f"in a run of {longest}, longer than {allowed}"
            run = tuple(int(one) for one in np.flatnonzero(runs.in_longest[series] & here))
            found.append(Hit("longest-run", words, side, run))
        if runs.too_few[series, place] and self.marked[series, place]:
            words = (
                f"the centre is crossed {runs.crossings[series, place]} times, "
                f"fewer than {runs.crossings_needed[series, place]}"
            )
            useful = (self.chart.side[series] != 0) & ~self.chart.plateau[series] & here
            found.append(Hit("crossings", words, 0, tuple(int(one) for one in np.flatnonzero(useful))))
        return tuple(found)


def judged(chart: Chart, rule_set: RuleSet) -> Verdicts:
    """Return what the rules say of every point of every series of a chart."""
    marked = np.zeros(chart.values.shape, bool)
    side = np.zeros(chart.values.shape, np.int8)
    if rule_set.runs_analysis:
        runs = runs_analysis(chart)
        long = runs.too_long & runs.in_longest
        np.copyto(side, chart.side, where=long)
        useful = (chart.side != 0) & ~chart.plateau & ~chart.baseline.excluded
        return Verdicts(chart, rule_set, (), long | (runs.too_few & useful), side, runs)
    points = Points.of(chart)
    hits = tuple(_hits_of(rule, rule_set, points) for rule in rule_set.rules)
    for held in hits:
        np.copyto(side, held.side, where=held.marked & ~marked)
        marked |= held.marked
    return Verdicts(chart, rule_set, hits, marked, side, None)


def _hits_of(rule: Rule, rule_set: RuleSet, points: Points) -> RuleHits:
    ends, makes = rule.pattern.ends(points), rule.pattern.makes(points)
    if rule_set.marks_all:
        high = spread_back(ends.high, rule.pattern.span) & makes.high
        low = spread_back(ends.low, rule.pattern.span) & makes.low
    else:
        high, low = ends.high & makes.high, ends.low & makes.low
    side = high.astype(np.int8) - low.astype(np.int8)
    turning = high & low & ~(ends.high & ends.low)
    if turning.any():
        following = np.zeros_like(side)
        following[:, :-1] = points.step[:, 1:]
        side = np.where(turning, following, side).astype(np.int8)
    return RuleHits(rule, points.put_back(high | low), points.put_back(side))
