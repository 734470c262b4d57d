"""The questions an explorer page asks: one force, five years, one measure, by month and by part."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

ASKED = 200
SEED = 20_250_515


def questions(forces: Sequence[str], measures: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield ASKED pairs of force and measure, the same on every run."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    for _ in range(ASKED):
        yield chance.choice(forces), chance.choice(measures)


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return the 50th and 95th percentile (nearest rank) in milliseconds.

    >>> percentiles([0.001 * n for n in range(1, 101)])
    {'p50 ms': 50.0, 'p95 ms': 95.0}
    """
    ordered = sorted(seconds)
    at = {share: ordered[max(0, -(-len(ordered) * share // 100) - 1)] for share in (50, 95)}
    return {f"p{share} ms": round(1000 * taken, 2) for share, taken in at.items()}
