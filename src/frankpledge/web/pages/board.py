"""The cycle of a board: meetings proposed, matters proposed for the agenda, the thread of a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.contracts.figures import Finding
from frankpledge.contracts.governance import Owner
from frankpledge.contracts.registry import TABLES
from frankpledge.pipeline import today
from frankpledge.plan.definitions import Measure
from frankpledge.publication.model import figure_key
from frankpledge.records import actions, queries
from frankpledge.records.deadlines import deadlines_of
from frankpledge.records.models import Record
from frankpledge.registers.clocks import Due, due
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.proposing import ExceptionalResult, HeldRecord, Proposal, proposed_matters
from frankpledge.registers.register import Register
from frankpledge.registers.roles import EVERYONE, SCOPES, Actor, Role
from frankpledge.registers.series import Proposed, Series, proposals
from frankpledge.registers.series_file import read_series
from frankpledge.registers.thread import thread_of
from frankpledge.registers.values import shown
from frankpledge.web.access import Route, actor_of
from frankpledge.web.found import newest_exceptions
from frankpledge.web.office import current_build, declared, office_folder, registers
from frankpledge.web.page import Page, Rows
from frankpledge.web.record_words import address_of, name_of, values_for

SETTERS = frozenset({Role.SECRETARY, Role.TEAM})
MEETINGS, MATTERS, ACTIONS, ASSURANCE = "meetings", "matters", "actions", "assurance"
AHEAD = timedelta(days=365)
PAPERS = "papers"
"""The clock of a meeting by which its papers are published."""


def _register(name: str) -> Register:
    found = registers().get(name)
    if found is None:
        raise Http404
    return found


def propose_meetings(request: HttpRequest) -> Page | HttpResponse:
    """Show the dates that each board's interval gives for a year, and make meetings of those chosen."""
    of, actor = _register(MEETINGS), actor_of(request)
    if not of.makes & actor.roles:
        raise PermissionDenied
    offered = _dates(of)
    if request.method == "POST":
        chosen = set(request.POST.getlist("meeting"))
        made = 0
        with transaction.atomic():
            for series, days in offered:
                for one in days:
                    if f"{series.id} {one.day.isoformat()}" in chosen:
                        values = {"board": series.id, "day": one.day.isoformat()}
                        if one.why:
                            values["first-proposed"] = one.by_interval.isoformat()
                        actions.create(of, values, actor, reason=one.why)
                        made += 1
        messages.success(request, f"Proposed {made} {'meeting' if made == 1 else 'meetings'}.")
        return redirect("register", register=of.id)
    return Page("web/board/meetings.html", "Propose meetings", {"offered": offered, "register": of})


def _dates(of: Register) -> list[tuple[Series, tuple[Proposed, ...]]]:
    held: dict[str, list[date]] = {}
    for board, day in Record.objects.filter(register=of.id).values_list("values__board", "day"):
        if day is not None:
            held.setdefault(board, []).append(day)
    boards = of.field_of("board").choices
    made = []
    for series in read_series(office_folder(), list(boards)):
        last = max(held.get(series.id, []), default=None)
        begin = max(today(), last + timedelta(days=1)) if last else today()
        holidays = declared().office.hours.holidays
        days = proposals(series, begin, today() + AHEAD, holidays, last)
        made.append((series, tuple(one for one in days if _in_time(of, series, one.day, holidays))))
    return made


def _in_time(of: Register, series: Series, day: date, holidays: tuple[date, ...]) -> bool:
    """Whether papers of a meeting on this day could still be published in time."""
    fixed = next((one.id for one in of.states if one.public), of.first_state.id)
    values = {"board": series.id, of.day: day.isoformat()}
    dues = due(of, values, fixed, [], today(), holidays)
    return all(one.on >= today() for one in dues if one.clock.id == PAPERS)


def agenda(request: HttpRequest) -> Page | HttpResponse:
    """Show what a board should take up: findings, overdue actions, assurance. Make matters of some."""
    of, actor = _register(MATTERS), actor_of(request)
    if not of.makes & actor.roles:
        raise PermissionDenied
    proposed = _proposed(of, actor)
    if request.method == "POST":
        chosen = set(request.POST.getlist("source"))
        made = []
        with transaction.atomic():
            for one in proposed:
                if one.source in chosen:
                    made.append(actions.create(of, one.values, actor))
        messages.success(request, f"Made {len(made)} {'matter' if len(made) == 1 else 'matters'}.")
        return redirect("register", register=of.id)
    why = of.field_of("raised-by")
    rows = [
        {
            "source": one.source,
            "title": one.values["title"],
            "why": one.values.get("why", ""),
            "from": shown(why, one.values["raised-by"]),
            "figure": one.values.get("figure", {}),
        }
        for one in proposed
    ]
    return Page("web/board/agenda.html", "Proposed for the agenda", {"rows": rows, "register": of})


def _proposed(of: Register, actor: Actor) -> Sequence[Proposal]:
    taken = Record.objects.filter(register=of.id).values_list("values__source", flat=True)
    meetings = registers().get(MEETINGS)
    next_day = None
    if meetings is not None:
        closed = [one.id for one in meetings.states if one.closed]
        upcoming = Record.objects.filter(register=MEETINGS, day__gte=today()).exclude(state__in=closed)
        upcoming = upcoming.order_by("day")
        next_day = upcoming.values_list("day", flat=True).first()
    return proposed_matters(
        today(),
        findings=_findings(),
        actions=_held(ACTIONS, actor),
        assurance=_held(ASSURANCE, actor),
        until=next_day,
        taken_up=frozenset(one for one in taken if one),
    )


def _findings() -> list[ExceptionalResult]:
    build = current_build()
    if build is None:
        return []
    measures = build.definitions.measures
    return [_result(row, build.manifest.id, measures[row.measure]) for row in newest_exceptions()]


def _result(row: Finding, build_id: str, measure: Measure) -> ExceptionalResult:
    """Return a finding as a matter is proposed of it: records of the fire service are put to that service."""
    table = TABLES.get(measure.table)
    body = "fire" if table is not None and table.owner is Owner.FIRE else "police"
    return ExceptionalResult(figure_key(row), build_id, row.measure, measure.title, row.sentence, body)


def _held(name: str, actor: Actor) -> list[HeldRecord]:
    of = registers().get(name)
    if of is None:
        return []
    records = list(queries.seen_by(of, actor))
    dues: dict[int, list[Due]] = {}
    for one in deadlines_of(of, records, today(), declared().office.hours.holidays):
        dues.setdefault(one.record.pk, []).append(one.due)
    figures = _figures_of_matters(actor)
    return [
        HeldRecord(
            one.key,
            one.values,
            tuple(dues.get(one.pk, ())),
            name_of(of, one),
            figures.get(str(one.values.get("matter", "")), {}),
        )
        for one in records
    ]


def _figures_of_matters(actor: Actor) -> dict[str, dict[str, str]]:
    """Return the figure of every matter that carries one, by the matter's key."""
    seen = queries.seen_by(_register(MATTERS), actor)
    return {one.key: one.values["figure"] for one in seen if "figure" in one.values}


def thread(request: HttpRequest, key: str) -> Page:
    """Show one thread: question, response, assurance, actions, and when it is taken up again."""
    of, actor = _register(MATTERS), actor_of(request)
    seen: dict[str, dict[str, Record]] = {}
    for name in (MATTERS, ACTIONS, MEETINGS):
        register = registers().get(name)
        found = [] if register is None else list(queries.seen_by(register, actor))
        seen[name] = {one.key: one for one in found}
    if key not in seen[MATTERS]:
        raise Http404
    values = {
        name: {one.key: values_for(_register(name), one, actor) for one in held.values()}
        for name, held in seen.items()
    }
    steps = thread_of(registers(), key, values[MATTERS], values[ACTIONS], values[MEETINGS])
    told = [
        {
            "kind": one.kind,
            "state": _state_of_action(one.register, seen[one.register][one.key]),
            "words": one.words,
            "day": "" if one.day is None else day_in_words(one.day),
            "name": name_of(_register(one.register), seen[one.register][one.key]),
            "link": address_of(_register(one.register), seen[one.register][one.key]),
        }
        for one in steps
    ]
    title = str(values[MATTERS][key].get("title", key))
    columns = ("kind", "day", "record", "words")
    rows = [(one["kind"], one["day"], one["name"], one["words"]) for one in told]
    return Page(
        "web/board/thread.html",
        f"Thread: {title}",
        {"steps": told, "register": of, "key": key},
        Rows(columns, rows),
    )


def _state_of_action(register: str, record: Record) -> str:
    return _register(register).state_of(record.state).title if register == ACTIONS else ""


ROUTES = (
    Route("propose-meetings", "board/meetings/", propose_meetings, get=SETTERS, post=SETTERS),
    Route("agenda", "board/agenda/", agenda, get=SETTERS, post=SETTERS),
    Route("thread", "board/thread/<str:key>/", thread, get=EVERYONE, data=True, scoped=SCOPES),
)
