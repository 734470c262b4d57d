"""A return of a force's calls as one CSV, and its columns: what the peers declare.

Run as a program it writes one: ``python -m benchmarks.work.calls FILE ROWS``. Every number is drawn with one
seed, so that all runs read the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

COLUMNS = {
    "force": "VARCHAR",
    "call": "VARCHAR",
    "line": "VARCHAR",
    "stage": "VARCHAR",
    "started": "TIMESTAMP",
    "answered": "TIMESTAMP",
    "ended": "TIMESTAMP",
    "result": "VARCHAR",
    "wait-seconds": "DOUBLE",
    "incident": "VARCHAR",
}
FORCE = "bedfordshire"
FIRST, YEARS = np.datetime64("2019-04-01T00:00:00", "s"), 5
SEED = 11
_LINES, _RESULTS = ("999", "101", "Other line"), ("Answered", "Abandoned", "Redirected")


def made(rows: int) -> pa.Table:
    """Return calls of five years in order: one in fifty is abandoned, three in five open an incident."""
    rng = np.random.default_rng(SEED)
    seconds = np.sort(rng.integers(0, YEARS * 365 * 86_400, rows))
    waited = rng.gamma(1.2, 12.0, rows).astype(np.int64)
    result = rng.choice(3, rows, p=[0.96, 0.02, 0.02])
    answered, ended = seconds + waited, seconds + waited + rng.integers(20, 900, rows)
    abandoned, opens = pa.array(result == 1), pa.array(rng.random(rows) > 0.4)
    numbers = pa.array(np.arange(rows)).cast(pa.string())
    none = pa.scalar(None, pa.string())
    return pa.table(
        {
            "force": pa.repeat(pa.scalar(FORCE), rows),
            "call": pc.binary_join_element_wise("C", numbers, "-"),
            "line": _named(_LINES, rng.choice(3, rows, p=[0.35, 0.6, 0.05])),
            "stage": pa.repeat(pa.scalar("First answer"), rows),
            "started": _moments(seconds),
            "answered": pc.if_else(abandoned, none, _moments(answered)),
            "ended": _moments(ended),
            "result": _named(_RESULTS, result),
            "wait-seconds": pa.array(waited),
            "incident": pc.if_else(opens, none, pc.binary_join_element_wise("I", numbers, "-")),
        }
    )


def _named(words: tuple[str, ...], codes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    return pa.array(words).take(pa.array(codes))


def _moments(seconds: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    return pa.array(FIRST + seconds).cast(pa.timestamp("s")).cast(pa.string())


if __name__ == "__main__":
    pacsv.write_csv(made(int(sys.argv[2])), Path(sys.argv[1]), pacsv.WriteOptions(quoting_style="none"))
