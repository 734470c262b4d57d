"""Scanning many areas: how many of those pointed at are expected to be nothing.

Among a thousand areas where nothing happens, fifty lie beyond 95 %. Benjamini and Hochberg (*JRSS B* 57,
1995) keep the share of false ones among those pointed at to a stated rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Flags, Floats, Ints


@dataclass(frozen=True)
class Discoveries:
    """Which tests stand at a false discovery rate; ``adjusted`` is the least rate at which each would.

    Tests without a p (NaN) are not counted and do not stand; ``tested`` says how many were.
    """

    adjusted: Floats
    found: Flags
    tested: Ints
    rate: float
    method: str = "false discovery rate, Benjamini–Hochberg"


def false_discovery(p: Any, rate: float = 0.05) -> Discoveries:
    """Return which of the tests along the last axis stand at a false discovery ``rate``.

    >>> false_discovery([0.01, 0.02, 0.03, 0.5]).adjusted.round(3).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    if not 0 < rate < 1:
        raise ValueError(f"a false discovery rate lies between 0 and 1: {rate}")
    given = np.asarray(p, float)
    known = ~np.isnan(given)
    tested = known.sum(axis=-1)
    order = np.argsort(np.where(known, given, 2.0), axis=-1, kind="stable")
    ordered = np.take_along_axis(np.where(known, given, 2.0), order, axis=-1)
    rank = np.arange(1, given.shape[-1] + 1)
    # Untested places come last and must not pull down those before them, however many they are.
    scaled = np.where(ordered > 1.0, np.inf, ordered * tested[..., None] / rank)
    least = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.empty(given.shape)
    np.put_along_axis(adjusted, order, np.minimum(least, 1.0), axis=-1)
    adjusted = np.where(known, adjusted, np.nan)
    return Discoveries(adjusted, known & (adjusted <= rate), tested, rate)
