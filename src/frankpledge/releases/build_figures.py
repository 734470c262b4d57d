"""A build's figures by key, read in a few large questions however many numbers a page has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import FIGURE_KEY, Comparator, Comparison
from frankpledge.errors import WrongUse
from frankpledge.measures.figures import DERIVED_KINDS, Query
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import MONTHLY_WINDOWS, Window, parse_period

Key = tuple[str, ...]
"""The seven parts of a figure's key, as in ``FIGURE_KEY``."""


@dataclass
class KeyedFigures:
    """The figures of one build that were asked for so far."""

    build: Build
    held: dict[Key, Mapping[str, Any]] = field(default_factory=dict)
    asked: set[Key] = field(default_factory=set)

    def load(self, keys: Collection[Key]) -> None:
        """Read the figures with these keys, and those of the periods they are compared with."""
        wanted = {*keys, *(one for key in keys for one in _earlier_keys(key).values())} - self.asked
        self.asked |= wanted
        grouped: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
        for key in wanted:
            if self.names(key):
                grouped[key[4], key[3].partition("=")[0], key[6]].append(key)
        for (window, dimension, source), members in sorted(grouped.items()):
            if window in MONTHLY_WINDOWS:
                self._load_table(Window.named(window), dimension, source, set(members))
            for key in members:
                if key not in self.held:
                    self._load_one(key)

    def _load_table(self, window: Window, dimension: str, source: str, members: set[Key]) -> None:
        periods = [parse_period(window, key[5]) for key in members]
        query = Query(
            measures=tuple(sorted({key[0] for key in members})),
            areas=tuple(sorted({key[2] for key in members})),
            area_types=tuple(sorted({key[1] for key in members})),
            breakdown=dimension,
            windows=(window,),
            start=min(one.start for one in periods),
            end=max(one.end for one in periods),
            source=source,
        )
        table = self.build.figures.table(query)
        wanted = pa.array(sorted({one.key for one in periods}))
        for row in table.filter(pc.is_in(table["period"].cast(pa.string()), wanted)).to_pylist():
            key = tuple(row[name] for name in FIGURE_KEY)
            if key in members:
                self.held[key] = row

    def _load_one(self, key: Key) -> None:
        measure = self.build.definitions.measures[key[0]]
        try:
            period = parse_period(Window.named(key[4]), key[5])
        except WrongUse:
            return
        if measure.kind in DERIVED_KINDS and period.window in (Window.AT, Window.DAY, Window.WEEK):
            return
        figure = self.build.figures.one(
            measure, key[2], period, key=SeriesKey(key[1], key[2], key[3]), source=key[6]
        )
        if figure is not None:
            self.held[key] = vars(figure)

    def names(self, key: Key) -> bool:
        """Return whether the build could hold such a figure: its measure is one that is declared."""
        return key[0] in self.build.definitions.measures

    def row(self, key: Key) -> Mapping[str, Any] | None:
        """Return a figure, or None where the build has none with this key."""
        return self.held.get(key)

    def value(self, key: Key) -> float | None:
        """Return a figure's value, or None where it has none."""
        row = self.held.get(key)
        return None if row is None else row["value"]

    def earlier(self, key: Key, comparator: Comparator) -> float | None:
        """Return the value of the same thing in the period that a comparator names."""
        other = _earlier_keys(key).get(comparator)
        return None if other is None else self.value(other)

    def comparisons(self, keys: Collection[Key]) -> dict[tuple[str, ...], Comparison]:
        """Return the comparisons of totals of forces among these keys, by key and comparator."""
        totals = {key for key in keys if key[1] == "force" and not key[3] and key[4] in MONTHLY_WINDOWS}
        measures = self.build.definitions.measures
        names = sorted({key[0] for key in totals if key[0] in measures})
        derived = [name for name in names if measures[name].kind in DERIVED_KINDS]
        if not derived:
            return {}
        windows = tuple(Window.named(word) for word in sorted({key[4] for key in totals}))
        table = self.build.comparisons(derived, sorted({key[2] for key in totals}), windows)
        wanted = pa.array(sorted({key[5] for key in totals}))
        found = {}
        for row in table.filter(pc.is_in(table["period"].cast(pa.string()), wanted)).to_pylist():
            found[(*(row[name] for name in FIGURE_KEY), row["comparator"])] = Comparison(**row)
        return found


def _earlier_keys(key: Key) -> dict[Comparator, Key]:
    """Return the keys of the same thing in the periods that comparisons in time refer to."""
    if key[4] not in MONTHLY_WINDOWS:
        return {}
    try:
        period = parse_period(Window.named(key[4]), key[5])
    except WrongUse:
        return {}
    before, year = period.previous(), period.year_before()
    return {
        Comparator.SAME_PERIOD_LAST_YEAR: (*key[:5], year.key, key[6]),
        Comparator.PREVIOUS_PERIOD: (*key[:5], before.key, key[6]),
        Comparator.PREVIOUS_12_MONTHS: (*key[:5], before.key, key[6]),
    }
