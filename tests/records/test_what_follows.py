"""What a change means beyond its own fields: set elsewhere, kept, stamped, blanked and refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from frankpledge.registers.register import Register
from frankpledge.registers.register_file import BUILT_IN, read_registers
from tests.records.registers import EVERY

OCTOBER = datetime(2026, 10, 1, 9, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 25, 9, tzinfo=UTC)
REGISTERS = read_registers(BUILT_IN.parent)


def made(name: str, **values: Any) -> Any:
    """A record of a register that comes with the program."""
    from frankpledge.records.actions import create

    state = values.pop("state", "")
    return create(
        REGISTERS[name],
        {key.replace("_", "-"): one for key, one in values.items()},
        EVERY,
        state=state,
        at=NOVEMBER,
    )


def stepped(record: Any, step: str, **values: Any) -> Any:
    """The record after a step."""
    from frankpledge.records.actions import move

    reason = values.pop("reason", "")
    at = values.pop("at", NOVEMBER)
    given = {key.replace("_", "-"): one for key, one in values.items()}
    return move(
        REGISTERS[record.register],
        record,
        step,
        EVERY,
        version=record.version,
        values=given,
        reason=reason,
        at=at,
    )


def amended(record: Any, reason: str = "", **values: Any) -> Any:
    """The record after its fields were amended."""
    from frankpledge.records.actions import amend

    given = {key.replace("_", "-"): one for key, one in values.items()}
    return amend(
        REGISTERS[record.register], record, given, EVERY, version=record.version, reason=reason, at=NOVEMBER
    )


def again(record: Any) -> Any:
    """The record as it stands now."""
    from frankpledge.records.models import Record

    return Record.objects.get(pk=record.pk)


def matter(**values: Any) -> Any:
    return made("matters", title="Burglary", body="police", raised="2026-10-01", raised_by="plan", **values)


def meeting(day: str = "2026-11-20", **values: Any) -> Any:
    return made("meetings", board="accountability-board-police", day=day, **values)


def test_a_matter_considered_brings_its_schedule_up_to_date(database: str) -> None:
    from frankpledge.audit.models import Event

    schedule = made(
        "assurance", title="Burglary", body="police", board="panel", every="12 months", first_due="2026-01-01"
    )
    first = matter(meeting=meeting().key, schedule=schedule.key)
    first = stepped(stepped(first, "agree"), "consider", discussion="Better.", assurance="partial")
    held = again(schedule)
    assert (held.values["last-considered"], held.values["level"], held.version) == (
        "2026-11-20",
        "partial",
        2,
    )
    assert Event.objects.get(subject=str(held), action="set").actor == EVERY.identity
    amended(first, assurance="full")  # a correction follows
    assert again(schedule).values["level"] == "full"
    # What is entered late does not undo what came after it, and what does not change is not set again.
    early = matter(meeting=meeting("2026-09-01").key, schedule=schedule.key)
    stepped(stepped(early, "agree"), "consider", discussion="Worse.", assurance="none")
    assert again(schedule).values["level"] == "full"
    assert again(schedule).version == 3


def contract(**values: Any) -> Any:
    kpis = [
        {"kpi": "Seen in time", "target": "90", "better": "higher"},
        {"kpi": "Waiting", "target": "5", "better": "lower"},
    ]
    whose = {
        "provider": "northfield",
        "provider_name": "Northfield",
        "kind": "contract",
        "reviewed": "3 months",
    }
    return made(
        "contracts", title="Support", starts="2026-01-01", ends="2027-12-31", kpis=kpis, **whose, **values
    )


def test_whether_a_target_is_met_follows_from_the_contract(database: str) -> None:
    from frankpledge.records.refusals import Refused

    agreed = contract()
    kpis = [
        {"kpi": "seen in TIME", "achieved": "70", "met": True, "target": "10"},
        {"kpi": "Waiting", "achieved": "5"},
    ]
    review = made(
        "contract-reviews",
        period="Q2",
        contract=agreed.key,
        provider="northfield",
        return_due="2026-10-15",
        kpis=kpis,
    )
    assert [(row["target"], row["met"]) for row in review.values["kpis"]] == [("90", False), ("5", True)]
    with pytest.raises(Refused) as told:
        amended(review, kpis=[{"kpi": "Sean in time", "achieved": "95"}])
    assert "not one of those agreed" in str(told.value.problems[0])
    review = stepped(review, "review")
    assert again(agreed).values["last-review"] == "2026-11-25"


def test_a_date_keeps_its_first_day_whoever_changes_it_and_how(database: str) -> None:
    from frankpledge.records.refusals import Refused

    action = made(
        "actions", action="Write", body="police", owner="Chief", set_on="2026-10-01", due="2026-11-01"
    )
    action = amended(action, "Ill.", due="2026-12-01")
    action = stepped(action, "extend", due="2027-01-31", reason="Late.")
    assert {name: action.values[name] for name in ("due", "first-due", "times-moved", "slipped")} == {
        "due": "2027-01-31", "first-due": "2026-11-01", "times-moved": 2, "slipped": 91,
    }  # fmt: skip
    with pytest.raises(Refused):
        amended(action, first_due="2027-01-31")
    assert amended(action, "It was copied wrongly.", first_due="2026-11-02").values["slipped"] == 90
    plan = made(
        "work-plan", plan_year="2026-27", objective="O", action="Do", due={"said": "TBC", "date": None}
    )
    plan = amended(plan, due={"said": "Dec 26", "date": "2026-12-31"})
    assert "first-due" not in plan.values  # words that name no day are no first day
    plan = amended(plan, due={"said": "Jan 27", "date": "2027-01-31"})
    assert (plan.values["first-due"]["said"], plan.values["slipped"]) == ("Dec 26", 31)


def test_a_step_back_blanks_what_the_state_left_had_stamped(database: str) -> None:
    from frankpledge.records.deadlines import deadlines_of
    from frankpledge.registers.clocks import Standing

    held = stepped(meeting("2026-12-15"), "fix")
    held = stepped(stepped(held, "set-agenda"), "publish-papers", agenda="1", reason="There are none.")
    assert held.values["papers-published"] == "2026-11-25"
    held = stepped(held, "shift", day="2027-01-20", reason="Ill.")
    assert "papers-published" not in held.values
    assert held.values["agenda-set"] == "2026-11-25"
    assert held.values["first-proposed"] == "2026-12-15"
    clocks = {
        one.due.clock.id: one.due.state
        for one in deadlines_of(REGISTERS["meetings"], [held], NOVEMBER.date())
    }
    assert clocks["papers"] is Standing.UPCOMING


def test_a_step_waits_for_its_day_its_answer_and_what_is_open(database: str) -> None:
    from frankpledge.records.refusals import Refused

    with pytest.raises(Refused) as told:
        stepped(stepped(meeting("2026-12-15"), "fix"), "hold", attendance=[{"who": "Chair", "present": True}])
    assert "has not come yet" in str(told.value)
    advice = made(
        "recommendations", recommendation="Do", body="police", made="2026-11-01", **{"from": "panel"}
    )
    advice = stepped(advice, "reply", answer="rejected", reply="No.")
    with pytest.raises(Refused) as told:
        stepped(advice, "implement", evidence="Done.")
    assert "“Answer” is Not accepted" in str(told.value)
    report = made(
        "inspections", title="PEEL", body="police", by="hmicfrs", kind="peel", published="2026-10-01"
    )
    report = stepped(report, "comment", response="Thanks.")
    finding = made(
        "inspection-findings",
        finding="F",
        kind="recommendation",
        body="police",
        inspection=report.key,
        given="2026-10-01",
    )
    with pytest.raises(Refused, match="IF-0001"):
        stepped(report, "close")
    finding = stepped(finding, "claim", evidence="E")
    stepped(finding, "close", closed_by="force")
    assert stepped(report, "close").state == "closed"


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("contracts", {"starts": "2026-05-01", "ends": "2026-04-01"}, "is before"),
        ("custody-visits", {"visited": "2030-01-01"}, "lies ahead"),
        ("casework", {"received": "2026-11-20", "contacted": "2026-11-19"}, "is before"),
        ("assurance", {"last-considered": "2036-01-01"}, "lies ahead"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_told(name: str, values: dict[str, str], says: str) -> None:
    from frankpledge.registers.checking import check

    register: Register = REGISTERS[name]
    told = [
        one
        for one in check(register, values, "", NOVEMBER.date())
        if one.field in values and "“" in one.wrong
    ]
    assert any(says in one.wrong for one in told)
    assert not any(says in one.wrong for one in check(register, values))


def test_projects_do_not_wait_for_each_other_nor_for_what_ends_later(database: str) -> None:
    from frankpledge.records.refusals import Refused

    one = made("portfolio", title="One", lead="police", end_planned="2027-03-31")
    two = made("portfolio", title="Two", lead="police", end_planned="2027-03-31", depends=[one.key])
    with pytest.raises(Refused, match="cannot be kept") as told:
        amended(one, depends=[two.key])
    assert "leads back" in str(told.value)
    with pytest.raises(Refused) as told:
        amended(two, end_planned="2027-01-01")
    assert "is later than" in str(told.value)


def test_movement_of_a_risk_compares_review_with_review(database: str) -> None:
    risk = made(
        "risks",
        title="R",
        body="police",
        owner="Chief",
        likelihood="l2",
        impact="i5",
        raised="2026-06-01",
        every="3 months",
    )
    assert (risk.values["score"], risk.values["band"]) == (10, "high")
    assert "movement" not in risk.values
    risk = amended(risk, likelihood="l5")
    assert (risk.values["score"], risk.values["movement"]) == (25, 15)
    risk = stepped(risk, "review", reviewed="2026-09-01")
    assert (risk.values["movement"], risk.values["band"]) == (15, "very-high")
    risk = stepped(risk, "review", reviewed="2026-11-01")
    assert risk.values["movement"] == 0
    assert [(row["day"], row["score"]) for row in risk.values["scores"]] == [
        ("2026-06-01", 10), ("2026-09-01", 25), ("2026-11-01", 25),
    ]  # fmt: skip
