"""The audit trail for the command line: what a release is to carry, and whether all of it still holds.

Django is imported only where an office keeps records: releasing without them needs no web extra.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from frankpledge.errors import BadEnvironment, WrongUse

if TYPE_CHECKING:
    from frankpledge.audit.verifying import Breach


@dataclass(frozen=True)
class Verified:
    """What verifying found, and how much was looked at: events, streams, and releases that carry heads."""

    breaches: tuple[Breach, ...]
    events: int
    streams: int
    releases: int


def keeps_records(office: Path) -> bool:
    """Return whether an office has a records database."""
    return bool(os.environ.get("DATABASE_URL")) or (office / "records" / "records.sqlite3").is_file()


def heads_to_note(office: Path) -> dict[str, str]:
    """Return the heads of the audit chains that a release made now carries; none where no records are kept.

    Raises BadEnvironment where the database cannot be read: a release without its heads would attest
    nothing of the records.
    """
    if not keeps_records(office) or not _has_trail(office):
        return {}
    from frankpledge.audit.noted import heads_to_note as noted

    return noted()


def verify(office: Path, *, anew: bool = False) -> Verified:
    """Verify the whole audit trail, what it attests and its files, by the heads in releases too.

    What records are found by is first drawn ``anew`` where that is asked for. Raises WrongUse where no
    records are kept, BadInput where a release or a register cannot be read.
    """
    _refuse_without_trail(office)
    from frankpledge.audit.models import Event
    from frankpledge.audit.noted import noted_in_releases
    from frankpledge.audit.queries import heads
    from frankpledge.records.verifying import verify as verified
    from frankpledge.registers.register_file import read_registers
    from frankpledge.web.accounts.verifying import verify as verified_accounts

    if anew:
        redraw(office)
    noted = noted_in_releases(office)
    breaches = (*verified(noted, read_registers(office)), *verified_accounts())
    return Verified(breaches, Event.objects.count(), len(heads()), sum(map(bool, noted)))


def redraw(office: Path) -> int:
    """Draw anew what records are found by where their registers are declared otherwise; return of how many.

    The application must be set up for the office. Raises BadDefinition for a register that cannot be read.
    """
    from frankpledge.records.redrawing import redraw as redrawn
    from frankpledge.registers.register_file import read_registers

    return redrawn(read_registers(office))


def told_of(office: Path, subject: str) -> list[dict[str, str]]:
    """Return what the trail says of a subject, such as ``decisions/record-234``: one row for each event.

    Who did it is said by name where the account is still there, and else by identity. Raises WrongUse where
    no records are kept.
    """
    _refuse_without_trail(office)
    from frankpledge.audit.queries import events_of
    from frankpledge.audit.sealing import moment
    from frankpledge.registers.roles import hand_of
    from frankpledge.web.accounts.models import User

    names = {str(identity): name for identity, name in User.objects.values_list("identity", "name")}
    return [
        {
            "stream": one.stream,
            "number": str(one.number),
            "at": moment(one.at),
            "action": one.action,
            "by": names.get(one.actor) or hand_of(one.actor) or one.actor,
        }
        for one in events_of(subject)
    ]


def _refuse_without_trail(office: Path) -> None:
    if not keeps_records(office) or not _has_trail(office):
        raise WrongUse(
            "this office keeps no records yet.", file=office, do="`frankpledge serve` begins them."
        )


def _has_trail(office: Path) -> bool:
    """Set the application up for an office, and return whether its database has the tables of the trail."""
    from django.db import DatabaseError, connection

    from frankpledge.web.starting import set_up

    set_up(office)
    try:
        return "audit_event" in connection.introspection.table_names()
    except DatabaseError as error:
        raise BadEnvironment(
            f"the records database cannot be read ({str(error).splitlines()[0]}).",
            do="Check DATABASE_URL, rights and space.",
        ) from None
