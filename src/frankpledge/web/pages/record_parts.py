"""Parts of a record: withheld from the public, erased for good, attached as files."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.records import actions, attaching
from frankpledge.records.attaching import attach
from frankpledge.records.erasing import erase
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import is_public, roles_for, sees_all
from frankpledge.registers.roles import MEMBERS, SCOPES
from frankpledge.web.access import Route, actor_of
from frankpledge.web.page import Page
from frankpledge.web.pages.records import record_named, register_named
from frankpledge.web.record_words import address_of, name_of, version_sent


def withhold(request: HttpRequest, register: str, key: str) -> Page | HttpResponse:
    """Say which published fields and files the public does not see, each on its ground."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    if not of.amends & roles_for(of, held.values, actor) or not of.exemptions:
        raise PermissionDenied
    names = {
        one.id: one.title for one in of.fields if (one.may_be_public or one.exempt) and one.id in held.values
    }
    names |= {f"file-{one.number}": one.name for one in held.attachments.filter(published=True)}
    problem = ""
    if request.method == "POST":
        known = {one.id for one in of.exemptions}
        grounds = {name: request.POST.get(f"ground.{name}", "") for name in names}
        chosen = {name: ground for name, ground in grounds.items() if ground in known or not ground}
        changed = {name: ground for name, ground in chosen.items() if held.withheld.get(name, "") != ground}
        try:
            actions.withhold(
                of,
                held,
                changed,
                actor,
                version=version_sent(request),
                reason=request.POST.get("reason", "").strip(),
            )
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, "Saved what is withheld.")
            return redirect(address_of(of, held))
    never = {one.id for one in of.fields if one.exempt}
    rows = [(name, title, held.withheld.get(name, ""), name in never) for name, title in names.items()]
    context = {"register": of, "record": held, "rows": rows, "problem": problem, "name": name_of(of, held)}
    return Page("web/registers/withhold.html", f"Withhold parts of {name_of(of, held)}", context)


def erase_parts(request: HttpRequest, register: str, key: str) -> Page | HttpResponse:
    """Erase personal fields and files of a record, from all its versions, for good."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    if not of.amends & roles_for(of, held.values, actor):
        raise PermissionDenied
    rows = [(one.id, one.title) for one in of.fields if one.personal and one.id in held.values]
    rows += [(f"file-{one.number}", one.name) for one in held.attachments.order_by("number")]
    problem = ""
    if request.method == "POST":
        parts = [name for name in request.POST.getlist("part") if name in dict(rows)]
        reason = request.POST.get("reason", "").strip()
        if not parts or not reason:
            problem = "Choose what to erase, and say why."
        else:
            try:
                erase(of, held, parts, actor, version=version_sent(request), reason=reason)
            except Refused as refused:
                problem = str(refused)
            else:
                messages.success(request, "Erased.")
                return redirect(address_of(of, held))
    context = {"register": of, "record": held, "rows": rows, "problem": problem, "name": name_of(of, held)}
    return Page("web/registers/erase.html", f"Erase parts of {name_of(of, held)}", context)


def attach_file(request: HttpRequest, register: str, key: str) -> Page | HttpResponse:
    """Attach a file to a record: what it is is read from its bytes, and it is never opened here."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    roles = roles_for(of, held.values, actor)
    if not (of.amends | of.attaches) & roles:
        raise PermissionDenied
    decides = bool(of.amends & roles)  # whether the public gets it is for the office to say
    problem = ""
    if request.method == "POST":
        sent_file = request.FILES.get("file")
        if sent_file is None:
            problem = "No file was chosen. Choose one."
        else:
            try:
                attach(
                    of, held, sent_file.name or "file", cast(BinaryIO, sent_file), actor,
                    version=version_sent(request), published=decides and "published" in request.POST,
                    description=request.POST.get("description", ""),
                )  # fmt: skip
            except Refused as refused:
                problem = str(refused)
            else:
                messages.success(request, "Attached the file.")
                return redirect(address_of(of, held))
    context = {
        "register": of,
        "record": held,
        "problem": problem,
        "name": name_of(of, held),
        "decides": decides,
    }
    return Page("web/registers/attach.html", f"Attach a file to {name_of(of, held)}", context)


def change_file(request: HttpRequest, register: str, key: str, number: int) -> Page | HttpResponse:
    """Change a file's name or description, publish it later, or withdraw it: with a reason."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    if not of.amends & roles_for(of, held.values, actor) or not sees_all(of, held, actor):
        raise PermissionDenied
    file = held.attachments.filter(number=number).first()
    if file is None:
        raise Http404
    given = {"name": file.name, "description": file.description, "published": file.published, "reason": ""}
    problem, version = "", held.version
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("name", "description", "reason")}
        given["published"] = "published" in request.POST
        version = version_sent(request)
        try:
            attaching.change_file(
                of, held, number, actor, version=version, name=str(given["name"]),
                description=str(given["description"]), published=bool(given["published"]),
                reason=str(given["reason"]),
            )  # fmt: skip
        except Refused as refused:
            problem, version = str(refused), held.version
        else:
            messages.success(request, "Saved what is said of the file.")
            return redirect(address_of(of, held))
    context = {
        "register": of,
        "record": held,
        "name": name_of(of, held),
        "file": file,
        "given": given,
        "version": version,
        "problem": problem,
        "public": is_public(of, held),
    }
    title = f"{file.name} of {name_of(of, held)}"
    return Page("web/registers/change_file.html", title, context, status=422 if problem else 200)


ROUTES = (
    Route(
        "withhold",
        "records/<slug:register>/<str:key>/withhold/",
        withhold,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
    Route(
        "erase",
        "records/<slug:register>/<str:key>/erase/",
        erase_parts,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
    Route(
        "attach",
        "records/<slug:register>/<str:key>/attach/",
        attach_file,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
    Route(
        "change-file",
        "records/<slug:register>/<str:key>/files/<int:number>/change/",
        change_file,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
)
