"""Whom the fictional office works with: groups and what they said, providers, contracts and returns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from frankpledge.generate.office_records.script import (
    RESPONDENT,
    TEAM,
    Ref,
    Script,
    after,
    before,
    year_of,
)
from frankpledge.generate.office_records.words import rows_of

_KPIS = (
    ("Contacted within 72 hours", "90", "per cent", "higher", "voice-contacted-within-72-hours"),
    ("People who felt better able to cope", "85", "per cent", "higher", "voice-better-able-to-cope"),
    ("Days until support begins", "10", "days", "lower", ""),
)
_QUARTERS = 4
_TOPICS = (
    "Plans for the year",
    "Cases chosen at random",
    "Visit of the chief officer",
    "What came of earlier advice",
)
"""What groups meet about, one after another."""


def partners(script: Script, decided: dict[str, Ref]) -> None:
    """Write groups with their feedback, and contracts with a year of reviews."""
    _feedback(script, _groups(script))
    _contracts(script, decided)


def _groups(script: Script) -> dict[str, Ref]:
    today, found = script.setting.today, dict[str, Ref]()
    for place, one in enumerate(rows_of("groups")):
        title, places, every = one["title"], one["places"], one["every"]
        chance = script.setting.chance(f"group {title}")
        values: dict[str, Any] = {
            **one,
            "since": date(2021 + place % 4, 1 + place, 12),
            "makeup": [
                {"characteristic": "Women", "members": places // 2},
                {"characteristic": "Aged under 30", "members": max(1, places // 4)},
            ],
        }
        ref = script.make("groups", before(today, 366), TEAM, values)
        gap = {"2 months": 60, "3 months": 90}.get(every, 180)
        met = [script.setting.day(days) for days in range(-350 + 5 * place, 0, gap)]
        rows: list[dict[str, Any]] = []
        for number, day in enumerate(met):
            if place == 5 and number == len(met) - 1:
                break  # The hate crime panel has not met when it should have.
            attended = min(places, round(places * (0.62 + 0.3 * chance.random())))
            rows = [*rows, {"day": day, "attended": attended, "subject": _TOPICS[number % len(_TOPICS)]}]
            coming = after(day, gap)
            script.move(ref, day, TEAM, "meet", last_met=day, meetings=rows, next_meeting=coming)
        found[title] = ref
    return found


def _feedback(script: Script, groups: dict[str, Ref]) -> None:
    for place, one in enumerate(rows_of("feedback")):
        body = one["body"]
        received = script.setting.day(-320 + 23 * place)
        values = {"said": one["said"], "group": groups[one["group"]], "received": received, "body": body}
        ref = script.make("feedback", after(received, 1), TEAM, values)
        script.move(ref, after(received, 3), TEAM, "put")
        if "reply" in one:
            by = TEAM if body == "office" else RESPONDENT
            script.move(ref, after(received, 24 + 9 * (place % 3 == 2)), by, "reply", reply=one["reply"])
        if "changed" in one:
            script.move(ref, after(received, 70), TEAM, "close", changed=one["changed"])


def _contracts(script: Script, decided: dict[str, Ref]) -> None:
    today = script.setting.today
    for place, one in enumerate(rows_of("contracts")):
        title, provider = one["title"], one["provider"]
        starts = script.setting.day(one["starts"])
        watched = place < 10
        values = {
            **one,
            "purpose": f"{title}, for the whole county.",
            "starts": starts,
            "ends": script.setting.day(one["ends"]),
            "may-extend": "Once, by a year" if one["kind"] == "contract" else None,
            "decision": decided.get(title),
            "manager": "Head of commissioning",
            "reviewed": "3 months" if watched else "12 months",
            "kpis": [
                {
                    "kpi": kpi,
                    "target": target,
                    "unit": unit,
                    "better": better,
                    **script.setting.measure(measure),
                }
                for kpi, target, unit, better, measure in _KPIS
            ]
            if watched
            else [],
        }
        made = max(before(starts, 20), before(today, 340))
        ref = script.make("contracts", made, TEAM, {**values, "decision": None})
        script.move(ref, max(starts, after(made, 5)), TEAM, "sign")
        if values["decision"]:
            why = "The decision it follows from was missing."
            script.amend(ref, script.setting.day(-20), TEAM, why, decision=values["decision"])
        if watched:
            _reviews(script, ref, provider, max(starts, after(made, 10)), place)
        else:
            day = script.setting.day(-100)
            script.move(
                ref, max(day, after(starts, 60)), TEAM, "review", last_review=max(day, after(starts, 60))
            )
        if title == "Restorative justice":
            why = "Decided: the contract is extended by a year."
            script.move(ref, script.setting.day(-65), TEAM, "follow", why)


def _reviews(script: Script, contract: Ref, provider: str, first: date, place: int) -> None:
    """Write what the provider returned for each quarter that is over, and what was made of it."""
    chance = script.setting.chance(f"contract {provider}")
    for label, ends in _quarters(script.setting.today):
        if ends < first:
            continue
        due = after(ends, 20)
        values = {"period": label, "contract": contract, "provider": provider, "return-due": due}
        ref = script.make("contract-reviews", after(ends, 1), TEAM, values)
        if place == 6 and (script.setting.today - ends).days < 100:
            continue  # The youth service has not sent its last return.
        late = chance.random() < 0.2
        returned = after(due, 6) if late else before(due, chance.randrange(1, 8))
        told = chance.choice(
            ("Demand was steady.", "Referrals rose by a tenth.", "Two posts were vacant for six weeks.")
        )
        script.move(ref, returned, TEAM, "return", provider_says=told)
        kpis = [
            {"kpi": kpi, "achieved": f"{float(target) * chance.uniform(0.9, 1.08):.1f}"}
            for kpi, target, *_ in _KPIS
        ]
        asked = "Say how the wait will be cut." if late else None
        adequacy = "usable" if late else chance.choice(("good", "good", "usable"))
        script.move(
            ref, after(max(returned, due), 14), TEAM, "review", kpis=kpis, adequacy=adequacy, asked=asked
        )


def _quarters(today: date) -> list[tuple[str, date]]:
    """Return the last quarters that are over, oldest first: label and last day."""
    found = []
    month = today.year * 12 + (today.month - 1) // 3 * 3
    for back in range(_QUARTERS):
        first_after = date((month - 3 * back) // 12, (month - 3 * back) % 12 + 1, 1)
        last = first_after - timedelta(days=1)
        year = year_of(last)
        label = f"Q{(last.month - 4) % 12 // 3 + 1} {year % 100:02d}/{(year + 1) % 100:02d}"
        found.append((label, last))
    return found[::-1]
