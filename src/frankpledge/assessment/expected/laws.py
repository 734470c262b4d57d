"""The laws by which a quarter's figure may vary: how unusual a figure is, and where the range ends.

A law knows the expected figure, its variance (the months' own and what is not known of the
past) and, for shares, out of how many. Each gives the tail on either side, the figure seen
included; a range ends at the last figure whose tail is larger than the level. So a figure is
outside its range exactly when its p-value is under the level, also for small counts, and
nothing is drawn at random: small counts keep to fewer false exceptions than the level.

Variance is estimated from few months. Where the law's tail is that of z standard deviations,
the p-value is that of Student's t at z (exact for values, the same correction for counts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtr, ndtri, stdtr, stdtrit

from frankpledge.assessment.expected.season import Floats

_LEAST = 1e-300


class Law(Protocol):
    """A law of S figures, each with its own expectation and variance."""

    def below(self, seen: Floats) -> Floats:
        """Return the chance of ``seen`` or less."""

    def above(self, seen: Floats) -> Floats:
        """Return the chance of ``seen`` or more."""

    def ends(self, tail: Floats) -> tuple[Floats, Floats]:
        """Return the least and largest figure whose tail is larger than ``tail``."""

    def detectable(self, ends: tuple[Floats, Floats], reach: float) -> tuple[Floats, Floats]:
        """Return the expectations below and above the range whose figures fall outside it with a set chance.

        ``reach`` is the normal quantile of that chance. NaN where there is none.
        """


@dataclass(frozen=True)
class CountLaw:
    """Negative binomial with a given mean and variance (at least the mean): Poisson at its edge."""

    mean: Floats
    variance: Floats

    def _shape(self) -> tuple[Floats, Floats]:
        extra = np.maximum(self.variance - self.mean, 1e-6 * self.mean)
        size = self.mean**2 / extra
        return size, self.mean / (size + self.mean)

    def below(self, seen: Floats) -> Floats:
        size, share = self._shape()
        return np.asarray(np.where(seen < 0, 0.0, betainc(size, np.maximum(seen, 0.0) + 1.0, 1.0 - share)))

    def above(self, seen: Floats) -> Floats:
        size, share = self._shape()
        return np.asarray(np.where(seen <= 0, 1.0, betainc(np.maximum(seen, 1e-9), size, share)))

    def ends(self, tail: Floats) -> tuple[Floats, Floats]:
        far = self.mean + 12.0 * np.sqrt(self.variance) + 30.0
        return _whole_ends(self, tail, far)

    def detectable(self, ends: tuple[Floats, Floats], reach: float) -> tuple[Floats, Floats]:
        half = reach * np.sqrt(self.variance / self.mean)
        low, high = np.maximum(ends[0] - 0.5, 0.0), ends[1] + 0.5
        fall = ((np.sqrt(half**2 + 4.0 * low) - half) / 2.0) ** 2
        rise = ((np.sqrt(half**2 + 4.0 * high) + half) / 2.0) ** 2
        return np.where(ends[0] > 0, fall, np.nan), rise


@dataclass(frozen=True)
class ShareLaw:
    """Binomial out of ``out_of`` with a given mean and variance (at least the binomial one).

    An overdispersed count of x out of n is read as x/φ out of n/φ, with half a count for
    continuity: exactly binomial where φ = 1.
    """

    mean: Floats
    variance: Floats
    out_of: Floats

    def _reading(self) -> tuple[Floats, Floats]:
        share = self.mean / self.out_of
        return share, np.maximum(self.variance / (self.mean * (1.0 - share)), 1.0)

    def below(self, seen: Floats) -> Floats:
        return 1.0 - self.above(seen + 1.0)

    def above(self, seen: Floats) -> Floats:
        share, excess = self._reading()
        inside = np.clip(seen, 0.5, self.out_of)
        tail = betainc((inside - 0.5) / excess + 0.5, (self.out_of - inside + 0.5) / excess + 0.5, share)
        return np.asarray(np.where(seen <= 0, 1.0, np.where(seen > self.out_of, 0.0, tail)))

    def ends(self, tail: Floats) -> tuple[Floats, Floats]:
        return _whole_ends(self, tail, self.out_of)

    def detectable(self, ends: tuple[Floats, Floats], reach: float) -> tuple[Floats, Floats]:
        _, excess = self._reading()
        square = reach**2 * excess / self.out_of
        low, high = (ends[0] - 0.5) / self.out_of, (ends[1] + 0.5) / self.out_of
        fall = _score_end(low, square, -1.0) * self.out_of
        rise = _score_end(high, square, 1.0) * self.out_of
        return np.where(ends[0] > 0, fall, np.nan), np.where(ends[1] < self.out_of, rise, np.nan)


@dataclass(frozen=True)
class ValueLaw:
    """Normal with a given mean and variance, for means, percentiles and other values."""

    mean: Floats
    variance: Floats

    def below(self, seen: Floats) -> Floats:
        return np.asarray(ndtr((seen - self.mean) / np.sqrt(self.variance)))

    def above(self, seen: Floats) -> Floats:
        return np.asarray(ndtr((self.mean - seen) / np.sqrt(self.variance)))

    def ends(self, tail: Floats) -> tuple[Floats, Floats]:
        half = -ndtri(tail) * np.sqrt(self.variance)
        return self.mean - half, self.mean + half

    def detectable(self, ends: tuple[Floats, Floats], reach: float) -> tuple[Floats, Floats]:
        further = reach * np.sqrt(self.variance)
        return ends[0] - further, ends[1] + further


def p_value(law: Law, seen: Floats, freedom: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Return the two-sided p-value of what was seen, and its side: 1 above, −1 below."""
    below, above = law.below(seen), law.above(seen)
    z = ndtri(np.clip(np.minimum(below, above), _LEAST, 0.5))
    side = np.where(above < below, 1, -1).astype(np.int8)
    return np.minimum(2.0 * stdtr(freedom, z), 1.0), side


def tail_at(level: float | Floats, freedom: Floats) -> Floats:
    """Return the law's tail that :func:`p_value` turns into a p-value of ``level``."""
    return np.asarray(ndtr(stdtrit(freedom, level / 2.0)))


def _whole_ends(law: Law, tail: Floats, far: Floats) -> tuple[Floats, Floats]:
    """Find the ends of a law of whole numbers between 0 and ``far`` by halving."""
    ends = []
    for chance, up in ((law.below, True), (law.above, False)):
        # `outside` has a tail at or under the level, `inside` one over it.
        outside = np.full_like(tail, -1.0) if up else np.ceil(far) + 1.0
        inside = np.ceil(far) if up else np.zeros_like(tail)
        for _ in range(int(np.log2(np.max(far, initial=1.0) + 2.0)) + 2):
            middle = np.floor((outside + inside) / 2.0) if up else np.ceil((outside + inside) / 2.0)
            kept = chance(middle) > tail
            settled = np.abs(outside - inside) <= 1
            inside = np.where(kept & ~settled, middle, inside)
            outside = np.where(~kept & ~settled, middle, outside)
        ends.append(inside)
    return ends[0], ends[1]


def _score_end(end: Floats, square: Floats, sign: float) -> Floats:
    """Return the share p with p − sign·√(square·p(1 − p)) = end (a score interval's end: Wilson 1927)."""
    middle = 2.0 * end + square
    root = np.sqrt(np.maximum(middle**2 - 4.0 * (1.0 + square) * end**2, 0.0))
    return (middle + sign * root) / (2.0 * (1.0 + square))
