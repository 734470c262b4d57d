"""Polars over the store: the same cube."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from benchmarks.work.answer import begin, give
from benchmarks.work.cube_answer import cube_answer, in_months
from benchmarks.work.store_files import crimes_of

files = crimes_of(Path(sys.argv[1]))

since = begin()
crimes = pl.scan_parquet(files).filter(pl.col("counted"))
counts = crimes.group_by("force", "month", "crime-type").agg(n=pl.len().cast(pl.Int64))
places = crimes.filter(pl.col("lsoa").is_not_null()).group_by("lsoa", "month").agg(n=pl.len())
counted, small = pl.collect_all([counts, places])
names = small.select("lsoa").unique().with_columns(area="E" + pl.col("lsoa").cast(pl.String).str.zfill(8))
small = small.join(names, on="lsoa").sort("area", "month").select("area", "month", "n")
series = ["force", "crime-type"]
grid = counted.select("force").unique()
for name in ("crime-type", "month"):
    grid = grid.join(counted.select(name).unique(), how="cross")
cube = (
    grid.join(counted, on=["force", "crime-type", "month"], how="left")
    .with_columns(pl.col("n").fill_null(0))
    .sort("force", "crime-type", "month")
    .with_columns(
        change=(pl.col("n") - pl.col("n").shift(12)).over(series),
        rolling=pl.col("n").rolling_sum(12).over(series),
    )
    .with_columns(rank=pl.col("rolling").rank("min").over("crime-type", "month"))
)
months = cube["month"].n_unique()
columns = (in_months(cube[name], months) for name in ("n", "rolling", "change", "rank"))
give(cube_answer(*columns, places=small["n"]), since)
