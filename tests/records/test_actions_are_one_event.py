"""Each action is one transaction with one event: both happen, or neither does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from frankpledge.registers.roles import Role
from tests.records.registers import DECISIONS, EVERY, MATTERS

VALUES = {"title": "Buy drones", "series": "record", "author": "A. Name", "advice": "Do not", "body": "beds"}


def prepared() -> Any:
    """A decision with a link, two versions and an attachment."""
    from frankpledge.records.actions import amend, create
    from frankpledge.records.attaching import attach

    matter = create(MATTERS, {"title": "Drones"}, EVERY)
    record = create(DECISIONS, VALUES, EVERY)
    record = amend(DECISIONS, record, {"reasons": "Cheap", "answers": matter.key}, EVERY, version=1)
    attach(DECISIONS, record, "paper.pdf", io.BytesIO(b"%PDF-1.7 x"), EVERY, version=2)
    record.refresh_from_db()
    return record


def acts() -> dict[str, Callable[[Any], Any]]:
    """Every action there is, each on a prepared decision."""
    from frankpledge.records import actions
    from frankpledge.records.attaching import attach
    from frankpledge.records.erasing import erase
    from frankpledge.records.seeing import open_file, see, see_many

    return {
        "made": lambda one: actions.create(DECISIONS, {**VALUES, "related": [one.key]}, EVERY),
        "unused": lambda one: actions.mark_unused(DECISIONS, 1, "Skipped", EVERY, series="order"),
        "amended": lambda one: actions.amend(
            DECISIONS, one, {"reasons": "Dear", "answers": None, "related": [one.key]}, EVERY, version=3
        ),
        "moved": lambda one: actions.move(DECISIONS, one, "take", EVERY, version=3, values={"cost": "1.50"}),
        "attached": lambda one: attach(
            DECISIONS, one, "b.txt", io.BytesIO(b"words"), EVERY, version=3, published=True
        ),
        "withheld": lambda one: actions.withhold(
            DECISIONS, one, {"cost": "commercial", "file-1": "commercial"}, EVERY, version=3
        ),
        "erased": lambda one: erase(DECISIONS, one, ["author", "file-1"], EVERY, version=3),
        "saw": lambda one: see(DECISIONS, one, EVERY),
        "opened": lambda one: open_file(DECISIONS, one, 1, EVERY),
        "exported": lambda one: see_many(DECISIONS, [one], EVERY),
    }  # fmt: skip


def content() -> dict[str, list[tuple[Any, ...]]]:
    """All that the database holds of records and events."""
    from django.apps import apps

    models = [*apps.get_app_config("records").get_models(), *apps.get_app_config("audit").get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}  # type: ignore[attr-defined]


def kept(folder: Path) -> set[str]:
    return {
        path.name
        for path in (folder / "records" / "files").rglob("*")
        if path.name != ".lock" and path.is_file()
    }


@contextmanager
def failing_at(number: int) -> Iterator[list[int]]:
    """Make the number-th statement from here on fail, as a database that goes away does."""
    from django.db import OperationalError, connection

    seen = [0]

    def wrapped(execute: Any, sql: str, *rest: Any) -> Any:
        seen[0] += 1
        if seen[0] == number:
            raise OperationalError("gone")
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapped):
        yield seen


NAMES = ("made", "unused", "amended", "moved", "attached", "withheld", "erased", "saw", "opened", "exported")


def test_every_action_is_tried(application: None) -> None:
    assert tuple(acts()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_one_event_by_who_did_it(name: str, database: str, folder: Path) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.records.models import Version
    from frankpledge.records.verifying import verify

    record = prepared()
    before, versions = Event.objects.count(), Version.objects.count()
    acts()[name](record)
    events = Event.objects.order_by("-id")
    assert events.count() == before + 1
    assert (events[0].action, events[0].actor) == (name, EVERY.identity)
    assert Version.objects.count() == versions + (name not in ("saw", "opened", "exported"))
    assert verify() == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_failure_anywhere_leaves_nothing_of_it(name: str, database: str, folder: Path) -> None:
    from django.db import OperationalError

    from frankpledge.records.verifying import verify

    record = prepared()
    before, files = content(), kept(folder)
    act, number = acts()[name], 0
    while True:
        number += 1
        record.refresh_from_db()
        with failing_at(number) as seen:
            try:
                act(record)
            except OperationalError:
                pass
            else:
                if seen[0] >= number:  # All was committed: whoever holds the folder next sees to the bytes.
                    assert name in ("attached", "erased")
                    assert "in-doubt" in kept(folder)
                break
        assert content() == before
        assert kept(folder) == files
    assert number > 4  # at least: head, key, event, head
    assert content() != before
    assert verify() == ()
    assert "in-doubt" not in kept(folder)
    if name == "erased":
        assert kept(folder) < files


def test_an_event_cannot_be_written_outside_a_transaction(database: str) -> None:
    from django.db.transaction import TransactionManagementError

    from frankpledge.audit.actions import append
    from frankpledge.audit.models import Event

    with pytest.raises(TransactionManagementError):
        append("a", by=EVERY, action="x", subject="y", facts={})
    assert Event.objects.count() == 0


def test_an_amendment_that_changes_nothing_is_no_event(sqlite: str) -> None:
    from frankpledge.records.actions import amend, create

    record = create(DECISIONS, VALUES, EVERY)
    before = content()
    assert amend(DECISIONS, record, {"title": "Buy drones", "cost": ""}, EVERY, version=1).version == 1
    assert content() == before


def test_roles_are_all_there() -> None:
    assert EVERY.roles == frozenset(Role)
