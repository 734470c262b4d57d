"""What came of a meeting: its matters and how far they are assured, decisions, recommendations, actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor
from frankpledge.registers.thread import ACTIONS, DECISIONS, MATTERS, MEETINGS, RECOMMENDATIONS
from frankpledge.registers.values import shown
from frankpledge.web.office import registers
from frankpledge.web.record_words import address_of, name_of, title_of, values_for


@dataclass(frozen=True)
class Outcome:
    """One record that came of a meeting, in words. ``thread`` is the address of a matter's thread."""

    register: str
    key: str
    number: str
    title: str
    link: str
    state: str
    assurance: str = ""
    owner: str = ""
    due: str = ""
    thread: str = ""


@dataclass(frozen=True)
class Outcomes:
    """What of one register came of a meeting; ``make`` is the address of a form for another one."""

    title: str
    rows: tuple[Outcome, ...]
    make: str = ""
    one: str = ""


def outcomes_of(meeting: Record, actor: Actor) -> tuple[Outcomes, ...]:
    """Return what came of a meeting, by register, as far as somebody may see it.

    What says its meeting counts there; what does not counts where the matter it came from was taken up.
    """
    found: list[Outcomes] = []
    matters: set[str] = set()
    for name in (MATTERS, DECISIONS, RECOMMENDATIONS, ACTIONS):
        of = registers().get(name)
        if of is None:
            continue
        rows = []
        for record in queries.seen_by(of, actor).order_by("series", "number"):
            values = values_for(of, record, actor)
            if values.get("meeting", "") == meeting.key or (
                "meeting" not in values and values.get("matter") in matters
            ):
                rows.append(_outcome(of, record, values))
                matters |= {record.key} if name == MATTERS else set()
        make = _make(of, meeting) if of.makes & actor.roles else ""
        if rows or make:
            found.append(Outcomes(of.title, tuple(rows), make, of.one))
    return tuple(found)


def _make(of: Register, meeting: Record) -> str:
    """Return the address of a form for a record of a meeting; blank where none can come of it now.

    Matters are put to a meeting to come; what it asked for was asked on its day.
    """
    asked, day = {ACTIONS: "set-on", RECOMMENDATIONS: "made"}, meeting.day
    to_come = day is not None and day >= today()
    if registers()[MEETINGS].state_of(meeting.state).closed or of.id not in {*asked, MATTERS}:
        return ""
    if of.id == MATTERS and not to_come:
        return ""
    given = {"meeting": meeting.key}
    if of.id in asked and day is not None and day <= today():
        given[asked[of.id]] = day.isoformat()
    return f"{reverse('new-record', kwargs={'register': of.id})}?{urlencode(given)}"


def meeting_of_matter(of: Register, values: Mapping[str, Any], actor: Actor) -> tuple[str, str] | None:
    """Return the title and address of the meeting that a record came from by its matter; None where it says
    its meeting itself, or somebody may not see it."""
    matters, meetings = registers().get(MATTERS), registers().get(MEETINGS)
    if of.id not in (DECISIONS, RECOMMENDATIONS, ACTIONS) or "meeting" in values or "matter" not in values:
        return None
    if matters is None or meetings is None:
        return None
    matter = queries.seen_by(matters, actor).filter(key=values["matter"]).first()
    key = "" if matter is None else values_for(matters, matter, actor).get("meeting", "")
    meeting = queries.seen_by(meetings, actor).filter(key=key).first()
    if meeting is None:
        return None
    return title_of(meetings, values_for(meetings, meeting, actor)), address_of(meetings, meeting)


def _outcome(of: Register, record: Record, values: Mapping[str, Any]) -> Outcome:
    said = {
        name: shown(of.field_of(name), values[name])
        for name in ("assurance", "owner", "due")
        if name in values
    }
    return Outcome(
        of.id,
        record.key,
        name_of(of, record),
        title_of(of, values),
        address_of(of, record),
        of.state_of(record.state).title,
        thread=reverse("thread", kwargs={"key": record.key}) if of.id == MATTERS else "",
        **said,
    )
