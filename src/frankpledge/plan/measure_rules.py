"""Rules between measures, such as a part that is never more than its whole, as an office declares them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule says of measures in each month."""

    SUBSET = "subset"
    ORDER = "order"
    SUM = "sum"
    FLOW = "flow"


@dataclass(frozen=True)
class MeasureRule:
    """One rule, as written. ``measures`` stand from left to right.

    Of a sum or flow the last one is the total, and ``signs`` says whether each of the others is added (1) or
    taken away (−1). A flow says that the total changes by so much from one month to the next.
    """

    kind: RuleKind
    text: str
    measures: tuple[str, ...]
    signs: tuple[int, ...] = ()
