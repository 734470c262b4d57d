"""The months that are judged: of one measure, for all its series, with what each was counted out of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from frankpledge.assessment.expected.season import Floats
from frankpledge.errors import WrongUse
from frankpledge.periods import Window
from frankpledge.plan.definitions import Kind

QUARTER = 3
"""Months in a quarter."""
MINIMUM = 18
"""Known months before the quarter under which there is no judgement.

With 18 the budget of false exceptions holds in simulation, strong seasons and trends included, because
a season that was seen once leaves the range wide; power grows with more (see the explanation).
"""


class Family(StrEnum):
    """How a measure varies: as a count, a share of a known number, or a value."""

    COUNT = "count"
    SHARE = "share"
    VALUE = "value"


FAMILIES = {
    Kind.COUNT: Family.COUNT,
    Kind.SUM_OF: Family.COUNT,
    Kind.DISTINCT: Family.COUNT,
    Kind.RATE: Family.COUNT,
    Kind.RATIO: Family.COUNT,
    Kind.SHARE: Family.SHARE,
    Kind.SUM: Family.VALUE,
    Kind.MEAN: Family.VALUE,
    Kind.PERCENTILE: Family.VALUE,
    Kind.TIME_TO_OUTCOME: Family.VALUE,
    Kind.REPEAT_RATE: Family.VALUE,
    Kind.VALUE_AT: Family.VALUE,
    Kind.SUPPLIED: Family.VALUE,
}
"""Rates and ratios vary as the count above the line, given what is below it."""

_DIVIDED = (Kind.RATE, Kind.RATIO, Kind.SHARE)


@dataclass(frozen=True)
class Monthly:
    """S series × P months of one measure, oldest first; the last three are the quarter to be judged.

    ``numerator`` is the count above the line, or the value itself for means, percentiles, sums
    and values at a date; NaN where missing. ``denominator`` is what it was divided by (for means
    and percentiles, if given, the observations). ``first_month`` is a month number. ``per`` is what a
    rate is per, and 100 where a share is in per cent. ``window`` says what each column covers:
    anything but single months raises WrongUse, for windows that overlap would signal of themselves.
    """

    kind: Kind
    numerator: Floats
    first_month: int
    denominator: Floats | None = None
    per: float = 1.0
    window: Window = Window.MONTH

    def __post_init__(self) -> None:
        if self.window is not Window.MONTH:
            raise WrongUse(
                f"Figures of window '{self.window}' cannot be held against an expected range: "
                "it is made from single months, and figures that share months signal of themselves.",
                do="Give the monthly figures; a 12-month figure is judged by its months and its quarter.",
            )
        if self.numerator.ndim != 2 or self.numerator.shape[1] <= QUARTER:
            raise WrongUse(
                "An expected range needs series × months, with months before the quarter.",
                do="Give the quarter's three months and those before them, in one row for each series.",
            )
        if self.denominator is None and self.kind in _DIVIDED:
            raise WrongUse(
                f"A measure of kind '{self.kind}' varies by what it is divided by.",
                do="Give its denominators, or declare the figure as supplied.",
            )
        if self.denominator is not None and self.denominator.shape != self.numerator.shape:
            raise WrongUse(
                f"There are {self.numerator.shape} numerators but {self.denominator.shape} denominators.",
                do="Give one denominator for each numerator.",
            )

    @property
    def family(self) -> Family:
        return FAMILIES[self.kind]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Months that have a figure: supplied, and divided by something."""
        known = np.asarray(~np.isnan(self.numerator))
        if self.denominator is not None:
            known &= np.nan_to_num(self.denominator) > 0
        return known

    @property
    def values(self) -> Floats:
        """What varies: the count above the line, or the value, which for means is one over the other."""
        if self.kind is not Kind.MEAN or self.denominator is None:
            return self.numerator
        return np.asarray(self.numerator / np.where(self.known, self.denominator, np.nan))

    def part(self, rows: slice | NDArray[np.bool_]) -> Monthly:
        """Return some of the series."""
        below = None if self.denominator is None else self.denominator[rows]
        return Monthly(self.kind, self.numerator[rows], self.first_month, below, self.per)


def reasons_against(monthly: Monthly) -> tuple[str, ...]:
    """Return for each series why there can be no judgement; empty where there can."""
    known = monthly.known
    before, quarter = known[:, :-QUARTER], known[:, -QUARTER:]
    supplied = np.asarray(~np.isnan(monthly.numerator[:, -QUARTER:]))
    values = np.where(before, monthly.values[:, :-QUARTER], np.nan)
    top, bottom = np.where(before, values, -np.inf), np.where(before, values, np.inf)
    varied = np.asarray(top.max(axis=1) > bottom.min(axis=1))
    months, recent = before.sum(axis=1), np.asarray(before[:, -12:].any(axis=1))
    reasons = []
    for at in range(len(known)):
        if not quarter[at].all():
            reasons.append(
                "a month of the quarter has nothing to divide by"
                if supplied[at].all()
                else "not all months of the quarter have been supplied"
            )
        elif months[at] < MINIMUM:
            reasons.append(
                f"not enough history: {months[at]} months before the quarter, {MINIMUM} are needed"
            )
        elif not recent[at]:
            reasons.append("none of the twelve months before the quarter has been supplied")
        elif monthly.family is Family.VALUE and not varied[at]:
            reasons.append("it has never varied before, so there is no ordinary variation to hold it against")
        else:
            reasons.append("")
    return tuple(reasons)
