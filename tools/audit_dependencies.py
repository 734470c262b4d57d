"""Hold the exact versions we install to published advisories; exit 1 if one is known to be vulnerable.

    python tools/audit_dependencies.py [--must] [--osv-url URL] [--exceptions FILE] [LOCK]

pip-audit asks an OSV service about each package of a lock file. What it finds is printed with the version
that mends it, and fails, unless ``audit_exceptions.toml`` names it with a reason and a last day that has not
passed. Where the service cannot be reached, or does not answer in time, that is said and nothing fails: with
``--must`` it fails too. Exit codes: 0 nothing found (or not reached), 1 found, 2 cannot run, 3 not reached.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OSV = "https://api.osv.dev/v1/query"
FOUND, UNUSABLE, UNREACHED = 1, 2, 3
KEYS = {"package", "advisory", "reason", "until"}
SECONDS_TO_ANSWER, SECONDS_IN_ALL = 4, 60
"""How long the service has for one answer, and for all of them once it gave the first."""
_OF_THE_NETWORK = ("requests.exceptions.", "urllib3.exceptions.", "pip_audit._service", "Could not connect")


class Unreached(Exception):
    """The service did not answer: nothing is known about any package."""


class Unusable(Exception):
    """The lock file, the exceptions or pip-audit itself cannot be used as they are."""


@dataclass(frozen=True)
class Vulnerability:
    """A package at a version that an advisory names; ``names`` are the advisory's own and its aliases."""

    package: str
    version: str
    names: tuple[str, ...]
    fixed: tuple[str, ...]

    def __str__(self) -> str:
        """Return name, version, advisory and the versions that mend it."""
        mended = f"fixed in {' or '.join(self.fixed)}" if self.fixed else "no version mends it yet"
        return f"{self.package} {self.version}: {', '.join(self.names)}; {mended}"


@dataclass(frozen=True)
class Allowed:
    """An advisory that is let pass for a reason, until a day (which is the last)."""

    package: str
    advisory: str
    reason: str
    until: date

    def meets(self, one: Vulnerability) -> bool:
        """Return whether it is about this vulnerability."""
        return self.package == one.package and self.advisory in one.names


def exceptions(file: Path) -> list[Allowed]:
    """Return the exceptions that a file declares. Raises Unusable where one is not whole."""
    try:
        declared = tomllib.loads(file.read_text(encoding="utf-8"))
        found = declared.pop("exception", [])
    except (OSError, ValueError) as error:
        raise Unusable(f"{file} cannot be read: {error}") from None
    if declared or not isinstance(found, list):
        raise Unusable(f"{file} holds something else than [[exception]] tables.")
    allowed = []
    for number, one in enumerate(found, 1):
        texts = [one.get(key) for key in ("package", "advisory", "reason")]
        if set(one) != KEYS or not all(isinstance(text, str) and text.strip() for text in texts):
            raise Unusable(f"{file}, exception {number}: give {', '.join(sorted(KEYS))}, and nothing else.")
        if type(one["until"]) is not date:
            raise Unusable(f"{file}, exception {number}: until is a day without quotes, such as 2026-12-31.")
        allowed.append(Allowed(**one))
    return allowed


def reach(url: str) -> None:
    """Ask the service about one package. Raises Unreached where it does not answer as OSV does, in time."""
    asked = json.dumps({"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "26.0"}).encode()
    request = urllib.request.Request(url, asked, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            if not isinstance(json.load(answer), dict):
                raise ValueError("the answer is not that of an OSV service")
    except (OSError, ValueError) as error:
        raise Unreached(str(getattr(error, "reason", error))) from None


def audited(lock: Path, url: str) -> tuple[int, list[Vulnerability], list[str]]:
    """Return how many packages were looked up, what is vulnerable, and which were left out and why.

    Raises Unreached where answers fail or take too long, Unusable where pip-audit cannot read the lock.
    """
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-f",
        "json",
        "--vulnerability-service",
        "osv",
        "--osv-url",
        url,
    ]
    command += ["--timeout", str(SECONDS_TO_ANSWER), "--progress-spinner", "off"]
    command += ["--disable-pip", "--require-hashes", "-r", str(lock)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_IN_ALL)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreached(f"its answers took more than {SECONDS_IN_ALL} seconds") from None
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        kind = Unreached if any(word in done.stderr for word in _OF_THE_NETWORK) else Unusable
        raise kind(last) from None
    looked = [one for one in packages if "skip_reason" not in one]
    vulnerable = [
        Vulnerability(
            one["name"],
            one["version"],
            (found["id"], *sorted(set(found["aliases"]) - {found["id"]})),
            tuple(found["fix_versions"]),
        )
        for one in looked
        for found in one["vulns"]
    ]
    left = [f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one]
    return len(looked), vulnerable, left


def main(arguments: Sequence[str], today: date) -> int:
    """Audit, print what came of it, and return the exit code."""
    parser = argparse.ArgumentParser(description="Hold what we install to published advisories.")
    parser.add_argument("lock", nargs="?", type=Path, default=ROOT / "requirements-dev.lock")
    parser.add_argument("--must", action="store_true", help="fail where the advisories cannot be reached")
    parser.add_argument("--osv-url", default=OSV, help="the address of the OSV service")
    parser.add_argument("--exceptions", type=Path, default=ROOT / "tools" / "audit_exceptions.toml")
    given = parser.parse_args(arguments)
    try:
        allowed = exceptions(given.exceptions)
        reach(given.osv_url)
        count, vulnerable, left = audited(given.lock, given.osv_url)
    except Unusable as error:
        print(f"Dependencies were not audited: {error}")
        return UNUSABLE
    except Unreached as error:
        print(f"WARNING: the advisories at {given.osv_url} could not be reached: not audited ({error}).")
        return UNREACHED if given.must else 0
    failing = 0
    for one in vulnerable:
        met = [each for each in allowed if each.meets(one)]
        if any(today <= each.until for each in met):
            print(f"Let pass: {one}; until {met[0].until}: {met[0].reason}")
            continue
        ended = f" (its exception ended on {met[0].until})" if met else ""
        print(f"VULNERABLE: {one}{ended}")
        failing += 1
    for each in allowed:
        if not any(each.meets(one) for one in vulnerable):
            print(f"The exception for {each.package}, {each.advisory}, meets nothing: remove it.")
    for line in left:
        print(f"WARNING: not audited: {line}")
    print(f"Audited {count} packages of {given.lock.name}: {failing} vulnerable.")
    return FOUND if failing else UNREACHED if given.must and left else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], datetime.now().astimezone().date()))
