"""Many records: pages ask the database no more often than for few, and read only the versions they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

FIRST = date(2021, 1, 1)


def fill(first: int, count: int) -> None:
    """Put actions in the table as drawn from their values; every tenth is open."""
    from frankpledge.records.models import Record

    made = []
    for number in range(first, first + count):
        day = FIRST + timedelta(number % 2300)
        held = {"action": f"Look at {number}", "body": "police", "owner": "A post", "due": day.isoformat()}
        state = "closed" if number % 10 else "open"
        values = held | ({"done-on": day.isoformat()} if number % 10 else {})
        words = held["action"].lower()
        made.append(
            Record(register="actions", key=f"A-{number:04d}", number=number, version=1, state=state,
                   values=values, day=day, words=words)
        )  # fmt: skip
    Record.objects.bulk_create(made, 500)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/due/",
        "/records/",
        "/records/actions/",
        "/records/actions/?page=2",
        "/records/actions/?state=open",
        "/records/actions/?q=look",
    ],
)
def test_a_page_asks_the_database_as_often_for_many_records_as_for_few(
    signed_in: Callable[..., Client], path: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(Role.ANALYST)

    def asked() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    fill(1, 100)
    few = asked()
    fill(101, 900)
    assert asked() == few


def test_what_is_due_is_counted_whole_though_only_the_first_are_shown(
    signed_in: Callable[..., Client],
) -> None:
    from frankpledge.web.pages.due import due_items, first_due

    client = signed_in(Role.ANALYST)
    fill(1, 300)
    assert b"Look at 10" in client.get("/").content
    from frankpledge.web.accounts.models import User

    actor = User.objects.get().actor
    shown, count = first_due(actor, 8)
    assert count == 30
    assert shown == due_items(actor)[:8]
