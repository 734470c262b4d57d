"""How many rows an office's store holds after an ingest: accepted and refused."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work.answer import give
from frankpledge.store.log import read_snapshot

editions = [e for e in read_snapshot(Path(sys.argv[1]) / "store").editions if e.table == "crimes"]
give({"rows": sum(edition.rows + edition.refused for edition in editions)})
