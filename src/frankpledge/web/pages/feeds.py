"""What changes, for feed readers and calendars: releases and published records, meetings and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import icalendar
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from frankpledge import __version__
from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.deadlines import due
from frankpledge.records.models import Record
from frankpledge.registers.register import Register
from frankpledge.registers.roles import EVERYONE, NOBODY, Actor
from frankpledge.releases.chain import released
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import declared, office_folder, registers
from frankpledge.web.page import Page
from frankpledge.web.record_words import address_of, name_of, title_of, values_for

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
            title=f"{one.title}, {one.label}",
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
        said = title_of(register, values_for(register, record, NOBODY))
        address = f"{settings.ADDRESS}{address_of(register, record)}"
        feed.add_item(
            title=f"{name_of(register, record)}: {said}" if said else name_of(register, record),
            link=address,
            description=register.title,
            unique_id=address,
            pubdate=at,
            updateddate=at,
        )
    return _answer(feed)


def _events(actor: Actor) -> Iterator[tuple[str, date, str, str]]:
    """Yield what somebody may see in a calendar: an id, a day, what it is, and its address."""
    since = today() - BACK
    for register in registers().values():
        if not register.day:
            continue
        for record in queries.seen_by(register, actor).filter(day__gte=since):
            values = values_for(register, record, actor)
            if register.day in values and record.day is not None:
                said = title_of(register, values) or name_of(register, record)
                yield (
                    str(record),
                    record.day,
                    f"{register.one.capitalize()}: {said}",
                    address_of(register, record),
                )
    for one in due(registers().values(), actor, today(), declared().office.hours.holidays):
        if not actor.identity and not one.due.clock.public:
            continue
        said = title_of(one.register, values_for(one.register, one.record, actor))
        words = f"Due: {one.due.clock.title} – {said or name_of(one.register, one.record)}"
        yield f"{one.record}/{one.due.clock.id}", one.due.on, words, address_of(one.register, one.record)


def calendar(request: HttpRequest) -> HttpResponse:
    """Give meetings and deadlines, as far as somebody may see them, to a calendar."""
    made = icalendar.Calendar()
    made.add("prodid", f"-//Frankpledge//{__version__}//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", declared().office.body)
    for identity, day, words, address in _events(actor_of(request)):
        event = icalendar.Event()
        event.add("uid", f"{identity}@{settings.ADDRESS.partition('//')[2]}")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", day)
        event.add("summary", words)
        event.add("url", f"{settings.ADDRESS}{address}")
        made.add_component(event)
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def feeds(_request: HttpRequest) -> Page:
    """Say which feeds there are."""
    return Page("web/feeds.html", "Feeds and calendar", public=True)


ROUTES = (
    Route("feeds", "feeds/", feeds, get=EVERYONE),
    Route("feed-releases", "feeds/releases.atom", releases, get=EVERYONE),
    Route("feed-records", "feeds/records.atom", records, get=EVERYONE),
    Route("calendar", "feeds/calendar.ics", calendar, get=EVERYONE, scoped=True),
)
