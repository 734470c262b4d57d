"""An office served by the real command, and browsers signed in to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.functional.cli import program

SIGN_IN = """
import json
import sys
from pathlib import Path
from frankpledge.web.starting import set_up
set_up(Path(sys.argv[1]))
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from frankpledge.web.accounts.factors import needs_factor
from frankpledge.web.accounts.models import User
sessions = {}
for name, grants in json.loads(sys.argv[2]).items():
    user = User.objects.create_user(f"{name}@example.org", name.title(), "a long enough secret")
    for role, body in grants:
        user.grants.create(role=role, body=body)
    if needs_factor(user.actor):
        TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    sessions[name] = client.cookies["sessionid"].value
print(json.dumps(sessions))
"""


@dataclass(frozen=True)
class Site:
    """A served office: its address, and each person's session."""

    address: str
    sessions: dict[str, str]

    @contextmanager
    def visited(
        self, browser: Browser, who: str = "", *, width: int = 1280, javascript: bool = True
    ) -> Iterator[BrowserContext]:
        """Open a browser window of one of the office's people, or of the public."""
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, base_url=self.address
        )
        if who:
            context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.address}])
        try:
            yield context
        finally:
            context.close()


@contextmanager
def served(
    office: Path, *roles: str, people: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> Iterator[Site]:
    """Serve an office on a free port until the end, with somebody signed in for each role.

    ``people`` are others: what each is called, and the roles they hold with the body each is held for.
    """
    wanted = {role: [(role, "")] for role in roles} | dict(people or {})
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [program(), "serve", str(office), "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            found = None
            while found is None:
                said = server.stdout.readline()
                assert said, "the server ended before it served"
                found = re.search(r"http://[0-9.:]+/", said)
            yield Site(found[0], _sessions(office, wanted, environment))
        finally:
            server.terminate()
            server.wait(30)


def _sessions(
    office: Path, people: Mapping[str, Sequence[tuple[str, str]]], environment: dict[str, str]
) -> dict[str, str]:
    command = [sys.executable, "-c", SIGN_IN, str(office), json.dumps(people)]
    made = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, timeout=60)
    sessions: dict[str, str] = json.loads(made.stdout)
    return sessions
