"""Rows of the whole span of months, made once and given out month by month.

What one month holds often follows from months before it: who is in post, which cases are still open. Such
tables are made for all months at once, in arrays, and cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from frankpledge.generate.living.partners.drawing import Array, Integers


@dataclass(frozen=True)
class Span:
    """Columns of one table in the order of their months; ``edges`` are where each month begins and ends."""

    columns: Mapping[str, Array]
    first_month: int
    edges: Integers

    def rows(self, month: int) -> dict[str, Array]:
        """Return the columns of one month."""
        place = month - self.first_month
        low, high = int(self.edges[place]), int(self.edges[place + 1])
        return {name: values[low:high] for name, values in self.columns.items()}


def months_of(moments: Array) -> Integers:
    """Return the month number of each day or time."""
    return moments.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def spanned(columns: Mapping[str, Array], dated: str, months: range) -> Span:
    """Return rows by the month of the column ``dated``; those before or after the months are left out."""
    of = months_of(columns[dated])
    within = np.flatnonzero((of >= months[0]) & (of <= months[-1]))
    order = within[np.lexsort((columns[dated][within],))]
    edges = np.searchsorted(of[order], np.arange(months[0], months[-1] + 2))
    return Span({name: values[order] for name, values in columns.items()}, months[0], edges)


def joined(parts: Iterable[Mapping[str, Array]]) -> dict[str, Array]:
    """Return several sets of columns as one; a column that a part lacks is empty there."""
    some = [part for part in parts if part]
    kept = [part for part in some if len(next(iter(part.values())))] or some[:1]
    names = list(dict.fromkeys(name for part in kept for name in part))
    out = {}
    for name in names:
        like = next(part[name] for part in kept if name in part)
        pieces = [
            part[name] if name in part else _empty(len(next(iter(part.values()))), like) for part in kept
        ]
        out[name] = np.concatenate(pieces)
    return out


def _empty(count: int, like: Array) -> Array:
    if np.issubdtype(like.dtype, np.datetime64):
        return np.full(count, np.datetime64("NaT"), like.dtype)
    if like.dtype == object or like.dtype == bool:
        return np.full(count, None, object)
    return np.full(count, np.nan)
