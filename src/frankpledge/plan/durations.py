"""The span of time that a mean, percentile or sum is taken of, as its definition states it."""

from __future__ import annotations

from frankpledge.contracts.tables import Table
from frankpledge.plan.fields import Fields
from frankpledge.plan.record_questions import SECONDS_OF, Duration
from frankpledge.plan.service_levels import read_ends
from frankpledge.working_time import TimeKind

CLOCK_UNIT = "mm:ss"
"""A unit of values in seconds, which are written as minutes and seconds."""


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
