"""Which reports tell of what a register holds, and which registers a report was counted from.

Nobody declares it: a register says which tables its records fill, and a kind of report which measures it
tells of. Reports on the plan tell of everything, and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse

from frankpledge.plan.services import tables_of
from frankpledge.publication.kinds.reading import read_kinds
from frankpledge.registers.register import Register
from frankpledge.registers.roles import STAFF, Actor
from frankpledge.releases.drafts import ABOUT
from frankpledge.web.office import changed_at, declared, office_folder, registers
from frankpledge.web.seeing import in_force


@dataclass(frozen=True)
class Told:
    """A kind of report on a register: what it is, those released in force, and the folders of its drafts."""

    summary: str
    released: tuple[tuple[str, str], ...]
    """Title and address of each, newest first."""
    drafts: tuple[tuple[str, str], ...]
    """Name and address of each that is not released yet, newest first."""


def reports_on(register: Register, actor: Actor) -> tuple[Told, ...]:
    """Return the reports that tell of what a register holds, for those of the office."""
    if not register.tables or not actor.roles & STAFF:
        return ()
    filled = {one.table for one in register.tables}
    kinds = _tables_by_kind(office_folder(), changed_at())
    return tuple(_told(kind, summary) for kind, (summary, tables) in kinds.items() if tables & filled)


def registers_of(kind: str, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return title and address of the registers that reports of a kind are counted from, as far as seen."""
    _, tables = _tables_by_kind(office_folder(), changed_at()).get(kind, ("", frozenset()))
    return tuple(
        (one.title, reverse("register", kwargs={"register": one.id}))
        for one in registers().values()
        if one.sees & actor.roles and any(it.table in tables for it in one.tables)
    )


@lru_cache(maxsize=2)
def _tables_by_kind(office: Path, _changed: float) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the summary of each kind of report, and the tables it is counted from; none on the plan."""
    definitions, found = declared(), dict[str, tuple[str, frozenset[str]]]()
    for kind in read_kinds(office).values():
        measures = kind.measures if kind.own_priorities else ()
        held = [definitions.measures[name] for name in measures if name in definitions.measures]
        found[kind.id] = (
            kind.summary,
            frozenset[str]().union(*(tables_of(one, definitions) for one in held)),
        )
    return found


def _told(kind: str, summary: str) -> Told:
    released = [one for one in in_force() if one.kind == kind]
    places = sorted((office_folder() / "reports").glob(f"*-{kind}/{ABOUT}"), reverse=True)
    names = [one.parent.name for one in places if one.parent.name not in {it.report for it in released}]
    return Told(
        summary,
        tuple((one.title, reverse("release", args=(one.number,))) for one in released),
        tuple((name, reverse("report", kwargs={"key": name})) for name in names),
    )
