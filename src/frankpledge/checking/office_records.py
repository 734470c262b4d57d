"""What a check may ask of an office: the names it knows, and its figures, one at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from frankpledge.checking.tokens import Unit

Meant = TypeVar("Meant")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class KnownMeasure:
    """A measure as documents speak of it.

    ``in_points``: its changes are; ``adds_up``: it is a number that a share can be of.
    """

    id: str
    title: str
    unit: Unit
    in_points: bool
    adds_up: bool
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """An area of the office, another force, or a group of forces taken together."""

    area_type: str
    area: str
    title: str


@dataclass(frozen=True)
class Part:
    """One term of a breakdown: ``dimension=slug`` and its words."""

    breakdown: str
    title: str

    @property
    def dimension(self) -> str:
        return self.breakdown.partition("=")[0]


@dataclass(frozen=True)
class OfficeValue:
    """One figure: its value in the measure's unit, from which source, the period's label, its key."""

    value: float
    source: str
    label: str
    key: str


@dataclass(frozen=True)
class OfficeRank:
    """A rank among ``size`` areas of a group. ``note`` says which end is first."""

    rank: int
    size: int
    group: str
    note: str
    key: str


class OfficeRecords(Protocol):
    """An office's build, as the rules ask it. Periods are first and last month number, both included."""

    @property
    def build(self) -> str: ...

    @property
    def measures(self) -> Names[KnownMeasure]: ...

    @property
    def places(self) -> Names[Place]: ...

    @property
    def parts(self) -> Names[Part]: ...

    @property
    def home(self) -> Place | None:
        """The area meant where none is named; None where the office has several forces."""

    def values(
        self, measure: KnownMeasure, place: Place, breakdown: str, first: int, last: int
    ) -> tuple[OfficeValue, ...]:
        """Return the known values of a figure, one for each source, the headline's first."""

    def ranks(self, measure: KnownMeasure, place: Place, first: int, last: int) -> tuple[OfficeRank, ...]:
        """Return the ranks of a force in the groups it belongs to."""


@dataclass(frozen=True)
class Named(Generic[Meant]):
    """A name found in a text, and all that it may mean."""

    start: int
    end: int
    meant: tuple[Meant, ...]


class Names(Generic[Meant]):
    """Names to be found in texts: the longest first, none overlapping, whole words only.

    Looked up by first word, so that thousands of names cost a text no more than a few.
    """

    def __init__(self, pairs: Iterable[tuple[str, Meant]]) -> None:
        meant: dict[str, list[Meant]] = defaultdict(list)
        for name, one in pairs:
            words = " ".join(name.lower().split())
            if _WORD.match(words) and one not in meant[words]:
                meant[words].append(one)
        self._meant = {name: tuple(found) for name, found in meant.items() if found}
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._meant, key=len, reverse=True):
            first = _WORD.match(name)
            assert first
            self._by_first[first[0]].append(name)

    def exactly(self, text: str) -> tuple[Meant, ...]:
        """Return what a text means that is a name and nothing else."""
        return self._meant.get(" ".join(text.lower().split()), ())

    def found(self, lower: str) -> Iterator[Named[Meant]]:
        """Yield the names in a lower-case text, in order."""
        free = 0
        for word in _WORD.finditer(lower):
            if word.start() < free or word[0] not in self._by_first:
                continue
            for name in self._by_first[word[0]]:
                free = word.start() + len(name)
                if lower.startswith(name, word.start()) and not lower[free : free + 1].isalnum():
                    yield Named(word.start(), free, self._meant[name])
                    break
            else:
                free = word.start()
