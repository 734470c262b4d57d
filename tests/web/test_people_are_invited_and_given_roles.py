"""Invitations and roles: who may, what each change leaves in the audit trail, and what can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from frankpledge.registers.roles import Actor, Grant, Role
from tests.web.mailbox import receiving

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

PASSWORD = {"name": "Ann Other", "password": "something rather long", "again": "something rather long"}


def _events() -> list[tuple[str, str]]:
    from frankpledge.audit.models import Event

    return list(Event.objects.filter(stream="accounts").order_by("number").values_list("action", "actor"))


def _invite(client: Client, **more: str) -> str:
    told = {"email": "Ann@Example.org", "name": "Ann", "role": "analyst", **more}
    page = client.post("/people/invite/", told).content.decode()
    found = re.search(r'<code id="link">https?://[^/]+(/join/\S+?)</code>', page)
    assert found is not None, page
    return found[1]


def test_an_invitation_is_sent_taken_up_once_and_leaves_its_events(
    signed_in: Callable[..., Client], client: Client
) -> None:
    from frankpledge.audit.verifying import verify
    from frankpledge.web.accounts.models import User

    with receiving() as mailbox:
        link = _invite(signed_in(Role.ADMINISTRATOR), body="westmarch")
        assert mailbox.last()["To"] == "ann@example.org"
        assert mailbox.link() == link
    page = client.get(link).content.decode()
    assert "Analyst for westmarch" in page
    weak = client.post(link, {**PASSWORD, "password": "ann@example.org", "again": "ann@example.org"})
    assert b"too similar" in weak.content
    named = {"name": "Ann Featherstone", "password": "annfeatherstone", "again": "annfeatherstone"}
    assert b"too similar" in client.post(link, named).content
    common = client.post(link, {**PASSWORD, "password": "password1234", "again": "password1234"})
    assert b"many people use" in common.content
    empty = client.post(link, {}).content.decode()
    assert all(f"Type {what}." in empty for what in ("your name", "a password", "the password again"))
    assert b"not the password above" in client.post(link, {**PASSWORD, "again": "other"}).content
    assert client.post(link, PASSWORD).status_code == 302
    assert client.get("/accounts/").status_code == 200
    ann = User.objects.get(email="ann@example.org")
    assert ann.actor.grants == (Grant(Role.ANALYST, "westmarch"),)
    assert client.post(link, PASSWORD).status_code == 410
    assert client.get(link).status_code == 410
    admin = User.objects.exclude(pk=ann.pk).get()
    assert _events() == [("invited", str(admin.identity)), ("joined", str(ann.identity))]
    assert verify() == ()


def test_an_altered_expired_withdrawn_or_replaced_link_opens_nothing(
    signed_in: Callable[..., Client], client: Client
) -> None:
    from django.utils import timezone

    from frankpledge.web.accounts.models import Invitation, User

    admin = signed_in(Role.ADMINISTRATOR)
    first = _invite(admin)
    second = _invite(admin)
    assert client.get(first).status_code == 410
    assert client.get(second[:-3] + "x/").status_code == 410
    invitation = Invitation.objects.get(withdrawn=None)
    Invitation.objects.filter(pk=invitation.pk).update(expires=timezone.now() - timedelta(seconds=1))
    assert client.post(second, PASSWORD).status_code == 410
    third = _invite(admin)
    identity = Invitation.objects.order_by("-made")[0].identity
    assert admin.post(f"/people/invitations/{identity}/withdraw/").status_code == 302
    assert client.post(third, PASSWORD).status_code == 410
    assert User.objects.count() == 1


def test_of_two_who_take_up_one_invitation_at_once_one_is_late(signed_in: Callable[..., Client]) -> None:
    from frankpledge.errors import WrongUse
    from frankpledge.web.accounts.inviting import take_up
    from frankpledge.web.accounts.models import Invitation, User

    _invite(signed_in(Role.ADMINISTRATOR))
    one, other = Invitation.objects.get(), Invitation.objects.get()
    take_up(one, password="something rather long")  # noqa: S106
    with pytest.raises(WrongUse):
        take_up(other, password="something rather long")  # noqa: S106
    assert User.objects.filter(email="ann@example.org").count() == 1


def test_roles_are_given_and_ended_and_each_change_is_one_event(
    signed_in: Callable[..., Client], person: Callable[..., User]
) -> None:
    admin, user = signed_in(Role.ADMINISTRATOR), person(name="bob")
    page = f"/people/{user.identity}/"
    assert admin.post(page, {"role": "partner", "body": "refuge"}).status_code == 302
    assert b"holds this role already" in admin.post(page, {"role": "partner", "body": "refuge"}).content
    assert user.actor.bodies([Role.PARTNER]) == frozenset({"refuge"})
    grant = user.grants.get()
    assert admin.post(f"{page}roles/{grant.pk}/end/").status_code == 302
    assert admin.post(f"{page}roles/{grant.pk}/end/").status_code == 400
    user.refresh_from_db()
    assert user.actor.grants == ()
    assert "Partner for refuge, " in admin.get(page).content.decode()
    assert [action for action, _ in _events()] == ["role-given", "role-ended"]
    assert (
        b"Choose" in admin.post(page, {"role": "public"}).content
        or admin.post(page, {"role": "public"}).status_code == 200
    )
    assert len(_events()) == 2


def test_who_is_kept_out_is_out_at_once_with_sessions_and_tokens(
    signed_in: Callable[..., Client], person: Callable[..., User], client: Client
) -> None:
    from frankpledge.web.accounts import tokens

    admin, user = signed_in(Role.ADMINISTRATOR), person(Role.ANALYST, name="bob")
    client.force_login(user)
    _, secret = tokens.make(user, title="t", scopes=["read:figures"], days=1)
    header = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/figures?limit=1", headers=header).status_code == 200
    assert admin.post(f"/people/{user.identity}/deactivate/").status_code == 302
    assert client.get("/accounts/").status_code == 302
    assert client.get("/api/v1/figures?limit=1", headers=header).status_code == 401
    login = {"login": user.email, "password": "a long enough secret"}
    assert client.post("/accounts/login/", login)["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/").status_code == 302
    assert admin.post(f"/people/{user.identity}/reactivate/").status_code == 302
    assert client.post("/accounts/login/", login)["Location"] == "/"


def test_an_office_keeps_an_administrator(
    signed_in: Callable[..., Client], person: Callable[..., User]
) -> None:
    from frankpledge.web.accounts.models import User

    admin = signed_in(Role.ADMINISTRATOR)
    person(Role.ADMINISTRATOR, name="limited", body="westmarch")
    own = User.objects.get(email="administrator-@example.org")
    refused = admin.post(f"/people/{own.identity}/deactivate/")
    assert refused.status_code == 400
    assert b"without an administrator" in refused.content
    assert admin.post(f"/people/{own.identity}/roles/{own.grants.get().pk}/end/").status_code == 400
    own.refresh_from_db()
    assert own.is_active
    assert own.actor.grants
    assert _events() == []


def test_actions_themselves_refuse_who_is_no_administrator_of_the_whole(person: Callable[..., User]) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.web.accounts import inviting, managing

    user = person(Role.ANALYST)
    for by in (Actor("x", "X", (Grant(Role.ADMINISTRATOR, "westmarch"),)), user.actor):
        for action in (
            lambda by=by: inviting.invite(by=by, email="a@b.example", name="A", grants=[Grant(Role.ANALYST)]),
            lambda by=by: managing.give(user, Grant(Role.ADMINISTRATOR), by=by),
            lambda by=by: managing.end(user.grants.get(), by=by),
            lambda by=by: managing.deactivate(user, by=by),
            lambda by=by: managing.drop_factor(user, by=by),
        ):
            with pytest.raises(PermissionDenied):
                action()  # type: ignore[no-untyped-call]
    assert _events() == []


def test_the_first_person_is_invited_by_command(db: Path, served: Path, client: Client) -> None:
    from frankpledge.cli import main
    from frankpledge.web.accounts.models import User

    asked = ["invite", str(served), "--email", "first@example.org", "--name", "First"]
    wrong = CliRunner().invoke(main, [*asked, "--role", "administator"])
    assert wrong.exit_code == 2
    assert "Did you mean 'administrator'" in wrong.output
    assert not User.objects.exists()
    done = CliRunner().invoke(main, [*asked, "--role", "administrator"])
    assert done.exit_code == 0, done.output
    found = re.search(r"http://127\.0\.0\.1:8000(/join/\S+)", done.output)
    assert found is not None
    assert client.post(found[1], PASSWORD)["Location"] == "/accounts/2fa/totp/activate/"
    assert _events()[0] == ("invited", "command-line")


def test_a_limited_grant_is_held_for_no_more_than_it_says() -> None:
    actor = Actor(
        "x", "X", (Grant(Role.PARTNER, "refuge"), Grant(Role.ANALYST, "", "fire"), Grant(Role.AUTHOR))
    )
    assert actor.whole == {Role.PUBLIC, Role.AUTHOR}
    assert actor.bodies([Role.PARTNER]) == {"refuge"}
    assert actor.bodies([Role.ANALYST]) == frozenset()
    assert actor.bodies([Role.AUTHOR, Role.PARTNER]) is None


def test_nobody_gives_themselves_a_role(person: Callable[..., User]) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.registers.roles import Grant
    from frankpledge.web.accounts import managing

    chief, other = person(Role.ADMINISTRATOR, name="chief"), person(Role.ADMINISTRATOR, name="other")
    with pytest.raises(PermissionDenied, match="Nobody gives themselves roles"):
        managing.give(chief, Grant(Role.APPROVER), by=chief.actor)
    assert not chief.grants.filter(role=Role.APPROVER.value).exists()
    managing.give(chief, Grant(Role.APPROVER), by=other.actor)
    assert chief.grants.filter(role=Role.APPROVER.value).exists()


def test_who_was_an_administrator_a_moment_ago_does_nothing_any_more(person: Callable[..., User]) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.web.accounts import inviting, managing
    from frankpledge.web.accounts.models import Invitation

    chief, other = person(Role.ADMINISTRATOR, name="chief"), person(Role.ADMINISTRATOR, name="other")
    user, before, offered = person(Role.ANALYST, name="user"), other.actor, [Grant(Role.ANALYST)]
    asked = inviting.invite(by=other.actor, email="a@b.example", name="A", grants=offered)
    managing.end(other.grants.get(), by=chief.actor)
    done = len(_events())
    for action in (
        lambda: inviting.invite(by=before, email="c@d.example", name="C", grants=offered),
        lambda: inviting.withdraw(asked, by=before),
        lambda: managing.give(user, Grant(Role.APPROVER), by=before),
        lambda: managing.end(user.grants.get(), by=before),
        lambda: managing.deactivate(user, by=before),
        lambda: managing.drop_factor(user, by=before),
    ):
        with pytest.raises(PermissionDenied, match="no administrator of the office any more"):
            action()  # type: ignore[no-untyped-call]
    assert len(_events()) == done
    assert Invitation.objects.get().stands
