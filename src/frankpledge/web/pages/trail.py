"""The audit trail for those who audit: whether all of it holds, and who did what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import islice
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from frankpledge.audit.models import Event
from frankpledge.audit.noted import noted_in_releases
from frankpledge.audit.queries import heads
from frankpledge.records.verifying import verify
from frankpledge.registers.dates import day_of
from frankpledge.registers.roles import Role
from frankpledge.registers.values import LONDON
from frankpledge.web.access import Route
from frankpledge.web.accounts.attesting import ROWS
from frankpledge.web.accounts.models import User
from frankpledge.web.accounts.naming import called
from frankpledge.web.accounts.verifying import verify as verify_accounts
from frankpledge.web.office import office_folder, registers
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.trail_words import told, words_of_action, words_of_stream

AUDITORS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
ON_A_PAGE = 100
AT_ONCE = 1000
"""Events told in one go as a file is made."""
ASKED = ("who", "did", "stream", "subject", "from", "to")
COLUMNS = ("at", "who", "actor", "action", "did", "to", "about", "stream", "number")


def trail(request: HttpRequest) -> Page:
    """Show events, newest first, of whom and what is asked for; on a press whether the whole trail holds."""
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    found, unread = _asked_for(asked)
    total, number = found.count(), _page_number(request.GET.get("page", ""))
    people = {str(user.identity): user.name for user in User.objects.all()}
    start = (number - 1) * ON_A_PAGE
    context = {
        "events": told(found[start : start + ON_A_PAGE], people, registers()),
        "filters": _filters(asked, people),
        "asked": asked,
        "unread": unread,
        "verified": _verified() if request.method == "POST" else None,
        "total": total,
        "number": number,
        "pages": max(1, -(-total // ON_A_PAGE)),
        "query": urlencode({name: text for name, text in asked.items() if text}),
        "rows_left_out": 0 if asked["stream"] else Event.objects.filter(stream=ROWS).count(),
        "rows": ROWS,
    }
    return Page("web/trail.html", "Audit trail", context, Rows(COLUMNS, _rows(found, people)))


def _asked_for(asked: Mapping[str, str]) -> tuple[QuerySet[Event], list[str]]:
    """Return the events asked for, and the days that cannot be read.

    Those of rows of accounts go with events that people understand, and are shown where they are asked for.
    """
    found = Event.objects.order_by("-id")
    found = found.filter(stream=asked["stream"]) if asked["stream"] else found.exclude(stream=ROWS)
    for name, column in (("who", "actor"), ("did", "action"), ("subject", "subject")):
        if asked[name]:
            found = found.filter(**{column: asked[name]})
    unread = []
    for name, how, later in (("from", "gte", 0), ("to", "lt", 1)):
        day = day_of(asked[name]) if asked[name] else None
        if day is not None:
            at = datetime.combine(day + timedelta(days=later), time(), LONDON)
            found = found.filter(**{f"at__{how}": at})
        elif asked[name]:
            unread.append(asked[name])
    return found, unread


def _filters(asked: Mapping[str, str], people: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the choices there are: who did something, what was done, and to what sort of thing."""
    actors = Event.objects.order_by().values_list("actor", flat=True).distinct()
    actions = Event.objects.order_by().values_list("action", flat=True).distinct()
    choices = {
        "who": ("Who", {one: called(one, people) for one in actors}),
        "did": ("What was done", {one: words_of_action(one) for one in actions}),
        "stream": ("To what", {one: words_of_stream(one, registers()) for one in heads()}),
    }
    return [
        {
            "name": name,
            "title": title,
            "choices": dict(sorted(words.items(), key=lambda one: one[1].casefold())),
            "chosen": asked[name],
        }
        for name, (title, words) in choices.items()
    ]


def _verified() -> dict[str, object]:
    noted = noted_in_releases(office_folder())
    breaches = (*verify(noted, registers()), *verify_accounts())
    return {
        "breaches": breaches,
        "releases": sum(map(bool, noted)),
        "events": Event.objects.count(),
        "streams": len(heads()),
    }


def _rows(found: QuerySet[Event], people: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    events = found.iterator(chunk_size=AT_ONCE)
    while held := list(islice(events, AT_ONCE)):
        for event, one in zip(held, told(held, people, registers()), strict=True):
            yield (
                one.at.isoformat(),
                one.who,
                event.actor,
                one.action,
                one.did,
                one.subject,
                one.about,
                one.stream,
                one.number,
            )


def _page_number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


ROUTES = (Route("trail", "trail/", trail, get=AUDITORS, post=AUDITORS, data=True),)
