"""A share's service level, as its definition states it: what starts and stops the clock, and the limit."""

from __future__ import annotations

import re
from dataclasses import replace

from frankpledge.contracts.tables import Table, Type
from frankpledge.errors import did_you_mean
from frankpledge.plan.definitions import Measure
from frankpledge.plan.fields import Fields
from frankpledge.plan.record_questions import Clause, ServiceLevel, clause_of_given
from frankpledge.plan.yaml_nodes import shown
from frankpledge.working_time import OfficeHours, TimeKind

DUE = "service-level-due"
WITHIN = "service-level-met"
"""Columns made on reading: whether the limit had passed when the file was obtained; whether it was kept."""

KEYS = ("within", "from", "to", "time")
_MOMENTS = (Type.TIMESTAMP, Type.DATE)
_LIMIT = re.compile(r"([1-9][0-9]{0,3}) (second|minute|hour|day)s?")


def read_service_level(fields: Fields, table: Table, in_month_of: str) -> ServiceLevel | None:
    """Return the service level under ``numerator``; None where it is none or a problem was noted.

    ``in_month_of`` is the day or time by which rows have their month.
    """
    limit = fields.text("within")
    match = _LIMIT.fullmatch(limit)
    if limit and match is None:
        fields.problem("within", f"'{shown(limit)}' is not a limit.", "Write for example '15 minutes'.")
    ends = read_ends(fields, table)
    time = fields.word("time", [kind.value for kind in TimeKind], "kind of time", TimeKind.CLOCK)
    if match is None or fields.problems:
        return None
    return ServiceLevel(*ends, int(match[1]), match[2], TimeKind(time), all_ended=ends[1] == in_month_of)


def moments_of(table: Table) -> list[str]:
    """Return the columns of a table that hold times or days."""
    return [column.name for column in table.columns if column.type in _MOMENTS]


def read_ends(fields: Fields, table: Table) -> tuple[str, str]:
    """Return the columns at which a clock starts (``from``) and stops (``to``).

    Where one is a day and the other a time, both count as days.
    """
    known = moments_of(table)
    ends = []
    for key in ("from", "to"):
        word = fields.text(key)
        if word and word not in known:
            fields.problem(
                key, f"'{shown(word)}' is no time or day in {table.name}.", did_you_mean(word, known)
            )
        ends.append(word)
    start, stop = ends
    if start and start == stop:
        fields.problem("to", "the clock cannot stop at what starts it.", "Name another time.")
    return start, stop


def clauses_of(level: ServiceLevel | None) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """Return the conditions a service level puts on the rows looked at, and on those that count.

    A case without a start is never looked at: nobody can say whether it was in time.
    """
    if level is None:
        return (), ()
    judged = clause_of_given(level.start, True) if level.all_ended else Clause(DUE, ("true",))
    return (judged,), (Clause(WITHIN, ("true",)),)


def with_hours(measure: Measure, hours: OfficeHours) -> Measure:
    """Return a measure whose service level or span of time, if it has one, counts the office's own hours."""
    level, span, longer = measure.service_level, measure.duration, measure.open_longer
    if longer is not None and longer.working:
        return replace(measure, open_longer=replace(longer, holidays=hours.holidays))
    if level is not None:
        return replace(measure, service_level=replace(level, hours=hours))
    return measure if span is None else replace(measure, duration=replace(span, hours=hours))


def described(level: ServiceLevel) -> str:
    """Return a service level as the end of "the share …", and what becomes of the rest, in words."""
    start, stop = (name.replace("-", " ") for name in (level.start, level.stop))
    many = "s" if level.amount != 1 else ""
    counted = {
        TimeKind.CLOCK: "by the clock",
        TimeKind.ALL_DAY: "all hours of working days counted, weekends and bank holidays not",
        TimeKind.WORKING: f"office hours of working days alone counted ({level.hours.words})",
    }[level.time]
    return f"{level.amount} {level.unit}{many} from {start} to {stop}, {counted}"


def what_is_left_out(level: ServiceLevel) -> str:
    """Return in a sentence what becomes of cases that cannot be judged, or not yet."""
    return _ENDED if level.all_ended else _NOT_YET_DUE


_ENDED = (
    "Every case is counted by its end, so none waits to fall due; one without a start cannot be judged and "
    "is left out."
)
_NOT_YET_DUE = (
    "A case whose limit had not passed when its file was obtained is left out, and its month is immature; "
    "one whose limit had passed without an end counts as missed; one without a start is left out."
)
