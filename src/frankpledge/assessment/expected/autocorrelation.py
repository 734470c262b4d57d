"""How strongly a month follows the one before it: whitening, and whether rules about runs hold.

A rule about runs ("seven in a row on one side") takes months for independent. Where they
follow each other it signals of itself, so it is dropped, and the finding says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankpledge.assessment.expected.season import Floats

_NEVER = 10_000
"""A gap so long that nothing is carried over it."""


@dataclass(frozen=True)
class Neighbours:
    """For each known month the last known month before it: ``place`` and ``gap``, both U × P."""

    known: NDArray[np.bool_]
    place: NDArray[np.int64]
    gap: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, known: NDArray[np.bool_]) -> Neighbours:
        """Return the neighbours of a U × P mask of known months."""
        count, width = known.shape
        latest = np.maximum.accumulate(np.where(known, np.arange(width), -1), axis=1)
        previous = np.concatenate([np.full((count, 1), -1), latest[:, :-1]], axis=1)
        gap = np.where(previous >= 0, np.arange(width) - previous, _NEVER)
        return cls(known, np.maximum(previous, 0), gap, np.maximum(latest[:, -1], 0))

    def carried(self, rho: float) -> tuple[Floats, Floats]:
        """Return what is carried over each gap, ρ^gap, and what is new, √(1 − ρ^2gap); 0 and 1 if missing.

        This is the exact covariance of an autoregression of order 1 seen with gaps.
        """
        carry = np.where(self.known & (self.gap < _NEVER), np.power(rho, np.minimum(self.gap, 500)), 0.0)
        return carry, np.sqrt(1.0 - carry**2)


def lag1(residuals: Floats) -> Floats:
    """Return the lag-1 correlation of S × P residuals, from pairs of known neighbours; 0 where none."""
    centred = np.where(np.isnan(residuals), 0.0, residuals)
    pairs = (~np.isnan(residuals[:, 1:]) & ~np.isnan(residuals[:, :-1])).sum(axis=1)
    known = (~np.isnan(residuals)).sum(axis=1)
    square = (centred**2).sum(axis=1) / np.maximum(known, 1)
    product = (centred[:, 1:] * centred[:, :-1]).sum(axis=1) / np.maximum(pairs, 1)
    return np.asarray(np.divide(product, square, out=np.zeros(len(product)), where=square > 0))


def run_rules_allowed(correlation: Floats, months: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether a lag-1 correlation of residuals is no more than chance gives (one-sided, 5 %).

    Residuals of a fit lean to negative correlation: about −3.5/n for a fit of level, trend and
    two waves that is shrunk where the data do not need them. That is given back first; the
    standard error is 1/√n (Bartlett 1946).
    """
    n = np.maximum(months, 1)
    return np.asarray(correlation + 3.5 / n <= 1.645 / np.sqrt(n))
