"""A record that names a measure nothing declares is asked about, and kept and flagged where that is meant."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

from frankpledge.registers.roles import Role
from tests.web.test_board_pages import key_of
from tests.web.test_meeting_days import asked_of

if TYPE_CHECKING:
    from django.test import Client

MATTER = {
    "title": "Serious violence",
    "body": "police",
    "board": "panel",
    "every": "6 months",
    "first-due": "1 June 2099",
}


def test_a_measure_that_nothing_declares_is_asked_about_and_flagged(signed_in: Callable[..., Client]) -> None:
    from frankpledge.web.office import declared

    secretary = signed_in(Role.SECRETARY, Role.TEAM, name="sec")
    new = "/records/assurance/new/"
    known = next(iter(declared().measures))
    asked = asked_of(secretary.post(new, {**MATTER, "measure": f"{known}x"}))
    assert asked == f"No measure has the id '{known}x'. Did you mean '{known}'?"
    assert secretary.get("/records/assurance.json").json()["rows"] == []
    kept = secretary.post(new, {**MATTER, "measure": f"{known}x", "sure": asked})
    key = key_of(kept)
    assert "No measure has the id" in secretary.get(f"/records/assurance/{key}/").content.decode()
    assert "1 record match" in secretary.get("/records/assurance/?flag=no-such-measure").content.decode()

    # What stands is not asked about again; another that nobody knows is.
    change = f"/records/assurance/{key}/change/"
    same = {**MATTER, "title": "Violence", "measure": f"{known}x", "version": "1", "reason": "Named anew"}
    assert secretary.post(change, same).status_code == 302
    other = {**same, "measure": "nothing-like-any", "version": "2"}
    assert asked_of(secretary.post(change, other)).startswith("No measure has the id 'nothing-like-any'.")
    assert secretary.post(change, {**other, "measure": known}).status_code == 302
    assert "No measure has the id" not in secretary.get(f"/records/assurance/{key}/").content.decode()


def test_a_measure_in_a_row_of_a_small_table_is_asked_about(signed_in: Callable[..., Client]) -> None:
    team = signed_in(Role.TEAM, Role.APPROVER)
    contract = {
        "title": "Support", "provider": "northfield", "provider-name": "Northfield", "kind": "grant",
        "starts": "1 April 2024", "ends": "31 March 2030", "reviewed": "3 months",
        "kpis.rows": "2", "kpis.1.kpi": "Fewer burglaries", "kpis.1.measure": "burglary",
        "kpis.2.kpi": "Fewer fires", "kpis.2.measure": "burglarry",
    }  # fmt: skip
    asked = asked_of(team.post("/records/contracts/new/", contract))
    assert asked == "No measure has the id 'burglarry'. Did you mean 'burglary'?"
    kept = key_of(team.post("/records/contracts/new/", {**contract, "sure": asked}))
    assert asked.split(".")[0] in html.unescape(team.get(f"/records/contracts/{kept}/").content.decode())
