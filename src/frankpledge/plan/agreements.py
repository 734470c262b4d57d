"""What an office has agreed with those who send it records: which tables, for what, from when until when.

What a contract says must be in place (:class:`frankpledge.contracts.governance.Agreement`) is here with
its dates. Open data needs none, for its licence comes with it; the office's own records need none either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from frankpledge.contracts.governance import Agreement, Owner
from frankpledge.contracts.registry import TABLES


class Purpose(StrEnum):
    """What records may be used for. The words are few, so that two agreements can be compared."""

    PERFORMANCE = "performance-reporting"
    COMMISSIONING = "commissioning"
    ASSURANCE = "assurance"
    FOLLOW_UP = "follow-up"
    RESEARCH = "research"
    LINKAGE = "linkage"


AGREED_TABLES = tuple(
    name for name, table in TABLES.items() if table.agreement in (Agreement.SHARING, Agreement.CONTRACT)
)
"""Tables that may be used only where an agreement in force covers them."""


@dataclass(frozen=True)
class DataAgreement:
    """One sharing agreement, or the data terms of one contract or grant.

    It holds from ``starts`` to ``ends``, both days included. ``forces`` and ``services`` narrow it where
    they are given. ``sources`` are those whose persons it lets be linked; ``document`` is where it lies.
    """

    id: str
    title: str
    parties: tuple[str, ...]
    owner: Owner
    tables: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    starts: date
    ends: date
    document: str
    review: date | None = None
    forces: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    line: int | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.starts <= on <= self.ends

    def standing(self, on: date) -> str:
        """Return how it stands on a day, in words that follow its name."""
        if on < self.starts:
            return f"starts on {self.starts}"
        if on > self.ends:
            return f"ended on {self.ends} and has lapsed since {self.ends + timedelta(days=1)}"
        due = f"; its review was due on {self.review}" if self.review and self.review < on else ""
        return f"is in force until {self.ends}{due}"

    def covers(self, service: str) -> bool:
        """Whether it is about what a service sends."""
        return not self.services or service in self.services

    def names(self, table: str, force: str) -> bool:
        """Whether it is about a table's records of a force."""
        return table in self.tables and (not self.forces or force in self.forces)


@dataclass(frozen=True)
class Link:
    """Sources whose persons are hashed with one secret, so that they match, under one agreement."""

    id: str
    agreement: str
    sources: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The environment variable that holds the one secret."""
        return f"FRANKPLEDGE_LINK_{self.id.replace('-', '_').upper()}"


@dataclass(frozen=True)
class Agreements:
    """All agreements and links of an office."""

    all: tuple[DataAgreement, ...] = ()
    links: tuple[Link, ...] = ()

    def naming(self, table: str, force: str = "") -> tuple[DataAgreement, ...]:
        """Return the agreements about a table, of one force or of any."""
        return tuple(
            one for one in self.all if one.names(table, force) or (not force and table in one.tables)
        )

    def of(self, id_: str) -> DataAgreement:
        """Return an agreement by its id; KeyError where there is none."""
        return {one.id: one for one in self.all}[id_]

    def refusal(
        self, table: str, force: str, purpose: Purpose, on: date, services: Iterable[str] = ()
    ) -> str:
        """Return why a table's records of a force may not be used for a purpose; empty where they may.

        ``services`` are those that sent the records: each needs an agreement that covers it. What needs no
        agreement is never refused.
        """
        if table not in AGREED_TABLES:
            return ""
        about = self.naming(table, force)
        if not about:
            return f"no agreement names {table}" + (f" of {force}" if self.naming(table) else "")
        for service in sorted(set(services)) or [""]:
            covering = [one for one in about if not service or one.covers(service)]
            if not covering:
                named = ", ".join(about[0].services)
                return f"agreement '{about[0].id}' covers {named}, and not service '{service}' that sent some"
            why = _why_not(covering, purpose, on)
            if why:
                narrow = service and all(one.services for one in covering)
                return f"{why}, and service '{service}' sent some" if narrow else why
        return ""


def _why_not(covering: list[DataAgreement], purpose: Purpose, on: date) -> str:
    """Return why none of the agreements that cover records lets them be used; empty where one does."""
    meant = [one for one in covering if purpose in one.purposes]
    if not meant:
        return f"agreement '{covering[0].id}' is for {', '.join(covering[0].purposes)}, and not for {purpose}"
    if any(one.in_force(on) for one in meant):
        return ""
    newest = max(meant, key=lambda one: one.ends)
    return f"agreement '{newest.id}' {newest.standing(on)}"
