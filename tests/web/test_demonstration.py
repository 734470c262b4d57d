"""The demonstration's registers: a year of fictional records, made by actions, the same for the same day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.generate.office_records import Kind, script
from frankpledge.registers.roles import FICTIONAL, MEMBERS, Actor, Grant, Role
from frankpledge.web.demonstrating import fill, setting_of
from tests.functional.cli import run_apart

if TYPE_CHECKING:
    from django.test import Client

ON = date(2026, 11, 26)
PRIVATE = {"casework", "complaints", "reviews", "custody-visits", "contract-reviews"}
"""Registers that are for the office alone."""
EVERYONE = Actor("looks-on", "Looks on", tuple(Grant(role) for role in MEMBERS))


@pytest.fixture
def registers(own_served: Path) -> dict[str, Any]:
    from frankpledge.registers.register_file import read_registers

    return dict(read_registers(own_served))


def test_a_year_of_records_is_made_shown_and_holds(
    own_served: Path, db: Path, client: Client, signed_in: Callable[..., Client]
) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.records.deadlines import due
    from frankpledge.records.models import Record
    from frankpledge.records.verifying import verify
    from frankpledge.registers.clocks import Standing
    from frankpledge.registers.register_file import read_registers
    from frankpledge.web.accounts.models import User

    made = fill(own_served, ON)
    registers = read_registers(own_served)
    assert set(made) == set(registers), "every register has records"
    assert min(made.values()) >= 9
    assert made["casework"] >= 300
    assert made["complaints"] >= 300
    assert sum(made.values()) == Record.objects.count()

    assert not User.objects.exists(), "nobody has an account"
    assert all(actor.startswith(FICTIONAL) for actor in set(Event.objects.values_list("actor", flat=True)))
    assert Event.objects.latest("at").at.date() <= ON
    assert not verify((), registers)
    assert Event.objects.values("stream").distinct().count() == len(registers)

    _holds_together(registers)
    standing = Counter(
        (one.register.id, one.due.state)
        for one in due(registers.values(), EVERYONE, ON, ())
        if one.due.state is Standing.OVERDUE
    )
    assert standing, "something is overdue"
    for (name, _), late in standing.items():
        assert late <= max(4, made[name] // 4), name

    _shown(client, signed_in, registers)


def _holds_together(registers: dict[str, Any]) -> None:
    """What one record says of another is so."""
    from frankpledge.records.models import Record

    def held(name: str) -> list[dict[str, Any]]:
        return list(Record.objects.filter(register=name).values_list("values", flat=True))

    for visit in held("custody-visits"):
        parts = ("asleep", "in-interview", "unfit", "elsewhere", "unavailable-otherwise")
        unavailable = sum(int(str(visit[name])) for name in parts)
        accounted = sum(int(str(visit[name])) for name in ("seen", "refused", "unaccounted"))
        assert visit["held"] == unavailable + accounted
    unused = Record.objects.filter(register="decisions", state="not-used").get()
    assert unused.values["not-used-because"]
    numbers = Record.objects.filter(register="decisions", series="decision-record")
    assert sorted(numbers.values_list("number", flat=True)) == list(range(6, 6 + numbers.count()))
    assert Record.objects.filter(register="risks").exclude(values__movement=None).exists()
    moved = [one for one in held("work-plan") if one.get("times-moved")]
    assert moved, "some of the work plan has slipped"
    cycles = {(one["body"], one["cycle"]) for one in held("grades")}
    assert len({cycle for body, cycle in cycles if body == "police"}) == 2
    assert len({cycle for body, cycle in cycles if body == "fire"}) == 2
    stones = [row for one in held("portfolio") for row in one.get("milestones", ()) if "done" in row]
    assert stones, "some of a project is done"
    assert not any(row.get("forecast", "") > row["done"] for row in stones), "and is not expected any more"
    assert all(one["first-due"] <= one["last-considered"] for one in held("assurance"))
    waits = {one["waiting-since"] for one in held("casework") if "waiting-since" in one}
    assert len(waits) > 2, "cases wait since the day that they began to"
    assert all(one["handled-by"] == "office" for one in held("complaints") if one["about"] == "office")
    late = [one for one in held("interests") if _days(one["arose"], one["declared"]) > 28]
    assert len(late) == 1, "most interests are declared in time"
    assert any(row["met"] is False for one in held("contract-reviews") for row in one.get("kpis", ()))
    states = set(Record.objects.filter(register="matters").values_list("state", flat=True))
    assert {"published", "asked", "answered", "proposed", "declined"} & states
    raised = [(one["measure"], one["title"]) for one in held("matters") if one["raised-by"] == "finding"]
    assert len(set(raised)) == len(raised), "a measure is one matter"
    boards = {one.key: one.series for one in Record.objects.filter(register="meetings")}
    asked = {one["action"]: boards[one["meeting"]] for one in held("actions") if one.get("meeting")}
    assert asked["Send the panel a note on how grants are monitored"] == "panel"


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _shown(client: Client, signed_in: Callable[..., Client], registers: dict[str, Any]) -> None:
    """Lists and records open for the office and the public, and say that they are fictional."""
    office = signed_in(Role.SECRETARY, Role.TEAM, Role.COMPLAINTS, name="sees all")
    from frankpledge.records.models import Record

    fictional = "this office and its county are fictional"
    for name in registers:
        page = office.get(f"/records/{name}/").content.decode()
        assert fictional in page, name
        key = Record.objects.filter(register=name).order_by("number").values_list("key", flat=True)[0]
        assert fictional in office.get(f"/records/{name}/{key}/").content.decode(), name
        assert office.get(f"/records/{name}/in-all/").status_code == 200, name
        public = client.get(f"/records/{name}/")
        assert public.status_code == (404 if name in PRIVATE else 200), name
        if name not in PRIVATE:
            assert fictional in public.content.decode()
            assert client.get(f"/records/{name}.json").status_code in (200, 404)
    duties = client.get("/records/publication-duties/").content.decode()
    assert "up to date" in duties
    history = office.get("/records/decisions/decision-record-6/history/").content.decode()
    assert "Approver (fictional)" in history
    assert "account is gone" not in history


def test_the_same_day_gives_the_same_script_and_another_seed_another(
    own_served: Path, registers: dict[str, Any]
) -> None:
    from dataclasses import replace

    setting = setting_of(own_served, registers, ON)
    assert script(setting) == script(setting)
    assert script(replace(setting, seed=1)) != script(setting)
    assert all(step.day <= ON for step in script(setting))


def test_the_same_script_gives_the_same_records(
    own_served: Path, db: Path, registers: dict[str, Any]
) -> None:
    from django.db import transaction

    from frankpledge.records.models import Record
    from frankpledge.records.playing import play

    steps = [one for one in _without_cases(own_served, registers, ON) if one.kind is not Kind.WITHHOLD][:400]

    def told() -> list[tuple[object, ...]]:
        with transaction.atomic():
            play(steps, registers)
            names = ("register", "key", "state", "version", "values", "day")
            found = list(Record.objects.order_by("register", "key").values_list(*names))
            transaction.set_rollback(True)
        return found

    assert told() == told() != []


def _without_cases(office: Path, registers: dict[str, Any], on: date) -> list[object]:
    """Return the steps without those of cases: many, and each of them alike."""
    made = script(setting_of(office, registers, on))
    return [one for one in made if one.record.register not in PRIVATE - {"contract-reviews"}]


DAYS = [
    date(2025, 8, 3),
    date(2026, 1, 1),
    date(2026, 2, 28),
    date(2026, 4, 3),
    date(2026, 6, 30),
    date(2026, 12, 25),
    date(2027, 4, 1),
    date(2028, 2, 29),
    date(2031, 1, 4),
]


@pytest.mark.parametrize(
    "day", [DAYS[0], DAYS[6], *(pytest.param(one, marks=pytest.mark.nightly) for one in DAYS)]
)
def test_it_can_be_made_on_any_day(day: date, own_served: Path, db: Path, registers: dict[str, Any]) -> None:
    from frankpledge.records.models import Record
    from frankpledge.records.playing import play
    from frankpledge.records.verifying import verify

    play(_without_cases(own_served, registers, day), registers)
    assert Record.objects.count() > 400
    assert not verify((), registers)


def test_a_real_database_is_never_filled(own_served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment names for a real office is not what the demonstration writes to."""
    from frankpledge.web.demonstrating import fill_apart

    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:9/never")
    monkeypatch.setenv("FRANKPLEDGE_PRODUCTION", "1")
    said = fill_apart(own_served)
    assert said.endswith("fictional records in 23 registers")
    assert (own_served / "records" / "records.sqlite3").is_file()
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("FRANKPLEDGE_PRODUCTION")
    assert run_apart("audit", own_served).out.startswith("All holds: ")
