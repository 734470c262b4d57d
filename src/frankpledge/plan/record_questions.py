"""What a measure asks of single records: conditions, limits of time, spans of time, changes of scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from frankpledge.working_time import USUAL_HOURS, OfficeHours, TimeKind


@dataclass(frozen=True)
class Clause:
    """One condition on one column: its term is (or with ``negate`` is not) among ``terms``.

    Or a test of its value: ``given`` asks only whether there is one, ``at_least`` and ``under`` what it
    lies between; then ``terms`` say the test in words, and an empty value meets no bounds.
    """

    column: str
    terms: tuple[str, ...]
    negate: bool = False
    set_name: str = ""
    given: bool = False
    at_least: float | None = None
    under: float | None = None

    def __post_init__(self) -> None:
        if not self.terms:
            raise ValueError(f"the condition on '{self.column}' names no terms")

    @property
    def bounded(self) -> bool:
        """Whether it is about numbers."""
        return self.at_least is not None or self.under is not None

    @property
    def tested(self) -> bool:
        """Whether it is a test of the value rather than a list of terms."""
        return self.given or self.bounded


GIVEN = "(given)"
LAST_OF_MONTH = "(last-of-month)"
"""A column made on reading: whether a row is of the newest day of its month for which there are rows."""


def clause_of_given(column: str, given: bool) -> Clause:
    """Return the condition that a column has a value, or has none."""
    return Clause(column, (GIVEN,), negate=not given, given=True)


def clause_of_bounds(column: str, at_least: float | None, under: float | None) -> Clause:
    """Return the condition that a column's number lies from one bound to under the other."""
    said = [f"at least {at_least:g}"] if at_least is not None else []
    said += [f"under {under:g}"] if under is not None else []
    return Clause(column, (f"({' and '.join(said)})",), at_least=at_least, under=under)


@dataclass(frozen=True)
class ServiceLevel:
    """A limit on the time from one moment of a case (column ``start``) to another (``stop``).

    ``amount`` is in ``unit`` (second, minute, hour or day) of a kind of time; a day of working time is as
    long as the office is open. ``all_ended`` says that rows come by their end, so that none is still to end.
    """

    start: str
    stop: str
    amount: int
    unit: str
    time: TimeKind = TimeKind.CLOCK
    hours: OfficeHours = USUAL_HOURS
    all_ended: bool = False

    @property
    def seconds(self) -> int:
        """The limit in seconds that count."""
        of_unit = {"second": 1, "minute": 60, "hour": 3600, "day": self.hours.day(self.time)}
        return self.amount * of_unit[self.unit]


class Change(StrEnum):
    """What can become of a score from first to last; ``both`` asks only whether both are there."""

    IMPROVED = "improved"
    SAME = "same"
    WORSE = "worse"
    BOTH = "both"


@dataclass(frozen=True)
class PairedChange:
    """A change between two scores of a case, in columns ``first`` and ``last``.

    With ``score`` each score has a row of its own: ``score`` is the column it stands in, ``first`` and
    ``last`` are terms of the column ``stage``. A change of at most ``least`` either way is "same".
    """

    first: str
    last: str
    change: Change
    least: float = 0.0
    lower_is_better: bool = False
    score: str = ""
    stage: str = ""


@dataclass(frozen=True)
class OpenLonger:
    """More than so many ``days`` since a case began (column ``start``), and not ended (``stop``) by then.

    The day it began is day 0. ``working`` days leave out weekends, bank holidays and the office's own.
    """

    start: str
    stop: str
    days: int
    working: bool = False
    holidays: tuple[date, ...] = ()

    @property
    def from_column(self) -> str:
        """Name of the column, made on reading, of the first day on which a case is open for longer."""
        return f"open-for-{self.days + 1}-{self.unit.replace(' ', '-')}-from-{self.start}"

    @property
    def to_column(self) -> str:
        """Name of the column, made on reading, of the day on which it no longer is."""
        return f"{self.from_column}-to-{self.stop}"

    @property
    def unit(self) -> str:
        return "working days" if self.working else "days"


SECONDS_OF = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


@dataclass(frozen=True)
class Duration:
    """The time from one moment of a record (column ``start``) to another (``stop``), in ``unit``.

    A day of working time is as long as the office is open. Records without both have none.
    """

    start: str
    stop: str
    unit: str
    time: TimeKind = TimeKind.CLOCK
    hours: OfficeHours = USUAL_HOURS

    @property
    def seconds(self) -> int:
        """Seconds that count in one unit."""
        return self.hours.day(self.time) if self.unit == "days" else SECONDS_OF[self.unit]

    @property
    def column(self) -> str:
        """Name of the column in which it stands, made on reading."""
        kind = "" if self.time is TimeKind.CLOCK else f"-of-{self.time}-time"
        return f"{self.unit}{kind}-from-{self.start}-to-{self.stop}"
