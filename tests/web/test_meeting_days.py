"""Days on which boards seldom meet, why a meeting is moved or cancelled, and what comes of one."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Role
from tests.web.test_board_pages import key_of

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def secretary(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.SECRETARY, Role.TEAM, name="sec")


BANK_HOLIDAY = {"board": "panel", "day": "4 May 2099"}


def asked_of(answer: object) -> str:
    """Return the question that a form asks, as its tick sends it."""
    assert answer.status_code == 422  # type: ignore[attr-defined]
    found = re.search(r'name="sure" value="([^"]+)"', answer.content.decode())  # type: ignore[attr-defined]
    assert found is not None
    return html.unescape(found[1])


def test_a_day_on_which_nobody_meets_is_asked_about_and_kept_with_a_tick(secretary: Client) -> None:
    asked = asked_of(secretary.post("/records/meetings/new/", BANK_HOLIDAY))
    assert asked == "Monday 4 May 2099 is the early May bank holiday."
    weekend = asked_of(
        secretary.post("/records/meetings/new/", {**BANK_HOLIDAY, "day": "3 May 2099", "sure": asked})
    )
    assert weekend == "Sunday 3 May 2099 is at a weekend."
    assert secretary.get("/records/meetings.json").json()["rows"] == []
    kept = secretary.post("/records/meetings/new/", {**BANK_HOLIDAY, "sure": asked})
    assert kept.status_code == 302
    page = secretary.get(str(kept["Location"])).content.decode()
    assert f"Flagged: {asked}" in page
    listed = secretary.get("/records/meetings/?flag=no-working-day").content.decode()
    assert "1 record match" in listed


def test_two_meetings_of_a_board_on_a_day_are_asked_about_but_not_of_two_boards(secretary: Client) -> None:
    new = "/records/meetings/new/"
    key = key_of(secretary.post(new, {"board": "panel", "day": "12 January 2099"}))
    other = {"board": "audit-committee", "day": "12 January 2099"}
    assert secretary.post(new, other).status_code == 302
    asked = asked_of(secretary.post(new, {"board": "panel", "day": "12 January 2099"}))
    assert asked == "Police, Fire and Crime Panel 1 is on Monday 12 January 2099 too."
    later = key_of(secretary.post(new, {"board": "panel", "day": "13 January 2099"}))
    move = {"version": "1", "day": "12 January 2099", "reason": "The chair asked"}
    form = secretary.post(f"/records/meetings/{later}/step/shift-proposal/", move)
    assert asked_of(form) == asked
    assert "The chair asked</textarea>" in form.content.decode()
    moved = secretary.post(f"/records/meetings/{later}/step/shift-proposal/", {**move, "sure": asked})
    assert moved.status_code == 302
    assert "same day as another" in secretary.get(f"/records/meetings/{key}/").content.decode()
    cancel = {"version": "2", "reason": "Held together"}
    assert secretary.post(f"/records/meetings/{later}/step/cancel/", cancel).status_code == 302
    assert "same day as another" not in secretary.get(f"/records/meetings/{key}/").content.decode()


def test_a_proposed_date_on_which_nobody_meets_is_asked_about_again_when_it_is_fixed(
    secretary: Client,
) -> None:
    new = "/records/meetings/new/"
    holiday = asked_of(secretary.post(new, BANK_HOLIDAY))
    key = key_of(secretary.post(new, {**BANK_HOLIDAY, "sure": holiday}))
    fix = f"/records/meetings/{key}/step/fix/"
    assert asked_of(secretary.post(fix, {"version": "1"})) == holiday
    assert secretary.get(f"/records/meetings/{key}.json").json()["state"] == "Proposed"
    twice = asked_of(secretary.post(new, BANK_HOLIDAY))
    secretary.post(new, {**BANK_HOLIDAY, "sure": twice})
    both = asked_of(secretary.post(fix, {"version": "1", "sure": holiday}))
    assert both == f"{holiday} Police, Fire and Crime Panel 2 is on Monday 4 May 2099 too."
    assert secretary.post(fix, {"version": "1", "sure": both}).status_code == 302
    assert secretary.get(f"/records/meetings/{key}.json").json()["state"] == "Fixed"
    sunday = {"board": "panel", "day": "3 May 2099"}
    key = key_of(secretary.post(new, {**sunday, "sure": asked_of(secretary.post(new, sunday))}))
    cancel = {"version": "1", "reason": "Nobody meets on a Sunday."}
    assert secretary.post(f"/records/meetings/{key}/step/cancel/", cancel).status_code == 302
    plain = key_of(secretary.post(new, {"board": "panel", "day": "12 January 2099"}))
    assert secretary.post(f"/records/meetings/{plain}/step/fix/", {"version": "1"}).status_code == 302


def test_what_nobody_changes_is_not_asked_about_again(secretary: Client) -> None:
    kept = {**BANK_HOLIDAY, "sure": asked_of(secretary.post("/records/meetings/new/", BANK_HOLIDAY))}
    key = key_of(secretary.post("/records/meetings/new/", kept))
    sent = {"version": "1", "place": "County Hall", **BANK_HOLIDAY}
    assert secretary.post(f"/records/meetings/{key}/change/", sent).status_code == 302


def test_imported_meetings_are_kept_and_flagged(secretary: Client) -> None:
    table = "Board,Day\nPolice, Fire and Crime Panel,4 May 2099\n".replace(
        "Police, Fire and Crime Panel", '"Police, Fire and Crime Panel"'
    )
    file = SimpleUploadedFile("meetings.csv", table.encode(), "text/csv")
    shown = secretary.post("/records/meetings/import/", {"file": file}).content.decode()
    assert "Monday 4 May 2099 is the early May bank holiday." in shown


def test_the_public_is_told_why_a_meeting_was_moved_and_why_one_is_cancelled(
    secretary: Client, client: Client
) -> None:
    import icalendar

    sent = {"board": "panel", "day": "12 January 2099", "begins": "12 January 2099, 10:30"}
    key = key_of(secretary.post("/records/meetings/new/", sent))
    where = f"/records/meetings/{key}/"
    assert secretary.post(f"{where}step/fix/", {"version": "1"}).status_code == 302
    move = {"version": "2", "day": "14 July 2099", "reason": "The hall is flooded."}
    assert secretary.post(f"{where}step/shift/", move).status_code == 302
    told = client.get(f"{where[:-1]}.json").json()["values"]
    assert told["why-changed"] == "The hall is flooded."
    assert told["first-proposed"] == "2099-01-12"
    assert told["begins"] == "2099-07-14T09:30:00Z"  # Half past ten on both days, as clocks show it.
    assert (
        "This meeting was moved: The hall is flooded."
        in client.get(f"/board/meetings/{key}/agenda/").content.decode()
    )
    cancel = {"version": "3", "reason": "Too few members can come."}
    assert secretary.post(f"{where}step/cancel/", cancel).status_code == 302
    for address in (where, "/records/meetings/", f"/board/meetings/{key}/agenda/", "/feeds/records.atom"):
        assert "Too few members can come." in client.get(address).content.decode(), address
    calendar = icalendar.Calendar.from_ical(client.get("/feeds/calendar.ics?of=meetings").content)
    [event] = calendar.walk("VEVENT")
    agenda = client.get(f"/board/meetings/{key}/agenda/").content.decode()
    assert "This meeting is cancelled." in agenda
    assert "Publish papers by" not in agenda
    assert event["STATUS"] == "CANCELLED"
    assert event["DESCRIPTION"] == "Cancelled: Too few members can come."


def step(secretary: Client, where: str, name: str, **more: str) -> None:
    version = secretary.get(f"{where[:-1]}.json").json()["version"]
    answer = secretary.post(f"{where}step/{name}/", {"version": str(version), **more})
    assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())


@pytest.fixture
def considered(secretary: Client) -> tuple[str, str, str]:
    """A published matter of a meeting of 2 March 2026 and of one to come: their keys, the matter's last."""

    def make(register: str, **sent: str) -> str:
        answer = secretary.post(f"/records/{register}/new/", sent)
        assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())
        return key_of(answer)

    board = "accountability-board-police"
    meeting = make("meetings", board=board, day="2 March 2026")
    later = make("meetings", board=board, day="12 January 2099")
    for key in (meeting, later):
        step(secretary, f"/records/meetings/{key}/", "fix")
    of = {"body": "police"}
    matter = make("matters", title="Burglary", raised="1 October 2024", meeting=meeting,
                  **{"raised-by": "question", "returns-to": later}, **of)  # fmt: skip
    where = f"/records/matters/{matter}/"
    step(secretary, where, "agree", meeting=meeting)
    step(secretary, where, "consider", discussion="It is falling.", assurance="partial")
    step(secretary, where, "publish")
    make("actions", action="Publish the review", matter=matter, owner="ACC", due="1 March 2099",
         **{"set-on": "2 March 2026"}, **of)  # fmt: skip
    make("recommendations", recommendation="Tell victims.", matter=matter, made="3 March 2026",
         **{"from": "panel"}, **of)  # fmt: skip
    decision = make("decisions", series="decision-record", title="Fund a patrol", decided="9 March 2026",
                    matter=matter)  # fmt: skip
    said = {
        "decided-by": "Commissioner",
        "decision": "Yes.",
        "reasons": "It works.",
        "significance": "routine",
    }
    step(secretary, f"/records/decisions/{decision}/", "take", decided="9 March 2026", **said)
    step(secretary, f"/records/decisions/{decision}/", "publish", decided="9 March 2026")
    return meeting, later, matter


def test_a_thread_tells_what_happened_when_and_at_which_board(
    considered: tuple[str, str, str], client: Client
) -> None:
    meeting, later, matter = considered
    rows = client.get(f"/board/thread/{matter}.json").json()["rows"]
    at = "Accountability Board (police), 2 March 2026"
    assert {row["meeting"] for row in rows} == {at}
    assert [(row["kind"], row["day"], row["words"]) for row in rows] == [
        ("matter", "2024-10-01", "Burglary"),
        ("discussion", "2026-03-02", "It is falling."),
        ("assurance", "2026-03-02", "Partial assurance"),
        ("decision", "2026-03-09", "Fund a patrol"),
        ("recommendation", "2026-03-03", "Tell victims."),
        ("action", "2026-03-02", "Publish the review"),
        ("next meeting", "2099-01-12", "Accountability Board (police)"),
    ]
    [action] = [row for row in rows if row["kind"] == "action"]
    assert (action["owner"], action["due"], action["state"]) == ("ACC", "2099-03-01", "Open")
    page = client.get(f"/board/thread/{matter}/").content.decode()
    assert f'<h2><a href="/records/meetings/{meeting}/">{at}</a></h2>' in page
    assert f'href="/records/meetings/{later}/"' in page
    assert "Owner: ACC. Due 1 March 2099." in page
    assert "2099-03-01" in b"".join(client.get(f"/board/thread/{matter}.csv")).decode()


def test_a_meeting_tells_what_came_of_it_and_each_of_these_where_it_came_from(
    considered: tuple[str, str, str], client: Client, secretary: Client
) -> None:
    meeting, _, matter = considered
    came = client.get(f"/records/meetings/{meeting}.json").json()["came_of_it"]
    assert [(one["register"], one["title"], one["assurance"]) for one in came] == [
        ("matters", "Burglary", "Partial assurance"),
        ("decisions", "Fund a patrol", ""),
        ("recommendations", "Tell victims.", ""),
        ("actions", "Publish the review", ""),
    ]
    page = client.get(f"/records/meetings/{meeting}/").content.decode()
    assert "Level of assurance: Partial assurance." in page
    assert f'href="/board/thread/{matter}/"' in page
    assert "Owner: ACC. Due 1 March 2099." in page
    assert "New action of this meeting" not in page
    assert "New action of this meeting" in secretary.get(f"/records/meetings/{meeting}/").content.decode()
    for one in came[1:]:
        told = client.get(one["link"]).content.decode()
        assert f'<dt>Came of the meeting</dt><dd><a href="/records/meetings/{meeting}/">' in told
    agenda = client.get(f"/board/meetings/{meeting}/agenda.json").json()["rows"]
    assert [row["assurance"] for row in agenda] == ["Partial assurance"]


def test_what_came_of_a_meeting_is_told_as_far_as_it_is_public(
    considered: tuple[str, str, str], client: Client, secretary: Client
) -> None:
    meeting, _, matter = considered
    version = secretary.get(f"/records/matters/{matter}.json").json()["version"]
    from frankpledge.records import actions
    from frankpledge.records.models import Record
    from frankpledge.registers.roles import Grant, fictional_hand
    from frankpledge.web.office import registers

    held = Record.objects.get(register="matters", key=matter)
    approver = fictional_hand(Grant(Role.APPROVER))
    actions.move(registers()["matters"], held, "withdraw", approver, version=version, reason="A mistake")
    came = client.get(f"/records/meetings/{meeting}.json").json().get("came_of_it", [])
    assert came == []
    assert client.get(f"/board/thread/{matter}/").status_code == 404


def test_a_step_shows_what_the_record_says_and_calls_nothing_it_needs_optional(secretary: Client) -> None:
    matter = {
        "title": "Burglary", "body": "police", "raised": "1 October 2024", "raised-by": "question",
        "questions.rows": "1", "questions.1.question": "Why did it rise?", "questions.1.form": "written",
    }  # fmt: skip
    where = f"/records/matters/{key_of(secretary.post('/records/matters/new/', matter))}/"
    form = secretary.get(f"{where}step/agree/").content.decode()
    assert "What this matter says" in form
    assert "Why did it rise?" in form
    assert "(optional)" not in form


def test_a_suite_is_shown_by_its_name_and_what_is_restricted_heads_no_column(secretary: Client) -> None:
    counts = ("visitors", "held", "seen", "refused", "asleep", "in-interview", "unfit", "elsewhere")
    sent = dict.fromkeys((*counts, "unavailable-otherwise", "unaccounted"), "0")
    sent |= {"suite": "Northgate custody suite", "visited": "2 March 2026"}
    answer = secretary.post("/records/custody-visits/new/", sent)
    assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())
    rows = secretary.get("/records/custody-visits.json").json()["rows"]
    assert [row["suite"] for row in rows] == ["northgate"]
    listed = secretary.get("/records/custody-visits/").content.decode()
    assert '<option value="northgate">Northgate custody suite</option>' in listed, (
        "lists are filtered by suite"
    )
    for suite, count in (("northgate", 1), ("weston", 0)):
        assert len(secretary.get(f"/records/custody-visits.json?suite={suite}").json()["rows"]) == count
    assert "<td>Northgate custody suite</td>" in secretary.get("/records/custody-visits/").content.decode()
    form = secretary.get(f"{answer['Location']}change/").content.decode()
    assert '<option value="northgate" selected>Northgate custody suite</option>' in form
    title = '<th scope="col">Title</th>'
    case = {"subject": "Noise", "received": "2 March 2026", "kind": "casework", "issue": "other"}
    assert secretary.post("/records/casework/new/", case).status_code == 302
    assert title not in secretary.get("/records/casework/").content.decode()
    assert title in secretary.get("/records/custody-visits/").content.decode()
