"""Signing in: passwords, second factors, throttling, sessions, and letters by a real mail server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.registers.roles import Role
from tests.web.mailbox import Mailbox, receiving

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

SECRET = "a long enough secret"  # noqa: S105
LOGIN = "/accounts/login/"


@pytest.fixture
def mailbox(db: object) -> Iterator[Mailbox]:
    with receiving() as box:
        yield box


def _sign_in(client: Client, user: User, password: str = SECRET, **more: str) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": password, **more})


def _code(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _secret_of(user: User) -> str:
    from allauth.mfa.models import Authenticator

    found = Authenticator.objects.get(user=user, type="totp")
    return str(found.data["secret"])


def _actions(stream: str) -> list[str]:
    from frankpledge.audit.models import Event

    return list(Event.objects.filter(stream=stream).order_by("number").values_list("action", flat=True))


def test_a_password_signs_in_under_a_new_session_and_is_kept_by_argon2(
    client: Client, person: Callable[..., User]
) -> None:
    user = person(Role.ANALYST)
    client.get(LOGIN)
    client.session.save()
    client.cookies["sessionid"] = "fixedbyanattacker0000000000000000"
    answer = _sign_in(client, user)
    assert answer.status_code == 302
    assert client.session.session_key != "fixedbyanattacker0000000000000000"
    assert client.get("/accounts/").status_code == 200
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")
    assert _actions("sign-ins") == ["signed-in"]
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302
    assert _actions("sign-ins")[-1] == "signed-out"


def test_a_known_and_an_unknown_address_are_answered_alike(
    client: Client, person: Callable[..., User]
) -> None:
    user = person(Role.ANALYST)

    def told(address: str) -> str:
        page = client.post(LOGIN, {"login": address, "password": "not this one at all"}).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert told(user.email) == told("nobody-at-all@example.org")
    answers = [
        client.post("/accounts/password/reset/", {"email": it}) for it in (user.email, "nobody@example.org")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, "/accounts/password/reset/done/")
    }


def test_guessing_is_throttled_for_every_worker_and_not_only_the_one_that_saw_it(
    client: Client, person: Callable[..., User]
) -> None:
    from django.core.cache import cache
    from django.db import connection

    user = person(Role.ANALYST)
    for _ in range(5):
        assert _sign_in(client, user, "wrong").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone()[0] > 0
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"  # type: ignore[attr-defined]
    page = _sign_in(client, user).content.decode()
    assert "Too many attempts failed" in page
    from django.test import Client as Another

    assert Another().post(LOGIN, {"login": user.email, "password": SECRET}).status_code == 200


def test_an_address_that_goes_on_asking_is_sent_away(client: Client) -> None:
    answers = [client.post(LOGIN, {"login": f"x{at}@example.org", "password": "wrong"}) for at in range(32)]
    assert answers[-1].status_code == 429
    assert b"<h1" in answers[-1].content


def test_a_password_is_reset_by_a_letter_once(
    client: Client, person: Callable[..., User], mailbox: Mailbox
) -> None:
    from django.test import Client as Another

    user = person(Role.ANALYST)
    elsewhere = Another()
    _sign_in(elsewhere, user)
    client.post("/accounts/password/reset/", {"email": user.email})
    assert mailbox.last()["To"] == user.email
    assert "\n" not in mailbox.last()["Subject"]
    link = mailbox.link()
    form = client.get(link, follow=True)
    assert "no-store" in form["Cache-Control"]
    address = form.redirect_chain[-1][0]
    weak = client.post(address, {"password1": "short", "password2": "short"})
    assert b"too short" in weak.content
    done = client.post(address, {"password1": "quite another secret", "password2": "quite another secret"})
    assert done.status_code == 302
    assert (
        b"can no longer" in client.get(link, follow=True).content
        or b"used already" in client.get(link, follow=True).content
    )
    assert elsewhere.get("/accounts/").status_code == 302
    assert _sign_in(client, user, "quite another secret").status_code == 302
    assert "reset" in mailbox.last()["Subject"]


def test_a_password_change_ends_every_other_session(
    client: Client, person: Callable[..., User], mailbox: Mailbox
) -> None:
    from django.test import Client as Another

    user, elsewhere = person(Role.ANALYST), Another()
    _sign_in(client, user)
    _sign_in(elsewhere, user)
    new = {"oldpassword": SECRET, "password1": "quite another secret", "password2": "quite another secret"}
    assert client.post("/accounts/password/change/", {**new, "oldpassword": "wrong"}).status_code == 200
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302
    assert "changed" in mailbox.last()["Subject"]
    assert _actions("sign-ins")[-1] == "password-changed"


def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code_once(
    client: Client, person: Callable[..., User]
) -> None:
    from django.test import Client as Another

    user = person(Role.ANALYST)
    _sign_in(client, user)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code id="secret">(\w+)</code>', page)
    assert secret is not None
    assert 'src="data:image/svg+xml;base64,' in page
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    done = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret[1])})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10

    def half_way() -> Client:
        made = Another()
        answer = _sign_in(made, user)
        assert answer["Location"].startswith("/accounts/2fa/authenticate/")
        assert made.get("/accounts/").status_code == 302
        return made

    wrong = half_way()
    assert wrong.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert wrong.get("/accounts/").status_code == 302
    for expected in (302, 200):
        asks = half_way()
        answer = asks.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert answer.status_code == expected
        assert asks.get("/accounts/").status_code == (200 if expected == 302 else 302)


def test_a_code_cannot_be_used_twice(client: Client, person: Callable[..., User]) -> None:
    from django.test import Client as Another

    user = person(Role.ADMINISTRATOR)
    code = _code(_secret_of(user))
    outcomes = []
    for asks in (client, Another()):
        _sign_in(asks, user)
        outcomes.append(asks.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert outcomes == [302, 200]


def test_a_role_that_needs_a_second_factor_opens_nothing_until_it_is_set_up(
    client: Client, person: Callable[..., User]
) -> None:
    from allauth.mfa.models import Authenticator

    user = person(Role.ADMINISTRATOR, Role.ANALYST)
    Authenticator.objects.filter(user=user).delete()
    answer = _sign_in(client, user)
    assert answer["Location"] == "/accounts/2fa/totp/activate/"
    page = client.get("/people/")
    assert page.status_code == 403
    assert b"need a second factor" in page.content
    assert b"once you have set up a second factor" in page.content
    setting_up = client.get(answer["Location"]).content.decode()
    assert "set it up</a>" not in setting_up, "the page that somebody is on is not asked for"
    assert "open nothing until this is done" in setting_up
    assert client.get("/accounts/").status_code == 200
    found = re.search(r'<code id="secret">(\w+)</code>', client.get(answer["Location"]).content.decode())
    assert found is not None
    client.post(answer["Location"], {"code": _code(found[1])})
    assert client.get("/people/").status_code == 200


def test_sessions_end_by_age_and_by_being_left_alone(client: Client, person: Callable[..., User]) -> None:
    from django.conf import settings

    user = person(Role.ANALYST)
    for stamp, seconds in (("seen", settings.SESSION_IDLE), ("began", settings.SESSION_LONGEST)):
        _sign_in(client, user)
        session = client.session
        session[stamp] -= seconds - 30
        session.save()
        assert client.get("/accounts/").status_code == 200
        session = client.session
        session[stamp] -= seconds + 30
        session.save()
        assert client.get("/accounts/").status_code == 302, stamp


def test_a_person_has_so_many_sessions_and_ends_all_others(
    client: Client, person: Callable[..., User]
) -> None:
    from django.conf import settings
    from django.test import Client as Another

    user = person(Role.ANALYST)
    clients = [Another() for _ in range(settings.SESSIONS_A_PERSON + 1)]
    clients[-1].defaults["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    for one in clients:
        _sign_in(one, user)
    alive = [one.get("/accounts/").status_code == 200 for one in clients]
    assert alive == [False] + [True] * settings.SESSIONS_A_PERSON
    page = clients[-1].get("/accounts/sessions/").content.decode()
    assert page.count("<tr>") == 1 + settings.SESSIONS_A_PERSON
    assert "this one" in page
    assert page.count("<td>Firefox on Linux</td>") == 1
    clients[-1].post("/accounts/sessions/")
    assert [one.get("/accounts/").status_code for one in clients[-2:]] == [302, 200]


def test_what_is_sensitive_asks_again_who_it_is(client: Client, person: Callable[..., User]) -> None:
    user = person(Role.ANALYST)
    _sign_in(client, user)
    assert client.get("/accounts/tokens/").status_code == 200
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] -= 16 * 60
    session.save()
    answer = client.get("/accounts/tokens/")
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Ftokens%2F"
    assert client.post(answer["Location"], {"password": "wrong"}).status_code == 200
    assert client.get("/accounts/tokens/").status_code == 302
    assert client.post(answer["Location"], {"password": SECRET})["Location"] == "/accounts/tokens/"
    assert client.get("/accounts/tokens/").status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_redirect_leads_away(target: str, client: Client, person: Callable[..., User]) -> None:
    user = person(Role.ANALYST)
    answer = client.post(f"{LOGIN}?next={target}", {"login": user.email, "password": SECRET, "next": target})
    assert answer["Location"] == "/"
    assert client.post(f"/accounts/logout/?next={target}", {"next": target})["Location"] == "/"


def test_what_is_wrong_is_said_in_plain_words_beside_its_field(client: Client) -> None:
    page = client.post("/accounts/login/", {"login": "ada", "password": ""}).content.decode()
    assert '<a href="#id_login">E-mail address: This is not an e-mail address.' in page
    assert 'aria-describedby="id_login_error"' in page
    assert '<a href="#id_password">Password: Type your password.</a>' in page
    assert page.count('href="/accounts/password/reset/"') == 1
    page = client.post("/accounts/login/", {"login": "ada@example.org", "password": "x"}).content.decode()
    assert "The address or the password is not right." in page
    assert "placeholder" not in page


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    from frankpledge.web.accounts.models import User

    assert b"sends an invitation" in client.get("/accounts/signup/").content
    assert client.post("/accounts/signup/", {"email": "x@example.org"}).status_code == 405
    assert not User.objects.exists()


def test_an_administrator_removes_a_lost_second_factor_and_whoever_lost_it_is_signed_out(
    client: Client, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    from allauth.mfa.models import Authenticator

    user, admin = person(Role.APPROVER, name="bob"), signed_in(Role.ADMINISTRATOR)
    asked = _sign_in(client, user)["Location"]
    assert client.post(asked, {"code": _code(_secret_of(user))}).status_code == 302
    assert client.get("/reports/").status_code == 200
    page = f"/people/{user.identity}/"
    assert "Remove a lost second factor" in admin.get(page).content.decode()
    assert signed_in(Role.ANALYST).post(f"{page}drop-factor/").status_code == 403
    assert Authenticator.objects.filter(user=user).exists()
    told = admin.post(f"{page}drop-factor/", follow=True).content.decode()
    assert "has no second factor any more, and is signed out." in told
    assert "Remove a lost second factor" not in told
    assert not Authenticator.objects.filter(user=user).exists()
    assert _actions("accounts")[-1] == "second-factor-dropped"
    assert LOGIN in client.get("/reports/")["Location"], "they are signed out"


def test_a_person_makes_new_recovery_codes_and_removes_their_own_factor(
    client: Client, person: Callable[..., User]
) -> None:
    from django.test import Client as Another

    user = person(Role.APPROVER, name="bob")

    def signed_in_by(code: str, known: Client) -> int:
        asked = _sign_in(known, user)["Location"]
        return int(known.post(asked, {"code": code}).status_code)

    assert signed_in_by(_code(_secret_of(user)), client) == 302
    made = "/accounts/2fa/recovery-codes/generate/"
    page = "/accounts/2fa/recovery-codes/"
    assert client.get(made).status_code == 200
    assert client.post(made)["Location"] == page
    first = re.findall(r"<code>(\d{8})</code>", client.get(page).content.decode())
    assert client.post(made)["Location"] == page
    second = re.findall(r"<code>(\d{8})</code>", client.get(page).content.decode())
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    assert client.get("/accounts/2fa/recovery-codes/download/").content.decode().split() == second
    assert signed_in_by(first[0], Another()) == 200, "the old codes are dead"
    assert signed_in_by(second[0], Another()) == 302
    # After a while it is asked again who it is, and a code says so as a password does.
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] -= 16 * 60
    session.save()
    removed = "/accounts/2fa/totp/deactivate/"
    asked = client.get(removed)["Location"]
    assert "/reauthenticate/" in asked
    by_code = asked.replace("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")
    assert client.post(by_code, {"code": "00000000"}).status_code == 200
    assert "/reauthenticate/" in client.get(removed)["Location"]
    assert client.post(by_code, {"code": second[1]}).status_code == 302
    assert client.get("/reports/").status_code == 200
    assert client.post(removed).status_code == 302
    assert _sign_in(Another(), user)["Location"] != "/accounts/2fa/authenticate/"
    assert client.get("/reports/").status_code in (302, 403), "an approver without one opens nothing"
    told = _actions("sign-ins") + _actions("accounts")
    assert "second-factor-removed" in told, told


def test_who_came_by_single_sign_on_sets_a_password(client: Client, person: Callable[..., User]) -> None:
    user = person(Role.ANALYST)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    page = "/accounts/password/set/"
    assert client.get("/accounts/password/change/")["Location"] == page
    assert client.post(page, {"password1": "short", "password2": "short"}).status_code == 200
    chosen = {"password1": "walnut harbour nine", "password2": "walnut harbour nine"}
    assert client.post(page, chosen).status_code == 302
    from django.test import Client as Another

    assert _sign_in(Another(), user, "walnut harbour nine").status_code == 302
