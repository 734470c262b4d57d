"""A share of cases whose score changed, as its definition states it: which two scores, and which change."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.tables import Table, Type
from frankpledge.plan.columns import number_columns
from frankpledge.plan.fields import Fields
from frankpledge.plan.record_questions import Change, Clause, PairedChange

SCORED = "both-scores-given"
CHANGED = "score-changed"
"""Columns made on reading: whether a case has both scores, and whether they changed as asked."""

NEEDED = ("first", "last", "change")
OPTIONAL = ("by-more-than", "better", "score", "stage")


def read_paired_change(fields: Fields, table: Table) -> PairedChange | None:
    """Return the change of scores under ``numerator``; None where a problem was noted."""
    known = number_columns(table)
    score, stage = _read_rows(fields, table, known)
    stages = table.column(stage).vocabulary if stage else None
    if stages is not None:
        terms = list(stages.code_of_slug)
        first, last = (fields.word(key, terms, f"term of {stage}") for key in NEEDED[:2])
    else:
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
    return PairedChange(first, last, Change(change), least, better == "lower", score, stage)


def _read_rows(fields: Fields, table: Table, known: Sequence[str]) -> tuple[str, str]:
    """Return the column of scores, and that of the stage each is of, where every score has its own row."""
    if "score" not in fields and "stage" not in fields:
        return "", ""
    for key, other in (("score", "stage"), ("stage", "score")):
        if key not in fields:
            fields.problem(other, f"this needs '{key}' beside it.", "Name both columns, or neither.")
    stages = [one.name for one in table.columns if one.type is Type.TERM and one.name in table.identity]
    return (
        fields.word("score", known, f"column of numbers of {table.name}"),
        fields.word("stage", stages, f"column of stages in what makes a row of {table.name} itself"),
    )


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
    of = f"{paired.score.replace('-', ' ')} of {paired.stage.replace('-', ' ')}" if paired.score else ""
    if of:
        first, last = f"the {of} {first}", f"the {of} {last} of the same case"
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
