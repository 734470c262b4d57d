"""Hold a build against the second implementation: the same figures and comparisons, number by number."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from frankpledge.builds.reading import Build
from frankpledge.measures.figures import ALL_SOURCES, Query
from frankpledge.periods import MONTHLY_WINDOWS, Window
from tests.spec.naive.comparing import Comparison, comparisons
from tests.spec.naive.figures import MISSING, Figure, Naive

RELATIVE = 1e-12
"""How far two ratios may lie apart. Whole numbers must be equal."""

Key = tuple[str, ...]
Values = tuple[Any, ...]


@dataclass
class Agreement:
    """How many figures and comparisons were held against each other, and every one that differs."""

    compared: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def note(self, what: str, key: Key, ours: object, theirs: object) -> None:
        self.differences.append(f"{what} {' '.join(map(str, key))}: build {ours}, by plain loops {theirs}")

    def told(self) -> str:
        """Return the first differences, for a failing test's message."""
        return "\n".join([f"{len(self.differences)} differences", *self.differences[:25]])


def same(ours: Any, theirs: Any) -> bool:
    """Whether two cells are equal: numbers nearly where they are not whole, everything else exactly."""
    if isinstance(ours, float) and isinstance(theirs, (int, float)):
        if float(theirs).is_integer() and ours.is_integer():
            return ours == theirs
        return math.isclose(ours, theirs, rel_tol=RELATIVE, abs_tol=RELATIVE)
    return bool(ours == theirs)


def agree(build: Build, naive: Naive, measures: list[str] | None = None) -> Agreement:
    """Compare every figure and comparison of a build with the second implementation."""
    found = Agreement()
    for measure in sorted(measures or naive.office.measures):
        declared = naive.office.measures[measure]
        _figures(found, measure, _ours(build, measure), naive.figures(declared))
    _comparisons(found, build, naive, measures)
    return found


def _ours(build: Build, measure: str) -> dict[Key, Values]:
    declared = build.definitions.measures[measure]
    small = {"ward", "lsoa"} & set(declared.area_types)
    large = tuple(one for one in ("force", "local-authority") if one in ("force", *declared.area_types))
    queries = [
        Query((measure,), area_types=large, breakdown=word, windows=MONTHLY_WINDOWS, source=ALL_SOURCES)
        for word in ("", *declared.breakdowns)
    ]
    queries += [
        Query((measure,), area_types=(one,), windows=(Window.MONTH,), source=ALL_SOURCES)
        for one in sorted(small)
    ]
    found: dict[Key, Values] = {}
    for query in queries:
        if query.breakdown == "" or "force" in query.area_types:
            found |= _by_key(build, query)
    return found


def _by_key(build: Build, query: Query) -> dict[Key, Values]:
    table = build.figures.table(query)
    key = [_words(table[name]) for name in Figure._fields[:7]]
    values = [table[name].to_pylist() for name in Figure._fields[7:]]
    return dict(zip(zip(*key, strict=True), zip(*values, strict=True), strict=True))


def _words(column: pa.ChunkedArray) -> list[str]:
    """Return the texts of a dictionary-encoded column; quicker than asking for each."""
    words: list[str] = []
    for chunk in column.chunks:
        distinct = chunk.dictionary.to_pylist()
        words += [distinct[place] for place in chunk.indices.to_numpy().tolist()]
    return words


def _figures(found: Agreement, measure: str, ours: dict[Key, Values], theirs: list[Figure]) -> None:
    """Compare the figures of one measure; a figure that one of them does not give counts as missing there."""
    seen = set()
    for figure in theirs:
        key: Key = figure[:7]
        values: Values = figure[7:]
        seen.add(key)
        held = ours.get(key)
        if held is None:
            if figure.state != MISSING:
                found.note("figure", key, "does not give it", values)
            continue
        found.compared["figures"] += 1
        found.compared[figure.state] += 1
        if held[0] != figure.state or not all(map(same, held, values)):
            found.note("figure", key, _plain(held), _plain(values))
    for key, held in ours.items():
        if key not in seen and held[0] != MISSING:
            found.note("figure", key, _plain(held), "does not give it")


def _plain(values: Values) -> str:
    return " ".join(one.isoformat() if isinstance(one, date) else str(one) for one in values)


def _comparisons(found: Agreement, build: Build, naive: Naive, measures: list[str] | None) -> None:
    kinds = ("previous-period", "same-period-last-year", "previous-12-months", "peer-mean", "rank", "peer")
    table = build.comparisons()
    columns = [table[name].to_pylist() for name in Comparison._fields]
    ours = {
        row[:6]: row[6:]
        for row in zip(*columns, strict=True)
        if row[5].partition(":")[0] in kinds and (measures is None or row[0] in measures)
    }
    chosen = [naive.office.measures[one] for one in measures or naive.office.measures]
    theirs = {
        one[:6]: one[6:]
        for measure in chosen
        if measure.kind in ("count", "sum", "share", "mean", "ratio", "rate")
        for one in comparisons(naive, measure)
    }
    for key in sorted({*ours, *theirs}):
        if key not in ours or key not in theirs:
            found.note("comparison", key, ours.get(key), theirs.get(key))
            continue
        found.compared["comparisons"] += 1
        found.compared[key[5].partition(":")[0]] += 1
        if not all(map(same, ours[key], theirs[key])):
            found.note("comparison", key, ours[key], theirs[key])
