"""Ours: the same cube by the stages of a build, from a declared measure."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import begin, give
from benchmarks.work.cube_answer import cube_answer
from frankpledge.assessment.between_areas import standing
from frankpledge.assessment.over_time import earlier
from frankpledge.engines.duckdb import DuckDBEngine
from frankpledge.measures.counting import count_all
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import local_map
from frankpledge.measures.relations import Records
from frankpledge.measures.series import SeriesReader
from frankpledge.measures.windows import KNOWN, over_windows
from frankpledge.periods import Window
from frankpledge.plan.reading import read_office
from frankpledge.store.log import read_snapshot

OFFICE = Path(sys.argv[1])
STORE = Path(sys.argv[2])
MEMORY = sys.argv[3] if len(sys.argv) > 3 else None

since = begin()
definitions = read_office(OFFICE)
snapshot = read_snapshot(STORE)
with tempfile.TemporaryDirectory() as temporary:
    engine = DuckDBEngine(Path(temporary), memory_limit=MEMORY)
    records = Records(engine, snapshot.folder, snapshot.selected(), snapshot.editions)
    covered = coverage(records)
    monthly = count_all(records, definitions, local_map(records, definitions.office))
    engine.close()
recorded = definitions.measures["recorded"]
reader = SeriesReader(monthly, covered, definitions, {})
series = reader.read(recorded, "crimes", breakdown="crime-type")
month = over_windows(series.dense, Window.MONTH)
rolling = over_windows(series.dense, Window.ROLLING_12)
change = month.value - earlier(month.value, month.state, 12)
ranks = []
words = np.array([key.breakdown for key in series.keys])
for word in sorted(set(words)):
    rows = np.flatnonzero(words == word)
    value = rolling.value[rows]
    made = standing(value, np.ones_like(value), rolling.state[rows] == KNOWN, lower_is_better=True)
    ranks.append(made.rank)
places = monthly["numerator"].filter(pc.equal(monthly["area_type"], "lsoa"))
answer = cube_answer(month.value, rolling.value, change, np.concatenate(ranks), places=places)
give(answer, since)
