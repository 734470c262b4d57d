"""How many rows of a table an office's store holds after an ingest: accepted and refused."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work.answer import give
from frankpledge.store.log import read_snapshot

office, table = sys.argv[1:3]
editions = [edition for edition in read_snapshot(Path(office) / "store").editions if edition.table == table]
give({"rows": sum(edition.rows + edition.refused for edition in editions)})
