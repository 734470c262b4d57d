"""How well a body returns, on one declared scale: what came, when, how much was refused, what is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """How one return stands on a day."""

    ON_TIME = "on time"
    LATE = "late"
    MISSING = "missing"
    TO_COME = "to come"


@dataclass(frozen=True)
class DueReturn:
    """One return that is due: when, whether it came, and what later returns changed of it.

    ``received`` is the day it came, as the office noted it or else took it in; ``taken_in`` says whether
    there are rows of it. ``changed`` counts its values (or months of records) that a later return changed,
    the last on ``changed_on``. ``adequacy`` is what a person said of it.
    """

    body: str
    contract: str
    name: str
    period_end: date
    due: date
    standing: Standing
    received: date | None = None
    taken_in: bool = False
    changed: int = 0
    changed_on: date | None = None
    adequacy: str = ""

    @property
    def days_late(self) -> int | None:
        """Days from when it was due to when it came, where it came late."""
        return (self.received - self.due).days if self.standing is Standing.LATE and self.received else None


@dataclass(frozen=True)
class Grade:
    """One step of the scale: the least share that came and came on time, and the most that was refused."""

    name: str
    came: float
    on_time: float
    refused: float
    unfit: tuple[str, ...]
    """What a person may have said of no return."""


SCALE: Final = (
    Grade("good", came=1.0, on_time=0.9, refused=0.01, unfit=("major-gaps", "not-usable", "not-given")),
    Grade("adequate", came=0.75, on_time=0.75, refused=0.05, unfit=("not-usable", "not-given")),
)
"""From the best down. What came at all, but fits no step, is poor; where nothing came there is no grade."""
POOR: Final = "poor"
NONE: Final = "none"


@dataclass(frozen=True)
class Reporting:
    """How well one body returned over the returns due: counts, share of rows refused, grade and action."""

    body: str
    due: int
    on_time: int
    late: int
    missing: int
    changed: int
    refused: float
    grade: str
    action: str


def reporting_of(body: str, returns: Sequence[DueReturn], accepted: int, refused: int) -> Reporting | None:
    """Return how well a body returned what was due by now; None where nothing was.

    ``accepted`` and ``refused`` are rows of its files.
    """
    due = [one for one in returns if one.standing is not Standing.TO_COME]
    if not due:
        return None
    on_time, late, missing = (
        sum(one.standing is standing for one in due)
        for standing in (Standing.ON_TIME, Standing.LATE, Standing.MISSING)
    )
    share = refused / (accepted + refused) if refused else 0.0
    grade = _grade(due, (on_time + late) / len(due), on_time / len(due), share)
    action = _action(grade, due, late, missing, share)
    changed = sum(one.changed > 0 for one in due)
    return Reporting(body, len(due), on_time, late, missing, changed, share, grade, action)


def _grade(due: Sequence[DueReturn], came: float, on_time: float, refused: float) -> str:
    if not came:
        return NONE
    said = {one.adequacy for one in due}
    for grade in SCALE:
        fits = came >= grade.came and on_time >= grade.on_time and refused <= grade.refused
        if fits and not said.intersection(grade.unfit):
            return grade.name
    return POOR


def _action(grade: str, due: Sequence[DueReturn], late: int, missing: int, refused: float) -> str:
    """Return what to do next: one sentence for each thing that is wrong, the worst first."""
    wanted = []
    if grade == NONE:
        wanted.append("Nothing has come: raise it with whoever answers for the contract.")
    elif missing:
        first = min(one.period_end for one in due if one.standing is Standing.MISSING)
        wanted.append(f"Ask for the {missing} missing, the first to {first.isoformat()}.")
    if late:
        wanted.append(f"Agree how returns come on time: {late} of {len(due)} came late.")
    if refused > SCALE[0].refused:
        wanted.append(f"Go through the refused rows ({refused:.0%}) with the body.")
    unfit = sum(one.adequacy in SCALE[0].unfit for one in due)
    if unfit:
        wanted.append(f"Agree how the gaps of {unfit} are closed.")
    return " ".join(wanted) or "None."
