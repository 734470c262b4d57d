"""The audit of dependencies: real pip-audit, asking a real server that speaks as OSV does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.web.crowd import free_port

ROOT = Path(__file__).parents[2]
LOCK = "".join(f"{name} --hash=sha256:{'0' * 64}\n" for name in ("safe==1.0", "torn==2.0"))
ADVISORY: dict[str, object] = {
    "id": "GHSA-made-upxx-0001",
    "aliases": ["CVE-2026-99999"],
    "summary": "Fictional, for a test.",
    "affected": [
        {
            "package": {"name": "torn", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.1"}]}],
        }
    ],
}
EXCEPTION = """
[[exception]]
package = "torn"
advisory = "CVE-2026-99999"
reason = "We never call it."
until = {until}
"""


class Service(ThreadingHTTPServer):
    """A service that knows advisories by package and version, and fails after so many answers."""

    def __init__(self, known: dict[tuple[str, str], dict[str, object]], answers: int = 1000) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.known, self.answers = known, answers
        self.asked: list[tuple[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers as https://google.github.io/osv.dev/post-v1-query says."""

    server: Service

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert query["package"]["ecosystem"] == "PyPI"
        one = (query["package"]["name"], query["version"])
        self.server.asked.append(one)
        if len(self.server.asked) > self.server.answers:
            self.send_error(503)
            return
        found = self.server.known.get(one)
        body = json.dumps({"vulns": [found]} if found else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(known: dict[tuple[str, str], dict[str, object]], answers: int = 1000) -> Iterator[Service]:
    with Service(known, answers) as service:
        thread = threading.Thread(target=service.serve_forever)
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()


def audit(folder: Path, port: int, *more: str, exceptions: str = "", lock: str = LOCK) -> tuple[int, str]:
    (folder / "some.lock").write_text(lock)
    (folder / "exceptions.toml").write_text(exceptions)
    command = [sys.executable, str(ROOT / "tools" / "audit_dependencies.py"), str(folder / "some.lock")]
    command += ["--osv-url", f"http://127.0.0.1:{port}/v1/query"]
    command += ["--exceptions", str(folder / "exceptions.toml"), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_what_no_advisory_names_passes_and_every_package_was_asked_about(tmp_path: Path) -> None:
    with serving({("torn", "1.9"): ADVISORY}) as service:
        code, said = audit(tmp_path, service.server_port)
    assert (code, said) == (0, "Audited 2 packages of some.lock: 0 vulnerable.\n")
    assert {("safe", "1.0"), ("torn", "2.0")} <= set(service.asked)


@pytest.mark.parametrize(
    ("exceptions", "code", "says"),
    [
        ("", 1, "VULNERABLE: torn 2.0: CVE-2026-99999, GHSA-made-upxx-0001; fixed in 2.1\n"),
        (EXCEPTION.format(until="9999-12-31"), 0, "until 9999-12-31: We never call it."),
        (EXCEPTION.format(until="2020-01-31"), 1, "fixed in 2.1 (its exception ended on 2020-01-31)\n"),
        (EXCEPTION.format(until="9999-12-31").replace("torn", "safe"), 1, "meets nothing: remove it"),
        (EXCEPTION.format(until="'9999-12-31'"), 2, "exceptions.toml, exception 1: until is a day"),
        ('[[exception]]\npackage = "torn"\n', 2, "exception 1: give advisory, package, reason, until"),
    ],
)
def test_what_an_advisory_names_fails_unless_an_exception_stands(
    tmp_path: Path, exceptions: str, code: int, says: str
) -> None:
    with serving({("torn", "2.0"): ADVISORY}) as service:
        done, said = audit(tmp_path, service.server_port, exceptions=exceptions)
    assert done == code, said
    assert says in said


@pytest.mark.parametrize("answers", [None, 0, 1, 2])
def test_a_service_that_cannot_be_reached_is_said_and_fails_only_where_it_must(
    tmp_path: Path, answers: int | None
) -> None:
    for more, code in ((), 0), (("--must",), 3):
        if answers is None:
            done, said = audit(tmp_path, free_port(), *more)
        else:
            with serving({}, answers) as service:
                done, said = audit(tmp_path, service.server_port, *more)
        assert done == code, said
        assert "could not be reached: not audited" in said


def test_a_service_that_never_answers_is_not_waited_for(tmp_path: Path) -> None:
    import socket

    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        code, said = audit(tmp_path, silent.getsockname()[1])
    assert code == 0
    assert "could not be reached: not audited" in said


def test_a_lock_that_cannot_be_read_is_no_matter_of_the_network(tmp_path: Path) -> None:
    with serving({}) as service:
        code, said = audit(tmp_path, service.server_port, lock="safe==1.0\n")
    assert code == 2, said
    assert "not audited" in said


def test_the_lock_that_is_audited_holds_all_that_we_install() -> None:
    def pinned(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" \\")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}

    assert pinned("requirements.lock") <= pinned("requirements-dev.lock")


def test_continuous_integration_audits_before_it_tests() -> None:
    run = (ROOT / ".ci" / "run").read_text()
    assert run.index("\nmake audit-dependencies") < run.index("\nmake test")
    assert "exit $((audit != 0 || static != 0 || tests != 0))" in run
