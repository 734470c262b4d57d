"""The application as people meet it: a server process on a small office, beside a provider for single sign-on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.functional.cli import program, run_apart

PROVIDER = Path(__file__).parent.parent / "web" / "provider.py"


@dataclass(frozen=True)
class Served:
    """A server that runs: its address and the office it serves."""

    address: str
    office: Path

    def invite(self, address: str, name: str, role: str) -> str:
        """Invite somebody by command, and return the path of the link."""
        words = ("invite", self.office, "--email", address, "--name", name, "--role", role)
        ran = run_apart(*words, FRANKPLEDGE_ADDRESS=self.address)
        assert ran.code == 0, ran.err
        return next(line for line in ran.out.splitlines() if "/join/" in line)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(office: Path, folder: Path) -> Iterator[Served]:
    """Serve an office, with single sign-on by a provider of its own, until the block ends."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    callback = f"{address}/accounts/oidc/office/login/callback/"
    plain = {
        "PATH": os.environ["PATH"],
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
        "PYTHONPATH": str(PROVIDER.parent),
    }
    with subprocess.Popen(
        [sys.executable, str(PROVIDER), str(folder), callback], stdout=subprocess.PIPE, text=True, env=plain
    ) as provider:
        assert provider.stdout is not None
        told = json.loads(provider.stdout.readline())
        said = {
            # By another name than ours: browsers keep cookies by host, not by port.
            "FRANKPLEDGE_OIDC_SERVER": told["server"].replace("127.0.0.1", "localhost"),
            "FRANKPLEDGE_OIDC_CLIENT": told["client"],
            "FRANKPLEDGE_OIDC_SECRET": told["secret"],
            "FRANKPLEDGE_OIDC_NAME": "Shire account",
            "FRANKPLEDGE_ADDRESS": address,
        }
        words = [program(), "serve", str(office), "--port", str(port), "--workers", "2"]
        with subprocess.Popen(words, env={**os.environ, **said}, stdout=subprocess.DEVNULL) as server:
            try:
                _wait_for(f"{address}/alive")
                yield Served(address, office)
            finally:
                server.terminate()
                provider.terminate()


def _wait_for(address: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"nothing answers at {address}")
