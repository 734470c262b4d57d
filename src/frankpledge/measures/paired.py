"""Paired scores on records: which cases have both scores, and whose changed as a measure asks.

Both scores stand in one row, or each in a row of its own: then the row of the last one is the case's, in
the month of the last one, and the first is looked up among all rows held.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.measures.relations import Records
from frankpledge.plan.definitions import Measure
from frankpledge.plan.paired_changes import SCORED
from frankpledge.plan.record_questions import Change, PairedChange


def paired_column(measure: Measure, name: str) -> str:
    """Return the column in which one of the two answers for a measure's paired scores stands."""
    paired = measure.paired
    assert paired is not None
    scores = f"{paired.first}-{paired.last}{f'-of-{paired.score}' if paired.score else ''}"
    if name == SCORED:
        return f"both-{scores}"
    return f"{paired.change}-{scores}-{paired.least:g}-{'lower' if paired.lower_is_better else 'higher'}"


def with_paired_scores(records: Records, table: str, rows: ir.Table, measures: Sequence[Measure]) -> ir.Table:
    """Return rows with a true-or-false column for each different question on paired scores."""
    own = list(rows.columns)
    made: dict[str, ir.BooleanValue] = {}
    found: dict[str, tuple[str, str, str]] = {}
    for measure in measures:
        paired = measure.paired
        if paired is None:
            continue
        scored = paired_column(measure, SCORED)
        if scored not in found:
            found[scored] = (paired.first, paired.last, "")
            if paired.score:
                number = f"{len(found)}"
                rows = _with_first_scores(records, TABLES[table], rows, paired, number)
                found[scored] = (f"first-score-{number}", paired.score, f"is-last-{number}")
    for measure in measures:
        paired = measure.paired
        if paired is None:
            continue
        scored = paired_column(measure, SCORED)
        first, last, is_last = found[scored]
        both = rows[first].notnull() & rows[last].notnull()
        made[scored] = (both & rows[is_last]).fill_null(False) if is_last else both
        if paired.change is not Change.BOTH:
            made[paired_column(measure, "")] = _changed(rows, first, last, paired).fill_null(False)
    return rows.mutate(**made).select(*own, *made) if made else rows


def _with_first_scores(
    records: Records, contract: Table, rows: ir.Table, paired: PairedChange, number: str
) -> ir.Table:
    """Return rows with the first score of the same case, and whether a row is its last assessment."""
    held = records.table(contract.name)
    assert held is not None
    day = contract.month_from or "month"
    # Two bodies may number their cases alike, so a case is one within its force alone.
    same = [name for name in contract.counted_once_by if name not in (paired.stage, day, "month")]
    stages = contract.column(paired.stage).vocabulary
    assert stages is not None
    at = {end: stages.code_of_slug[end] for end in (paired.first, paired.last)}
    firsts = held.filter(held[paired.stage] == at[paired.first])
    firsts = firsts.group_by({f"first-{name}-{number}": firsts[name] for name in same}).agg(
        **{
            f"first-score-{number}": firsts[paired.score].argmin(firsts[day]),
            f"first-on-{number}": firsts[day].min(),
        }
    )
    lasts = held.filter(held[paired.stage] == at[paired.last])
    lasts = lasts.group_by({f"last-{name}-{number}": lasts[name] for name in same}).agg(
        **{f"last-on-{number}": lasts[day].max()}
    )
    rows = rows.left_join(firsts, [(name, f"first-{name}-{number}") for name in same])
    rows = rows.left_join(lasts, [(name, f"last-{name}-{number}") for name in same])
    is_last = (
        (rows[paired.stage] == at[paired.last])
        & (rows[day] == rows[f"last-on-{number}"])
        & (rows[day] >= rows[f"first-on-{number}"])
    )
    return rows.mutate(**{f"is-last-{number}": is_last.fill_null(False)})


def _changed(rows: ir.Table, first: str, last: str, paired: PairedChange) -> ir.BooleanValue:
    before, after = (rows[name].cast("float64") for name in (first, last))
    change = before - after if paired.lower_is_better else after - before
    if paired.change is Change.IMPROVED:
        return change > paired.least
    if paired.change is Change.WORSE:
        return change < -paired.least
    return (change <= paired.least) & (change >= -paired.least)
