"""Steps by which records come to be: who of the office does what to which record, and on which day.

A script names records by names of its own; whoever plays it puts their keys in the place of each ``Ref``.
Days depend on the day it is made for and on nothing else but the seed, so that the same day gives the same
records. What lies after that day is left out: it has not been done yet.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

from frankpledge.working_time import bank_holidays

_LONDON = ZoneInfo("Europe/London")
SEED = 20250331
YEAR = 365

SECRETARY = "board-secretary"
TEAM = "commissioners-team"
AUTHOR = "author"
ANALYST = "analyst"
APPROVER = "approver"
COMPLAINTS = "complaints-officer"
RESPONDENT = "force-respondent"


class Kind(Enum):
    """What a step does."""

    MAKE = auto()
    MOVE = auto()
    AMEND = auto()
    WITHHOLD = auto()
    UNUSED = auto()


@dataclass(frozen=True)
class Ref:
    """A record of the script, by its register and its name there; it stands for the record's key."""

    register: str
    name: str


@dataclass(frozen=True)
class Exceptional:
    """A figure that was found out of the ordinary in the newest quarter of the figures.

    ``key`` is its stable key and ``build`` where it was read; ``sentence`` says what was found; ``body`` is
    whose performance it is: ``police``, ``fire`` or ``office``.
    """

    key: str
    build: str
    measure: str
    title: str
    sentence: str
    body: str
    better: bool


@dataclass(frozen=True)
class Setting:
    """What a script is made for: the day, the days each board meets on, findings, and duties to publish.

    ``meetings`` has days of the past year and of the coming one, by board; ``duties`` the state and values
    of each record that the register of duties begins with; ``measures`` the ids of measures there are.
    """

    today: date
    meetings: Mapping[str, Sequence[date]]
    found: Sequence[Exceptional] = ()
    duties: Sequence[tuple[str, Mapping[str, Any]]] = ()
    measures: frozenset[str] = frozenset()
    seed: int = SEED

    def chance(self, name: str) -> random.Random:
        """Return the chances of one part of the script: another part does not change them."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311  (made-up records, the same each time)

    def day(self, days: int) -> date:
        """Return the working day so many days after today, or before it where the number is negative."""
        return working(self.today + timedelta(days=days))

    def measure(self, name: str) -> dict[str, str]:
        """Return the field of a measure where there is such a measure, and else nothing."""
        return {"measure": name} if name in self.measures else {}


@dataclass(frozen=True)
class Step:
    """One thing that somebody does on a day.

    ``what`` is the step of the register for a move, and the state to begin in for a record that is made
    (empty for the first). ``number`` is given for the first record of a series that began elsewhere.
    """

    day: date
    by: str
    kind: Kind
    record: Ref
    what: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    number: int | None = None


class Script:
    """Steps as they are written down, in any order; ``played`` puts them in the order of their days."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.steps: list[Step] = []
        self._made: dict[str, int] = {}

    def make(
        self,
        register: str,
        day: date,
        by: str,
        values: Mapping[str, Any],
        state: str = "",
        *,
        number: int | None = None,
        reason: str = "",
    ) -> Ref:
        """Have a record made, and return what names it. Days become texts, and nothing is kept blank."""
        self._made[register] = self._made.get(register, 0) + 1
        ref = Ref(register, str(self._made[register]))
        self.steps.append(Step(day, by, Kind.MAKE, ref, state, said(values), reason, number))
        return ref

    def move(self, record: Ref, day: date, by: str, what: str, reason: str = "", /, **values: Any) -> None:
        """Have a step taken, with values by field: ``done_on`` fills in the field ``done-on``."""
        given = {name.replace("_", "-"): value for name, value in values.items()}
        self.steps.append(Step(day, by, Kind.MOVE, record, what, said(given), reason))

    def amend(self, record: Ref, day: date, by: str, reason: str = "", /, **values: Any) -> None:
        """Have fields changed."""
        given = {name.replace("_", "-"): value for name, value in values.items()}
        self.steps.append(Step(day, by, Kind.AMEND, record, "", said(given), reason))

    def withhold(self, record: Ref, day: date, by: str, **grounds: str) -> None:
        """Have fields withheld, each on a ground."""
        self.steps.append(Step(day, by, Kind.WITHHOLD, record, "", grounds))

    def unused(self, register: str, day: date, by: str, series: str, why: str) -> None:
        """Have the next number of a series left unused."""
        self._made[register] = self._made.get(register, 0) + 1
        ref = Ref(register, str(self._made[register]))
        self.steps.append(Step(day, by, Kind.UNUSED, ref, series, {}, why))

    def played(self) -> tuple[Step, ...]:
        """Return the steps up to today in the order they are taken: by day, and as written on one day."""
        done = [one for one in self.steps if one.day <= self.setting.today]
        return tuple(sorted(done, key=lambda one: one.day))


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with days as texts and blanks left out, in rows too."""
    found = {name: _said(value) for name, value in values.items()}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _said(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [said(one) if isinstance(one, Mapping) else _said(one) for one in value]
    return value


def working(day: date) -> date:
    """Return the first working day from a day on."""
    while day.weekday() > 4 or day in bank_holidays(day.year):
        day += timedelta(days=1)
    return day


def after(day: date, days: int) -> date:
    """Return the working day so many days of the calendar after a day."""
    return working(day + timedelta(days=days))


def before(day: date, days: int) -> date:
    """Return the last working day that lies at least so many days of the calendar before a day."""
    found = day - timedelta(days=days)
    while found.weekday() > 4 or found in bank_holidays(found.year):
        found -= timedelta(days=1)
    return found


def moment(day: date, hour: int, minute: int = 0) -> str:
    """Return a time of day in England as registers keep it, in UTC."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=_LONDON)
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def year_of(day: date) -> int:
    """Return the year in which the financial year of a day began."""
    return day.year - (day.month < 4)


def plan_year(first: int) -> str:
    """Return a financial year as plans write it, such as 2026-27."""
    return f"{first}-{(first + 1) % 100:02d}"
