"""A process killed at any moment of an action leaves all of the action or nothing, on the disk too."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.crash.dying import Moments
from tests.records.test_actions_are_one_event import NAMES, acts, content, kept, prepared

QUICK = ("made", "attached", "erased")


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[] if one in QUICK else pytest.mark.nightly) for one in NAMES]
)
def test_killed_at_any_moment_an_action_is_whole_or_nothing(name: str, database: str, folder: Path) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.records.verifying import verify

    record = prepared()
    before, files, events = content(), kept(folder), Event.objects.count()
    act, number, committed = acts()[name], 0, False
    while not committed:
        number += 1
        record.refresh_from_db()
        died = killed_at(number, folder, lambda: act(record))
        committed = Event.objects.count() == events + 1
        assert committed or content() == before
        assert died or committed
        assert verify() == ()
        assert kept(folder) == (attached() if committed else files)
    assert number > 4  # at least: head, key, event, head
    assert content() != before


def killed_at(number: int, folder: Path, act: Callable[[], Any]) -> bool:
    """Act in a process that kills itself before the number-th statement or file it writes; say if it did."""
    from django.db import connections

    connections.close_all()  # The two processes share no connection.
    pid = os.fork()
    if not pid:
        try:
            _act(Moments(number, folder), act)
            os._exit(0)
        except Exception:  # noqa: BLE001  (whatever it is)
            traceback.print_exc()  # The other process only sees how this one ends.
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


def _act(moments: Moments, act: Callable[[], Any]) -> None:
    from django.db import connection, connections

    # A fork forgets the event loop that a test with a browser leaves running in this thread, and with it
    # which connection was this thread's: it would find an older one, to the database of another test.
    with suppress(AttributeError):
        del connections["default"]

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        moments.reached("statement", None)
        return execute(sql, *rest)

    connection.ensure_connection()
    moments.before(os, "fsync", lambda handle: Path(f"/proc/self/fd/{handle}").readlink())
    sys.addaudithook(moments.hook)
    with connection.execute_wrapper(counted):
        act()


def attached() -> set[str]:
    from frankpledge.records.models import Attachment

    return set(Attachment.objects.values_list("sha256", flat=True))
