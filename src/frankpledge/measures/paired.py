"""Paired scores on records: which cases have both scores, and whose changed as a measure asks."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from frankpledge.plan.definitions import Measure
from frankpledge.plan.paired_changes import SCORED
from frankpledge.plan.record_questions import Change, PairedChange


def paired_column(measure: Measure, name: str) -> str:
    """Return the column in which one of the two answers for a measure's paired scores stands."""
    paired = measure.paired
    assert paired is not None
    scores = f"{paired.first}-{paired.last}"
    if name == SCORED:
        return f"both-{scores}"
    return f"{paired.change}-{scores}-{paired.least:g}-{'lower' if paired.lower_is_better else 'higher'}"


def with_paired_scores(rows: ir.Table, measures: Sequence[Measure]) -> ir.Table:
    """Return rows with a true-or-false column for each different question on paired scores."""
    made: dict[str, ir.BooleanValue] = {}
    for measure in measures:
        if measure.paired is not None:
            both = rows[measure.paired.first].notnull() & rows[measure.paired.last].notnull()
            made[paired_column(measure, SCORED)] = both
            if measure.paired.change is not Change.BOTH:
                made[paired_column(measure, "")] = _changed(rows, measure.paired).fill_null(False)
    return rows.mutate(**made) if made else rows


def _changed(rows: ir.Table, paired: PairedChange) -> ir.BooleanValue:
    before, after = (rows[name].cast("float64") for name in (paired.first, paired.last))
    change = before - after if paired.lower_is_better else after - before
    if paired.change is Change.IMPROVED:
        return change > paired.least
    if paired.change is Change.WORSE:
        return change < -paired.least
    return (change <= paired.least) & (change >= -paired.least)
