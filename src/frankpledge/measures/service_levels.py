"""Service levels on records: which cases had fallen due when their file was obtained, and which were in time.

Working time is looked up and never walked: a calendar says for each hour how much has counted before it,
so that the time between two moments is one number less another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from frankpledge.measures.relations import Codes, Records
from frankpledge.plan.definitions import Measure
from frankpledge.plan.service_levels import DUE
from frankpledge.store.editions import Edition
from frankpledge.working_time import (
    DAY,
    EPOCH,
    FIRST_YEAR,
    HOUR,
    Calendar,
    OfficeHours,
    TimeKind,
    calendar,
    summer_times,
)

LAST_YEAR_LOOKED_AT = 2040
"""Times after it are read without summer time: no record is from there."""


def level_column(measure: Measure, name: str) -> str:
    """Return the column in which one of the two answers for a measure's service level stands."""
    level = measure.service_level
    assert level is not None
    form = f"{level.start}-{level.stop}-{level.amount}-{level.unit}-{level.time}"
    return f"{'due' if name == DUE else 'met'}-{form}"


def with_service_levels(
    records: Records, table: str, rows: ir.Table, measures: Sequence[Measure], codes: Codes
) -> ir.Table:
    """Return rows with two true-or-false columns for each different service level of the measures."""
    levels = {level_column(one, DUE): one for one in measures if one.service_level is not None}
    if not levels:
        return rows
    editions = [one for one in records.of(table) if codes is None or one.code in codes]
    for number, measure in enumerate(levels.values()):
        rows = _with_level(records, table, rows, measure, editions, f"{table}_{number}")
    return rows


def _with_level(
    records: Records, table: str, rows: ir.Table, measure: Measure, editions: Sequence[Edition], name: str
) -> ir.Table:
    level = measure.service_level
    assert level is not None
    own = rows.columns
    days = days_obtained(editions)
    codes = frozenset(one.code for one in editions)
    reckoned = reckoned_until(records, table, codes, level.time, level.hours)
    until = pa.table(
        {
            "of-edition": pa.array(list(days), pa.int32()),
            "until": pa.array(reckoned.counted(np.array(list(days.values()), np.int64) * DAY), pa.int64()),
        }
    )
    rows = rows.inner_join(records.engine.values(f"until_{name}", until), [("edition", "of-edition")])
    rows = rows.drop("of-edition")
    whole_days = mixed(rows, level.start, level.stop)
    for end, column in (("start", level.start), ("stop", level.stop)):
        rows = counted_from(records, rows, column, end, reckoned, level.time, name, whole_days)
    limit = level.seconds
    due = (rows["until"] - rows["counted-start"] >= limit).fill_null(False)
    in_order = seconds_of(rows, level.stop, whole_days) >= seconds_of(rows, level.start, whole_days)
    met = ((rows["counted-stop"] - rows["counted-start"] <= limit) & in_order).fill_null(False)
    made = {level_column(measure, DUE): due, level_column(measure, ""): met}
    return rows.mutate(**made).select(*own, *made)


def reckoned_until(
    records: Records, table: str, codes: Codes, time: TimeKind, hours: OfficeHours
) -> Calendar:
    """Return the time that counts up to the newest file of a table (of some editions, default all in use)."""
    newest = max(one.obtained for one in records.of(table) if codes is None or one.code in codes)
    return calendar(time, hours, date(FIRST_YEAR, 1, 1), newest + timedelta(1))


def mixed(rows: ir.Table, start: str, stop: str) -> bool:
    """Whether one of two moments is a day and the other a time: then both count as days."""
    return bool(rows[start].type().is_date() != rows[stop].type().is_date())


def seconds_of(rows: ir.Table, column: str, whole_days: bool = False) -> ir.IntegerValue:
    """Return a moment in whole seconds since 1970; a day (of a time, with ``whole_days``) as its midnight."""
    moment = rows[column]
    if moment.type().is_date():
        return moment.cast("timestamp").epoch_seconds().cast("int64")
    second = moment.truncate("s").epoch_seconds().cast("int64")
    return day_of(second) * DAY if whole_days else second


def day_of(second: ir.IntegerValue) -> ir.IntegerValue:
    """Return the day, in days since 1970, that Europe/London had at a second since 1970."""
    summer = ibis.literal(False)
    for start, end in summer_times(FIRST_YEAR, LAST_YEAR_LOOKED_AT):
        summer = summer | ((second >= start) & (second < end))
    return ((second + summer.ifelse(HOUR, 0)) // DAY).cast("int64")


def counted_from(
    records: Records,
    rows: ir.Table,
    column: str,
    end: str,
    reckoned: Calendar,
    time: TimeKind,
    name: str,
    whole_days: bool = False,
) -> ir.Table:
    """Return rows with the seconds counted up to a moment; empty where it is or lies outside the calendar.

    Of days, they are counted to the end of the day: so the working days between two of them are those after
    the first, with the last, as in every register.
    """
    second = seconds_of(rows, column, whole_days)
    if time is TimeKind.CLOCK:
        return rows.mutate(**{f"counted-{end}": second - reckoned.first * HOUR})
    if whole_days or rows[column].type().is_date():
        second = second + DAY
    hours = pa.table(
        {
            f"hour-{end}": pa.array(np.arange(len(reckoned.before)) + reckoned.first, pa.int64()),
            f"before-{end}": pa.array(reckoned.before),
            f"opens-{end}": pa.array(reckoned.opens),
            f"closes-{end}": pa.array(reckoned.closes),
        }
    )
    rows = rows.mutate(**{f"at-{end}": second})
    rows = rows.mutate(**{f"in-hour-{end}": (rows[f"at-{end}"] // HOUR).cast("int64")})
    known = records.engine.values(f"calendar_{end}_{name}", hours)
    rows = rows.left_join(known, [(f"in-hour-{end}", f"hour-{end}")])
    opens, closes = rows[f"opens-{end}"], rows[f"closes-{end}"]
    within = ibis.greatest(ibis.least(rows[f"at-{end}"] % HOUR, closes), opens) - opens
    return rows.mutate(**{f"counted-{end}": rows[f"before-{end}"] + within})


def days_obtained(editions: Sequence[Edition]) -> dict[int, int]:
    """Return for each edition the day it was obtained, in days since 1970; records are as at its start."""
    found: dict[int, int] = {}
    for one in editions:
        found[one.code] = max((one.obtained - EPOCH).days, found.get(one.code, 0))
    return found
