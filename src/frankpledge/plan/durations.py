"""The span of time that a mean, percentile, sum or curve is taken of, as its definition states it."""

from __future__ import annotations

import re

from frankpledge.contracts.rules import Before
from frankpledge.contracts.tables import Table
from frankpledge.plan.fields import Fields
from frankpledge.plan.record_questions import SECONDS_OF, Duration, OpenLonger
from frankpledge.plan.service_levels import moments_of, read_ends
from frankpledge.plan.yaml_nodes import shown
from frankpledge.working_time import TimeKind

CLOCK_UNIT = "mm:ss"
"""A unit of values in seconds, which are written as minutes and seconds."""
LONGEST_OPEN = 9999
_LONGER = re.compile(r"([1-9][0-9]{0,3}) (working )?days?")


def read_duration(fields: Fields, table: Table | None, unit: str) -> Duration | None:
    """Return the span of time under ``duration``; None where there is none or a problem was noted."""
    inner = fields.part("duration")
    if inner is None or table is None:
        return None
    inner.only(("from", "to", "in"), ("time",))
    start, stop = read_ends(inner, table)
    of = inner.word("in", list(SECONDS_OF), "unit of time")
    time = inner.word("time", [kind.value for kind in TimeKind], "kind of time", TimeKind.CLOCK)
    wanted = "seconds" if unit == CLOCK_UNIT else of
    if of and of != wanted:
        inner.problem("in", f"a unit of {CLOCK_UNIT} is of seconds.", "Write 'in: seconds'.")
    elif of and unit and unit not in (CLOCK_UNIT, of, f"working {of}"):
        fields.problem("unit", f"the time is taken in {of}.", f"Write 'unit: {of}'.")
    if inner.problems or not of:
        return None
    return Duration(start, stop, of, TimeKind(time))


def check_open_cases(fields: Fields, span: Duration, table: Table) -> None:
    """Note a span of which the table does not hold the open cases: a curve of the others says too little.

    A row that comes by its end, or by anything that follows its start, is of a case that got that far.
    """
    inner, comes_by = fields.part("duration"), table.month_from
    assert inner is not None
    if table.column(span.stop).required or comes_by == span.stop:
        inner.problem(
            "to",
            f"every row of {table.name} has '{span.stop}', so no open case is in it.",
            "Use kind: percentile, which is of cases that have ended.",
        )
    elif comes_by not in ("", span.start) and Before(comes_by, span.start) not in table.rules:
        inner.problem(
            "from",
            f"rows of {table.name} come by '{comes_by}', so cases that have not got so far are not in it.",
            f"Begin at '{comes_by}', or use kind: percentile, which is of cases that have ended.",
        )


def read_month_column(fields: Fields, table: Table | None, whole: Duration | None) -> str:
    """Return the day or time by whose month rows count (``in-month-of``); empty for the table's own.

    Where cases are followed from their start (``whole`` is the span of it), that is the month of the start.
    """
    if table is None or ("in-month-of" not in fields and whole is None):
        return ""
    name = whole.start if whole is not None else ""
    name = name or fields.word("in-month-of", moments_of(table), f"time or day of {table.name}")
    return "" if name == table.month_from else name


def read_open(fields: Fields, table: Table | None) -> tuple[tuple[str, str] | None, OpenLonger | None]:
    """Return from when to when a case is open (``open``), for a count at the end of each month.

    With it, how long it must have been open by then (``longer-than``) to be counted; None where any will do.
    """
    inner = fields.part("open")
    if inner is None or table is None:
        return None, None
    inner.only(("from", "to"), ("longer-than",))
    start, stop = read_ends(inner, table)
    if "in-month-of" in fields:
        fields.problem(
            "in-month-of", "what is open at a month's end has no month of its own.", "Take it out."
        )
    longer = inner.text("longer-than")
    match = _LONGER.fullmatch(longer)
    if longer and match is None:
        inner.problem(
            "longer-than",
            f"'{shown(longer)}' is no number of days up to {LONGEST_OPEN:,}.",
            "Write for example '30 days' or '120 working days'.",
        )
    if not (start and stop):
        return None, None
    return (start, stop), OpenLonger(start, stop, int(match[1]), bool(match[2])) if match else None
