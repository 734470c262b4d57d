"""A work plan on its page: under its headings, with what is odd flagged, by quarter and by slippage."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.branching import branches
from frankpledge.registers.register import Field, FieldType, Register, State
from frankpledge.registers.roles import Role
from tests.conftest import SHARED_ABSENT
from tests.registers.test_importing import PLAN

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]
ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = Path(os.environ.get("FRANKPLEDGE_DOCUMENTS", ROOT.parent / "shared" / "documents"))
PLAN_PAGE = "/records/work-plan/plan"
FLAGS = {
    "no-date": 1,
    "not-a-date": 29,
    "date-read-out-of-other-words": 1,
    "before-the-year-of-the-plan": 4,
    "after-the-year-of-the-plan": 20,
    "repeated": 9,
}
"""What is odd about the published plan of 2017/18: of its 140 actions so many."""


def take_in(client: Client, data: bytes) -> None:
    year = {"plan-year": "2017-18"}
    sent = {**year, "file": SimpleUploadedFile("plan.tsv", data)}
    page = client.post("/records/work-plan/import/", sent).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    sent = {**year, "token": token, "name": "plan.tsv"}
    assert client.post("/records/work-plan/import/", sent).status_code == 302


@pytest.fixture
def team(signed_in: SignedIn) -> Client:
    return signed_in(Role.TEAM)


@pytest.fixture
def published_plan(team: Client) -> Client:
    """Somebody of the office, with the published plan of 2017/18 taken in."""
    file = PUBLISHED / "work-plan-2017-18.tsv"
    if not file.is_file():
        pytest.skip(f"{SHARED_ABSENT}: {file}")
    take_in(team, file.read_bytes())
    return team


def test_each_record_stands_once_under_its_headings() -> None:
    text = FieldType.TEXT
    of = Register(
        "plan", "Plan", "action", "", (Field("area", text, "Area"), Field("what", text, "What")),
        (State("open", "Open"),), tree=("area", "what"),
    )  # fmt: skip
    held = [{"area": "Roads", "what": "A"}, {"area": "Homes"}, {"area": "roads ", "what": "B"}]
    found = branches(of, held)
    assert [(one.title, one.places) for one in found] == [("Roads", (0, 2)), ("Homes", (1,))]
    assert [one.title for one in found[0].branches] == ["A", "B"]
    assert [one.title for one in found[1].branches] == ["Not said"]


def test_the_plan_is_shown_by_objective_deliverable_and_action(team: Client) -> None:
    take_in(team, PLAN.encode())
    page = team.get(f"{PLAN_PAGE}/").content.decode()
    assert re.findall(r'<h2 id="part-\d+">([^<]+)', page) == ["Safer Roads", "Victims"]
    assert re.findall(r"<h3[^>]*>([^<]+)", page) == ["Cameras", "Data", "Data", "Advice"]
    assert '<a href="#part-1">Safer Roads</a></th><td class="number">3</td>' in page
    assert "“Action” stands here 2 times, under 2 different entries of “Objective”." in page
    assert "<script" not in page.split("<main")[1]
    rows = team.get(f"{PLAN_PAGE}.json").json()["rows"]
    assert len(rows) == 8
    assert rows[0]["objective"] == "Safer Roads"
    assert rows[0]["deliverable"] == "Cameras"
    csv = team.get(f"{PLAN_PAGE}.csv").content.decode().splitlines()
    assert csv[0].startswith("objective,deliverable,key,number,action,")
    assert len(csv) == 9


def test_all_of_the_published_plan_is_there_once(published_plan: Client) -> None:
    rows = published_plan.get(f"{PLAN_PAGE}.json").json()["rows"]
    assert len(rows) == len({row["key"] for row in rows}) == 140
    page = published_plan.get(f"{PLAN_PAGE}/").content.decode()
    assert len(re.findall(r'<th scope="row" class="whole">', page)) == 140
    counted = re.findall(r'<a href="#part-\d+">[^<]+</a></th><td class="number">(\d+)</td>', page)
    assert sum(map(int, counted)) == 140


@pytest.mark.parametrize("where", ["/records/work-plan", PLAN_PAGE])
def test_lists_and_plans_are_narrowed_to_what_is_flagged(published_plan: Client, where: str) -> None:
    found = {name: len(published_plan.get(f"{where}.json?flag={name}").json()["rows"]) for name in FLAGS}
    assert found == FLAGS
    every = published_plan.get(f"{where}.json?flag=any").json()["rows"]
    flagged = {row["key"] for row in every}
    assert max(FLAGS.values()) < len(flagged) < sum(FLAGS.values()), "some are flagged twice"
    assert len(published_plan.get(f"{where}.json?flag=nothing-of-the-sort").json()["rows"]) == 140
    page = published_plan.get(f"{where}/?flag=not-a-date").content.decode()
    assert '<option value="not-a-date" selected>' in page
    assert page.count(">not a date</span>") == 29
    for words in ("TBC", "Ongoing"):
        assert f"<td>{words}</td>" in page or f">{words} " in page


def test_the_links_by_quarter_and_slippage_lead_to_as_many_as_they_say(published_plan: Client) -> None:
    page = published_plan.get(f"{PLAN_PAGE}/").content.decode()
    quarters = re.findall(r'<a class="whole" href="\?([^"]+)">(Q\d [^<]+|No date)</a> \((\d+)\)', page)
    assert sum(int(count) for _, _, count in quarters) == 140
    for ask, label, count in quarters:
        rows = published_plan.get(f"{PLAN_PAGE}.json?{ask.replace('&amp;', '&')}").json()["rows"]
        assert len(rows) == int(count), label
    by_slip = Counter[str]()
    for word in ("any", "none", "no-day"):
        by_slip[word] = len(published_plan.get(f"{PLAN_PAGE}.json?slip={word}").json()["rows"])
    assert by_slip == {"any": 110, "none": 0, "no-day": 30}, "long after the plan year all have slipped"


def test_the_public_sees_what_was_adopted_and_no_flag_of_the_rest(team: Client, client: Client) -> None:
    from frankpledge.records import actions
    from frankpledge.records.models import Record
    from frankpledge.registers.roles import Actor, Grant
    from frankpledge.web.office import registers

    take_in(team, PLAN.encode())
    assert "Nothing is published here yet" in client.get(f"{PLAN_PAGE}/").content.decode()
    of, by = registers()["work-plan"], Actor("x", "X", (Grant(Role.TEAM),))
    twice = Record.objects.filter(words__contains="share one record system").order_by("number")[0]
    actions.move(of, twice, "begin", by, version=twice.version)
    [row] = client.get(f"{PLAN_PAGE}.json").json()["rows"]
    assert row["action"] == "Share one record system"
    assert "times" not in row["flags"], "that another says the same is not public"
    assert "“TBC” names no one day or month." in row["flags"]
    assert client.get("/records/decisions/plan/").status_code == 404


def test_sums_lead_to_the_records_they_count(published_plan: Client) -> None:
    page = published_plan.get("/records/work-plan/in-all/").content.decode()
    links = re.findall(
        r'<a href="(/records/work-plan/\?[^"]+)">[^<]+</a></th><td class="number">(\d+)</td>', page
    )
    assert len(links) >= 13
    for link, count in links:
        where = link.replace("&amp;", "&").replace("work-plan/?", "work-plan.json?")
        assert len(published_plan.get(where).json()["rows"]) == int(count), link
    assert page.count('<a href="/records/work-plan/1/">') == 1
