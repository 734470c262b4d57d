"""Hand-written DuckDB SQL over the store: force × month × type with windows and rank; small area × month.

Both are in order and small areas have their official codes, as whoever reads on needs them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.work.answer import begin, give
from benchmarks.work.cube_answer import cube_answer, in_months
from benchmarks.work.store_files import crimes_of

files = crimes_of(Path(sys.argv[1]))
connection = duckdb.connect()


def arrow(question: str) -> Any:
    """Return what a question finds as an Arrow table."""
    relation = connection.sql(question)
    assert relation is not None
    return relation.to_arrow_table()


since = begin()
connection.execute(f"CREATE VIEW crimes AS SELECT * FROM read_parquet({files})")  # noqa: S608 - our own folders
cube = arrow(
    """
    WITH counts AS (
        SELECT force, month, "crime-type" AS type, count(*) AS n
        FROM crimes WHERE counted GROUP BY ALL
    ), grid AS (
        SELECT f.force, t.type, m.month, coalesce(c.n, 0) AS n
        FROM (SELECT DISTINCT force FROM counts) f, (SELECT DISTINCT type FROM counts) t,
             (SELECT DISTINCT month FROM counts) m
        LEFT JOIN counts c ON c.force = f.force AND c.type = t.type AND c.month = m.month
    ), windowed AS (
        SELECT *,
            n - lag(n, 12) OVER series AS change,
            CASE WHEN row_number() OVER series >= 12
                 THEN sum(n) OVER (series ROWS 11 PRECEDING) END AS rolling
        FROM grid WINDOW series AS (PARTITION BY force, type ORDER BY month)
    )
    SELECT *, CASE WHEN rolling IS NOT NULL
        THEN rank() OVER (PARTITION BY type, month ORDER BY rolling) END AS rank
    FROM windowed ORDER BY force, type, month
    """
)
places = arrow(
    """
    WITH counts AS (
        SELECT lsoa, month, count(*) AS n FROM crimes WHERE counted AND lsoa IS NOT NULL GROUP BY ALL
    ), names AS (
        SELECT lsoa, format('E{:08d}', lsoa) AS area FROM (SELECT DISTINCT lsoa FROM counts)
    )
    SELECT area, month, n FROM counts JOIN names USING (lsoa) ORDER BY lsoa, month
    """
)
months = len(cube["month"].unique())
columns = (in_months(cube[name], months) for name in ("n", "rolling", "change", "rank"))
give(cube_answer(*columns, places=places["n"]), since)
