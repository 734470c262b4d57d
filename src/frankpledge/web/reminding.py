"""Reminders: one message a person, of what is due soon or overdue and is theirs to see to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from frankpledge.errors import BadEnvironment
from frankpledge.records.deadlines import Deadline, due
from frankpledge.records.rights import roles_for
from frankpledge.registers.clocks import Standing
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.roles import Actor
from frankpledge.web.accounts.models import User
from frankpledge.web.models import Reminded
from frankpledge.web.office import declared, registers
from frankpledge.web.record_words import address_of, in_one_line, name_of, title_of, values_for

AGAIN_AFTER = timedelta(days=7)
"""What stays overdue is told again after so long; what is due soon is told once."""


@dataclass(frozen=True)
class Reminder:
    """What one person is to be told."""

    person: User
    deadlines: tuple[Deadline, ...]


def reminders(on: date) -> list[Reminder]:
    """Return what is to be told on a day, to whom: what was told already is left out."""
    made = []
    for person in User.objects.filter(is_active=True).order_by("email"):
        actor = person.actor
        held = due(registers().values(), actor, on, declared().office.hours.holidays)
        told = tuple(one for one in held if _is_theirs(one, actor) and not _was_told(one, person, on))
        if told:
            made.append(Reminder(person, told))
    return made


def site_for(given: str, *, sending: bool) -> str:
    """Return the address that links in letters begin with: the one given, else that of the settings.

    Raises BadEnvironment where letters that go out would lead to the machine itself.
    """
    site = given.rstrip("/") or str(settings.ADDRESS)
    if not given and sending and settings.EMAIL_HOST and site.startswith("http://127."):
        raise BadEnvironment(
            "letters would lead to this machine: the site's address is not known.",
            do="Set FRANKPLEDGE_ADDRESS, or give --site.",
        )
    return site


def _is_theirs(one: Deadline, actor: Actor) -> bool:
    pressing = one.due.state in (Standing.SOON, Standing.OVERDUE)
    return pressing and bool(one.due.clock.reminds & roles_for(one.register, one.record.values, actor))


def _was_told(one: Deadline, person: User, on: date) -> bool:
    overdue = one.due.state is Standing.OVERDUE
    told = Reminded.objects.filter(
        person=person, record=str(one.record), clock=one.due.clock.id, due=one.due.on, overdue=overdue
    )
    return told.filter(sent__gt=on - AGAIN_AFTER).exists() if overdue else told.exists()


def send(made: Sequence[Reminder], on: date, site: str) -> int:
    """Send reminders by the configured server, one message a person, and return how many were sent.

    A message is noted as sent only once the server has taken it. ``site`` is the address of the application.
    """
    with get_connection() as connection:
        for one in made:
            message = EmailMessage(
                _subject(one),
                body_of(one, site),
                settings.DEFAULT_FROM_EMAIL,
                [one.person.email],
                connection=connection,
            )
            message.send()
            with transaction.atomic():
                for deadline in one.deadlines:
                    Reminded.objects.get_or_create(
                        person=one.person,
                        record=str(deadline.record),
                        clock=deadline.due.clock.id,
                        due=deadline.due.on,
                        overdue=deadline.due.state is Standing.OVERDUE,
                        sent=on,
                    )
    return len(made)


def _subject(one: Reminder) -> str:
    overdue = sum(deadline.due.state is Standing.OVERDUE for deadline in one.deadlines)
    soon = len(one.deadlines) - overdue
    parts = [f"{overdue} overdue"] if overdue else []
    parts += [f"{soon} due soon"] if soon else []
    return f"{' and '.join(parts)} – {declared().office.body}"


def body_of(one: Reminder, site: str) -> str:
    """Return the words of a message: every deadline with what it is of and where it is."""
    lines = [f"Dear {one.person.name},", ""]
    for deadline in one.deadlines:
        register, record = deadline.register, deadline.record
        title = title_of(register, values_for(register, record, one.person.actor))
        state = "was due on" if deadline.due.state is Standing.OVERDUE else "is due on"
        lines.append(f"- {deadline.due.clock.title} {state} {day_in_words(deadline.due.on)}")
        lines.append(f"  {in_one_line(name_of(register, record), title)}")
        lines.append(f"  {site.rstrip('/')}{address_of(register, record)}")
    return "\n".join([*lines, "", f"Everything that is due: {site.rstrip('/')}/due/", ""])
