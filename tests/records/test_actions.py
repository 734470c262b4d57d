"""What each action does, refuses, and leaves in the history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from frankpledge.registers.numbering import Gap
from frankpledge.registers.register import Clock, Length, Numbering, Unit
from tests.records.registers import DECISIONS, EVERY, MATTERS, REGISTERS, SECRETARY

VALUES = {"title": "Buy", "series": "record", "author": "A. Name", "reasons": "Cheap"}
MAY = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 May in London."""


def test_numbers_run_on_in_each_series_and_unused_ones_say_why(database: str) -> None:
    from frankpledge.records.actions import create, mark_unused
    from frankpledge.records.queries import public, unused_numbers
    from frankpledge.records.refusals import Refused

    assert create(DECISIONS, VALUES, EVERY).key == "record-1"
    assert create(DECISIONS, {**VALUES, "series": "order"}, EVERY).key == "order-1"
    assert create(DECISIONS, VALUES, EVERY, number=4).key == "record-4"
    assert create(DECISIONS, VALUES, EVERY).number == 5
    assert unused_numbers(DECISIONS) == (Gap(2, 3, "record"),)
    for number in (4, 0, 7):
        with pytest.raises(Refused):
            mark_unused(DECISIONS, number, "Withdrawn", EVERY, series="record")
    with pytest.raises(Refused, match="cannot be kept"):
        mark_unused(DECISIONS, 2, " ", EVERY, series="record")
    with pytest.raises(Refused, match="cannot be kept"):
        mark_unused(DECISIONS, 2, "Withdrawn", EVERY)
    unused = mark_unused(DECISIONS, 2, "Withdrawn", EVERY, series="record")
    assert (unused.state, unused.values["because"]) == ("unused", "Withdrawn")
    assert unused_numbers(DECISIONS) == (Gap(3, 3, "record"),)
    assert create(DECISIONS, VALUES, EVERY, number=3).number == 3  # a gap may also be filled
    assert unused_numbers(DECISIONS) == ()
    assert list(public(DECISIONS)) == [unused]
    assert mark_unused(DECISIONS, 6, "Skipped", EVERY, series="record").number == 6
    assert create(DECISIONS, VALUES, EVERY).number == 7
    with pytest.raises(Refused, match="taken"):
        create(DECISIONS, VALUES, EVERY, number=3)
    with pytest.raises(Refused, match="not chosen"):
        create(MATTERS, {"title": "x"}, EVERY, number=3)
    with pytest.raises(Refused, match="knows no unused"):
        mark_unused(MATTERS, 1, "x", EVERY)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"series": "record"}, "title"),
        ({**VALUES, "series": "edict"}, "series"),
        ({**VALUES, "titel": "x"}, "no field 'titel'. Did you mean 'title'"),
        ({**VALUES, "cost": "much"}, "cost"),
        ({**VALUES, "cost": 1.5}, "cost"),
        ({**VALUES, "taken": "yesterday"}, "taken"),
        ({**VALUES, "answers": "7"}, "answers"),
        ({**VALUES, "related": ["record-1", "record-9"]}, "related"),
        ({**VALUES, "reasons": "a\0b"}, "reasons"),
        ({**VALUES, "reasons": "half \ud800"}, "Type it anew"),
    ],
)
def test_values_that_do_not_fit_the_register_are_refused(
    values: dict[str, Any], says: str, database: str
) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.models import Record
    from frankpledge.records.refusals import Refused

    with pytest.raises(Refused) as refused:
        create(DECISIONS, values, EVERY)
    assert says in str(refused.value) + "".join(one.field for one in refused.value.problems)
    assert Record.objects.count() == 0


def test_a_reason_that_no_database_can_hold_is_refused(database: str) -> None:
    from frankpledge.records.actions import amend, create
    from frankpledge.records.refusals import Refused

    record = create(DECISIONS, VALUES, EVERY)
    for reason in ("a\0b", "\udfff"):
        with pytest.raises(Refused, match="Type it anew"):
            amend(DECISIONS, record, {"title": "x"}, EVERY, version=1, reason=reason)


def test_a_step_starts_where_declared_needs_what_it_needs_and_stamps_the_day(database: str) -> None:
    from frankpledge.records.actions import amend, create, move
    from frankpledge.records.refusals import Refused

    record = create(DECISIONS, {"title": "Buy", "series": "record"}, EVERY)
    with pytest.raises(Refused, match=r"no step 'tak'\. Did you mean 'take'"):
        move(DECISIONS, record, "tak", EVERY, version=1)
    with pytest.raises(Refused, match="does not lead on from 'Draft'"):
        move(DECISIONS, record, "publish", EVERY, version=1)
    with pytest.raises(Refused) as refused:
        move(DECISIONS, record, "take", EVERY, version=1)
    assert [one.field for one in refused.value.problems] == ["reasons"]
    taken = move(DECISIONS, record, "take", EVERY, version=1, values={"reasons": "Cheap"}, at=MAY)
    assert (taken.state, taken.values["taken"], taken.day) == ("taken", "2026-05-01", date(2026, 5, 1))
    published = move(DECISIONS, taken, "publish", EVERY, version=2)
    with pytest.raises(Refused, match="closed"):
        amend(DECISIONS, published, {"title": "Sell"}, EVERY, version=3)
    with pytest.raises(Refused, match="needs a reason"):
        move(DECISIONS, published, "reopen", EVERY, version=3, reason=" ")
    again = move(DECISIONS, published, "reopen", EVERY, version=3, reason="Mistaken")
    assert "taken" not in again.values  # a step back undoes what was stamped on the way
    assert move(DECISIONS, again, "take", EVERY, version=4, at=MAY).values["taken"] == "2026-05-01"


def test_an_amendment_leaves_what_it_does_not_name_and_clears_what_is_blank(database: str) -> None:
    from frankpledge.records.actions import amend, create
    from frankpledge.records.refusals import Refused

    record = create(DECISIONS, {**VALUES, "cost": "1.50"}, EVERY)
    amended = amend(DECISIONS, record, {"cost": "", "measure": "burglary"}, EVERY, version=1)
    assert amended.values == {**VALUES, "measure": "burglary"}
    with pytest.raises(Refused) as refused:
        amend(DECISIONS, amended, {"title": None}, EVERY, version=2)
    assert [one.field for one in refused.value.problems] == ["title"]
    with pytest.raises(Refused, match="series"):
        amend(DECISIONS, amended, {"series": "order"}, EVERY, version=2)
    with pytest.raises(Refused, match="never had a version 9"):
        amend(DECISIONS, amended, {"title": "x"}, EVERY, version=9)
    with pytest.raises(Refused, match="of decisions"):
        amend(MATTERS, amended, {"title": "x"}, EVERY, version=2)


def test_history_keeps_every_version_as_it_was(database: str) -> None:
    from frankpledge.records.actions import amend, create, move
    from frankpledge.records.queries import as_at, history

    record = create(DECISIONS, VALUES, EVERY, at=MAY)
    amend(DECISIONS, record, {"title": "Buy two"}, SECRETARY, version=1, reason="One is too few")
    move(DECISIONS, record, "take", EVERY, version=2)
    told = [(one.number, one.event.action, one.event.actor, one.reason) for one in history(record)]
    assert told == [
        (1, "made", EVERY.identity, ""),
        (2, "amended", SECRETARY.identity, "One is too few"),
        (3, "moved", EVERY.identity, ""),
    ]
    first = as_at(record, 1)
    assert (first.values, first.state, first.event.at) == (VALUES, "draft", MAY)
    assert as_at(record, 3).detail == {"move": "take"}


def test_stale_tells_both_texts_of_what_one_may_see(database: str) -> None:
    from frankpledge.records.actions import amend, create
    from frankpledge.records.refusals import Both, Stale

    record = create(DECISIONS, {**VALUES, "advice": "Do not"}, EVERY)
    amend(DECISIONS, record, {"title": "Theirs", "advice": "Do", "cost": "2.00"}, EVERY, version=1)
    with pytest.raises(Stale) as stale:
        amend(DECISIONS, record, {"title": "Mine", "reasons": "Mine too"}, SECRETARY, version=1)
    assert stale.value.version == 2
    assert stale.value.fields == {
        "title": Both("Buy", "Theirs", "Mine"),
        "reasons": Both("Cheap", "Cheap", "Mine too"),
        "cost": Both(None, "2.00", None),
    }
    assert stale.value.clashes == ("title",)


def test_what_came_with_faults_can_be_amended_but_not_made_worse(sqlite: str) -> None:
    from dataclasses import replace

    from frankpledge.records.actions import amend, create
    from frankpledge.records.refusals import Refused

    lax = replace(DECISIONS, fields=tuple(replace(one, required=False) for one in DECISIONS.fields))
    record = create(lax, {"series": "record"}, EVERY)
    amended = amend(DECISIONS, record, {"reasons": "Cheap"}, EVERY, version=1)  # still without a title
    titled = amend(DECISIONS, amended, {"title": "Buy"}, EVERY, version=2)
    with pytest.raises(Refused):
        amend(DECISIONS, titled, {"title": None}, EVERY, version=3)


def test_withholding_is_on_a_declared_ground_and_of_something_that_is_there(sqlite: str) -> None:
    from frankpledge.records.actions import create, withhold
    from frankpledge.records.refusals import Refused

    record = create(DECISIONS, VALUES, EVERY)
    with pytest.raises(Refused, match="no ground"):
        withhold(DECISIONS, record, {"cost": "because"}, EVERY, version=1)
    for part in ("price", "file-1"):
        with pytest.raises(Refused, match=f"no '{part}'"):
            withhold(DECISIONS, record, {part: "commercial"}, EVERY, version=1)


def test_an_erasure_leaves_nothing_of_what_was_erased_and_all_of_the_rest(database: str) -> None:
    from frankpledge.audit.models import SubjectKey
    from frankpledge.audit.queries import heads
    from frankpledge.records.actions import amend, create
    from frankpledge.records.erasing import erase
    from frankpledge.records.queries import history
    from frankpledge.records.refusals import Refused
    from frankpledge.records.verifying import verify
    from tests.records.test_actions_are_one_event import content

    record = create(DECISIONS, {**VALUES, "author": "Zebedee Quill"}, EVERY)
    amend(
        DECISIONS,
        record,
        {"author": "Zebedee Q. Quill", "title": "Sell"},
        EVERY,
        version=1,
        reason="Quill asked",
    )
    amend(DECISIONS, record, {"author": "Zebedee Quill Esq."}, EVERY, version=2)
    with pytest.raises(Refused, match="not personal"):
        erase(DECISIONS, record, ["title"], EVERY, version=3)
    with pytest.raises(Refused, match="no 'autor'"):
        erase(DECISIONS, record, ["autor"], EVERY, version=3)
    before, key = heads()["records:decisions"], SubjectKey.objects.get(subject=str(record)).key
    erased = erase(DECISIONS, record, ["author"], EVERY, version=3, reasons=True, reason="On request")
    assert "quill" not in str(content()).casefold()
    assert SubjectKey.objects.get(subject=str(record)).key != key
    assert erased.values == {"title": "Sell", "series": "record", "reasons": "Cheap"}
    assert [one.values["title"] for one in history(record)] == ["Buy", "Sell", "Sell", "Sell"]
    assert [one.reason for one in history(record)] == ["", "", "", "On request"]
    assert verify([{"records:decisions": before}], REGISTERS) == ()
    again = amend(DECISIONS, erased, {"author": "Another", "title": "Keep"}, EVERY, version=4)
    assert verify((), REGISTERS) == ()
    erase(DECISIONS, again, ["author"], EVERY, version=5)
    assert verify((), REGISTERS) == ()
    assert [one.reason for one in history(record)][3] == "On request"  # kept unless asked


def test_what_falls_due_is_told_with_when_it_was_met(database: str) -> None:
    from dataclasses import replace

    from frankpledge.records.actions import create, move
    from frankpledge.records.deadlines import deadlines_of, due
    from frankpledge.registers.clocks import Standing
    from frankpledge.registers.roles import NOBODY

    clock = Clock("out", "Publish", "taken", Length(5, Unit.WORKING_DAYS), met_in=frozenset({"published"}))
    register = replace(DECISIONS, clocks=(clock,))
    record = create(register, {**VALUES, "taken": "2026-05-01"}, EVERY, at=MAY)
    other = create(register, {**VALUES, "taken": "2026-04-01"}, EVERY, at=MAY)
    create(register, VALUES, EVERY)  # has nothing to count from
    today = date(2026, 5, 7)
    told = [(one.record, one.due.on, one.due.state) for one in due([register, MATTERS], EVERY, today)]
    assert told == [  # Good Friday and Easter Monday, and the first Monday of May, are no working days
        (other, date(2026, 4, 10), Standing.OVERDUE),
        (record, date(2026, 5, 11), Standing.SOON),
    ]
    assert due([register], NOBODY, today) == ()
    move(register, other, "take", EVERY, version=1, at=MAY)
    late = move(register, other, "publish", EVERY, version=2, at=datetime(2026, 5, 2, 12, tzinfo=UTC))
    assert [one.record for one in due([register], EVERY, today)] == [record]
    (met,) = deadlines_of(register, [late], today)
    assert (met.due.state, met.due.met_on) == (Standing.LATE, date(2026, 5, 2))


def test_a_register_without_series_numbers_its_records_alone(sqlite: str) -> None:
    from dataclasses import replace

    from frankpledge.records.actions import create

    plain = replace(MATTERS, numbering=Numbering(prefix="M", digits=4))
    assert [create(plain, {"title": "x"}, EVERY).key for _ in range(3)] == ["1", "2", "3"]


def test_lists_run_from_the_newest_day_to_records_without_one(database: str) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.queries import seen_by

    days = ["2026-05-01", None, "2026-06-01", None]
    made = [create(DECISIONS, {**VALUES, "taken": day}, EVERY) for day in days]
    assert list(seen_by(DECISIONS, EVERY)) == [made[2], made[0], made[3], made[1]]
