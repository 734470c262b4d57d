"""Whoever alters the database behind the application's back is found out, whatever is altered."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.records.registers import DECISIONS, EVERY, MATTERS, REGISTERS


class Undone(Exception):
    """Raised to roll a tampering back."""


@contextmanager
def unguarded() -> Iterator[Any]:
    """Give a cursor that no trigger and no key stops, as the database's owner can; put the triggers back."""
    from django.db import connection

    from frankpledge.audit import triggers

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            triggers.remove(connection)
            yield cursor
            triggers.install(connection)
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            cursor.execute("SET LOCAL session_replication_role = origin")


def breaches_after(tamper: Callable[[Any], None], known: Any = ()) -> tuple[str, ...]:
    """What is found after a tampering that is then undone."""
    from django.db import connection, transaction

    from frankpledge.records.verifying import verify

    found: list[str] = []
    try:
        with transaction.atomic():
            with unguarded() as cursor:
                tamper(cursor)
            found = [str(one) for one in verify(known, REGISTERS)]
            raise Undone
    except Undone:
        pass
    if connection.vendor == "sqlite":
        connection.needs_rollback = False
    return tuple(found)


@pytest.fixture
def filled(database: str, folder: Path) -> dict[str, Any]:
    """A database of some life: two registers, links, moves, an attachment, an erasure, a reading."""
    from frankpledge.records import actions
    from frankpledge.records.attaching import attach
    from frankpledge.records.erasing import erase
    from frankpledge.records.seeing import see
    from frankpledge.records.verifying import verify

    matter = actions.create(MATTERS, {"title": "Drones"}, EVERY)
    values = {"title": "Buy", "series": "record", "author": "A. Name", "reasons": "Cheap", "cost": "1.50"}
    first = actions.create(DECISIONS, values, EVERY)
    first = actions.amend(DECISIONS, first, {"title": "Buy drones", "answers": matter.key}, EVERY, version=1)
    attach(DECISIONS, first, "paper.pdf", io.BytesIO(b"%PDF-1.7"), EVERY, version=2)
    first = actions.move(DECISIONS, first, "take", EVERY, version=3, reason="Agreed")
    first = actions.withhold(DECISIONS, first, {"cost": "commercial"}, EVERY, version=4)
    second = actions.create(DECISIONS, {**values, "related": [first.key]}, EVERY)
    second = actions.amend(DECISIONS, second, {"title": "Sell"}, EVERY, version=1)
    second = erase(DECISIONS, second, ["author"], EVERY, version=2)
    actions.amend(DECISIONS, second, {"title": "Sell all"}, EVERY, version=3)
    actions.mark_unused(DECISIONS, 1, "Withdrawn", EVERY, series="order")
    see(DECISIONS, first, EVERY)
    see(DECISIONS, first, EVERY)
    assert verify((), REGISTERS) == ()
    return {"matter": matter, "first": first, "second": second}


EVENTS = {
    "another actor": "UPDATE audit_event SET actor = 'x' WHERE id = 2",
    "another action": "UPDATE audit_event SET action = 'moved' WHERE id = 2",
    "another subject": "UPDATE audit_event SET subject = 'decisions/record-2' WHERE id = 2",
    "another digest": "UPDATE audit_event SET digest = seal WHERE id = 2",
    "another seal": "UPDATE audit_event SET seal = digest WHERE id = 2",
    "another seal at the end": "UPDATE audit_event SET seal = digest WHERE action = 'unused'",
    "another seal before": "UPDATE audit_event SET previous = digest WHERE id = 3",
    "another stream": "UPDATE audit_event SET stream = 'records:others' WHERE id = 2",
    "the first removed": "DELETE FROM audit_event WHERE id = 2",
    "one in the middle removed": "DELETE FROM audit_event WHERE id = 4",
    "the last removed": "DELETE FROM audit_event WHERE action = 'unused'",
    "the last reading removed": "DELETE FROM audit_event WHERE stream = 'seen:decisions' AND number = 2",
    "all of a stream removed": "DELETE FROM audit_event WHERE stream = 'records:matters'",
    "every event removed": "DELETE FROM audit_event",
    "a copy added at the end": """INSERT INTO audit_event
        (id, stream, number, at, actor, action, subject, digest, previous, seal)
        SELECT 999, stream, 999, at, actor, action, subject, digest, previous, seal
        FROM audit_event WHERE id = 3""",
    "a head removed": "DELETE FROM audit_head WHERE stream = 'records:matters'",
    "a head moved back": "UPDATE audit_head SET number = number - 1 WHERE stream = 'records:decisions'",
    "a head of another seal": "UPDATE audit_head SET seal = 'x' WHERE stream = 'records:matters'",
    "a head of no events": "INSERT INTO audit_head VALUES ('records:ghosts', 3, 'x')",
}
ROWS = {
    "a record's state": "UPDATE records_record SET state = 'published' WHERE key = 'record-1'",
    "a record's values": """UPDATE records_record SET "values" = '{"title": "X"}' WHERE key = 'record-1'""",
    "what is withheld": "UPDATE records_record SET withheld = '{}' WHERE key = 'record-1'",
    "a record's version": "UPDATE records_record SET version = 4 WHERE key = 'record-1'",
    "a record's number": "UPDATE records_record SET number = 9 WHERE key = 'record-1'",
    "a record's series": "UPDATE records_record SET series = 'order' WHERE key = 'record-2'",
    "a record's key": "UPDATE records_record SET key = 'record-9' WHERE key = 'record-1'",
    "a record's register": "UPDATE records_record SET register = 'matters' WHERE key = 'record-1'",
    "a record's day": "UPDATE records_record SET day = '2020-01-01' WHERE key = 'record-1'",
    "a record's words": "UPDATE records_record SET words = 'x' WHERE key = 'record-1'",
    "an old version's values":
        """UPDATE records_version SET "values" = '{"title": "Other"}' WHERE event_id = 2""",
    "an old version's state": "UPDATE records_version SET state = 'taken' WHERE event_id = 2",
    "an old version's reason": "UPDATE records_version SET reason = 'Because' WHERE event_id = 2",
    "an old version's detail": """UPDATE records_version SET detail = '{"move": "x"}' WHERE event_id = 5""",
    "an old version's files": "UPDATE records_version SET files = '[]' WHERE event_id = 5",
    "a version's number": "UPDATE records_version SET number = 9 WHERE event_id = 2",
    "a version before an erasure": "UPDATE records_version SET \"values\" = '{}' WHERE event_id = 7",
    "the version of an erasure": "UPDATE records_version SET \"values\" = '{}' WHERE event_id = 9",
    "a version's event": "UPDATE records_version SET event_id = 555 WHERE event_id = 2",
    "a version removed": "DELETE FROM records_version WHERE event_id = 3",
    "the last version removed": "DELETE FROM records_version WHERE event_id = 6",
    "all versions removed": "DELETE FROM records_version",
    "a record removed": "DELETE FROM records_record WHERE key = 'record-1'",
    "a version added": """INSERT INTO records_version
        (id, record_id, number, event_id, state, "values", withheld, files, detail, reason)
        SELECT 999, record_id, 6, 12, state, "values", withheld, files, detail, reason
        FROM records_version WHERE event_id = 6""",
    "a record added": """INSERT INTO records_record
        (id, register, key, series, number, version, state, "values", withheld, words)
        SELECT 999, register, 'record-3', series, 3, version, state, "values", withheld, words
        FROM records_record WHERE key = 'record-1'""",
    "a link removed": "DELETE FROM records_link WHERE field = 'answers'",
    "a link elsewhere": "UPDATE records_link SET target_id = source_id WHERE field = 'answers'",
    "an attachment's digest": "UPDATE records_attachment SET sha256 = 'x'",
    "an attachment's name": "UPDATE records_attachment SET name = 'x.pdf'",
    "an attachment made public": "UPDATE records_attachment SET published = NOT published",
    "an attachment removed": "DELETE FROM records_attachment",
    "a key changed": "UPDATE audit_subjectkey SET key = 'ab' WHERE subject = 'decisions/record-1'",
    "a key that is none": "UPDATE audit_subjectkey SET key = 'x' WHERE subject = 'decisions/record-1'",
    "a key removed": "DELETE FROM audit_subjectkey WHERE subject = 'decisions/record-1'",
}  # fmt: skip


def test_every_alteration_of_a_row_is_found(filled: dict[str, Any]) -> None:
    from frankpledge.records.verifying import verify

    missed = [
        name
        for name, statement in {**EVENTS, **ROWS}.items()
        if not breaches_after(lambda cursor, said=statement: cursor.execute(said))  # type: ignore[misc]
    ]
    assert missed == []
    assert verify((), REGISTERS) == ()  # each was undone


def test_a_moment_that_is_none_is_a_breach_and_no_crash(filled: dict[str, Any], database: str) -> None:
    if database == "postgresql":
        return  # It keeps no moment that is none.
    found = breaches_after(lambda cursor: cursor.execute("UPDATE audit_event SET at = 'never' WHERE id = 2"))
    assert any("not as it was sealed" in one for one in found)


def rewritten(change: Callable[[Any], None], start: int) -> Callable[[Any], None]:
    """Tamper as one does who knows how seals are made: change, and seal anew all that follows."""

    def tamper(cursor: Any) -> None:
        from frankpledge.audit.models import Event, Head
        from frankpledge.audit.sealing import seal_of

        change(cursor)
        seal = ""
        stream = "records:decisions"
        for event in Event.objects.filter(stream=stream).order_by("number"):
            if event.number >= start:
                event.previous = seal
                event.seal = seal_of(
                    stream, event.number, event.at, event.actor, event.action, event.subject,
                    event.digest, seal,
                )  # fmt: skip
                event.save()
            seal = event.seal
        last = Event.objects.filter(stream=stream).order_by("-number")[0]
        Head.objects.filter(stream=stream).update(number=last.number, seal=last.seal)

    return tamper


def test_events_put_in_another_order_and_sealed_anew_are_found(filled: dict[str, Any]) -> None:
    def swap(cursor: Any) -> None:
        for number, other in ((2, 9000), (3, 2), (9000, 3)):
            cursor.execute(
                "UPDATE audit_event SET number = %s WHERE stream = 'records:decisions' AND number = %s",
                [other, number],
            )

    assert any("no event of its own" in one for one in breaches_after(rewritten(swap, 1)))


def test_an_event_added_and_sealed_anew_attests_nothing(filled: dict[str, Any]) -> None:
    from frankpledge.audit.models import Event

    def add(cursor: Any) -> None:
        last = Event.objects.filter(stream="records:decisions").order_by("-number")[0]
        last.pk, last.number, last.at = None, last.number + 1, last.at + timedelta(seconds=1)  # type: ignore[assignment]
        last.save(force_insert=True)

    found = breaches_after(rewritten(add, 1))
    assert any("is not here" in one for one in found)


def test_a_chain_written_anew_whole_is_found_by_the_heads_of_releases(filled: dict[str, Any]) -> None:
    from frankpledge.audit.queries import heads

    known = [heads()]

    def blame(cursor: Any) -> None:
        cursor.execute("UPDATE audit_event SET actor = 'somebody-else' WHERE id = 2")

    assert breaches_after(rewritten(blame, 1)) == ()  # Nothing inside the database can tell.
    found = breaches_after(rewritten(blame, 1), known)
    assert ["was written anew" in one for one in found] == [True]


def test_the_newest_events_taken_away_with_all_they_attest_are_found_by_the_heads_of_releases(
    filled: dict[str, Any],
) -> None:
    from frankpledge.audit.queries import heads

    known = [heads()]

    def forget(cursor: Any) -> None:
        cursor.execute("DELETE FROM records_version WHERE state = 'unused'")
        cursor.execute("DELETE FROM records_record WHERE state = 'unused'")
        cursor.execute("DELETE FROM audit_event WHERE action = 'unused'")

    assert breaches_after(rewritten(forget, 1)) == ()
    found = breaches_after(rewritten(forget, 1), known)
    assert ["noted elsewhere and is missing" in one for one in found] == [True]


def test_heads_noted_along_the_way_all_hold(filled: dict[str, Any]) -> None:
    from frankpledge.audit.queries import head_of, heads
    from frankpledge.records.actions import amend
    from frankpledge.records.verifying import verify

    known = [heads()]
    amend(MATTERS, filled["matter"], {"title": "Drones again"}, EVERY, version=1)
    known.append({stream: head_of(str(head)) for stream, head in heads().items()})
    assert known[0] != known[1]
    assert verify(known, REGISTERS) == ()


def test_bytes_altered_or_removed_on_the_disk_are_found(filled: dict[str, Any], folder: Path) -> None:
    from frankpledge.records.verifying import verify

    (file,) = (path for path in (folder / "records" / "files").glob("??/*"))
    file.write_bytes(b"%PDF-1.8")
    assert ["altered" in one.what for one in verify()] == [True]
    file.rename(file.with_name("0" * 64))
    assert sorted("missing" in one.what for one in verify()) == [False, True]


REFUSED = (
    "UPDATE audit_event SET actor = 'x'",
    "UPDATE audit_event SET id = 77 WHERE id = 1",
    "DELETE FROM audit_event WHERE id = 1",
    "DELETE FROM audit_event",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET number = number + 1",
    "UPDATE audit_head SET seal = 'x'",
    "UPDATE audit_head SET stream = 'x' WHERE stream = 'records:matters'",
    "INSERT INTO audit_head VALUES ('others', 1, 'x')",
    "INSERT INTO audit_event (id, stream, number, at, actor, action, subject, digest, previous, seal) "
    "SELECT 99, stream, 99, at, actor, action, subject, digest, seal, seal FROM audit_event WHERE id = 1",
    "INSERT INTO audit_event (id, stream, number, at, actor, action, subject, digest, previous, seal) "
    "SELECT 99, stream, 2, at, actor, action, subject, digest, 'x', seal FROM audit_event WHERE id = 1",
)
ON_SQLITE = (
    "INSERT OR REPLACE INTO audit_head VALUES ('records:matters', 0, '')",
    "REPLACE INTO audit_event (id, stream, number, at, actor, action, subject, digest, previous, seal) "
    "SELECT 2, stream, 2, at, actor, action, subject, digest, seal, seal FROM audit_event WHERE id = 1",
    "INSERT INTO audit_event SELECT * FROM audit_event WHERE id = 1 ON CONFLICT DO UPDATE SET actor = 'x'",
)
ON_POSTGRESQL = ("TRUNCATE audit_event CASCADE", "TRUNCATE audit_head")


def test_the_database_itself_refuses_to_alter_the_trail(filled: dict[str, Any], database: str) -> None:
    from django.db import DatabaseError, connection, transaction

    for statement in (*REFUSED, *(ON_SQLITE if database == "sqlite" else ON_POSTGRESQL)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


GUARDS = {
    "sqlite": (
        ("DROP TRIGGER audit_event_delete",),
        ("DROP TRIGGER audit_head_update",),
        (
            "DROP TRIGGER audit_event_update",
            "CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event BEGIN SELECT 1; END",
        ),
    ),
    "postgresql": (
        ("DROP TRIGGER audit_event_rows ON audit_event",),
        ("ALTER TABLE audit_event DISABLE TRIGGER audit_event_emptied",),
        ("ALTER TABLE audit_head ENABLE REPLICA TRIGGER audit_head_rows",),
        (
            "DROP TRIGGER audit_head_rows ON audit_head",
            "CREATE TRIGGER audit_head_rows BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (false) "
            "EXECUTE FUNCTION audit_guard()",
        ),
        ("SET LOCAL session_replication_role = replica",),
        (
            "CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RETURN NEW; END;'",
        ),
    ),
}


def test_guards_taken_away_or_altered_are_found(filled: dict[str, Any], database: str) -> None:
    from django.db import connection, transaction

    from frankpledge.records.verifying import verify

    for statements in GUARDS[database]:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                assert ["guard" in one.what for one in verify()] == [True], statements
                raise Undone
        except Undone:
            pass
    assert verify() == ()


SAYS_NOTHING = {"id"}
"""A row's own number, which nothing but other rows' references reads: those are altered apart."""


def test_whatever_column_of_whatever_row_is_altered_is_found(filled: dict[str, Any]) -> None:
    from django.apps import apps
    from django.db import models

    missed = []
    for label in ("audit", "records"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.db_table == "audit_subjectkey":
                continue  # Of streams other than records', no fact is kept that a key could be held against.
            for column in model._meta.concrete_fields:
                if column.name in SAYS_NOTHING:
                    continue
                for row in model._base_manager.order_by("pk"):
                    now = getattr(row, column.attname)
                    other = (
                        not now if isinstance(column, models.BooleanField)
                        else now + timedelta(seconds=1) if isinstance(column, models.DateTimeField)
                        else "2001-02-03" if isinstance(column, models.DateField)
                        else {"x": "y"} if isinstance(column, models.JSONField)
                        else now + 1000 if isinstance(now, int)
                        else f"{now}x"[-(column.max_length or 999):]
                    )  # fmt: skip

                    def alter(
                        _: Any, of: Any = model, at: Any = row, named: str = column.attname, to: Any = other
                    ) -> None:
                        of._base_manager.filter(pk=at.pk).update(**{named: to})

                    if not breaches_after(alter):
                        missed.append((model._meta.db_table, column.name, row.pk, now))
    assert missed == []
