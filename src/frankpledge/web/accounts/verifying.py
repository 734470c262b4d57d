"""Whether every row that lets somebody in or gives them rights is as its newest event says."""

from __future__ import annotations

from collections.abc import Iterator

from frankpledge.audit.models import Event, SubjectKey
from frankpledge.audit.verifying import Breach, one_moment
from frankpledge.web.accounts.attesting import FOUND, REMOVED, ROWS, STREAM, TABLES, attests, subject_of


def verify() -> tuple[Breach, ...]:
    """Return each row of the accounts that was added, altered or removed without an event.

    Nothing where all is well. What the application itself found so before it changed a row is named for ever.
    That events themselves are as they were sealed, the chains show.
    """
    with one_moment():
        events = Event.objects.filter(stream=ROWS).order_by("number")
        newest = {one.subject: one for one in events.iterator(chunk_size=5000)}
        keys = dict(SubjectKey.objects.filter(subject__startswith=f"{STREAM}/").values_list("subject", "key"))
        found = [
            Breach(f"{one.subject} was not as it was written when it was changed", ROWS, one.number)
            for one in Event.objects.filter(stream=ROWS, action=FOUND).order_by("number")
        ]
        return (*found, *_rows(newest, keys))


def _rows(newest: dict[str, Event], keys: dict[str, str]) -> Iterator[Breach]:
    for name, (model, columns) in TABLES.items():
        for row in model._base_manager.order_by("pk").values("pk", *columns):
            subject = subject_of(name, row["pk"])
            event = newest.pop(subject, None)
            if event is None or event.action == REMOVED:
                yield Breach(f"{subject} was added without an event", ROWS)
            elif not attests(event, keys.get(subject, ""), name, row):
                yield Breach(f"{subject} is not as it was written", ROWS, event.number)
    for subject, event in newest.items():
        if event.action != REMOVED:
            yield Breach(f"{subject} was removed without an event", ROWS, event.number)
