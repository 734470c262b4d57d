"""The application behind a real nginx or Caddy that runs what `deploy/` holds; only places are changed."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.crowd import ROOT, Said, free_port

NAME = "figures.office.example"
"""The name in the files of `deploy/`."""


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs: its ports on loopback, and the certificate to trust."""

    plain: int
    secure: int
    certificate: Path


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for the name, and its key."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    words += ["-keyout", str(key), "-out", str(made), "-days", "2", "-subj", f"/CN={NAME}"]
    words += ["-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    return made, key


def nginx_command(folder: Path, socket_file: Path, proxy: Proxy, key: Path) -> list[str]:
    """Write what nginx is to run, and return how it is started."""
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    site = re.sub(
        r"listen (\[::\]:)?(80|443)\b",
        lambda found: f"listen {found[1] or ''}{proxy.plain if found[2] == '80' else proxy.secure}",
        site,
    )
    if not Path("/proc/net/if_inet6").exists():
        site = re.sub(r" *listen \[::\].*\n", "", site)
    live = f"/etc/letsencrypt/live/{NAME}"
    site = site.replace(f"{live}/fullchain.pem", str(proxy.certificate))
    site = site.replace(f"{live}/privkey.pem", str(key))
    site = site.replace("/run/frankpledge/beds.sock", str(socket_file))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder / kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""  # Others may not enter the folders of tests.
    whole = (
        f"{user}daemon off;\npid {folder / 'pid'};\nerror_log stderr;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{temporary}{site}}}\n"
    )
    (folder / "nginx.conf").write_text(whole)
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]


def caddy_command(folder: Path, socket_file: Path, proxy: Proxy, key: Path) -> list[str]:
    """Write what Caddy is to run, and return how it is started."""
    site = (ROOT / "deploy" / "Caddyfile").read_text()
    site = site.replace("/run/frankpledge/beds.sock", str(socket_file))
    begins = f"\n{NAME} {{\n"
    assert begins in site
    site = site.replace(begins, f"{begins}\ttls {proxy.certificate} {key}\n")
    ports = f"\thttp_port {proxy.plain}\n\thttps_port {proxy.secure}\n"
    store = f"\tadmin off\n\tskip_install_trust\n\tstorage file_system {folder / 'store'}\n"
    (folder / "Caddyfile").write_text(f"{{\n{ports}{store}}}\n{site}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


PROXIES = {"nginx": nginx_command, "caddy": caddy_command}


@contextmanager
def proxied(name: str, folder: Path, socket_file: Path) -> Iterator[Proxy]:
    """Run a proxy before the application's socket. The test is skipped where it is not installed."""
    path = os.environ["PATH"] + ":/usr/sbin:/usr/bin"
    program = shutil.which(name, path=path)
    if program is None:
        pytest.skip(f"{name} is not installed (Debian: {'nginx-light' if name == 'nginx' else name})")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, which makes the certificate")
    made, key = certificate(folder)
    proxy = Proxy(free_port(), free_port(), made)
    command = PROXIES[name](folder, socket_file, proxy, key)
    env = {"PATH": path, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen([program, *command[1:]], env=env, cwd=folder, stdout=said, stderr=said)
    try:
        _wait(proxy, process, folder / "said")
        yield proxy
    finally:
        process.terminate()
        process.wait(30)


def _wait(proxy: Proxy, process: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until the application answers by way of the proxy."""
    until = time.monotonic() + 300  # However busy the machine: the application makes ready before it answers.
    last: object = None
    while time.monotonic() < until:
        assert process.poll() is None, said.read_text()
        try:
            last = Browser(proxy).get("/alive")
            if last.status == 200:
                return
        except OSError as error:
            last = error
        time.sleep(0.1)
    raise AssertionError((last, said.read_text()))


@contextmanager
def line(proxy: Proxy, *, secure: bool = True, name: str = NAME) -> Iterator[socket.socket]:
    """Open a connection to the proxy, in TLS that is checked where it is ``secure``."""
    raw = socket.create_connection(("127.0.0.1", proxy.secure if secure else proxy.plain), timeout=60)
    with closing(raw):
        if not secure:
            yield raw
            return
        trusting = ssl.create_default_context(cafile=str(proxy.certificate))
        with trusting.wrap_socket(raw, server_hostname=name) as safe:
            yield safe


@dataclass
class Browser:
    """Somebody who keeps cookies as a browser does, and may send headers of their own making."""

    proxy: Proxy
    forged: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    set: list[str] = field(default_factory=list)
    """Cookies as the site set them, with all that it said of them."""

    def get(self, path: str, *, secure: bool = True, host: str = NAME, **headers: str) -> Said:
        """Ask for a page."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask("GET", path, None, {"Host": host, **sent}, secure)

    def post(self, path: str, values: Mapping[str, str], *, origin: str = f"https://{NAME}") -> Said:
        """Send a form with the token that its page has."""
        page = self.get(path).body.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, page[:500]
        body = urlencode({**values, "csrfmiddlewaretoken": found[1]})
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", path, body, {"Host": NAME, "Origin": origin, "Content-Type": kind}, True)

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], secure: bool
    ) -> Said:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**headers, **self.forged, **({"Cookie": kept} if kept and secure else {})}
        if body is not None:
            sent |= {"Referer": f"https://{NAME}{path}"}
        with line(self.proxy, secure=secure) as opened:
            asking = http.client.HTTPConnection(NAME)
            asking.sock = opened
            asking.request(method, path, body, sent)
            answer = asking.getresponse()
            said = Said(answer.status, dict(answer.headers), answer.read())
            self.set += answer.headers.get_all("Set-Cookie") or []
        for one in self.set:
            for name, morsel in SimpleCookie(one).items():
                self.cookies[name] = morsel.value
        return said
