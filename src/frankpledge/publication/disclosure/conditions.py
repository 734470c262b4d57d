"""What a measure counts, said by table and conditions: measures that count the same share its numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.record_questions import Clause, clause_of_bounds

IN_MONTH_OF = "(in month of)"
"""Stands where a condition's column does: by which of its days a row is counted."""
OPEN, TO = "open ", " to "
LONGER = " longer than "
_NOT_OF_THE_MONTH = (OPEN, f"{Kind.SUM} of ")
"""What is no number of rows of the month: what was open at its end came in any month before, and a sum of
what rows say may be more than there are rows. Neither is a part of what came in, however near the two lie."""
Condition = tuple[str, bool, frozenset[str]]


@dataclass(frozen=True)
class Thing:
    """What is counted: rows of ``source`` under conditions, or what ``of`` names of them (a column's values).

    ``follow_up`` is None but for outcomes within a span of months.
    """

    source: str
    conditions: frozenset[Condition]
    of: str = ""
    follow_up: int | None = None

    def is_within(self, other: Thing) -> bool:
        """Whether everything counted here is counted there too."""
        if self == other or self.source != other.source:
            return False
        if not is_part_kind(self.of, other.of):
            return False
        if self._month_of != other._month_of:
            return False  # What ended in a month is no part of what came in it, however near the two lie.
        if other.follow_up is not None and self.follow_up != other.follow_up:
            return False
        return all(any(_implies(mine, theirs) for mine in self.conditions) for theirs in other.conditions)

    @property
    def _month_of(self) -> frozenset[Condition]:
        return frozenset(one for one in self.conditions if one[0] == IN_MONTH_OF)

    @property
    def open_between(self) -> tuple[str, str] | None:
        """The days between which what is counted is open, where it is all that was open at a month's end."""
        start, _, stop = self.of.removeprefix(OPEN).partition(TO)
        return (start, stop) if self.of.startswith(OPEN) and LONGER not in self.of else None

    def of_month(self, column: str, own: str) -> Thing:
        """Return the rows under these conditions counted by one of their days; ``own`` is the table's."""
        kept = {one for one in self.conditions if one[0] != IN_MONTH_OF}
        by = set() if column == own else {(IN_MONTH_OF, False, frozenset({column}))}
        return Thing(self.source, frozenset({*kept, *by}))

    def broken_down(self, breakdown: str) -> Thing:
        """Return the thing counted under one ``dimension=slug``; itself where there is none."""
        if not breakdown:
            return self
        column, _, slug = breakdown.partition("=")
        kept = {one for one in self.conditions if one[0] != column or (slug in one[2]) == one[1]}
        return replace(self, conditions=frozenset({*kept, (column, False, frozenset({slug}))}))

    def value_of(self, whole: Thing) -> str:
        """Return the column of which this counts one value of those that the whole counts; else nothing."""
        if replace(self, conditions=frozenset()) != replace(whole, conditions=frozenset()):
            return ""
        mine, theirs = self.conditions - whole.conditions, whole.conditions - self.conditions
        if len(mine) != 1 or len(theirs) > 1:
            return ""
        ((column, negate, terms),) = mine
        if negate or len(terms) != 1:
            return ""
        return column if all(one[0] == column and (terms <= one[2]) != one[1] for one in theirs) else ""

    def completes(self, other: Thing, whole: Thing) -> bool:
        """Whether this and the other are the two parts of the whole, by one condition on one column."""
        if whole.of.startswith(OPEN) and not self.of == other.of == whole.of:
            return False
        mine, theirs = self.conditions - whole.conditions, other.conditions - whole.conditions
        left = whole.conditions - self.conditions
        if len(mine) != 1 or len(theirs) != 1 or left != whole.conditions - other.conditions:
            return False
        (column, negate, terms), (other_column, other_negate, other_terms) = *mine, *theirs
        if column != other_column:
            return False
        if not left:
            return negate != other_negate and terms == other_terms
        held = next(iter(left))
        parted = not negate and not other_negate and not terms & other_terms
        return len(left) == 1 and parted and held == (column, False, terms | other_terms)


def counted_by(measure: Measure, source: str) -> tuple[Thing, Thing | None]:
    """Return what a measure counts, and for a share what it is counted of; for a mean, its observations.

    Raises ValueError for a ratio or rate, which counts nothing itself.
    """
    where = _conditions(measure.where)
    if measure.in_month_of:
        where |= {(IN_MONTH_OF, False, frozenset({measure.in_month_of}))}
    if measure.open_between is not None:
        longer = measure.open_longer
        least = f"{LONGER}{longer.days} {longer.unit}" if longer is not None else ""
        return Thing(source, where, f"{OPEN}{TO.join(measure.open_between)}{least}"), None
    if measure.kind is Kind.COUNT:
        return Thing(source, where, "", measure.follow_up), None
    if measure.kind is Kind.SUM_OF:
        return Thing(" + ".join(sorted(measure.parts)), frozenset()), None  # Of no one table.
    if measure.kind is Kind.SHARE:
        part = where | _conditions(measure.numerator_where)
        more = " ".join(str(one) for one in (measure.service_level, measure.paired) if one is not None)
        return Thing(source, part, more, measure.follow_up), Thing(source, where)
    if measure.kind is Kind.REPEAT_RATE:
        before = f"repeats within {measure.look_back} months of {measure.column}"
        return Thing(source, where, before), Thing(source, where, f"{Kind.DISTINCT} of {measure.column}")
    if measure.kind in (Kind.RATIO, Kind.RATE):
        raise ValueError(f"{measure.kind} {measure.id}")
    if measure.kind is Kind.TIME_TO_OUTCOME and measure.duration is not None:
        return Thing(source, where, f"with {measure.duration.start}"), None
    column = f"{measure.kind} of {measure.column}" if measure.kind in (Kind.SUM, Kind.DISTINCT) else ""
    return Thing(source, where, column or f"with {measure.column}", measure.follow_up), None


def is_part_kind(mine: str, theirs: str) -> bool:
    """Whether some of what is counted as ``mine`` (what a thing is ``of``) is counted as ``theirs``."""
    if mine == theirs or _is_open_longer(mine, theirs):
        return True
    return not theirs and not mine.startswith(_NOT_OF_THE_MONTH)


def _is_open_longer(mine: str, theirs: str) -> bool:
    """Whether what is open for longer than one span is open for longer than another (or at all) too.

    So many working days are at least as many days.
    """
    between, _, span = mine.partition(LONGER)
    other, _, least = theirs.partition(LONGER)
    if not mine.startswith(OPEN) or not span or between != other or mine == theirs:
        return False
    if not least:
        return True
    (days, unit), (fewest, fewest_unit) = span.split(" ", 1), least.split(" ", 1)
    return int(days) >= int(fewest) and fewest_unit in (unit, "days")


def _conditions(clauses: tuple[Clause, ...]) -> frozenset[Condition]:
    return frozenset(_condition(one) for one in clauses)


def _condition(clause: Clause) -> Condition:
    """Return a condition; all from a bound on is what is not under it, so that the two make a whole."""
    if clause.under is None and clause.at_least is not None:
        below = clause_of_bounds(clause.column, None, clause.at_least)
        return below.column, True, frozenset(below.terms)
    return clause.column, clause.negate, frozenset(clause.terms)


def _implies(mine: Condition, theirs: Condition) -> bool:
    if mine[0] != theirs[0] or mine[1] != theirs[1]:
        return False
    return mine[2] >= theirs[2] if mine[1] else mine[2] <= theirs[2]
