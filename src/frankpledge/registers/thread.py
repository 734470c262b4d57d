"""One thread from a question to what came of it: question, response, assurance, actions, the next meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Register
from frankpledge.registers.values import day_in, shown

MATTERS, ACTIONS, MEETINGS = "matters", "actions", "meetings"


@dataclass(frozen=True)
class Step:
    """One step of a thread: what it is, which record says so, in what words, and on what day."""

    kind: str
    register: str
    key: str
    words: str
    day: date | None = None


def thread_of(
    registers: Mapping[str, Register],
    key: str,
    matters: Mapping[str, Values],
    actions: Mapping[str, Values],
    meetings: Mapping[str, Values],
) -> tuple[Step, ...]:
    """Return the thread that a matter belongs to, from the first it continues to the last that continues it.

    ``matters``, ``actions`` and ``meetings`` are records by key, as far as the reader may see them: what is
    not there is left out. Raises KeyError where the matter itself is not.
    """
    matters[key]
    return tuple(
        step
        for one in _continued(key, matters)
        for step in _of_matter(registers, one, matters[one], actions, meetings)
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


def _of_matter(
    registers: Mapping[str, Register],
    key: str,
    values: Values,
    actions: Mapping[str, Values],
    meetings: Mapping[str, Values],
) -> Iterator[Step]:
    said = registers[MATTERS]
    raised = day_in(values.get("raised"))
    yield Step("matter", MATTERS, key, str(values.get("title", "")), raised)
    for row in values.get("questions", ()):
        yield Step("question", MATTERS, key, str(row["question"]), day_in(values.get("sent")))
    if "response" in values:
        yield Step("response", MATTERS, key, str(values["response"]), day_in(values.get("responded")))
    if "discussion" in values:
        yield Step(
            "discussion", MATTERS, key, str(values["discussion"]), _day_of(values.get("meeting"), meetings)
        )
    if "assurance" in values:
        level = shown(said.field_of("assurance"), values["assurance"])
        yield Step("assurance", MATTERS, key, level, _day_of(values.get("meeting"), meetings))
    for name, action in actions.items():
        if action.get("matter") == key:
            words = str(action.get("action", ""))
            if "owner" in action:
                words += f"\nOwner: {action['owner']}"
            yield Step("action", ACTIONS, name, words, day_in(action.get("due")))
            yield from _returning(registers, action.get("reports-to"), meetings)
    yield from _returning(registers, values.get("returns-to"), meetings)


def _returning(registers: Mapping[str, Register], key: Any, meetings: Mapping[str, Values]) -> Iterator[Step]:
    """Yield the meeting that a matter or an action comes back to, where it may be seen."""
    if key in meetings:
        board = shown(registers[MEETINGS].field_of("board"), meetings[key].get("board"))
        yield Step("next meeting", MEETINGS, key, board, _day_of(key, meetings))


def _day_of(key: Any, meetings: Mapping[str, Values]) -> date | None:
    return day_in(meetings[key].get("day")) if key in meetings else None
