"""Comparison rows, gathered in blocks of columns: many rows at once, never one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from frankpledge.contracts.figures import DifferenceUnit, comparisons_schema
from frankpledge.measures.series import SeriesSet
from frankpledge.measures.windows import Windowed
from frankpledge.plan.definitions import Measure

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Values = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass
class ComparisonRows:
    """Blocks of rows in the contract's columns."""

    blocks: list[pa.Table] = field(default_factory=list)

    def add(
        self,
        series: SeriesSet,
        windowed: Windowed,
        rows: Places,
        places: Places,
        comparator: str,
        *,
        reference: Values | float | None = None,
        difference: Values | None = None,
        unit: DifferenceUnit | None = None,
        rank: Places | None = None,
        n_present: Places | None = None,
        n_missing: Places | None = None,
        note: pa.Array | str = "",
    ) -> None:
        """Add one row for each pair of series (``rows``) and period (``places``); NaN means none."""
        count = len(rows)
        if not count:
            return
        schema = comparisons_schema()
        columns = _keys(series, windowed, rows, places)
        columns["comparator"] = _same(comparator, count)
        columns["reference"] = _numbers(reference, count)
        columns["difference"] = _numbers(difference, count)
        columns["difference_unit"] = _same(unit.value if unit is not None else "", count)
        for name, numbers in (("rank", rank), ("n_present", n_present), ("n_missing", n_missing)):
            columns[name] = pa.nulls(count, pa.int64()) if numbers is None else pa.array(numbers, pa.int64())
        columns["interval_low"] = columns["interval_high"] = pa.nulls(count, pa.float64())
        columns["note"] = _same(note, count) if isinstance(note, str) else note
        self.blocks.append(pa.table([columns[name] for name in schema.names], schema=schema))

    def table(self) -> pa.Table:
        """Return all rows in the order they were added, as one block: many small ones are slow to write."""
        if not self.blocks:
            return comparisons_schema().empty_table()
        return pa.concat_tables(self.blocks).combine_chunks()


def _same(word: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), count)


def _numbers(values: Values | float | None, count: int) -> pa.Array:
    if values is None:
        return pa.nulls(count, pa.float64())
    if isinstance(values, float):
        return pa.repeat(pa.scalar(values, pa.float64()), count)
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def _keys(series: SeriesSet, windowed: Windowed, rows: Places, places: Places) -> dict[str, pa.Array]:
    count, which = len(rows), pa.array(rows)

    def of_series(words: list[str]) -> pa.Array:
        return pa.array(words, pa.string()).take(which)

    return {
        "measure": _same(series.measure.id, count),
        "area_type": of_series([key.area_type for key in series.keys]),
        "area": of_series([key.area for key in series.keys]),
        "breakdown": of_series([key.breakdown for key in series.keys]),
        "window": _same(windowed.window.value, count),
        "period": pa.array([period.key for period in windowed.periods]).take(pa.array(places)),
        "source": _same(series.source, count),
    }


def labels_of(windowed: Windowed, places: Places) -> pa.Array:
    """Return the labels of the periods at ``places``."""
    return pa.array([period.label for period in windowed.periods], pa.string()).take(pa.array(places))


def unit_of_change(measure: Measure) -> DifferenceUnit:
    """Return points for shares and ratios, per cent for everything else."""
    return DifferenceUnit.POINTS if measure.changes_in_points else DifferenceUnit.PER_CENT


def change(values: Values, reference: Values | float, unit: DifferenceUnit) -> Values:
    """Return values less reference in points or per cent; NaN where per cent of 0 is asked for."""
    gap = values - reference
    if unit is DifferenceUnit.POINTS:
        return gap
    below = np.broadcast_to(np.asarray(reference, np.float64), gap.shape)
    return np.divide(100.0 * gap, below, out=np.full_like(gap, np.nan), where=below != 0)
