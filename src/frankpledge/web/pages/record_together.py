"""One step, or one change of one field, for many records: chosen in a list, looked at, and then done.

What a form asks before it keeps a day on which people seldom meet is asked here of all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.records import actions, queries
from frankpledge.records.models import Record
from frankpledge.records.together import Action, Outcome, rehearsed, together
from frankpledge.registers.checking import read_form
from frankpledge.registers.register import Register
from frankpledge.registers.roles import MEMBERS, SCOPES, Actor
from frankpledge.registers.values import Given, Problem
from frankpledge.web.access import Route, actor_of
from frankpledge.web.entering import entries, sent
from frankpledge.web.page import Page
from frankpledge.web.pages.records import register_named
from frankpledge.web.record_flags import SURE, asks, questions_of
from frankpledge.web.record_lists import filtered
from frankpledge.web.record_tasks import MOST_TOGETHER, Task, tasks_of
from frankpledge.web.record_words import address_of, name_of, title_of, values_for


def change_together(request: HttpRequest, register: str) -> Page | HttpResponse:
    """Choose what is to be done to records, look at what would become of each, and do it."""
    of, actor = register_named(register), actor_of(request)
    tasks = tasks_of(of, actor)
    if not tasks:
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("all") == "yes":
        query = {
            name: text for name, text in request.GET.dict().items() if name not in ("all", "task", "record")
        }
        held = list(filtered(of, queries.seen_by(of, actor), query, actor)[: MOST_TOGETHER + 1])
        chosen = [(one, one.version) for one in held]
    else:
        chosen = _chosen(of, asked.getlist("record"), actor)
    if not chosen or len(chosen) > MOST_TOGETHER:
        return _none(of, too_many=bool(chosen))
    task = tasks.get(asked.get("task", ""))
    if task is None:
        return _choosing(of, chosen, tasks, actor)
    if request.method != "POST" or "begin" in request.POST:
        return _form(of, chosen, task, {}, (), actor)
    return _done(request, of, chosen, task, actor)


def _chosen(of: Register, texts: Sequence[str], actor: Actor) -> list[tuple[Record, int]]:
    """Return the records named as KEY, or as KEY:VERSION where they were seen before, that somebody sees."""
    named: dict[str, str] = {}
    for text in texts[: MOST_TOGETHER + 1]:
        key, _, version = text.partition(":")
        named[key] = version
    held = {one.key: one for one in queries.seen_by(of, actor).filter(key__in=list(named))}
    return [
        (held[key], int(said) if said.isdecimal() and len(said) < 9 else held[key].version)
        for key, said in named.items()
        if key in held
    ]


def _done(
    request: HttpRequest, of: Register, chosen: Sequence[tuple[Record, int]], task: Task, actor: Actor
) -> Page | HttpResponse:
    given = sent(task.fields, request.POST)
    reason = request.POST.get("reason", "").strip()
    values, problems = read_form(of, given)
    if not reason:
        problems = (*problems, Problem("reason", "No reason was given.", "Say why: each record keeps it."))
    if task.move is None and not problems and task.fields[0].id not in values:
        problems = (
            Problem(task.fields[0].id, f"“{task.fields[0].title}” is blank.", "Say what it shall say."),
        )
    if problems:
        return _form(of, chosen, task, given, problems, actor, reason)
    act = _action(of, task, values, reason, actor)
    confirmed = request.POST.get("confirm") == "yes"
    outcomes: tuple[Outcome, ...] = ()
    asked: tuple[str, ...] = ()
    if not confirmed or asks(of):
        outcomes, asked = _looked_at(of, chosen, task, values, act, actor)
    if not confirmed or (asked and request.POST.get(SURE) != " ".join(asked)):
        told = _told(of, outcomes, task, given, actor, reason, versions=dict(_keyed(chosen)), asked=asked)
        return replace(told, status=422) if confirmed else told
    outcomes = together(chosen, act)
    count = sum(not one.problem for one in outcomes)
    if count == len(outcomes):
        messages.success(request, f"{task.title}: done for {count} {'record' if count == 1 else 'records'}.")
        return redirect("register", register=of.id)
    return _told(of, outcomes, task, given, actor, reason, done=True)


def _looked_at(
    of: Register,
    chosen: Sequence[tuple[Record, int]],
    task: Task,
    values: Mapping[str, object],
    act: Action,
    actor: Actor,
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Return what would become of each record, and what is asked first: each beside those before it."""
    asked: list[str] = []

    def asking(record: Record, version: int) -> Record:
        questions = questions_of(of, values, actor, record, task.move)
        done = act(record, version)
        asked.extend(f"{name_of(of, record)}: {one}" for one in questions)
        return done

    return rehearsed(chosen, asking), tuple(asked)


def _keyed(chosen: Sequence[tuple[Record, int]]) -> list[tuple[str, int]]:
    return [(record.key, version) for record, version in chosen]


def _action(of: Register, task: Task, values: Mapping[str, object], reason: str, actor: Actor) -> Action:
    def act(record: Record, version: int) -> Record:
        if task.move is None:
            return actions.amend(of, record, values, actor, version=version, reason=reason)
        return actions.move(of, record, task.move.id, actor, version=version, values=values, reason=reason)

    return act


def _none(of: Register, *, too_many: bool) -> Page:
    context = {"register": of, "too_many": too_many, "most": MOST_TOGETHER, "lines": []}
    return Page("web/registers/together.html", f"Change {of.title.lower()} together", context, status=422)


def _choosing(
    of: Register, chosen: Sequence[tuple[Record, int]], tasks: Mapping[str, Task], actor: Actor
) -> Page:
    standing = {record.state for record, _ in chosen}
    steps = [one for one in tasks.values() if one.move and one.move.start & standing]
    fields = [one for one in tasks.values() if one.move is None]
    context = {"register": of, "lines": _lines(of, chosen, actor), "steps": steps, "fields": fields}
    return Page("web/registers/together.html", f"Change {len(chosen)} records together", context)


def _lines(of: Register, chosen: Sequence[tuple[Record, int]], actor: Actor) -> list[tuple[str, str, str]]:
    """Return the records chosen: what a form sends for each, its number and its title."""
    return [
        (f"{record.key}:{version}", name_of(of, record), title_of(of, values_for(of, record, actor)))
        for record, version in chosen
    ]


def _form(
    of: Register,
    chosen: Sequence[tuple[Record, int]],
    task: Task,
    given: Mapping[str, Given],
    problems: Sequence[Problem],
    actor: Actor,
    reason: str = "",
) -> Page:
    made = entries(task.fields, given, problems)
    addresses = {one.field.id: one.address for one in made} | {"reason": "reason"}
    context = {
        "register": of,
        "lines": _lines(of, chosen, actor),
        "task": task,
        "entries": made,
        "problems": [(addresses.get(one.field, "main"), one) for one in problems],
        "reason": reason,
        "yes_no": (("yes", "Yes"), ("no", "No")),
    }
    title = f"{task.title}: {len(chosen)} records together"
    return Page("web/registers/together.html", title, context, status=422 if problems else 200)


def _told(
    of: Register,
    outcomes: Sequence[Outcome],
    task: Task,
    given: Mapping[str, Given],
    actor: Actor,
    reason: str,
    *,
    versions: Mapping[str, int] | None = None,
    asked: Sequence[str] = (),
    done: bool = False,
) -> Page:
    """Show what would become of each record and what is asked before that, or what became of it."""
    told = []
    for one in outcomes:
        title = title_of(of, values_for(of, one.record, actor))
        told.append((name_of(of, one.record), title, address_of(of, one.record), one))
    context = {
        "register": of,
        "task": task,
        "can": [line for line in told if not line[3].problem],
        "cannot": [line for line in told if line[3].problem],
        "send": [
            f"{one.record.key}:{versions[one.record.key]}" for one in outcomes if versions and not one.problem
        ],
        "said": [(field, given[field.id]) for field in task.fields if given.get(field.id)],
        "reason": reason,
        "asked": asked,
        "answer": " ".join(asked),
        "done": done,
    }
    return Page(
        "web/registers/together_told.html", f"{task.title}: {len(outcomes)} records together", context
    )


ROUTES = (
    Route(
        "together",
        "records/<slug:register>/together/",
        change_together,
        get=MEMBERS,
        post=MEMBERS,
        scoped=SCOPES,
    ),
)
