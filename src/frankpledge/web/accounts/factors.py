"""Second factors: which roles need one, and who has one."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from frankpledge.registers.roles import Actor
from frankpledge.web.accounts.models import User


def needs_factor(actor: Actor) -> bool:
    """Whether somebody holds a role for which the office wants a second factor."""
    return any(grant.role.value in settings.SECOND_FACTOR_ROLES for grant in actor.grants)


def acting(user: User) -> tuple[Actor, bool]:
    """Return as whom somebody acts, and whether a second factor is due.

    Until it is set up, the roles that need one open nothing.
    """
    held = user.actor
    if not needs_factor(held) or is_mfa_enabled(user):
        return held, False
    rest = tuple(it for it in held.grants if it.role.value not in settings.SECOND_FACTOR_ROLES)
    return Actor(held.identity, held.name, rest), True
