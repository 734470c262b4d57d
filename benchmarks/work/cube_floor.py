"""The floor: decode the columns that the cube needs from the store with Arrow, and do nothing with them."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.dataset as ds

from benchmarks.work.answer import begin, give
from benchmarks.work.store_files import crimes_of

files = crimes_of(Path(sys.argv[1]))

since = begin()
rows = 0
for batch in ds.dataset(files).to_batches(columns=["edition", "counted", "crime-type", "lsoa"]):
    rows += batch.num_rows
give({"rows": rows}, since)
