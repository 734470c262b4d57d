"""What the desk lists, by priority: the texts of a report, and the references that its texts may use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from frankpledge.publication.words.at_hand import at_hand
from frankpledge.reporting import Desk
from frankpledge.web.desk import slots_of, text_of, told
from frankpledge.web.keeping import Kept

WHOLE, OTHERS = "The whole report", "Others"
_REFERENCES: Kept[tuple[References, ...]] = Kept(3)


@dataclass(frozen=True)
class Line:
    """One text of a report: what it is of, how far it is, and whether something is wrong with it."""

    slot: str
    title: str
    state: str
    wrong: bool


@dataclass(frozen=True)
class Lines:
    """The texts of one priority: its own, those of its outcomes and of its measures."""

    title: str
    lines: tuple[Line, ...]

    @property
    def state(self) -> str:
        """How far they are, in a few words."""
        written = sum(one.state == "written" for one in self.lines)
        wrong = sum(one.wrong for one in self.lines)
        return f"{written} of {len(self.lines)} written" + (f", {wrong} to put right" if wrong else "")


@dataclass(frozen=True)
class References:
    """The references to the measures of one priority: of each measure what is written, and what it prints."""

    title: str
    measures: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def title_of(held: Desk, slot: str) -> str:
    """Return what a text is of, as people say it."""
    kind, _, name = slot.rpartition("/")
    if kind == "measures":
        return held.facts.measures[name].title if name in held.facts.measures else name
    for priority in held.data.plan.priorities:
        if kind == "priorities" and priority.id == name:
            return priority.title
        for outcome in priority.outcomes:
            if kind == "outcomes" and outcome.id == name:
                return outcome.text
    return name.replace("-", " ").capitalize()


def texts_of(held: Desk, asked: str) -> list[Lines]:
    """Return the texts of a report whose titles hold all words asked for, by priority."""
    left = {slot: _line(held, slot) for slot in slots_of(held)}
    groups = [Lines(WHOLE, tuple(left.pop(slot) for slot in list(left) if "/" not in slot))]
    for priority in held.data.plan.priorities:
        outcomes = [f"outcomes/{one.id}" for one in priority.outcomes]
        measures = [f"measures/{name}" for name in priority.measures]
        own = [slot for slot in (f"priorities/{priority.id}", *outcomes, *measures) if slot in left]
        groups.append(Lines(priority.title, tuple(left.pop(slot) for slot in own)))
    groups.append(Lines(OTHERS, tuple(left.values())))
    found = (
        replace(one, lines=tuple(it for it in one.lines if _holds(asked, it.title, one.title)))
        for one in groups
    )
    return [one for one in found if one.lines]


def _line(held: Desk, slot: str) -> Line:
    text = text_of(held.key, slot)
    problems = told(held, slot, text).problems if text else ()
    state = "not begun" if not text else f"{len(problems)} to put right" if problems else "written"
    return Line(slot, title_of(held, slot), state, bool(problems))


def references_of(held: Desk, asked: str = "") -> list[References]:
    """Return the references to all measures of a report by priority: those that hold all words asked for."""
    made = _REFERENCES.get((held.build.manifest.id, held.key), lambda: tuple(_references(held)))
    found = []
    for one in made:
        kept = [
            (title, tuple(pair for pair in pairs if _holds(asked, one.title, title, *pair)))
            for title, pairs in one.measures
        ]
        found.append(References(one.title, tuple((title, pairs) for title, pairs in kept if pairs)))
    return [one for one in found if one.measures]


def _references(held: Desk) -> Iterable[References]:
    seen: set[str] = set()
    groups: list[tuple[str, Sequence[str]]] = [(one.title, one.measures) for one in held.data.plan.priorities]
    for title, measures in groups:
        own = [name for name in measures if name in held.data.readings and name not in seen]
        seen.update(own)
        yield References(
            title,
            tuple((held.facts.measures[name].title, tuple(at_hand(held.facts, name))) for name in own),
        )


def _holds(asked: str, *said: str) -> bool:
    words = " ".join(said).casefold()
    return all(word in words for word in asked.casefold().split())
