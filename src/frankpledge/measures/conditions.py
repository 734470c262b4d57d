"""A measure's structured conditions as expressions. Never text SQL."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.measures.derived import tested_column
from frankpledge.measures.paired import paired_column
from frankpledge.measures.relations import FOLLOW_UP, FollowUp, Records
from frankpledge.measures.service_levels import level_column
from frankpledge.plan.definitions import Measure
from frankpledge.plan.paired_changes import CHANGED, SCORED
from frankpledge.plan.record_questions import LAST_OF_MONTH, Clause
from frankpledge.plan.service_levels import DUE, WITHIN


def follow_up_of(measure: Measure, clause: Clause) -> FollowUp:
    """Return the follow-up a clause on ``outcome-within-follow-up`` stands for."""
    assert measure.follow_up is not None
    return FollowUp(measure.follow_up, clause.terms)


def follow_ups_of(measure: Measure) -> list[FollowUp]:
    """Return every follow-up a measure's conditions use."""
    clauses = (*measure.where, *measure.numerator_where)
    return [follow_up_of(measure, clause) for clause in clauses if clause.column == FOLLOW_UP]


def columns_of(measure: Measure, clauses: Sequence[Clause]) -> list[str]:
    """Return the columns, derived ones included, that conditions look at."""
    return [_column(measure, clause) for clause in clauses]


MADE = (FOLLOW_UP, DUE, WITHIN, SCORED, CHANGED, LAST_OF_MONTH)
"""Columns made on reading that answer a condition by themselves."""


def _column(measure: Measure, clause: Clause) -> str:
    if clause.tested:
        return tested_column(clause)
    if clause.column == FOLLOW_UP:
        return follow_up_of(measure, clause).column
    if clause.column in (SCORED, CHANGED):
        return paired_column(measure, clause.column)
    return level_column(measure, clause.column) if clause.column in (DUE, WITHIN) else clause.column


def condition(
    measure: Measure, clauses: Sequence[Clause], rows: ir.Table, records: Records
) -> ir.BooleanValue:
    """Return the expression that is true for rows meeting every clause; never null."""
    met: ir.BooleanValue = ibis.literal(True)
    for clause in clauses:
        met = met & _one(measure, clause, rows, records)
    return met


def _one(measure: Measure, clause: Clause, rows: ir.Table, records: Records) -> ir.BooleanValue:
    if clause.tested or clause.column in MADE:
        inside = rows[_column(measure, clause)]
    else:
        column = TABLES[measure.table].column(clause.column)
        value = rows[clause.column]
        if column.type is Type.TERM:
            assert column.vocabulary is not None
            inside = value.isin([column.vocabulary.code_of_slug[term] for term in clause.terms])
        elif column.type is Type.FLAG:
            inside = value.isin([term == "true" for term in clause.terms])
        elif column.type is Type.AREA:
            inside = value.isin(list(clause.terms))
        else:
            known = records.texts(measure.table, clause.column)
            texts = [text for term in clause.terms for text in known.get(term, [])]
            inside = value.isin(texts) if texts else ibis.literal(False)
        inside = inside.fill_null(False)
    return ~inside if clause.negate else inside
