"""Whoever lets themselves in or gives themselves rights behind the application's back is found out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.records.test_tampering_is_found import Undone


@pytest.fixture
def accounts(database: str) -> dict[str, int]:
    """Two people of every kind of row, made and changed as the application does; their primary keys."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    from frankpledge.registers.roles import Grant, Role
    from frankpledge.web.accounts import inviting, managing, tokens
    from frankpledge.web.accounts.models import User
    from frankpledge.web.accounts.verifying import verify

    chief = inviting.take_up(
        inviting.invite(
            by=managing.INSTALLER, email="c@example.org", name="C", grants=[Grant(Role.ADMINISTRATOR)]
        ),
        password="a long enough secret",  # noqa: S106
    )
    waiting = inviting.invite(by=chief.actor, email="w@example.org", name="W", grants=[Grant(Role.TEAM)])
    asked = inviting.invite(by=chief.actor, email="o@example.org", name="O", grants=[Grant(Role.TEAM)])
    other = inviting.take_up(asked, password=None)
    held = managing.give(other, Grant(Role.ANALYST, "cleveland-police"), by=chief.actor)
    over = managing.give(other, Grant(Role.AUDITOR), by=chief.actor)
    managing.end(over, by=chief.actor)
    token, _ = tokens.make(chief, title="Own", scopes=["read:figures"], days=5)
    spent, _ = tokens.make(chief, title="Over", scopes=["read:figures"], days=5)
    tokens.end(spent, by=chief.actor)
    factor = Authenticator.objects.create(user=chief, type="totp", data={"secret": "one"})
    lost = Authenticator.objects.create(user=other, type="recovery_codes", data={"seed": "s", "used_mask": 0})
    lost.data |= {"used_mask": 1, "viewed_at": 1.5}  # The codes are shown, and one is used.
    lost.save()
    single = SocialAccount.objects.create(user=other, provider="office", uid="123", extra_data={})
    managing.drop_factor(other, by=chief.actor)
    managing.deactivate(other, by=chief.actor)
    managing.reactivate(other, by=chief.actor)
    managing.deactivate(other, by=chief.actor)
    assert User.objects.get(pk=chief.pk).check_password("a long enough secret")
    assert verify() == ()
    return {
        "accounts_user": other.pk,
        "accounts_grant": held.pk,
        "ended": over.pk,
        "accounts_invitation": waiting.pk,
        "accounts_token": token.pk,
        "ended token": spent.pk,
        "mfa_authenticator": factor.pk,
        "account_emailaddress": EmailAddress.objects.get(user=other).pk,
        "socialaccount_socialaccount": single.pk,
        "chief": chief.pk,
    }


def breaches_after(statement: str, *values: Any) -> tuple[str, ...]:
    """What is found after one statement of the database's owner, which is then undone."""
    from django.db import connection, transaction

    from frankpledge.web.accounts.verifying import verify

    found: tuple[str, ...] = ()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                assert cursor.rowcount >= 1, statement
            found = tuple(map(str, verify()))
            raise Undone
    except Undone:
        pass
    if connection.vendor == "sqlite":
        connection.needs_rollback = False
    return found


ALTERED: tuple[tuple[str, str, str, Any], ...] = (
    ("accounts_user", "accounts_user", "is_active", True),
    ("accounts_user", "accounts_user", "email", "thief@example.org"),
    ("accounts_user", "accounts_user", "password", "argon2$made-elsewhere"),
    ("accounts_user", "accounts_user", "name", "Another"),
    ("accounts_user", "accounts_user", "identity", "0" * 32),
    ("accounts_grant", "accounts_grant", "role", "administrator"),
    ("accounts_grant", "accounts_grant", "body", ""),
    ("accounts_grant", "accounts_grant", "service", "fire"),
    ("accounts_grant", "accounts_grant", "area", "E23000013"),
    ("accounts_grant", "accounts_grant", "user_id", "chief"),
    ("accounts_grant", "accounts_grant", "given", "2020-01-01 00:00:00+00:00"),
    ("accounts_grant", "ended", "ended", None),
    ("accounts_invitation", "accounts_invitation", "offers", '[["administrator", "", "", ""]]'),
    ("accounts_invitation", "accounts_invitation", "email", "thief@example.org"),
    ("accounts_invitation", "accounts_invitation", "identity", "0" * 32),
    ("accounts_invitation", "accounts_invitation", "expires", "2099-01-01 00:00:00+00:00"),
    ("accounts_token", "accounts_token", "scopes", '["read:figures", "read:records"]'),
    ("accounts_token", "accounts_token", "expires", "2099-01-01 00:00:00+00:00"),
    ("accounts_token", "accounts_token", "digest", "f" * 64),
    ("accounts_token", "accounts_token", "user_id", "accounts_user"),
    ("accounts_token", "ended token", "ended", None),
    ("mfa_authenticator", "mfa_authenticator", "data", '{"secret": "two"}'),
    ("mfa_authenticator", "mfa_authenticator", "user_id", "accounts_user"),
    ("mfa_authenticator", "mfa_authenticator", "type", "recovery_codes"),
    ("account_emailaddress", "account_emailaddress", "email", "thief@example.org"),
    ("account_emailaddress", "account_emailaddress", "verified", False),
    ("account_emailaddress", "account_emailaddress", "user_id", "chief"),
    ("socialaccount_socialaccount", "socialaccount_socialaccount", "uid", "666"),
    ("socialaccount_socialaccount", "socialaccount_socialaccount", "provider", "elsewhere"),
    ("socialaccount_socialaccount", "socialaccount_socialaccount", "user_id", "chief"),
)


def test_a_row_that_is_altered_is_found(accounts: dict[str, int]) -> None:
    missed = []
    for table, row, column, value in ALTERED:
        given = accounts[value] if column == "user_id" else value
        if column == "user_id" and table == "account_emailaddress":
            statement = f'UPDATE {table} SET {column} = %s, "primary" = false WHERE id = %s'  # noqa: S608
        else:
            statement = f"UPDATE {table} SET {column} = %s WHERE id = %s"  # noqa: S608
        found = breaches_after(statement, given, accounts[row])
        if len(found) != 1 or "is not as it was written" not in found[0]:
            missed.append((table, column, found))
    assert not missed


def test_what_was_altered_is_found_after_the_application_changed_the_row_too(
    accounts: dict[str, int],
) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.db import connection

    from frankpledge.web.accounts import managing, tokens
    from frankpledge.web.accounts.models import Grant, Token, User
    from frankpledge.web.accounts.verifying import verify

    chief, other = (User.objects.get(pk=accounts[name]) for name in ("chief", "accounts_user"))
    for statement, key in (
        ("UPDATE accounts_user SET name = 'Another' WHERE id = %s", "accounts_user"),
        ("UPDATE accounts_grant SET role = 'administrator' WHERE id = %s", "accounts_grant"),
        ("UPDATE accounts_token SET scopes = '[\"read:records\"]' WHERE id = %s", "accounts_token"),
        ("UPDATE mfa_authenticator SET type = 'webauthn' WHERE id = %s", "mfa_authenticator"),
        ("UPDATE account_emailaddress SET email = 'thief@example.org' WHERE id = %s", "account_emailaddress"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(statement, [accounts[key]])
    managing.reactivate(other, by=chief.actor)
    managing.end(Grant.objects.get(pk=accounts["accounts_grant"]), by=chief.actor)
    tokens.end(Token.objects.get(pk=accounts["accounts_token"]), by=chief.actor)
    Authenticator.objects.get(pk=accounts["mfa_authenticator"]).delete()
    address = EmailAddress.objects.get(pk=accounts["account_emailaddress"])
    address.verified = not address.verified
    address.save()
    found = sorted(map(str, verify()))
    assert len(found) == 5, found
    assert all("was not as it was written when it was changed" in one for one in found)
    managing.deactivate(other, by=chief.actor)
    assert sorted(map(str, verify())) == found, "and what is changed honestly after adds none"


def test_who_was_ended_a_moment_before_ends_nobody(accounts: dict[str, int]) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.registers.roles import Grant as Held
    from frankpledge.registers.roles import Role
    from frankpledge.web.accounts import managing
    from frankpledge.web.accounts.models import User

    chief = User.objects.get(pk=accounts["chief"])
    second, third = (User.objects.create_user(f"{name}@example.org", name=name) for name in ("s", "t"))
    for one in (second, third):
        managing.give(one, Held(Role.ADMINISTRATOR), by=chief.actor)
    before = second.actor  # As a request that began before took it.
    managing.end(second.grants.get(), by=chief.actor)
    for act in (
        lambda: managing.end(third.grants.get(), by=before),
        lambda: managing.give(chief, Held(Role.AUDITOR), by=before),
        lambda: managing.deactivate(third, by=before),
        lambda: managing.drop_factor(third, by=before),
    ):
        with pytest.raises(PermissionDenied, match="any more"):
            act()
    assert third.grants.get().ended is None


def test_a_row_that_is_removed_is_found(accounts: dict[str, int]) -> None:
    for table in sorted({table for table, *_ in ALTERED} - {"accounts_user"}):
        found = breaches_after(f"DELETE FROM {table} WHERE id = %s", accounts[table])  # noqa: S608
        assert len(found) == 1, (table, found)
        assert "was removed without an event" in found[0]


def test_a_row_that_is_added_is_found(accounts: dict[str, int]) -> None:
    from django.db import connection

    identity = "%s" if connection.vendor == "sqlite" else "CAST(%s AS uuid)"
    columns = {
        "accounts_user": "password, last_login, name, joined, is_active",
        "accounts_grant": "role, body, service, given, user_id",
        "accounts_invitation": "email, name, offers, made, expires, taken, withdrawn",
        "accounts_token": "user_id, title, begins, scopes, made, expires, ended, used",
        "mfa_authenticator": "data, created_at, last_used_at, user_id",
        "account_emailaddress": "user_id, verified",
        "socialaccount_socialaccount": "provider, last_login, date_joined, extra_data, user_id",
    }
    fresh = {
        "accounts_user": ("identity, email", f"{identity}, %s", ("1" * 32, "thief@example.org")),
        "accounts_grant": ("area", "%s", ("E23000013",)),
        "accounts_invitation": ("identity", identity, ("1" * 32,)),
        "accounts_token": ("identity, digest", f"{identity}, %s", ("1" * 32, "e" * 64)),
        "mfa_authenticator": ("type", "%s", ("recovery_codes",)),
        "account_emailaddress": ('email, "primary"', "%s, false", ("thief@example.org",)),
        "socialaccount_socialaccount": ("uid", "%s", ("666",)),
    }
    for table, copied in columns.items():
        names, marks, values = fresh[table]
        added = (
            f"INSERT INTO {table} ({copied}, {names}) "  # noqa: S608
            f"SELECT {copied}, {marks} FROM {table} WHERE id = %s"
        )
        found = breaches_after(added, *values, accounts[table])
        assert len(found) == 1, (table, found)
        assert "was added without an event" in found[0]


def test_an_event_forged_for_a_row_breaks_its_chain(accounts: dict[str, int]) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.audit.verifying import verify

    newest = Event.objects.filter(stream="account-rows").order_by("-id").first()
    assert newest is not None
    Event.objects.bulk_create(
        [
            Event(
                stream="account-rows",
                number=newest.number + 1,
                at=newest.at,
                actor="system",
                action="row-written",
                subject="accounts/roles/999",
                digest="0" * 64,
                previous=newest.seal,
                seal="0" * 64,
            )
        ]
    )
    assert any("not as it was sealed" in str(one) for one in verify())
