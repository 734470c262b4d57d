"""Changing records: making one, amending it, taking a step, withholding a part, attaching a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.pipeline import today
from frankpledge.records import actions, queries
from frankpledge.records.models import Record
from frankpledge.records.refusals import Both, Refused, Stale
from frankpledge.records.rights import is_public, roles_for, sees_all
from frankpledge.records.seeing import see
from frankpledge.registers.checking import check, read_form
from frankpledge.registers.numbering import gap_printed
from frankpledge.registers.register import Field, FieldType, Move, Register
from frankpledge.registers.roles import MEMBERS, SCOPES, Actor
from frankpledge.registers.values import Given, Problem, shown
from frankpledge.web.access import Route, actor_of
from frankpledge.web.entering import entries, may_enter, sent, standing
from frankpledge.web.office import declared, registers
from frankpledge.web.page import Page
from frankpledge.web.pages.records import record_named, register_named
from frankpledge.web.record_flags import SURE, questions_of
from frankpledge.web.record_links import linked_records
from frankpledge.web.record_words import (
    Part,
    address_of,
    in_one_line,
    keys_in,
    name_of,
    parts_of,
    title_of,
    values_for,
    version_sent,
)

MORE_ROWS = "more-rows"
"""The button that asks for further rows of a small table: nothing is saved."""
MOST_OFFERED = 200
"""A link is chosen from the newest of so many records; the number of an older one is typed."""


def new(request: HttpRequest, register: str) -> Page | HttpResponse:
    """Make a record."""
    of, actor = register_named(register), actor_of(request)
    if not of.makes & actor.roles:
        raise PermissionDenied
    fields = may_enter(of, actor.roles)
    if request.method != "POST":
        given = {one.id: request.GET[one.id] for one in fields if one.id in request.GET}
        return _form(of, None, fields, given, (), actor, f"New {of.one}")
    given_now = sent(fields, request.POST)
    if MORE_ROWS in request.POST:
        return _form(of, None, fields, given_now, (), actor, f"New {of.one}", typed=request.POST)
    values, problems = read_form(of, given_now)
    number = request.POST.get("number", "").strip()
    if number and not (number.isdecimal() and len(number) < 9):
        problems = (*problems, Problem("number", "The number is not a whole number.", "Write digits only."))
    problems = _all_told(of, values, problems)
    asked = () if problems else _asked(of, values, actor, request)
    if not problems and not asked:
        try:
            reason = request.POST.get("reason", "").strip()
            made = actions.create(of, values, actor, number=int(number) if number else None, reason=reason)
        except Refused as refused:
            problems = _problems(refused)
        else:
            messages.success(request, f"Made {name_of(of, made)}.")
            return redirect(address_of(of, made))
    return _form(
        of, None, fields, given_now, problems, actor, f"New {of.one}", asked=asked, typed=request.POST
    )


def change(request: HttpRequest, register: str, key: str) -> Page | HttpResponse:
    """Amend a record. Where somebody else did in the meantime, both texts are shown."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    roles = roles_for(of, held.values, actor)
    if not of.amends & roles or not sees_all(of, held, actor):
        raise PermissionDenied
    fields = may_enter(of, roles)
    title = f"Change {name_of(of, held)}"
    if request.method != "POST":
        values = see(of, held, actor)
        return _form(of, held, fields, standing(fields, values), (), actor, title)
    given = sent(fields, request.POST)
    if MORE_ROWS in request.POST:
        version = version_sent(request)
        return _form(of, held, fields, given, (), actor, title, version=version, typed=request.POST)
    values, problems = read_form(of, given)
    changed = {name: values.get(name) for name in given}
    asked = () if problems else _asked(of, changed, actor, request, held)
    if not problems and not asked:
        try:
            actions.amend(
                of,
                held,
                changed,
                actor,
                version=version_sent(request),
                reason=request.POST.get("reason", "").strip(),
            )
        except Stale as stale:
            return _clash(of, held, fields, given, stale, actor)
        except Refused as refused:
            problems = _problems(refused)
        else:
            messages.success(request, f"Changed {name_of(of, held)}.")
            return redirect(address_of(of, held))
    version = version_sent(request)
    return _form(
        of, held, fields, given, problems, actor, title, version=version, asked=asked, typed=request.POST
    )


def step(request: HttpRequest, register: str, key: str, move: str) -> Page | HttpResponse:
    """Take a step: fill in what it needs, give a reason where one is asked for, and confirm."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    taken = next((one for one in of.open_to(held.state) if one.id == move), None)
    if taken is None or not taken.roles & roles_for(of, held.values, actor):
        raise PermissionDenied
    fields = [replace(of.field_of(name), required=True) for name in taken.needs]
    title = f"{taken.title}: {name_of(of, held)}"
    if request.method != "POST":
        given = standing(fields, {name: value for name, value in held.values.items() if name in taken.needs})
        return _form(of, held, fields, given, (), actor, title, move=taken)
    given = sent(fields, request.POST)
    if MORE_ROWS in request.POST:
        version = version_sent(request)
        return _form(
            of, held, fields, given, (), actor, title, move=taken, version=version, typed=request.POST
        )
    values, problems = read_form(of, given)
    asked = () if problems else _asked(of, values, actor, request, held, taken)
    if not problems and not asked:
        try:
            actions.move(
                of,
                held,
                move,
                actor,
                version=version_sent(request),
                values=values,
                reason=request.POST.get("reason", "").strip(),
            )
        except Stale as stale:
            return _clash(of, held, fields, given, stale, actor, move=taken)
        except Refused as refused:
            problems = _problems(refused)
        else:
            messages.success(request, f"Done: {taken.title.lower()}.")
            return redirect(address_of(of, held))
    version = version_sent(request)
    return _form(
        of, held, fields, given, problems, actor, title,
        move=taken, version=version, asked=asked, typed=request.POST,
    )  # fmt: skip


def unused(request: HttpRequest, register: str) -> Page | HttpResponse:
    """Say of a number that it was not used, and why."""
    of, actor = register_named(register), actor_of(request)
    if not of.numbering.unused or not of.makes & actor.roles:
        raise PermissionDenied
    series = of.field_of(of.numbering.by).choices if of.numbering.by else {}
    problem = ""
    if request.method == "POST":
        number = request.POST.get("number", "").strip()
        if not (number.isdecimal() and len(number) < 9):
            problem = "The number is not a whole number. Write digits only."
        else:
            try:
                made = actions.mark_unused(
                    of,
                    int(number),
                    request.POST.get("because", "").strip(),
                    actor,
                    series=request.POST.get("series", ""),
                )
            except Refused as refused:
                problem = str(refused)
            else:
                messages.success(request, f"{name_of(of, made)} is marked as not used.")
                return redirect("register", register=of.id)
    context = {
        "register": of,
        "series": series,
        "problem": problem,
        "given": request.POST or request.GET,
        "missing": [gap_printed(of, one) for one in queries.unused_numbers(of)],
    }
    return Page("web/registers/unused.html", f"A number of {of.title} that was not used", context)


def _all_told(
    of: Register, values: Mapping[str, object], problems: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Return what cannot be read and, of the other fields, what else is wrong: all in one answer."""
    told = {problem.field.partition(" ")[0] for problem in problems}
    return (*problems, *(one for one in check(of, values) if one.field.partition(" ")[0] not in told))


def _asked(
    of: Register,
    values: Mapping[str, object],
    actor: Actor,
    request: HttpRequest,
    held: Record | None = None,
    move: Move | None = None,
) -> tuple[str, ...]:
    """Return what is to be asked before values are kept; nothing where just that was answered with a tick."""
    asked = questions_of(of, values, actor, held, move)
    return () if request.POST.get(SURE) == " ".join(asked) else asked


def _problems(refused: Refused) -> tuple[Problem, ...]:
    told = tuple(Problem(one.field, one.wrong, one.do) for one in refused.problems)
    return told or (Problem("", str(refused)),)


def _form(
    of: Register,
    held: Record | None,
    fields: Sequence[Field],
    given: Mapping[str, Given],
    problems: Sequence[Problem],
    actor: Actor,
    title: str,
    *,
    move: Move | None = None,
    version: int | None = None,
    asked: Sequence[str] = (),
    typed: Mapping[str, str] | None = None,
) -> Page:
    """Show a form; ``asked`` is to be answered with a tick, ``typed`` is what stands outside the fields."""
    made = entries(fields, given, problems, _offered(fields, actor, held))
    addresses = {one.field.id: one.address for one in made}
    later = _later(of) if held is None else frozenset()
    told = [(addresses.get(one.field.partition(" ")[0], "main"), one) for one in problems]
    context: dict[str, object] = {
        "register": of,
        "record": held,
        "name": "" if held is None else name_of(of, held),
        "entries": [one for one in made if one.field.id not in later],
        "later": [one for one in made if one.field.id in later],
        "problems": told,
        "move": move,
        "explained": held is not None or any(one.confirmed_by for one in of.fields),
        "version": version if version is not None else (held.version if held else 0),
        "numbered": held is None and of.numbering.given,
        "public": held is not None and is_public(of, held),
        "yes_no": (("yes", "Yes"), ("no", "No")),
        "parts": [] if move is None or held is None else _said_before(of, held, fields, actor),
        "measures": _measures(fields),
        "asked": asked,
        "answer": " ".join(asked),
        "typed": typed or {},
    }
    return Page("web/registers/form.html", title, context, status=422 if problems or asked else 200)


def _measures(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """Return the id and title of every measure, by title, where a form asks for one."""
    asked = any(one.type is FieldType.MEASURE for field in fields for one in (field, *field.columns))
    held = declared().measures.values() if asked else ()
    return sorted(((one.id, one.title) for one in held), key=lambda one: one[1].casefold())


def _said_before(of: Register, held: Record, fields: Sequence[Field], actor: Actor) -> list[Part]:
    """Return what a record says beside the fields of a step, to be read while they are filled in."""
    values, asked = values_for(of, held, actor), {one.id for one in fields}
    others = [one for one in of.fields if one.id in values and one.id not in asked]
    return list(parts_of(of, values, {}, others, linked_records(others, [values], actor)))


def _later(of: Register) -> frozenset[str]:
    """Return the fields that a step from a later state fills in: a new record seldom has them."""
    steps = [move for move in of.moves if of.first_state.id not in move.start]
    filled = {name for move in steps for name in (*move.needs, move.stamps, move.reason_in) if name}
    return frozenset(filled - {one.id for one in of.fields if one.required})


def _offered(fields: Sequence[Field], actor: Actor, held: Record | None) -> dict[str, list[tuple[str, str]]]:
    """Return for each link the records it may lead to, of those that somebody may see: newest first.

    Where only what is to come is offered, the nearest is first, and what the record ``held`` links to stays.
    """
    made = {}
    for one in fields:
        target = registers().get(one.to) if one.type in (FieldType.LINK, FieldType.LINKS) else None
        if target is not None:
            found = queries.seen_by(target, actor)
            if one.to_come:
                ended = [state.id for state in target.states if state.closed]
                coming = Q(day__gte=today()) & ~Q(state__in=ended)
                stays = () if held is None else keys_in(held.values.get(one.id))
                found = found.filter(coming | Q(key__in=stays)).order_by("day")
            made[one.id] = [(record.key, _offer(target, record, actor)) for record in found[:MOST_OFFERED]]
    return made


def _offer(target: Register, record: Record, actor: Actor) -> str:
    title = title_of(target, values_for(target, record, actor))
    return in_one_line(name_of(target, record), title)


def _clash(
    of: Register,
    held: Record,
    fields: Sequence[Field],
    given: Mapping[str, Given],
    stale: Stale,
    actor: Actor,
    *,
    move: Move | None = None,
) -> Page:
    """Show what somebody else wrote in the meantime, in a form that keeps what was sent."""
    held.refresh_from_db()
    told = []
    for one in of.fields:
        both = stale.fields.get(one.id)
        if both is not None and both.now != both.began:
            told.append((one.title, _said(one, both.began), _said(one, both.now), _said(one, both.yours)))
    left = [one for one in fields if one.id in stale.fields and _left(stale.fields[one.id])]
    settled = {**given, **standing(left, {name: both.now for name, both in stale.fields.items()})}
    title = f"Change {name_of(of, held)}"
    page = _form(of, held, fields, settled, (), actor, title, move=move, version=stale.version)
    context = {**page.context, "clashes": told, "clashing": len(stale.clashes)}
    return Page(page.template, page.title, context, status=409)


def _left(both: Both) -> bool:
    """Whether the one who sent the form changed nothing here: then what the other wrote stands."""
    return bool(both.yours == both.began)


def _said(of: Field, value: object) -> str:
    return "" if value is None else shown(of, value)


ROUTES = (
    Route("new-record", "records/<slug:register>/new/", new, get=MEMBERS, post=MEMBERS, scoped=SCOPES),
    Route(
        "unused-number", "records/<slug:register>/unused/", unused, get=MEMBERS, post=MEMBERS, scoped=SCOPES
    ),
    Route(
        "change-record",
        "records/<slug:register>/<str:key>/change/",
        change,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
    Route(
        "step",
        "records/<slug:register>/<str:key>/step/<slug:move>/",
        step,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
)
