"""A small office with registers of complaints and visits, made by the actions that people take."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import frankpledge
from frankpledge.registers.register import Field, FieldType
from frankpledge.registers.roles import Actor, Grant, Role

BY = Actor("x", "X", tuple(Grant(role) for role in (Role.COMPLAINTS, Role.TEAM, Role.SECRETARY)))
MARK = "ZZMARKZZ"
"""Stands in every field that may hold something about a person, and in all free text."""
YEAR = "24/25"
MEASURES = Path(frankpledge.__file__).parent / "offices/whole-office/plan/measures"
UNAVAILABLE = ("asleep", "in-interview", "unfit", "elsewhere", "unavailable-otherwise")
FREE = (FieldType.TEXT, FieldType.LONG_TEXT)


def with_measures(office: Path) -> None:
    """Give an office the measures of complaints, casework and visits that the whole office declares."""
    for stem in ("complaint*", "custody-*", "casework-*"):
        for file in MEASURES.glob(f"{stem}.yaml"):
            shutil.copy(file, office / "plan" / "measures")


def marked(fields: tuple[Field, ...], values: dict[str, Any]) -> dict[str, Any]:
    """Return values with the mark in every blank field of text, in rows too."""
    for field in fields:
        if field.type in FREE and field.id not in values:
            values[field.id] = f"{MARK} {field.id}"
        elif field.type is FieldType.ROWS and field.id in values:
            values[field.id] = [marked(field.columns, dict(row)) for row in values[field.id]]
    return values


def _days(start: date, chance: random.Random, most: int) -> str:
    return (start + timedelta(days=chance.randrange(most))).isoformat()


def made(registers: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Make records of two years by actions, and return the values of each, by register."""
    from frankpledge.records import actions

    chance = random.Random(83)  # noqa: S311  (made-up records, the same each time)
    every: dict[str, list[dict[str, Any]]] = {
        "complaints": [],
        "casework": [],
        "custody-visits": [],
        "reviews": [],
    }
    register = registers["complaints"]
    keys = []
    for _ in range(800):
        received = date(2023, 4, 3) + timedelta(days=chance.randrange(728))
        values: dict[str, Any] = {
            "received": received.isoformat(),
            "about": "officers-and-staff",
            "handled-by": chance.choice(["police", "police", "police", "office"]),
            "handling": chance.choice(list(register.field_of("handling").choices)[:2]),
            "allegations": [
                {
                    "category": chance.choice(
                        ["delivery-of-duties-and-service", "individual-behaviours", "other"]
                    )
                }
                for _ in range(chance.randrange(1, 4))
            ],
        }
        if chance.random() < 0.9:
            values["contacted"] = _days(received, chance, 25)
        if chance.random() < 0.85 and "contacted" in values:
            values["finalised"] = _days(date.fromisoformat(values["contacted"]), chance, 240)
        values = marked(register.fields, values)
        keys.append(actions.create(register, values, BY).key)
        every["complaints"].append(values)
    register = registers["reviews"]
    for key in keys[:60]:
        received = date(2024, 4, 1) + timedelta(days=chance.randrange(300))
        values = marked(
            register.fields,
            {
                "complaint": key,
                "received": received.isoformat(),
                "decided": _days(received, chance, 60),
                "result": chance.choice(["upheld", "not-upheld", "not-upheld"]),
            },
        )
        actions.create(register, values, BY)
        every["reviews"].append(values)
    register = registers["casework"]
    for _ in range(200):
        received = date(2023, 4, 3) + timedelta(days=chance.randrange(728))
        answered = _days(received, chance, 14)
        values = marked(
            register.fields,
            {
                "received": received.isoformat(),
                "kind": chance.choice(["casework", "enquiry"]),
                "issue": chance.choice(["other", "handling-of-a-case", "policy-or-plan"]),
                "contacted": answered,
                "closed": _days(date.fromisoformat(answered), chance, 40),
            },
        )
        actions.create(register, values, BY)
        every["casework"].append(values)
    register = registers["custody-visits"]
    for _ in range(120):
        day = date(2023, 4, 3) + timedelta(days=chance.randrange(728))
        parts = {name: chance.randrange(0, 5) for name in ("refused", *UNAVAILABLE)}
        parts |= {"seen": chance.randrange(2, 9), "unaccounted": int(chance.random() < 0.3)}
        values = {
            "suite": chance.choice(["Northgate", "Weston"]),
            "visited": day.isoformat(),
            "day-kind": "weekend" if day.weekday() > 4 else "weekday",
            "visitors": 2,
            "waited": 3,
            "held": sum(parts.values()),
            **parts,
            "issues": [{"issue": f"{MARK} cold", "kind": "conditions"}] * chance.randrange(3),
        }
        if parts["unaccounted"]:
            values["unaccounted-reason"] = "form-left-blank"
        if chance.random() < 0.7:
            values["replied"] = day.isoformat()
        values = marked(register.fields, values)
        actions.create(register, values, BY)
        every["custody-visits"].append(values)
    return every
