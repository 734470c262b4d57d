"""Fifty people at once, on SQLite and on PostgreSQL; a build published while people read."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.clusters import cluster
from tests.web.crowd import Visitor, called, environment, people, serving

EXPLORER = "/explore/?measure=all-crime&window=month"
PAGES = ("/", EXPLORER, "/explore.json?measure=all-crime", "/measures/", "/records/decisions/", "/plan/")
NEW = "/records/decisions/new/"
SHARED = "/records/decisions/decision-record-1/"


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, served: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an office of the test's own, its database brought up to date."""
    ignored = shutil.ignore_patterns("records.sqlite3*")
    office = Path(shutil.copytree(served, tmp_path / "office", ignore=ignored))
    with ExitStack() as stack:
        more = {"DATABASE_URL": stack.enter_context(cluster())} if request.param == "postgresql" else {}
        env = environment(office, **more)
        called("frankpledge", "upgrade", office, env=env)
        yield env


def keep_asking(count: int, env: dict[str, str], rounds: int) -> None:
    """Let people read and write at once; fail where one meets an error, or anything written is lost."""
    sessions = people(count, env)
    with serving(env) as port, Visitor(port, sessions[0]) as first:
        begun = {"series": "decision-record", "title": "Shared by all", "number": "1"}
        assert first.post(NEW, begun).status == 302
        start = threading.Barrier(count)

        def read(number: int) -> list[str]:
            with Visitor(port, sessions[number] if number % 2 else "") as visitor:
                start.wait(60)
                for at in range(rounds):
                    page = PAGES[(number + at) % len(PAGES)]
                    said = visitor.get(page)
                    expected = (200,) if visitor.session or "records" not in page else (200, 404)
                    assert said.status in expected, (page, said.status, said.text[:500])
            return []

        def write(number: int) -> list[str]:
            done = []
            with Visitor(port, sessions[number]) as visitor:
                start.wait(60)
                for at in range(rounds):
                    title = f"By {number}, the {at + 1}."
                    said = visitor.post(NEW, {"series": "decision-record", "title": title})
                    assert said.status == 302, said.text[:1000]
                    where = said.headers["Location"]
                    changed = visitor.post(f"{where}change/", {"version": "1", "title": f"{title} Amended"})
                    assert changed.status == 302, changed.text[:1000]
                    done.append(f"{title} Amended")
                if number % 3 == 0:
                    add(visitor, f"mark-{number};")
                    done.append(f"mark-{number};")
            return done

        with ThreadPoolExecutor(count) as pool:
            work = [pool.submit(write if at % 10 < 3 else read, at) for at in range(count)]
            written = [words for one in work for words in one.result()]
        listed = first.get("/records/decisions.csv").body.decode()
        marks = first.get(f"{SHARED[:-1]}.json").body.decode()
    lost = [one for one in written if one not in listed and one not in marks]
    assert not lost
    numbers = [int(one) for one in re.findall(r"Decision Record (\d+)", listed)]
    made = sum("Amended" in one for one in written) + 1
    assert sorted(set(numbers)) == list(range(1, made + 1))
    assert "All holds" in called("frankpledge", "audit", env["FRANKPLEDGE_OFFICE"], env=env)


def add(visitor: Visitor, mark: str) -> None:
    """Add a mark to what all share, looking again as often as somebody else was quicker."""
    for _ in range(200):
        now = json.loads(visitor.get(f"{SHARED[:-1]}.json").body)
        sent = {"version": str(now["version"]), "reasons": now["values"].get("reasons", "") + mark}
        said = visitor.post(f"{SHARED}change/", sent)
        assert said.status in (302, 409), said.text[:1000]
        if said.status == 302:
            return
    raise AssertionError("never the first of all")


def test_fifty_people_at_once_lose_nothing(kept: dict[str, str]) -> None:
    keep_asking(50, kept, rounds=1)


@pytest.mark.nightly
def test_fifty_people_for_long_lose_nothing(kept: dict[str, str]) -> None:
    keep_asking(50, kept, rounds=40)


READY_WITHIN = 60.0
"""Seconds within which a build that was published is served, on however busy a machine."""


@pytest.mark.parametrize(
    "kept", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)], indirect=True
)
def test_a_build_published_while_people_read_is_seen_whole_or_not_at_all(kept: dict[str, str]) -> None:
    env, office = kept, Path(kept["FRANKPLEDGE_OFFICE"])
    shutil.rmtree(sorted((office / "builds").glob("0002-*"))[0])
    sessions = people(4, env)
    over = threading.Event()
    pages = [f"/explore.json?measure=all-crime&window={window}" for window in ("month", "quarter")]

    def read(number: int, port: int) -> list[tuple[str, str, bytes]]:
        seen: list[tuple[str, str, bytes]] = []
        until = None  # The old build is served until the new one is ready, which has its limit.
        with Visitor(port, sessions[number]) as visitor:
            while until is None or (seen[-1][1] == seen[0][1] and time.monotonic() < until):
                if until is None and over.is_set():
                    until = time.monotonic() + READY_WITHIN
                page = pages[number % len(pages)]
                said = visitor.get(page)
                assert said.status == 200, said.text[:1000]
                seen.append((page, said.headers["ETag"], said.body))
                assert visitor.get(PAGES[len(seen) % len(PAGES)]).status == 200
        return seen

    with serving(env) as port, ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(read, number, port) for number in range(4)]
        try:
            called("frankpledge", "build", office, env=env)
        finally:
            over.set()
        seen = [one for work in reading for one in work.result()]
    bodies: dict[tuple[str, str], set[bytes]] = {}
    for page, mark, body in seen:
        bodies.setdefault((page, mark), set()).add(body)
    assert len(bodies) == 4, sorted(bodies)  # two pages, of the old build and of the new
    assert all(len(one) == 1 for one in bodies.values())


def test_two_administrators_who_shut_each_other_out_at_once_leave_one(kept: dict[str, str]) -> None:
    said = json.loads(called("tests.web.rivals", 20, env=kept).splitlines()[-1])
    assert said == [[["done", "refused"], 1]] * 20


def test_an_administrator_who_is_ended_at_the_same_moment_does_nothing_afterwards(
    kept: dict[str, str],
) -> None:
    said = json.loads(called("tests.web.overtaken", 30, env=kept).splitlines()[-1])
    assert [one for one in said if one[1:] not in (["done"], ["refused"])] == []
    assert "All holds" in called("frankpledge", "audit", kept["FRANKPLEDGE_OFFICE"], env=kept)
