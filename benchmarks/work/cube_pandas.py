"""pandas over the store: the same cube."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from benchmarks.work.answer import begin, give
from benchmarks.work.cube_answer import cube_answer
from benchmarks.work.store_files import crimes_of

files = crimes_of(Path(sys.argv[1]))

since = begin()
crimes = pd.read_parquet(files, columns=["force", "month", "crime-type", "lsoa", "counted"])
crimes = crimes[crimes["counted"]]
keys = ["force", "crime-type", "month"]
counts = crimes.groupby(keys, observed=True).size()
places = crimes.groupby(["lsoa", "month"]).size()
codes = ["E" + str(int(lsoa)).zfill(8) for lsoa in places.index.levels[0]]  # sorted already
places.index = places.index.set_levels(codes, level=0)
every = pd.MultiIndex.from_product([counts.index.unique(level) for level in keys], names=keys)
wide = counts.reindex(every, fill_value=0).unstack("month").sort_index(axis=1)
rolling = wide.T.rolling(12).sum().T
change = wide.T.diff(12).T
rank = rolling.groupby(level="crime-type").rank(method="min")
give(cube_answer(wide, rolling, change, rank, places=places), since)
