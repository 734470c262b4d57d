"""A share of cases whose score changed, as its definition states it: which two scores, and which change."""

from __future__ import annotations

from frankpledge.contracts.tables import Table
from frankpledge.plan.columns import number_columns
from frankpledge.plan.fields import Fields
from frankpledge.plan.record_questions import Change, Clause, PairedChange

SCORED = "both-scores-given"
CHANGED = "score-changed"
"""Columns made on reading: whether a case has both scores, and whether they changed as asked."""

NEEDED = ("first", "last", "change")
OPTIONAL = ("by-more-than", "better")


def read_paired_change(fields: Fields, table: Table) -> PairedChange | None:
    """Return the change of scores under ``numerator``; None where a problem was noted."""
    known = number_columns(table)
    first, last = (fields.word(key, known, f"column of numbers of {table.name}") for key in NEEDED[:2])
    if first and first == last:
        fields.problem("last", "a score cannot be compared with itself.", "Name the later one.")
    change = fields.word("change", [one.value for one in Change], "change")
    better = fields.word("better", ("higher", "lower"), "direction", "higher")
    least = fields.number("by-more-than") or 0.0
    if least < 0:
        fields.problem("by-more-than", "a change cannot be by less than nothing.", "Write 0 or more.")
    if fields.problems or not change:
        return None
    return PairedChange(first, last, Change(change), least, better == "lower")


def clauses_of_change(paired: PairedChange | None) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """Return the conditions a change puts on the rows looked at, and on those that count.

    How many have both scores is asked of all cases; how many changed, of those that have both.
    """
    if paired is None:
        return (), ()
    both = Clause(SCORED, ("true",))
    return ((), (both,)) if paired.change is Change.BOTH else ((both,), (Clause(CHANGED, ("true",)),))


def described_change(paired: PairedChange, rows: str) -> str:
    """Return what is counted in words."""
    first, last = paired.first.replace("-", " "), paired.last.replace("-", " ")
    if paired.change is Change.BOTH:
        return f"Of {rows}, the share with both scores, {first} and {last}"
    way = "lower" if paired.lower_is_better else "higher"
    by = f" (a change of at most {paired.least:g} is the same)" if paired.least else ""
    said = {
        Change.IMPROVED: "improved",
        Change.SAME: "stayed the same",
        Change.WORSE: "got worse",
    }[paired.change]
    return (
        f"Of {rows} with both scores, the share whose score {said} from {first} to {last}, {way} being "
        f"better{by}; cases without both scores are left out"
    )
