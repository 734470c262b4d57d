"""Spans of time on records: how long from one moment of a record to another, in the time that counts."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from frankpledge.measures.relations import Codes, Records
from frankpledge.measures.service_levels import counted_from, mixed, reckoned_until, seconds_of
from frankpledge.plan.definitions import Measure
from frankpledge.plan.record_questions import Duration
from frankpledge.working_time import TimeKind


def with_durations(
    records: Records, table: str, rows: ir.Table, measures: Sequence[Measure], codes: Codes = None
) -> ir.Table:
    """Return rows with a column of numbers for each different span of time of the measures.

    Empty where a moment is, or where they stand in the wrong order. Between two days it is whole days.
    """
    spans = {one.duration.column: one.duration for one in measures if one.duration is not None}
    for number, span in enumerate(spans.values()):
        rows = _with_span(records, table, rows, span, codes, f"{table}_span_{number}")
    return rows


def _with_span(
    records: Records, table: str, rows: ir.Table, span: Duration, codes: Codes, name: str
) -> ir.Table:
    own = rows.columns
    whole_days = mixed(rows, span.start, span.stop)
    start, stop = (seconds_of(rows, column, whole_days) for column in (span.start, span.stop))
    in_order = stop >= start
    if span.time is not TimeKind.CLOCK:
        reckoned = reckoned_until(records, table, codes, span.time, span.hours)
        for end, column in (("start", span.start), ("stop", span.stop)):
            rows = counted_from(records, rows, column, end, reckoned, span.time, name, whole_days)
        start, stop = rows["counted-start"], rows["counted-stop"]
        in_order = (
            seconds_of(rows, span.stop, whole_days) >= seconds_of(rows, span.start, whole_days)
        ).fill_null(False)
    length = (stop - start).cast("float64") / span.seconds
    dates = [rows[column].type().is_date() for column in (span.start, span.stop)]
    days = any(dates) and span.unit == "days"
    length = length.round().cast("float64") if days else length
    made = in_order.ifelse(length, None)
    return rows.mutate(**{span.column: made}).select(*own, span.column)
