"""A server killed while people write: what was answered is kept, and nothing stands half-written."""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import re
import shutil
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psycopg
import pytest

from tests.clusters import cluster
from tests.web.crowd import Visitor, called, environment, people, serving

NEW, IMPORT, BEGIN = "/records/decisions/new/", "/records/decisions/import/", "/reports/begin/"
REPORT = {"kind": "quarterly", "period": "Q4 23/24", "do": "report"}
ROWS = 8
"""Records of each file that is taken in."""
CUT = (http.client.HTTPException, OSError)
"""What whoever asks sees of a server that is killed."""


class Office:
    """An office, who writes in it, and what they were told is kept."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.env = environment(folder, **({"DATABASE_URL": url} if url else {}))
        called("frankpledge", "upgrade", folder, env=self.env)
        self.sessions = people(4, self.env)
        self.titles: set[str] = set()
        self.imports: set[str] = set()
        self.files: set[str] = set()
        """SHA-256 of each attachment that was answered."""

    def rows(self, words: str) -> list[tuple[object, ...]]:
        """Ask the database itself."""
        file = self.folder / "records" / "records.sqlite3"
        with closing(psycopg.connect(self.url) if self.url else sqlite3.connect(file)) as line:
            return list(line.execute(words).fetchall())  # type: ignore[arg-type]

    def write(self, port: int, number: int, stop: threading.Event) -> int:
        """Make records, attach files and take files in until told to stop; return how often it broke off."""
        cut = 0
        with Visitor(port, self.sessions[number]) as visitor:
            while not stop.is_set():
                try:
                    self._write_once(visitor)
                except CUT:
                    cut += 1
                    visitor.line.close()
                    time.sleep(0.05)
        return cut

    def _write_once(self, visitor: Visitor) -> None:
        name = os.urandom(6).hex()
        said = visitor.post(NEW, {"series": "decision-record", "title": f"Record {name}"})
        assert said.status == 302, said.text[:1000]
        self.titles.add(f"Record {name}")
        where, content = said.headers["Location"], f"{name}\n".encode() * 5000
        said = visitor.send(f"{where}attach/", {"version": "1"}, "paper.txt", content)
        assert said.status == 302, said.text[:1000]
        self.files.add(hashlib.sha256(content).hexdigest())
        table = "Decision\n" + "".join(f"Import {name} row {at}\n" for at in range(ROWS))
        said = visitor.send(IMPORT, {"series": "decision-record"}, "old.csv", table.encode())
        token = re.search(r'name="token" value="([^"]+)"', said.body.decode())
        assert token is not None, said.text[:1000]
        sent = {"series": "decision-record", "token": token[1], "name": "old.csv"}
        said = visitor.post(IMPORT, sent)
        assert said.status == 302, said.text[:1000]
        self.imports.add(name)

    def hold(self) -> None:
        """Fail where anything that was answered is lost, half-written, or on the disk and nobody's."""
        assert "All holds" in called("frankpledge", "audit", self.folder, env=self.env)
        held = "\n".join(str(row[0]) for row in self.rows('SELECT "values" FROM records_record'))
        assert self.titles <= set(re.findall(r"Record [0-9a-f]{12}", held))
        taken = Counter(re.findall(r"Import ([0-9a-f]{12}) row", held))
        assert set(taken.values()) <= {ROWS}
        assert self.imports <= set(taken)
        attached = {str(row[0]) for row in self.rows("SELECT sha256 FROM records_attachment")}
        folder = self.folder / "records" / "files"
        assert self.files <= attached
        assert {one.name for one in folder.rglob("*") if one.is_file() and one.name != ".lock"} == attached


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)])
def office(request: pytest.FixtureRequest, served: Path, tmp_path: Path) -> Iterator[Office]:
    ignored = shutil.ignore_patterns("records.sqlite3*")
    folder = Path(shutil.copytree(served, tmp_path / "office", ignore=ignored))
    with ExitStack() as stack:
        yield Office(folder, stack.enter_context(cluster()) if request.param == "postgresql" else "")


def children(of: int) -> list[int]:
    """The processes that a process began and that live."""
    found = []
    for task in Path(f"/proc/{of}/task").iterdir():
        found += [int(one) for one in (task / "children").read_text().split()]
    return found


def server_at(port: int) -> int:
    """The first process of the server at a port."""
    return next(
        one for one in children(os.getpid()) if f":{port}" in Path(f"/proc/{one}/cmdline").read_text()
    )


def tree(of: int) -> list[int]:
    """A process with all that it and its own began."""
    return [of, *(one for child in children(of) for one in tree(child))]


def kill(processes: list[int]) -> None:
    for one in processes:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def write_until_killed(office: Office, port: int, chance: random.Random, *, all_of_them: bool) -> None:
    """Let people write, and after a time drawn at random kill one worker or the whole server."""
    master, stop = server_at(port), threading.Event()
    with ThreadPoolExecutor(len(office.sessions)) as pool:
        work = [pool.submit(office.write, port, at, stop) for at in range(len(office.sessions))]
        try:
            time.sleep(chance.uniform(0.2, 2.0))
            kill(tree(master) if all_of_them else [chance.choice(children(master))])
            time.sleep(0.2)
        finally:
            stop.set()
        for one in work:
            one.result()


def kill_over_and_over(office: Office, chance: random.Random, rounds: int) -> None:
    for _ in range(rounds):
        with serving(office.env) as port:
            for _ in range(2):
                write_until_killed(office, port, chance, all_of_them=False)
                office.hold()
            write_until_killed(office, port, chance, all_of_them=True)
        office.hold()
    assert office.titles
    assert office.files
    assert office.imports
    left = office.folder / "records" / "imports"
    for one in left.iterdir():
        os.utime(one, (0, 0))
    called("frankpledge", "tidy", office.folder, env=office.env)
    assert not list(left.iterdir())


def test_a_server_killed_while_people_write_loses_nothing(office: Office) -> None:
    kill_over_and_over(office, random.Random(1), 1)  # noqa: S311  (when to kill)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 22))
def test_a_server_killed_over_and_over_loses_nothing(office: Office, seed: int) -> None:
    kill_over_and_over(office, random.Random(seed), 3)  # noqa: S311  (when to kill)


def job(visitor: Visitor) -> str:
    """Begin the report and return the address of its job."""
    said = visitor.post(BEGIN, REPORT)
    assert said.status == 302, said.text[:1000]
    return said.headers["Location"]


def ended(visitor: Visitor, where: str) -> str:
    """Wait until a job is over, and return what its page says."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        said = visitor.get(where).text
        if "Working" not in said:
            return said
        time.sleep(0.2)
    raise AssertionError(said)


@pytest.mark.nightly
def test_a_job_outlives_its_worker_and_one_that_was_killed_is_told_and_begun_again(
    served: Path, tmp_path: Path
) -> None:
    ignored = shutil.ignore_patterns("records.sqlite3*")
    office = Office(Path(shutil.copytree(served, tmp_path / "office", ignore=ignored)), "")
    reports = office.folder / "reports"
    with serving(office.env) as port:
        with Visitor(port, office.sessions[0]) as visitor:
            where = job(visitor)
        workers = children(server_at(port))
        kill([one for one in workers if "gunicorn" in Path(f"/proc/{one}/cmdline").read_text()])
        with Visitor(port, office.sessions[0]) as visitor:
            assert "Done" in ended(visitor, where)
            shutil.rmtree(next(reports.glob("*-quarterly")))
            killed = job(visitor)
            time.sleep(1)
        kill(tree(server_at(port)) + working(office.folder))
    assert not list(reports.glob("*-quarterly"))
    with serving(office.env) as port, Visitor(port, office.sessions[0]) as visitor:
        assert "could not say why" in ended(visitor, killed)
        assert "Done" in ended(visitor, job(visitor))
    assert [one.name for one in reports.iterdir() if one.name != ".lock"] == ["2023-24-Q4-quarterly"]


def working(folder: Path) -> list[int]:
    """The processes of jobs of an office, which are no server's own."""
    return [
        int(one.parent.name)
        for one in Path("/proc").glob("[0-9]*/cmdline")
        if str(folder).encode() in one.read_bytes()
    ]
