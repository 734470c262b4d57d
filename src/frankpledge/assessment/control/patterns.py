"""Patterns of points, found in all series at once.

Patterns are looked for along the points that have a value: a gap neither ends a run nor
lengthens it. They never reach across a rebase. Each pattern says where it is complete
(``high`` and ``low``: at its last point), and how many points it then spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from frankpledge.assessment.control.charts import Chart
from frankpledge.assessment.control.series import NEAR, Flags, Floats, Signs

Counts = np.ndarray[tuple[int, int], np.dtype[np.int32]]


@dataclass(frozen=True)
class Points:
    """The points of a chart with their gaps closed, S × P: known ones first, in order.

    ``side`` is 0 on a plateau, as on the centre.
    ``place`` is where each came from (None: nothing was moved); ``begin`` the first point of its segment.
    """

    known: Flags
    values: Floats
    z: Floats
    side: Signs
    plateau: Flags
    above: Flags
    below: Flags
    begin: Counts
    place: np.ndarray[tuple[int, int], np.dtype[np.int64]] | None

    @classmethod
    def of(cls, chart: Chart, left_out: Flags | None = None) -> Points:
        """Return the points of a chart that have a value and are not ``left_out``."""
        known = ~np.isnan(chart.values)
        if left_out is not None:
            known = known & ~left_out
        segment = np.broadcast_to(chart.baseline.segment, known.shape)
        side = np.where(chart.plateau, 0, chart.side).astype(np.int8)
        held = (chart.values, chart.z, side, chart.plateau, chart.above, chart.below, segment)
        place = None
        if not known.all():
            place = np.argsort(~known, axis=1, kind="stable")
            held = tuple(np.take_along_axis(one, place, 1) for one in held)  # type: ignore[assignment]
            known = np.take_along_axis(known, place, 1)
        values, z, side, plateau, above, below, segment = held
        begins: Flags = np.ones(known.shape, bool)
        begins[:, 1:] = segment[:, 1:] != segment[:, :-1]
        return cls(known, values, z, side, plateau, above, below, _latest(begins), place)

    def put_back(self, held: Flags | Signs) -> Any:
        """Return what is held of these points at the places they came from, 0 elsewhere."""
        if self.place is None:
            return held
        out = np.zeros_like(held)
        np.put_along_axis(out, self.place, np.where(self.known, held, 0), 1)
        return out

    @cached_property
    def step(self) -> Signs:
        """+1 where a point is higher than the one before in its segment, −1 lower, 0 a tie or none before."""
        out = np.zeros(self.values.shape, np.int8)
        out[:, 1:] = steps(self.values)
        index = np.arange(self.values.shape[1], dtype=np.int32)
        out[(self.begin == index) | ~self.known] = 0
        return out

    def run(self, holds: Flags) -> Counts:
        """Return how many points up to each one hold without a break, in its segment."""
        index = np.arange(holds.shape[1], dtype=np.int32)
        broken = _latest(~(holds & self.known))
        return np.asarray(np.minimum(index - broken, index - self.begin + 1))

    def within(self, flags: Flags, points: int) -> Counts:
        """Return how many of the last ``points`` points hold; 0 where the segment has fewer so far."""
        number = np.cumsum(flags & self.known, axis=1, dtype=np.int32)
        number[:, points:] = number[:, points:] - number[:, :-points]
        index = np.arange(flags.shape[1], dtype=np.int32)
        return np.asarray(np.where((index - self.begin + 1 >= points) & self.known, number, 0))


@dataclass(frozen=True)
class Ends:
    """Where a pattern is complete, above or rising (``high``) and below or falling (``low``), S × P.

    A pattern without a side is complete in both at once.
    """

    high: Flags
    low: Flags


class Pattern(Protocol):
    """A pattern of ``span`` points."""

    @property
    def span(self) -> int: ...

    def ends(self, points: Points) -> Ends: ...

    def makes(self, points: Points) -> Ends: ...


@dataclass(frozen=True)
class Outside:
    """One point outside the limits: above the upper or below the lower, never on one."""

    span: int = 1

    def ends(self, points: Points) -> Ends:
        return Ends(points.above & points.known, points.below & points.known)

    def makes(self, points: Points) -> Ends:
        return self.ends(points)


@dataclass(frozen=True)
class Shift:
    """``span`` points in a row on one side of the centre; a point on the centre or plateau breaks it."""

    span: int

    def ends(self, points: Points) -> Ends:
        return Ends(*(points.run(side) >= self.span for side in (points.side > 0, points.side < 0)))

    def makes(self, points: Points) -> Ends:
        return Ends(points.side > 0, points.side < 0)


@dataclass(frozen=True)
class Trend:
    """``span`` points in a row each higher (or each lower) than the one before; a tie breaks it."""

    span: int

    def ends(self, points: Points) -> Ends:
        return Ends(*(points.run(step) >= self.span - 1 for step in (points.step > 0, points.step < 0)))

    def makes(self, points: Points) -> Ends:
        return Ends(points.known, points.known)


@dataclass(frozen=True)
class SomeBeyond:
    """``number`` of ``span`` points in a row more than ``sigmas`` from the centre on one side.

    ``one_side``: all ``span`` must lie on that side of the centre. ``inside``: only points within
    the limits are numbered. ``last``: it is complete only at a point that is itself beyond.
    """

    number: int
    span: int
    sigmas: float
    one_side: bool = False
    inside: bool = False
    last: bool = False

    def makes(self, points: Points) -> Ends:
        out = points.above | points.below
        far = (_further(points.z, self.sigmas), _further(-points.z, self.sigmas))
        return Ends(*(beyond & ~out if self.inside else beyond for beyond in far))

    def ends(self, points: Points) -> Ends:
        beyond, found = self.makes(points), []
        for far, sign in ((beyond.high, 1), (beyond.low, -1)):
            enough = points.within(far, self.span) >= self.number
            if self.one_side:
                enough &= points.within(points.side == sign, self.span) == self.span
            found.append(enough & far if self.last else enough)
        return Ends(*found)


@dataclass(frozen=True)
class Alternating:
    """``span`` points in a row going up and down in turn."""

    span: int

    def ends(self, points: Points) -> Ends:
        turns = np.zeros(points.step.shape, bool)
        turns[:, 1:] = points.step[:, 1:] * points.step[:, :-1] < 0
        enough = points.run(turns) >= self.span - 2
        return Ends(enough, enough)

    def makes(self, points: Points) -> Ends:
        return Ends(points.known, points.known)


@dataclass(frozen=True)
class Hugging:
    """``span`` points in a row within ``sigmas`` of the centre: less variation than the limits suppose.

    A plateau is not counted: a value that does not change has not come close.
    """

    span: int
    sigmas: float = 1.0

    def makes(self, points: Points) -> Ends:
        near = ~np.isnan(points.z) & ~_further(np.abs(points.z), self.sigmas) & ~points.plateau
        return Ends(near, near)

    def ends(self, points: Points) -> Ends:
        enough = points.run(self.makes(points).high) >= self.span
        return Ends(enough, enough)


@dataclass(frozen=True)
class Avoiding:
    """``span`` points in a row more than ``sigmas`` from the centre, some on either side of it."""

    span: int
    sigmas: float = 1.0

    def makes(self, points: Points) -> Ends:
        far = _further(np.abs(points.z), self.sigmas)
        return Ends(far, far)

    def ends(self, points: Points) -> Ends:
        far = self.makes(points).high
        both = (points.within(far & (points.z > 0), self.span) > 0) & (
            points.within(far & (points.z < 0), self.span) > 0
        )
        enough = both & (points.run(far) >= self.span)
        return Ends(enough, enough)


def steps(values: Floats) -> Signs:
    """Return the sign of each value's difference from the one before (S × P − 1); 0 for a tie or a gap."""
    change = np.diff(values, axis=1)
    size = np.abs(values)
    least = NEAR * np.maximum(size[:, 1:], size[:, :-1])
    return (change > least).astype(np.int8) - (change < -least).astype(np.int8)


def spread_back(ends: Flags, span: int) -> Flags:
    """Return every point of the patterns of ``span`` points that are complete where ``ends`` holds."""
    out = ends.copy()
    for back in range(1, min(span, ends.shape[1])):
        out[:, :-back] |= ends[:, back:]
    return out


def _further(z: Floats, sigmas: float) -> Flags:
    return np.asarray(z - sigmas > NEAR * sigmas)


def _latest(flags: Flags) -> Counts:
    """Return the place of the latest point up to each one that holds; −1 where none."""
    place = np.arange(flags.shape[1], dtype=np.int32)
    return np.asarray(np.maximum.accumulate(np.where(flags, place, np.int32(-1)), axis=1))
