"""Many who write at once: no number is lost or given twice, no text overwritten, no chain broken."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.records.registers import DECISIONS, EVERY, MATTERS, REGISTERS

VALUES = {"title": "Buy", "series": "record"}


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do things in threads that all start at the same moment; what each returned or raised."""
    from django.db import connection

    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 for the test to judge
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def numbers() -> list[int]:
    from frankpledge.records.models import Record

    return sorted(Record.objects.filter(register="decisions").values_list("number", flat=True))


def test_numbers_have_no_gap_whoever_takes_them(database: str) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.verifying import verify

    def make() -> None:
        for _ in range(8):
            create(DECISIONS, VALUES, EVERY)
            create(MATTERS, {"title": "Asked"}, EVERY)

    assert together(*[make] * 6) == [None] * 6
    assert numbers() == list(range(1, 49))
    assert verify((), REGISTERS) == ()


def test_a_number_that_was_rolled_back_is_given_again(database: str) -> None:
    from django.db import transaction

    from frankpledge.records.actions import create
    from frankpledge.records.verifying import verify

    def fail() -> None:
        for _ in range(5):
            with transaction.atomic():
                create(DECISIONS, VALUES, EVERY)
                transaction.set_rollback(True)

    def make() -> None:
        for _ in range(5):
            create(DECISIONS, VALUES, EVERY)

    assert together(fail, make, fail, make) == [None] * 4
    assert numbers() == list(range(1, 11))
    assert verify((), REGISTERS) == ()


def test_of_two_editors_neither_loses(database: str) -> None:
    from frankpledge.records.actions import amend, create
    from frankpledge.records.models import Record
    from frankpledge.records.queries import history
    from frankpledge.records.refusals import Both, Stale
    from frankpledge.records.verifying import verify

    record = create(DECISIONS, {**VALUES, "reasons": "As it was"}, EVERY)
    texts = [f"As editor {number} has it" for number in range(6)]

    def edit(text: str) -> Callable[[], Record]:
        return lambda: amend(DECISIONS, record, {"reasons": text}, EVERY, version=1)

    results = together(*map(edit, texts))
    won = [one for one in results if isinstance(one, Record)]
    lost = [one for one in results if isinstance(one, Stale)]
    assert (len(won), len(lost)) == (1, 5)
    kept = won[0].values["reasons"]
    for text, result in zip(texts, results, strict=True):
        if isinstance(result, Stale):
            assert result.fields == {"reasons": Both("As it was", kept, text)}
            assert result.clashes == ("reasons",)
            assert result.version == 2
            both = f"{kept}\n\n{text}"
            amend(DECISIONS, record, {"reasons": both}, EVERY, version=result.version)
            break
    last = Record.objects.get(pk=record.pk)
    assert last.values["reasons"] == both
    assert [one.values["reasons"] for one in history(last)] == ["As it was", kept, both]
    assert verify((), REGISTERS) == ()


def test_verifying_while_others_write_finds_nothing_and_holds_nobody_up(database: str, folder: Path) -> None:
    from frankpledge.records.actions import amend, create
    from frankpledge.records.attaching import attach
    from frankpledge.records.erasing import erase
    from frankpledge.records.verifying import verify

    writing = threading.Event()
    found: list[Any] = []

    def write() -> None:
        try:
            for _ in range(15):
                record = create(DECISIONS, {**VALUES, "author": "A. Name"}, EVERY)
                attach(DECISIONS, record, "a.txt", io.BytesIO(b"words"), EVERY, version=1)
                amend(DECISIONS, record, {"reasons": "More"}, EVERY, version=2)
                erase(DECISIONS, record, ["author", "file-1"], EVERY, version=3)
        finally:
            writing.set()

    def check() -> int:
        times = 0
        while not writing.is_set():
            found.extend(verify((), REGISTERS))
            times += 1
        return times

    _, times = together(write, check)
    assert times > 1
    assert found == []
    assert numbers() == list(range(1, 16))


def test_a_stream_begun_by_many_at_once_is_one_chain(database: str) -> None:
    from django.db import transaction

    from frankpledge.audit.actions import append
    from frankpledge.audit.queries import heads
    from frankpledge.audit.verifying import verify

    def write() -> None:
        with transaction.atomic():
            append("new", by=EVERY, action="did", subject="something", facts={"a": 1})

    assert together(*[write] * 8) == [None] * 8
    assert heads()["new"].number == 8
    assert verify() == ()


def test_the_same_file_attached_and_erased_at_once_is_kept_while_anybody_has_it(
    database: str, folder: Path
) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.attaching import attach
    from frankpledge.records.erasing import erase
    from frankpledge.records.verifying import verify

    records = [create(DECISIONS, VALUES, EVERY) for _ in range(4)]

    def attached(record: Any) -> Callable[[], Any]:
        return lambda: attach(DECISIONS, record, "a.txt", io.BytesIO(b"the same"), EVERY, version=1)

    def erased(record: Any) -> Callable[[], Any]:
        return lambda: erase(DECISIONS, record, ["file-1"], EVERY, version=2)

    attached(records[0])()
    attached(records[1])()
    results = together(erased(records[0]), attached(records[2]), erased(records[1]), attached(records[3]))
    assert not [one for one in results if isinstance(one, Exception)]
    assert verify((), REGISTERS) == ()


def started(folder: Path, many: int) -> subprocess.Popen[str]:
    from django.db import connections

    held = connections.settings["default"]
    url = (
        f"sqlite:///{held['NAME']}"
        if held["ENGINE"].endswith("sqlite3")
        else f"postgresql://keeper:x@{held['HOST']}:{held['PORT']}/{quote(held['NAME'])}"
    )
    return subprocess.Popen(
        [sys.executable, "-m", "tests.records.writing", str(many)],
        env={**os.environ, "FRANKPLEDGE_OFFICE": str(folder), "DATABASE_URL": url},
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_processes_share_numbers_and_one_that_is_killed_leaves_no_gap(database: str, folder: Path) -> None:
    from django.db import connections

    from frankpledge.records.verifying import verify

    connections.close_all()
    processes = [started(folder, 12), started(folder, 12), started(folder, 10_000)]
    killed = processes[-1]
    assert killed.stdout is not None
    told = [int(killed.stdout.readline()) for _ in range(6)]
    killed.kill()
    for process in processes[:2]:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        told += [int(line) for line in out.split()]
    told += [int(line) for line in killed.communicate()[0].split()]
    made = numbers()
    assert made == list(range(1, len(made) + 1))
    assert len(told) == len(set(told))
    # What the killed one made last it may not have had the time to tell.
    assert set(told) <= set(made)
    assert len(made) - len(told) <= 1
    assert verify((), REGISTERS) == ()
