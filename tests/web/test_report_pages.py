"""A report written, made, signed off by two people and released by page: then the public sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
KEY = "2024-25-Q4-quarterly"
PATIENCE = 240


def finished(client: Client, where: str) -> str:
    """Wait for a job to end, as its page does, and return what the page says."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page = client.get(where).content.decode()
        if 'http-equiv="refresh"' not in page:
            return page
        time.sleep(0.3)
    pytest.fail(f"not done after {PATIENCE} seconds: {where}")


def texts(client: Client, where: str) -> str:
    return finished(client, where)


def finds_texts_and_references(author: Client, where: str, began: str) -> None:
    """Hold the desk to its lists: by priority, found by words, and what was typed is kept and not saved."""
    listed = author.get(f"/reports/{KEY}/texts/?q=robbery").content.decode()
    assert f'href="/reports/{KEY}/texts/measures/robbery/"' in listed
    assert f'href="{where}"' not in listed
    found = re.compile(r"<code>\{([a-z0-9-]+)")
    section = re.compile(r'<div id="found">(.*?)</section>', re.DOTALL)

    def references(page: str) -> set[str]:
        held = section.search(page)
        assert held is not None
        return set(found.findall(held[1]))

    every = references(author.get(where).content.decode())
    assert {"robbery", "burglary"} < every
    assert references(author.get(f"{where}?q=robbery+change").content.decode()) == {"robbery"}
    sent = {"text": "Half a sentence", "began": began, "q": "robbery change", "do": "find"}
    page = author.post(where, sent).content.decode()
    assert references(page) == {"robbery"}
    assert "Half a sentence</textarea>" in page
    assert "Half a sentence" not in author.get(where).content.decode()


@pytest.mark.nightly
def test_from_first_words_to_the_public(own_served: Path, signed_in: SignedIn, client: Client) -> None:
    author = signed_in(Role.AUTHOR, name="ann author")
    page = finished(author, author.post("/reports/begin/", {"period": "Q4 24/25", "do": "draft"})["Location"])
    assert "Done." in page
    assert "Whole report" in texts(author, f"/reports/{KEY}/texts/").replace("The whole", "Whole")

    where = f"/reports/{KEY}/texts/measures/burglary/"
    page = author.get(where).content.decode()
    assert "{burglary change}" in page
    at_hand = (
        "The page of this measure",
        "Findings",
        "The text of Q3 24/25",
        "Figures at hand",
        "References to",
    )
    places = [page.index(words) for words in at_hand]
    assert places == sorted(places), "what is nearest to the measure comes first"
    began = re.search(r'name="began" value="([0-9a-f]+)"', page)
    assert began is not None
    finds_texts_and_references(author, where, began[1])
    told = author.post(
        f"/reports/{KEY}/check/measures/burglary", {"text": "Burglary fell by 12% to 999."}
    ).json()
    assert told["problems"]
    assert told["html"] == ""
    words = "Burglary was {burglary} in {burglary period}."
    told = author.post(f"/reports/{KEY}/check/measures/burglary", {"text": words}).json()
    assert not told["problems"]
    assert re.search(r"Burglary was .*\d+", told["html"])
    sent = {"text": words, "began": began[1], "do": "save"}
    assert author.post(where, sent).status_code == 302
    other = author.post(where, {"text": "Another text.", "began": began[1], "do": "save"})
    assert other.status_code == 409
    assert "Another text." in other.content.decode()
    assert words in (own_served / "texts" / KEY / "measures" / "burglary.md").read_text()

    page = finished(
        author, author.post("/reports/begin/", {"period": "Q4 24/25", "do": "report"})["Location"]
    )
    assert "Done." in page
    assert client.get(f"/reports/{KEY}/").status_code == 302
    approver = signed_in(Role.APPROVER, name="bob approver")
    assert approver.post(f"/reports/{KEY}/sign/", {"step": "checked"}).status_code == 403
    for who, step in ((author, "checked"), (approver, "approved"), (approver, "release")):
        page = finished(who, who.post(f"/reports/{KEY}/sign/", {"step": step})["Location"])
        assert "Done." in page, re.sub("<[^>]+>", "", page)
    assert "Ann Author" in author.get(f"/reports/{KEY}/").content.decode()

    page = client.get("/releases/").content.decode()
    assert "Westmarch" in page
    public = client.get("/explore.json?measure=burglary&window=quarter").json()["rows"]
    assert any(row["label"] == "Q4 24/25" and row["value"] for row in public)
    assert client.get("/explore/?measure=burglary").status_code == 200
    framed = client.get("/embed/explore/?measure=burglary&window=quarter")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed


def test_only_writers_write_and_only_two_people_release(signed_in: SignedIn, client: Client) -> None:
    auditor = signed_in(Role.AUDITOR)
    assert auditor.post("/reports/begin/", {"period": "Q4 24/25"}).status_code == 403
    assert auditor.post(f"/reports/{KEY}/sign/", {"step": "release"}).status_code == 403
    assert auditor.get(f"/reports/{KEY}/texts/summary/").status_code == 403
    assert client.get("/reports/").status_code == 302


@pytest.mark.parametrize("name", ["../office.yaml", "..%2Foffice.yaml", "%2e%2e/office.yaml"])
def test_no_file_outside_a_report_is_given(signed_in: SignedIn, name: str) -> None:
    author = signed_in(Role.AUTHOR)
    assert author.get(f"/reports/{KEY}/files/{name}").status_code == 404
    assert author.get(f"/reports/..%2F..%2Fetc/files/{name}").status_code == 404
    texts(author, f"/reports/{KEY}/texts/")  # Before the desk is laid out it takes no text at all.
    answer = author.post(f"/reports/{KEY}/texts/..%2F..%2Foffice/", {"text": "x", "began": "", "do": "save"})
    assert answer.status_code in (400, 404)
