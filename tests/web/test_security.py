"""What the OWASP verification standard asks of the application as a whole, beyond what other tests show."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

PLACES = {"uuid": "00000000-0000-4000-8000-000000000000"}

GOOD_KEY = "0123456789" * 7


def _address(path: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: PLACES.get(found[1], "1"), path)


def test_every_post_without_our_own_token_is_refused(signed_in: Callable[..., Client]) -> None:
    from django.test import Client as Strict

    from frankpledge.web.routes import ROUTES

    asks = Strict(enforce_csrf_checks=True)
    asks.cookies = signed_in(*(role for role in Role if role is not Role.PUBLIC), name="all").cookies
    sent = [route for route in ROUTES if route.post]
    assert len(sent) > 20
    for route in sent:
        answer = asks.post(_address(route.path))
        assert answer.status_code == 403, route.name
        assert b"can no longer be sent" in answer.content, route.name


def test_every_page_of_an_account_forbids_inline_code_frames_and_keeping(
    signed_in: Callable[..., Client],
) -> None:
    from frankpledge.web.routes import ROUTES

    asks = signed_in(Role.ADMINISTRATOR)
    for route in ROUTES:
        if not route.path.startswith(("accounts/", "people/", "join/")) or not route.get:
            continue
        if route.name == "account_logout" or "<" in route.path:
            continue
        answer = asks.get(f"/{route.path}")
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page), route.name
        assert page.count("<h1") == 1, route.name
        assert not re.search(r"<title>\s*–", page), route.name


def test_a_host_that_is_not_ours_is_refused_and_letters_never_name_it(
    client: Client, person: Callable[..., Any]
) -> None:
    from tests.web.mailbox import receiving

    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    user = person(Role.ANALYST)
    with receiving() as mailbox:
        client.post(
            "/accounts/password/reset/", {"email": user.email}, headers={"X-Forwarded-Host": "evil.example"}
        )
        assert "evil.example" not in mailbox.last().get_payload()


def test_what_fails_tells_nothing_of_the_inside(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from frankpledge.web.pages import feeds

    def broken(*_: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(feeds, "released", broken)
    client.raise_request_exception = False
    answer = client.get("/feeds/releases.atom")
    assert answer.status_code == 500
    assert b"the inside" not in answer.content
    assert b"Traceback" not in answer.content


PRODUCTION = """
import json, sys
from pathlib import Path
from frankpledge.web.starting import set_up, upgrade
set_up()
upgrade()
from django.test import Client
from django.conf import settings
asks = Client(HTTP_HOST="figures.example", HTTP_X_FORWARDED_PROTO="https")
page = asks.get("/accounts/login/")
plain = Client(HTTP_HOST="figures.example").get("/accounts/login/")
from frankpledge.web.accounts.models import User
user = User.objects.create_user("a@example.org", "A", "a long enough secret")
asks.post("/accounts/login/", {"login": "a@example.org", "password": "a long enough secret"})
cookies = {name: {key: cookie[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
           for name, cookie in asks.cookies.items()}
print(json.dumps({"cookies": cookies, "hsts": page["Strict-Transport-Security"], "plain": plain.status_code,
                  "to": plain["Location"], "debug": settings.DEBUG, "address": settings.ADDRESS,
                  "hashers": settings.PASSWORD_HASHERS, "password": user.password}))
"""


def _production(served: Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FRANKPLEDGE", "DJANGO"))
    }
    said = {"FRANKPLEDGE_OFFICE": str(served), "FRANKPLEDGE_PRODUCTION": "1", **more}
    said["DATABASE_URL"] = f"sqlite:///{folder / 'production.sqlite3'}"
    return subprocess.run(
        [sys.executable, "-c", PRODUCTION], env={**kept, **said}, capture_output=True, text=True, timeout=120
    )


def test_in_production_cookies_go_by_tls_alone_and_everything_else_is_sent_there(
    served: Path, tmp_path: Path
) -> None:
    ran = _production(served, tmp_path, FRANKPLEDGE_SECRET_KEY=GOOD_KEY, FRANKPLEDGE_HOSTS="figures.example")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    assert set(told["cookies"]) == {"__Host-session", "__Host-csrf"}
    for cookie in told["cookies"].values():
        assert cookie == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
    assert told["hsts"] == "max-age=31536000"
    assert (told["plain"], told["to"]) == (301, "https://figures.example/accounts/login/")
    assert told["debug"] is False
    assert told["address"] == "https://figures.example"
    assert told["hashers"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert told["password"].startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "FRANKPLEDGE_SECRET_KEY"),
        ({"FRANKPLEDGE_SECRET_KEY": GOOD_KEY}, "FRANKPLEDGE_HOSTS"),
        (
            {
                "FRANKPLEDGE_SECRET_KEY": GOOD_KEY,
                "FRANKPLEDGE_HOSTS": "figures.example",
                "FRANKPLEDGE_SECOND_FACTOR": "aprover",
            },
            "Did you mean 'approver'",
        ),
    ],
)
def test_production_does_not_start_without_what_it_needs(
    said: dict[str, str], told: str, served: Path, tmp_path: Path
) -> None:
    ran = _production(served, tmp_path, **said)
    assert ran.returncode != 0
    assert told in ran.stderr


def test_there_is_no_django_admin_and_no_default_account(client: Client) -> None:
    from django.conf import settings

    from frankpledge.web.accounts.models import User

    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert client.get("/admin/").status_code == 404
    assert not User.objects.exists()
