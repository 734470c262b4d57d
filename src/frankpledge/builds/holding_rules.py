"""The rules between measures held against a build's figures: which are broken, where, when, and by what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankpledge.measures.figures import BuildFigures
from frankpledge.measures.series import SeriesKey
from frankpledge.measures.windows import KNOWN
from frankpledge.periods import month_label
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.measure_rules import MeasureRule, RuleKind

Floats = NDArray[np.float64]
TOLERANCE = 0.005
"""By how much sums of decimals may differ: half of the last printed hundredth."""


@dataclass(frozen=True)
class Broken:
    """One rule broken by one area in one month. ``values`` are those of the rule's measures, in its order."""

    rule: MeasureRule
    area: str
    month: int
    values: tuple[float, ...]

    @property
    def sentence(self) -> str:
        """What is broken, in words."""
        said = ", ".join(
            f"{name} {value:,.10g}" for name, value in zip(self.rule.measures, self.values, strict=True)
        )
        more = " (against the month before)" if self.rule.kind is RuleKind.FLOW else ""
        month = month_label(self.month)
        return f"'{self.rule.text}' does not hold for {self.area} in {month}{more}: {said}."


def broken_rules(figures: BuildFigures, definitions: Definitions) -> list[Broken]:
    """Return every month of a force in which a declared rule is broken, the office's own forces first.

    Only months known for all the rule's measures are looked at.
    """
    return [broken for rule in definitions.rules for broken in _broken(figures, definitions, rule)]


def broken_of(
    figures: BuildFigures, definitions: Definitions, measure: str, area: str, months: Collection[int]
) -> list[Broken]:
    """Return where the rules that name a measure are broken by one area in some months."""
    found = [
        one
        for rule in definitions.rules
        if measure in rule.measures
        for one in _broken(figures, definitions, rule)
    ]
    return [one for one in found if one.area == area and one.month in months]


def _broken(figures: BuildFigures, definitions: Definitions, rule: MeasureRule) -> Sequence[Broken]:
    held: list[dict[SeriesKey, tuple[Floats, NDArray[np.bool_]]]] = []
    for name in rule.measures:
        sets = figures.series(definitions.measures[name])
        held.append(
            {
                key: (one.dense.numerator[row], one.dense.state[row] == KNOWN)
                for one in sets
                for row, key in enumerate(one.keys)
            }
        )
    own, found = definitions.office.forces, []
    for key in sorted(set(held[0]).intersection(*held[1:]), key=lambda one: (one.area not in own, one.area)):
        values = np.stack([one[key][0] for one in held])
        known = np.asarray(np.stack([one[key][1] for one in held]).all(axis=0))
        for place in np.flatnonzero(_fails(rule, values, known)).tolist():
            numbers = tuple(values[:, place].tolist())
            found.append(Broken(rule, key.area, figures.reader.first_month + place, numbers))
    return found


def _fails(rule: MeasureRule, values: Floats, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the months in which a rule is broken; ``values`` is measures × months."""
    if rule.kind in (RuleKind.SUBSET, RuleKind.ORDER):
        return np.asarray((np.diff(values, axis=0) < -TOLERANCE).any(axis=0) & known)
    over = np.array(rule.signs, float) @ values[:-1] - values[-1]
    if rule.kind is RuleKind.FLOW:
        over[1:] += values[-1][:-1]
        known = known & np.concatenate([[False], known[:-1]])
    return np.asarray((np.abs(over) > TOLERANCE) & known)
