"""Comparison rows, gathered as columns: one block for each window and comparator, over all series at once.

Texts are held once each; rows hold their numbers. Millions of rows then cost the arrays they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from frankpledge.contracts.figures import DifferenceUnit, comparisons_schema
from frankpledge.measures.stacked import StackedSeries
from frankpledge.periods import Period
from frankpledge.plan.definitions import Measure

Codes = np.ndarray[tuple[int], np.dtype[np.int32]]
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Whole = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Column = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True)
class Notes:
    """Notes of many rows: a number for each (broadcast to series × periods), and what it says in words."""

    numbers: Whole
    say: Callable[[int], str]


@dataclass
class Words:
    """The texts of one column and their numbers."""

    numbers: dict[str, int] = field(default_factory=dict)

    def code(self, word: str) -> int:
        """Return the number of a text."""
        return self.numbers.setdefault(word, len(self.numbers))

    def codes(self, words: Iterable[str]) -> Codes:
        """Return the numbers of texts."""
        return np.array([self.code(word) for word in words], np.int32)


@dataclass
class _Block:
    """Rows of one window and comparator. A column that is one number holds it in every row; None: nothing."""

    count: int
    columns: dict[str, Column | int | None]


class ComparisonRows:
    """Rows in the contract's columns. Add them through :meth:`over`."""

    def __init__(self) -> None:
        self._schema = comparisons_schema()
        self._blocks: list[_Block] = []
        self.words = {one.name: Words() for one in self._schema if pa.types.is_dictionary(one.type)}

    def over(self, series: StackedSeries, periods: Sequence[Period]) -> WindowRows:
        """Return what adds rows for the periods of one window of a stack."""
        return WindowRows(self, series, periods)

    def add(self, count: int, columns: dict[str, Column | int | None]) -> None:
        """Add a block of rows."""
        self._blocks.append(_Block(count, columns))

    def table(self) -> pa.Table:
        """Return all rows in the order they were added; every column has the blocks as its chunks."""
        if not self._blocks:
            return self._schema.empty_table()
        most = max(block.count for block in self._blocks)
        constant = _Constants(most)
        columns = []
        for one in self._schema:
            texts = self.words.get(one.name)
            held = pa.array(list(texts.numbers), pa.string()) if texts else None
            nothing = pa.nulls(most, one.type)
            chunks = [_chunk(block, one, held, nothing, constant) for block in self._blocks]
            columns.append(pa.chunked_array(chunks, one.type))
        return pa.table(columns, schema=self._schema)


class _Constants:
    """Columns of one number in every row. Each is made once, as long as the longest block."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[int, pa.Array] = {}

    def of(self, number: int, count: int) -> pa.Array:
        """Return a number so many times."""
        if number not in self._made:
            self._made[number] = pa.array(np.full(self._most, number, np.int32))
        return self._made[number].slice(0, count)


def _chunk(
    block: _Block, column: pa.Field, texts: pa.Array | None, nothing: pa.Array, constant: _Constants
) -> pa.Array:
    values = block.columns.get(column.name)
    if values is None:
        return nothing.slice(0, block.count)
    if texts is not None:
        codes = constant.of(values, block.count) if isinstance(values, int) else pa.array(values, pa.int32())
        return pa.DictionaryArray.from_arrays(codes, texts, safe=False)
    return pa.array(values, column.type, from_pandas=True)


class WindowRows:
    """Adds the comparisons of S series over the P periods of one window."""

    def __init__(self, out: ComparisonRows, series: StackedSeries, periods: Sequence[Period]) -> None:
        self._out, self._words = out, out.words
        measures = series.measures
        units = [_unit_of_change(one).value for one in measures]
        of_series = {
            "measure": self._words["measure"].codes(one.id for one in measures)[series.measure_of],
            "area_type": self._words["area_type"].codes(key.area_type for key in series.keys)[series.key_of],
            "area": self._words["area"].codes(key.area for key in series.keys)[series.key_of],
            "breakdown": self._words["breakdown"].codes(key.breakdown for key in series.keys)[series.key_of],
            "source": self._words["source"].codes(series.sources)[series.source_of],
            "difference_unit": self._words["difference_unit"].codes(units)[series.measure_of],
        }
        # What is the same for every series need not be looked up for every row.
        self._of_series = {
            name: int(codes[0]) if len(codes) and (codes == codes[0]).all() else codes
            for name, codes in of_series.items()
        }
        self._periods = self._words["period"].codes(period.key for period in periods)
        self._window = self._words["window"].code(periods[0].window.value) if periods else 0
        self._shape = (len(series.key_of), len(periods))

    def add(
        self,
        where: Flags,
        comparator: str,
        *,
        reference: Array | None = None,
        difference: Array | None = None,
        rank: Whole | None = None,
        n_present: Whole | None = None,
        n_missing: Whole | None = None,
        note: Notes,
    ) -> None:
        """Add one row for each place of ``where`` (S × P) that holds, taking its values from the others.

        They are S × P or broadcast to it; NaN is nothing.
        """
        flat = np.flatnonzero(where)  # far faster than a pair of places for each row
        if not len(flat):
            return
        rows = flat // self._shape[1]
        places = flat - rows * self._shape[1]

        def here(values: Array | Whole) -> Column:
            if values.shape == self._shape:
                return np.asarray(values.reshape(-1)[flat])
            return np.asarray(np.broadcast_to(values, self._shape)[rows, places])

        columns: dict[str, Column | int | None] = {
            name: codes if isinstance(codes, int) else codes[rows] for name, codes in self._of_series.items()
        }
        if difference is None:
            columns["difference_unit"] = self._words["difference_unit"].code("")
        columns |= {
            "window": self._window,
            "period": self._periods[places],
            "comparator": self._words["comparator"].code(comparator),
            "note": self._notes(here(note.numbers), note.say),
        }
        numbers = {"rank": rank, "n_present": n_present, "n_missing": n_missing}
        for name, values in {"reference": reference, "difference": difference, **numbers}.items():
            columns[name] = None if values is None else here(values)
        self._out.add(len(rows), columns)

    def _notes(self, numbers: Whole, say: Callable[[int], str]) -> Codes:
        """Return the numbers of the notes' texts; each different one is put into words once."""
        encoded = pa.array(numbers).dictionary_encode()
        codes = self._words["note"].codes(say(number) for number in encoded.dictionary.to_pylist())
        return np.asarray(codes[encoded.indices.to_numpy()], np.int32)


def _unit_of_change(measure: Measure) -> DifferenceUnit:
    """Return points for shares and ratios, per cent for everything else."""
    return DifferenceUnit.POINTS if measure.changes_in_points else DifferenceUnit.PER_CENT


def labels_of(periods: Sequence[Period], places: Whole) -> Notes:
    """Return the labels of the periods at ``places`` as notes."""
    return Notes(places, lambda place: periods[place].label)
