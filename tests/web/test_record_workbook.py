"""A register taken out as a spreadsheet and taken in again: the same, or with the states it says."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Actor, Grant, Role
from frankpledge.registers.workbook import workbook
from tests.web.test_record_links import DECISION, PROJECT, linked_inspection, make

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]


def take_in(client: Client, register: str, data: bytes, name: str = "register.xlsx") -> tuple[str, Any]:
    """Read a file on the page, take in what can be, and return the first page and the last answer."""
    where = f"/records/{register}/import/"
    page = client.post(where, {"file": SimpleUploadedFile(name, data)}).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    return page, client.post(where, {"token": token[1], "name": name}) if token else None


def some_records() -> None:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    linked_inspection()
    decision = make("decisions", "published", **DECISION)
    make("decisions", **{**DECISION, "decision": "First.\n\n- second; third", "title": "=SUM(A1)"})
    by = Actor("x", "X", (Grant(Role.SECRETARY),))
    actions.mark_unused(registers()["decisions"], 3, "Withdrawn.", by, series="decision-record")
    make("portfolio", "approved", **PROJECT, decision=decision.key)
    make("portfolio", **{**PROJECT, "title": "Waits"}, depends=["1"])


@pytest.mark.parametrize("form", ["/workbook.xlsx", ".csv"])
@pytest.mark.parametrize("name", ["decisions", "portfolio", "inspections", "inspection-findings"])
def test_what_is_taken_out_says_nothing_new(signed_in: SignedIn, name: str, form: str) -> None:
    office = signed_in(Role.SECRETARY, Role.TEAM, Role.AUTHOR, name="office")
    some_records()
    taken = office.get(f"/records/{name}{form}").content
    page, again = take_in(office, name, taken, f"x{form[-5:]}")
    assert "0 can be taken in" in page, re.sub("<[^>]+>", " ", page)
    assert "0 are refused" in page, re.sub("<[^>]+>", " ", page)
    assert again is None


def test_a_workbook_holds_no_formula_and_its_tables_on_sheets(signed_in: SignedIn) -> None:
    some_records()
    team = signed_in(Role.TEAM)
    book = openpyxl.load_workbook(io.BytesIO(team.get("/records/portfolio/workbook.xlsx").content))
    assert book.sheetnames == ["Portfolio", "Benefits", "Milestones"]
    assert [one.value for one in book["Benefits"][2]][:2] == ["P-002", "Nearer to people"]
    decisions = openpyxl.load_workbook(io.BytesIO(team.get("/records/decisions/workbook.xlsx").content))
    formula = [cell for row in decisions.active.iter_rows() for cell in row if cell.data_type == "f"]
    assert formula == []
    assert "=SUM(A1)" in [cell.value for row in decisions.active.iter_rows() for cell in row]


def test_the_public_takes_out_what_it_sees_and_no_more(signed_in: SignedIn, client: Client) -> None:
    some_records()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/records/decisions/workbook.xlsx").content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "Decision Record 1" in cells
    assert "Decision Record 2" not in cells
    assert "Exempt part" not in cells
    assert client.get("/records/casework/workbook.xlsx").status_code == 404


ROWS = [
    ["Key", "Project", "Led by", "Planned to end", "Budget approved", "State"],
    ["new", "A depot", "Police force", "31 March 2028", "£1,000", "In delivery"],
    ["other", "A school", "Police force", "31 March 2028", "", "Idea"],
    ["wrong", "A bridge", "Police force", "31 March 2028", "", "Approved"],
]
BENEFITS = [["Key", "Benefit", "Kind"], ["new", "Room", "Cash"], ["new", "Light", "Cash"]]


@pytest.fixture
def brought(signed_in: SignedIn) -> tuple[Client, str]:
    team = signed_in(Role.TEAM, name="team")
    page, answer = take_in(team, "portfolio", workbook({"Projects": ROWS, "Benefits": BENEFITS}))
    assert answer is not None, re.sub("<[^>]+>", " ", page)
    assert answer.status_code == 302
    return team, page


def test_states_and_small_tables_come_in(brought: tuple[Client, str]) -> None:
    from frankpledge.records.models import Record

    depot, school = Record.objects.filter(register="portfolio").order_by("number")
    assert (depot.state, school.state) == ("delivery", "idea")
    assert [row["benefit"] for row in depot.values["benefits"]] == ["Room", "Light"]
    assert "benefits" not in school.values


def test_a_state_is_refused_where_its_step_would_be(brought: tuple[Client, str]) -> None:
    team, page = brought
    assert "“Budget approved” is blank. Fill it in before “Approve”." in page
    assert "2 can be taken in" in page
    assert team.get("/records/portfolio/").content.decode().count("A bridge") == 0


def test_the_event_says_that_it_was_imported(brought: tuple[Client, str], signed_in: SignedIn) -> None:
    from frankpledge.audit.models import Event

    made = Event.objects.filter(stream="records:portfolio").order_by("number")
    assert [one.action for one in made] == ["imported", "imported"]
    history = brought[0].get("/records/portfolio/1/history/").content.decode()
    assert "Line 2 of an imported file." in history
    assert "All holds" in signed_in(Role.AUDITOR).post("/trail/").content.decode()
