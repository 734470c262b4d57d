"""What is not granted is denied, by the actions themselves and by every query."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from frankpledge.registers.roles import NOBODY, Actor, Grant, Role
from tests.records.registers import (
    APPROVER,
    DECISIONS,
    EVERY,
    MATTERS,
    REGISTERS,
    SECRETARY,
    TEAM,
    person,
)

VALUES = {"title": "Buy", "series": "record", "body": "beds", "author": "A. Name", "reasons": "Cheap"}
AMENDS = {Role.SECRETARY, Role.TEAM}


@pytest.fixture
def decision(sqlite: str) -> Any:
    from frankpledge.records.actions import create

    return create(DECISIONS, {**VALUES, "advice": "Do not"}, EVERY)


def acts() -> dict[str, tuple[set[Role], Callable[[Any, Actor], Any]]]:
    """Every action, and the roles that may take it."""
    from frankpledge.records import actions
    from frankpledge.records.attaching import attach
    from frankpledge.records.erasing import erase

    return {
        "create": (AMENDS, lambda one, by: actions.create(DECISIONS, VALUES, by)),
        "unused": (AMENDS, lambda one, by: actions.mark_unused(DECISIONS, 1, "No", by, series="order")),
        "amend": (AMENDS, lambda one, by: actions.amend(DECISIONS, one, {"title": "Sell"}, by, version=1)),
        "move": ({Role.APPROVER}, lambda one, by: actions.move(DECISIONS, one, "take", by, version=1)),
        "withhold": (
            AMENDS,
            lambda one, by: actions.withhold(DECISIONS, one, {"cost": "commercial"}, by, version=1),
        ),
        "erase": (AMENDS, lambda one, by: erase(DECISIONS, one, ["author"], by, version=1)),
        "attach": (
            AMENDS,
            lambda one, by: attach(DECISIONS, one, "a.txt", io.BytesIO(b"words"), by, version=1),
        ),
    }


@pytest.mark.parametrize("name", ["create", "unused", "amend", "move", "withhold", "erase", "attach"])
def test_an_action_is_for_the_roles_declared_and_for_their_bodies(name: str, decision: Any) -> None:
    from django.core.exceptions import PermissionDenied
    from django.db import transaction

    from frankpledge.audit.models import Event

    roles, act = acts()[name]
    events = Event.objects.count()
    people = [person(role) for role in Role] + [person(role, body="northants") for role in roles]
    # Whoever has no identity is nobody, whatever they claim to hold.
    people += [NOBODY, replace(EVERY, identity="")]
    for one in people:
        if one.identity and one.roles & roles and one.grants[0].body == "":
            continue
        with pytest.raises(PermissionDenied):
            act(decision, one)
    assert Event.objects.count() == events
    for role in roles:
        for body in ("", "beds"):
            if name in ("unused", "attach") and body:
                continue
            with transaction.atomic(durable=True):
                if name != "attach":
                    act(decision, person(role, body=body))
                    transaction.set_rollback(True)
    if name == "attach":
        act(decision, person(Role.TEAM, body="beds"))


def test_a_record_cannot_be_moved_to_a_body_one_does_not_act_for(decision: Any) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.records.actions import amend

    with pytest.raises(PermissionDenied):
        amend(DECISIONS, decision, {"body": "northants"}, person(Role.TEAM, body="beds"), version=1)
    with pytest.raises(PermissionDenied):
        amend(DECISIONS, decision, {"body": ""}, person(Role.TEAM, body="beds"), version=1)
    amend(DECISIONS, decision, {"body": "northants"}, TEAM, version=1)


def test_a_field_for_some_roles_is_neither_seen_nor_changed_by_others(decision: Any) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.records.actions import amend, create, withhold
    from frankpledge.records.rights import values_seen

    assert "advice" not in values_seen(DECISIONS, decision, SECRETARY)
    assert values_seen(DECISIONS, decision, TEAM)["advice"] == "Do not"
    for change in ({"advice": "Do"}, {"advice": None}):
        with pytest.raises(PermissionDenied):
            amend(DECISIONS, decision, change, SECRETARY, version=1)
    with pytest.raises(PermissionDenied):
        create(DECISIONS, {**VALUES, "advice": "Do"}, SECRETARY)
    with pytest.raises(PermissionDenied):
        withhold(DECISIONS, decision, {"advice": "commercial"}, SECRETARY, version=1)
    amended = amend(DECISIONS, decision, {"title": "Sell"}, SECRETARY, version=1)
    assert amended.values["advice"] == "Do not"  # What they do not see stays as it is.


def test_a_role_held_for_one_body_counts_for_its_records_alone(sqlite: str) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.queries import seen_by
    from frankpledge.records.rights import values_seen

    here = create(DECISIONS, VALUES, EVERY)
    there = create(DECISIONS, {**VALUES, "body": "northants", "advice": "Theirs"}, EVERY)
    nowhere = create(DECISIONS, {**VALUES, "body": ""}, EVERY)
    beds = person(Role.RESPONDENT, body="beds")
    assert list(seen_by(DECISIONS, beds)) == [here]
    assert set(seen_by(DECISIONS, EVERY)) == {here, there, nowhere}
    assert list(seen_by(DECISIONS, NOBODY)) == list(seen_by(DECISIONS, person(Role.PARTNER))) == []
    # Team for Bedfordshire and secretary for all: confidential fields of Bedfordshire's alone.
    mixed = Actor("mixed", "Mixed", (Grant(Role.TEAM, "beds"), Grant(Role.SECRETARY)))
    assert set(seen_by(DECISIONS, mixed)) == {here, there, nowhere}
    assert "advice" not in values_seen(DECISIONS, there, mixed)
    # A role for one service or area is not one for all.
    for narrow in (Grant(Role.TEAM, service="fire"), Grant(Role.TEAM, area="luton")):
        assert list(seen_by(DECISIONS, Actor("narrow", "Narrow", (narrow,)))) == []


def test_a_role_held_for_a_service_or_area_counts_where_every_limit_is_met(sqlite: str) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.records.actions import amend, create
    from frankpledge.records.queries import search, seen_by
    from frankpledge.records.rights import values_seen

    divided = replace(DECISIONS, scope={"body": "body", "service": "author", "area": "reasons"})
    said = [("beds", "fire", "luton"), ("beds", "fire", ""), ("beds", "police", "luton"), ("", "", "")]
    made = [
        create(
            divided,
            {"title": "Marker", "series": "record", "body": body, "author": author, "reasons": why},
            EVERY,
        )
        for body, author, why in said
    ]

    def seen(*grants: Grant) -> set[Any]:
        by = Actor("x", "X", grants)
        found = set(seen_by(divided, by))
        assert found == {one for _, one in search("marker", [divided], by)}
        for one in made:
            # What a list shows, what a record says and who may change it are one rule.
            assert bool(values_seen(divided, one, by)) == (one in found)
            if one not in found:
                with pytest.raises(PermissionDenied):
                    amend(divided, one, {"title": "Mine"}, by, version=1)
        return found

    fire, luton = Grant(Role.TEAM, service="fire"), Grant(Role.TEAM, area="luton")
    assert seen(fire) == {made[0], made[1]}
    assert seen(luton) == {made[0], made[2]}
    assert seen(fire, luton) == {made[0], made[1], made[2]}  # Of two grants, the union.
    assert seen(Grant(Role.TEAM, "beds", "fire", "luton")) == {made[0]}  # Of one grant, all its limits.
    assert seen(Grant(Role.TEAM, "northants", "fire")) == set()
    assert seen(Grant(Role.AUTHOR, service="fire")) == set()  # A role that the register does not name.
    assert seen(fire, Grant(Role.TEAM)) == set(made)
    amend(divided, made[1], {"title": "Theirs"}, Actor("x", "X", (fire,)), version=1)
    for change in ({"author": "police"}, {"author": None}):
        with pytest.raises(PermissionDenied):
            amend(divided, made[0], change, Actor("x", "X", (fire,)), version=1)


def test_where_records_say_nothing_of_what_they_are_a_limited_role_of_the_office_is_none(sqlite: str) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.queries import seen_by
    from frankpledge.records.rights import roles_for

    undivided = replace(DECISIONS, scope={})
    made = create(undivided, VALUES, EVERY)
    for limits in ({"body": "beds"}, {"service": "fire"}, {"area": "luton"}):
        by = Actor("x", "X", (Grant(Role.TEAM, **limits),))
        assert list(seen_by(undivided, by)) == []
        assert roles_for(undivided, made.values, by) == {Role.PUBLIC}
    # Those outside always act for a body: a register that names them and divides nothing means all of them.
    assert list(seen_by(undivided, person(Role.RESPONDENT, body="beds"))) == [made]
    narrow = Actor("x", "X", (Grant(Role.RESPONDENT, "beds", area="luton"),))
    assert list(seen_by(undivided, narrow)) == []


def test_nobody_makes_a_record_public_by_making_it_where_they_could_not_have_moved_it(sqlite: str) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.records.actions import create
    from frankpledge.records.refusals import Refused

    with pytest.raises(PermissionDenied):
        create(DECISIONS, VALUES, TEAM, state="published")
    with pytest.raises(Refused, match="cannot be taken yet"):
        create(DECISIONS, VALUES, SECRETARY, state="published")
    with pytest.raises(PermissionDenied):
        create(DECISIONS, {**VALUES, "because": "x"}, SECRETARY, state="unused")
    made = create(DECISIONS, {**VALUES, "taken": "2024-05-01"}, SECRETARY, state="published", number=234)
    assert (made.state, made.key, made.day.isoformat()) == ("published", "record-234", "2024-05-01")


def test_the_public_sees_published_fields_of_public_records_and_nothing_withheld(decision: Any) -> None:
    from frankpledge.records.actions import move, withhold
    from frankpledge.records.queries import public, seen_by
    from frankpledge.records.rights import values_seen

    assert values_seen(DECISIONS, decision, NOBODY) == {}
    taken = move(DECISIONS, decision, "take", APPROVER, version=1, values={"cost": "1.50"})
    assert list(public(DECISIONS)) == []
    published = move(DECISIONS, taken, "publish", SECRETARY, version=2)
    day = published.values["taken"]
    assert list(public(DECISIONS)) == list(seen_by(DECISIONS, NOBODY)) == [decision]
    seen = {
        "title": "Buy",
        "series": "record",
        "body": "beds",
        "reasons": "Cheap",
        "cost": "1.50",
        "taken": day,
    }
    assert values_seen(DECISIONS, published, NOBODY) == seen
    less = withhold(DECISIONS, published, {"cost": "commercial", "body": "commercial"}, TEAM, version=3)
    del seen["cost"], seen["body"]
    assert values_seen(DECISIONS, less, NOBODY) == seen
    assert values_seen(DECISIONS, less, TEAM)["cost"] == "1.50"
    again = withhold(DECISIONS, less, {"body": ""}, TEAM, version=4)
    assert again.withheld == {"cost": "commercial"}
    # Who is not of the office sees what the public sees, and no more.
    assert values_seen(DECISIONS, again, person(Role.PARTNER)) == {**seen, "body": "beds"}


def test_no_search_and_no_link_tells_what_one_may_not_see(sqlite: str) -> None:
    from frankpledge.records.actions import create, move
    from frankpledge.records.queries import about_measure, linked_to, search

    matter = create(MATTERS, {"title": "Drones", "question": "How many Übergriffe?"}, EVERY)
    values = {**VALUES, "answers": matter.key, "advice": "Secret plan", "measure": "burglary"}
    record = create(DECISIONS, values, EVERY)
    all_of = tuple(REGISTERS.values())
    assert search("secret PLAN", all_of, TEAM) == ((DECISIONS, record),)
    assert search("ÜBERGRIFFE", all_of, EVERY) == ((MATTERS, matter),)
    assert search("decision record", all_of, SECRETARY) == ((DECISIONS, record),)  # a choice by its title
    for actor in (SECRETARY, NOBODY, person(Role.RESPONDENT, body="northants")):
        assert search("secret", all_of, actor) == ()
    assert search("buy cheap", all_of, SECRETARY) == ((DECISIONS, record),)
    assert search("buy dear", all_of, SECRETARY) == search("  ", all_of, SECRETARY) == ()
    assert search("%", all_of, SECRETARY) == ()

    assert linked_to(matter, REGISTERS, EVERY) == ((DECISIONS, "answers", record),)
    assert linked_to(matter, REGISTERS, NOBODY) == ()
    assert about_measure("burglary", all_of, TEAM) == ((DECISIONS, "measure", record),)
    assert about_measure("burglary", all_of, NOBODY) == about_measure("arson", all_of, TEAM) == ()

    move(MATTERS, matter, "answer", SECRETARY, version=1)
    assert search("übergriffe", all_of, NOBODY) == ()  # The matter is public, its question is not.
    assert search("drones", all_of, NOBODY) == ((MATTERS, matter),)


def test_an_export_of_what_is_restricted_is_one_event(sqlite: str) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.records.actions import create
    from frankpledge.records.queries import seen_by
    from frankpledge.records.seeing import see_many

    held = [create(DECISIONS, {**VALUES, "advice": f"Do {number}"}, EVERY) for number in range(3)]
    events = Event.objects.filter(stream="seen:decisions")
    told = see_many(DECISIONS, held, TEAM)
    assert [(one, values["advice"]) for one, values in told] == [
        (one, f"Do {number}") for number, one in enumerate(held)
    ]
    assert [(one.action, one.subject) for one in events.all()] == [("exported", "decisions")]
    assert see_many(DECISIONS, held, NOBODY) == []
    create(DECISIONS, {"title": "Plain", "series": "record"}, EVERY)
    plain = seen_by(DECISIONS, EVERY).filter(key="record-4")
    assert [values["title"] for _, values in see_many(DECISIONS, plain, SECRETARY)] == ["Plain"]
    assert events.all().count() == 1


def test_reading_what_is_restricted_is_an_event_and_reading_the_rest_is_none(decision: Any) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.audit.models import Event
    from frankpledge.records.actions import move
    from frankpledge.records.seeing import see, see_history
    from frankpledge.records.verifying import verify

    with pytest.raises(PermissionDenied):
        see(DECISIONS, decision, NOBODY)
    events = Event.objects.filter(stream="seen:decisions")
    assert see(DECISIONS, decision, TEAM)["advice"] == "Do not"
    assert [(one.action, one.actor, one.subject) for one in events] == [
        ("saw", TEAM.identity, "decisions/record-1")
    ]
    taken = move(DECISIONS, decision, "take", APPROVER, version=1)
    published = move(DECISIONS, taken, "publish", SECRETARY, version=2)
    assert "author" not in see(DECISIONS, published, NOBODY)
    assert events.all().count() == 1
    assert see(DECISIONS, published, SECRETARY)["author"] == "A. Name"
    assert events.all().count() == 2
    for actor in (NOBODY, person(Role.PARTNER)):
        with pytest.raises(PermissionDenied):
            see_history(DECISIONS, published, actor)
    assert [one.number for one in see_history(DECISIONS, published, TEAM)] == [1, 2, 3]
    assert events.all().count() == 3
    assert verify((), REGISTERS) == ()


def test_what_is_withheld_of_a_record_neither_finds_nor_places_it(database: str) -> None:
    from datetime import date

    from frankpledge.records.models import Record
    from frankpledge.records.queries import seen_by, told_of
    from frankpledge.web.record_lists import in_order

    register = DECISIONS
    for number, withheld in ((1, {}), (2, {"taken": "commercial", "body": "commercial"}), (3, {})):
        Record.objects.create(
            register=register.id, key=f"record-{number}", series="record", number=number, version=1,
            state="published", day=date(2026, 5, number), withheld=withheld,
            values={"title": "T", "body": f"b{number}", "taken": f"2026-05-0{number}"},
        )  # fmt: skip

    def numbers(actor: Actor, name: str = "") -> list[int]:
        found = seen_by(register, actor)
        if name:
            found = found.filter(told_of(register, name, actor), values__body__startswith="b")
        return [one.number for one in found]

    assert numbers(EVERY) == [3, 2, 1]
    assert numbers(NOBODY) == [3, 1, 2]
    assert numbers(EVERY, "body") == [3, 2, 1]
    assert numbers(NOBODY, "body") == [3, 1]
    listed = replace(register, fields=tuple(replace(one, listed=True) for one in register.fields))
    for asked, placed in (("body", [1, 3, 2]), ("-body", [3, 1, 2])):
        found = in_order(listed, seen_by(listed, NOBODY), asked, NOBODY)
        assert [one.number for one in found] == placed
