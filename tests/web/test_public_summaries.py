"""Sums for the public: of what is published, and nothing else changes a digit of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.registers.public_view import public_view
from frankpledge.registers.register_file import BUILT_IN, CHOICES_FILE, read_registers
from frankpledge.registers.roles import Role
from tests.web.test_record_links import BY, DECISION, linked_inspection, make

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
REGISTERS = read_registers(BUILT_IN.parent / "nowhere")
SUMMED = sorted(name for name, one in REGISTERS.items() if one.public_summary)
FORMS = ("/in-all/", "/in-all.json", "/in-all.csv")


def told(client: Client, name: str, asked: str = "") -> list[str]:
    """Return the sums of a register in every form, as somebody gets them."""
    answers = [client.get(f"/records/{name}{form}{asked}") for form in FORMS]
    assert [one.status_code for one in answers] == [200] * 3
    return [one.content.decode() for one in answers]


def test_the_registers_that_are_summed_up_hold_nothing_private_of_people() -> None:
    assert len(list(BUILT_IN.glob("*.yaml"))) - 1 == len(REGISTERS), CHOICES_FILE
    assert {"decisions", "work-plan", "publication-duties", "recommendations", "inspections"} <= set(SUMMED)
    assert not {"casework", "complaints", "reviews", "custody-visits"} & set(SUMMED)


@pytest.mark.parametrize("name", SUMMED)
def test_what_the_public_sees_of_a_register_names_nothing_that_is_not_published(name: str) -> None:
    view = public_view(REGISTERS[name])
    held = {one.id for one in view.fields}
    assert all(one.published for one in view.fields)
    assert all(one.public for one in (*view.states, *view.clocks))
    for one in view.fields:
        named = {one.after, one.within, one.keeps_first, one.depends, one.required_with, *one.apart} - {""}
        assert named <= held
    assert view.day in {"", *held}
    assert view.headline in held


def decisions() -> list[Any]:
    """Make decisions that the public sees, one with a part withheld, and one that it does not see."""
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    of = registers()["decisions"]
    days = ("2026-05-01", "2026-05-01", "2026-05-03")
    told = [{**DECISION, "decided": day, "published_on": "2026-05-08"} for day in days]
    seen = [make("decisions", "published", **one) for one in told]
    grounds = {"significance": "foi-43", "decided": "foi-43"}
    seen[2] = actions.withhold(of, seen[2], grounds, BY, version=seen[2].version, reason="A tender.")
    return seen


def test_the_public_gets_the_sums_of_what_is_published(db: object, client: Client) -> None:
    decisions()
    make("decisions", **{**DECISION, "significance": "key"})
    page, data, csv = told(client, "decisions")
    assert "All published records." in page
    assert "Draft" not in page
    assert "states,In all,Number,3" in csv.splitlines()
    assert "by-significance,Of significant public interest,Number,2" in csv.splitlines()
    assert "by-significance,Not said,Number,1" in csv.splitlines(), "what is withheld is not counted as said"
    assert '"Key"' not in data
    assert '<a href="/records/decisions/in-all/">' in client.get("/records/decisions/").content.decode()


def test_a_clock_of_which_a_date_is_withheld_is_not_counted(db: object, client: Client) -> None:
    decisions()
    tables = {one["id"]: one for one in client.get("/records/decisions/in-all.json").json()["tables"]}
    [publication] = tables["clocks"]["rows"]
    assert sum(one for one in publication[1:9] if isinstance(one, int)) == 2


def test_nothing_that_is_not_public_changes_a_digit(db: object, client: Client) -> None:
    from frankpledge.records.models import Record

    seen = decisions()
    linked_inspection()
    for number in range(1, 4):
        make("work-plan", "under-way", plan_year="2026-27", objective="O", action=f"Do {number}")
    names = ("decisions", "work-plan", "inspections")
    before = {name: told(client, name) for name in names}
    make("decisions", **{**DECISION, "significance": "key", "amount": "1000000.00"})
    make("work-plan", plan_year="2026-27", objective="Secret", action="Do 1",
         due={"said": "TBC", "date": None}, progress="off-track")  # fmt: skip
    assert {name: told(client, name) for name in names} == before, "records that are not public"
    for key, changed in ((seen[2].key, {"significance": "key", "decided": "2020-01-01"}),
                         (seen[0].key, {"exempt": "The price is £9"})):  # fmt: skip
        record = Record.objects.get(register="decisions", key=key)
        record.values = {**record.values, **changed}
        record.save()
    assert {name: told(client, name) for name in names} == before, "values withheld or not published"


def test_a_time_does_not_tell_a_day_that_is_withheld(db: object, client: Client) -> None:
    decisions()
    rows = client.get("/records/decisions/in-all.csv?from=2026-05-01&to=2026-05-01").content.decode()
    assert "states,In all,Number,2" in rows.splitlines()


def test_where_a_register_does_not_say_so_the_public_gets_none(signed_in: SignedIn, client: Client) -> None:
    for form in FORMS:
        assert client.get(f"/records/casework{form}").status_code == 404
        assert client.get(f"/records/matters{form}").status_code == 404
    partner = signed_in(Role.PARTNER)
    assert partner.get("/records/casework/in-all/").status_code == 403
    assert partner.get("/records/decisions/in-all/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("significance=significant", 2),
        ("from=2026-05-01&to=2026-05-01", 2),
        ("undated=yes", 0),
        ("sort=decided", 3),
        ("sort=", 3),
        ("sort=-significance", 3),
    ],
)
def test_no_filter_and_no_order_tells_what_is_withheld(
    db: object, client: Client, signed_in: SignedIn, asked: str, found: int
) -> None:
    decisions()
    rows = client.get(f"/records/decisions.json?{asked}").json()["rows"]
    assert len(rows) == found
    if found == 3:
        assert rows[-1]["number"] == "Decision Record 3", "what is withheld puts it nowhere"
    inside = signed_in(Role.SECRETARY).get(f"/records/decisions.json?{asked}").json()["rows"]
    assert len(inside) == {"undated=yes": 0, "from=2026-05-01&to=2026-05-01": 2}.get(asked, 3)


def test_no_clock_tells_a_date_that_is_withheld(db: object, client: Client, signed_in: SignedIn) -> None:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    of, held = registers()["decisions"], make("decisions", "published", **DECISION)
    where = f"/records/decisions/{held.key}/"
    told = ("Publish the decision", "due 18 May 2026", "overdue")
    assert all(words in client.get(where).content.decode() for words in told)
    actions.withhold(of, held, {"decided": "foi-43"}, BY, version=held.version, reason="A tender.")
    page = client.get(where).content.decode() + client.get("/records/decisions/").content.decode()
    assert not any(words in page for words in ("18 May 2026", ">overdue<"))
    [row] = client.get("/records/decisions.json").json()["rows"]
    assert row["publication: due"] == row["publication: standing"] == ""
    assert client.get("/records/decisions.json?overdue=yes").json()["rows"] == []
    assert b"Publish the decision" not in client.get("/feeds/calendar.ics").content
    assert "18 May 2026" in signed_in(Role.SECRETARY).get(where).content.decode()
