"""One action for many records: each has an event of its own, and one that fails stops none.

What would become of each can be asked beforehand: the same actions are taken, and taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from frankpledge.records.models import Record
from frankpledge.records.refusals import Refused, Stale

Action = Callable[[Record, int], Record]
"""What is done to a record that was seen at a version; it returns the record as it then is."""
UNCHANGED = "It says so already."
CHANGED_SINCE = "Somebody else has changed it since you chose it."


@dataclass(frozen=True)
class Outcome:
    """What became of one record. ``problem`` says why nothing was done; blank where it was."""

    record: Record
    problem: str = ""


def together(records: Sequence[tuple[Record, int]], act: Action) -> tuple[Outcome, ...]:
    """Act on records one after another, each as it was seen at a version; return what became of each."""
    return tuple(_outcome(record, version, act) for record, version in records)


def rehearsed(records: Sequence[tuple[Record, int]], act: Action) -> tuple[Outcome, ...]:
    """Return what would become of each record, and change nothing."""
    with transaction.atomic():
        found = together(records, act)
        transaction.set_rollback(True)
    return found


def _outcome(record: Record, version: int, act: Action) -> Outcome:
    try:
        with transaction.atomic():
            done = act(record, version)
    except Stale:
        return Outcome(record, CHANGED_SINCE)
    except (Refused, PermissionDenied) as error:
        said = str(error)
        return Outcome(record, said[:1].upper() + said[1:])
    return Outcome(record, "" if done.version != version else UNCHANGED)
