"""Columns that measures look at and no file holds: made on reading, each once for all measures of a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from frankpledge.measures.durations import with_durations, with_waits
from frankpledge.measures.paired import with_paired_scores
from frankpledge.measures.relations import Codes, Records
from frankpledge.measures.service_levels import LAST_YEAR_LOOKED_AT, seconds_of, with_service_levels
from frankpledge.periods import month_of
from frankpledge.plan.definitions import Measure
from frankpledge.plan.record_questions import LAST_OF_MONTH, Clause
from frankpledge.working_time import DAY, EPOCH, FIRST_YEAR, working_days


def with_derived(
    records: Records, table: str, rows: ir.Table, measures: Sequence[Measure], codes: Codes = None
) -> ir.Table:
    """Return rows with every column that the measures look at and the table does not hold."""
    rows = with_service_levels(records, table, rows, measures, codes)
    rows = with_durations(records, table, rows, measures, codes)
    rows = with_waits(records, table, rows, measures, codes)
    rows = with_paired_scores(records, table, rows, measures)
    rows = _with_days_open(records, table, rows, measures)
    return _with_tests(rows, measures)


def tested_column(clause: Clause) -> str:
    """Return the column that answers a test of a value."""
    return f"{clause.column}:{clause.terms[0]}"


def _with_tests(rows: ir.Table, measures: Sequence[Measure]) -> ir.Table:
    clauses = [clause for one in measures for clause in (*one.where, *one.numerator_where)]
    made = {tested_column(clause): _test(rows, clause) for clause in clauses if clause.tested}
    if any(clause.column == LAST_OF_MONTH for clause in clauses):
        newest = rows["date"].max().over(ibis.window(group_by=["force", "month"]))
        made[LAST_OF_MONTH] = rows["date"] == newest
    return rows.mutate(**made) if made else rows


def _test(rows: ir.Table, clause: Clause) -> ir.BooleanValue:
    value = rows[clause.column]
    met: ir.BooleanValue = value.notnull()
    if clause.at_least is not None:
        met = met & (value >= clause.at_least)
    if clause.under is not None:
        met = met & (value < clause.under)
    return met.fill_null(False)


def _with_days_open(records: Records, table: str, rows: ir.Table, measures: Sequence[Measure]) -> ir.Table:
    """Return rows with the first day on which each is open for longer than so many days, and its end.

    Both in days since 1970. A case that ends sooner does so on the day it begins to count: it never counts.
    """
    asked = {one.open_longer.to_column: one.open_longer for one in measures if one.open_longer is not None}
    begun = np.arange(f"{FIRST_YEAR}-01-01", f"{LAST_YEAR_LOOKED_AT + 1}-01-01", dtype="datetime64[D]")
    for number, longer in enumerate(asked.values()):
        if longer.working:  # What begins on no working day counts from the working day before it.
            calendar = working_days(longer.holidays)
            past = np.busday_offset(begun, longer.days + 1, roll="backward", busdaycal=calendar)
        else:
            past = begun + longer.days + 1
        days = {"day-begun": begun.astype(np.int64), "day-past": past.astype(np.int64)}
        known = records.engine.values(f"days_open_{table}_{number}", pa.table(days))
        joined = rows.mutate(**{"day-of-start": seconds_of(rows, longer.start, True) // DAY}).left_join(
            known, [("day-of-start", "day-begun")]
        )
        ended = seconds_of(joined, longer.stop, True) // DAY
        both = ended.notnull() & joined["day-past"].notnull()
        until = both.ifelse(ibis.greatest(ended, joined["day-past"]), None)
        made = {longer.from_column: joined["day-past"], longer.to_column: until}
        rows = joined.mutate(**made).select(*dict.fromkeys([*rows.columns, *made]))
    return rows


def in_month_of(records: Records, rows: ir.Table, column: str) -> ir.Table:
    """Return rows with the month of another of their days or times; those without it are left out.

    A column made on reading holds days since 1970.
    """
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR_LOOKED_AT, 12, 31)
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    months = pa.table(
        {
            "day-of-month": pa.array([(day - EPOCH).days for day in days], pa.int64()),
            "month": pa.array([month_of(day) for day in days], pa.int32()),
        }
    )
    known = records.engine.values("months_of_days", months)
    counted = rows[column]
    day = counted if counted.type().is_integer() else seconds_of(rows, column, True) // DAY
    dated = rows.drop("month").mutate(**{"day-counted": day})
    return dated.inner_join(known, [("day-counted", "day-of-month")]).select(rows.columns)
