"""One thread from a question to what came of it: response, assurance, decisions, actions, next meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Register
from frankpledge.registers.values import day_in, shown

MATTERS, ACTIONS, MEETINGS = "matters", "actions", "meetings"
DECISIONS, RECOMMENDATIONS = "decisions", "recommendations"
IN_THREADS = (MATTERS, MEETINGS, DECISIONS, RECOMMENDATIONS, ACTIONS)
"""The registers whose records make threads."""

Held = Mapping[str, Mapping[str, Values]]
"""Records by register and key, as far as the reader may see them: what is not there is left out."""


@dataclass(frozen=True)
class Step:
    """One step of a thread: what it is, which record says so, in what words, and on what day it happened.

    ``owner`` and ``due`` say who is to do something, and by when.
    """

    kind: str
    register: str
    key: str
    words: str
    day: date | None = None
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Stage:
    """What happened to one matter of a thread, in order, around the meeting that took it up.

    ``meeting`` is its key; blank where it has none yet, or none that the reader may see.
    """

    matter: str
    meeting: str
    steps: tuple[Step, ...]


def thread_of(registers: Mapping[str, Register], key: str, held: Held) -> tuple[Stage, ...]:
    """Return the thread that a matter belongs to, from the first it continues to the last that continues it.

    Raises KeyError where the matter itself is not held.
    """
    matters = held[MATTERS]
    matters[key]
    return tuple(
        Stage(one, _key_in(matters[one].get("meeting"), held), tuple(_of_matter(registers, one, held)))
        for one in _continued(key, matters)
    )


def _continued(key: str, matters: Mapping[str, Values]) -> Sequence[str]:
    """Return the matters of a thread, earlier before later; a ring of them is gone round once."""
    first = key
    before = {first}
    earlier: Any = matters[first].get("continues")
    while earlier in matters and earlier not in before:
        first = str(earlier)
        before.add(first)
        earlier = matters[first].get("continues")
    found, waiting = [first], [first]
    while waiting:
        now = waiting.pop(0)
        later = [
            name for name, values in matters.items() if values.get("continues") == now and name not in found
        ]
        found += later
        waiting += later
    return found


def _of_matter(registers: Mapping[str, Register], key: str, held: Held) -> Iterator[Step]:
    values = held[MATTERS][key]
    met = _day_of(values.get("meeting"), held)
    yield Step("matter", MATTERS, key, str(values.get("title", "")), day_in(values.get("raised")))
    for row in values.get("questions", ()):
        yield Step("question", MATTERS, key, str(row["question"]), day_in(values.get("sent")))
    if "response" in values:
        yield Step("response", MATTERS, key, str(values["response"]), day_in(values.get("responded")))
    if "discussion" in values:
        yield Step("discussion", MATTERS, key, str(values["discussion"]), met)
    if "assurance" in values:
        level = shown(registers[MATTERS].field_of("assurance"), values["assurance"])
        yield Step("assurance", MATTERS, key, level, met)
    for name, one in _of(DECISIONS, key, held):
        yield Step("decision", DECISIONS, name, str(one.get("title", "")), day_in(one.get("decided")))
    for name, one in _of(RECOMMENDATIONS, key, held):
        words, owner, due = str(one.get("recommendation", "")), str(one.get("owner", "")), one.get("due")
        made = day_in(one.get("made"))
        yield Step("recommendation", RECOMMENDATIONS, name, words, made, owner, day_in(due))
        if "reply" in one:
            replied = day_in(one.get("replied"))
            yield Step("reply", RECOMMENDATIONS, name, str(one["reply"]), replied)
    for name, one in _of(ACTIONS, key, held):
        words, owner, due = str(one.get("action", "")), str(one.get("owner", "")), day_in(one.get("due"))
        yield Step("action", ACTIONS, name, words, day_in(one.get("set-on")), owner, due)
        if "evidence" in one:  # What was not accepted as done is done on no day, and its evidence stays.
            done = day_in(one.get("done-on"))
            yield Step("action done" if done else "evidence", ACTIONS, name, str(one["evidence"]), done)
    returning = [values.get("returns-to"), *(one.get("reports-to") for _, one in _of(ACTIONS, key, held))]
    for meeting in dict.fromkeys(_key_in(one, held) for one in returning):
        if meeting:
            board = shown(registers[MEETINGS].field_of("board"), held[MEETINGS][meeting].get("board"))
            yield Step("next meeting", MEETINGS, meeting, board, _day_of(meeting, held))


def _of(register: str, matter: str, held: Held) -> list[tuple[str, Values]]:
    """Return the records of a register that came of a matter, the oldest first."""
    found = [(name, one) for name, one in held.get(register, {}).items() if one.get("matter") == matter]
    days = {DECISIONS: "decided", RECOMMENDATIONS: "made", ACTIONS: "set-on"}
    return sorted(found, key=lambda one: day_in(one[1].get(days[register])) or date.max)


def _key_in(key: Any, held: Held) -> str:
    return str(key) if key in held.get(MEETINGS, {}) else ""


def _day_of(key: Any, held: Held) -> date | None:
    return day_in(held[MEETINGS][key].get("day")) if _key_in(key, held) else None
