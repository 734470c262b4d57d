"""Spans of time on records: how long from one moment of a record to another, in the time that counts.

Of cases that are followed, open ones have a span too: to the day on which their file was obtained.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from frankpledge.measures.relations import Codes, Records
from frankpledge.measures.service_levels import (
    counted_from,
    days_obtained,
    mixed,
    reckoned_until,
    seconds_of,
)
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.record_questions import Duration
from frankpledge.working_time import DAY, TimeKind


def with_durations(
    records: Records, table: str, rows: ir.Table, measures: Sequence[Measure], codes: Codes = None
) -> ir.Table:
    """Return rows with a column of numbers for each different span of time of the measures.

    Empty where a moment is, or where they stand in the wrong order. Between two days it is whole days.
    """
    spans = {one.duration.column: one.duration for one in measures if one.duration and not _followed(one)}
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
    made = in_order.ifelse(_in_unit(rows, stop - start, span), None)
    return rows.mutate(**{span.column: made}).select(*own, span.column)


def _in_unit(rows: ir.Table, seconds: ir.IntegerValue, span: Duration) -> ir.FloatingValue:
    """Return seconds that count in the unit of a span; between days, in whole days."""
    length = seconds.cast("float64") / span.seconds
    days = any(rows[column].type().is_date() for column in (span.start, span.stop)) and span.unit == "days"
    return length.round().cast("float64") if days else length


def _followed(measure: Measure) -> bool:
    return measure.kind is Kind.TIME_TO_OUTCOME and measure.duration is not None


def wait_columns(span: Duration) -> tuple[str, str]:
    """Return the columns that say how long a case was followed, and whether it had ended then."""
    return f"followed-{span.column}", f"ended-{span.column}"


def with_waits(
    records: Records, table: str, rows: ir.Table, measures: Sequence[Measure], codes: Codes = None
) -> ir.Table:
    """Return rows with how long each case was followed, and whether it ended, for each span of the measures
    that follow cases.

    A case without an end, or with one later than the day its file was obtained, was open then: it was
    followed up to the start of that day (and not at all if it began on it). Both columns are empty where
    there is no start, or where the end comes before it.
    """
    spans = {one.duration.column: one.duration for one in measures if one.duration and _followed(one)}
    for number, span in enumerate(spans.values()):
        rows = _with_wait(records, table, rows, span, codes, f"{table}_wait_{number}")
    return rows


def _with_wait(
    records: Records, table: str, rows: ir.Table, span: Duration, codes: Codes, name: str
) -> ir.Table:
    own, (wait, ended) = rows.columns, wait_columns(span)
    reckoned = reckoned_until(records, table, codes, span.time, span.hours)
    days = days_obtained([one for one in records.of(table) if codes is None or one.code in codes])
    seconds = np.array(list(days.values()), np.int64) * DAY
    until = pa.table(
        {
            "of-edition": pa.array(list(days), pa.int32()),
            "until": pa.array(seconds),
            "counted-until": pa.array(reckoned.counted(seconds)),
        }
    )
    rows = rows.inner_join(records.engine.values(f"until_{name}", until), [("edition", "of-edition")])
    rows = rows.drop("of-edition")
    whole_days = mixed(rows, span.start, span.stop)
    for end, column in (("start", span.start), ("stop", span.stop)):
        rows = counted_from(records, rows, column, end, reckoned, span.time, name, whole_days)
    start, stop = (seconds_of(rows, column, whole_days) for column in (span.start, span.stop))
    over = (stop < rows["until"] + DAY).fill_null(False)
    until_now = ibis.greatest(rows["counted-until"], rows["counted-start"])
    length = over.ifelse(rows["counted-stop"], until_now) - rows["counted-start"]
    known = (start.notnull() & (~over | (stop >= start))).fill_null(False)
    known = known & length.notnull()
    made = {wait: known.ifelse(_in_unit(rows, length, span), None), ended: known.ifelse(over, None)}
    return rows.mutate(**made).select(*own, *made)
