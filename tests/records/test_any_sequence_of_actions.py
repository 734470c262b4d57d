"""Whatever is done, in whatever order, the chain verifies and history gives back every version."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.records.registers import DECISIONS, EVERY, MATTERS, REGISTERS

LINE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": LINE,
    "body": LINE | st.none(),
    "author": LINE | st.none(),
    "advice": LINE | st.just(""),
    "cost": st.decimals("-999", "999", places=2).map(str),
    "reasons": LINE | st.none(),
    "taken": st.dates().map(str) | st.none(),
    "measure": st.sampled_from(["burglary", None]),
    "related": st.lists(st.sampled_from(["record-1", "record-2", "record-9"]), unique=True),
    "answers": st.sampled_from(["1", "5", None]),
}
CHANGES = st.fixed_dictionaries({}, optional=FIELDS)
WHICH = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("make"), WHICH, CHANGES),
        st.tuples(st.just("ask"), WHICH, LINE),
        st.tuples(st.just("amend"), WHICH, CHANGES),
        st.tuples(st.just("move"), WHICH, st.sampled_from(["take", "publish", "reopen"]), LINE),
        st.tuples(
            st.just("withhold"),
            WHICH,
            st.dictionaries(st.sampled_from(["cost", "title"]), st.sampled_from(["commercial", ""])),
        ),
        st.tuples(st.just("erase"), WHICH, st.booleans()),
        st.tuples(st.just("skip"), WHICH, LINE),
        st.tuples(st.just("see"), WHICH),
    ),
    min_size=3,
    max_size=14,
)


def act(step: tuple[Any, ...]) -> Any:
    """Take one step on one of the records there are, and return the record."""
    from frankpledge.records import actions
    from frankpledge.records.erasing import erase
    from frankpledge.records.models import Record
    from frankpledge.records.seeing import see

    name, which, *rest = step
    if name == "make":
        return actions.create(DECISIONS, {"title": "Made", "series": "record", **rest[0]}, EVERY)
    if name == "ask":
        return actions.create(MATTERS, {"title": rest[0]}, EVERY)
    if name == "skip":
        return actions.mark_unused(DECISIONS, which + 1, rest[0], EVERY, series="record")
    held = list(Record.objects.filter(register="decisions").order_by("pk"))
    if not held:
        return None
    record = held[which % len(held)]
    version = record.version
    if name == "amend":
        return actions.amend(DECISIONS, record, rest[0], EVERY, version=version)
    if name == "move":
        return actions.move(DECISIONS, record, rest[0], EVERY, version=version, reason=rest[1])
    if name == "withhold":
        return actions.withhold(DECISIONS, record, rest[0], EVERY, version=version)
    if name == "erase":
        return erase(DECISIONS, record, ["author"], EVERY, version=version, reasons=rest[0])
    see(DECISIONS, record, EVERY)
    return record


@pytest.fixture
def emptied(database: str, folder: Path) -> Iterator[Any]:
    """Gives back an empty database, for each example its own."""
    from django.db import connections

    file = Path(connections.settings["default"]["NAME"])
    if database == "postgresql":
        yield lambda: None
        return
    empty = shutil.copy(file, folder / "empty")

    def again() -> None:
        connections.close_all()
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        shutil.copy(empty, file)

    yield again


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_chain_verifies_and_history_gives_back_every_version(steps: Any, emptied: Any) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.audit.queries import heads
    from frankpledge.records.models import Record
    from frankpledge.records.queries import history
    from frankpledge.records.refusals import Refused
    from frankpledge.records.verifying import verify

    emptied()
    held: dict[tuple[str, int], Any] = {}
    known = []
    for step in steps:
        events = Event.objects.count()
        try:
            record = act(step)
        except Refused:
            assert Event.objects.count() == events
            continue
        known.append(heads())
        if record is None:
            continue
        now = Record.objects.get(pk=record.pk)
        if step[0] == "erase":
            for (name, _), old in held.items():
                if name == str(now):
                    old["values"].pop("author", None)
        held[str(now), now.version] = {
            "state": now.state,
            "values": copy.deepcopy(now.values),
            "withheld": now.withheld,
        }
        assert Event.objects.count() - events in (0, 1)
    assert verify(known, REGISTERS) == ()
    told = {
        (str(record), one.number): {"state": one.state, "values": one.values, "withheld": one.withheld}
        for record in Record.objects.all()
        for one in history(record)
    }
    assert {place: told[place] for place in held} == held
    assert len(told) == Event.objects.filter(stream__startswith="records:").count()
