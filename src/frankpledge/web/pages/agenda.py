"""What a board takes up: matters proposed for its agenda, and the agenda of one meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Finding
from frankpledge.measures.figures import ALL_SOURCES, Query
from frankpledge.pipeline import today
from frankpledge.plan.services import body_of
from frankpledge.publication.model import figure_key
from frankpledge.records import actions, queries
from frankpledge.records.deadlines import deadlines_of
from frankpledge.records.models import Record
from frankpledge.records.rights import attachments_seen
from frankpledge.registers.clocks import Due, Standing, due
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.proposing import SETTERS, ExceptionalResult, HeldRecord, Proposal, proposed_matters
from frankpledge.registers.register import Register
from frankpledge.registers.roles import EVERYONE, SCOPES, Actor
from frankpledge.registers.series_file import read_series
from frankpledge.registers.thread import ACTIONS, MATTERS, MEETINGS
from frankpledge.registers.values import shown
from frankpledge.web.access import Route, actor_of
from frankpledge.web.found import newest_exceptions
from frankpledge.web.office import current_build, declared, office_folder, registers
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.board import ASSURANCE, in_time
from frankpledge.web.pages.measures import newest_first
from frankpledge.web.pages.records import record_named, register_named
from frankpledge.web.quoting import figure_in_words
from frankpledge.web.record_words import address_of, name_of, title_of, values_for

DECLINE = "decline"
"""The step by which a board does not take a matter up."""


def agenda(request: HttpRequest) -> Page | HttpResponse:
    """Show what boards should take up: findings, overdue actions, assurance. Take up or decline some."""
    of, actor = register_named(MATTERS), actor_of(request)
    if not of.makes & actor.roles:
        raise PermissionDenied
    proposed = _proposed(of, actor)
    problem = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("source"))
        declined, reason = "decline" in request.POST, request.POST.get("reason", "").strip()
        problem = _problem(chosen, declined, reason)
        if not problem:
            made = _make(
                of, [one for one in proposed if one.source in chosen], actor, reason if declined else ""
            )
            did = "Declined" if declined else "Made"
            messages.success(request, f"{did} {made} {'matter' if made == 1 else 'matters'}.")
            return redirect("agenda") if declined else redirect("register", register=of.id)
    ended = [one.id for one in of.states if one.closed]
    context = {
        "groups": _groups(of, proposed),
        "register": of,
        "problem": problem,
        "chosen": set(request.POST.getlist("source")),
        "declined": queries.seen_by(of, actor).filter(state__in=ended).count(),
        "declined_state": ended[0] if ended else "",
    }
    return Page("web/board/agenda.html", "Proposed for the agenda", context, status=422 if problem else 200)


def _problem(chosen: set[str], declined: bool, reason: str) -> str:
    if not chosen:
        return "Choose at least one matter."
    return "Say why the matters chosen are not taken up." if declined and not reason else ""


def _make(of: Register, proposed: Iterable[Proposal], actor: Actor, declined: str) -> int:
    """Make matters of proposals, all or none, and return how many; with a reason, as ones not taken up."""
    made = 0
    with transaction.atomic():
        for one in proposed:
            record = actions.create(of, one.values, actor)
            if declined:
                actions.move(of, record, DECLINE, actor, version=record.version, reason=declined)
            made += 1
    return made


def _groups(of: Register, proposed: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Return what is proposed by whom it is put to and to which meeting."""
    why, body = of.field_of("raised-by"), of.field_of("body")
    meetings = registers().get(MEETINGS)
    held = {} if meetings is None else {one.key: one for one in Record.objects.filter(register=MEETINGS)}
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in proposed:
        row = {
            "source": one.source,
            "title": one.values["title"],
            "why": one.values.get("why", ""),
            "from": shown(why, one.values["raised-by"]),
        }
        groups.setdefault((one.values["body"], one.values.get("meeting", "")), []).append(row)
    return [
        {
            "body": shown(body, of_body),
            "meeting": "" if meetings is None or not key else title_of(meetings, held[key].values),
            "rows": rows,
        }
        for (of_body, key), rows in groups.items()
    ]


def _proposed(of: Register, actor: Actor) -> Sequence[Proposal]:
    taken = Record.objects.filter(register=of.id).values_list("values__source", flat=True)
    open_to = _open_meetings(actor)
    return proposed_matters(
        today(),
        findings=_findings(),
        actions=_held(ACTIONS, actor),
        assurance=_held(ASSURANCE, actor),
        until=min((one.day for one in open_to.values() if one.day), default=None),
        taken_up=frozenset(one for one in taken if one),
        meetings={body: one.key for body, one in open_to.items()},
    )


def _open_meetings(actor: Actor) -> dict[str, Record]:
    """Return for each body the next meeting of its board whose papers are not due yet."""
    meetings = registers().get(MEETINGS)
    if meetings is None:
        return {}
    ended = [one.id for one in meetings.states if one.closed]
    coming = (
        queries.seen_by(meetings, actor).filter(day__gte=today()).exclude(state__in=ended).order_by("day")
    )
    holidays = declared().office.hours.holidays
    series = read_series(office_folder(), list(meetings.field_of("board").choices))
    bodies = {one.id: one.bodies for one in series}
    found: dict[str, Record] = {}
    for one in coming:
        board = str(one.values.get("board", ""))
        if one.day and in_time(meetings, board, one.day, holidays):
            for body in bodies.get(board, ()):
                found.setdefault(body, one)
    return found


def _findings() -> list[ExceptionalResult]:
    build = current_build()
    return [] if build is None else [_result(row, build) for row in newest_exceptions()]


def _result(row: Finding, build: Build) -> ExceptionalResult:
    title, better = build.definitions.measures[row.measure].title, row.direction == "improving"
    body = body_of(build.definitions.measures[row.measure], build.definitions, row.source)
    return ExceptionalResult(
        figure_key(row), build.manifest.id, row.measure, title, row.sentence, body, better
    )


def _held(name: str, actor: Actor) -> list[HeldRecord]:
    of = registers().get(name)
    if of is None:
        return []
    records = list(queries.seen_by(of, actor))
    dues: dict[int, list[Due]] = {}
    for one in deadlines_of(of, records, today(), declared().office.hours.holidays):
        dues.setdefault(one.record.pk, []).append(one.due)
    figures = _figures_of_matters(actor)

    def figure_of(one: Record) -> Mapping[str, Any]:
        """Return the figure of the matter a record came from, else the newest of its measure."""
        return figures.get(str(one.values.get("matter", ""))) or _newest_figure(one.values.get("measure"))

    # Nothing is proposed of what has no clock running: no figure is looked up for it.
    counted = [one for one in records if one.pk in dues]
    return [
        HeldRecord(one.key, one.values, tuple(dues[one.pk]), name_of(of, one), figure_of(one))
        for one in counted
    ]


def _figures_of_matters(actor: Actor) -> dict[str, dict[str, str]]:
    """Return the figure of every matter that carries one, by the matter's key."""
    seen = queries.seen_by(register_named(MATTERS), actor)
    return {one.key: one.values["figure"] for one in seen if "figure" in one.values}


def _newest_figure(measure: Any) -> dict[str, str]:
    """Return the newest figure of a measure for the office's own force, as a figure field keeps it."""
    build = current_build()
    if build is None or not measure or measure not in build.definitions.measures:
        return {}
    table = build.figures.table(Query((measure,), build.focus, source=ALL_SOURCES))
    newest, _ = newest_first(table, build.definitions.measures[measure])
    return {"key": figure_key(newest[0]), "build": build.manifest.id} if newest else {}


def meeting_agenda(request: HttpRequest, key: str) -> Page:
    """Show the agenda of one meeting: its matters in order, the papers, and the days by which it is made."""
    meetings, matters, actor = register_named(MEETINGS), register_named(MATTERS), actor_of(request)
    meeting = record_named(meetings, key, actor)
    values = values_for(meetings, meeting, actor)
    rows: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for one in queries.seen_by(matters, actor).filter(values__meeting=key).order_by("series", "number"):
        seen, state = values_for(matters, one, actor), matters.state_of(one.state)
        if seen.get("meeting") == key:  # Not where the meeting is withheld from whoever looks.
            (refused if state.closed else rows).append(_item(matters, one, seen, actor, state.title))
    for number, row in enumerate(rows, 1):
        row["number"] = number
    holidays = declared().office.hours.holidays
    days = [
        (one.clock.title, day_in_words(one.on))
        for one in due(meetings, values, meeting.state, [], today(), holidays)
        if one.state is not Standing.STOPPED and (one.clock.public or actor.roles & meetings.sees)
    ]
    context = {
        "meeting": meeting,
        "state": meetings.state_of(meeting.state).title,
        "facts": [
            (of.title, shown(of, values[of.id]))
            for of in (meetings.field_of(name) for name in ("board", "day", "begins", "place"))
            if of.id in values
        ],
        "days": days,
        "why": meetings.why_changed(values),
        "cancelled": meetings.state_of(meeting.state).closed,
        "rows": rows,
        "refused": refused,
        "link": address_of(meetings, meeting),
    }
    names = ("number", "name", "title", "body", "state", "papers", "assurance", "figure")
    columns = ("number", "matter", "title", "put_to", "state", "papers", "assurance", "figure")
    listed = [tuple(one[name] for name in names) for one in rows]
    title = f"Agenda: {title_of(meetings, values)}"
    return Page("web/board/meeting_agenda.html", title, context, Rows(columns, listed))


def _item(
    matters: Register, record: Record, values: Mapping[str, Any], actor: Actor, state: str
) -> dict[str, Any]:
    body = matters.field_of("body")
    columns = {one.id: one for one in matters.field_of("questions").columns}
    forms = columns["form"].choices if "form" in columns else {}
    return {
        "name": name_of(matters, record),
        "title": title_of(matters, values),
        "link": address_of(matters, record),
        "body": shown(body, values["body"]) if "body" in values else "",
        "questions": [
            (one["question"], forms.get(one.get("form"), "")) for one in values.get("questions", ())
        ],
        "figure": figure_in_words(values.get("figure"), actor),
        "papers": len(attachments_seen(matters, record, actor)),
        "state": state,
        "assurance": shown(matters.field_of("assurance"), values.get("assurance")),
    }


ROUTES = (
    Route("agenda", "board/agenda/", agenda, get=SETTERS, post=SETTERS),
    Route(
        "meeting-agenda",
        "board/meetings/<str:key>/agenda/",
        meeting_agenda,
        get=EVERYONE,
        data=True,
        scoped=SCOPES,
    ),
)
