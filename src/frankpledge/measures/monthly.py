"""The table of monthly counts that a build keeps: its columns, its order, and how it is put together.

Millions of rows are sorted and joined at once, as whole numbers: the key of a row is its area,
breakdown and month, each as a place in a sorted list.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

Codes32 = np.ndarray[tuple[int], np.dtype[np.int32]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
Order = np.ndarray[tuple[int], np.dtype[Any]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

WORD = pa.dictionary(pa.int32(), pa.string())
MONTHLY_SCHEMA = pa.schema(
    [
        ("measure", WORD),
        ("source", WORD),
        ("area_type", WORD),
        ("area", WORD),
        ("breakdown", WORD),
        ("month", pa.int32()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
    ]
)
"""The stored form: one row per measure, area, breakdown and month in which something was counted."""


@dataclass(frozen=True)
class Words:
    """A text for each row: ``codes`` are places in ``known``."""

    codes: Codes32
    known: Sequence[str]

    def texts(self) -> list[str]:
        """Return every row's text."""
        return [self.known[code] for code in self.codes.tolist()]

    def present(self) -> set[str]:
        """Return the texts that some row has."""
        return {self.known[code] for code in np.flatnonzero(np.bincount(self.codes)).tolist()}

    def placed(self, place: dict[str, int]) -> Codes32:
        """Return each row's text as its place in another list."""
        lookup = np.array([place.get(word, -1) for word in self.known] or [0], np.int32)
        return lookup[self.codes]


def same(word: str, count: int) -> Words:
    """Return one text for every row."""
    return Words(np.zeros(count, np.int32), (word,))


@dataclass(frozen=True)
class Counts:
    """Counts of one measure from one source at one kind of area, in any order; no denominators for counts."""

    measure: str
    source: str
    area_type: str
    areas: Words
    breakdowns: Words
    months: Codes32
    numerators: Numbers
    denominators: Numbers | None

    @property
    def of(self) -> tuple[str, str, str]:
        """What is counted, from where and at which kind of area: the first columns of the key."""
        return self.measure, self.source, self.area_type


def counts_in(table: pa.Table) -> Iterator[Counts]:
    """Yield the blocks of a table of monthly counts that is sorted."""
    if not table.num_rows:
        return
    texts = {name: _words_in(table[name]) for name in MONTHLY_SCHEMA.names[:5]}
    kind = np.stack([texts[name].codes for name in MONTHLY_SCHEMA.names[:3]])
    starts = np.flatnonzero(np.concatenate([[True], (kind[:, 1:] != kind[:, :-1]).any(axis=0)]))
    months, numerators = table["month"].to_numpy(), table["numerator"].to_numpy()
    denominators = table["denominator"].to_numpy()
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), table.num_rows], strict=True):
        rows = slice(start, end)
        measure, source, area_type = (
            texts[name].known[texts[name].codes[start]] for name in MONTHLY_SCHEMA.names[:3]
        )
        areas, breakdowns = (
            Words(texts[name].codes[rows], texts[name].known) for name in ("area", "breakdown")
        )
        below = None if np.isnan(denominators[start]) else denominators[rows]
        yield Counts(measure, source, area_type, areas, breakdowns, months[rows], numerators[rows], below)


def _words_in(column: pa.ChunkedArray) -> Words:
    encoded = column.unify_dictionaries().combine_chunks()
    encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    return Words(encoded.indices.to_numpy(), encoded.dictionary.to_pylist())


def put_together(found: Iterable[Counts]) -> pa.Table:
    """Return all counts in MONTHLY_SCHEMA in canonical order, each dictionary the words present, sorted.

    Counts of one key are added up: two forces count in one small area, and two of the publisher's
    texts can share one slug. The same counts give the same table, in whatever order they were found.
    """
    blocks: dict[tuple[str, str, str], list[Counts]] = {}
    for counts in found:
        if len(counts.months):
            blocks.setdefault(counts.of, []).append(counts)
    if not blocks:
        return MONTHLY_SCHEMA.empty_table()
    every = [counts for block in blocks.values() for counts in block]
    areas = sorted(set().union(*(counts.areas.present() for counts in every)))
    breakdowns = sorted(set().union(*(counts.breakdowns.present() for counts in every)))
    table = _Columns(sum(len(counts.months) for counts in every))
    lengths = [table.add(blocks[of], _place_in(areas), _place_in(breakdowns)) for of in sorted(blocks)]
    columns = []
    for place in range(3):
        known = sorted({of[place] for of in blocks})
        codes = np.array([known.index(of[place]) for of in sorted(blocks)], np.int32)
        columns.append(_dictionary(np.repeat(codes, lengths), known))
    count = table.count
    columns.append(_dictionary(table.areas[:count], areas))
    columns.append(_dictionary(table.breakdowns[:count], breakdowns))
    columns.append(pa.array(table.months[:count]))
    columns.append(pa.array(table.numerators[:count]))
    below = table.denominators
    columns.append(
        pa.nulls(count, pa.float64()) if below is None else pa.array(below[:count], from_pandas=True)
    )
    return pa.table(columns, schema=MONTHLY_SCHEMA)


def _dictionary(codes: Codes32, known: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(known, pa.string()))


def _place_in(words: Sequence[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(words)}


class _Columns:
    """Columns for so many rows, filled block by block. Fresh memory costs, so nothing is copied twice."""

    def __init__(self, most: int) -> None:
        self.count = 0
        self.areas, self.breakdowns, self.months = (np.empty(most, np.int32) for _ in range(3))
        self.numerators = np.empty(most)
        self.denominators: Numbers | None = None
        """NaN where a count has none; None as long as none has."""

    def add(self, block: Sequence[Counts], area_place: dict[str, int], word_place: dict[str, int]) -> int:
        """Add the counts of one block in order, those of one key added up. Return how many rows they are."""
        area = _joined([counts.areas.placed(area_place) for counts in block])
        word = _joined([counts.breakdowns.placed(word_place) for counts in block])
        month = _joined([counts.months for counts in block])
        numerator = _joined([counts.numerators for counts in block])
        given = [counts.denominators for counts in block if counts.denominators is not None]
        denominator = _joined(given) if given else None
        key = _key((area, word, month))
        order, again = _in_order(key)
        starts = None
        if again is not None:
            key = key[order]
            # Of one key the least number comes first: a sum that is not of whole numbers is always the same.
            by_size = (numerator,) if denominator is None else (denominator, numerator)
            order = order[np.lexsort((*(numbers[order] for numbers in by_size), key))]
            starts = np.flatnonzero(np.concatenate([[True], ~again]))
        one = order if starts is None else order[starts]
        rows = slice(self.count, self.count + len(one))
        if denominator is not None and self.denominators is None:
            self.denominators = np.full(len(self.numerators), np.nan)
        for column, codes in ((self.areas, area), (self.breakdowns, word), (self.months, month)):
            np.take(codes, one, out=column[rows])
        for column_of, numbers in ((self.numerators, numerator), (self.denominators, denominator)):
            if numbers is None or column_of is None:
                continue
            if starts is None:
                np.take(numbers, order, out=column_of[rows])
            else:
                np.add.reduceat(numbers[order], starts, out=column_of[rows])
        self.count += len(one)
        return len(one)


def _key(digits: Sequence[Codes32]) -> Order:
    """Return one whole number for each row, ordered as the digits are, the first above all.

    Digits count from the least that is there, so that keys lie as close together as they can.
    """
    least = [int(digit.min()) for digit in digits]
    bases = [int(digit.max()) - low + 1 for digit, low in zip(digits, least, strict=True)]
    size = np.int32 if math.prod(bases) <= np.iinfo(np.int32).max else np.int64
    key: Order = np.zeros(len(digits[0]), size)
    for digit, low, base in zip(digits, least, bases, strict=True):
        if base > 1:
            key *= size(base)
            key += digit
            key -= size(low)
    return key


def _in_order(key: Order) -> tuple[Order, Flags | None]:
    """Return the order of keys, and which of them but the first repeat the one before; None: none does.

    Where every key is there once and most of those possible are there, as with counts of small
    areas by month, each finds its place without any being compared.
    """
    span = int(key.max()) + 1
    if span <= 2 * len(key):
        place = np.full(span, -1, np.int32)
        place[key] = np.arange(len(key), dtype=np.int32)
        found = place[place >= 0]
        if len(found) == len(key):
            return found, None
    order = np.argsort(key)
    ordered = key[order]
    again = ordered[1:] == ordered[:-1]
    return order, again if again.any() else None


def _joined(arrays: Sequence[Any]) -> Any:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
