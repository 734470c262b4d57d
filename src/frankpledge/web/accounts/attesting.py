"""What the audit trail holds of every row that lets somebody in or gives them rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from frankpledge.audit.actions import append
from frankpledge.audit.models import Event, SubjectKey
from frankpledge.audit.sealing import JSON, keyed_digest, moment
from frankpledge.registers.roles import Actor
from frankpledge.web.accounts.models import Grant, Invitation, Token, User

STREAM = "accounts"
"""The audit stream of people, invitations, roles and tokens: what somebody did."""
ROWS = "account-rows"
"""The audit stream of the rows of their tables: what each became."""
WRITTEN, REMOVED = "row-written", "row-removed"
FOUND = "row-found-otherwise"
"""What an event says of a row that was not as its newest event said when it was to be changed."""
TABLES: Mapping[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "people": (User, ("identity", "email", "name", "is_active", "password")),
    "roles": (Grant, ("user_id", "role", "body", "service", "area", "given", "ended")),
    "invitations": (
        Invitation,
        ("identity", "email", "name", "offers", "made", "expires", "taken", "withdrawn"),
    ),
    "tokens": (Token, ("identity", "user_id", "title", "digest", "scopes", "made", "expires", "ended")),
    "factors": (Authenticator, ("user_id", "type", "data")),
    "addresses": (EmailAddress, ("user_id", "email", "verified", "primary")),
    "sign-ons": (SocialAccount, ("user_id", "provider", "uid")),
}
"""The tables held to events, and their columns that say who gets in and what they may do."""
_NAMES = {model: name for name, (model, _) in TABLES.items()}
_USE = frozenset({"used_mask", "viewed_at"})
"""What changes of a second factor as it is used or shown; its secrets do not."""
_SYSTEM = Actor("system", "The application", ())


def subject_of(name: str, key: int) -> str:
    """Return what events about a row name as their subject, such as ``accounts/roles/3``."""
    return f"{STREAM}/{name}/{key}"


def facts_of_row(name: str, row: Mapping[str, Any]) -> dict[str, JSON]:
    """Return what an event attests of a row's columns. Raises TypeError for what no action writes."""
    return {column: _plain(name, row[column]) for column in TABLES[name][1]}


def attest(model: type[models.Model], keys: Iterable[int]) -> None:
    """Append an event for each row that is not as its newest event says.

    Whoever changes rows otherwise than by ``save`` calls it, in the same transaction.
    """
    name = _NAMES[model]
    for key in keys:
        row = model._base_manager.filter(pk=key).values(*TABLES[name][1]).first()
        if row is None:
            continue
        subject = subject_of(name, key)
        newest = Event.objects.filter(subject=subject).order_by("-id").first()
        if newest and newest.action == WRITTEN and attests(newest, _key_of(subject), name, row):
            continue  # Only what is not held changed, such as when a token was last used.
        with transaction.atomic():
            append(ROWS, by=_SYSTEM, action=WRITTEN, subject=subject, facts=facts_of_row(name, row))


def hold_to_events(model: type[models.Model], keys: Iterable[int]) -> None:
    """Append an event for each row that is not as its newest event says, before the application changes it.

    Else the change would attest what was written behind its back. It stays in the trail, and every audit
    names it. Whoever changes rows otherwise than by ``save`` or ``delete`` calls it first.
    """
    if not was_begun():
        return  # From before rows were attested: `frankpledge upgrade` attests them as they are.
    name = _NAMES[model]
    for key in keys:
        subject = subject_of(name, key)
        row, event = _at_one_moment(model, key, subject)
        if row is not None and (event is None or not attests(event, _key_of(subject), name, row)):
            with transaction.atomic():
                append(ROWS, by=_SYSTEM, action=FOUND, subject=subject, facts={})


def _at_one_moment(
    model: type[models.Model], key: int, subject: str
) -> tuple[dict[str, Any] | None, Event | None]:
    """Return a row and its newest event, between which no action came."""
    columns = TABLES[_NAMES[model]][1]
    of = Event.objects.filter(subject=subject).order_by("-id")
    event = of.first()
    while True:
        row = model._base_manager.filter(pk=key).values(*columns).first()
        after = of.first()
        if after == event:
            return row, event
        event = after


def attests(event: Event, key: str, name: str, row: Mapping[str, Any]) -> bool:
    """Return whether an event says of a row what the row says, under the key of the row."""
    try:
        return event.action == WRITTEN and keyed_digest(key, facts_of_row(name, row)) == event.digest
    except (TypeError, ValueError):  # What no action can have written.
        return False


def _key_of(subject: str) -> str:
    kept = SubjectKey.objects.filter(subject=subject).first()
    return "" if kept is None else kept.key


def was_begun() -> bool:
    """Return whether any row was ever attested, or there is none to attest."""
    return Event.objects.filter(stream=ROWS).exists() or not any(
        model._base_manager.exists() for model in _NAMES
    )


def attest_all() -> int:
    """Attest every row as it is, where none ever was: an office from before rows were. Return how many.

    Once one is attested this does nothing: whatever has no event then was added behind our back.
    """
    if was_begun():
        return 0
    keys = {model: list(model._base_manager.order_by("pk").values_list("pk", flat=True)) for model in _NAMES}
    for model, of_model in keys.items():
        attest(model, of_model)
    return sum(map(len, keys.values()))


def watch() -> None:
    """Begin to attest rows as they are saved and removed."""
    for model in _NAMES:
        pre_save.connect(_changing, sender=model, dispatch_uid="frankpledge-hold")
        pre_delete.connect(_changing, sender=model, dispatch_uid="frankpledge-hold")
        post_save.connect(_saved, sender=model, dispatch_uid="frankpledge-attest")
        post_delete.connect(_removed, sender=model, dispatch_uid="frankpledge-attest")


def _changing(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    if instance.pk is not None:
        hold_to_events(sender, [instance.pk])


def _saved(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    attest(sender, [instance.pk])


def _removed(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    with transaction.atomic():
        append(ROWS, by=_SYSTEM, action=REMOVED, subject=subject_of(_NAMES[sender], instance.pk), facts={})


def _plain(name: str, value: Any) -> JSON:
    if isinstance(value, datetime):
        return moment(value)
    if name == "factors" and isinstance(value, dict):
        return {word: it for word, it in value.items() if word not in _USE}
    return value if isinstance(value, bool | int | str | list | dict | None) else str(value)
