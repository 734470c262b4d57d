"""Every page that says it is data too answers as JSON and as CSV, with a header even without rows."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role
from tests.web.reading import read_json, release_rows

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.access import Route

NO_TABLE = frozenset({"home"})
"""Pages whose JSON is more than one table; their CSV is the first of them."""


def whole_pages() -> list[Route]:
    from frankpledge.web.routes import ROUTES

    return [route for route in ROUTES if route.data and "<" not in route.path]


def test_every_page_answers_as_data_to_whoever_may_open_it(
    released: Path, client: Client, signed_in: Callable[..., Client]
) -> None:
    staff = signed_in(Role.ANALYST, Role.TEAM, Role.AUDITOR, Role.ADMINISTRATOR, name="staff")
    asked = 0
    for route in whole_pages():
        for viewer in (client, staff):
            path = f"/{route.path.rstrip('/')}" if route.path else "/index"
            while (status := viewer.get(f"/{route.path}").status_code) == 202:
                time.sleep(0.2)  # It is still worked out.
            if status != 200:
                continue
            asked += 1
            told = read_json(viewer, f"{path}.json")
            assert told["title"], path
            answer = viewer.get(f"{path}.csv")
            assert answer.status_code == 200, path
            header = next(csv.reader(io.StringIO(answer.getvalue().decode())), [])
            assert header, f"{path}.csv has no header"
            assert route.name in NO_TABLE or told["columns"] == header
    assert asked > 20


def test_the_public_home_has_what_the_newest_release_found(
    released: Path, client: Client, analyst: Client
) -> None:
    told = read_json(client, "/index.json")
    held = {row["measure"] for row in release_rows(released, told["release"]["number"])}
    assert {one["measure"] for one in told["findings"]} <= held
    assert {one["sentence"] for one in told["findings"]} <= {
        row["sentence"] for row in read_json(client, "/api/v1/findings")["data"]
    }


@pytest.mark.usefixtures("released")
def test_a_report_and_the_worklists_are_data(analyst: Client) -> None:
    [first, *_] = read_json(analyst, "/reports.json")["rows"]
    files = read_json(analyst, f"/reports/{first['key']}.json")["rows"]
    assert {"report.html", "report.pdf"} <= {one["file"] for one in files}
    assert read_json(analyst, "/worklists.json")["columns"] == ["id", "title", "purposes"]


def held_as_data(viewer: Client, path: str) -> list[dict[str, object]]:
    """Return the rows of a page's JSON, which its CSV has too."""
    told = read_json(viewer, f"{path}.json")
    answer = viewer.get(f"{path}.csv")
    assert answer.status_code == 200, path
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    header, *rows = csv.reader(io.StringIO(text.decode()))
    assert header == told["columns"]
    assert len(rows) == len(told["rows"])
    return list(told["rows"])


def test_pages_with_a_name_in_their_address_are_data_too(
    released: Path, client: Client, analyst: Client, signed_in: Callable[..., Client]
) -> None:
    from frankpledge.web.office import declared

    first = declared().plan.priorities[0]
    for name, measures in ((first.id, first.measures), (first.outcomes[0].id, first.outcomes[0].measures)):
        for viewer in (client, analyst):
            while viewer.get(f"/plan/{name}/").status_code == 202:
                time.sleep(0.2)
            rows = held_as_data(viewer, f"/plan/{name}")
            assert rows
            assert {row["measure"] for row in rows} <= set(measures)
    report = read_json(analyst, "/reports.json")["rows"][0]["key"]
    assert held_as_data(analyst, f"/reports/{report}")
    partner = signed_in(Role.PARTNER, body="voice", name="sender")
    assert held_as_data(partner, "/sending") == [], "nothing was sent yet"
    secretary = signed_in(Role.SECRETARY, Role.TEAM, name="sec")
    day = {"board": "panel", "day": "12 January 2099"}
    meeting = str(secretary.post("/records/meetings/new/", day)["Location"]).rstrip("/").rsplit("/", 1)[1]
    matter = {
        "title": "Burglary", "body": "police", "raised": "1 October 2024", "raised-by": "question",
        "meeting": meeting,
    }  # fmt: skip
    assert secretary.post("/records/matters/new/", matter).status_code == 302
    [item] = held_as_data(secretary, f"/board/meetings/{meeting}/agenda")
    assert item["title"] == "Burglary"
