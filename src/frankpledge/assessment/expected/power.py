"""What could have been seen: the smallest rise and fall that a quarter would have shown.

Silence is not "no change": a series that varies much could have changed a good deal unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from frankpledge.assessment.expected.laws import Law
from frankpledge.assessment.expected.season import Floats

CHANCE = 0.8
"""The chance with which a change is to be seen for us to say that it would have been."""


@dataclass(frozen=True)
class Power:
    """Arrays of S: the figures that would have been seen with a chance of 80 %, and the change to them.

    ``rise_to`` and ``fall_to`` are in the measure's unit; ``rise`` and ``fall`` the change to them
    from the expected figure (both positive) and ``rise_percent``, ``fall_percent`` the same in
    per cent of it. NaN where no rise or fall, however large, would have been seen.
    """

    rise_to: Floats
    fall_to: Floats
    expected: Floats

    @property
    def rise(self) -> Floats:
        return self.rise_to - self.expected

    @property
    def fall(self) -> Floats:
        return self.expected - self.fall_to

    @property
    def rise_percent(self) -> Floats:
        return _percent(self.rise, self.expected)

    @property
    def fall_percent(self) -> Floats:
        return _percent(self.fall, self.expected)


def power_of(law: Law, ends: tuple[Floats, Floats], expected: Floats, unit: Floats) -> Power:
    """Return the power of a range with these ``ends``; ``unit`` S turns figures into the measure's."""
    fall, rise = law.detectable(ends, float(ndtri(CHANCE)))
    return Power(rise * unit, fall * unit, expected * unit)


def _percent(change: Floats, expected: Floats) -> Floats:
    size = np.abs(expected)
    return np.divide(100.0 * change, size, out=np.full_like(change, np.nan), where=size > 0)
