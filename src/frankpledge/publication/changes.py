"""A change between two figures, worked out once and put into words: points and per cent never confused."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.contracts.figures import Comparator, Comparison, DifferenceUnit, Figure, State
from frankpledge.periods import Period, Window, parse_period
from frankpledge.plan.definitions import Direction, Measure
from frankpledge.publication.amounts import (
    TOO_SMALL,
    grouped,
    is_count,
    is_few,
    machine,
    said,
    said_difference,
    shown,
)
from frankpledge.publication.model import Bound, Line, Text, Tone, comparison_key, line

LITTLE_PER_CENT, LITTLE_POINTS = 1.0, 0.5
"""Smaller changes are called neither better nor worse: about level."""

HANDFUL = 10
"""Changes of counts below this are given as numbers only: a percentage of a handful misleads."""

_NO_SIZE = ("0", "0.0", "0.00", "0.0 points", "£0", "0 seconds")


@dataclass(frozen=True)
class Change:
    """A figure against a reference: ``size`` is signed, in the measure's unit; ``percent`` too, or None."""

    measure: Measure
    comparison: Comparison
    reference: float
    size: float
    percent: float | None

    @property
    def same(self) -> bool:
        """Whether a reader of rounded numbers would see no difference."""
        now = self.reference + self.size
        alike = said(now, self.measure) == said(self.reference, self.measure)
        return alike or said_difference(self.size, self.measure, self.reference) in _NO_SIZE

    @property
    def little(self) -> bool:
        """Whether the change is none, under one per cent or under half a point, and so called about level."""
        if self.same:
            return True
        if self.measure.changes_in_points:
            return abs(self.size) < LITTLE_POINTS
        return self.relative is not None and 100 * self.relative < LITTLE_PER_CENT

    @property
    def up(self) -> bool:
        return self.size > 0

    @property
    def tone(self) -> Tone:
        """Better or worse by the declared direction; plain where there is none or little moved."""
        if self.little or self.measure.direction is Direction.NEUTRAL:
            return Tone.PLAIN
        return Tone.BETTER if self.up == (self.measure.direction is Direction.HIGHER) else Tone.WORSE

    @property
    def relative(self) -> float | None:
        """Size relative to the reference, for ordering changes; None without a reference above zero."""
        return abs(self.size) / abs(self.reference) if self.reference else None


def change(figure: Figure, comparison: Comparison | None, measure: Measure) -> Change | None:
    """Return the change of ``figure`` from a comparison's reference, or None where it cannot be said.

    A comparison that has a reference but no difference was refused upstream (mature against
    immature, say) and stays unsaid; only a reference of zero may lack a percentage.
    """
    if comparison is None or comparison.reference is None or figure.value is None:
        return None
    if comparison.difference is None and comparison.reference != 0:
        return None
    size = figure.value - comparison.reference
    percent = None
    if comparison.difference_unit == DifferenceUnit.PER_CENT and not _too_small(
        comparison.reference, measure
    ):
        percent = comparison.difference
    return Change(measure, comparison, comparison.reference, size, percent)


def _too_small(reference: float, measure: Measure) -> bool:
    """Whether a percentage of this reference would mislead: of nothing, or of a handful of things."""
    return reference == 0 or (is_count(measure) and abs(reference) < HANDFUL)


def reference_label(comparison: Comparison) -> str:
    """Return the name of the period a comparison in time refers to: ``Q4 21/22``."""
    period = parse_period(Window.named(comparison.window), comparison.period)
    if comparison.comparator == Comparator.SAME_PERIOD_LAST_YEAR:
        return in_words(period.year_before())
    return in_words(period.previous())


def in_words(named: Period | Figure) -> str:
    """Return the label of a period or of a figure's period as a sentence has it: twelve months get "the"."""
    return f"the {named.label}" if named.window == Window.ROLLING_12 else named.label


def reference_span(made: Change) -> Bound:
    """Return the value compared with, in words."""
    key = comparison_key(made.comparison, "reference")
    none = made.reference == 0 and is_count(made.measure)
    text = "none" if none else said(made.reference, made.measure, again=True)
    return Bound(text, key, machine(made.reference))


def size_span(made: Change) -> Bound:
    """Return the size of a change in the measure's own unit, without its sign."""
    text = said_difference(made.size, made.measure, made.reference)
    return Bound(text, comparison_key(made.comparison, "difference"), machine(round(made.size, 9)))


def percent_span(made: Change) -> Bound | None:
    """Return the change in per cent without its sign; None where a percentage would mislead."""
    if made.percent is None:
        return None
    places = 0 if abs(made.percent) >= 99.95 else 1
    text = f"{grouped(abs(made.percent), places)} per cent"
    return Bound(text, comparison_key(made.comparison, "difference"), machine(made.percent))


def _more_or_less(made: Change) -> str:
    if is_count(made.measure):
        return "more" if made.up else "fewer"
    if made.measure.unit == "mm:ss" or made.measure.unit in ("days", "hours", "minutes", "seconds"):
        return "longer" if made.up else "shorter"
    return "higher" if made.up else "lower"


def up_or_down(made: Change) -> str:
    """Return ``up`` or ``down``."""
    return "up" if made.up else "down"


def by_size(made: Change) -> Line:
    """Return the change as an amount first: ``41 fewer (down 11.6 per cent)``, ``up 0.7 points``."""
    if made.same:
        return line("no change")
    if made.measure.changes_in_points:
        return line(f"{up_or_down(made)} ", size_span(made))
    percent = percent_span(made)
    first = line(size_span(made), f" {_more_or_less(made)}")
    return line(first, f" ({up_or_down(made)} ", percent, ")") if percent else first


def by_percent(made: Change) -> Line:
    """Return the change as a direction first: ``down 11.6 per cent``, ``down 41`` where there is none."""
    if made.same:
        return line("no change")
    percent = None if made.measure.changes_in_points else percent_span(made)
    return line(f"{up_or_down(made)} ", percent or size_span(made))


def amount_only(made: Change) -> Line:
    """Return the change as ``41 fewer``, ``0.7 points higher``, ``27 seconds shorter``."""
    if made.same:
        return line("no different")
    return line(size_span(made), f" {_more_or_less(made)}")


def verdict(made: Change) -> Text | None:
    """Return ``better`` or ``worse`` by the declared direction, in its colour, or None."""
    if made.tone is Tone.BETTER:
        return Text("better", tone=Tone.BETTER)
    if made.tone is Tone.WORSE:
        return Text("worse", tone=Tone.WORSE)
    return None


def between(now: Figure, before: Figure, measure: Measure) -> Change:
    """Return the change between two figures of the same thing a year apart, neither without a value.

    Used for local areas, breakdowns and percentiles, of which no comparisons are made.
    """
    if now.value is None or before.value is None:
        raise ValueError("a change needs two values")
    size = now.value - before.value
    plain_size = measure.changes_in_points or _too_small(before.value, measure)
    percent = None if plain_size else 100 * size / before.value
    unit = DifferenceUnit.UNITS if percent is None else DifferenceUnit.PER_CENT
    if measure.changes_in_points:
        unit = DifferenceUnit.POINTS
    comparison = Comparison(
        measure=now.measure,
        area_type=now.area_type,
        area=now.area,
        breakdown=now.breakdown,
        window=now.window,
        period=now.period,
        source=now.source,
        comparator=Comparator.SAME_PERIOD_LAST_YEAR,
        reference=before.value,
        difference=size if plain_size else percent,
        difference_unit=unit,
    )
    return Change(measure, comparison, before.value, size, percent)


def said_between(now: Figure, before: Figure | None, measure: Measure) -> Line:
    """Return the change between two figures of the same thing a year apart in words, or why there is none."""
    if State.SUPPRESSED in (now.state, before.state if before else None):
        return line(Text(TOO_SMALL, tone=Tone.QUIET))
    if before is None or now.value is None or before.value is None:
        return line(Text("nothing to compare", tone=Tone.QUIET))
    if is_few(now, measure) or is_few(before, measure):
        return line(Text("too few to compare", tone=Tone.QUIET))
    if now.state is not before.state:
        return line(Text("not compared: provisional", tone=Tone.QUIET))
    return by_size(between(now, before, measure))


def reference_cell(made: Change) -> Bound:
    """Return the value compared with as a table shows it."""
    key = comparison_key(made.comparison, "reference")
    return Bound(shown(made.reference, made.measure), key, machine(made.reference))
