"""Many records at once: one step or one change for all, looked at first, each with an event of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Actor, Grant, Role

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
WHERE = "/records/work-plan/together/"
BY = Actor("11111111-1111-4111-8111-111111111111", "Team", (Grant(Role.TEAM),))


def make_actions(count: int) -> None:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    for number in range(1, count + 1):
        values = {
            "plan-year": "2026-27",
            "objective": "Roads" if number % 2 else "Homes",
            "action": f"Do {number}",
            "due": {"said": "1 June 2026", "date": "2026-06-01"},
        }
        actions.create(registers()["work-plan"], values, BY)


def adopt(key: str) -> None:
    from frankpledge.records import actions
    from frankpledge.records.models import Record
    from frankpledge.web.office import registers

    held = Record.objects.get(register="work-plan", key=key)
    actions.move(registers()["work-plan"], held, "begin", BY, version=held.version)


def hidden(page: str) -> dict[str, list[str]]:
    """Return what the last form of a page sends without being filled in."""
    form = page.rpartition('<form method="post"')[2]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def standing() -> dict[str, tuple[str, int]]:
    from frankpledge.records.models import Record

    return {one.key: (one.state, one.version) for one in Record.objects.filter(register="work-plan")}


@pytest.fixture
def team(signed_in: SignedIn) -> Client:
    return signed_in(Role.TEAM, name="team")


def chosen(team: Client, query: str, task: str) -> dict[str, object]:
    """Choose records and what is to be done to them; return what the form then sends."""
    page = team.get(f"{WHERE}?{query}").content.decode()
    form = team.post(WHERE, {**hidden(page), "task": task, "begin": "yes"}).content.decode()
    return dict(hidden(form))


def test_one_step_is_taken_for_those_ticked_after_it_was_looked_at(team: Client) -> None:
    make_actions(4)
    page = team.get("/records/work-plan/").content.decode()
    assert page.count('type="checkbox" name="record"') == 4
    sent = chosen(team, "record=1&record=3", "step-begin")
    looked = team.post(WHERE, {**sent, "reason": "The plan was adopted."}).content.decode()
    assert "2 will be changed" in looked
    assert {state for state, _ in standing().values()} == {"planned"}, "a look changes nothing"
    done = team.post(WHERE, hidden(looked))
    assert done.status_code == 302
    assert {key: state for key, (state, _) in standing().items()} == {
        "1": "under-way", "2": "planned", "3": "under-way", "4": "planned",
    }  # fmt: skip


def test_each_record_has_an_event_of_its_own_with_the_reason(team: Client, signed_in: SignedIn) -> None:
    from frankpledge.audit.models import Event

    make_actions(3)
    before = Event.objects.count()
    sent = chosen(team, "all=yes", "field-owner")
    looked = team.post(WHERE, {**sent, "owner": "Head of roads", "reason": "A new post."}).content.decode()
    assert Event.objects.count() == before
    assert team.post(WHERE, hidden(looked)).status_code == 302
    assert Event.objects.count() == before + 3
    page = team.get("/records/work-plan/2/history/").content.decode()
    assert "Head of roads" in page
    assert "A new post." in page
    assert "All holds" in signed_in(Role.AUDITOR).post("/trail/").content.decode()


def test_what_cannot_be_done_is_told_with_why_and_the_others_are_done(team: Client) -> None:
    make_actions(3)
    adopt("2")
    sent = chosen(team, "all=yes", "step-begin")
    looked = team.post(WHERE, {**sent, "reason": "Adopted."}).content.decode()
    assert "1 cannot be changed so, and will be left" in looked
    assert "does not lead on from" in looked
    assert "2 will be changed" in looked
    assert team.post(WHERE, hidden(looked)).status_code == 302
    assert [state for state, _ in standing().values()] == ["under-way"] * 3


def test_what_somebody_else_changed_meanwhile_is_left_and_told(team: Client) -> None:
    make_actions(2)
    sent = chosen(team, "all=yes", "field-due")
    looked = team.post(WHERE, {**sent, "due": "1 July 2026", "reason": "Moved."}).content.decode()
    adopt("1")
    done = team.post(WHERE, hidden(looked))
    page = done.content.decode()
    assert done.status_code == 200
    assert "1 was left as it was" in page
    assert "Somebody else has changed it since you chose it." in page
    assert "1 was changed" in page
    assert standing() == {"1": ("under-way", 2), "2": ("planned", 2)}
    again = team.post(WHERE, hidden(looked)).content.decode()
    assert "2 were left as they were" in again, "pressed twice it is done once"


def test_all_are_those_that_the_filter_shows(team: Client) -> None:
    make_actions(4)
    page = team.get(f"{WHERE}?q=homes&all=yes").content.decode()
    assert "2 records are chosen" in page
    assert sorted(hidden(page)["record"]) == ["2:1", "4:1"]


def test_a_reason_and_a_value_are_asked_for(team: Client) -> None:
    make_actions(1)
    sent = chosen(team, "all=yes", "field-owner")
    answer = team.post(WHERE, {**sent, "owner": ""})
    assert answer.status_code == 422
    assert "No reason was given" in answer.content.decode()
    answer = team.post(WHERE, {**sent, "owner": "", "reason": "So"})
    assert "“Owner” is blank" in answer.content.decode()
    none = team.get(WHERE)
    assert none.status_code == 422
    assert "No record was chosen" in none.content.decode()


def test_nobody_does_together_what_they_may_not_do_one_by_one(signed_in: SignedIn) -> None:
    make_actions(2)
    analyst = signed_in(Role.ANALYST)
    assert 'name="record"' not in analyst.get("/records/work-plan/").content.decode()
    assert analyst.get(f"{WHERE}?all=yes").status_code == 403
    author = signed_in(Role.AUTHOR)
    sent = {"record": ["1:1", "2:1"], "task": "step-drop", "reason": "No", "confirm": "yes"}
    page = author.post(WHERE, sent).content.decode()
    assert "What is to be done to all of them?" in page, "an author may not drop, and is not offered it"
    assert {state for state, _ in standing().values()} == {"planned"}


def test_a_limited_role_changes_its_own_alone(signed_in: SignedIn) -> None:
    from frankpledge.records import actions
    from frankpledge.records.models import Record
    from frankpledge.web.office import registers

    office = Actor(BY.identity, "Office", (Grant(Role.AUTHOR), Grant(Role.TEAM)))
    for body in ("police", "fire"):
        report = {
            "title": "Report",
            "body": body,
            "by": "hmicfrs",
            "kind": "thematic",
            "published": "2026-01-05",
        }
        held = actions.create(registers()["inspections"], report, office)
        values = {"finding": "F", "kind": "recommendation", "body": body, "inspection": held.key,
                  "given": "2026-01-05", "evidence": "Seen"}  # fmt: skip
        actions.create(registers()["inspection-findings"], values, office)
    force = signed_in(Role.RESPONDENT, name="force", body="police")
    where = "/records/inspection-findings/together/"
    sent = {"record": ["1:1", "2:1"], "task": "step-claim", "reason": "Done", "confirm": "yes"}
    page = force.post(where, sent).content.decode()
    assert "may not take the step" in page
    states = Record.objects.filter(register="inspection-findings").order_by("number")
    assert [one.state for one in states] == ["claimed", "open"]


def test_days_on_which_boards_seldom_meet_are_asked_about_together_as_one_by_one(
    signed_in: SignedIn,
) -> None:
    secretary, where = signed_in(Role.SECRETARY, name="sec"), "/records/meetings/together/"
    for day in ("12 January 2099", "13 January 2099", "14 January 2099"):
        made = secretary.post("/records/meetings/new/", {"board": "panel", "day": day})
        assert made.status_code == 302
    page = secretary.get(f"{where}?record=panel-1&record=panel-2").content.decode()
    form = secretary.post(where, {**hidden(page), "task": "step-shift-proposal", "begin": "yes"})
    sent = {**hidden(form.content.decode()), "day": "4 May 2099", "reason": "The hall is shut."}
    looked = secretary.post(where, sent).content.decode()
    holiday = "Monday 4 May 2099 is the early May bank holiday."
    first, second = "Police, Fire and Crime Panel 1", "Police, Fire and Crime Panel 2"
    asked = f"{first}: {holiday} {second}: {holiday} {second}: {first} is on Monday 4 May 2099 too."
    assert f'name="sure" value="{asked}"' in looked
    assert "Is this right?" in looked
    days = "/records/meetings.json"
    before = {row["day"] for row in secretary.get(days).json()["rows"]}
    unanswered = secretary.post(where, hidden(looked))
    assert unanswered.status_code == 422, "who presses on without the tick is asked again"
    assert {row["day"] for row in secretary.get(days).json()["rows"]} == before
    assert secretary.post(where, {**hidden(looked), "sure": html.escape(asked)}).status_code == 302
    assert [row["day"] for row in secretary.get(days).json()["rows"]].count("2099-05-04") == 2
    page = secretary.get(f"{where}?record=panel-3").content.decode()
    form = secretary.post(where, {**hidden(page), "task": "step-fix", "begin": "yes"})
    looked = secretary.post(where, {**hidden(form.content.decode()), "reason": "Agreed."}).content.decode()
    assert 'name="sure"' not in looked, "nothing is asked of a day like any other"
    assert secretary.post(where, hidden(looked)).status_code == 302
