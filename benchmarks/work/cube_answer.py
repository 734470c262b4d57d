"""The figures by which every program shows that its cube is the same cube."""

from __future__ import annotations

from typing import Any

import numpy as np

LAST = 12
"""Windows and ranks are compared over the last so many months.

The load has a force-month that was never supplied and one supplied empty. Ours tells them apart;
the rows alone, which are all that the peers see, cannot. These months reach over neither.
"""


def cube_answer(counts: Any, rolling: Any, change: Any, rank: Any, *, places: Any) -> dict[str, int]:
    """Return sums over a cube, as whole numbers.

    The first four are force × type by month, oldest first; ``places`` are counts of small areas.
    Each may be of Arrow, NumPy, pandas or Polars.
    """
    return {
        "counted": _sum(_values(counts)),
        "rolling": _sum(_values(rolling)[:, -LAST:]),
        "change": _sum(_values(change)[:, -LAST:]),
        "rank": _sum(_values(rank)[:, -LAST:]),
        "small areas": len(places),
        "counted there": _sum(_values(places)),
    }


def in_months(column: Any, months: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return a column sorted by series and month as series × months."""
    return _values(column).reshape(-1, months)


def _values(column: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(column.to_numpy() if hasattr(column, "to_numpy") else column, np.float64)


def _sum(values: np.ndarray[Any, np.dtype[np.float64]]) -> int:
    return round(float(np.nansum(values)))
