"""Cases of the fictional office: casework, complaints and their reviews, visits to custody.

They are kept here since the first of a month four months ago, at the level that the county's returns show for
earlier years. Months before came in as returns of another system and are in the store.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from frankpledge.generate.office_records.script import COMPLAINTS, TEAM, Script, after, moment
from frankpledge.generate.office_records.words import rows_of

MONTHS_KEPT = 4
CASEWORK_A_MONTH, COMPLAINTS_A_MONTH, VISITS_A_WEEK = 110, 95, 1.15
_AREAS = ("Alderbeck", "Hollin Vale", "Saltmere", "Thornmoor")
_KINDS = {"casework": 52, "enquiry": 21, "correspondence": 13, "complaint-contact": 8, "invitation": 6}
_HANDLED = {"office": 62, "police": 34, "fire": 4}
_HANDLING = {
    "outside-schedule-3": 57,
    "schedule-3-not-investigated": 31,
    "schedule-3-investigated": 9,
    "referred-to-the-iopc": 3,
}
_DAYS = {
    "outside-schedule-3": 14,
    "schedule-3-not-investigated": 34,
    "schedule-3-investigated": 84,
    "referred-to-the-iopc": 110,
}
_RESULTS = {
    "resolved": 46,
    "not-resolved": 12,
    "service-acceptable": 26,
    "service-not-acceptable": 8,
    "not-able-to-decide": 3,
    "no-case-to-answer": 3,
    "withdrawn": 2,
}
_SUITES = {"northgate": 13, "weston": 9, "southmere": 7}
_ISSUES = (
    ("A cell was cold", "conditions"),
    ("No blanket of the right size", "welfare"),
    ("Rights were not offered in the language needed", "rights"),
    ("A long wait for the nurse", "healthcare"),
    ("A meal was late", "welfare"),
    ("One gaoler for eleven detainees", "staffing"),
    ("The camera of a cell was out of order", "conditions"),
)
_UNAVAILABLE = {"asleep": 41, "in-interview": 27, "unfit": 14, "elsewhere": 11, "unavailable-otherwise": 7}


def first_day(today: date) -> date:
    """Return the first day of the month since when cases are kept in registers."""
    month = today.year * 12 + today.month - 1 - MONTHS_KEPT
    return date(month // 12, month % 12 + 1, 1)


def cases(script: Script) -> None:
    """Write casework, complaints, reviews and visits since the registers were begun."""
    _casework(script)
    _complaints(script)
    _visits(script)


def _picked(chance: random.Random, weights: Mapping[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _spread(script: Script, chance: random.Random, a_month: float) -> Iterator[date]:
    """Yield the days on which cases came in, weekends less often, in order."""
    day = first_day(script.setting.today)
    while day <= script.setting.today:
        mean = a_month / 24 if day.weekday() < 5 else a_month / 90
        yield from [day] * sum(chance.random() < mean / 12 for _ in range(12))
        day += timedelta(days=1)


def _days(chance: random.Random, mean: float) -> int:
    return int(chance.gammavariate(1.5, mean / 1.5))


def _until(today: date, **days: date) -> dict[str, date]:
    """Return the days that have come, by field."""
    return {name: day for name, day in days.items() if day <= today}


def _casework(script: Script) -> None:
    chance, today = script.setting.chance("casework"), script.setting.today
    issues = rows_of("issues")
    weights = {one["issue"]: one["weight"] for one in issues}
    subjects = {one["issue"]: one["subjects"] for one in issues}
    for place, received in enumerate(_spread(script, chance, CASEWORK_A_MONTH), 1):
        kind = _picked(chance, _KINDS)
        issue = "" if kind == "invitation" else _picked(chance, weights)
        answered = after(received, _days(chance, 4.5))
        closed = after(answered, _days(chance, 13))
        area = chance.choice(_AREAS)
        subject = "Invitation to an event" if kind == "invitation" else chance.choice(subjects[issue])
        values: dict[str, Any] = {
            "subject": f"{subject}, {area}",
            "received": received,
            "kind": kind,
            "issue": issue or "other",
            "from": f"Correspondent {place} (fictional)",
            "area": area,
            "handled-by": _picked(chance, _HANDLED),
            **_until(today, contacted=answered, closed=closed),
        }
        state = "closed" if closed <= today else ""
        waits = not state and chance.random() < 0.2
        # What is closed is entered when it is: a case of few days is entered once, and not step by step.
        entered = min(closed, today) if not waits else answered if answered <= today else received
        ref = script.make("casework", entered, COMPLAINTS, values, state)
        if waits:
            script.move(ref, after(entered, 1), COMPLAINTS, "wait", "Waiting for the force's answer.")


def _complaints(script: Script) -> None:
    chance, today = script.setting.chance("complaints"), script.setting.today
    rows = rows_of("allegations")
    weights = {one["category"]: one["weight"] for one in rows}
    subjects = {one["category"]: one["subject"] for one in rows}
    for place, received in enumerate(_spread(script, chance, COMPLAINTS_A_MONTH), 1):
        handling = _picked(chance, _HANDLING)
        categories = [
            _picked(chance, weights) for _ in range(1 + (chance.random() < 0.45) + (chance.random() < 0.2))
        ]
        logged = after(received, _days(chance, 2.4))
        contacted = max(logged, after(received, _days(chance, 5)))
        ended = after(contacted, 1 + _days(chance, _DAYS[handling] * 1.4))
        results = [_picked(chance, _RESULTS) if ended <= today else None for _ in categories]
        values: dict[str, Any] = {
            "subject": subjects[categories[0]],
            "received": received,
            **_put_to(chance),
            "complainant": f"Complainant {place} (fictional)",
            "allegations": [
                {"category": one, "result": result} for one, result in zip(categories, results, strict=True)
            ],
            **_until(today, logged=logged, contacted=contacted, finalised=ended),
        }
        if logged <= today:
            values["handling"] = handling
        state = "finalised" if ended <= today else "handled" if logged <= today else ""
        ref = script.make("complaints", min(ended, today), COMPLAINTS, values, state)
        if ended <= today and chance.random() < (0.18 if handling.startswith("schedule") else 0.04):
            _review(script, chance, ended, {"subject": values["subject"], "complaint": ref})


def _put_to(chance: random.Random) -> dict[str, str]:
    """Return whom a complaint is about and who handles it: of its own staff, the office."""
    about = chance.choices(["officers-and-staff", "office"], [97, 3])[0]
    return {
        "about": about,
        "handled-by": "office" if about == "office" or chance.random() < 0.22 else "police",
    }


def _review(script: Script, chance: random.Random, ended: date, values: Mapping[str, Any]) -> None:
    """Write the review that a complainant asked for, as far as it has come."""
    told, received = ended, ended + timedelta(days=chance.randrange(3, 27))
    if received > script.setting.today:
        return
    result = chance.choices(["upheld", "not-upheld", "not-valid"], [18, 76, 6])[0]
    ref = script.make("reviews", received, COMPLAINTS, {**values, "told": told, "received": received})
    decided = after(received, 12 + _days(chance, 22))
    why = (
        "The handling was reasonable and proportionate."
        if result != "upheld"
        else "A line of enquiry was left out."
    )
    more = {"recommendations": chance.randrange(1, 3)} if result == "upheld" else {}
    script.move(ref, decided, COMPLAINTS, "decide", result=result, reasons=why, **more)
    if result == "upheld":
        replied = after(decided, 15)
        script.amend(ref, replied, COMPLAINTS, replied=replied)
        script.move(ref, after(replied, 2), COMPLAINTS, "close")
    else:
        script.move(ref, after(decided, 5), COMPLAINTS, "close")


def _visits(script: Script) -> None:
    chance, today = script.setting.chance("custody"), script.setting.today
    days = (today - first_day(today)).days + 1
    found = [
        (first_day(today) + timedelta(days=chance.randrange(days)), suite)
        for suite in _SUITES
        for _ in range(round(VISITS_A_WEEK * days / 7))
    ]
    for visited, suite in sorted(found):
        reported = after(visited, 1 + chance.randrange(3))
        if reported > today:
            continue
        values = _visit(chance, suite) | {"suite": suite, "visited": visited, "reported": reported}
        values["began"] = moment(visited, chance.randrange(7, 22), chance.randrange(60))
        ref = script.make("custody-visits", reported, TEAM, values)
        script.move(ref, after(reported, 2), TEAM, "check")
        if "issues" in values:
            replied = after(reported, 8 + _days(chance, 12))
            script.amend(ref, replied, TEAM, replied=replied)
            script.move(ref, after(replied, 1), TEAM, "close")
        else:
            script.move(ref, after(reported, 4), TEAM, "close")


def _visit(chance: random.Random, suite: str) -> dict[str, Any]:
    """Return what the form of a visit says: everybody held was seen, refused, could not be, or is missing."""
    numbers = dict.fromkeys(("seen", "refused", *_UNAVAILABLE), 0)
    for _ in range(max(1, round(chance.gauss(_SUITES[suite], 2.5)))):
        if chance.random() < 0.31:
            numbers[_picked(chance, _UNAVAILABLE)] += 1
        else:
            numbers["seen" if chance.random() < 0.93 else "refused"] += 1
    numbers["unaccounted"] = int(chance.random() < 0.06)
    values: dict[str, Any] = {
        "visitors": 2,
        "waited": min(20, _days(chance, 4)),
        "held": sum(numbers.values()),
        **numbers,
    }
    if numbers["unavailable-otherwise"]:
        values["other-reason"] = "On the telephone to family"
    if numbers["unaccounted"]:
        values["unaccounted-reason"] = "moved-or-released-during-the-visit"
        values["unaccounted-why"] = "Released while the visit went on."
    issues = chance.choices([0, 1, 2], [55, 32, 13])[0]
    if issues:
        values["issues"] = [
            {"issue": issue, "kind": kind, "resolved": chance.random() < 0.5}
            for issue, kind in chance.sample(_ISSUES, issues)
        ]
    return values
