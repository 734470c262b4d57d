"""Clearing away what is over, and jobs that are killed or begun twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from frankpledge.web.accounts.models import User


def test_files_of_which_the_records_know_nothing_stay_where_they_may_be_of_other_records(
    own_served: Path, person: Callable[..., User]
) -> None:
    from django.utils import timezone

    from frankpledge.web.models import Upload
    from frankpledge.web.uploading import clear_unsent, unknown_files

    folder = own_served / "records" / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    ago = timezone.now() - timedelta(days=20)
    sent = folder / "00000000-0000-4000-8000-000000000000"
    sent.write_bytes(b"sent")
    os.utime(sent, (ago.timestamp(), ago.timestamp()))
    clear_unsent()  # As with the empty database beside an office whose records are in PostgreSQL.
    assert (sent.is_file(), unknown_files()) == (True, 1)
    facts = {"body": "voice", "name": "a.csv", "sha256": "0", "size": 1, "table": "t", "accepted": 1}
    held = Upload.objects.create(person=person(Role.PARTNER), refused=0, state=Upload.State.BACK, **facts)
    Upload.objects.update(moved=ago - timedelta(days=1))  # A database that was left for another before.
    clear_unsent()
    assert sent.is_file()
    own = folder / str(held.pk)
    own.write_bytes(b"taken back")
    os.utime(own, (ago.timestamp(), ago.timestamp()))
    clear_unsent()
    assert (own.is_file(), sent.is_file()) == (False, True)
    Upload.objects.update(moved=ago + timedelta(days=1))  # These are the records that were kept then.
    clear_unsent()
    assert (sent.is_file(), unknown_files()) == (False, 0)


def test_nothing_is_tidied_where_the_records_are_not_there(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from frankpledge.web.starting import hold_to_records

    missing = tmp_path / "records.sqlite3"
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(missing)}
    monkeypatch.setattr(settings, "DATABASES", {"default": engine})
    with pytest.raises(BadEnvironment, match="not there"):
        hold_to_records()
    assert not missing.exists()


def test_what_is_over_is_cleared_and_nothing_else(own_served: Path, db: Path) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from frankpledge.web.tidying import tidy

    for days in (-1, 1):
        session = SessionStore()
        session.create()
        Session.objects.filter(pk=session.session_key).update(
            expire_date=timezone.now() + timedelta(days=days)
        )
    held = own_served / "records" / "imports"
    before = {one.name for one in held.iterdir()} if held.is_dir() else set()  # Others import here too.
    long_ago = time.time() - 40 * 24 * 3600
    for part in ("jobs", "imports"):
        for name in ("old", "new"):
            path = own_served / "records" / part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir() if part == "jobs" else path.write_text("x")
        os.utime(own_served / "records" / part / "old", (long_ago, long_ago))
    counts = tidy()
    assert list(counts.values()) == [1, 1, 1, 0]
    assert Session.objects.count() == 1
    assert {one.name for one in held.iterdir()} == {"new", *before}


def test_a_job_runs_while_any_process_of_it_lives_and_a_killed_one_is_over(
    own_served: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frankpledge.web import jobs

    begun: list[subprocess.Popen[bytes]] = []
    start_process = subprocess.Popen

    def sleeping(command: list[str], **how: object) -> subprocess.Popen[bytes]:
        quiet = [sys.executable, "-c", r"print('\x1b[31mred\x1b]0;title\x07\x85', flush=True);input()"]
        begun.append(start_process(quiet, **{**how, "stdin": subprocess.PIPE}))  # type: ignore[call-overload]
        return begun[-1]

    monkeypatch.setattr(jobs.subprocess, "Popen", sleeping)
    job = jobs.start("report one", ("report",), "A", "/")
    with pytest.raises(WrongUse, match="worked on already"):
        jobs.start("report one", ("report",), "B", "/")
    until = time.monotonic() + 20
    while time.monotonic() < until and not (found := jobs.job_named(job.id)).said:  # type: ignore[union-attr]
        time.sleep(0.05)
    assert found is not None
    assert found.said.strip() == "red"
    assert not found.is_over
    os.kill(begun[0].pid, signal.SIGKILL)
    begun[0].wait()
    begun[0].stdin.close()  # type: ignore[union-attr]
    ended = jobs.job_named(job.id)
    assert ended is not None
    assert ended.code == jobs.GONE
