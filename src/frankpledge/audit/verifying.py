"""Working every seal out anew, and following each chain from its first event to its last.

What the chains alone cannot show is that all of a chain was written anew, its head too, or that its newest
events were taken away together with what they attest. For that, heads noted elsewhere are given: every
release carries them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from frankpledge.audit import triggers
from frankpledge.audit.models import Event
from frankpledge.audit.models import Head as HeadRow
from frankpledge.audit.queries import Head
from frankpledge.audit.sealing import seal_of


@dataclass(frozen=True)
class Breach:
    """One thing that is not as it was written, in words; the stream and number of the event, where known."""

    what: str
    stream: str = ""
    number: int | None = None

    def __str__(self) -> str:
        place = f"event {self.number:,} of {self.stream}" if self.number else self.stream
        return f"{place}: {self.what}" if place else self.what


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is at one moment, whatever is written meanwhile, and hold no writer up."""
    if connection.in_atomic_block:
        yield
        return
    how = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        # Not Django's own transaction, which on SQLite is begun to write.
        cursor.execute(f"BEGIN{how}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def verify(known: Iterable[Mapping[str, Head]] = ()) -> tuple[Breach, ...]:
    """Return all that is wrong with the audit trail; nothing where all is well.

    ``known`` are heads by stream that were noted elsewhere, as releases do: each must still be an event.
    Read it in :func:`one_moment` where others may be writing.
    """
    found = [
        Breach(f"the database's guard {name} is missing, switched off or altered")
        for name in triggers.amiss(connection)
    ]
    wanted: dict[str, dict[int, str]] = {}
    for heads in known:
        for stream, head in heads.items():
            if wanted.setdefault(stream, {}).setdefault(head.number, head.seal) != head.seal:
                found.append(Breach("two seals of it were noted elsewhere", stream, head.number))
    ends = {row.stream: Head(row.number, row.seal) for row in HeadRow.objects.all()}
    seen: set[str] = set()
    stream, number, seal = "", 0, ""
    columns = ("stream", "number", "at", "actor", "action", "subject", "digest", "previous")
    rows = Event.objects.order_by("stream", "number", "id").values_list(*columns, "seal")
    for *said, sealed in rows.iterator(chunk_size=5000):
        if said[0] != stream:
            found += _ended(stream, number, seal, ends, wanted)
            stream, number, seal = said[0], 0, ""
            seen.add(stream)
        found += _link(said, sealed, number, seal)
        number, seal = said[1], sealed
        noted = wanted.get(stream, {}).pop(number, seal)
        if noted != seal:
            found.append(
                Breach("its seal is not the one noted elsewhere: it was written anew", stream, number)
            )
    found += _ended(stream, number, seal, ends, wanted)
    for absent in sorted({*ends, *wanted} - seen):
        found += _ended(absent, 0, "", ends, wanted)
    return tuple(found)


def _link(said: list[object], sealed: str, number: int, seal: str) -> Iterable[Breach]:
    """Yield what is wrong with an event after one of this number and seal."""
    stream, own = str(said[0]), int(str(said[1]))
    if own > number + 1:
        missing = (
            f"event {number + 1:,} is" if own == number + 2 else f"events {number + 1:,} to {own - 1:,} are"
        )
        yield Breach(f"{missing} missing before it", stream, own)
    elif own <= number:
        yield Breach("there are two of this number", stream, own)
    elif said[7] != seal:
        yield Breach("it does not follow the event before it as that is now", stream, own)
    if not _is_sealed(said, sealed):
        yield Breach("it is not as it was sealed", stream, own)


def _is_sealed(said: list[object], sealed: str) -> bool:
    try:
        return seal_of(*said) == sealed  # type: ignore[arg-type]
    except (AttributeError, TypeError, ValueError):  # What no event can say, such as a moment that is none.
        return False


def _ended(
    stream: str, number: int, seal: str, ends: Mapping[str, Head], wanted: Mapping[str, Mapping[int, str]]
) -> Iterable[Breach]:
    """Yield what is wrong with the end of a stream's chain, which is at this number and seal."""
    if not stream:
        return
    end = ends.get(stream)
    if end is None:
        yield Breach("the head of this stream is missing", stream)
    elif (end.number, end.seal) != (number, seal):
        yield Breach(f"its head says event {end.number:,}, and its last event here is {number:,}", stream)
    for noted in sorted(wanted.get(stream, {})):
        yield Breach("this event was noted elsewhere and is missing", stream, noted)
