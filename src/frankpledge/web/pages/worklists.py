"""Declared worklists: rows to act on, for the roles and purposes they name; every view is written down."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from frankpledge.contracts.tables import Column, Type
from frankpledge.periods import day_label
from frankpledge.pipeline import now, today
from frankpledge.plan.reading import read_worklists
from frankpledge.plan.worklists_file import NUMBERS, Worklist
from frankpledge.publication.exploring.answer import part_words
from frankpledge.registers.roles import MEMBERS, Actor
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import office_folder
from frankpledge.web.page import Page, Rows
from frankpledge.worklists.viewing import Asking, view


def role_in(worklist: Worklist, actor: Actor) -> str:
    """Return the role in which somebody may see a worklist; empty where there is none.

    Worklists show an office's rows whole, so that only a role held for the whole office counts.
    """
    held = {role.value for role in actor.roles if actor.bodies((role,)) is None}
    return next((role for role in worklist.roles if role in held), "")


def _told(column: Column, values: pa.ChunkedArray) -> list[tuple[str, bool]]:
    """Return the values of a column as people read them, each with whether it is a number."""
    return [("" if one is None else _word(column, one), column.type in NUMBERS) for one in values.to_pylist()]


def _word(column: Column, value: str) -> str:
    if column.type is Type.DATE:
        return day_label(date.fromisoformat(value))
    if column.type is Type.TIMESTAMP:
        day, _, clock = value.partition(" ")
        return f"{day_label(date.fromisoformat(day))}, {clock}"
    return part_words(value) if column.type is Type.SLUG else value


def worklists(request: HttpRequest) -> Page:
    """List the worklists that somebody may see, with the purposes each may be seen for."""
    actor = actor_of(request)
    mine = [one for one in read_worklists(office_folder()) if one.enabled and role_in(one, actor)]
    rows = [(one.id, one.title, "; ".join(one.purposes)) for one in mine]
    context = {"worklists": mine}
    return Page("web/worklists.html", "Worklists", context, Rows(("id", "title", "purposes"), rows))


def worklist(request: HttpRequest, name: str) -> Page:
    """Show the rows of a worklist for a purpose, having written down that they were seen."""
    actor = actor_of(request)
    declared = next((one for one in read_worklists(office_folder()) if one.id == name), None)
    if declared is None or not declared.enabled:
        raise Http404
    role = role_in(declared, actor)
    if not role:
        raise PermissionDenied
    if request.method != "POST":
        return Page("web/worklist.html", declared.title, {"worklist": declared, "asked": False})
    asking = Asking(actor.name, role, request.POST.get("purpose", ""), today(), now())
    _, rows = view(office_folder(), name, asking)
    shown = [declared.table.column(one) for one in declared.columns]
    context = {
        "worklist": declared,
        "asked": True,
        "purpose": asking.purpose,
        "columns": [(part_words(one.name), one.type in NUMBERS) for one in shown],
        "rows": list(zip(*(_told(one, rows[one.name]) for one in shown), strict=True)),
    }
    return Page("web/worklist.html", declared.title, context)


ROUTES = (
    Route("worklists", "worklists/", worklists, get=MEMBERS, data=True),
    Route("worklist", "worklists/<slug:name>/", worklist, get=MEMBERS, post=MEMBERS),
)
