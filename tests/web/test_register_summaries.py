"""A plan taken in on the page comes out by quarter and by slippage, and whoever may not see it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from frankpledge.registers.roles import Role
from tests.registers.test_importing import PLAN

if TYPE_CHECKING:
    from django.test import Client

YEAR = {"plan-year": "2017-18"}


def _taken_in(client: Client) -> None:
    file = BytesIO(PLAN.encode())
    file.name = "plan.tsv"
    page = client.post("/records/work-plan/import/", {**YEAR, "file": file})
    assert page.status_code == 200, page.content.decode()[:2000]
    token = re.findall(r'name="token" value="([^"]+)"', page.content.decode())[0]
    done = client.post("/records/work-plan/import/", {**YEAR, "token": token, "name": "plan.tsv"})
    assert done.status_code == 302, done.content.decode()[:2000]


def test_a_plan_that_was_taken_in_is_summed_up(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.TEAM)
    _taken_in(client)
    page = client.get("/records/work-plan/in-all/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Q3 17/18" in text
    assert "“New plan for Oct 17” was taken for 31 October 2017." in text
    tables = {one["id"]: one for one in client.get("/records/work-plan/in-all.json").json()["tables"]}
    assert text.count("<h2") == len(tables)
    assert tables["by-quarter"]["rows"][-1] == ["In all", 8, 0]
    assert tables["slippage"]["rows"][0][1] == "Publish waiting times", "due before the plan began"
    rows = client.get("/records/work-plan/in-all.csv").content.decode().splitlines()
    assert "states,In all,Number,8" in rows


def test_only_those_who_see_a_register_see_its_sums(signed_in: Callable[..., Client], client: Client) -> None:
    assert client.get("/records/casework/in-all/").status_code == 404, "the public is not told of it"
    assert signed_in(Role.ANALYST).get("/records/casework/in-all/").status_code == 403
    officer = signed_in(Role.COMPLAINTS)
    assert officer.get("/records/casework/in-all/").status_code == 200
    assert officer.get("/records/nothing/in-all/").status_code == 404


def test_the_records_of_a_year_are_summed_up(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.TEAM)
    _taken_in(client)
    asked = "?from=1+April+2017&to=31/3/2018"
    page = client.get(f"/records/work-plan/in-all/{asked}").content.decode()
    assert "Records whose “Due” lies from 1 April 2017 to 31 March 2018." in page
    tables = {one["id"]: one for one in client.get(f"/records/work-plan/in-all.json{asked}").json()["tables"]}
    assert [row[0] for row in tables["by-quarter"]["rows"]] == ["Q1 17/18", "Q3 17/18", "Q4 17/18", "In all"]
    wrong = client.get("/records/work-plan/in-all/?from=soon").content.decode()
    assert "“soon” is not a date" in wrong


def test_a_risk_shows_how_it_has_moved(signed_in: Callable[..., Client]) -> None:
    from frankpledge.records import actions
    from frankpledge.records.models import Record
    from frankpledge.registers.roles import Actor, Grant
    from frankpledge.web.office import registers

    client, of = signed_in(Role.TEAM), registers()["risks"]
    by = Actor("x", "X", (Grant(Role.TEAM),))
    values = {
        "title": "Data are lost",
        "body": "office",
        "owner": "Head",
        "likelihood": "l2",
        "impact": "i4",
        "raised": "2026-01-05",
        "every": "3 months",
        "reviewed": "2026-01-05",
    }
    record = actions.create(of, values, by)
    later = {"likelihood": "l3", "reviewed": "2026-04-01"}
    actions.amend(of, Record.objects.get(pk=record.pk), later, by, version=record.version)
    tables = {one["id"]: one for one in client.get("/records/risks/in-all.json").json()["tables"]}
    assert tables["scores"]["rows"] == [["RK-001", "Data are lost", None, 12, None, "High", 4]]


def test_an_imported_row_that_links_nowhere_is_refused_alone(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.SECRETARY)
    rows = ["Action,For,Matter,Owner,Set on,Due"]
    rows += ["Write,Police force,,Head,1/5/2026,1/6/2026", "Call,Police force,M-0009,Head,1/5/2026,1/6/2026"]
    file = BytesIO("\n".join(rows).encode())
    file.name = "actions.csv"
    page = client.post("/records/actions/import/", {"file": file})
    text = page.content.decode()
    assert "names no record of matters: “M-0009”" in text
    token = re.findall(r'name="token" value="([^"]+)"', text)[0]
    done = client.post("/records/actions/import/", {"token": token, "name": "actions.csv"})
    assert done.status_code == 302
    assert b"1 record" in client.get("/records/actions/").content
