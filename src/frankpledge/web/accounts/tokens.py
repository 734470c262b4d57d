"""Tokens: secrets with which programs read the API, never with more rights than the person who made them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from frankpledge.audit.actions import append
from frankpledge.errors import WrongUse
from frankpledge.registers.roles import Actor
from frankpledge.web.accounts.attesting import STREAM, attest, hold_to_events
from frankpledge.web.accounts.models import Token, User
from frankpledge.web.busy import if_it_can_be_kept

CALENDAR = "read:calendar"
"""The one scope whose token stands in an address: it opens somebody's calendar and nothing else."""
SCOPES = {
    "read:figures": "Figures",
    "read:findings": "Findings",
    "read:catalogue": "The catalogue of measures and tables",
    "read:releases": "Releases",
    "read:records": "Records of registers",
    CALENDAR: "Your calendar of meetings and deadlines, at an address of its own",
}
"""What a token can open."""
LONGEST = 365
"""The most days a token lasts."""
MOST = 20
"""The most good tokens a person has."""
PREFIX = "fpt_"
"""How every token begins, so that one left in a file is found by those who look for secrets."""
GRAIN = timedelta(minutes=5)
"""How finely is kept when a token was last used."""


def make(user: User, *, title: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
    """Make a token of somebody's own; the secret is returned once and kept nowhere.

    Raises WrongUse for a scope there is none of, a length out of bounds, or one token too many.
    """
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes or not 1 <= days <= LONGEST:
        raise WrongUse(f"a token has one scope or more of {', '.join(SCOPES)}, and 1 to {LONGEST} days.")
    now = timezone.now()
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if user.tokens.filter(ended=None, expires__gt=now).count() >= MOST:
            raise WrongUse(f"you have {MOST} tokens already.", do="End one that is not used.")
        token = user.tokens.create(
            title=title.strip(),
            digest=_digest(secret),
            begins=secret[:12],
            scopes=sorted(scopes),
            expires=now + timedelta(days=days),
        )
        append(
            STREAM,
            by=user.actor,
            action="token-made",
            subject=str(token.identity),
            facts={"person": str(user.identity), "scopes": list(token.scopes), "days": days},
        )
    return token, secret


def end(token: Token, *, by: Actor) -> None:
    """End a token. Raises PermissionDenied where it is another's, WrongUse where it has ended."""
    if by.identity != str(token.user.identity):
        raise PermissionDenied("This is another person's token.")
    with transaction.atomic():
        hold_to_events(Token, [token.pk])
        if not Token.objects.filter(pk=token.pk, ended=None).update(ended=timezone.now()):
            raise WrongUse("this token has ended already.")
        attest(Token, [token.pk])
        append(STREAM, by=by, action="token-ended", subject=str(token.identity), facts={})


def token_of(secret: str) -> Token | None:
    """Return the token of a secret, marked as used now, or None where it opens nothing."""
    now = timezone.now()
    found = Token.objects.select_related("user").filter(digest=_digest(secret)).first()
    if found is None or not found.good(now):
        return None
    if found.used is None or now - found.used > GRAIN:
        with if_it_can_be_kept():
            Token.objects.filter(pk=found.pk).update(used=now)
    return found


def _digest(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()
