"""What changes, for feed readers and calendars: releases and published records, meetings and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from frankpledge import __version__
from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.records.rights import roles_for
from frankpledge.registers.public_view import is_told
from frankpledge.registers.register import Register
from frankpledge.registers.roles import EVERYONE, NOBODY, SCOPES, Actor
from frankpledge.registers.values import moment_in
from frankpledge.releases.chain import released
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts.factors import acting
from frankpledge.web.accounts.tokens import CALENDAR, token_of
from frankpledge.web.office import declared, office_folder, registers
from frankpledge.web.owed import owed, reminded_of
from frankpledge.web.page import Page
from frankpledge.web.pages.due import return_item, running
from frankpledge.web.record_words import address_of, in_one_line, name_of, title_of, values_for

ENTRIES = 50
BACK = timedelta(days=365)
"""How far back a calendar goes."""


def _feed(title: str, name: str) -> Atom1Feed:
    own = f"{settings.ADDRESS}{reverse(name)}"
    return Atom1Feed(
        title=f"{declared().office.body}: {title}",
        link=f"{settings.ADDRESS}/",
        description="",
        feed_url=own,
        language="en-GB",
        feed_guid=own,
        author_name=declared().office.body,
    )


def _answer(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(
        feed.writeString("utf-8"),
        content_type="application/atom+xml; charset=utf-8",
        headers={"Cache-Control": "public, max-age=300"},
    )


def releases(_request: HttpRequest) -> HttpResponse:
    """List the newest releases."""
    feed = _feed("releases", "feed-releases")
    for one in reversed(released(office_folder())[-ENTRIES:]):
        corrects = f" It corrects release {one.corrects}: {one.reason}" if one.corrects else ""
        at = datetime.fromisoformat(one.at)
        feed.add_item(
            title=one.title if one.label in one.title else f"{one.title}, {one.label}",
            link=f"{settings.ADDRESS}{reverse('release', args=[one.number])}",
            description=f"Release {one.number}, {one.label}.{corrects}",
            unique_id=f"urn:sha256:{one.head}",
            pubdate=at,
            updateddate=at,
        )
    return _answer(feed)


def records(_request: HttpRequest) -> HttpResponse:
    """List the records that were published or changed last."""
    found: list[tuple[datetime, Register, Record]] = []
    for register in registers().values():
        for record in queries.public(register).order_by("-pk")[:ENTRIES]:
            newest = queries.history(record).last()
            if newest is not None:
                found.append((newest.event.at, register, record))
    feed = _feed("published records", "feed-records")
    for at, register, record in sorted(found, key=lambda one: one[0], reverse=True)[:ENTRIES]:
        values, state = values_for(register, record, NOBODY), register.state_of(record.state)
        said = title_of(register, values)
        address = f"{settings.ADDRESS}{address_of(register, record)}"
        feed.add_item(
            title=in_one_line(name_of(register, record), said),
            link=address,
            description=". ".join(filter(None, (register.title, state.title, register.why_changed(values)))),
            unique_id=address,
            pubdate=at,
            updateddate=at,
        )
    return _answer(feed)


@dataclass(frozen=True)
class _Happening:
    """One entry of a calendar."""

    identity: str
    starts: date | datetime
    words: str
    address: str
    place: str = ""
    cancelled: bool = False
    why: str = ""
    """Why it was moved or cancelled."""


def _meetings(actor: Actor) -> Iterator[_Happening]:
    """Yield the days of records whose register is in calendars, as far as somebody may see them."""
    for register in registers().values():
        if register.calendar is None:
            continue
        for record in queries.seen_by(register, actor).filter(day__gte=today() - BACK):
            values = values_for(register, record, actor)
            if record.day is None or register.day not in values:
                continue
            begins = values.get(register.calendar.get("begins", ""))
            moment = None if begins is None else moment_in(begins)
            yield _Happening(
                str(record),
                moment if moment is not None and moment.date() == record.day else record.day,
                title_of(register, values) or name_of(register, record),
                address_of(register, record),
                str(values.get(register.calendar.get("place", ""), "")),
                register.state_of(record.state).closed,
                register.why_changed(values),
            )


def _deadlines(actor: Actor) -> Iterator[_Happening]:
    """Yield what is due: to the public what is public, to others what they are reminded of."""
    for one in running(actor):
        held = roles_for(one.register, one.record.values, actor)
        told = is_told(one.due.clock, one.record.withheld)
        if not (one.due.clock.reminds & held if actor.identity else told):
            continue
        said = title_of(one.register, values_for(one.register, one.record, actor))
        words = f"Due: {one.due.clock.title} – {said or name_of(one.register, one.record)}"
        identity = f"{one.record}/{one.due.clock.id}"
        yield _Happening(identity, one.due.on, words, address_of(one.register, one.record))
    for sent, standing in owed(actor):
        if reminded_of(actor, sent):
            item = return_item(sent, standing, actor)
            identity = f"return/{sent.body}/{sent.contract}/{sent.name}/{sent.period_end}"
            yield _Happening(identity, sent.due, f"Due: {item.what} – {item.name}, {item.title}", item.link)


def _calendar_for(actor: Actor, of: str) -> HttpResponse:
    made = icalendar.Calendar()
    made.add("prodid", f"-//Frankpledge//{__version__}//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", declared().office.body)
    found = [
        *(_meetings(actor) if of != "deadlines" else ()),
        *(_deadlines(actor) if of != "meetings" else ()),
    ]
    for one in found:
        event = icalendar.Event()
        event.add("uid", f"{one.identity}@{settings.ADDRESS.partition('//')[2]}")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", one.starts)
        event.add("summary", f"Cancelled: {one.words}" if one.cancelled else one.words)
        event.add("url", f"{settings.ADDRESS}{one.address}")
        if one.place:
            event.add("location", one.place)
        if one.why:
            event.add("description", f"{'Cancelled' if one.cancelled else 'Moved'}: {one.why}")
        if one.cancelled:
            event.add("status", "CANCELLED")
        made.add_component(event)
    return HttpResponse(
        made.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-cache"},
    )


def calendar(request: HttpRequest) -> HttpResponse:
    """Give meetings and deadlines, as far as somebody may see them, to a calendar."""
    return _calendar_for(actor_of(request), request.GET.get("of", ""))


def own_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give somebody's calendar to a program that cannot sign in: its address holds a token for this alone."""
    token = token_of(secret)
    if token is None or CALENDAR not in token.scopes:
        raise Http404
    actor, _ = acting(token.user)
    return _calendar_for(actor, request.GET.get("of", ""))


def feeds(_request: HttpRequest) -> Page:
    """Say which feeds there are."""
    return Page("web/feeds.html", "Feeds and calendar", public=True)


ROUTES = (
    Route("feeds", "feeds/", feeds, get=EVERYONE),
    Route("feed-releases", "feeds/releases.atom", releases, get=EVERYONE),
    Route("feed-records", "feeds/records.atom", records, get=EVERYONE),
    Route("calendar", "feeds/calendar.ics", calendar, get=EVERYONE, scoped=SCOPES),
    Route("own-calendar", "feeds/<str:secret>/calendar.ics", own_calendar, get=EVERYONE, scoped=SCOPES),
)
