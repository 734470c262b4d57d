"""The cycle of a board by page: meetings and matters proposed, one thread, what is due, and reminders."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Callable
from datetime import date, timedelta
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]


@pytest.fixture
def secretary(signed_in: SignedIn) -> Client:
    return signed_in(Role.SECRETARY, Role.TEAM, name="sec")


def key_of(answer: object) -> str:
    return str(answer["Location"]).rstrip("/").rpartition("/")[2]  # type: ignore[index]


def meetings_of(secretary: Client) -> list[str]:
    page = secretary.get("/board/meetings/").content.decode()
    return re.findall(r'name="meeting" value="([^"]+)"', page)


def test_meetings_follow_the_interval_and_are_proposed_once(secretary: Client) -> None:
    offered = meetings_of(secretary)
    police = [
        date.fromisoformat(one.split()[1]) for one in offered if one.startswith("accountability-board-police")
    ]
    assert len(police) >= 6
    assert all(day.weekday() < 5 for day in police)
    assert secretary.post("/board/meetings/", {"meeting": offered}).status_code == 302
    assert not set(meetings_of(secretary)) & set(offered)
    assert len(secretary.get("/records/meetings.json").json()["rows"]) == len(offered)


def test_no_meeting_is_proposed_whose_papers_are_late_already(
    secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frankpledge.web.pages import board

    first = meetings_of(secretary)[0].split()
    meets = date.fromisoformat(first[1])
    monkeypatch.setattr(board, "today", lambda: meets - timedelta(days=3))
    later = [one.split() for one in meetings_of(secretary)]
    assert later
    assert first not in later
    monkeypatch.setattr(board, "today", lambda: meets - timedelta(weeks=3))
    assert first in [one.split() for one in meetings_of(secretary)]


def test_a_proposed_meeting_owes_nothing_until_it_is_fixed(secretary: Client) -> None:
    sent = {"board": "panel", "day": "12 January 2099"}
    key = key_of(secretary.post("/records/meetings/new/", sent))
    assert secretary.get("/due.json").json()["rows"] == []
    assert secretary.post(f"/records/meetings/{key}/step/fix/", {"version": "1"}).status_code == 302
    owed = {row["what"] for row in secretary.get("/due.json").json()["rows"]}
    assert owed == {"Publish papers", "Publish minutes"}


def test_an_overdue_action_is_proposed_to_the_board_once(secretary: Client) -> None:
    sent = {
        "action": "Report on response times",
        "body": "police",
        "due": "1 May 2025",
        "set-on": "1 April 2025",
        "owner": "ACC",
    }
    answer = secretary.post("/records/actions/new/", sent)
    assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())
    page = secretary.get("/board/agenda/").content.decode()
    source = re.search(r'value="(action:[^"]+)"', page)
    assert source is not None
    assert "Overdue: Report on response times" in page
    assert secretary.post("/board/agenda/", {"source": source[1]}).status_code == 302
    assert source[1] not in secretary.get("/board/agenda/").content.decode()
    rows = secretary.get("/records/matters.json").json()["rows"]
    assert [row["title"] for row in rows] == ["Overdue: Report on response times"]
    values = secretary.get("/records/matters/1.json").json()["values"]
    assert values["action"] == key_of(answer)
    assert values["why"] == "Action A-0001 was due on 1 May 2025."


def test_question_answer_assurance_and_action_are_one_thread(secretary: Client, signed_in: SignedIn) -> None:
    meeting = secretary.post(
        "/records/meetings/new/", {"board": "accountability-board-police", "day": "12 January 2027"}
    )
    matter = {
        "title": "Burglary", "body": "police", "raised": "1 October 2024", "raised-by": "question",
        "meeting": key_of(meeting), "questions.rows": "1", "questions.1.question": "Why did it rise?",
        "questions.1.form": "written",
    }  # fmt: skip
    key = key_of(secretary.post("/records/matters/new/", matter))
    where = f"/records/matters/{key}/"

    def step(client: Client, name: str, **more: str) -> None:
        version = client.get(f"{where[:-1]}.json").json()["version"]
        answer = client.post(f"{where}step/{name}/", {"version": str(version), **more})
        assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())

    questions = {name: text for name, text in matter.items() if name.startswith("questions")}
    step(secretary, "agree", meeting=key_of(meeting))
    step(secretary, "ask", **questions, **{"respond-by": "20 December 2026"})
    force = signed_in(Role.RESPONDENT, name="force", body="police")
    step(force, "answer", response="Two gangs, both charged.")
    sent = {
        "action": "Publish the review",
        "body": "police",
        "due": "1 March 2027",
        "owner": "ACC",
        "set-on": "1 April 2025",
    }
    sent["matter"] = key
    later = {"board": "accountability-board-police", "day": "23 February 2027"}
    sent["reports-to"] = key_of(secretary.post("/records/meetings/new/", later))
    assert secretary.post("/records/actions/new/", sent).status_code == 302
    page = secretary.get(f"/board/thread/{key}/").content.decode()
    for words in (
        "Why did it rise?",
        "Two gangs, both charged.",
        "Publish the review",
        "Owner: ACC",
        "Due 1 March",
    ):
        assert words in page
    kinds = [row["kind"] for row in secretary.get(f"/board/thread/{key}.json").json()["rows"]]
    assert kinds == ["matter", "question", "response", "action", "next meeting"]


def test_a_respondent_sees_and_answers_what_is_asked_of_its_own_body_alone(
    secretary: Client, signed_in: SignedIn
) -> None:
    matter = {"title": "Stations", "body": "fire", "raised": "1 October 2024", "raised-by": "plan"}
    key = key_of(secretary.post("/records/matters/new/", matter))
    assert (
        signed_in(Role.RESPONDENT, name="p", body="police").get(f"/records/matters/{key}/").status_code == 404
    )
    assert (
        signed_in(Role.RESPONDENT, name="f", body="fire").get(f"/records/matters/{key}/").status_code == 200
    )


def test_what_is_due_is_listed_overdue_first(secretary: Client) -> None:
    for due in ("1 May 2025", "1 March 2099"):
        sent = {
            "action": f"Until {due}",
            "body": "police",
            "due": due,
            "set-on": "1 April 2025",
            "owner": "ACC",
        }
        assert secretary.post("/records/actions/new/", sent).status_code == 302
    rows = secretary.get("/due.json").json()["rows"]
    assert [(row["due"], row["standing"]) for row in rows] == [
        ("2025-05-01", "overdue"),
        ("2099-03-01", "upcoming"),
    ]
    page = secretary.get("/due/").content.decode()
    assert "Overdue (1)" in page
    assert re.search(r'<a href="/records/actions/[^"]+">A-0001: Until 1 May 2025</a>', page)


def test_reminders_are_sent_by_a_real_mail_server_and_not_twice(
    secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Message
    from django.conf import settings

    from frankpledge.web.reminding import reminders, send

    held: list[str] = []

    class Keep(Message):
        def handle_message(self, message: object) -> None:
            subject = str(make_header(decode_header(message["subject"])))  # type: ignore[index]
            held.append(f"{subject}\n{message}")

    sent = {"decided": "3 May 2025", "series": "decision-record", "title": "Late one"}
    assert secretary.post("/records/decisions/new/", sent).status_code == 302
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", port)
        on = date(2025, 6, 2)
        assert send(reminders(on), on, "https://example.org/") == 1
        assert reminders(on) == []
        assert reminders(date(2025, 6, 5)) == []
        assert len(reminders(date(2025, 6, 10))) == 1
    finally:
        controller.stop()
    assert len(held) == 1
    assert held[0].startswith("1 overdue")
    assert "https://example.org/records/decisions/" in held[0]


def test_no_proposed_meeting_is_chosen_beforehand(secretary: Client) -> None:
    page = secretary.get("/board/meetings/").content.decode()
    assert 'name="meeting"' in page
    assert " checked" not in page


def test_a_published_matter_tells_the_public_neither_its_figure_nor_its_background(
    secretary: Client, client: Client
) -> None:
    matter = {
        "title": "Burglary", "body": "police", "raised": "20 November 2026", "raised-by": "question",
        "why": "It stood at 58.4 per cent.",
    }  # fmt: skip
    meeting = {"board": "accountability-board-police", "day": "12 January 2027"}
    matter["meeting"] = key_of(secretary.post("/records/meetings/new/", meeting))
    where = f"/records/matters/{key_of(secretary.post('/records/matters/new/', matter))}/"
    considered = {"discussion": "Noted.", "assurance": "substantial"}
    for name, more in (("agree", {"meeting": matter["meeting"]}), ("consider", considered), ("publish", {})):
        version = secretary.get(f"{where[:-1]}.json").json()["version"]
        answer = secretary.post(f"{where}step/{name}/", {"version": str(version), **more})
        assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())
    for address in (where, f"{where[:-1]}.json", "/records/matters.csv", "/board/thread/1/"):
        told = client.get(address)
        assert told.status_code == 200
        content = b"".join(told) if told.streaming else told.content
        assert b"58.4" not in content
    assert "58.4" in secretary.get(where).content.decode()


def test_the_figure_of_a_matter_leads_to_its_page(secretary: Client) -> None:
    from frankpledge.web.office import registers
    from frankpledge.web.record_words import parts_of

    of = registers()["matters"]
    value = {"key": "burglary:force:westmarch::quarter:2023-24-Q3:crimes", "build": "0002-x"}
    (part,) = parts_of(of, {"figure": value}, {}, [of.field_of("figure")])
    assert part.links == (
        (
            "Burglary, Westmarch, Q3 23/24 (build 0002-x)",
            "/figure/burglary/force/westmarch/quarter/2023-24-Q3/?source=crimes",
        ),
    )
    since = {
        "key": "burglary:force:westmarch:method=door|place=home:since:2024-10..2025-03:crimes",
        "build": "0002-x",
    }
    (part,) = parts_of(of, {"figure": since, "source": "finding:x"}, {}, of.fields)
    words = "Burglary, method: door, place: home, Westmarch, October 2024 to March 2025 (build 0002-x)"
    assert part.links[0][0] == words, "what only programs read stands on no page"


def test_a_proposal_goes_to_the_next_meeting_of_its_board_that_is_open(secretary: Client) -> None:
    for board, day in (
        ("accountability-board-fire", "8 January 2099"),
        ("accountability-board-police", "12 January 2099"),
        ("accountability-board-police", "23 February 2099"),
    ):
        assert secretary.post("/records/meetings/new/", {"board": board, "day": day}).status_code == 302
    overdue(secretary, "Report on response times")
    page = secretary.get("/board/agenda/").content.decode()
    assert "Police force: Accountability Board (police), 12 January 2099" in page
    source = re.search(r'value="(action:[^"]+)"', page)
    assert source is not None
    assert secretary.post("/board/agenda/", {"source": source[1]}).status_code == 302
    [row] = secretary.get("/records/matters.json").json()["rows"]
    meeting = secretary.get("/records/matters/1.json").json()["values"]["meeting"]
    listed = secretary.get(f"/board/meetings/{meeting}/agenda.json").json()["rows"]
    assert [(one["number"], one["title"], one["state"]) for one in listed] == [
        (1, row["title"], "Proposed"),
    ]
    shown = secretary.get(f"/board/meetings/{meeting}/agenda/").content.decode()
    assert "Accountability Board (police), 12 January 2099" in shown
    assert "Publish papers by" not in shown  # A meeting that is only proposed owes nothing.


def test_what_is_declined_with_a_reason_is_not_proposed_again(secretary: Client) -> None:
    overdue(secretary, "Report on custody")
    page = secretary.get("/board/agenda/").content.decode()
    source = re.search(r'value="(action:[^"]+)"', page)
    assert source is not None
    refused = secretary.post("/board/agenda/", {"source": source[1], "decline": "1"})
    assert refused.status_code == 422
    assert "Say why the matters chosen are not taken up." in refused.content.decode()
    assert f'value="{source[1]}" aria-label' in refused.content.decode()
    assert secretary.post("/board/agenda/", {"decline": "1", "reason": "x"}).status_code == 422
    sent = {"source": source[1], "decline": "1", "reason": "It was heard in March"}
    assert secretary.post("/board/agenda/", sent).status_code == 302
    after = secretary.get("/board/agenda/").content.decode()
    assert source[1] not in after
    assert "Matters that were not taken up (1)" in after
    history = secretary.get("/records/matters/1/history/").content.decode()
    assert "It was heard in March" in history


def test_the_last_step_is_told_with_its_reason_to_those_who_keep_the_record(
    secretary: Client, client: Client
) -> None:
    sent = {
        "action": "Say why",
        "body": "police",
        "owner": "ACC",
        "due": "1 March 2099",
        "set-on": "1 May 2026",
    }
    where = f"/records/actions/{key_of(secretary.post('/records/actions/new/', sent))}/"
    for name, more in (("report", {"evidence": "Done."}), ("return", {"reason": "Not shown by team."})):
        version = secretary.get(f"{where[:-1]}.json").json()["version"]
        assert secretary.post(f"{where}step/{name}/", {"version": str(version), **more}).status_code == 302
    assert "Not accepted as done, " in secretary.get(where).content.decode()
    assert ": Not shown by team." in secretary.get(where).content.decode()
    assert "Not shown by team." not in client.get(where).content.decode(), "the form said: in the history"
    assert "It is published with the action" in secretary.get(f"{where}step/extend/").content.decode()
    version = secretary.get(f"{where[:-1]}.json").json()["version"]
    later = {"version": str(version), "due": "1 June 2099", "reason": "The data came late."}
    assert secretary.post(f"{where}step/extend/", later).status_code == 302
    public = client.get(where).content.decode()
    assert "The data came late." in public, "why a date was changed is for the public"
    assert "1 March 2099" in public


def test_a_new_matter_is_put_to_a_meeting_that_is_to_come(secretary: Client) -> None:
    past = {"board": "panel", "day": "12 January 2024"}
    coming = {"board": "panel", "day": "12 January 2099"}
    for sent in (past, coming):
        assert secretary.post("/records/meetings/new/", sent).status_code == 302
    form = secretary.get("/records/matters/new/").content.decode()
    assert "Police, Fire and Crime Panel, 12 January 2099" in form
    assert "12 January 2024" not in form
    assert 'name="measure" value="" list="measures"' in form, "a measure is found by its title"
    assert '<option value="burglary">Burglary</option>' in form
    assert 'id="measures"' not in secretary.get("/records/meetings/new/").content.decode()


def test_the_public_sees_no_agenda_of_what_is_not_public(secretary: Client, client: Client) -> None:
    meeting = key_of(secretary.post("/records/meetings/new/", {"board": "panel", "day": "12 January 2099"}))
    assert client.get(f"/board/meetings/{meeting}/agenda/").status_code == 404
    matter = {
        "title": "Not yet public", "body": "police", "raised": "1 October 2024", "raised-by": "question",
        "meeting": meeting,
    }  # fmt: skip
    assert secretary.post("/records/matters/new/", matter).status_code == 302
    fixed = secretary.post(f"/records/meetings/{meeting}/step/fix/", {"version": "1"})
    assert fixed.status_code == 302
    seen = client.get(f"/board/meetings/{meeting}/agenda/").content.decode()
    assert "Publish papers by" in seen
    assert "Not yet public" not in seen
    assert "Not yet public" in secretary.get(f"/board/meetings/{meeting}/agenda/").content.decode()


def test_papers_are_published_with_a_file_or_a_reason_why_there_is_none(secretary: Client) -> None:
    keys = []
    for day in ("12 January 2099", "14 April 2099"):
        key = key_of(secretary.post("/records/meetings/new/", {"board": "panel", "day": day}))
        assert secretary.post(f"/records/meetings/{key}/step/fix/", {"version": "1"}).status_code == 302
        keys.append(key)
    first, second = (f"/records/meetings/{key}/" for key in keys)
    sent = {"version": "2", "agenda": "1. Minutes"}
    assert "why no file is published" in secretary.get(f"{first}step/publish-papers/").content.decode()
    refused = secretary.post(f"{first}step/publish-papers/", sent)
    assert refused.status_code == 422
    assert "needs a published file, or a reason why there is none." in html.unescape(refused.content.decode())
    reasoned = secretary.post(f"{first}step/publish-papers/", {**sent, "reason": "There is no paper."})
    assert reasoned.status_code == 302
    for published, status in (({}, 422), ({"published": "yes"}, 302)):
        version = str(secretary.get(f"{second[:-1]}.json").json()["version"])
        paper = SimpleUploadedFile("agenda.txt", b"1. Minutes of the last meeting\n")
        given = {"version": version, "file": paper, "description": "Agenda", **published}
        assert secretary.post(f"{second}attach/", given).status_code == 302
        version = str(secretary.get(f"{second[:-1]}.json").json()["version"])
        answer = secretary.post(f"{second}step/publish-papers/", {**sent, "version": version})
        assert answer.status_code == status


def overdue(secretary: Client, action: str) -> None:
    """Make an action that is overdue."""
    sent = {
        "action": action,
        "body": "police",
        "due": "1 May 2025",
        "set-on": "1 April 2025",
        "owner": "ACC",
    }
    assert secretary.post("/records/actions/new/", sent).status_code == 302
