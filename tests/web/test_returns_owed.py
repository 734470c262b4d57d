"""Returns that have not come are due wherever anything is due, to whoever sends or asks for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from frankpledge.pipeline import today
from frankpledge.registers.roles import Role
from tests.functional.cli import done
from tests.functional.test_returns_due import COLUMNS, due
from tests.functional.test_supplied_figures import written
from tests.web.reading import read_json
from tests.web.test_many_records import fill

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

SignedIn = Callable[..., "Client"]


def listed(office: Path) -> None:
    """Have the office list one return missing, one due soon, one in time and one of another body."""
    soon = (today() + timedelta(days=5)).isoformat()
    rows = [
        due("victim-service", "2024-04-30", "2024-05-31", force="westmarch"),
        due("victim-service", "2024-05-31", "2024-06-30", force="westmarch", state="Received on time",
            received="2024-06-20"),
        due("victim-service", soon, soon, force="westmarch"),
        due("refuge", "2024-06-30", "2024-07-31", force="westmarch"),
    ]  # fmt: skip
    done("ingest", office, written(office.parent / "due.csv", rows, COLUMNS), "--obtained", "2024-07-01")


def test_what_has_not_come_is_due_to_its_body_and_to_the_office(
    own_served: Path, signed_in: SignedIn, client: Client
) -> None:
    listed(own_served)
    partner = signed_in(Role.PARTNER, body="victim-service")
    rows = read_json(partner, "/due.json")["rows"]
    assert [(row["due"], row["standing"], row["mine"]) for row in rows] == [
        ("2024-05-31", "overdue", True),
        ((today() + timedelta(days=5)).isoformat(), "soon", True),
    ]
    assert {row["link"] for row in rows} == {"/sending/"}
    home = partner.get("/").content.decode()
    assert "Victim Service, monthly to 30 April 2024</a>" in home
    assert "Send the return" in home
    assert "Refuge" not in home
    fill(1, 20)
    assert any(row["register"] == "Actions" for row in read_json(partner, "/due.json")["rows"])
    home = partner.get("/").content.decode()
    assert "Look at 10" not in home, "what is one's own comes first"
    assert 'href="/due/?whose=all">All 4 that are due</a>' in home
    page = partner.get("/sending/").content.decode()
    owes, came = page[: page.index("What came")], page[page.index("What came") :]
    assert (owes.count('<th scope="row">'), came.count('<th scope="row">')) == (2, 1)
    assert "20 June 2024" in came
    analyst = signed_in(Role.ANALYST)
    held = [row for row in read_json(analyst, "/due.json")["rows"] if row["register"] == "Returns"]
    assert [row["number"] for row in held] == ["Victim Service", "Refuge", "Victim Service"]
    assert {row["link"] for row in held} == {"/data-quality/#due"}
    missing, soon = "Return that has not come", "Return to come"
    assert [row["what"] for row in held] == [missing, missing, soon]
    assert "Refuge, monthly to 30 June 2024" in analyst.get("/").content.decode()
    assert "What is due" not in client.get("/").content.decode()


def test_a_calendar_holds_the_returns_that_are_ones_own(
    own_served: Path, client: Client, person: Callable[..., User]
) -> None:
    import icalendar

    from frankpledge.web.accounts import tokens

    listed(own_served)
    partner = person(Role.PARTNER, body="refuge")
    _, secret = tokens.make(partner, title="Telephone", scopes=[tokens.CALENDAR], days=30)
    answer = client.get(f"/feeds/{secret}/calendar.ics?of=deadlines")
    events = [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]
    assert events == ["Due: Send the return – Refuge, monthly to 30 June 2024"]
    public = client.get("/feeds/calendar.ics?of=deadlines")
    assert b"Refuge" not in public.content


def test_who_sends_is_called_as_the_office_declares_it(own_served: Path, signed_in: SignedIn) -> None:
    listed(own_served)
    declared = own_served / "office.yaml"
    own = "own-areas:\n  - {id: refuge, title: Refuge and recovery (RAR), type: service, from: 2015-04-01}"
    declared.write_text(declared.read_text().replace("own-areas:", own, 1))
    analyst = signed_in(Role.ANALYST)
    page = analyst.get("/data-quality/").content.decode()
    assert '<a href="#of-refuge">Refuge and recovery (RAR)</a>' in page
    assert '<a href="#of-victim-service">Victim Service</a>' in page, "a sender nobody declared, in words"
    partner = signed_in(Role.PARTNER, body="refuge", name="rae refuge")
    assert "Refuge and recovery (RAR), monthly to 30 June 2024" in partner.get("/").content.decode()
