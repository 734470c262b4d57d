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

    def bodies(self, roles: Collection[Role]) -> frozenset[str] | None:
        """Return the bodies for which one of ``roles`` is held, or None where it is held for all."""
        held = [grant for grant in self.grants if grant.role in roles]
        if any(not (grant.body or grant.service or grant.area) for grant in held):
            return None
        return frozenset(grant.body for grant in held if grant.body)


NOBODY = Actor("", "The public")
