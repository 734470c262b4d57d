"""Asking people to join, and their doing so. Nobody has an account who was not asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from frankpledge.audit.actions import append
from frankpledge.errors import WrongUse
from frankpledge.registers.roles import Actor, Grant, Role
from frankpledge.web.accounts.attesting import STREAM, attest, hold_to_events
from frankpledge.web.accounts.managing import administering, facts_of
from frankpledge.web.accounts.models import Invitation, User

SALT = "frankpledge.invitation"
DAYS = 7
"""How long an invitation can be taken up."""


def invite(*, by: Actor, email: str, name: str, grants: Sequence[Grant], days: int = DAYS) -> Invitation:
    """Ask somebody to join in roles, and return the invitation; one made before for the address ends.

    Raises PermissionDenied, or WrongUse where the address has an account or no role is given.
    """
    address = email.strip().lower()
    now = timezone.now()
    with administering(by):
        if not grants or any(grant.role is Role.PUBLIC for grant in grants):
            raise WrongUse("an invitation offers a role.", do="Choose at least one.")
        if User.objects.filter(email=address).exists():
            raise WrongUse("this address has an account already.", do="Give the role on that person's page.")
        earlier = Invitation.objects.filter(email=address, taken=None, withdrawn=None)
        for one in earlier.filter(expires__gt=now):
            withdraw(one, by=by)
        made = Invitation.objects.create(
            email=address,
            name=name.strip(),
            offers=[[it.role.value, it.body, it.service, it.area] for it in grants],
            expires=now + timedelta(days=days),
        )
        append(
            STREAM,
            by=by,
            action="invited",
            subject=str(made.identity),
            facts={"email": address, "name": made.name, "grants": facts_of(grants)},
        )
    return made


def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Take an invitation back. Raises PermissionDenied, or WrongUse where it no longer stands."""
    with administering(by):
        _close(invitation, "withdrawn")
        append(STREAM, by=by, action="invitation-withdrawn", subject=str(invitation.identity), facts={})


def take_up(invitation: Invitation, *, password: str | None, name: str = "") -> User:
    """Make the account an invitation is for, with its roles; without a password, for single sign-on.

    Raises WrongUse where the invitation was used, withdrawn or has expired: of two who try at once one
    is late.
    """
    from allauth.account.models import EmailAddress

    with transaction.atomic():
        _close(invitation, "taken")
        if User.objects.filter(email=invitation.email).exists():
            raise WrongUse("this address has an account already.", do="Sign in.")
        user = User.objects.create_user(invitation.email, name or invitation.name, password)
        for it in invitation.grants:
            user.grants.create(role=it.role.value, body=it.body, service=it.service, area=it.area)
        # Whoever holds the link or was vouched for by the office's own provider has shown the address.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        append(
            STREAM,
            by=user.actor,
            action="joined",
            subject=str(user.identity),
            facts={"invitation": str(invitation.identity), "grants": facts_of(invitation.grants)},
        )
    return user


def _close(invitation: Invitation, how: str) -> None:
    """Mark an invitation so that only one who tries succeeds."""
    now = timezone.now()
    standing = Invitation.objects.filter(pk=invitation.pk, taken=None, withdrawn=None, expires__gt=now)
    hold_to_events(Invitation, [invitation.pk])
    if not standing.update(**{how: now}):
        raise WrongUse("this invitation can no longer be used.", do="Ask an administrator for a new one.")
    attest(Invitation, [invitation.pk])


def link_of(invitation: Invitation) -> str:
    """Return the address that takes an invitation up: who has it can join, so it goes to nobody else."""
    return f"{settings.ADDRESS}{reverse('join', args=[signing.dumps(str(invitation.identity), salt=SALT)])}"


def named_by(word: str) -> str | None:
    """Return which invitation a link names, or None where we never signed it or did so too long ago."""
    try:
        return str(signing.loads(word, salt=SALT, max_age=timedelta(days=60)))
    except signing.BadSignature:
        return None


def standing(identity: str) -> Invitation | None:
    """Return an invitation that can be taken up, or None where there is none or it stands no longer."""
    found = Invitation.objects.filter(identity=identity).first()
    return found if found is not None and found.stands else None


def invitation_for(address: str) -> Invitation | None:
    """Return the invitation that stands for an address, if there is one."""
    found = Invitation.objects.filter(email=address.strip().lower(), taken=None, withdrawn=None)
    return found.filter(expires__gt=timezone.now()).order_by("-made").first()
