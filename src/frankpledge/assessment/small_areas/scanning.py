"""Which of many small areas had more, or less, than their usual share of what the whole place had.

An area is held against its own share of the earlier year, not against a fixed number: a season
or a rise that the whole place had is no finding about one ward. Given what an area had in both
spans together, its part in the later one is binomial where nothing about the area changed
(Przyborowski and Wilenski, *Biometrika* 31, 1940); it varies more than that, by φ measured over
all areas. A false discovery rate keeps the list honest, and ratios are shrunk, so that an area
with two events instead of one is not called twice as bad.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from frankpledge.assessment.rates.estimates import Flags, Floats
from frankpledge.assessment.small_areas.false_discovery import Discoveries, false_discovery
from frankpledge.assessment.small_areas.shrinkage import Shrunk, shrink

RATE = 0.1
"""Share of the areas named that may be there by chance."""
FEWEST_EVENTS = 5
"""An area with fewer events in both spans together is not tested: nothing could be found there."""
FEWEST_AREAS = 5
"""Fewer areas cannot say how areas differ; those are judged by the default test, each for itself."""


_KEPT = 0.91297
"""Mean of a χ² of one degree of freedom whose upper twentieth is drawn in to its 95 % point."""


@dataclass(frozen=True)
class Scan:
    """A areas scanned: ``expected`` of the later span, ``p`` two-sided, ``side`` ±1, ``found``.

    ``ratio`` holds count over expected, shrunk, with intervals (A × 1); ``phi`` is the
    overdispersion allowed for. ``p`` is NaN for areas that were not tested.
    """

    now: Floats
    expected: Floats
    p: Floats
    side: np.ndarray[tuple[int], np.dtype[np.int8]]
    discoveries: Discoveries
    ratio: Shrunk
    phi: float
    method: str = "share of the whole place, binomial given both spans"
    variant: str = "overdispersion φ over areas; Benjamini–Hochberg at 10 %; ratios shrunk (empirical Bayes)"

    @property
    def found(self) -> Flags:
        return self.discoveries.found


def scan(now: Floats, before: Floats, rate: float = RATE) -> Scan:
    """Return which of A areas had more or less than their share: counts ``now`` and ``before``, both A.

    The spans may differ in length; every area's must be complete. ValueError for counts below 0.

    >>> import numpy as np
    >>> quiet = np.full(40, 10.0)
    >>> made = scan(np.where(np.arange(40) == 3, 40.0, quiet), 4 * quiet)
    >>> np.flatnonzero(made.found).tolist(), int(made.side[3])
    ([3], 1)
    """
    if bool((now < 0).any()) or bool((before < 0).any()):
        raise ValueError("a count is 0 or more: there is one below 0")
    total, earlier = float(now.sum()), float(before.sum())
    both = now + before
    chance = total / (total + earlier) if total + earlier > 0 else 0.5
    expected = before * (total / earlier) if earlier > 0 else np.zeros_like(now)
    tested = (both >= FEWEST_EVENTS) & (0 < chance < 1)
    phi = _overdispersion(now[tested], both[tested], chance)
    p, side = np.full(now.shape, np.nan), np.zeros(now.shape, np.int8)
    p[tested] = _two_sided(now[tested] / phi, both[tested] / phi, chance)
    side[tested] = np.sign(now[tested] - both[tested] * chance)
    shrunk = shrink(now[:, None], np.maximum(expected, 1e-9)[:, None], np.ones((len(now), 1), bool))
    return Scan(now, expected, p, side, false_discovery(p, rate), shrunk, phi)


def _overdispersion(now: Floats, both: Floats, chance: float) -> float:
    """Return the mean Pearson square of the areas, the farthest twentieth drawn in; at least 1.

    What is lost by drawing them in is given back as for a χ² of one degree of freedom.
    """
    if len(now) < FEWEST_AREAS:
        return 1.0
    squares = (now - both * chance) ** 2 / (both * chance * (1 - chance))
    return max(1.0, float(np.minimum(squares, np.quantile(squares, 0.95)).mean()) / _KEPT)


def _two_sided(now: Floats, both: Floats, chance: float) -> Floats:
    """Return twice the smaller tail, the value seen counted by half (mid-p); counts need not be whole."""
    at_least = np.where(now > 0, betainc(np.maximum(now, 1e-12), both - now + 1, chance), 1.0)
    more = np.where(now < both, betainc(now + 1, np.maximum(both - now, 1e-12), chance), 0.0)
    upper = (at_least + more) / 2
    return np.asarray(np.minimum(1.0, 2 * np.minimum(upper, 1 - upper)))
