"""Many records: pages ask the database no more often than for few, and read only the versions they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import NOBODY, Role

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
    attest_a_change()


def attest_a_change() -> None:
    """Append an event to the register's stream, as each action on a record does."""
    from django.db import transaction

    from frankpledge.audit.actions import append
    from frankpledge.records.attesting import stream_of

    with transaction.atomic():
        append(stream_of("actions"), by=NOBODY, action="changed", subject="actions/A-0001", facts={})


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
        "/records/actions/?overdue=yes",
        "/records/actions/in-all/",
        "/records/actions.csv",
        "/records/actions.json",
        "/records/actions/workbook.xlsx",
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
        attest_a_change()  # What is due is worked out anew.
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    fill(1, 100)
    few = asked()
    fill(101, 900)
    assert asked() == few


def test_what_is_due_is_worked_out_again_when_a_record_has_changed_and_not_before(
    signed_in: Callable[..., Client],
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, asked = signed_in(Role.ANALYST), []
    for first in (1, 101):
        fill(first, 100)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                rows = client.get("/due.json").json()["rows"]
            assert len([row for row in rows if row["register"] == "Actions"]) == (10 if first == 1 else 20)
            asked.append(len(queries))
    cold, warm, again, warm_again = asked
    assert cold >= again > warm + 10
    assert warm == warm_again


def test_what_is_due_is_counted_whole_though_only_the_first_are_shown(
    signed_in: Callable[..., Client],
) -> None:
    from frankpledge.web.pages.due import due_items, first_due

    client = signed_in(Role.ANALYST)
    fill(1, 300)
    assert b"Look at 10" in client.get("/").content
    from frankpledge.web.accounts.models import User

    actor = User.objects.get().actor
    shown, own, count = first_due(actor, 8)
    assert (own, count) == (0, 30)
    assert shown == due_items(actor)[:8]


def test_a_long_list_is_sent_while_it_is_made_and_is_whole(signed_in: Callable[..., Client]) -> None:
    from frankpledge.web.page import LONG

    client = signed_in(Role.ANALYST)
    fill(1, LONG + 10)
    answer = client.get("/records/actions.csv")
    assert answer.streaming
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == LONG + 11
    assert lines[0].startswith("key,number,state,action,")
    assert len({line.partition(",")[0] for line in lines}) == len(lines), "each record once"
    assert not client.get("/records/actions.csv?state=open").streaming


def test_the_page_of_sums_shows_the_first_of_a_long_table_and_the_files_all(
    signed_in: Callable[..., Client],
) -> None:
    from frankpledge.web.pages.record_summary import MOST_ROWS

    client = signed_in(Role.ANALYST)
    fill(1, MOST_ROWS + 100)
    page = client.get("/records/actions/in-all/").content.decode()
    assert "The files below have the other 100 too." in page
    assert page.count('<a href="/records/actions/A-') == MOST_ROWS
    tables = {one["id"]: one for one in client.get("/records/actions/in-all.json").json()["tables"]}
    assert len(tables["slippage"]["rows"]) == MOST_ROWS + 100
    [whole] = [row for row in tables["states"]["rows"] if row[0] == "In all"]
    assert whole[1] == MOST_ROWS + 100
