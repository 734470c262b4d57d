"""Series of many measures under one another, so that what is asked of all of them is asked once.

Everything that looks at series (comparisons, control charts, expected ranges) works on the
arrays S series × P periods that :func:`over_windows` makes of one stack:

    stack = figures.stacked(areas=focus)
    windowed = over_windows(stack.dense, Window.MONTH)      # windowed.value, .state: S × P
    stack.measures[stack.measure_of[i]], stack.keys[i]      # what row i is of
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
    """S series: row i is of ``measures[measure_of[i]]`` and ``keys[i]``, from ``sources[source_of[i]]``.

    ``dense`` holds their months: a denominator of NaN where the measure has none, one
    ``scale`` (S × 1) and one ``denominator_at_end`` for each row.
    """

    measures: tuple[Measure, ...]
    sources: tuple[str, ...]
    keys: tuple[SeriesKey, ...]
    measure_of: Numbers
    source_of: Numbers
    dense: Dense

    def take(self, rows: Numbers) -> StackedSeries:
        """Return the series at ``rows``, in that order, with the same measures and sources."""
        return StackedSeries(
            self.measures,
            self.sources,
            tuple(self.keys[row] for row in rows.tolist()),
            self.measure_of[rows],
            self.source_of[rows],
            self.dense.take(rows),
        )


def stack(sets: Sequence[SeriesSet], first_month: int, months: int) -> StackedSeries:
    """Return sets of series, all over the same months, as one stack in their order."""
    measures = tuple({one.measure.id: one.measure for one in sets}.values())
    sources = tuple(dict.fromkeys(one.source for one in sets))
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
    )
    return StackedSeries(
        measures,
        sources,
        tuple(key for one in sets for key in one.keys),
        np.repeat(np.array([number[one.measure.id] for one in sets], np.int64), lengths),
        np.repeat(np.array([sources.index(one.source) for one in sets], np.int64), lengths),
        dense,
    )
