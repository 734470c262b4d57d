"""Find the parameters that fit each series best, for all series at once and without derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.panel import Floats

Loss = Callable[[Floats], Floats]
"""From N × G × P parameters to N × G losses."""


@dataclass(frozen=True)
class Space:
    """Where to look: a grid of G × P to begin with, and the bounds of each parameter."""

    grid: Floats
    low: Floats
    high: Floats


def best(loss: Loss, space: Space, count: int, rounds: int = 5) -> Floats:
    """Return N × P parameters: the best of the grid, then improved by a compass search.

    Each round tries a step up and down in each parameter, all at once; where none is better, the step
    halves (Kolda, Lewis and Torczon 2003, SIAM Review 45:385).
    """
    free = np.flatnonzero(space.high > space.low)
    losses = _sure(loss(np.broadcast_to(space.grid, (count, *space.grid.shape))))
    chosen, least = space.grid[np.argmin(losses, axis=1)], losses.min(axis=1)
    step = np.broadcast_to((space.high - space.low) / 8, chosen.shape)
    compass = np.eye(len(space.low))[free]
    compass = np.concatenate([compass, -compass])
    every = np.arange(count)
    for _ in range(rounds):
        tried = np.clip(chosen[:, None, :] + compass * step[:, None, :], space.low, space.high)
        found = _sure(loss(tried))
        at = np.argmin(found, axis=1)
        better = found[every, at] < least
        chosen = np.where(better[:, None], tried[every, at], chosen)
        least = np.where(better, found[every, at], least)
        step = np.where(better[:, None], step, step / 2)
    return np.asarray(chosen)


def _sure(losses: Floats) -> Floats:
    """Return losses with infinity for those that are not numbers: a recursion that ran away fits worst."""
    return np.asarray(np.where(np.isnan(losses), np.inf, losses))
