"""Writing events. Whoever changes something appends one, in the same transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import connection
from django.db.transaction import TransactionManagementError

from frankpledge.audit.models import Event, Head, SubjectKey, new_key
from frankpledge.audit.sealing import JSON, keyed_digest, seal_of
from frankpledge.registers.roles import Actor


def hold(stream: str) -> Head:
    """Take a stream for the rest of the transaction, and return its head. Others wait their turn.

    Whoever reads before writing holds the stream first: nothing in it changes in between, and as every
    action takes its locks in this order, none waits for another for ever. On SQLite the transaction itself
    is the lock (``transaction_mode`` IMMEDIATE); on PostgreSQL the row of the head is.
    Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an event is written in the transaction of what it attests")
    rows = Head.objects.select_for_update()
    head = rows.filter(stream=stream).first()
    if head is not None:
        return head
    # Two that begin a stream at once: the second waits here for the first, and finds its row.
    Head.objects.bulk_create([Head(stream=stream)], ignore_conflicts=True)
    return rows.get(stream=stream)


def append(
    stream: str,
    *,
    by: Actor,
    action: str,
    subject: str,
    facts: Mapping[str, JSON],
    at: datetime | None = None,
) -> Event:
    """Append one event to a stream and return it.

    ``facts`` are kept as a digest alone, under the subject's key.

    Raises TransactionManagementError outside a transaction, TypeError or ValueError for facts that are not
    JSON, hold a floating point number, or a moment without a zone.
    """
    head = hold(stream)
    key, _ = SubjectKey.objects.get_or_create(subject=subject)
    moment = at or datetime.now(UTC)
    digest = keyed_digest(key.key, facts)
    number = head.number + 1
    seal = seal_of(stream, number, moment, by.identity, action, subject, digest, head.seal)
    event = Event.objects.create(
        stream=stream,
        number=number,
        at=moment,
        actor=by.identity,
        action=action,
        subject=subject,
        digest=digest,
        previous=head.seal,
        seal=seal,
    )
    Head.objects.filter(stream=stream).update(number=number, seal=seal)
    return event


def forget(subject: str) -> None:
    """Give a subject a new key: what the events before now attested of it can no longer be found by guessing.

    Whoever forgets appends an event that attests anew what remains.
    """
    SubjectKey.objects.update_or_create(subject=subject, defaults={"key": new_key()})
