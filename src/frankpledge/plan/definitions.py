"""What an office declares: the plan, its outcomes and measures. Invalid values cannot be built.

These are plain frozen dataclasses; reading them from YAML, with file and line in every
error, is ``plan.reading``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from frankpledge.periods import Period, Window, month_of
from frankpledge.plan.chart_decisions import ChartDecision, ChartKind, RuleSet
from frankpledge.plan.measure_rules import MeasureRule
from frankpledge.plan.record_questions import Clause, Duration, OpenLonger, PairedChange, ServiceLevel
from frankpledge.working_time import USUAL_HOURS, OfficeHours


class Kind(StrEnum):
    """How a measure's value is made from records."""

    COUNT = "count"
    DISTINCT = "distinct-count"
    SUM = "sum"
    SHARE = "share"
    RATIO = "ratio"
    RATE = "rate"
    MEAN = "mean"
    PERCENTILE = "percentile"
    TIME_TO_OUTCOME = "time-to-outcome"
    REPEAT_RATE = "repeat-rate"
    VALUE_AT = "value-at"
    SUPPLIED = "supplied"
    SUM_OF = "sum-of"


ADDED_UP = (Kind.COUNT, Kind.SUM_OF, Kind.SUM)
"""Kinds whose values add up over areas, which are therefore compared for so many residents."""
COUNTED_KINDS = (Kind.COUNT, Kind.SUM, Kind.SHARE, Kind.MEAN)
"""Kinds whose figures are worked out from records: of counts, and of pairs of counts."""
MADE_OF_OTHERS = (Kind.RATIO, Kind.RATE, Kind.SUM_OF)
"""Kinds whose figures are made of those of other measures: they count no records themselves."""


class Direction(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Target:
    """A declared target and the span it is in force; ``window`` says which figure it judges."""

    value: float
    window: Window
    from_month: int
    to_month: int | None = None
    source: str = ""


class StatusRule(StrEnum):
    """The declared rules by which a measure can have a status."""

    TARGET = "target"
    BASELINE = "baseline"


@dataclass(frozen=True)
class Measure:
    """One declared measure.

    ``table`` is the record table counted; ``where`` says which of its rows. A share adds
    ``numerator_where``, applied on top of ``where``. A ratio or rate names other measures
    (``numerator``, ``denominator``; that of a rate is ``residents``, ``households`` or ``days``). A sum of
    counts, whatever their tables, names them as its ``parts``; a count may name counts of its own table so.
    ``column``
    is what a sum, mean, percentile, distinct count or value is taken of. ``follow_up``
    is the fixed number of months after recording within which an outcome must fall; ``ended_by``
    says which outcomes end the time that a time to an outcome measures. ``service_level`` is the limit
    that a share of cases in time is of. ``paired`` is the change of
    scores that a share is of. ``look_back`` is the number of months before a record in which
    another makes its ``column`` a repeat. ``duration`` is the span of time that a mean, percentile or sum is
    taken of; ``column`` is then its name. Of a time to an outcome, cases are followed over it.
    ``weight`` is the column by which each row of a share counts.
    With ``at_end`` the figure of a longer period is that of its last month: a stock is never added up.
    ``in_month_of`` is the day or time whose month a row counts in, where that is not the table's own;
    ``open_between`` are the two between which a case is open, counted at the end of each month, and
    with ``open_longer`` only those open for longer than so many days by then. With
    ``of_whole`` the parts of a ratio are divided by the denominator's total.
    ``chart`` overrides the control chart chosen from kind and data; ``rules`` are those read on it.
    ``also_called`` are other names by which documents mean it: they are read, never printed.
    ``returned_by`` are the bodies whose returned values, added up over their own areas, are the force's.
    ``catalogue`` are the rows of the published list of measures it answers, each with how where it is not
    that row itself; ``review`` is when the definition is next looked at.
    """

    id: str
    title: str
    kind: Kind
    unit: str
    direction: Direction
    table: str = ""
    where: tuple[Clause, ...] = ()
    numerator_where: tuple[Clause, ...] = ()
    numerator: str = ""
    denominator: str = ""
    column: str = ""
    percentile: float | None = None
    scale: float = 1.0
    follow_up: int | None = None
    look_back: int | None = None
    duration: Duration | None = None
    weight: str = ""
    at_end: bool = False
    in_month_of: str = ""
    open_between: tuple[str, str] | None = None
    open_longer: OpenLonger | None = None
    of_whole: bool = False
    ended_by: Clause | None = None
    service_level: ServiceLevel | None = None
    paired: PairedChange | None = None
    breakdowns: tuple[str, ...] = ()
    area_types: tuple[str, ...] = ("force",)
    peers: str = ""
    baseline: Period | None = None
    targets: tuple[Target, ...] = ()
    status: StatusRule | None = None
    chart: ChartKind | None = None
    rules: RuleSet = RuleSet.MDC_2023
    parts: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    returned_by: tuple[str, ...] = ()
    why: str = ""
    note: str = ""
    catalogue: tuple[tuple[str, str], ...] = ()
    review: date | None = None
    file: str = ""
    definition_hash: str = ""

    @property
    def counted_between(self) -> tuple[str, str]:
        """The columns by whose months a row is counted and taken out again; empty: its own, and never."""
        if self.open_longer is not None:
            return self.open_longer.from_column, self.open_longer.to_column
        return self.open_between or (self.in_month_of, "")

    @property
    def made_of(self) -> tuple[str, ...]:
        """The measures whose figures this one's are made of; none where it counts records itself."""
        if self.kind is Kind.SUM_OF:
            return self.parts
        if self.kind is Kind.RATIO:
            return self.numerator, self.denominator
        return (self.numerator,) if self.kind is Kind.RATE else ()

    @property
    def changes_in_points(self) -> bool:
        """Whether a change is shown in points (shares and ratios) or in per cent (counts, times, rates)."""
        return self.kind in (Kind.SHARE, Kind.RATIO) or self.unit == "per cent"

    @property
    def is_fraction(self) -> bool:
        """Whether the value is numerator over denominator."""
        return self.kind in (Kind.SHARE, Kind.RATIO, Kind.RATE, Kind.MEAN)


@dataclass(frozen=True)
class PlanOutcome:
    """What the plan wants to come true; narrative where it names no measure."""

    id: str
    text: str
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading of a priority, such as Police, Fire or Working together, and its measures in order."""

    title: str
    measures: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Priority:
    """One priority of the plan."""

    id: str
    title: str
    outcomes: tuple[PlanOutcome, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(measure for section in self.sections for measure in section.measures)

    @property
    def named(self) -> tuple[str, ...]:
        """The measures of its sections, then those of its outcomes."""
        return (*self.measures, *(name for outcome in self.outcomes for name in outcome.measures))


@dataclass(frozen=True)
class Plan:
    """The plan: its title, years, and priorities in printed order."""

    title: str
    priorities: tuple[Priority, ...]
    starts: date | None = None
    ends: date | None = None
    source: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it names, each once, in the order of its priorities."""
        return tuple(dict.fromkeys(name for priority in self.priorities for name in priority.named))


@dataclass(frozen=True)
class PeerGroup:
    """A named set of areas, in force for a span of months. Own area included where it belongs."""

    id: str
    title: str
    areas: tuple[str, ...]
    from_month: int | None = None
    to_month: int | None = None
    source: str = ""

    def in_force(self, month: int) -> bool:
        """Whether the group applies to a month."""
        return (self.from_month is None or self.from_month <= month) and (
            self.to_month is None or month <= self.to_month
        )


@dataclass(frozen=True)
class LocalArea:
    """A local area of the office: its official code, names the publisher uses, and predecessors."""

    code: str
    title: str
    area_type: str
    names: tuple[str, ...] = ()
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True)
class DeclaredArea:
    """A beat, team, shift, suite, service or the like: an id that the office declares, with its days."""

    id: str
    title: str
    area_type: str
    from_date: date | None = None
    to_date: date | None = None

    def meets(self, other: DeclaredArea) -> bool:
        """Whether some day is of both."""
        starts = [area.from_date for area in (self, other) if area.from_date is not None]
        ends = [area.to_date for area in (self, other) if area.to_date is not None]
        return not starts or not ends or max(starts) <= min(ends)

    def holds_in(self, month: int) -> bool:
        """Whether some day of a month (by its number) is its own."""
        return (self.from_date is None or month_of(self.from_date) <= month) and (
            self.to_date is None or month <= month_of(self.to_date)
        )


@dataclass(frozen=True)
class LedgerEntry:
    """One quoted figure: a number that no records give, with who said it and when.

    ``unit`` is ``£``, ``per cent``, ``of 43`` for a rank, or the thing counted. ``group`` puts entries into
    one table; ``total_of`` names the entries whose sum this one is.
    """

    id: str
    title: str
    value: float
    unit: str
    source: str
    on: date
    owner: str
    publishable: bool = True
    group: str = ""
    total_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class HouseStyle:
    """What an office may change in how its reports look."""

    accent: str = "#1d4f7c"
    logo: str = ""
    publisher: str = ""
    licence: str = "Open Government Licence v3.0"


@dataclass(frozen=True)
class SignOffRules:
    """Who may check and who may approve a report: names as they sign; empty means anybody.

    With ``two_people`` the one who approves is not the one who checked.
    """

    may_check: tuple[str, ...] = ()
    may_approve: tuple[str, ...] = ()
    two_people: bool = True


@dataclass(frozen=True)
class Office:
    """``office.yaml``: the body, its forces, areas, peer groups and house style.

    ``false_exceptions`` is how many false exceptions a report may expect, where the office
    declares it; without it the published levels hold. ``disclosure`` names the tables whose small
    numbers it withholds although its contract would show them. ``frameworks`` are those of
    ``plan/frameworks`` that its reports follow beside the plan.
    """

    name: str
    body: str
    body_type: str
    forces: tuple[str, ...]
    peer_groups: tuple[PeerGroup, ...] = ()
    local_areas: tuple[LocalArea, ...] = ()
    own_areas: tuple[DeclaredArea, ...] = ()
    house_style: HouseStyle = HouseStyle()
    generated: bool = False
    body_from: date | None = None
    body_to: date | None = None
    contact: str = ""
    false_exceptions: float | None = None
    sign_off: SignOffRules = SignOffRules()
    disclosure: tuple[str, ...] = ()
    hours: OfficeHours = USUAL_HOURS
    frameworks: tuple[str, ...] = ()

    @property
    def force(self) -> str:
        """The first force, which a report is about; empty for a national office."""
        return self.forces[0] if self.forces else ""

    def own_area(self, area_type: str, id_: str, month: int) -> DeclaredArea | None:
        """Return the area declared under an id for a month, if any."""
        for one in self.own_areas:
            if (one.area_type, one.id) == (area_type, id_) and one.holds_in(month):
                return one
        return None


@dataclass(frozen=True)
class Definitions:
    """Everything an office folder declares, read and checked."""

    office: Office
    plan: Plan
    measures: dict[str, Measure]
    sets: dict[str, tuple[str, ...]]
    chart_decisions: tuple[ChartDecision, ...] = ()
    rules: tuple[MeasureRule, ...] = ()
    frameworks: dict[str, Plan] = field(default_factory=dict)

    def measure(self, measure_id: str) -> Measure:
        """Return a measure by id; KeyError if it is not declared."""
        return self.measures[measure_id]

    @property
    def published(self) -> tuple[Plan, ...]:
        """The plan, and the frameworks that the office publishes."""
        return (self.plan, *(self.frameworks[name] for name in self.office.frameworks))

    def only(self, names: Iterable[str]) -> Definitions:
        """Return the same definitions with some measures and those they are made of, without rules."""
        wanted: set[str] = set()
        waiting = list(names)
        while waiting:
            one = waiting.pop()
            if one in self.measures and one not in wanted:
                wanted.add(one)
                measure = self.measures[one]
                waiting += (measure.numerator, measure.denominator, *measure.parts)
        kept = {name: measure for name, measure in self.measures.items() if name in wanted}
        return replace(self, measures=kept, rules=())
