"""Links of records: named by number and title, and never by a title that the reader may not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.registers.roles import Actor, Grant, Role

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.records.models import Record

SignedIn = Callable[..., "Client"]
BY = Actor(
    "11111111-1111-4111-8111-111111111111",
    "Office",
    tuple(Grant(role) for role in (Role.SECRETARY, Role.TEAM, Role.APPROVER, Role.AUTHOR)),
)
DECISION = {
    "series": "decision-record",
    "title": "Buy the house at 4 Quiet Lane",
    "decided": "2026-05-01",
    "decided_by": "The commissioner",
    "significance": "significant",
    "decision": "To buy it.",
    "reasons": "It is needed.",
}

PROJECT = {
    "title": "A new station",
    "lead": "police",
    "end_planned": "2027-03-31",
    "budget": "1000.00",
    "benefits": [{"benefit": "Nearer to people", "kind": "public"}],
}


def make(name: str, state: str = "", **values: Any) -> Record:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    said = {key.replace("_", "-"): value for key, value in values.items()}
    return actions.create(registers()[name], said, BY, state=state)


def linked_inspection() -> Record:
    """Make an inspection, and a finding that links to it."""
    report = make("inspections", title="PEEL 2026", body="police", by="hmicfrs", kind="peel",
                  published="2026-01-05")  # fmt: skip
    make("inspection-findings", finding="Answer calls sooner", kind="recommendation", body="police",
         inspection=report.key, given="2026-01-05")  # fmt: skip
    return report


def test_a_list_names_what_is_linked_by_number_and_title_and_data_by_number(
    db: object, client: Client
) -> None:
    report = linked_inspection()
    page = client.get("/records/inspection-findings/").content.decode()
    assert f'<a href="/records/inspections/{report.key}/">IN-001: PEEL 2026</a>' in page
    [row] = client.get("/records/inspection-findings.json").json()["rows"]
    assert row["inspection"] == "IN-001"
    [record] = client.get("/records/inspection-findings.csv").content.decode().splitlines()[1:]
    assert ",IN-001," in record


def test_a_list_asks_no_more_often_for_many_links_than_for_one(db: object, client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        client.get("/records/inspection-findings/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/records/inspection-findings/")
        return len(queries)

    linked_inspection()
    one = asked()
    for _ in range(5):
        linked_inspection()
    assert asked() == one


@pytest.mark.parametrize("hidden", ["withheld", "not public"])
def test_a_link_never_tells_a_title_that_the_reader_may_not_see(
    hidden: str, db: object, client: Client, signed_in: SignedIn
) -> None:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    of = registers()["decisions"]
    state = "published" if hidden == "withheld" else ""
    decision = make("decisions", state, **DECISION)
    if hidden == "withheld":
        grounds = {"title": "foi-43"}
        actions.withhold(of, decision, grounds, BY, version=decision.version, reason="A tender is open.")
    project = make("portfolio", "approved", **PROJECT, decision=decision.key)
    where = f"/records/portfolio/{project.key}"
    page = client.get(f"{where}/").content.decode()
    assert "Approved by" in page
    assert "Decision Record 1" in page
    for form in ("/", ".json", ".csv"):
        assert "Quiet Lane" not in client.get(f"{where}{form}").content.decode()
    assert "Quiet Lane" not in client.get("/records/portfolio/").content.decode()
    assert "Quiet Lane" in signed_in(Role.SECRETARY).get(f"{where}/").content.decode()
