"""What the fictional office decided and set out to do: decisions, the work plan, risks and projects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from frankpledge.generate.office_records.meetings import Boards
from frankpledge.generate.office_records.script import (
    APPROVER,
    AUTHOR,
    SECRETARY,
    TEAM,
    Ref,
    Script,
    after,
    before,
    plan_year,
    year_of,
)
from frankpledge.generate.office_records.words import rows_of

_FIRST_NUMBER = 6
"""Decision records 1 to 5 were taken before the register was begun: plan/decision-records.yaml lists them."""


def decisions(script: Script, boards: Boards) -> dict[str, Ref]:
    """Write a year of decisions, newest last, and return those that other records are approved by."""
    found: dict[str, Ref] = {}
    rows = rows_of("decisions")
    for place, one in enumerate(rows):
        title, amount, kind = one["title"], one.get("amount"), one.get("kind", "")
        decided = script.setting.day(-350 + round(340 * place / (len(rows) - 1)))
        series = "executive" if kind == "executive" else "decision-record"
        called = (
            "Decision Record"
            if series != "executive"
            else f"Executive {'Order' if 'rder' in title else 'Decision'}"
        )
        values: dict[str, Any] = {
            "series": series,
            "called": called,
            "title": title,
            "decision": one["decision"],
            "reasons": one["reasons"],
            "options": "Doing nothing was considered, and a shorter term.",
            "amount": amount,
            "advice": "The chief finance officer and the monitoring officer advised and raised no objection.",
            "matter": boards.matter_before(before(decided, 21)) if place % 5 == 2 else None,
        }
        if place == 7:
            values["exempt"] = "Prices of the two unsuccessful tenders."
        number = _FIRST_NUMBER if place == 0 else None
        ref = script.make("decisions", before(decided, 21), AUTHOR, values, number=number)
        if place == 7:
            script.withhold(ref, before(decided, 14), TEAM, exempt="foi-43")
        weight = (
            "key" if kind == "key" else "significant" if amount and float(amount) > 100_000 else "routine"
        )
        script.move(
            ref, decided, APPROVER, "take", decided=decided, decided_by="Commissioner", significance=weight
        )
        late = 12 if place == 11 else 0
        script.move(ref, after(decided, 6 + late), SECRETARY, "publish")
        if place == 9:
            why = "Withdrawn before it was taken: the school asked for more time to consult."
            script.unused("decisions", after(decided, 1), SECRETARY, "decision-record", why)
        found[title] = ref
    values = {
        "series": "decision-record",
        "title": "Extension of the forensic medical contract",
        "reasons": "The contract ends next year.",
    }
    script.make("decisions", script.setting.day(-3), AUTHOR, values)
    return found


def work_plan(script: Script) -> None:
    """Write the plan of this financial year and what was left of the one before."""
    today = script.setting.today
    this = year_of(today)
    chance = script.setting.chance("work plan")
    for year in (this - 1, this):
        begun = date(year, 4, 14)
        rows = rows_of("work")[: 6 if year < this else None]
        for place, one in enumerate(rows):
            due = date(year, 4, 1) + timedelta(days=round(30.4 * one["month"]) - 1)
            words = f"{due.day} {due:%B %Y}"
            if place % 11 == 4:
                words = "Ongoing"
            elif place % 11 == 7:
                words = f"{due:%B %Y}"
            elif place % 11 == 10:
                words = "TBC"
            values = {
                "plan-year": plan_year(year),
                "objective": one["objective"],
                "deliverable": one["deliverable"],
                "action": one["action"],
                "due": words,
                "owner": one["owner"],
                "progress": "not-started",
                **script.setting.measure(one.get("measure", "")),
            }
            ref = script.make("work-plan", begun, TEAM, values)
            script.move(ref, after(begun, 16), TEAM, "begin", progress="on-track")
            _carried_out(
                script,
                ref,
                due,
                today,
                0.6 if place % 9 == 3 else chance.random(),
                dated=words[0].isdigit(),
                before_this=year < this,
            )


def _carried_out(
    script: Script, ref: Ref, due: date, today: date, fate: float, *, dated: bool, before_this: bool
) -> None:
    """Write what became of an action of the plan: done in time, moved and done, dropped, or late today."""
    if dated and 0.3 <= fate < 0.5:
        later = after(due, 50)
        script.amend(
            ref,
            before(due, 12),
            AUTHOR,
            "Put back: a partner needs more time to agree its part.",
            due=f"{later.day} {later:%B %Y}",
            progress="at-risk",
            note="Put back by agreement of the programme board.",
        )
        due = later
    if 0.5 <= fate < 0.56 and due < today:
        why = "Not needed any more: the force does this under its own plan."
        script.move(ref, before(due, 20), TEAM, "drop", why, progress="off-track")
    elif 0.56 <= fate < 0.72 and not before_this:
        note = "Work has begun. The owner expects it to be finished late."
        script.amend(
            ref, before(due, 25), AUTHOR, "Progress as told by the owner.", progress="off-track", note=note
        )
    else:
        done = before(due, 6) if fate < 0.9 else after(due, 15)
        script.move(
            ref,
            done,
            AUTHOR,
            "complete",
            progress="complete",
            note="Finished, and reported to the office's management meeting.",
        )


def risks(script: Script, boards: Boards) -> dict[str, Ref]:
    """Write the risk register with its reviews, and return the risks by title."""
    found = {}
    for place, one in enumerate(rows_of("risks")):
        raised = script.setting.day(-340 + 11 * place)
        ref = script.make("risks", raised, TEAM, _risk(one, raised, boards, place))
        found[one["title"]] = ref
        public = place % 7 != 5
        if public:
            script.move(ref, after(raised, 14), APPROVER, "publish")
        step = "review-published" if public else "review"
        for at, (likelihood, impact) in enumerate(one["reviews"]):
            day = after(raised, 88 * (at + 1))
            script.move(ref, day, TEAM, step, reviewed=day, likelihood=f"l{likelihood}", impact=f"i{impact}")
        if place == 6:
            why = "The move is finished and the old building handed back."
            script.move(ref, script.setting.day(-40), TEAM, "close", why)
    return found


def _risk(one: Mapping[str, Any], raised: date, boards: Boards, place: int) -> dict[str, Any]:
    likelihood, impact = one["first"]
    return {
        "title": one["title"],
        "body": one["body"],
        "cause": one["cause"],
        "effect": one["effect"],
        "owner": one["owner"],
        "likelihood": f"l{likelihood}",
        "impact": f"i{impact}",
        "likelihood-before": f"l{min(5, likelihood + 1)}",
        "impact-before": f"i{impact}",
        "likelihood-wanted": f"l{max(1, likelihood - 1)}",
        "impact-wanted": f"i{max(1, impact - 1)}",
        "controls": [{**control, "owner": one["owner"]} for control in one["controls"]],
        "raised": raised,
        "every": "3 months",
        "matter": boards.matter_before(raised) if place in (0, 3) else None,
    }


def portfolio(script: Script, decided: dict[str, Ref], held: dict[str, Ref]) -> None:
    """Write the projects of police, fire and office, each at its own stage."""
    made: dict[str, Ref] = {}
    for one in rows_of("projects"):
        made[one["title"]] = _project(script, one, decided, held, made)


def _project(
    script: Script,
    one: Mapping[str, Any],
    decided: dict[str, Ref],
    held: dict[str, Ref],
    made: dict[str, Ref],
) -> Ref:
    day = script.setting.day
    begin, end, slips, stage = day(one["begin"]), day(one["end"]), one.get("slips", 0), one["stage"]
    values = {
        "title": one["title"],
        "lead": one["lead"],
        "with": list(one.get("together", ())),
        "purpose": one["purpose"],
        "owner": one["owner"],
        "begin-planned": begin,
        "end-planned": end,
        "budget": one["budget"],
        "forecast": one.get("forecast", one["budget"]),
        "benefits": one.get("benefits", []),
        "milestones": [
            {
                "milestone": row["milestone"],
                "planned": day(row["planned"]),
                "forecast": None if row["done"] else day(row["planned"] + slips),
                "done": day(row["planned"]) if row["done"] else None,
            }
            for row in one.get("milestones", ())
        ],
        "decision": decided.get(one.get("decision", "")),
        "risks": [held[one["risk"]]] if "risk" in one else [],
        "depends": [made[one["waits-for"]]] if "waits-for" in one else [],
    }
    first = day(-330)
    undone = [{name: value for name, value in row.items() if name != "done"} for row in values["milestones"]]
    ref = script.make(
        "portfolio",
        first,
        TEAM,
        {**values, "milestones": undone, "risks": [], "depends": [], "decision": None},
    )
    if stage == "idea":
        return ref
    script.move(ref, after(first, 10), AUTHOR, "make-case")
    if stage == "case":
        return ref
    if stage == "stopped":
        why = "The supplier withdrew the product, and no other meets the need."
        script.move(ref, day(-60), APPROVER, "stop", why)
        return ref
    if stage == "approved":
        script.move(ref, day(-30), APPROVER, "approve", decision=values["decision"])
        return ref
    script.move(ref, before(begin, 14), APPROVER, "approve")
    script.move(ref, begin, TEAM, "begin", begin_actual=begin, progress="on-track")
    if slips:
        why = one["note"]
        script.move(
            ref, day(-70), TEAM, "change-date", why, end_forecast=after(end, slips), progress=one["progress"]
        )
    script.amend(
        ref,
        day(-18),
        AUTHOR,
        "Figures of the last monthly report.",
        spent=one["spent"],
        progress=one["progress"],
        note=one.get("note"),
        milestones=values["milestones"],
        decision=values["decision"],
        risks=values["risks"],
        depends=values["depends"],
    )
    if stage in ("closed", "reviewed"):
        script.move(ref, day(-10), TEAM, "deliver", progress="complete")
    if stage == "reviewed":
        script.move(ref, day(-4), TEAM, "review")
    return ref
