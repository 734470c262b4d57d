"""Polars: all CSV files of a folder, column types declared, streamed to one Parquet file. No checks."""

from __future__ import annotations

import sys

import polars as pl

from benchmarks.work.answer import begin, give
from benchmarks.work.street import COLUMNS

FOLDER, OUT = sys.argv[1:3]

since = begin()
schema = {name: pl.Float64 if number else pl.String for name, number in COLUMNS.items()}
scanned = pl.scan_csv(f"{FOLDER}/*/*-street.csv", schema=schema)
scanned.sink_parquet(f"{OUT}/street.parquet", compression="zstd")
rows = pl.scan_parquet(f"{OUT}/street.parquet").select(pl.len()).collect().item()
give({"rows": rows}, since)
