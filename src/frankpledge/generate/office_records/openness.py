"""What the fictional office declares and publishes: gifts, interests, duties and replies to auditors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from frankpledge.generate.office_records.meetings import AUDIT, PANEL, Boards
from frankpledge.generate.office_records.script import AUTHOR, SECRETARY, TEAM, Ref, Script, after, before
from frankpledge.generate.office_records.words import rows_of

_SITE = "https://office.westmarch.example"
_EVERY = {"1 month": 27, "3 months": 84, "12 months": 300}


def openness(script: Script, boards: Boards) -> None:
    """Write gifts, interests, duties to publish and recommendations."""
    _gifts(script)
    _interests(script)
    for place, (state, values) in enumerate(script.setting.duties):
        _duty(script, place, state, values)
    _recommendations(script, boards)


def _gifts(script: Script) -> None:
    rows = rows_of("gifts")
    for place, one in enumerate(rows):
        offered = script.setting.day(-340 + round(332 * place / (len(rows) - 1)))
        ref = script.make("gifts-and-hospitality", after(offered, 2), AUTHOR, {**one, "offered": offered})
        script.move(ref, after(offered, 40 if place == 9 else 17), SECRETARY, "publish")


def _interests(script: Script) -> None:
    begun = before(script.setting.today, 366)
    for place, one in enumerate(rows_of("interests")):
        ceased = one.pop("ceased-days", None)
        arose = script.setting.day(int(one.pop("arose-days")))
        declared = after(arose, 40 if place == 11 else 12)
        kept = max(declared, begun)  # What was declared before the register was begun came from paper.
        ref = script.make("interests", kept, TEAM, {**one, "arose": arose, "declared": declared})
        if place % 9 != 8:
            script.move(ref, after(kept, 6), SECRETARY, "publish")
        if ceased is not None:
            day = script.setting.day(int(ceased))
            script.move(ref, day, SECRETARY, "end", ceased=day)


def _duty(script: Script, place: int, state: str, values: Mapping[str, Any]) -> None:
    """Write one duty: kept up since it was begun, but for two that are late and one that does not apply."""
    today = script.setting.today
    begun = before(today, 330)
    ref = script.make(
        "publication-duties", begun, SECRETARY, {**values, "begins": begun, "owner": "Board secretary"}, state
    )
    title = str(values["title"])
    if state == "not-in-force":
        return
    if title.startswith("Precept: reply to a veto"):
        script.move(ref, after(begun, 9), SECRETARY, "rule-out", "The panel did not veto the precept.")
        return
    gap = _EVERY.get(str(values["every"]), 150)
    day = after(begun, 5 + place % 11)
    last = before(today, {9: 45, 17: 110}.get(place, 0))
    link = f"{_SITE}/{_page(title)}"
    while day <= last:
        script.move(ref, day, TEAM, "update", "Published as due.", last_updated=day, link=link)
        day = after(day, gap)


def _page(title: str) -> str:
    """Return the address of what is published, made of its title."""
    kept = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    return "-".join(kept.split()[:6])


def _recommendations(script: Script, boards: Boards) -> None:
    today = script.setting.today
    for place, one in enumerate(rows_of("recommendations")):
        board = AUDIT if one["from"] != "panel" else PANEL
        held = [meeting for meeting in boards.meetings[board] if meeting.day < today]
        if not held:
            continue
        meeting = held[place % len(held)]
        _recommendation(script, one, meeting.ref, meeting.day, place)


def _recommendation(script: Script, one: Mapping[str, str], meeting: Ref, made: date, place: int) -> None:
    values = {
        "recommendation": one["recommendation"],
        "from": one["from"],
        "priority": one["priority"],
        "body": one["body"],
        "meeting": meeting,
        "made": made,
        "owner": one["owner"],
    }
    ref = script.make("recommendations", after(made, 2), SECRETARY, values)
    answer = "rejected" if place == 4 else "partly" if place % 5 == 3 else "accepted"
    due = after(made, 120)
    replied = after(made, 32 if place == 6 else 20)
    script.move(
        ref, replied, TEAM, "reply", answer=answer, reply=one["reply"], due=None if place == 4 else due
    )
    if place == 4:
        script.move(
            ref, after(replied, 20), SECRETARY, "close", "Not accepted: the cost is out of proportion."
        )
    elif place % 4 == 1:
        why = "A later date was agreed with the committee."
        script.amend(ref, before(due, 9), TEAM, why, due=after(due, 90))
    elif place not in (2, 9):
        script.move(
            ref, before(due, 12), TEAM, "implement", evidence="Papers of the committee show it as done."
        )
