"""Papers of a record: described, published later and withdrawn; and its history in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Role
from tests.web.test_record_links import BY, DECISION, PROJECT, make
from tests.web.test_record_pages import version_of

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
WHERE = "/records/decisions/decision-record-1/"
FILE = f"{WHERE}files/1"


@pytest.fixture
def secretary(signed_in: SignedIn) -> Client:
    """Somebody of the office, with a published decision that has a paper which is not published."""
    make("decisions", "published", **DECISION)
    client = signed_in(Role.SECRETARY, name="sec")
    paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n%%EOF")
    sent = {"version": version_of(client, WHERE), "file": paper, "description": "The report"}
    assert client.post(f"{WHERE}attach/", sent).status_code == 302
    return client


def change(client: Client, **sent: Any) -> Any:
    sent = {"name": "paper.pdf", "version": version_of(client, WHERE), "reason": "It was agreed.", **sent}
    return client.post(f"{FILE}/change/", sent)


def text_of(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def test_papers_are_listed_with_what_they_are_their_type_and_size(secretary: Client) -> None:
    page = secretary.get(WHERE).content.decode()
    row = re.search(r'files/1">(.*?)</tr>', page, re.S)
    assert row is not None
    assert text_of(row[1]).startswith("paper.pdf The report PDF 14\xa0bytes".replace("\xa0", " "))
    assert "not for publication" in row[1]


def test_a_file_is_published_later_and_withdrawn_and_the_public_is_told(
    secretary: Client, client: Client
) -> None:
    assert client.get(FILE).status_code == 404
    assert change(secretary, published="yes", description="The report").status_code == 302
    assert client.get(FILE).status_code == 200
    assert "The report" in client.get(WHERE).content.decode()
    assert change(secretary, description="The report", reason="It names somebody.").status_code == 302
    assert client.get(FILE).status_code == 404
    page = client.get(WHERE).content.decode()
    assert "File “paper.pdf” (withdrawn). It names somebody." in page
    assert "Papers" not in page
    assert secretary.get(FILE).status_code == 200, "it is withdrawn, and not lost"


def test_a_file_is_renamed_and_keeps_its_ending_and_its_bytes(secretary: Client) -> None:
    before = secretary.get(FILE).content
    assert change(secretary, name="../Minutes of May.exe").status_code == 302
    after = secretary.get(FILE)
    assert after.content == before
    assert 'filename="Minutes of May.pdf"' in after["Content-Disposition"]


def test_what_was_said_of_a_file_stays_in_the_history(secretary: Client, signed_in: SignedIn) -> None:
    assert change(secretary, name="Minutes.pdf", description="As agreed", published="yes").status_code == 302
    page = text_of(secretary.get(f"{WHERE}history/").content.decode())
    assert "What is said of a file was changed" in page
    assert "paper.pdf: The report (not for publication)" in page
    assert "Minutes.pdf: As agreed (published with the record)" in page
    assert "All holds" in signed_in(Role.AUDITOR).post("/trail/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": " "}, "no reason was given"),
        ({"description": "x" * 301}, "longer than 300 characters"),
        ({"version": "1"}, "somebody else has changed this record"),
    ],
)
def test_a_change_of_a_file_that_cannot_be_saved_says_why(
    secretary: Client, sent: dict[str, str], said: str
) -> None:
    answer = change(secretary, **{"name": "Kept.pdf", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode().lower()
    assert 'value="Kept.pdf"' in answer.content.decode()
    assert "Kept" not in secretary.get(WHERE).content.decode()


def test_who_may_not_change_a_record_does_not_publish_its_files(
    secretary: Client, signed_in: SignedIn, client: Client
) -> None:
    for role in (Role.ANALYST, Role.AUDITOR, Role.RESPONDENT):
        other = signed_in(role, name=f"{role.value} two")
        answer = other.post(f"{FILE}/change/", {"version": "2", "published": "yes", "reason": "So"})
        assert answer.status_code == 403
    assert client.get(FILE).status_code == 404
    assert secretary.get(f"{WHERE}files/9/change/").status_code == 404


def test_erasing_a_file_erases_what_was_said_of_it(secretary: Client) -> None:
    assert (
        change(secretary, name="Jane Unforgotten.pdf", description="Of Jane Unforgotten").status_code == 302
    )
    sent = {"version": version_of(secretary, WHERE), "part": "file-1", "reason": "Asked for"}
    assert secretary.post(f"{WHERE}erase/", sent).status_code == 302
    assert "Unforgotten" not in secretary.get(f"{WHERE}history/").content.decode()


def test_the_history_calls_steps_by_their_titles_and_values_by_their_words(signed_in: SignedIn) -> None:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    of = registers()["portfolio"]
    decision = make("decisions", "published", **DECISION)
    project = make("portfolio", **PROJECT)
    project = actions.move(of, project, "make-case", BY, version=1)
    values = {
        "decision": decision.key,
        "progress": "at-risk",
        "budget": "2500.00",
        "end-planned": "2027-06-30",
    }
    project = actions.amend(of, project, values, BY, version=2, reason="Dearer.")
    team = signed_in(Role.TEAM)
    where = f"/records/portfolio/{project.key}/history"
    page = team.get(f"{where}/").content.decode()
    assert re.findall(r"<h2>(Version [^<]+)", page) == [
        "Version 3: Changed",
        "Version 2: Write the business case",
        "Version 1: Made",
    ]
    assert (
        f'<a href="/records/portfolio/{project.key}/">P-001</a></li><li aria-current="page">History' in page
    )
    rows = {(one["version"], one["field"]): one for one in team.get(f"{where}.json").json()["rows"]}
    said = {name: (rows[3, name]["before"], rows[3, name]["after"]) for version, name in rows if version == 3}
    assert said["Budget approved"] == ("£1,000", "£2,500")
    assert said["Progress"] == ("", "At risk")
    assert said["Planned to end"] == ("31 March 2027", "30 June 2027")
    assert said["Approved by"] == ("", "Decision Record 1: Buy the house at 4 Quiet Lane")
    assert (rows[2, "State"]["before"], rows[2, "State"]["after"]) == ("Idea", "Business case")
    assert rows[2, "State"]["action"] == "moved", "data keep the word of the audit trail beside its title"
    assert rows[1, "Benefits"]["after"] == "Benefit: Nearer to people, Kind: Benefit to the public"
