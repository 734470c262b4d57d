"""A build's monthly counts as arrays, decoded once, so that any series is a slice of them.

The table is sorted by measure, source, kind of area, area, breakdown and month: what is asked
of one measure lies together, and in it every series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
Values = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Counts:
    """Counts of one measure, source and kind of area: rows with month, numerator and denominator.

    ``series`` are the areas and breakdowns counted in, in order; ``lengths`` how many rows each has.
    """

    series: tuple[tuple[str, str], ...]
    lengths: Codes
    month: Codes
    numerator: Values
    denominator: Values

    def places(self, place: Mapping[tuple[str, str], int]) -> Codes:
        """Return for each row the number of its area and breakdown, or −1 where it has none."""
        numbers = np.array([place.get(one, -1) for one in self.series], np.int64)
        return np.repeat(numbers, self.lengths)


class MonthlyCounts:
    """All monthly counts of a build."""

    def __init__(self, monthly: pa.Table) -> None:
        columns = {name: _whole(monthly[name]) for name in monthly.column_names}
        self._words = {name: columns[name].dictionary.to_pylist() for name in ("area", "breakdown")}
        self._area, self._breakdown = (columns[name].indices.to_numpy() for name in ("area", "breakdown"))
        self._month, self._numerator, self._denominator = (
            columns[name].to_numpy(zero_copy_only=False) for name in ("month", "numerator", "denominator")
        )
        self._slices = _slices([columns[name] for name in ("measure", "source", "area_type")])
        self._wanted: dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}

    def of(self, measure: str, source: str, area_type: str, breakdown: str) -> Counts:
        """Return the counts of a dimension's parts, or the totals where ``breakdown`` is empty."""
        here = self._slices.get((measure, source, area_type), slice(0, 0))
        kept = np.flatnonzero(self._is_wanted(breakdown)[self._breakdown[here]]) + here.start
        joint = self._area[kept].astype(np.int64) * len(self._words["breakdown"]) + self._breakdown[kept]
        starts = np.flatnonzero(np.diff(joint, prepend=-1))
        first = kept[starts]
        areas, parts = self._words["area"], self._words["breakdown"]
        pairs = zip(self._area[first].tolist(), self._breakdown[first].tolist(), strict=True)
        return Counts(
            tuple((areas[area], parts[part]) for area, part in pairs),
            np.diff(starts, append=len(kept)),
            self._month[kept],
            self._numerator[kept],
            self._denominator[kept],
        )

    def _is_wanted(self, breakdown: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return for each word of the column whether it is a part of the dimension (or the total)."""
        if breakdown not in self._wanted:
            start = f"{breakdown}=" if breakdown else None
            words = self._words["breakdown"]
            self._wanted[breakdown] = np.array(
                [word.startswith(start) if start else not word for word in words], bool
            )
        return self._wanted[breakdown]


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _slices(keys: list[pa.DictionaryArray]) -> dict[tuple[str, ...], slice]:
    """Return where each measure, source and kind of area lies in the sorted table."""
    if not len(keys[0]):
        return {}
    codes = np.stack([key.indices.to_numpy() for key in keys])
    words = [key.dictionary.to_pylist() for key in keys]
    starts = np.flatnonzero(np.concatenate([[True], (codes[:, 1:] != codes[:, :-1]).any(axis=0)]))
    ends = np.append(starts[1:], codes.shape[1])
    return {
        tuple(held[code] for held, code in zip(words, codes[:, start], strict=True)): slice(
            int(start), int(end)
        )
        for start, end in zip(starts, ends, strict=True)
    }
