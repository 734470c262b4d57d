"""Assurance: will the target be met as things stand, whatever one month shows?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from frankpledge.assessment.control.charts import FULL, Chart
from frankpledge.assessment.control.series import NEAR, Floats, Ints
from frankpledge.plan.definitions import Direction


class Assured(IntEnum):
    """What the limits say of a target. Held in arrays by number, shown by its words."""

    MET = 0
    HIT_AND_MISS = 1
    MISSED = 2
    NO_TARGET = 3
    NO_DIRECTION = 4
    NO_LIMITS = 5
    TRIAL = 6

    @property
    def words(self) -> str:
        """What a page says."""
        return _WORDS[self]


_WORDS = {
    Assured.MET: "consistently met",
    Assured.HIT_AND_MISS: "hit and miss",
    Assured.MISSED: "consistently missed",
    Assured.NO_TARGET: "no target in force",
    Assured.NO_DIRECTION: "no judgement: the measure has no better direction",
    Assured.NO_LIMITS: "cannot be said: there are no limits",
    Assured.TRIAL: "not said yet: the limits are a trial",
}


@dataclass(frozen=True)
class Assurance:
    """Assurance of every point (S × P, numbers of :class:`Assured`) and of each series as it stands (S).

    A series stands where its last period does, that is by its last segment and the target then in force.
    """

    at: Ints
    now: np.ndarray[tuple[int], np.dtype[np.int64]]


def assurance(chart: Chart, target: Floats, direction: Direction) -> Assurance:
    """Return what the limits say of ``target``, S × P (or 1 × P, S × 1, 1 × 1), NaN where none is in force.

    A target is met by reaching it. ``Met`` is tested first, so limits that touch the target (a constant 100 %
    against 100 %) say met.
    """
    said = against_limits(chart.lower, chart.upper, target, direction)
    # A flat baseline's limits, at its centre, do speak here: they say where the values lay.
    said = np.where((said <= Assured.MISSED) & (chart.points < FULL), Assured.TRIAL, said)
    width = said.shape[1]
    now = said[:, -1] if width else np.full(len(said), Assured.NO_LIMITS)
    return Assurance(said.astype(np.int64), now.astype(np.int64))


def against_limits(lower: Floats, upper: Floats, target: Floats, direction: Direction) -> Ints:
    """Return what limits say of a target (numbers of :class:`Assured`), trial or not; arrays broadcast."""
    lower, upper, target = np.broadcast_arrays(lower, upper, target)
    near = NEAR * np.abs(target)
    if direction is Direction.NEUTRAL:
        said = np.full(lower.shape, Assured.NO_DIRECTION)
    else:
        if direction is Direction.HIGHER:
            met, missed = lower >= target - near, upper < target - near
        else:
            met, missed = upper <= target + near, lower > target + near
        said = np.where(met, Assured.MET, np.where(missed, Assured.MISSED, Assured.HIT_AND_MISS))
    said = np.where(np.isnan(lower) | np.isnan(upper), Assured.NO_LIMITS, said)
    return np.where(np.isnan(target), Assured.NO_TARGET, said).astype(np.int64)
