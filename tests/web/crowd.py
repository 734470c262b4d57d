"""Many people at once: real processes that serve, real connections that ask, and sessions made beforehand.

``python -m tests.web.crowd N`` makes N people in the database of the environment and prints their sessions.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
NEW_RECORD = (
    "/records/decisions/new/",
    {"series": "decision-record", "title": "Shared by all", "number": "1"},
)
"""Where a record is made, and what is sent there."""
FORGED = "a" * 32
"""A secret of our own for forms, sent both as cookie and with the form, as a browser would."""


def environment(office: Path, **more: str) -> dict[str, str]:
    """Return what a process of its own is given to serve this office, and nothing left over from others."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FRANKPLEDGE", "DATABASE"))
    }
    return {
        **kept,
        "FRANKPLEDGE_OFFICE": str(office),
        "DJANGO_SETTINGS_MODULE": "frankpledge.web.settings",
        "FRANKPLEDGE_DOWNLOADS": "1000000",  # A crowd in one process takes more than a person does.
        **more,
    }


def called(*words: object, env: Mapping[str, str], code: int = 0) -> str:
    """Run a command in a process of its own, which must end with ``code``, and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)], env=dict(env), cwd=ROOT, capture_output=True, timeout=300
    )
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == code, (words, done.returncode, said)
    return said


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(env: Mapping[str, str], bind: str = "", workers: int = 2) -> Iterator[int]:
    """Start gunicorn as production does, and give its port once it answers (0 where ``bind`` is given)."""
    port = 0 if bind else free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    command += ["--bind", bind or f"127.0.0.1:{port}", "frankpledge.web.wsgi"]
    process = subprocess.Popen(
        command, env={**env, "FRANKPLEDGE_WORKERS": str(workers)}, cwd=ROOT, stderr=subprocess.PIPE
    )
    try:
        if port:
            _wait(port, process)
        yield port
    finally:
        process.terminate()
        said = process.communicate(timeout=60)[1].decode()
        assert "Traceback" not in said, said


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1].decode()
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
                pass
            with Visitor(port) as visitor:
                assert visitor.get("/alive").status == 200
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing answers")


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page without its tags."""
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", self.body.decode(errors="replace")))


@dataclass
class Visitor:
    """Somebody with one connection that stays open; ``session`` says who, where it is not just anybody."""

    port: int
    session: str = ""
    taken: list[tuple[str, float]] = field(default_factory=list)
    """Addresses asked for, and the seconds until the last byte came."""

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> Said:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, values: Mapping[str, str]) -> Said:
        """Send a form."""
        return self._ask("POST", path, urlencode({**values, "csrfmiddlewaretoken": FORGED}).encode())

    def send(self, path: str, values: Mapping[str, str], name: str, content: bytes) -> Said:
        """Send a form with a file, as a browser does."""
        edge = f"edge-{FORGED}"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in {**values, "csrfmiddlewaretoken": FORGED}.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(
        self, method: str, path: str, body: bytes | None, sort: str = "application/x-www-form-urlencoded"
    ) -> Said:
        cookie = f"csrftoken={FORGED}" + (f"; {self.session}" if self.session else "")
        headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if body is not None:
            headers["Content-Type"] = sort
        begun = time.perf_counter()
        try:
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            # A server may close a connection that rested; a browser asks again on a new one.
            if method != "GET":
                raise
            self.line.close()
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        said = Said(answer.status, dict(answer.headers), answer.read())
        self.taken.append((path, time.perf_counter() - begun))
        return said


def people(count: int, env: Mapping[str, str]) -> list[str]:
    """Make people who may read and keep records in a process of its own; return their session cookies."""
    told = called("tests.web.crowd", count, env=env)
    sessions: list[str] = json.loads(told.splitlines()[-1])
    return sessions


def _make(count: int) -> list[str]:
    from frankpledge.web.starting import set_up

    set_up()
    from django.conf import settings
    from django.test import Client

    from frankpledge.registers.roles import Role
    from frankpledge.web.accounts.models import User

    sessions = []
    for number in range(count):
        person = User.objects.create_user(f"person-{number}@example.org", f"Person {number}")
        for role in (Role.ANALYST, Role.SECRETARY, Role.TEAM):
            person.grants.create(role=role.value)
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        sessions.append(f"{name}={client.cookies[name].value}")
    return sessions


if __name__ == "__main__":
    print(json.dumps(_make(int(sys.argv[1]))))  # noqa: T201
