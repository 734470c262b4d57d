"""The real application behind real nginx and Caddy, as `deploy/` has them."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.crowd import ROOT, called, environment, serving
from tests.web.proxies import NAME, PROXIES, Browser, Proxy, line, proxied

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=http",
}
PERSON, PASSWORD = "keeper@example.org", "a long enough secret"
LOGIN = "/accounts/login/"
MAKE = f"""
from frankpledge.web.starting import set_up
set_up()
from frankpledge.web.accounts.models import User
User.objects.create_user("{PERSON}", "Keeper", "{PASSWORD}")
"""


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, served: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """A proxy, and behind it an application of its own in production."""
    folder = tmp_path_factory.mktemp(request.param)
    ignored = shutil.ignore_patterns("records.sqlite3*")
    office = Path(shutil.copytree(served, folder / "office", ignore=ignored))
    more = {"FRANKPLEDGE_SECRET_KEY": "0123456789" * 7, "FRANKPLEDGE_HOSTS": NAME}
    env = environment(office, FRANKPLEDGE_PRODUCTION="1", **more)
    called("frankpledge", "upgrade", office, env=env)
    subprocess.run([sys.executable, "-c", MAKE], env=env, check=True, cwd=ROOT, timeout=120)
    with (
        serving(env, bind=f"unix:{folder / 'socket'}"),
        proxied(request.param, folder, folder / "socket") as running,
    ):
        yield running


def test_plain_http_is_sent_to_tls_whatever_the_sender_says_it_was(proxy: Proxy) -> None:
    for forged in ({}, {**FORGED, "X-Forwarded-Proto": "https"}):
        said = Browser(proxy, forged).get("/measures/?a=b", secure=False)
        assert said.status == 301
        assert said.headers["Location"] == f"https://{NAME}/measures/?a=b"


def test_pages_come_by_tls_with_a_year_of_it(proxy: Proxy) -> None:
    for path in ("/alive", "/", "/measures/"):
        said = Browser(proxy, FORGED).get(path)
        assert said.status == 200, path
        assert said.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_person_signs_in_and_what_is_forged_is_not_believed(proxy: Proxy) -> None:
    browser = Browser(proxy, FORGED)
    assert browser.post(LOGIN, {"login": PERSON, "password": PASSWORD}).status == 302
    session = next(one for one in browser.set if one.startswith("__Host-session="))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(session.split("; "))
    assert "Domain" not in session
    sessions = browser.get("/accounts/sessions/")
    assert sessions.status == 200
    assert "127.0.0.1" in sessions.text
    assert "203.0.113.9" not in sessions.text
    assert "evil.example" not in browser.get(LOGIN).body.decode()
    refused = Browser(proxy).post(
        LOGIN, {"login": PERSON, "password": PASSWORD}, origin="https://evil.example"
    )
    assert refused.status == 403


def test_another_name_is_told_nothing(proxy: Proxy) -> None:
    for secure in (False, True):
        asked = b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        with line(proxy, secure=secure) as opened:
            opened.sendall(asked)
            try:
                answer = opened.recv(4096)
            except (ssl.SSLError, ConnectionResetError):
                answer = b""
        # nginx answers 444, which is silence, or 421 where TLS named another site than the request.
        assert answer == b"" or answer.startswith(b"HTTP/1.1 421")
    with pytest.raises((ssl.SSLError, ConnectionResetError)), line(proxy, name="evil.example"):
        pass


def test_what_is_too_large_is_refused_before_it_is_sent_and_told_what_to_do(proxy: Proxy) -> None:
    head = f"POST /send/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 70000000\r\nConnection: close\r\n\r\n"
    with line(proxy) as opened:
        opened.sendall(head.encode())
        answer = b""
        while part := opened.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 413"), answer[:300]
    page = answer.decode()
    assert "text/html" in page
    assert "50 MB" in page
    assert "Nothing was kept" in page
    assert "send it in several parts" in page


def test_static_files_are_compressed_and_asked_for_again_by_mark(proxy: Proxy) -> None:
    browser = Browser(proxy)
    address = browser.get("/static/web/site.css").headers["Location"]
    plain = browser.get(address)
    small = browser.get(address, Accept_Encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 2
    assert plain.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    since = plain.headers["Last-Modified"]
    assert browser.get(address, If_Modified_Since=since).status == 304


def test_no_answer_tells_a_version(proxy: Proxy) -> None:
    for secure in (True, False):
        said = Browser(proxy).get("/", secure=secure)
        assert not any(sign.isdigit() for sign in said.headers.get("Server", ""))
    for secure, sent in ((True, b"nonsense\r\n\r\n"), (False, b"nonsense\r\n\r\n")):
        with line(proxy, secure=secure) as opened:
            opened.sendall(sent)
            assert b"nginx/" not in opened.recv(4096)
    raw = Proxy(proxy.secure, proxy.secure, proxy.certificate)
    with line(raw, secure=False) as opened:
        opened.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        assert b"nginx/" not in opened.recv(4096)


def test_who_guesses_is_stopped_whatever_address_they_claim(proxy: Proxy) -> None:
    """The last, as afterwards the place of the tests is shut out for a while."""
    told = []
    for number in range(12):
        claimed = {
            name: value.replace("203.0.113.9", f"203.0.113.{number}") for name, value in FORGED.items()
        }
        said = Browser(proxy, claimed).post(
            LOGIN, {"login": f"{number}@example.org", "password": "wrong one"}
        )
        told.append("Too many" in said.text)
    assert (told[0], told[-1]) == (False, True)
