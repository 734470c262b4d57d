"""The cycle of a board: meetings proposed by its interval, and the thread of a matter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.pipeline import today
from frankpledge.records import actions, queries
from frankpledge.records.models import Record
from frankpledge.registers.clocks import due
from frankpledge.registers.proposing import SETTERS
from frankpledge.registers.register import Register
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.registers.series import Proposed, Series, proposals
from frankpledge.registers.series_file import read_series
from frankpledge.registers.thread import IN_THREADS, MATTERS, MEETINGS, Step, thread_of
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import declared, office_folder, registers
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.records import register_named
from frankpledge.web.record_words import address_of, name_of, title_of, values_for

ASSURANCE = "assurance"
AHEAD = timedelta(days=365)
PAPERS = "papers"
"""The clock of a meeting by which its papers are published."""
STEP_TITLES = {
    "matter": "Raised",
    "discussion": "What the board made of it",
    "assurance": "Level of assurance",
    "action": "Action set",
    "evidence": "Evidence so far",
    "next meeting": "Taken up again at",
}
"""What the steps of a thread are called, where that is not the word for them."""


def propose_meetings(request: HttpRequest) -> Page | HttpResponse:
    """Show the dates that each board's interval gives for a year, and make meetings of those chosen."""
    of, actor = register_named(MEETINGS), actor_of(request)
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
                            values |= {move.reason_in: one.why for move in of.moves if move.reason_in}
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
        made.append((series, tuple(one for one in days if in_time(of, series.id, one.day, holidays))))
    return made


def in_time(of: Register, board: str, day: date, holidays: tuple[date, ...]) -> bool:
    """Whether papers of a board's meeting on this day could still be published in time."""
    fixed = next((one.id for one in of.states if one.public), of.first_state.id)
    values = {"board": board, of.day: day.isoformat()}
    dues = due(of, values, fixed, [], today(), holidays)
    return all(one.on >= today() for one in dues if one.clock.id == PAPERS)


def thread(request: HttpRequest, key: str) -> Page:
    """Show one thread: question, response, assurance, what came of it, and when it is taken up again."""
    of, actor = register_named(MATTERS), actor_of(request)
    seen: dict[str, dict[str, Record]] = {}
    for name in IN_THREADS:
        register = registers().get(name)
        found = [] if register is None else list(queries.seen_by(register, actor))
        seen[name] = {one.key: one for one in found}
    if key not in seen[MATTERS]:
        raise Http404
    values = {
        name: {one.key: values_for(register_named(name), one, actor) for one in held.values()}
        for name, held in seen.items()
    }
    meetings = register_named(MEETINGS)
    stages: list[dict[str, Any]] = []
    for one in thread_of(registers(), key, values):
        steps = [_step(step, seen[step.register][step.key]) for step in one.steps]
        said: dict[str, Any] = {"meeting": "", "link": "", "steps": steps}
        if one.meeting:
            said["meeting"] = title_of(meetings, values[MEETINGS][one.meeting])
            said["link"] = address_of(meetings, seen[MEETINGS][one.meeting])
        stages.append(said)
    names = ("kind", "day", "name", "state", "words", "owner", "due")
    told = [(stage["meeting"], step) for stage in stages for step in stage["steps"]]
    rows = [(meeting, *(_datum(step[name]) for name in names)) for meeting, step in told]
    matter = seen[MATTERS][key]
    return Page(
        "web/board/thread.html",
        f"Thread: {title_of(of, values[MATTERS][key]) or key}",
        {"stages": stages, "register": of, "record": matter, "name": name_of(of, matter)},
        Rows(("meeting", "kind", "day", "record", "state", "words", "owner", "due"), rows),
    )


def _step(one: Step, record: Record) -> dict[str, Any]:
    of = register_named(one.register)
    return {
        "kind": one.kind,
        "title": STEP_TITLES.get(one.kind, one.kind.capitalize()),
        "state": of.state_of(record.state).title,
        "stands": one.register not in (MATTERS, MEETINGS),
        "words": one.words,
        "day": one.day,
        "owner": one.owner,
        "due": one.due,
        "name": name_of(of, record),
        "link": address_of(of, record),
    }


def _datum(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


ROUTES = (
    Route("propose-meetings", "board/meetings/", propose_meetings, get=SETTERS, post=SETTERS),
    Route("thread", "board/thread/<str:key>/", thread, get=EVERYONE, data=True, scoped=SCOPES),
)
