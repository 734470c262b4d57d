"""Events of the audit trail in words: who did what to what, for those who audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from frankpledge.audit.models import Event
from frankpledge.records.attesting import STREAMS
from frankpledge.records.models import Record, Version
from frankpledge.records.seeing import SEEN
from frankpledge.registers.register import Register
from frankpledge.web.accounts.attesting import FOUND, REMOVED, ROWS, WRITTEN
from frankpledge.web.accounts.naming import called
from frankpledge.web.record_history import ACTIONS, what_was_done
from frankpledge.web.record_words import name_of

MOVED = "moved"
WORDS: Mapping[str, str] = {
    **ACTIONS,
    MOVED: "A step was taken",
    "saw": "Saw what is restricted",
    "opened": "Opened a file that is restricted",
    "exported": "Took a list with what is restricted",
    "invited": "Invited somebody",
    "invitation-withdrawn": "Withdrew an invitation",
    "joined": "Joined",
    "role-given": "Gave a role",
    "role-ended": "Ended a role",
    "deactivated": "Kept somebody from signing in",
    "reactivated": "Let somebody sign in again",
    "second-factor-dropped": "Removed a lost second factor",
    "token-made": "Made a token",
    "token-ended": "Ended a token",
    "signed-in": "Signed in",
    "signed-out": "Signed out",
    "password-changed": "Changed the password",
    "password-set": "Set a password",
    "password-reset": "Set a new password by e-mail",
    "second-factor-added": "Set up a second factor",
    "second-factor-removed": "Removed the second factor",
    "recovery-codes-made": "Made recovery codes",
    WRITTEN: "A row of accounts was written",
    REMOVED: "A row of accounts was removed",
    FOUND: "A row of accounts was not as it was written",
}
"""What each action is called; one that is not here is called as it is written."""
STREAM_WORDS: Mapping[str, str] = {
    "accounts": "People, roles and tokens",
    ROWS: "Rows of accounts",
    "sign-ins": "Signing in",
    "uploads": "Returns of partners",
}


@dataclass(frozen=True)
class Told:
    """One event in words. ``link`` leads to what it is about, where that has a page."""

    at: datetime
    who: str
    action: str
    did: str
    subject: str
    about: str
    link: str
    stream: str
    number: int


def words_of_action(action: str) -> str:
    """Return what an action is called."""
    return WORDS.get(action, action.replace("-", " ").capitalize())


def words_of_stream(stream: str, registers: Mapping[str, Register]) -> str:
    """Return what a stream of events is about."""
    for prefix, words in ((STREAMS, "{}"), (SEEN, "{}: who saw what is restricted")):
        if stream.startswith(prefix):
            name = stream.removeprefix(prefix)
            return words.format(registers[name].title if name in registers else name)
    return STREAM_WORDS.get(stream, stream)


def told(events: Iterable[Event], people: Mapping[str, str], registers: Mapping[str, Register]) -> list[Told]:
    """Return events in words. ``people`` are names of accounts by identity.

    A step is told by its title, which the version that the event attests names; a record by its number and
    nothing of what it says.
    """
    held = list(events)
    steps = {
        one.event_id: (one.record.register, one.detail)
        for one in Version.objects.filter(
            event__in=[it.pk for it in held if it.action == MOVED]
        ).select_related("record")
    }
    records = _records({one.subject for one in held}, registers)
    made = []
    for one in held:
        did = words_of_action(one.action)
        if one.pk in steps and steps[one.pk][0] in registers:
            did = what_was_done(registers[steps[one.pk][0]], MOVED, steps[one.pk][1])
        about, link = records.get(one.subject) or _otherwise(one.subject, people, registers)
        made.append(
            Told(
                localtime(one.at),
                called(one.actor, people),
                one.action,
                did,
                one.subject,
                about,
                link,
                one.stream,
                one.number,
            )
        )
    return made


def _records(subjects: Iterable[str], registers: Mapping[str, Register]) -> dict[str, tuple[str, str]]:
    """Return the printed number and the page of each subject that is a record."""
    keys: dict[str, list[str]] = {}
    for subject in subjects:
        register, _, key = subject.partition("/")
        if register in registers and key:
            keys.setdefault(register, []).append(key)
    found = {}
    for name, wanted in keys.items():
        for record in Record.objects.filter(register=name, key__in=wanted):
            words = f"{registers[name].title}: {name_of(registers[name], record)}"
            found[str(record)] = (words, reverse("record", kwargs={"register": name, "key": record.key}))
    return found


def _otherwise(subject: str, people: Mapping[str, str], registers: Mapping[str, Register]) -> tuple[str, str]:
    """Return what a subject that is no record is called, and its page."""
    if subject in people:
        return people[subject], ""
    if subject in registers:
        return registers[subject].title, reverse("register", kwargs={"register": subject})
    return subject, ""
