"""Bare DuckDB: a return read with column types declared, copied to Parquet. No checks, no hashing."""

from __future__ import annotations

import sys

import duckdb

from benchmarks.work.answer import begin, give
from benchmarks.work.calls import COLUMNS

FILE, OUT = sys.argv[1:3]

since = begin()
types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
duckdb.execute(
    f"""COPY (SELECT * FROM read_csv('{FILE}', header = true, columns = {{{types}}}, auto_detect = false,
        delim = ',', quote = '"', escape = '"'))
    TO '{OUT}/calls.parquet' (FORMAT parquet, COMPRESSION zstd)"""  # noqa: S608 - our own files
)
rows = duckdb.execute(f"SELECT count(*) FROM '{OUT}/calls.parquet'").fetchall()[0][0]  # noqa: S608
give({"rows": rows}, since)
