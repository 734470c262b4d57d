"""An office served by the real command, and browsers signed in to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.functional.cli import program

SIGN_IN = """
import sys
from pathlib import Path
from frankpledge.web.starting import set_up
set_up(Path(sys.argv[1]))
from django.test import Client
from frankpledge.web.accounts.models import User
user = User.objects.create_user(f"{sys.argv[2]}@example.org", sys.argv[2].title(), "a long enough secret")
user.grants.create(role=sys.argv[2], body="")
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""


@dataclass(frozen=True)
class Site:
    """A served office: its address, and sessions by role."""

    address: str
    sessions: dict[str, str]

    @contextmanager
    def visited(
        self, browser: Browser, role: str = "", *, width: int = 1280, javascript: bool = True
    ) -> Iterator[BrowserContext]:
        """Open a browser window of somebody who holds a role, or of the public."""
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, base_url=self.address
        )
        if role:
            context.add_cookies([{"name": "sessionid", "value": self.sessions[role], "url": self.address}])
        try:
            yield context
        finally:
            context.close()


@contextmanager
def served(office: Path, *roles: str) -> Iterator[Site]:
    """Serve an office on a free port, with a person signed in for each role, until the end."""
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
            sessions = {role: _session(office, role, environment) for role in roles}
            yield Site(found[0], sessions)
        finally:
            server.terminate()
            server.wait(30)


def _session(office: Path, role: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", SIGN_IN, str(office), role]
    made = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, timeout=60)
    return made.stdout.strip()
