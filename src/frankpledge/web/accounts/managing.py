"""Giving people roles and ending them: each change one audit event in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from frankpledge.audit.actions import append
from frankpledge.audit.sealing import JSON
from frankpledge.errors import WrongUse
from frankpledge.registers import roles
from frankpledge.registers.roles import Actor, Role
from frankpledge.web.accounts.attesting import STREAM, attest, hold_to_events
from frankpledge.web.accounts.models import Grant, User
from frankpledge.web.accounts.sessions import end_all

INSTALLER = Actor("command-line", "The command line", (roles.Grant(Role.ADMINISTRATOR),))
"""Whoever may run commands on the machine that keeps the records."""


def permit(by: Actor) -> None:
    """Raise PermissionDenied unless somebody is an administrator of the whole office."""
    if Role.ADMINISTRATOR not in by.whole:
        raise PermissionDenied(f"{by.name} is no administrator of the office.")


def facts_of(grants: Iterable[roles.Grant]) -> list[JSON]:
    """Return grants as an event attests them."""
    return [{"role": it.role.value, "body": it.body, "service": it.service, "area": it.area} for it in grants]


def give(user: User, grant: roles.Grant, *, by: Actor) -> Grant:
    """Give somebody a role. Raises PermissionDenied, or WrongUse where they hold it."""
    permit(by)
    if by.identity == str(user.identity):
        raise PermissionDenied("Nobody gives themselves roles: another administrator does.")
    if grant.role is Role.PUBLIC:
        raise WrongUse("everybody is the public.", do="Choose another role.")
    limits = {"body": grant.body, "service": grant.service, "area": grant.area}
    with administering(by):
        _hold(user)
        if user.grants.filter(role=grant.role.value, ended=None, **limits).exists():
            raise WrongUse(f"{user.name} holds this role already.")
        given = user.grants.create(role=grant.role.value, **limits)
        _note(user, by, "role-given", grants=facts_of([grant]))
    return given


def end(grant: Grant, *, by: Actor) -> None:
    """End a role.

    Raises PermissionDenied, or WrongUse where it has ended or the office would have no administrator.
    """
    with administering(by):
        _hold(grant.user)
        hold_to_events(Grant, [grant.pk])
        if not Grant.objects.filter(pk=grant.pk, ended=None).update(ended=timezone.now()):
            raise WrongUse("this role has ended already.")
        _keep_an_administrator()
        attest(Grant, [grant.pk])
        _note(grant.user, by, "role-ended", grants=facts_of([grant.as_held]))


def deactivate(user: User, *, by: Actor) -> None:
    """Keep somebody from signing in and end their sessions; their tokens open nothing.

    Raises as ``end`` does.
    """
    with administering(by):
        _hold(user)
        hold_to_events(User, [user.pk])
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise WrongUse(f"{user.name} is deactivated already.")
        _keep_an_administrator()
        end_all(user)
        attest(User, [user.pk])
        _note(user, by, "deactivated")


def reactivate(user: User, *, by: Actor) -> None:
    """Let somebody sign in again, with the roles that were not ended. Raises PermissionDenied or WrongUse."""
    with administering(by):
        _hold(user)
        hold_to_events(User, [user.pk])
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            raise WrongUse(f"{user.name} can sign in already.")
        attest(User, [user.pk])
        _note(user, by, "reactivated")


def drop_factor(user: User, *, by: Actor) -> None:
    """Take away the second factor of somebody who has lost it, and end their sessions.

    Raises PermissionDenied.
    """
    with administering(by):
        Authenticator.objects.filter(user=user).delete()
        end_all(user)
        _note(user, by, "second-factor-dropped")


@contextmanager
def administering(by: Actor) -> Iterator[None]:
    """Do something as an administrator, one after the other: whoever was ended meanwhile may not.

    Two administrators who end each other at once take the rows of all administrators in one order and before
    any other row: neither waits for a row of the other. Raises PermissionDenied.
    """
    permit(by)
    with transaction.atomic():
        held = list(_administrators().order_by("pk").select_for_update())
        if by.identity != INSTALLER.identity:
            now = User.objects.filter(grants__in=held, is_active=True, identity=by.identity)
            if not now.exists():
                raise PermissionDenied(f"{by.name} is no administrator of the office any more.")
        yield


def _note(user: User, by: Actor, action: str, **facts: JSON) -> None:
    append(STREAM, by=by, action=action, subject=str(user.identity), facts=facts)


def _hold(user: User) -> None:
    """Take somebody's row, so that two changes of one person come one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _administrators() -> QuerySet[Grant]:
    """Return the grants that make somebody an administrator of the whole office."""
    return Grant.objects.filter(role=Role.ADMINISTRATOR.value, body="", service="", area="", ended=None)


def _keep_an_administrator() -> None:
    """Raise WrongUse where nobody who can sign in would be an administrator of the whole office."""
    if not _administrators().filter(user__is_active=True).exists():
        raise WrongUse(
            "the office would be left without an administrator.", do="Make somebody else one first."
        )
