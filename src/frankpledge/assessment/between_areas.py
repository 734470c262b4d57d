"""A figure against other areas': weighted mean of the others, and rank with those present and missing.

All values come from one source and one basis, own area included. A count is made
comparable by residents: each area's count per resident, times the residents of the own
area, so that a reference stands in the figure's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from frankpledge.plan.definitions import Direction


@dataclass(frozen=True)
class AreaValue:
    """One area's numerator and denominator (residents where the measure is a count); None where missing."""

    numerator: float | None
    denominator: float | None

    @property
    def ratio(self) -> float | None:
        """Numerator over denominator; None where either is missing or the denominator is 0."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Rank:
    """A rank among areas. 1 is best in the measure's direction; the highest where it has none."""

    rank: int
    ties: int
    present: tuple[str, ...]
    missing: tuple[str, ...]


def weighted_mean(values: Mapping[str, AreaValue], group: Sequence[str], own: str) -> float | None:
    """Return sum of numerators over sum of denominators, own area left out; None if none is known."""
    others = [values[area] for area in group if area != own and area in values]
    known = [value for value in others if value.ratio is not None]
    below = sum(value.denominator or 0.0 for value in known)
    return sum(value.numerator or 0.0 for value in known) / below if below else None


def rank_of(
    values: Mapping[str, AreaValue], group: Sequence[str], own: str, direction: Direction
) -> Rank | None:
    """Return the rank of ``own`` in the group, ties sharing the better rank; None where own is missing."""
    ratios = {area: values[area].ratio for area in group if area in values}
    present = tuple(area for area in group if ratios.get(area) is not None)
    missing = tuple(area for area in group if ratios.get(area) is None)
    mine = ratios.get(own)
    if mine is None:
        return None
    others = [ratio for area in present if area != own and (ratio := ratios[area]) is not None]
    if direction is Direction.LOWER:
        better = sum(ratio < mine for ratio in others)
    else:
        better = sum(ratio > mine for ratio in others)
    return Rank(better + 1, sum(ratio == mine for ratio in others), present, missing)
