"""Duties to publish as the public sees them from their first day, and returns that a partner owes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

STANDINGS = ("due", "due soon", "overdue")
"""How what is not yet met stands, in words."""


def test_duties_begin_as_not_yet_recorded(signed_in: Callable[..., Client], client: Client) -> None:
    secretary = signed_in(Role.SECRETARY, Role.TEAM)
    assert secretary.post("/records/publication-duties/begin/").status_code == 302
    page = client.get("/records/publication-duties/").content.decode()
    counted = page.split("not yet recorded.")[0].rsplit("<p>", 1)[1]
    assert counted.startswith("0 of ")
    assert "0 overdue" in counted
    assert ">overdue<" not in page
    step = "/records/publication-duties/2/step/update/"
    form = secretary.get(step).content.decode()
    assert "field-last-updated" in form
    sent = {"version": "1", "last-updated": "1 October 2024", "link": "https://example.org/report"}
    done = secretary.post(step, sent)
    assert done.status_code == 302, done.content.decode()[:3000]
    duty = client.get("/records/publication-duties/2/").content.decode()
    assert "next due 1 October 2025; last done 1 October 2024" in duty
    assert " 1 overdue" in client.get("/records/publication-duties/").content.decode()


def test_a_partner_sees_the_return_it_owes_and_the_contract_shows_it_late(
    signed_in: Callable[..., Client],
) -> None:
    team = signed_in(Role.TEAM, Role.APPROVER)
    contract = {
        "title": "Support", "provider": "northfield", "provider-name": "Northfield", "kind": "grant",
        "starts": "1 April 2024", "ends": "31 March 2030", "reviewed": "3 months",
        "kpis.rows": "1", "kpis.1.kpi": "Fewer burglaries", "kpis.1.measure": "burglary",
    }  # fmt: skip
    assert team.post("/records/contracts/new/", contract).status_code == 302
    page = team.get("/records/contracts/1/").content.decode()
    assert '<td><a href="/measures/burglary/">Burglary</a></td>' in page, "an indicator leads to its measure"
    sends_as = r"<dt>Sends returns as</dt><dd>Northfield</dd><dt>Provider.*?name</dt>"
    assert re.search(sends_as, page), "an id is told by its name, in one column with what stands beside it"
    assert team.get("/records/contracts/1.json").json()["values"]["provider"] == "northfield"
    wrong = team.post("/records/contracts/new/", {**contract, "ends": "31 March 2023"}).content.decode()
    assert "“Ends” (31 March 2023) is before “Starts” (1 April 2024)." in wrong
    owed = {"period": "Q1", "contract": "1", "provider": "northfield", "return-due": "1 May 2024"}
    assert team.post("/records/contract-reviews/new/", owed).status_code == 302
    assert "<td>Northfield</td>" in team.get("/records/contract-reviews/").content.decode()
    assert "Return due; Send the return: overdue" in team.get("/records/contracts/1/").content.decode()
    partner = signed_in(Role.PARTNER, body="northfield", name="Partner")
    assert "Send the return" in partner.get("/due/").content.decode()
    assert "<td>Burglary</td>" in partner.get("/records/contracts/1/").content.decode(), (
        "no figure is released"
    )
    other = signed_in(Role.PARTNER, body="southfield", name="Other")
    assert "Send the return" not in other.get("/due/").content.decode()


def test_forms_suggest_who_sends_returns_and_take_others(db: object) -> None:
    from dataclasses import replace

    from django.template.loader import render_to_string

    from frankpledge.registers.checking import read_form
    from frankpledge.web.entering import entries
    from frankpledge.web.office import registers

    of = registers()["contracts"]
    field = replace(of.field_of("provider"), choices={"voice": "Voice"})
    [entry] = entries([field], {field.id: "voice"})
    control = render_to_string("web/registers/control.html", {"entry": entry})
    assert 'name="provider" value="Voice" list="field-provider-list"' in control
    assert '<datalist id="field-provider-list"><option value="Voice"></option></datalist>' in control
    named = replace(of, fields=tuple(field if one.id == field.id else one for one in of.fields))
    for said, kept in (("Voice", "voice"), ("voice", "voice"), ("Ledger LLP", "Ledger LLP")):
        assert read_form(named, {field.id: said})[0][field.id] == kept


def test_the_list_begins_with_what_is_due_soonest_and_can_begin_with_the_newest(
    signed_in: Callable[..., Client], client: Client
) -> None:
    secretary = signed_in(Role.SECRETARY, Role.TEAM)
    assert secretary.post("/records/publication-duties/begin/").status_code == 302
    for key, day in (("9", "1 October 2024"), ("2", "1 October 2023"), ("3", "1 June 2026")):
        sent = {"version": "1", "last-updated": day, "link": "https://example.org/report"}
        done = secretary.post(f"/records/publication-duties/{key}/step/update/", sent)
        assert done.status_code == 302, done.content.decode()[:3000]

    def listed(query: str = "") -> list[tuple[str, list[str]]]:
        rows = client.get(f"/records/publication-duties.json{query}").json()["rows"]
        return [
            (
                row["number"],
                sorted(
                    row[name]
                    for name in row
                    if name.endswith(": due") and row[name.replace(": due", ": standing")] in STANDINGS
                ),
            )
            for row in rows
        ]

    begun = listed()
    due = [days[0] for _, days in begun if days]
    assert len(due) >= 3
    assert due == sorted(due), "the longest overdue first"
    assert [bool(days) for _, days in begun] == [True] * len(due) + [False] * (len(begun) - len(due))
    assert listed("?sort=due") == begun
    newest = [number for number, _ in listed("?sort=newest")]
    assert newest[:3] == ["PD-003", "PD-009", "PD-002"]
    assert sorted(newest) == sorted(number for number, _ in begun), "nothing is left out"
    page = client.get("/records/publication-duties/").content.decode()
    assert '<option value="">What is due, soonest first</option><option value="newest">Newest' in page
