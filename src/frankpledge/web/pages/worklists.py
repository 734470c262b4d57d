"""Declared worklists: rows to act on, for the roles and purposes they name; every view is written down."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from frankpledge.pipeline import now, today
from frankpledge.plan.reading import read_worklists
from frankpledge.plan.worklists_file import Worklist
from frankpledge.registers.roles import MEMBERS, Actor
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import office_folder
from frankpledge.web.page import Page, Rows
from frankpledge.worklists.viewing import Asking, view


def role_in(worklist: Worklist, actor: Actor) -> str:
    """Return the role, as the worklist names it, in which somebody may see it; empty where there is none.

    Worklists show an office's rows whole, so that only a role held for the whole office counts.
    """
    held = {word for role in actor.roles for word in (role.value, role.words.lower())
            if actor.bodies((role,)) is None}  # fmt: skip
    return next((role for role in worklist.roles if role.lower() in held), "")


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
    context = {
        "worklist": declared,
        "asked": True,
        "purpose": asking.purpose,
        "columns": rows.column_names,
        "rows": list(zip(*(column.to_pylist() for column in rows.columns), strict=True)),
    }
    return Page("web/worklist.html", declared.title, context)


ROUTES = (
    Route("worklists", "worklists/", worklists, get=MEMBERS, data=True),
    Route("worklist", "worklists/<slug:name>/", worklist, get=MEMBERS, post=MEMBERS),
)
