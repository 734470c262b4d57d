"""Ranges from the backtest's errors, of months and of twelve together, and how such ranges did before.

What is said of the past was made as it would have been then: each origin's ranges come from the errors that
were known by its month, and later ones do not help.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.backtest import Backtest
from frankpledge.assessment.forecasting.choosing import CANDIDATES, Chosen, Kind
from frankpledge.assessment.forecasting.intervals import GROWTH, TAILS, bands, own_width, together
from frankpledge.assessment.forecasting.methods import Run
from frankpledge.assessment.forecasting.panel import MONTHS, Floats, Ints

RECENT = 24
"""Ranges learn from origins at most this many months back: before, less was known, and errors were larger."""


@dataclass(frozen=True)
class Held:
    """How earlier ranges of S series did: from how many ``dates``, of how many ``months`` forecast, and how
    many of these lay inside. A month forecast from several dates counts for each."""

    dates: Ints
    months: Ints
    inside80: Ints
    inside95: Ints


@dataclass(frozen=True)
class Ranges:
    """4 × S × H ends of months, 4 × S ends of the first twelve together (None below twelve), and how such
    ranges did before. Ends are in the order of ``TAILS``, and are the points where nothing is calibrated."""

    months: Floats
    year: Floats | None
    held: Held


def ranges(point: Floats, now: Run, test: Backtest, chosen: Chosen, found: list[Kind], stale: Ints) -> Ranges:
    """Return ranges as wide as the backtest was wrong, series of a kind taken together."""
    horizon = point.shape[1]
    ends = np.repeat(point[None], len(TAILS), axis=0)
    year = np.repeat(point[None, :, :MONTHS].sum(axis=2), len(TAILS), axis=0) if horizon >= MONTHS else None
    held = np.zeros((4, len(found)), np.int64)
    for kind in CANDIDATES:
        which = np.array([place for place, one in enumerate(found) if one is kind], np.int64)
        if not which.size:
            continue
        errors = np.stack([test.errors[chosen.method[place]][:, place] for place in which], axis=1)
        spread = test.spread[:, which]
        counts = chosen.counts[:, which, None] & (spread > 0)
        scaled = np.where(counts, errors / np.where(spread > 0, spread, 1.0), np.nan)
        recent = (np.array(test.origins) <= RECENT)[:, None, None]
        newest = np.where(recent, scaled, np.nan)
        wide = own_width(newest)
        late = wide * np.sqrt(1.0 + GROWTH * stale[which])
        ends[:, which] += bands(newest / wide[:, None])[:, None, :] * (now.spread[which] * late[:, None])
        if year is not None:
            share = spread[:, :, :MONTHS] / np.maximum(
                spread[:, :, :MONTHS].sum(axis=2, keepdims=True), 1e-300
            )
            sums = (newest[:, :, :MONTHS] * share).sum(axis=2)
            width = now.spread[which, :MONTHS].sum(axis=1) * late
            year[:, which] += together(sums / wide)[:, None] * width
        for place, months in enumerate(test.origins):
            if months <= RECENT:
                held[:, which] += held_from(scaled, test.origins, place)
    return Ranges(ends, year, Held(*held))


def known_by(scaled: Floats, origins: tuple[int, ...], place: int) -> Floats:
    """Return, of K × S × H errors, those known at an origin: from earlier ones, of months that had come.

    As now, origins more than ``RECENT`` months before it do not count.
    """
    earlier = np.full_like(scaled, np.nan)
    for other, months in enumerate(origins):
        before = months - origins[place]
        if 0 < before <= RECENT:
            earlier[other, :, :before] = scaled[other, :, :before]
    return earlier


def held_from(scaled: Floats, origins: tuple[int, ...], place: int) -> Ints:
    """Return, of ranges made at one origin from what was known, 4 × S: dates, months, inside 80 and 95 %."""
    count = np.zeros((4, scaled.shape[1]), np.int64)
    earlier = known_by(scaled, origins, place)
    if np.isnan(earlier).all():
        return count
    wide = own_width(earlier)
    band, came = bands(earlier / wide[:, None]), scaled[place] / wide[:, None]
    known = ~np.isnan(came)
    count[0], count[1] = known.any(axis=1), known.sum(axis=1)
    for level in range(2):
        low, high = band[2 * level], band[2 * level + 1]
        count[2 + level] = ((came >= low) & (came <= high)).sum(axis=1)
    return count
