"""Measure the web application under load: requests a second, and waiting times by page.

    python -m benchmarks.load OFFICE [--seconds 20] [--users 50]

The office is served by the real command with one worker a processor; readers ask over HTTP, each with a
connection of its own. Before all else every kind of page is asked for once, as soon as the server says that
it is ready. They are the public, or with ``--cookie`` whoever a session is of. They write nothing to the
office. What was found is printed, and kept in ``benchmarks/results`` with the machine and how busy it was.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import describe, load_now, machine_name

RESULTS = Path(__file__).resolve().parent / "results"

PAGES = {
    "home": ["/"],
    "plan": ["/plan/"],
    "measures": ["/measures/"],
    "measure": [f"/measures/{name}/" for name in ("burglary", "robbery", "vehicle-crime", "shoplifting")],
    "explorer": [
        f"/explore/?measure={name}&window={window}{more}"
        for name in ("burglary", "robbery", "vehicle-crime", "shoplifting", "all-crime")
        for window in ("month", "quarter", "rolling-12")
        for more in ("", "&against=year-before", "&view=table", "&area-type=local-authority")
    ],
    "records": ["/records/"],
}

FIRST = {
    "a measure, the months ahead": ["/measures/burglary/ahead/"],
    "map": ["/map/"],
    "data quality": ["/data-quality/"],
    "what is due": ["/due/"],
    "reports": ["/reports/"],
}
"""Pages that are asked for once more, to tell how long the first of each takes."""


@contextmanager
def served(office: Path, workers: int) -> Iterator[tuple[str, int, int]]:
    """Serve an office and give host, port and the server's process, until the end."""
    command = [str(Path(sys.executable).with_name("frankpledge")), "serve", str(office), "--port", "0"]
    with subprocess.Popen([*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = None
        while found is None:
            said = server.stdout.readline()
            if not said:
                raise SystemExit("The server ended before it served.")
            found = re.search(r"http://([0-9.]+):(\d+)/", said)
        try:
            yield found[1], int(found[2]), server.pid
        finally:
            server.terminate()


def ask(host: str, port: int, path: str, cookie: str) -> tuple[int, float]:
    """Ask for a page on a connection of its own; return its status and the seconds it took."""
    connection = http.client.HTTPConnection(host, port, timeout=120)
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"} if cookie else {})
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - begun
    connection.close()
    return answer.status, took


def measured(host: str, port: int, users: int, seconds: float, cookie: str) -> dict[str, list[float]]:
    """Let so many readers ask for pages at random for so long; return the seconds each page took, by kind."""
    taken: dict[str, list[float]] = {kind: [] for kind in PAGES}
    wrong: list[tuple[str, int]] = []
    until = time.perf_counter() + seconds

    def read(seed: int) -> None:
        draws = random.Random(seed)  # noqa: S311  (which page is asked for next)
        while time.perf_counter() < until:
            kind = draws.choice(list(PAGES))
            path = draws.choice(PAGES[kind])
            status, took = ask(host, port, path, cookie)
            if status == 200:
                taken[kind].append(took)
            else:
                wrong.append((path, status))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(users)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    if wrong:
        raise SystemExit(f"{len(wrong)} answers were not 200, such as {wrong[0]}")
    return taken


def percentile(values: list[float], share: float) -> float:
    """Return the value that so great a share of values does not exceed, in milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def memory(pid: int) -> int:
    """Return the resident memory of a process and those it began, in MiB, shared pages counted by share."""
    children = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    total = 0
    for one in (str(pid), *children):
        rolled = Path(f"/proc/{one}/smaps_rollup")
        found = re.search(r"^Pss:\s+(\d+)", rolled.read_text(), re.MULTILINE) if rolled.exists() else None
        total += int(found[1]) if found else 0
    return total // 1024


def first_ones(host: str, port: int, cookie: str) -> Iterator[str]:
    """Ask for every kind of page once, as soon as the server is ready, and tell how long each took."""
    yield from ("", "| page, first asked for | ms |", "| --- | ---: |")
    for kind, paths in (PAGES | FIRST).items():
        status, took = ask(host, port, paths[0], cookie)
        told = {200: f"{1000 * took:.0f}", 302: "for who has signed in"}
        yield f"| {kind} | {told.get(status, f'status {status}')} |"


def at_once(host: str, port: int, pid: int, users: int, asked: argparse.Namespace) -> Iterator[str]:
    """Let so many readers ask, and tell what they got and how long it took."""
    taken = measured(host, port, users, asked.seconds, asked.cookie)
    count = sum(map(len, taken.values()))
    yield ""
    yield f"{users} at once: {count / asked.seconds:.0f} requests a second, {memory(pid)} MiB in all."
    yield from ("", "| page | requests | p50 ms | p95 ms | p99 ms |", "| --- | ---: | ---: | ---: | ---: |")
    for kind, values in taken.items():
        spread = " | ".join(f"{percentile(values, share):.0f}" for share in (0.5, 0.95, 0.99))
        yield f"| {kind} | {len(values)} | {spread} |"


def found(asked: argparse.Namespace, day: str) -> Iterator[str]:
    """Serve the office, let readers ask, and tell line by line what is found."""
    machine = describe()
    yield from (f"# The web application under load, {day}", "")
    yield f"- Machine: {machine['cores']} cores ({machine['processor']}), shared by readers and server."
    yield f"- Commit {machine['commit']}, Python {machine['python']}, {machine['system']}."
    yield f"- Readers: {'somebody signed in' if asked.cookie else 'the public'}; {asked.seconds:.0f} s each."
    yield f"- Load of the machine before, from other work: {machine['load']}."
    began = time.perf_counter()
    with served(asked.office, os.cpu_count() or 1) as (host, port, pid):
        yield f"- The server was ready after {time.perf_counter() - began:.1f} s."
        yield from first_ones(host, port, asked.cookie)
        for paths in PAGES.values():  # Once each: what is drawn for the first reader is kept for the others.
            for path in paths:
                ask(host, port, path, asked.cookie)
        for users in asked.users:
            yield from at_once(host, port, pid, users, asked)
    yield ""
    yield f"The load of the machine was {load_now()} at the end."


def main() -> int:
    """Measure, print what is found as it is found, and keep it."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("office", type=Path)
    words.add_argument("--seconds", type=float, default=20)
    words.add_argument("--users", type=int, nargs="+", default=[1, 50])
    words.add_argument("--cookie", default="")
    words.add_argument("--results", type=Path, default=RESULTS)
    asked = words.parse_args()
    day = datetime.now(UTC).date().isoformat()
    told = []
    for line in found(asked, day):
        print(line, flush=True)
        told.append(line)
    who = "web-staff" if asked.cookie else "web"
    file = asked.results / f"{day}-{machine_name()}-{who}.md"
    file.write_text("\n".join(told) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
