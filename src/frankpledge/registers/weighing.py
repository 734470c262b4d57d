"""Grades by their scales, and what projects were to bring and brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Register
from frankpledge.registers.values import amount_in

NOT_GRADED = "not-graded"


class Movement(StrEnum):
    """How a grade has moved since it was given before."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    SAME = "unchanged"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Benefits:
    """What benefits were planned to be worth and what has been realised of them, in pounds."""

    planned: Decimal
    realised: Decimal


def grade_movement(register: Register, now: Values, before: Values | None) -> Movement:
    """Return how a grade has moved from an earlier one of the same question, up being better.

    Grades compare only on one scale, and where both were graded: scales change from cycle to cycle.
    """
    if before is None:
        return Movement.NEW
    field = register.field_of("grade")
    scale = field.allowed[str(now["cycle"])]
    if now["grade"] == before["grade"] and field.allowed[str(before["cycle"])] == scale:
        return Movement.SAME
    if field.allowed[str(before["cycle"])] != scale or NOT_GRADED in (now["grade"], before["grade"]):
        return Movement.NOT_COMPARABLE
    return Movement.UP if scale.index(now["grade"]) < scale.index(before["grade"]) else Movement.DOWN


def benefits_of(projects: Iterable[Values]) -> dict[str, Benefits]:
    """Return what the benefits of projects are worth by kind (a choice of the column), as far as told."""
    sums: dict[str, Benefits] = {}
    for values in projects:
        for row in values.get("benefits", ()):
            was = sums.get(row["kind"], Benefits(Decimal(0), Decimal(0)))
            sums[row["kind"]] = Benefits(
                was.planned + amount_in(row.get("planned", "0")),
                was.realised + amount_in(row.get("realised", "0")),
            )
    return sums
