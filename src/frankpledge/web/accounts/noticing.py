"""Notes in the audit trail and the log what happens as people sign in and change how they do."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from frankpledge.audit.actions import append
from frankpledge.web.accounts.models import User
from frankpledge.web.accounts.sessions import begin

STREAM = "sign-ins"
WATCHED: dict[Signal, str] = {
    user_logged_in: "signed-in",
    user_logged_out: "signed-out",
    password_changed: "password-changed",
    password_set: "password-set",
    password_reset: "password-reset",
    authenticator_added: "second-factor-added",
    authenticator_removed: "second-factor-removed",
    authenticator_reset: "recovery-codes-made",
}
"""What becomes an event of the person it is about."""
log = logging.getLogger(__name__)


def _note(signal: Signal, user: object, **_: Any) -> None:
    if isinstance(user, User):
        with transaction.atomic():
            append(STREAM, by=user.actor, action=WATCHED[signal], subject=str(user.identity), facts={})


def _begin(request: HttpRequest, user: User, **_: Any) -> None:
    begin(request, user)


def _refused(request: HttpRequest | None = None, **_: Any) -> None:
    """Log a refused attempt: from where, and nothing of what was typed."""
    where = get_adapter().get_client_ip(request) if request is not None else "nowhere"
    log.warning("A sign-in was refused, from %s.", where)


def watch() -> None:
    """Begin to notice."""
    for signal in WATCHED:
        signal.connect(_note, dispatch_uid="frankpledge-note")
    user_logged_in.connect(_begin, dispatch_uid="frankpledge-begin")
    user_login_failed.connect(_refused, dispatch_uid="frankpledge-refused")
