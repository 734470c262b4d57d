"""What the event of each action attests, and how a version with its event is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from frankpledge.audit.actions import append
from frankpledge.audit.models import Head
from frankpledge.audit.sealing import JSON, canonical
from frankpledge.records.drawing import day_of, draw_links, words_of
from frankpledge.records.models import Attachment, Record, Version
from frankpledge.records.refusals import Refused
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor
from frankpledge.registers.values import Problem

ERASED = "erased"
"""The action whose event attests all that is left of the versions before it."""


STREAMS = "records:"


def stream_of(register: str) -> str:
    """Return the stream of a register's changes."""
    return f"{STREAMS}{register}"


def as_attested() -> tuple[str, ...]:
    """Return the seal at the head of each register's stream: while they are the same, so are all records."""
    heads = Head.objects.filter(stream__startswith=STREAMS).order_by("stream")
    return tuple(heads.values_list("seal", flat=True))


def facts_of(record: Record, version: Version) -> dict[str, JSON]:
    """Return what a version says, as it is attested."""
    return {
        "register": record.register,
        "key": record.key,
        "series": record.series,
        "number": record.number,
        "version": version.number,
        "state": version.state,
        "values": version.values,
        "withheld": version.withheld,
        "files": version.files,
        "detail": version.detail,
        "reason": version.reason,
    }


def attested(record: Record, version: Version, before: Iterable[Version]) -> dict[str, JSON]:
    """Return the facts of an event: what the version says and, after an erasure, what those before say."""
    facts = facts_of(record, version)
    history: list[JSON] = [facts_of(record, one) for one in before]
    return {**facts, "history": history} if history else facts


def write(
    register: Register,
    record: Record,
    by: Actor,
    action: str,
    *,
    detail: Mapping[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Record:
    """Write a record as it now is, its next version, the links it makes and the one event. Return the record.

    The stream must be held. Raises Refused where a link leads nowhere or a text cannot be kept.
    """
    _refuse_unkeepable(record.values, reason)
    record.version += 1
    record.day = day_of(register, record.values)
    record.words = words_of(register, record.values)
    record.save()
    version = Version(
        record=record,
        number=record.version,
        state=record.state,
        values=record.values,
        withheld=record.withheld,
        files=[described(one) for one in record.attachments.order_by("number")],
        detail=dict(detail or {}),
        reason=reason,
    )
    before = record.versions.order_by("number") if action == ERASED else ()
    version.event = append(
        stream_of(record.register),
        by=by,
        action=action,
        subject=str(record),
        facts=attested(record, version, before),
        at=at,
    )
    version.save()
    absent = draw_links(register, record)
    if absent:
        raise Refused(
            "a link leads to no record.",
            problems=tuple(
                Problem(one.id, f"“{one.title}” names {key}, which is not there.", "Choose another.")
                for one, key in absent
            ),
        )
    return record


def is_as_written(record: Record, newest: Version | None) -> bool:
    """Return whether a record and its files are what its newest version says."""
    if newest is None or newest.number != record.version:
        return False
    files = [described(one) for one in sorted(record.attachments.all(), key=lambda one: one.number)]
    now = [record.state, record.values, record.withheld, files]
    # As they are written: to Python, true is 1.
    return _written(now) == _written([newest.state, newest.values, newest.withheld, newest.files])


def _written(said: list[Any]) -> bytes:
    """Return what is said in the one way it is written; nothing for what no action can have written."""
    try:
        return canonical(said)
    except (TypeError, ValueError):
        return b""


def refuse_altered(record: Record) -> None:
    """Raise Refused for a record that was changed behind our back: a version more would attest that too."""
    if not is_as_written(record, record.versions.order_by("-number").first()):
        raise Refused(
            f"{record} is not what its newest version says: something other than this application changed "
            "it.",
            do="Nothing was written. Have an auditor verify the trail (`frankpledge audit`).",
        )


def _refuse_unkeepable(values: Mapping[str, Any], reason: str) -> None:
    """Raise Refused for half a character or none, which PostgreSQL cannot hold and no digest covers."""
    try:
        written = canonical([values, reason])
    except (TypeError, ValueError):
        written = b""
    if not written or "\0" in reason:
        raise Refused("something that was written cannot be kept as it is.", do="Type it anew.")


def described(file: Attachment) -> dict[str, Any]:
    """Return an attachment as versions keep it: without a description, as before there were any."""
    about = {"description": file.description} if file.description else {}
    return {
        "number": file.number,
        "name": file.name,
        "type": file.type,
        "sha256": file.sha256,
        "size": file.size,
        "published": file.published,
        **about,
    }
