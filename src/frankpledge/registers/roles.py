"""Who people are to the office, and for whom they act."""

from __future__ import annotations

from collections.abc import Collection
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


@dataclass(frozen=True)
class Grant:
    """A role held for one body, service or area, or where all three are empty for all."""

    role: Role
    body: str = ""
    service: str = ""
    area: str = ""

    @property
    def limited(self) -> bool:
        """Whether it is held for some only."""
        return bool(self.body or self.service or self.area)

    @property
    def words(self) -> str:
        """The grant as people read it."""
        parts = [one for one in (self.body, self.service, self.area) if one]
        return f"{self.role.words} for {', '.join(parts)}" if parts else self.role.words


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

    def bodies(self, roles: Collection[Role]) -> frozenset[str] | None:
        """Return the bodies for which one of ``roles`` is held, or None where it is held for all.

        What is held for one service or area of a body only is not held for the body.
        """
        held = [it.body for it in self.grants if it.role in roles and not it.service and not it.area]
        return None if "" in held else frozenset(held)


NOBODY = Actor("", "The public")
