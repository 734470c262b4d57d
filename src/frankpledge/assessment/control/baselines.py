"""Which points set the limits of which: segments, frozen spans and exclusions decided elsewhere.

A rebase begins a new segment; within a segment the counted points set the limits of all.
Freezing the counted points keeps an old verdict: new periods are judged, never averaged in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from frankpledge.assessment.control.series import NEAR, Flags, Floats, Ints
from frankpledge.errors import WrongUse


@dataclass(frozen=True)
class Baseline:
    """Segments and counted points, each S × P (or 1 × P, for all series alike).

    ``segment`` numbers each point's segment from 0, rising; ``frozen`` says which points may set
    limits (the span known as at the decision); ``excluded`` which are left out of them by a
    recorded decision. Excluded points are still judged.
    """

    segment: Ints
    frozen: Flags
    excluded: Flags

    def __post_init__(self) -> None:
        if bool((np.diff(self.segment, axis=1) < 0).any()) or bool((self.segment < 0).any()):
            raise WrongUse("Segments of a baseline are numbered from 0 and only rise.")

    @classmethod
    def of(
        cls,
        periods: int,
        *,
        rebased_at: Iterable[int] = (),
        first: int | None = None,
        span: tuple[int, int] | None = None,
        excluded: Iterable[int] = (),
    ) -> Baseline:
        """Return the baseline of ``periods`` points by decisions that hold for all series alike.

        Places count from 0. ``rebased_at`` are the places where a new baseline begins; ``first``
        counts only so many periods from the start of each segment; ``span`` only those from its
        first to its last place, both included; ``excluded`` leaves places out.
        """
        begins, left_out = sorted(set(rebased_at)), sorted(set(excluded))
        for name, places in (("rebase", begins), ("excluded point", left_out), ("span", span or ())):
            for place in places:
                if not 0 <= place < periods:
                    raise WrongUse(f"The {name} at place {place} lies outside the {periods} periods.")
        at = np.arange(periods)
        segment = np.searchsorted(np.array(begins, np.int64), at, side="right").astype(np.int64)
        segment -= segment[0] if periods else 0
        start = np.searchsorted(segment, segment, side="left")
        frozen = np.ones(periods, bool) if first is None else at - start < first
        if span is not None:
            frozen &= (at >= span[0]) & (at <= span[1])
        return cls(segment[None, :], frozen[None, :], np.isin(at, left_out)[None, :])

    @cached_property
    def counted(self) -> Flags:
        """Which points may set limits, where they have a value."""
        return np.asarray(self.frozen & ~self.excluded)

    def total(self, amounts: Floats, where: Flags) -> Floats:
        """Return for every point the sum of ``amounts`` over its segment ``where`` that holds (S × P)."""
        shape = np.broadcast_shapes(amounts.shape, where.shape, self.segment.shape)
        out: Floats = np.zeros(shape)
        held = np.where(where, amounts, 0.0)
        last = int(self.segment.max(initial=0))
        for number in range(last + 1):
            if last == 0:
                out[:] = held.sum(axis=1, keepdims=True)
            else:
                inside = np.broadcast_to(self.segment == number, shape)
                sums = np.where(inside, held, 0.0).sum(axis=1, keepdims=True)
                np.copyto(out, sums, where=inside)
        return out

    def mean(self, amounts: Floats, where: Flags) -> tuple[Floats, Floats]:
        """Return for every point its segment's mean ``where`` that holds, and of how many; NaN of none."""
        number = self.total(np.ones_like(amounts), where)
        return divided(self.total(amounts, where), number), number

    def middle(self, amounts: Floats, where: Flags) -> tuple[Floats, Floats]:
        """Return for every point its segment's lower and upper median ``where`` that holds; NaN of none."""
        shape = np.broadcast_shapes(amounts.shape, where.shape, self.segment.shape)
        out = np.full((2, *shape), np.nan)
        last = int(self.segment.max(initial=0))
        for number in range(last + 1 if shape[1] else 0):
            inside = np.broadcast_to(self.segment == number, shape)
            held = np.sort(np.where(inside & where, amounts, np.nan), axis=1)
            known = (~np.isnan(held)).sum(axis=1, keepdims=True)
            for side, at in enumerate((np.maximum(known - 1, 0) // 2, np.minimum(known // 2, shape[1] - 1))):
                np.copyto(out[side], np.take_along_axis(held, at, 1), where=inside)
        return out[0], out[1]

    def moving_ranges(self, amounts: Floats, *, bridging: bool = False) -> Floats:
        """Return each counted point's absolute difference from the one before it; NaN where none.

        There is no range across a gap, a rebase or an excluded point; ``bridging`` takes one
        across excluded points (as qicharts2 does), never across a gap.
        """
        ranges = np.full(amounts.shape, np.nan)
        if not bridging:
            both = self.counted[:, 1:] & self.counted[:, :-1] & (np.diff(self.segment, axis=1) == 0)
            ranges[:, 1:] = np.where(both, np.abs(np.diff(amounts, axis=1)), np.nan)
            return ranges
        place = np.arange(amounts.shape[1])
        latest = np.maximum.accumulate(np.where(self.counted, place, -1), axis=1)
        before = np.broadcast_to(latest[:, :-1], (len(amounts), len(place) - 1))
        segment = np.broadcast_to(self.segment, amounts.shape)
        at = np.maximum(before, 0)
        same = (before >= 0) & (np.take_along_axis(segment, at, 1) == segment[:, 1:])
        step = np.abs(amounts[:, 1:] - np.take_along_axis(amounts, at, 1))
        ranges[:, 1:] = np.where(same & self.counted[:, 1:], step, np.nan)
        return ranges


SCREEN = 3.267
"""Upper limit of a moving range of two, in mean moving ranges (D4; Nelson 1982)."""


@dataclass(frozen=True)
class MeanRange:
    """The mean moving range of each point's segment, the number of ranges in it and of those screened out.

    ``fell_back`` marks segments whose screened mean would be 0 though the series moves: one
    blip on a plateau. There the unscreened mean is used.
    """

    mean: Floats
    number: Floats
    screened: Floats
    fell_back: Flags


def mean_range(baseline: Baseline, amounts: Floats, *, screened: bool, bridging: bool) -> MeanRange:
    """Return the mean moving range by segment, ranges ≥ 3.267 × their mean left out once if ``screened``."""
    ranges = baseline.moving_ranges(amounts, bridging=bridging)
    known = ~np.isnan(ranges)
    mean, number = baseline.mean(ranges, known)
    none = np.zeros_like(mean)
    if not screened:
        return MeanRange(mean, number, none, none.astype(bool))
    kept = known & (ranges < SCREEN * mean)
    again, left = baseline.mean(ranges, kept)
    usable = again > NEAR * np.maximum(mean, 0.0)
    fell_back = ~usable & (mean > 0) & (left < number)
    return MeanRange(
        np.where(usable, again, mean),
        np.where(usable, left, number),
        np.where(usable, number - left, 0.0),
        fell_back,
    )


def divided(over: Floats, below: Floats) -> Floats:
    """Return the quotient, NaN where the divisor is 0 or not known."""
    known = ~np.isnan(below) & (below != 0)
    return np.asarray(np.divide(over, below, out=np.full(np.shape(below), np.nan), where=known))
