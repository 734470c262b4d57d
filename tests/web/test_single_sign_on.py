"""Single sign-on against a real provider, a program of its own, over real connections."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from frankpledge.errors import BadEnvironment
from frankpledge.registers.roles import Grant, Role
from tests.web.provider import PASSWORD

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

LOGIN, CALLBACK = "/accounts/oidc/office/login/", "/accounts/oidc/office/login/callback/"


@dataclass(frozen=True)
class Provider:
    """The provider that runs: its address and what it gave us."""

    server: str
    client: str
    secret: str


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The provider as a process."""
    program = Path(__file__).parent / "provider.py"
    folder = tmp_path_factory.mktemp("provider")
    command = [sys.executable, str(program), str(folder), f"http://testserver{CALLBACK}"]
    environment = {"PATH": "", "OAUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONPATH": str(program.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield Provider(**json.loads(process.stdout.readline()))
        process.terminate()


@pytest.fixture
def provider(running: Provider, db: object, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider, set up as the office's by the environment's own words."""
    from django.conf import settings

    from frankpledge.web.accounts.configured import single_sign_on

    said = {
        "FRANKPLEDGE_OIDC_SERVER": running.server,
        "FRANKPLEDGE_OIDC_CLIENT": running.client,
        "FRANKPLEDGE_OIDC_SECRET": running.secret,
        "FRANKPLEDGE_OIDC_NAME": "Shire account",
    }
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", single_sign_on(said))
    return running


def _sent_there(client: Client) -> str:
    """Return the address of the provider to which our sign-in sends a browser."""
    answer = client.post(LOGIN)
    assert answer.status_code == 302
    return str(answer["Location"])


def _come_back(provider: Provider, address: str, person: str) -> str:
    """Sign somebody in at the provider as a browser does, and return where it sends them then."""
    with requests.Session() as browser:
        page = browser.get(address, timeout=20)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None, page.text
        told = {"csrfmiddlewaretoken": token[1], "login": person, "password": PASSWORD}
        hidden = re.search(r'name="next" value="([^"]+)"', page.text)
        told["next"] = (
            hidden[1].replace("&amp;", "&")
            if hidden
            else urlsplit(address)._replace(scheme="", netloc="").geturl()
        )
        answer = browser.post(f"{provider.server}/accounts/login/", told, timeout=20, allow_redirects=False)
        for _ in range(4):
            target = answer.headers["Location"]
            if target.startswith("http://testserver"):
                return target.removeprefix("http://testserver")
            answer = browser.get(f"{provider.server}{target}", timeout=20, allow_redirects=False)
    raise AssertionError(answer.text)


def _through(client: Client, provider: Provider, person: str) -> Any:
    return client.get(_come_back(provider, _sent_there(client), person))


def _invited(address: str) -> None:
    from frankpledge.web.accounts.inviting import invite
    from frankpledge.web.accounts.managing import INSTALLER

    invite(by=INSTALLER, email=address, name="Ann", grants=[Grant(Role.ANALYST)])


def test_who_is_invited_joins_by_single_sign_on_and_signs_in_so_again(
    client: Client, provider: Provider
) -> None:
    from django.test import Client as Another

    from frankpledge.web.accounts.models import Invitation, User

    _invited("ann@example.org")
    assert b"Sign in with Shire account" in client.get("/accounts/login/").content
    assert _through(client, provider, "ann@example.org")["Location"] == "/"
    ann = User.objects.get()
    assert (ann.email, ann.actor.roles) == ("ann@example.org", {Role.PUBLIC, Role.ANALYST})
    assert not ann.has_usable_password()
    assert Invitation.objects.get().taken is not None
    assert client.get("/accounts/").status_code == 200
    again = Another()
    _through(again, provider, "ann@example.org")
    assert again.get("/accounts/").status_code == 200
    assert User.objects.count() == 1


def test_who_has_an_account_for_the_verified_address_gets_that_one(
    client: Client, provider: Provider, person: Callable[..., User]
) -> None:
    user = person(Role.AUTHOR)
    type(user).objects.filter(pk=user.pk).update(email="ann@example.org")
    _through(client, provider, "ann@example.org")
    assert client.get("/accounts/").status_code == 200
    assert int(client.session["_auth_user_id"]) == user.pk


def test_an_address_that_the_provider_has_not_verified_takes_over_nothing(
    client: Client, provider: Provider, person: Callable[..., User]
) -> None:
    user = person(Role.AUTHOR)
    type(user).objects.filter(pk=user.pk).update(email="eve@example.org")
    assert _through(client, provider, "eve@example.org")["Location"] == "/accounts/not-invited/"
    assert client.get("/accounts/").status_code == 302
    type(user).objects.all().delete()
    _invited("eve@example.org")
    assert _through(client, provider, "eve@example.org")["Location"] == "/accounts/not-invited/"


def test_who_is_not_invited_or_is_kept_out_stays_out(
    client: Client, provider: Provider, person: Callable[..., User]
) -> None:
    from frankpledge.web.accounts.models import User

    refused = _through(client, provider, "stranger@example.org")
    assert refused["Location"] == "/accounts/not-invited/"
    assert not User.objects.exists()
    page = client.get(refused["Location"])
    assert page.status_code == 403
    assert b"invitation" in page.content
    _invited("ann@example.org")
    _through(client, provider, "ann@example.org")
    client.logout()
    User.objects.update(is_active=False)
    _through(client, provider, "ann@example.org")
    assert client.get("/accounts/").status_code == 302


def test_a_second_factor_is_asked_for_after_single_sign_on_too(
    client: Client, provider: Provider, person: Callable[..., User]
) -> None:
    user = person(Role.ADMINISTRATOR)
    type(user).objects.filter(pk=user.pk).update(email="ann@example.org")
    answer = _through(client, provider, "ann@example.org")
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/people/").status_code == 302


def test_the_exchange_is_bound_to_the_browser_and_the_code_to_its_proof_key(
    client: Client, provider: Provider
) -> None:
    from django.test import Client as Another

    _invited("ann@example.org")
    address = _sent_there(client)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    back = _come_back(provider, address, "ann@example.org")
    other = Another()
    assert b"did not say who you are" in other.get(back).content
    assert other.get("/accounts/").status_code == 302
    # A code that was stolen is worth nothing without the verifier that only our session holds.
    stolen = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "redirect_uri": f"http://testserver{CALLBACK}",
        "client_id": provider.client,
        "client_secret": provider.secret,
    }
    where = requests.get(f"{provider.server}/.well-known/openid-configuration", timeout=20).json()
    answer = requests.post(where["token_endpoint"], {**stolen, "code_verifier": "x" * 43}, timeout=20)
    assert answer.status_code == 400
    assert client.get(back.replace("state=", "state=x")).status_code == 401
    assert client.get("/accounts/").status_code == 302


def test_the_sign_in_page_lets_its_form_lead_to_the_provider_and_nowhere_else(
    client: Client, provider: Provider
) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert f"form-action 'self' {provider.server};" in policy


def test_no_get_begins_an_exchange(client: Client, provider: Provider) -> None:
    assert b"<form" in client.get(LOGIN).content


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"FRANKPLEDGE_OIDC_SERVER": "https://login.example"}, "in part"),
        (
            {
                "FRANKPLEDGE_OIDC_SERVER": "http://login.example",
                "FRANKPLEDGE_OIDC_CLIENT": "c",
                "FRANKPLEDGE_OIDC_SECRET": "s",
            },
            "https",
        ),
    ],
)
def test_a_mistake_in_the_environment_stops_the_start(said: dict[str, str], told: str) -> None:
    from frankpledge.web.accounts.configured import single_sign_on

    with pytest.raises(BadEnvironment, match=told):
        single_sign_on(said)
