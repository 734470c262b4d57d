"""Inspections of the fictional police and fire services: reports, grades by cycle, what was found wanting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from frankpledge.generate.office_records.script import (
    AUTHOR,
    RESPONDENT,
    SECRETARY,
    TEAM,
    Ref,
    Script,
    after,
    before,
)
from frankpledge.generate.office_records.words import rows_of

_SITE = "https://inspectorate.example/westmarch"


@dataclass(frozen=True)
class _Report:
    """A report of the script: what names it, whose it is, and the days of its print and its record."""

    ref: Ref
    body: str
    published: date
    made: date


def inspections(script: Script) -> None:
    """Write reports, grades and findings."""
    reports = {one["title"]: _graded(script, one) for one in rows_of("reports")}
    reports |= {one["title"]: _later(script, one) for one in rows_of("later-reports")}
    for place, one in enumerate(rows_of("findings")):
        _finding(script, place, reports[one["report"]], one)


def _graded(script: Script, one: Mapping[str, Any]) -> _Report:
    """Write a report of the past with its grades: it was commented on long ago."""
    published = one["published"]
    made = max(before(script.setting.today, 372), after(published, 50))
    values = _values(one, published) | {
        "summary": "Grades are in the register of grades; what was found wanting is listed below.",
        "response": "The Commissioner welcomed the report, and asked for a date for each finding.",
        "responded": after(published, 48),
        "monitoring": [{"stage": "scan", "from": published}],
    }
    ref = script.make("inspections", made, SECRETARY, values, "responded")
    for question, grade in one["grades"].items():
        said = {
            "question": question,
            "body": one["body"],
            "cycle": one["cycle"],
            "grade": grade,
            "published": published,
            "inspection": ref,
        }
        script.make("grades", made, AUTHOR, said)
    return _Report(ref, one["body"], published, made)


def _later(script: Script, one: Mapping[str, Any]) -> _Report:
    """Write a report of the past year: commented on within 56 days, but for one."""
    published = script.setting.day(one["days"])
    made = after(published, 1)
    values = _values(one, published) | {
        "summary": "What was found wanting is listed below, with what will be done."
    }
    ref = script.make("inspections", made, AUTHOR, values)
    script.move(
        ref,
        after(published, 61 if one["kind"] == "national" else 45),
        SECRETARY,
        "comment",
        response="The Commissioner accepts the findings and holds the chief to the dates given.",
        force_comments="The chief accepts the findings; actions and dates are with each.",
    )
    return _Report(ref, one["body"], published, made)


def _values(one: Mapping[str, Any], published: date) -> dict[str, Any]:
    said = {name: one[name] for name in ("title", "body", "kind")}
    return {
        **said,
        "by": "hmicfrs",
        "published": published,
        "link": f"{_SITE}/{one['kind']}-{published.year}",
    }


def _finding(script: Script, place: int, of: _Report, one: Mapping[str, Any]) -> None:
    """Write what was found wanting, what was settled, and how far it has come."""
    fate, today = one["fate"], script.setting.today
    given = max(script.setting.day(one["days"]), of.published)
    made = max(after(given, 1), before(today, 365), of.made)
    settled = max(made, after(given, 30))
    due = {"late": script.setting.day(-20 - place), "on-track": script.setting.day(60 + 8 * place)}.get(
        fate, script.setting.day(-45 + 4 * place)
    )
    values = {
        "finding": one["finding"],
        "kind": one["kind"],
        "body": of.body,
        "inspection": of.ref,
        "given": given,
        "owner": one["owner"],
    }
    ref = script.make("inspection-findings", made, AUTHOR, values)
    if fate == "open":
        return
    script.move(ref, settled, RESPONDENT, "settle", action=one["action"], due=due, progress="on-track")
    if fate == "late":
        script.amend(
            ref, script.setting.day(-15), TEAM, "Progress as told by the force.", progress="off-track"
        )
    elif fate == "moved":
        why = "Training of recruits takes longer than planned."
        script.amend(ref, script.setting.day(-50), TEAM, why, due=script.setting.day(100), progress="at-risk")
    elif fate in ("claimed", "closed"):
        evidence = "Audit of 60 cases, and minutes of the force's own board."
        script.move(
            ref, before(today, 30 - place), RESPONDENT, "claim", evidence=evidence, progress="complete"
        )
        if fate == "closed":
            script.move(ref, before(today, 12 - place % 6), TEAM, "close", closed_by="office")
