"""Beside grades and inspections: the stage of monitoring of each body, and what grades it had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.registers.monitoring import (
    GRADES,
    INSPECTIONS,
    TITLE,
    Stage,
    grade_history,
    grades_by_cycle,
    stage_on,
    stage_table,
    stages,
)
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor
from frankpledge.registers.summaries import Table
from frankpledge.web.office import registers
from frankpledge.web.record_words import values_for

_INSPECTIONS_NEED = {"body", "monitoring"}
_GRADES_NEED = {"body", "question", "cycle", "grade", "published"}


def is_inspected(of: Register) -> bool:
    """Whether a register is of grades or inspections, with the fields that come with the program."""
    needed = {GRADES: _GRADES_NEED, INSPECTIONS: _INSPECTIONS_NEED}.get(of.id)
    return needed is not None and needed <= {one.id for one in of.fields}


def stages_seen(actor: Actor) -> dict[str, tuple[Stage, ...]]:
    """Return the stages of monitoring by force and service, of the inspections that somebody sees."""
    of = registers().get(INSPECTIONS)
    if of is None or not is_inspected(of):
        return {}
    return stages(of, (values_for(of, one, actor) for one in queries.seen_by(of, actor)))


def beside(of: Register, values: Iterable[Mapping[str, Any]], actor: Actor) -> tuple[str, list[str]]:
    """Return a further column of a list: its heading, and a word for each of N records; blank for none."""
    if not is_inspected(of):
        return "", []
    held = stages_seen(actor)
    now = {body: stage_on(one, today()) for body, one in held.items()}
    return TITLE, [str(now.get(str(one.get("body"))) or "") for one in values]


def tables_beside(of: Register, values: Iterable[Mapping[str, Any]], actor: Actor) -> tuple[Table, ...]:
    """Return further tables of the sums of a register."""
    if not is_inspected(of):
        return ()
    found = [stage_table(of, stages_seen(actor), today())]
    if of.id == GRADES:
        found += grades_by_cycle(of, [one for one in values if one.keys() >= _GRADES_NEED])
    return tuple(one for one in found if one.rows)


def tables_of_record(of: Register, record: Record, actor: Actor) -> tuple[Table, ...]:
    """Return what stands beside one grade or inspection on its page."""
    if not is_inspected(of):
        return ()
    own = values_for(of, record, actor)
    held = stages_seen(actor)
    body = str(own.get("body"))
    found = [stage_table(of, {body: held.get(body, ())}, today())]
    closed = [one.id for one in of.states if one.closed]
    if of.id == GRADES and own.keys() >= _GRADES_NEED:
        others = queries.seen_by(of, actor).filter(values__body=body).exclude(state__in=closed)
        alike = [values_for(of, one, actor) for one in others]
        found.append(grade_history(of, own, [one for one in alike if one.keys() >= _GRADES_NEED]))
    return tuple(one for one in found if one.rows)
