"""An office folder's YAML as plain dictionaries: no checks, sets written out, conditions as term lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.spec.naive.words import OUTCOME_TYPES, slug


@dataclass(frozen=True)
class Condition:
    """A column's word must be (or, negated, must not be) among the words."""

    column: str
    words: tuple[str, ...]
    negated: bool

    def holds(self, word: str) -> bool:
        """Whether a row with this word (empty: not stated) meets the condition."""
        return (word in self.words) != self.negated


@dataclass(frozen=True)
class Measure:
    """A measure file, with conditions read."""

    id: str
    kind: str
    table: str
    unit: str
    direction: str
    where: tuple[Condition, ...] = ()
    numerator_where: tuple[Condition, ...] = ()
    numerator: str = ""
    denominator: str = ""
    column: str = ""
    percentile: float = 50
    follow_up: int | None = None
    ended_by: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ("force",)
    peers: str = ""

    @property
    def scale(self) -> float:
        """What a numerator over a denominator is multiplied by to stand in the measure's unit."""
        if self.unit == "per cent":
            return 100
        words = self.unit.split()
        if words[0] == "per" and words[1].replace(",", "").isdigit():
            return float(words[1].replace(",", ""))
        return 1

    @property
    def in_points(self) -> bool:
        """Whether a change is a difference of percentages."""
        return self.kind in ("share", "ratio") or self.unit == "per cent"


@dataclass(frozen=True)
class Group:
    """A peer group and the months it is in force."""

    id: str
    areas: tuple[str, ...]
    first: str = "0000-00"
    last: str = "9999-99"


@dataclass(frozen=True)
class Office:
    """What an office folder declares, as far as figures depend on it."""

    forces: tuple[str, ...]
    groups: tuple[Group, ...]
    authority_of_name: dict[str, str]
    measures: dict[str, Measure] = field(default_factory=dict)


def read(folder: Path) -> Office:
    """Return the definitions of an office folder."""
    yaml = YAML(typ="safe", pure=True)
    office = yaml.load(folder / "office.yaml")
    sets_file = folder / "plan" / "sets.yaml"
    sets = {name: _set(one) for name, one in (yaml.load(sets_file) if sets_file.exists() else {}).items()}
    measures = [_measure(yaml.load(file), sets) for file in sorted((folder / "plan/measures").glob("*.yaml"))]
    authorities = {
        name: area["code"]
        for area in office.get("local-areas") or []
        for name in (area["title"], *area.get("names", []))
    }
    groups = [
        Group(
            one["id"],
            tuple(one["areas"]),
            str(one.get("from", "0000-00"))[:7],
            str(one.get("to", "9999-99"))[:7],
        )
        for one in office.get("peer-groups") or []
    ]
    return Office(
        tuple(office.get("forces") or ()), tuple(groups), authorities, {one.id: one for one in measures}
    )


def _set(declared: dict[str, list[Any]]) -> tuple[str, ...]:
    if "outcome-types" in declared:
        wanted = set(declared["outcome-types"])
        return tuple(slug(text) for text, types in OUTCOME_TYPES.items() if types and set(types) <= wanted)
    (words,) = declared.values()
    return tuple(words)


def _conditions(where: dict[str, Any] | None, sets: dict[str, tuple[str, ...]]) -> tuple[Condition, ...]:
    found = []
    for column, said in (where or {}).items():
        negated = isinstance(said, dict) and "not" in said
        inner = said["not"] if negated else said
        words = sets[inner["set"]] if isinstance(inner, dict) else inner
        if not isinstance(words, (list, tuple)):
            words = [words]
        found.append(Condition(column, tuple(_word(one) for one in words), negated))
    return tuple(found)


def _word(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _measure(said: dict[str, Any], sets: dict[str, tuple[str, ...]]) -> Measure:
    share = said["kind"] == "share"
    ended_by = _conditions({"outcome": said["ended-by"]}, sets)[0].words if "ended-by" in said else ()
    return Measure(
        id=said["id"],
        kind=said["kind"],
        table=said.get("of", ""),
        unit=said["unit"],
        direction=said["direction"],
        where=_conditions(said.get("where"), sets),
        numerator_where=_conditions(said["numerator"]["where"], sets) if share else (),
        numerator="" if share else said.get("numerator", ""),
        denominator=said.get("denominator", ""),
        column=said.get("column", ""),
        percentile=said.get("percentile", 50),
        follow_up=said.get("follow-up"),
        ended_by=ended_by,
        breakdowns=tuple(said.get("breakdowns", ())),
        areas=tuple(said.get("areas", ("force",))),
        peers=said.get("peers", ""),
    )
