"""Who answers for a table, on what footing it is held, for how long, and what one row of it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """The role in the office that answers for a table: a role, since people leave."""

    PERFORMANCE = "performance officer"
    COMMISSIONING = "commissioning officer"
    COMPLAINTS = "complaints manager"
    CUSTODY_VISITING = "custody visiting scheme manager"
    JUSTICE = "criminal justice board manager"
    FIRE = "fire assurance officer"
    FINANCE = "finance officer"
    ENGAGEMENT = "engagement officer"


class Agreement(StrEnum):
    """What must be in place before a table may be held at all."""

    OPEN = "none: open data under its licence"
    OWN = "none: the office's own records"
    SHARING = "information-sharing agreement"
    CONTRACT = "data terms of the contract or grant"


class Grain(StrEnum):
    """What one row is. A measure that counts rows counts these."""

    EVENT = "one row per event"
    PERSON_EVENT = "one row per person in an event"
    CASE = "one row per case, sent again as it moves on"
    SNAPSHOT = "one row per person or thing, as it stood on a day"
    AGGREGATE = "one row per count or value of a period"
    REFERENCE = "one row per thing looked up"


@dataclass(frozen=True)
class Retention:
    """How many months rows are kept after their own month, and why; None keeps them, for the reason given."""

    months: int | None
    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("a retention needs its reason")
        if self.months is not None and self.months < 1:
            raise ValueError("a retention is of one month or more")

    def __str__(self) -> str:
        span = "Kept" if self.months is None else f"Kept {self.months} months"
        return f"{span}: {self.reason}"


PUBLISHED = Retention(None, "it is published, and old reports must stay explainable.")
COMPARED = Retention(
    84, "five years are compared with the year before each, and a release can be questioned for a year."
)
"""Rows from which seasonal ranges and five-year comparisons are made."""
SENSITIVE = Retention(
    38, "a rolling twelve months is compared with the two before it, and two months are for late rows."
)
"""Rows of which the harm of a leak outweighs the use of a long series: monthly figures outlive them."""
CONTRACTED = Retention(84, "accounts and grants can be questioned for six years after their year.")
KEPT_COUNTS = Retention(None, "counts and values of bodies, with no row about anybody.")
