"""What is due of the office's registers, for the people who see to it: filled by reminders of registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from frankpledge.registers.roles import Actor


@dataclass(frozen=True)
class DueItem:
    """One thing that falls due: what, when, where it is seen to, and whether it is late."""

    what: str
    on: date
    link: str
    late: bool


def due_items(_actor: Actor) -> tuple[DueItem, ...]:
    """Return what is due for somebody, the earliest first."""
    return ()
