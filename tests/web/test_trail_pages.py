"""The audit trail as an auditor reads it: in words, narrowed to whom, what and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Grant, Role

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User


@pytest.fixture
def auditor(person: Callable[..., User], signed_in: Callable[..., Client]) -> Client:
    """An auditor of an office in which a secretary made two actions and ended one, and a role was given."""
    from frankpledge.web.accounts import managing

    secretary = signed_in(Role.SECRETARY, name="Sal Hook")
    for title in ("Mend the gate", "Count the doors"):
        sent = {"action": title, "body": "police", "owner": "Estates", "set-on": "2 November 2026"}
        sent["due"] = "1 March 2027"
        assert secretary.post("/records/actions/new/", sent).status_code == 302
    chief = person(Role.ADMINISTRATOR, name="Ada Marsh")
    managing.give(person(name="Ben Holt"), Grant(Role.ANALYST), by=chief.actor)
    return signed_in(Role.AUDITOR, name="Wyn Dale")


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """Return the trail as its CSV has it."""
    answer = client.get(f"/trail.csv{query}")
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_events_are_told_in_words_and_lead_to_their_record(auditor: Client) -> None:
    page = auditor.get("/trail/").content.decode()
    assert "<td>Sal Hook</td><td>Made</td>" in page
    assert '">Actions: A-0001</a>' in page
    assert "<td>Ada Marsh</td><td>Gave a role</td><td>Ben Holt</td>" in page
    assert "Mend the gate" not in page, "the trail names records, and says nothing of what is in them"
    assert "A row of accounts was written</td>" not in page


def test_rows_of_accounts_are_left_out_until_asked_for(auditor: Client) -> None:
    told = rows(auditor)
    assert told
    assert {one["stream"] for one in told}.isdisjoint({"account-rows"})
    asked = rows(auditor, "?stream=account-rows")
    assert asked
    assert {one["stream"] for one in asked} == {"account-rows"}
    page = auditor.get("/trail/").content.decode()
    assert f"events of the rows it wrote</a> ({len(asked)})" in page


def test_events_are_narrowed_to_who_what_and_when(auditor: Client) -> None:
    everything = rows(auditor)
    hook = next(one["actor"] for one in everything if one["who"] == "Sal Hook")
    by_hook = rows(auditor, f"?who={hook}")
    assert 0 < len(by_hook) < len(everything)
    assert {one["who"] for one in by_hook} == {"Sal Hook"}
    made = rows(auditor, f"?who={hook}&did=made&stream=records:actions")
    assert [one["about"] for one in made] == ["Actions: A-0002", "Actions: A-0001"]
    assert len(rows(auditor, f"?subject={made[0]['to']}")) == 1
    day = made[0]["at"][:10]
    assert rows(auditor, f"?from={day}&to={day}") == everything
    assert rows(auditor, "?to=1 April 2024") == []
    page = auditor.get("/trail/?from=soon").content.decode()
    assert "“soon” is no day, and was left out" in page


def test_the_file_has_every_event_and_the_page_a_hundred_at_a_time(auditor: Client) -> None:
    from django.db import transaction

    from frankpledge.audit.actions import append
    from frankpledge.registers.roles import Actor

    before = len(rows(auditor))
    with transaction.atomic():
        for number in range(1100):
            append("tests", by=Actor("x", "X", ()), action="tried", subject=f"thing/{number}", facts={})
    found = rows(auditor)
    assert len(found) == before + 1100
    assert len({(one["stream"], one["number"]) for one in found}) == len(found)
    page = auditor.get("/trail/?page=2").content.decode()
    assert page.count('<tr><th scope="row"') == 100
    assert "Page 2 of 12" in page
    assert len(auditor.get("/trail.json?did=tried").json()["rows"]) == 1100
