"""Who people are to the office, and for whom they act."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person is to the office. Whoever has not signed in is the public."""

    PUBLIC = "public"
    ANALYST = "analyst"
    AUTHOR = "author"
    APPROVER = "approver"
    SECRETARY = "board-secretary"
    TEAM = "commissioners-team"
    RESPONDENT = "force-respondent"
    PARTNER = "partner"
    COMPLAINTS = "complaints-officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        """The role as people read it."""
        return "Commissioner's team" if self is Role.TEAM else self.value.replace("-", " ").capitalize()


EVERYONE = frozenset(Role)
MEMBERS = EVERYONE - {Role.PUBLIC}
"""Everyone who holds a role of any sort."""
STAFF = frozenset(
    {
        Role.ANALYST,
        Role.AUTHOR,
        Role.APPROVER,
        Role.SECRETARY,
        Role.TEAM,
        Role.COMPLAINTS,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
"""Those of the office itself: they see drafts and current builds. Respondents and partners do not."""


SCOPES = ("body", "service", "area")
"""By what a role may be limited."""


@dataclass(frozen=True)
class Grant:
    """A role held for one body, service or area, or where all three are empty for all."""

    role: Role
    body: str = ""
    service: str = ""
    area: str = ""

    @property
    def limits(self) -> dict[str, str]:
        """For what it is held only: by ``body``, ``service`` and ``area``, of those that limit it."""
        held = {"body": self.body, "service": self.service, "area": self.area}
        return {kind: name for kind, name in held.items() if name}

    @property
    def limited(self) -> bool:
        """Whether it is held for some only."""
        return bool(self.limits)

    def covers(self, of: Mapping[str, object]) -> bool:
        """Whether it is held towards what is of this body, service and area: every limit must be met.

        Of what is not said, no limit is met: whoever is held to an area has no role where no area is told.
        """
        return all(of.get(kind) == name for kind, name in self.limits.items())

    @property
    def words(self) -> str:
        """The grant as people read it."""
        parts = ", ".join(self.limits.values())
        return f"{self.role.words} for {parts}" if parts else self.role.words


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a name for the record, and what they may act as.

    ``identity`` is stable for one person and names nobody: it can stand where a name may later be erased.
    """

    identity: str
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held for any body. Everyone may do what the public may."""
        return frozenset({Role.PUBLIC, *(grant.role for grant in self.grants)})

    @property
    def whole(self) -> frozenset[Role]:
        """The roles held for all, limited to no body, service or area. Everyone is the public."""
        return frozenset({Role.PUBLIC, *(grant.role for grant in self.grants if not grant.limited)})

    def roles_within(self, scopes: Collection[str]) -> frozenset[Role]:
        """Return the roles held for all, and those limited by nothing but these kinds of limit."""
        return frozenset(
            {Role.PUBLIC, *(grant.role for grant in self.grants if set(grant.limits) <= set(scopes))}
        )

    def bodies(self, roles: Collection[Role]) -> frozenset[str] | None:
        """Return the bodies for which one of ``roles`` is held, or None where it is held for all.

        What is held for one service or area of a body only is not held for the body.
        """
        held = [it.body for it in self.grants if it.role in roles and not it.service and not it.area]
        return None if "" in held else frozenset(held)


NOBODY = Actor("", "The public")
FICTIONAL = "fictional:"
"""What the identity of somebody of a fictional office begins with. Nobody signs in by it."""


def fictional_hand(grant: Grant) -> Actor:
    """Return somebody of a fictional office who holds one role, named by it: no person, and no account."""
    identity = ":".join(part for part in (grant.role.value, grant.body) if part)
    return Actor(f"{FICTIONAL}{identity}", f"{grant.words} (fictional)", (grant,))


def hand_of(identity: str) -> str:
    """Return the name of somebody of a fictional office by their identity; empty for everybody else.

    >>> hand_of("fictional:board-secretary"), hand_of("4f0c")
    ('Board secretary (fictional)', '')
    """
    if not identity.startswith(FICTIONAL):
        return ""
    role, _, body = identity.removeprefix(FICTIONAL).partition(":")
    return fictional_hand(Grant(Role(role), body=body)).name if role in set(Role) else ""
