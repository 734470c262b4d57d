"""Registers by page: made, amended, moved on, withheld, and by the public read only where they are public."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.pipeline import today
from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
DECISION = {
    "series": "decision-record",
    "title": "Fund a youth service",
    "decided": "3 May 2025",
    "decided-by": "The commissioner",
    "significance": "significant",
    "decision": "To **fund** it.",
    "reasons": "It works.",
}
ASKED = {"owner": "The chief", "set-on": "2026-01-05", "due": "2026-02-05"}
WHERE = "/records/decisions/decision-record-234/"


@pytest.fixture
def secretary(signed_in: SignedIn) -> Client:
    return signed_in(Role.SECRETARY, Role.TEAM, name="sec")


def version_of(client: Client, where: str) -> str:
    return str(client.get(f"{where[:-1]}.json").json()["version"])


def made(client: Client, **more: str) -> None:
    answer = client.post("/records/decisions/new/", {**DECISION, "number": "234", **more})
    assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())


def published(secretary: Client, approver: Client) -> None:
    for client, step in ((secretary, "take"), (approver, "publish")):
        sent = {"version": version_of(client, WHERE), **DECISION}
        answer = client.post(f"{WHERE}step/{step}/", sent)
        assert answer.status_code == 302, re.sub("<[^>]+>", "", answer.content.decode())


def test_a_decision_goes_from_draft_to_the_public_and_no_sooner(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    made(secretary)
    assert client.get(WHERE).status_code == 404
    assert "Nothing is published here yet" in client.get("/records/decisions/").content.decode()
    published(secretary, signed_in(Role.APPROVER))
    page = client.get(WHERE).content.decode()
    assert "<strong>fund</strong>" in page
    assert "Publish the decision" in page
    listed = client.get("/records/decisions.json").json()["rows"]
    assert [row["number"] for row in listed] == ["Decision Record 234"]
    assert client.get(f"{WHERE}history/").status_code == 302


def test_a_form_with_errors_says_them_all_and_keeps_what_was_sent(secretary: Client) -> None:
    answer = secretary.post("/records/decisions/new/", {"decided": "soon", "reasons": "Kept words"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not a date" in page
    assert "“Title” is blank" in page
    assert "Kept words" in page
    assert 'aria-invalid="true"' in page
    for address in re.findall(r'<a href="#(field-[a-z-]+)"', page):
        assert f'id="{address}"' in page


def test_two_editors_lose_nothing(secretary: Client, signed_in: SignedIn) -> None:
    made(secretary)
    began = version_of(secretary, WHERE)
    other = signed_in(Role.SECRETARY, name="other")
    assert other.post(f"{WHERE}change/", {"version": began, "title": "Fund two services"}).status_code == 302
    answer = secretary.post(
        f"{WHERE}change/", {"version": began, "title": "Fund a service", "reasons": "Mine"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Fund two services" in page
    assert 'value="Fund a service"' in page
    assert "Mine</textarea>" in page
    now = re.search(r'name="version" value="(\d+)"', page)
    assert now is not None
    sent = {"version": now[1], "title": "Fund a service", "reasons": "Mine"}
    assert secretary.post(f"{WHERE}change/", sent).status_code == 302
    assert secretary.get(f"{WHERE[:-1]}.json").json()["values"]["reasons"] == "Mine"


def test_the_history_says_who_changed_what(secretary: Client) -> None:
    made(secretary)
    sent = {"version": version_of(secretary, WHERE), "title": "Fund it", "reason": "Shorter"}
    assert secretary.post(f"{WHERE}change/", sent).status_code == 302
    page = secretary.get(f"{WHERE}history/").content.decode()
    for words in ("Version 2", "Sec", "Shorter", "Fund a youth service", "Fund it"):
        assert words in page


def test_what_is_withheld_is_named_with_its_ground_and_not_shown(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    made(secretary)
    published(secretary, signed_in(Role.APPROVER))
    sent = {"version": version_of(secretary, WHERE), "ground.reasons": "foi-43", "reason": "A tender is open"}
    assert secretary.post(f"{WHERE}withhold/", sent).status_code == 302
    page = client.get(WHERE).content.decode()
    assert "“Reasons” is withheld: Commercial interests" in page
    assert "It works." not in page
    assert "reasons" not in client.get(f"{WHERE[:-1]}.json").json()["values"]
    assert "It works." in secretary.get(WHERE).content.decode()


def test_a_file_is_what_its_bytes_are_and_is_never_run(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    made(secretary)
    page = SimpleUploadedFile("paper.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    answer = secretary.post(f"{WHERE}attach/", {"version": version_of(secretary, WHERE), "file": page})
    assert b"of no kind that may be attached" in answer.content
    paper = SimpleUploadedFile("../../paper.exe", b"%PDF-1.7\n%%EOF", "text/html")
    sent = {"version": version_of(secretary, WHERE), "file": paper, "published": "yes"}
    assert secretary.post(f"{WHERE}attach/", sent).status_code == 302
    assert client.get(f"{WHERE}files/1").status_code == 404
    published(secretary, signed_in(Role.APPROVER))
    given = client.get(f"{WHERE}files/1")
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert "sandbox" in given["Content-Security-Policy"]


def test_a_number_left_out_is_asked_about_until_it_says_why(secretary: Client) -> None:
    made(secretary)
    made(secretary, number="236")
    assert "Numbers that no record has" in secretary.get("/records/decisions/").content.decode()
    sent = {"series": "decision-record", "number": "235", "because": "Withdrawn before it was taken"}
    assert secretary.post("/records/decisions/unused/", sent).status_code == 302
    assert "Numbers that no record has" not in secretary.get("/records/decisions/").content.decode()
    made(secretary, number="20260001")
    missing = "Decision Record 237 to Decision Record 20260000"
    for where in ("/records/decisions/", "/records/decisions/unused/"):
        assert missing in secretary.get(where).content.decode(), "a gap is told in one, however wide"


def test_lists_are_filtered_searched_and_paged(secretary: Client) -> None:
    for number in range(1, 61):
        made(
            secretary,
            number=str(number),
            title=f"Decision {number} on {'boats' if number % 2 else 'bicycles'}",
        )
    page = secretary.get("/records/decisions/?q=boats").content.decode()
    assert "30 records match" in page
    assert "Page 1 of 2" in secretary.get("/records/decisions/").content.decode()
    assert 'rel="prev"' in secretary.get("/records/decisions/?page=2").content.decode()
    assert "0 records match" in secretary.get("/records/decisions/?significance=routine").content.decode()


def test_nobody_writes_where_their_role_does_not(signed_in: SignedIn, secretary: Client) -> None:
    made(secretary)
    for role in (Role.PARTNER, Role.RESPONDENT, Role.AUDITOR):
        client = signed_in(role, name=f"{role.value} two")
        assert client.get("/records/decisions/new/").status_code == 403
        assert client.post("/records/decisions/new/", DECISION).status_code == 403
        for what in ("change", "step/take", "withhold", "attach"):
            assert client.post(f"{WHERE}{what}/", {"version": "1"}).status_code in (403, 404)


def test_a_text_with_html_in_it_prints_the_html(secretary: Client) -> None:
    made(secretary, title="<b>bold</b>", decision="<script>alert(1)</script> [x](javascript:alert(1))")
    page = secretary.get(WHERE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;bold" in page
    assert 'href="javascript' not in page


def test_spreadsheets_are_read_before_they_are_taken_in(secretary: Client) -> None:
    rows = "Number,Decision,Date\nDecision Record 300,Buy boats,1/5/2025\nDecision Record 301,,2/5/2025\n"
    file = SimpleUploadedFile("old.csv", rows.encode(), "text/csv")
    page = secretary.post("/records/decisions/import/", {"file": file}).content.decode()
    assert "of 2 rows, 1 can be taken in" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    assert "0 records" in secretary.get("/records/decisions/").content.decode()
    taken = secretary.post("/records/decisions/import/", {"token": token[1], "name": "old.csv"})
    assert taken.status_code == 302
    assert "Buy boats" in secretary.get("/records/decisions/").content.decode()
    again = secretary.post("/records/decisions/import/", {"token": token[1], "name": "old.csv"})
    assert again.status_code == 422


def test_records_that_come_with_a_register_are_made_once(secretary: Client, client: Client) -> None:
    assert "records come with it" in secretary.get("/records/publication-duties/").content.decode()
    assert secretary.post("/records/publication-duties/begin/").status_code == 302
    assert secretary.post("/records/publication-duties/begin/").status_code == 403
    page = client.get("/records/publication-duties/").content.decode()
    assert "Publication duties" in page


def test_what_is_erased_is_gone_from_every_version_and_the_trail_still_holds(
    secretary: Client, signed_in: SignedIn
) -> None:
    sent = {"board": "accountability-board-police", "day": "12 January 2027", "attendance.rows": "1",
            "attendance.1.who": "Jane Unforgotten", "attendance.1.present": "yes"}  # fmt: skip
    answer = secretary.post("/records/meetings/new/", sent)
    where = str(answer["Location"])
    assert "Jane Unforgotten" in secretary.get(where).content.decode()
    sent = {"version": version_of(secretary, where), "part": "attendance", "reason": "Asked for"}
    assert secretary.post(f"{where}erase/", sent).status_code == 302
    assert "Jane Unforgotten" not in secretary.get(f"{where}history/").content.decode()
    auditor = signed_in(Role.AUDITOR)
    page = auditor.post("/trail/").content.decode()
    assert "All holds" in page
    assert "erased" in page
    assert secretary.get("/trail/").status_code == 403


def test_what_is_public_changes_only_with_a_reason_which_is_shown(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    made(secretary)
    published(secretary, signed_in(Role.APPROVER))
    sent = {"version": version_of(secretary, WHERE), "decision": "To fund two."}
    refused = secretary.post(f"{WHERE}change/", sent)
    assert refused.status_code == 422
    assert "“What was decided” is public, and is changed. Say why" in refused.content.decode()
    assert "Corrected since" not in client.get(WHERE).content.decode()
    assert secretary.post(f"{WHERE}change/", {**sent, "reason": "One was left out."}).status_code == 302
    page = client.get(WHERE).content.decode()
    assert "What was decided. One was left out." in page
    quiet = {"version": version_of(secretary, WHERE), "exempt": ""}
    assert secretary.post(f"{WHERE}change/", quiet).status_code == 302


def test_an_exempt_part_has_a_ground_before_the_rest_is_published(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    made(secretary, exempt="The price we would pay")
    approver = signed_in(Role.APPROVER)
    with pytest.raises(AssertionError, match="“Exempt part” has no ground"):
        published(secretary, approver)
    sent = {"version": version_of(secretary, WHERE), "ground.exempt": "foi-43", "reason": "A tender is open"}
    assert secretary.post(f"{WHERE}withhold/", sent).status_code == 302
    step = {"version": version_of(secretary, WHERE), **DECISION}
    assert approver.post(f"{WHERE}step/publish/", step).status_code == 302
    page = client.get(WHERE).content.decode()
    assert "“Exempt part” is withheld: Commercial interests" in page
    assert "The price we would pay" not in page


def test_more_rows_of_a_small_table_save_nothing_and_lose_nothing(secretary: Client) -> None:
    where = "/records/meetings/new/"
    sent = {"attendance.rows": "3", "more-rows": "attendance"}
    sent |= {f"attendance.{place}.who": f"Member {place}" for place in (1, 2, 3)}
    page = secretary.post(where, sent).content.decode()
    assert all(f'value="Member {place}"' in page for place in (1, 2, 3))
    assert 'name="attendance.rows" value="6"' in page
    assert secretary.get("/records/meetings.json").json()["rows"] == []


def test_lists_are_ordered_and_narrowed_to_what_is_overdue_and_refuse_a_day_that_is_none(
    secretary: Client, signed_in: SignedIn
) -> None:
    for number, title in ((2, "Beta"), (1, "Alpha"), (3, "Gamma")):
        made(secretary, number=str(number), title=title)
    rows = secretary.get("/records/decisions.json?sort=-title").json()["rows"]
    assert [row["title"] for row in rows] == ["Gamma", "Beta", "Alpha"]
    assert rows[0]["decided"] == "2025-05-03"
    rows = secretary.get("/records/decisions.json?sort=number").json()["rows"]
    assert [row["title"] for row in rows] == ["Alpha", "Beta", "Gamma"]
    assert len(secretary.get("/records/decisions.json?sort=secret;drop").json()["rows"]) == 3
    where = "/records/decisions/decision-record-1/change/"
    sent = {
        "version": version_of(secretary, where.removesuffix("change/")),
        "decided": f"{today():%d/%m/%Y}",
    }
    assert secretary.post(where, sent).status_code == 302
    late = secretary.get("/records/decisions.json?overdue=yes&sort=number").json()["rows"]
    assert [row["number"] for row in late] == ["Decision Record 2", "Decision Record 3"]
    page = secretary.get("/records/decisions/?from=zzz").content.decode()
    assert "“zzz” is no day" in page
    assert "3 records" in page


def test_a_force_attaches_to_what_is_put_to_it_and_does_not_publish(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    from frankpledge.records import actions
    from frankpledge.records.models import Attachment
    from frankpledge.registers.roles import Actor, Grant
    from frankpledge.web.office import registers

    team = Actor("11111111-1111-4111-8111-111111111111", "Team", (Grant(Role.SECRETARY), Grant(Role.TEAM)))
    of = registers()["actions"]
    for body in ("police", "fire"):
        actions.create(of, {"action": f"Do it, {body}", "body": body, **ASKED}, team)
    force = signed_in(Role.RESPONDENT, name="force", body="police")
    paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")
    where = "/records/actions/1/"
    sent = {"version": version_of(force, where), "file": paper, "published": "yes"}
    assert force.post(f"{where}attach/", sent).status_code == 302
    assert [(one.name, one.published) for one in Attachment.objects.all()] == [("paper.pdf", False)]
    assert force.get("/records/actions/2/attach/").status_code == 403


def test_what_is_due_begins_with_what_one_is_reminded_of(secretary: Client, signed_in: SignedIn) -> None:
    made(secretary)
    sent = {"version": version_of(secretary, WHERE), **DECISION}
    assert secretary.post(f"{WHERE}step/take/", sent).status_code == 302
    mine = secretary.get("/due/").content.decode()
    assert "What I am reminded of (1)" in mine
    assert "Decision Record 234" in mine
    analyst = signed_in(Role.ANALYST)
    page = analyst.get("/due/").content.decode()
    assert "What I am reminded of (0)" in page
    assert "Decision Record 234" in page
    assert "Decision Record 234" not in analyst.get("/due/?whose=mine").content.decode()
