"""Control charts that a measure declares, and what people decided about the baselines of charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ChartKind(StrEnum):
    """Control charts a measure can declare instead of the one chosen from its kind and data."""

    XMR = "xmr"
    C = "c"
    U = "u"
    P = "p"
    LANEY_U = "laney-u"
    LANEY_P = "laney-p"
    T = "t"
    G = "g"


class RuleSet(StrEnum):
    """Named sets of run rules."""

    MDC_2023 = "mdc-2023"
    NHS_R = "nhs-r-0.2.2"
    WESTERN_ELECTRIC = "western-electric"
    NELSON = "nelson"
    ANHOEJ = "anhoej"


class ChartChange(StrEnum):
    """What people can decide about the baseline of a chart."""

    REBASE = "rebase"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class ChartDecision:
    """A recorded decision about baselines: begin a new one, or leave months out of it.

    ``measures`` and ``areas`` are those it is for; empty for all. A rebase begins at
    ``from_month``; an exclusion runs from ``from_month`` to ``to_month``, both included.
    """

    change: ChartChange
    from_month: int
    to_month: int
    reason: str
    by: str
    decided: date
    measures: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def covers(self, measure: str, area: str) -> bool:
        """Whether the decision is about this measure in this area."""
        return (not self.measures or measure in self.measures) and (not self.areas or area in self.areas)
