"""What a report may show of figures about people: which figures are withheld, and how they are marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure, State
from frankpledge.periods import Window, month_of
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.publication.disclosure.assembling import Assembly, FigureKey, assemble
from frankpledge.publication.disclosure.counted import QUARTERS, Level, Levels, made_of_shown
from frankpledge.publication.disclosure.earlier import Released
from frankpledge.publication.disclosure.levels import settled, small
from frankpledge.publication.disclosure.policy import PEOPLE, Thresholds, published_measures, thresholds_of

_RESTS_ON_A_BASE = (
    Kind.SHARE,
    Kind.RATIO,
    Kind.MEAN,
    Kind.PERCENTILE,
    Kind.TIME_TO_OUTCOME,
    Kind.REPEAT_RATE,
)
_COUNTS = (
    *(Kind.COUNT, Kind.SUM_OF, Kind.SUM, Kind.SHARE, Kind.RATIO, Kind.RATE),
    *(Kind.DISTINCT, Kind.REPEAT_RATE),
)
_OF_A_BASE = (Kind.SHARE, Kind.REPEAT_RATE)
_WITHHELD = ("numerator", "denominator", "value", "n")


@dataclass(frozen=True)
class Protection:
    """Which figures of a build are withheld. It is of the build alone, so every report withholds the same.

    ``measures`` are those about people, by id, with their thresholds; other measures are shown whole.
    ``unpublished`` are those of them that no report is of: they were not looked at, and all is withheld.
    """

    measures: dict[str, Thresholds] = field(default_factory=dict)
    declared: dict[str, Measure] = field(default_factory=dict)
    made: Assembly | None = None
    levels: Levels | None = None
    unpublished: frozenset[str] = frozenset()

    def covers(self, measure: str) -> bool:
        """Whether a measure needs protection at all."""
        return measure in self.measures

    def is_open(self, measure: str, source: str, area_type: str, area: str, breakdown: str = "") -> bool:
        """Whether every month of a series is shown, so that what is made of all of them can be."""
        if measure not in self.measures:
            return True
        if measure in self.unpublished:
            return False
        series = self._series((measure, source, area_type, area, breakdown))
        assert self.levels is not None
        return series is not None and bool((self.levels[list(series)] == Level.MONTH).all())

    def _series(self, key: FigureKey) -> tuple[int, ...] | None:
        return None if self.made is None else self.made.made_of.get(key)

    def shows(self, figures: Sequence[Figure]) -> list[bool]:
        """Return for each figure whether it may be shown."""
        return self._shown([figure.__dict__ for figure in figures])

    def figure(self, figure: Figure) -> Figure:
        """Return a figure, emptied and marked where it is withheld."""
        return self.figures([figure])[0]

    def figures(self, figures: Iterable[Figure]) -> list[Figure]:
        """Return figures, those withheld emptied and marked."""
        listed = list(figures)
        return [
            figure if shown else withheld(figure)
            for figure, shown in zip(listed, self.shows(listed), strict=True)
        ]

    def as_stated(self, figure: Figure) -> Figure:
        """Return a figure that a body stated and nothing is made of, withheld where it is itself small."""
        if figure.measure not in self.measures:
            return figure
        hidden = figure.measure in self.unpublished or self._is_small(figure.__dict__)
        return withheld(figure) if hidden else figure

    def table(self, figures: pa.Table) -> pa.Table:
        """Return a figures table with what is withheld emptied and its state ``suppressed``."""
        if not self.measures or not figures.num_rows:
            return figures
        wanted = pc.is_in(figures["measure"].cast(pa.string()), pa.array(sorted(self.measures), pa.string()))
        places = np.flatnonzero(wanted.to_numpy(zero_copy_only=False))
        if not len(places):
            return figures
        shown = np.array(self._shown(figures.take(pa.array(places)).to_pylist()), bool)
        hidden = np.zeros(figures.num_rows, bool)
        hidden[places[~shown]] = True
        mask, schema = pa.array(hidden), figures.schema
        for name in _WITHHELD:
            column = pc.if_else(mask, pa.scalar(None, schema.field(name).type), figures[name])
            figures = figures.set_column(schema.get_field_index(name), schema.field(name), column)
        states = pc.if_else(mask, State.SUPPRESSED.value, figures["state"].cast(pa.string()))
        state = schema.field("state")
        return figures.set_column(schema.get_field_index("state"), state, states.cast(state.type))

    def _shown(self, rows: Sequence[dict[str, Any]]) -> list[bool]:
        """Return for each row whether it may be shown: nothing small in it, and made of what is shown."""
        shown = [True] * len(rows)
        asked: list[tuple[int, int, int, int]] = []
        for place, row in enumerate(rows):
            if row["measure"] not in self.measures or row["state"] == State.MISSING:
                continue
            if row["measure"] in self.unpublished:
                shown[place] = False
                continue
            shown[place] = not self._is_small(row)
            assert self.made is not None
            assert self.levels is not None
            key = (row["measure"], row["source"], row["area_type"], row["area"], row["breakdown"])
            if row["window"] == Window.AT:
                one = self.made.dated.get((key, row["period_end"]))
                shown[place] &= one is not None and bool(self.levels[one, 0] == Level.MONTH)
                continue
            series = self.made.made_of.get(key)
            if series is None:
                shown[place] = False
                continue
            first = month_of(row["period_start"]) - self.made.first_month
            last = month_of(row["period_end"]) - self.made.first_month
            spans = [(last, last)] if self._is_stock(row["measure"]) else [(first, last)]
            if any(self._is_stock(part) for part in self._parts(row["measure"])):
                spans = [(first, last), (last, last)]
            asked.extend((place, one, *span) for one in series for span in spans)
        if asked:
            assert self.levels is not None
            places, series_, firsts, lasts = np.array(asked, np.int64).T
            ok = made_of_shown(self.levels, series_, firsts, lasts)
            for place in places[~ok]:
                shown[place] = False
        return shown

    def _is_stock(self, measure: str) -> bool:
        """Whether a longer period's figure is that of its last month alone."""
        return self.declared[measure].at_end

    def _parts(self, measure: str) -> tuple[str, ...]:
        """Return the measures that a ratio or rate is made of."""
        declared = self.declared[measure]
        return tuple(one for one in (declared.numerator, declared.denominator) if one in self.declared)

    def _is_small(self, row: dict[str, Any]) -> bool:
        measure, limits = self.declared[row["measure"]], self.measures[row["measure"]]
        told = [row["numerator"]] if measure.kind in _COUNTS else []
        if measure.kind in _OF_A_BASE and row["denominator"] is not None and row["numerator"] is not None:
            told.append(row["denominator"] - row["numerator"])
        if measure.kind is Kind.DISTINCT:
            told.append(row["value"])
        known = np.array([number for number in told if number is not None], float)
        if small(known[None, :], limits.count).any():
            return True
        few = row["n"] is not None and 0 < row["n"] < limits.base
        return measure.kind in _RESTS_ON_A_BASE and few


def withheld(figure: Figure) -> Figure:
    """Return a figure without its numbers, marked as too small to publish safely."""
    if figure.value is None and figure.state in (State.MISSING, State.SUPPRESSED):
        return figure
    return replace(figure, numerator=None, denominator=None, value=None, n=None, state=State.SUPPRESSED)


def protection_of(
    build: Build,
    released: Iterable[pa.Table] = (),
    published: Collection[str] | None = None,
    known: Levels | None = None,
) -> Protection:
    """Return what a build's reports withhold, given the figures of the releases there have been.

    ``published`` are the measures that are told of (default: those of the plan and of published frameworks).
    ``known`` are the levels, S × 4Y, that were worked out from all this before: they are what takes long.
    """
    limits = thresholds_of(build.definitions)
    if not limits:
        return Protection()
    declared = build.definitions.measures
    earlier = Released.of(released, limits)
    told = published_measures(build.definitions) if published is None else published
    chosen = {*told, *earlier.measures} & limits.keys()
    counted, made = assemble(build, [declared[name] for name in sorted(chosen)], earlier)
    unpublished = frozenset(limits.keys() - chosen)
    fits = known is not None and known.shape == (len(counted.values), counted.years * QUARTERS)
    levels = known if known is not None and fits else settled(counted, PEOPLE.count)
    return Protection(limits, declared, made, levels, unpublished)
