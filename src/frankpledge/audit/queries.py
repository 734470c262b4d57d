"""Reading the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from frankpledge.audit.models import Event
from frankpledge.audit.models import Head as HeadRow


@dataclass(frozen=True)
class Head:
    """Where a chain ends: the number of its last event and that event's seal, 64 hexadecimal digits."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number} {self.seal}"


def head_of(words: str) -> Head:
    """Return a head as it was written. Raises ValueError for what is none.

    >>> head_of(str(Head(2, "ab" * 32))).number
    2
    """
    number, _, seal = words.partition(" ")
    if len(seal) != 64 or int(number) < 1:
        raise ValueError(f"'{words}' is no head of a chain")
    return Head(int(number), seal)


def heads() -> dict[str, Head]:
    """Return the head of every stream that has events, by stream."""
    rows = HeadRow.objects.filter(number__gt=0).order_by("stream")
    return {row.stream: Head(row.number, row.seal) for row in rows}


def events_of(subject: str) -> QuerySet[Event]:
    """Return the events about a subject, such as ``decisions/record-234``, oldest first."""
    return Event.objects.filter(subject=subject).order_by("id")
