"""Whether every record is what its events say: the chains first, then what they attest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from frankpledge.audit.models import Event, SubjectKey
from frankpledge.audit.queries import Head
from frankpledge.audit.sealing import keyed_digest
from frankpledge.audit.verifying import Breach, one_moment
from frankpledge.audit.verifying import verify as verify_chains
from frankpledge.records.attesting import ERASED, STREAMS, attested, is_as_written, stream_of
from frankpledge.records.drawing import is_drawn, rows_by_name
from frankpledge.records.files import locked, path_of, strays
from frankpledge.records.models import Attachment, Record, Version
from frankpledge.registers.register import Register


def verify(
    known: Iterable[Mapping[str, Head]] = (), registers: Mapping[str, Register] | None = None
) -> tuple[Breach, ...]:
    """Return all that is wrong with the audit trail and the records it attests; nothing where all is well.

    ``known`` are heads by stream that were noted elsewhere, as releases do. Beside the chains it finds every
    version and record that was altered, added or removed without an event, and every attachment whose bytes
    are not those that were attached. With the ``registers`` as they are declared now, also every day, word
    and link by which a record is found and that is not drawn from its values.
    """
    with one_moment():
        found = list(verify_chains(known))
        found += _all_records(registers or {})
    # Not at the same moment: bytes on the disk are as they are now.
    return (*found, *_files())


def _all_records(declared: Mapping[str, Register]) -> Iterator[Breach]:
    events = {one.pk: one for one in Event.objects.filter(stream__startswith=STREAMS)}
    keys = dict(SubjectKey.objects.values_list("subject", "key"))
    told: set[int] = set()
    rows = Version.objects.order_by("record", "number").iterator(chunk_size=2000)
    by_record = {number: tuple(versions) for number, versions in groupby(rows, lambda one: one.record_id)}
    rows_of = rows_by_name()
    for record in Record.objects.order_by("pk").prefetch_related("attachments", "links"):
        versions = by_record.pop(record.pk, ())
        told |= {one.event_id for one in versions}
        yield from _record(record, versions, events, keys)
        register = declared.get(record.register)
        if register and not is_drawn(register, record, rows_of):
            yield Breach(
                f"what {record} is found by is not what it says; if its register changed, draw it anew",
                stream_of(record.register),
            )
    for orphans in by_record.values():
        told |= {one.event_id for one in orphans}
        for one in orphans:
            yield Breach(f"version {one.number} is of a record that is not here")
    for number in sorted(events.keys() - told):
        event = events[number]
        yield Breach(f"what it says of {event.subject} is not here", event.stream, event.number)


def _record(
    record: Record, versions: tuple[Version, ...], events: Mapping[int, Event], keys: Mapping[str, str]
) -> Iterator[Breach]:
    subject, stream = str(record), stream_of(record.register)
    if not versions or [one.number for one in versions] != list(range(1, record.version + 1)):
        yield Breach(f"{subject} does not have all its versions, or has one too many", stream)
        return
    key = keys.get(subject)
    if key is None:
        yield Breach(f"the key of {subject} is missing", stream)
        return
    erased = max((at for at, one in enumerate(versions) if _action(one, events) == ERASED), default=-1)
    last = 0
    for at, version in enumerate(versions):
        event = events.get(version.event_id)
        if event is None or event.stream != stream or event.subject != subject or event.number <= last:
            yield Breach(f"version {version.number} of {subject} has no event of its own", stream)
            continue
        last = event.number
        if at < erased:
            continue  # Attested anew by the event of the erasure, under the key of now.
        before = versions[:at] if at == erased else ()
        if not _attests(event, key, record, version, before):
            yield Breach(
                f"version {version.number} of {subject} is not as it was written", stream, event.number
            )
    newest = versions[-1]
    if not is_as_written(record, newest):
        yield Breach(f"{subject} is not what its newest version says", stream)


def _action(version: Version, events: Mapping[int, Event]) -> str:
    event = events.get(version.event_id)
    return event.action if event else ""


def _attests(event: Event, key: str, record: Record, version: Version, before: tuple[Version, ...]) -> bool:
    try:
        return keyed_digest(key, attested(record, version, before)) == event.digest
    except (TypeError, ValueError):
        return False


def _files() -> Iterator[Breach]:
    with locked():  # Nobody is half way through attaching or erasing.
        kept = list(Attachment.objects.order_by("pk").select_related("record"))
        unknown = strays()
    for one in kept:
        try:
            with path_of(one.sha256).open("rb") as file:
                held = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            held = ""
        if held != one.sha256 and Attachment.objects.filter(pk=one.pk).exists():  # else it was just erased
            yield Breach(f"file {one.number} of {one.record} {'was altered' if held else 'is missing'}")
    for path in unknown:
        yield Breach(f"the file {path.name[:12]} is no attachment's: what was erased may still be there")
