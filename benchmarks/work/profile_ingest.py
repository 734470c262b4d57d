"""Where an ingest spends its time: its stages one after the other, on one core, over a sample of the load.

Processor seconds, so that what else the machine does hardly shows.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.work.answer import give
from frankpledge.sources.archives import walk
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import read_rows
from frankpledge.sources.police_uk import KINDS
from frankpledge.sources.recognise import published

FOLDER, SAMPLED, OUT = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
KIND = KINDS["street"]
SCHEMA = KIND.table.schema()
PLAIN = {"crime-id", "record"}
READ, BOTH, CHECKED = "CSV into columns of text", "CSV and checks", "checks and conversion"

took: dict[str, float] = defaultdict(float)
last = time.process_time()


def spent(part: str) -> None:
    """Put what has passed since the last call down to a part."""
    global last
    moment = time.process_time()
    took[part] += moment - last
    last = moment


files = walk(FOLDER)
known = [
    one for one in (published(file) for file in files[:: max(1, len(files) // SAMPLED)]) if one is not None
]
context = Context(row_key=b"x" * 32, other_forces=frozenset(one.area for one in known))
writer = pq.ParquetWriter(
    OUT / "profile.parquet", SCHEMA, compression="zstd", compression_level=1,
    use_dictionary=[name for name in SCHEMA.names if name not in PLAIN],
)  # fmt: skip
rows = 0
last = time.process_time()
for one in known:
    data = one.file.read()
    spent("reading the file")
    hashlib.sha256(data).hexdigest()
    spent("its SHA-256")
    read_rows(one.file.shown, data, KIND.headings, plain=["crime-id"], one_line_each=True)
    spent(READ)
    accepted, _ = one.reader(one.file.shown, data, context)
    spent(BOTH)
    accepted = accepted.append_column("edition", accepted["record"])
    writer.write_table(accepted.select(SCHEMA.names).cast(SCHEMA))
    rows += accepted.num_rows
    spent("writing Parquet")
writer.close()
took[CHECKED] = took.pop(BOTH) - took[READ]
give({"rows": rows, **{part: round(spent, 4) for part, spent in took.items()}})
