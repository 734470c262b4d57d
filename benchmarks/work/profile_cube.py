"""Where the counting behind a cube spends its time (wall time: the engine uses every core)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import give, now
from frankpledge.engines.duckdb import DuckDBEngine
from frankpledge.measures.counting import count_all
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import local_map
from frankpledge.measures.relations import Records
from frankpledge.measures.series import SeriesReader
from frankpledge.measures.windows import over_windows
from frankpledge.periods import Window
from frankpledge.plan.reading import read_office
from frankpledge.store.log import read_snapshot

OFFICE, STORE = (Path(word) for word in sys.argv[1:3])

took: dict[str, float] = {}
last = now()


def spent(part: str) -> None:
    """Put what has passed since the last call down to a part."""
    global last
    moment = now()
    took[part] = round(moment - last, 4)
    last = moment


definitions = read_office(OFFICE)
spent("reading definitions")
snapshot = read_snapshot(STORE)
spent("reading the store's log")
with tempfile.TemporaryDirectory() as temporary:
    engine = DuckDBEngine(Path(temporary))
    records = Records(engine, snapshot.folder, snapshot.selected(), snapshot.editions)
    spent("opening the engine")
    covered = coverage(records)
    spent("which months were supplied")
    local = local_map(records, definitions.office)
    spent("which local area each place is in")
    monthly = count_all(records, definitions, local)
    spent("counting")
    engine.close()
reader = SeriesReader(monthly, covered, definitions, {})
series = reader.read(definitions.measures["recorded"], "crimes", breakdown="crime-type")
spent("series")
for window in (Window.MONTH, Window.ROLLING_12):
    over_windows(series.dense, window)
spent("windows")
give({"rows": sum(edition.rows for edition in snapshot.selected() if edition.table == "crimes"), **took})
