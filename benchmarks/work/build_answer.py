"""What an office's newest build counted: the sum of all totals of forces, over measures and months."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.compute as pc

from benchmarks.work.answer import give
from frankpledge.builds.reading import open_build

monthly = open_build(Path(sys.argv[1])).figures.reader.monthly
totals = monthly.filter((pc.field("breakdown") == "") & (pc.field("area_type") == "force"))
give({"counted": round(pc.sum(totals["numerator"]).as_py())})
