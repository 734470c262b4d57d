"""Where each measure stands: under which outcome of the plan, part of a framework, or kind of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from frankpledge.contracts.registry import FAMILIES
from frankpledge.plan.definitions import Definitions, Measure
from frankpledge.plan.services import tables_of

OTHER = "Other measures"
LONGEST = 60
"""A heading with an outcome longer than this many letters has its first words alone."""


@dataclass(frozen=True)
class MeasureGroup:
    """Measures that stand together: under a priority of the plan, a framework, or other measures."""

    title: str
    part: str
    measures: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What stands above them: ``Safer roads: Fewer people are hurt on the roads``."""
        return f"{self.title}: {self.part}" if self.part else self.title


def measure_groups(definitions: Definitions, offered: Iterable[str]) -> list[MeasureGroup]:
    """Return measures in groups, each measure in the first that names it.

    First stand the outcomes and sections of the plan's priorities, then the frameworks that the office
    publishes, then all others by the kind of records they are counted from.
    """
    left = dict.fromkeys(offered)
    groups = []
    for title, part, names in (*_declared(definitions), *_by_family(definitions, tuple(left))):
        own = tuple(name for name in dict.fromkeys(names) if name in left)
        for name in own:
            left.pop(name)
        if own:
            groups.append(MeasureGroup(title, part, own))
    return groups


def is_called(measure: Measure, asked: str, heading: str = "") -> bool:
    """Whether all words looked for stand in what a measure is called, or in the heading above it."""
    held = f"{measure.id} {measure.title} {' '.join(measure.also_called)} {heading}".casefold()
    return all(word in held for word in asked.casefold().split())


def _declared(definitions: Definitions) -> Iterator[tuple[str, str, Sequence[str]]]:
    for priority in definitions.plan.priorities:
        for outcome in priority.outcomes:
            yield priority.title, _short(outcome.text), outcome.measures
        for section in priority.sections:
            yield priority.title, section.title, section.measures
    for framework in definitions.published[1:]:
        for priority in framework.priorities:
            yield framework.title, priority.title, priority.named


def _by_family(definitions: Definitions, names: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    family_of = {table.name: family for family, tables in FAMILIES.items() for table in tables}
    places = list(FAMILIES)
    held: dict[str, list[str]] = {family: [] for family in (*places, "")}
    for name in sorted(names, key=lambda one: definitions.measures[one].title):
        tables = tables_of(definitions.measures[name], definitions)
        families = {family_of[table] for table in tables if table in family_of}
        held[min(families, key=places.index, default="")].append(name)
    for family, own in held.items():
        yield OTHER, family, own


def _short(text: str) -> str:
    """Return an outcome as a heading: without its stop, and cut between words where it is long."""
    words = text.strip().removesuffix(".")
    if len(words) <= LONGEST:
        return words
    return f"{words[: words.rindex(' ', 0, LONGEST)].rstrip(',;:')}…"
