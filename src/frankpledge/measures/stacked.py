"""Series of many measures under one another, so that what is asked of all of them is asked once.

Everything that looks at series (comparisons, control charts, expected ranges) works on the
arrays S series × P periods that :func:`over_windows` makes of one stack:

    stack = figures.stacked(areas=focus)
    windowed = over_windows(stack.dense, Window.MONTH)      # windowed.value, .state: S × P
    stack.measures[stack.measure_of[i]], stack.keys[stack.key_of[i]]      # what row i is of
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frankpledge.measures.series import SeriesKey, SeriesSet
from frankpledge.measures.windows import Dense, Floats
from frankpledge.plan.definitions import Measure

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class StackedSeries:
    """S series of many measures and areas: what each is of, and ``dense`` values of its months.

    Row i is of ``measures[measure_of[i]]`` and ``keys[key_of[i]]``, from ``sources[source_of[i]]``;
    measures, keys and sources are each held once. In ``dense``, the denominator is NaN where
    the measure has none, and ``scale`` (S × 1), ``numerator_at_end`` and ``denominator_at_end`` (S) are each
    row's own.
    """

    measures: tuple[Measure, ...]
    sources: tuple[str, ...]
    keys: tuple[SeriesKey, ...]
    measure_of: Numbers
    key_of: Numbers
    source_of: Numbers
    dense: Dense

    def take(self, rows: Numbers) -> StackedSeries:
        """Return the series at ``rows``, in that order, of the same measures, keys and sources."""
        return StackedSeries(
            self.measures,
            self.sources,
            self.keys,
            self.measure_of[rows],
            self.key_of[rows],
            self.source_of[rows],
            self.dense.take(rows),
        )


def rows_alike(one: StackedSeries, other: StackedSeries) -> Numbers:
    """Return for each row of one stack the row of the other with its measure and key; −1 where it has none.

    The sources may differ. A stack in which a measure and key stand twice gives the later row.
    """
    measures = {measure.id: number for number, measure in enumerate(one.measures)}
    keys = {key: number for number, key in enumerate(one.keys)}
    measure_of = np.array([measures.get(each.id, -1) for each in other.measures], np.int64)
    key_of = np.array([keys.get(each, -1) for each in other.keys], np.int64)
    # The last row and column stand for measures and keys that the first stack does not have.
    place = np.full((len(measures) + 1, len(keys) + 1), -1, np.int64)
    place[measure_of[other.measure_of], key_of[other.key_of]] = np.arange(len(other.measure_of))
    return np.asarray(place[one.measure_of, one.key_of])


def stack(sets: Sequence[SeriesSet], first_month: int, months: int) -> StackedSeries:
    """Return sets of series, all over the same months, as one stack in their order."""
    measures = tuple({one.measure.id: one.measure for one in sets}.values())
    sources = tuple(dict.fromkeys(one.source for one in sets))
    place = {key: number for number, key in enumerate(dict.fromkeys(key for one in sets for key in one.keys))}
    number = {measure.id: place for place, measure in enumerate(measures)}
    lengths = [len(one.keys) for one in sets]

    def of_rows(values: list[float]) -> Floats:
        return np.repeat(np.array(values), lengths)[:, None]

    none = np.zeros((0, months))
    below = [
        np.full(one.dense.numerator.shape, np.nan) if one.dense.denominator is None else one.dense.denominator
        for one in sets
    ]
    dense = Dense(
        first_month,
        np.concatenate([none, *(one.dense.numerator for one in sets)]),
        np.concatenate([none.astype(np.int8), *(one.dense.state for one in sets)]),
        np.concatenate([none.astype(np.int32), *(one.dense.obtained for one in sets)]),
        np.concatenate([none, *below]),
        np.repeat(np.array([bool(one.dense.denominator_at_end) for one in sets], bool), lengths),
        of_rows([float(one.dense.scale) for one in sets]),
        np.repeat(np.array([bool(one.dense.numerator_at_end) for one in sets], bool), lengths),
    )
    return StackedSeries(
        measures,
        sources,
        tuple(place),
        np.repeat(np.array([number[one.measure.id] for one in sets], np.int64), lengths),
        np.array([place[key] for one in sets for key in one.keys], np.int64),
        np.repeat(np.array([sources.index(one.source) for one in sets], np.int64), lengths),
        dense,
    )
