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
    assert client.get("/records/casework/in-all/").status_code == 302, "sign in first"
    assert signed_in(Role.ANALYST).get("/records/casework/in-all/").status_code == 403
    officer = signed_in(Role.COMPLAINTS)
    assert officer.get("/records/casework/in-all/").status_code == 200
    assert officer.get("/records/nothing/in-all/").status_code == 404
