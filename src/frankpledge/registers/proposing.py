"""Matters that a board should take up, proposed from what was found, what is overdue and what falls due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from frankpledge.registers.checking import Values
from frankpledge.registers.clocks import Due, Standing
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.roles import Role

MATTERS = "matters"
SETTERS = frozenset({Role.SECRETARY, Role.TEAM})
"""Who proposes meetings and sets agendas."""


@dataclass(frozen=True)
class ExceptionalResult:
    """A figure that was found out of the ordinary.

    ``key`` is the figure's stable key and ``build`` the one it was read from; ``sentence`` says what was
    found, in the words of the finding; ``body`` is whose performance it is, and ``better`` whether it is
    out of the ordinary on the better side.
    """

    key: str
    build: str
    measure: str
    title: str
    sentence: str
    body: str
    better: bool = False


@dataclass(frozen=True)
class HeldRecord:
    """A record as proposals need it: its key, its values, how its clocks stand, and its number as printed.

    ``figure`` is the value of a figure field that a matter made of it carries on; empty where there is none.
    """

    key: str
    values: Values
    due: tuple[Due, ...]
    number: str
    figure: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A matter that is proposed: the values it would begin with, all fields of the register of matters.

    ``source`` is what it came from, such as ``finding:KEY``: what was proposed once is not proposed again.
    """

    source: str
    values: Mapping[str, Any]


def proposed_matters(
    today: date,
    *,
    findings: Iterable[ExceptionalResult] = (),
    actions: Iterable[HeldRecord] = (),
    assurance: Iterable[HeldRecord] = (),
    until: date | None = None,
    taken_up: Collection[str] = (),
    meetings: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Proposal, ...]:
    """Return what a board should take up: findings, then overdue actions, then matters of assurance.

    Findings of one measure are one matter, the worse and weightier first in it, and those on the worse side
    come first. ``meetings`` is, for each body, the key of the meeting to whose agenda its matters can still
    be put.
    A matter of assurance is proposed where it is due by ``until`` (the day of the next board; today where
    there is none). ``taken_up`` are the sources of matters there are already, whatever became of them: a
    source holds the day it was due, so that what falls due again is proposed again.
    """
    findings = list(findings)
    worse = {one.measure for one in findings if not one.better}
    findings.sort(key=lambda one: (one.measure not in worse, one.title.casefold(), one.better))
    alike: dict[tuple[str, str], list[ExceptionalResult]] = {}
    for result in findings:
        alike.setdefault((result.measure, result.body), []).append(result)
    found = [
        _of_findings(results)
        for results in alike.values()
        if not any(_source(one) in taken_up for one in results)
    ]
    for record in actions:
        found += [_of_action(record, one) for one in record.due if one.state is Standing.OVERDUE]
    for record in assurance:
        found += [_of_assurance(record, one) for one in record.due if _falls_due(one, until or today)]
    once = {one.source: one for one in found if one.source not in taken_up}
    return tuple(_placed(one, today, meetings) for one in once.values())


def _placed(one: Proposal, today: date, meetings: Mapping[str, str]) -> Proposal:
    meeting = meetings.get(str(one.values["body"]))
    where = {"meeting": meeting} if meeting else {}
    return Proposal(one.source, {**one.values, "raised": today.isoformat(), **where})


def _falls_due(one: Due, until: date) -> bool:
    return one.state in (Standing.UPCOMING, Standing.SOON, Standing.OVERDUE) and one.on <= until


def _source(found: ExceptionalResult) -> str:
    return f"finding:{found.key}"


def _of_findings(results: Sequence[ExceptionalResult]) -> Proposal:
    """Return one matter of all that was found of a measure: it carries the first one's figure."""
    found = results[0]
    source = _source(found)
    values = {
        "title": found.title,
        "body": found.body,
        "raised-by": "finding",
        "source": source,
        "figure": {"key": found.key, "build": found.build},
        "measure": found.measure,
        "why": "\n\n".join(dict.fromkeys(one.sentence for one in results)),
    }
    return Proposal(source, values)


def _of_action(record: HeldRecord, one: Due) -> Proposal:
    source = f"action:{record.key}:{one.on.isoformat()}"
    values = {
        "title": f"Overdue: {record.values['action']}"[:500],
        "body": record.values["body"],
        "raised-by": "action",
        "source": source,
        "action": record.key,
        "why": f"Action {record.number} was due on {day_in_words(one.on)}.",
    }
    if "matter" in record.values:
        values["continues"] = record.values["matter"]
    if record.figure:
        values["figure"] = dict(record.figure)
    return Proposal(source, values)


def _of_assurance(record: HeldRecord, one: Due) -> Proposal:
    source = f"assurance:{record.key}:{one.on.isoformat()}"
    last = f" It was last considered on {day_in_words(one.met_on)}." if one.met_on else ""
    values = {
        "title": record.values["title"],
        "body": record.values["body"],
        "raised-by": "assurance",
        "source": source,
        "schedule": record.key,
        "why": f"A matter of assurance due on {day_in_words(one.on)}.{last}",
    }
    if "measure" in record.values:
        values["measure"] = record.values["measure"]
    if record.figure:
        values["figure"] = dict(record.figure)
    return Proposal(source, values)
