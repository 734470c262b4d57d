"""Bare DuckDB: all CSV files of a folder, column types declared, copied to one Parquet file. No checks.

Detection is off: with it DuckDB takes the line ends of the first file for all, and reads no row of
files with others, without a word.
"""

from __future__ import annotations

import sys

import duckdb

from benchmarks.work.answer import begin, give
from benchmarks.work.street import COLUMNS

FOLDER, OUT = sys.argv[1:3]

since = begin()
types = ", ".join(f"'{name}': '{'DOUBLE' if number else 'VARCHAR'}'" for name, number in COLUMNS.items())
duckdb.execute(
    f"""COPY (SELECT * FROM read_csv('{FOLDER}/*/*-street.csv', header = true, columns = {{{types}}},
        auto_detect = false, delim = ',', quote = '"', escape = '"'))
    TO '{OUT}/street.parquet' (FORMAT parquet, COMPRESSION zstd)"""  # noqa: S608 - our own folders
)
rows = duckdb.execute(f"SELECT count(*) FROM '{OUT}/street.parquet'").fetchall()[0][0]  # noqa: S608
give({"rows": rows}, since)
