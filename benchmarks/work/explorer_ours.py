"""Ours: explorer questions asked of an opened build, through the one reader of figures there is."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import begin, give, now
from benchmarks.work.explorer_questions import percentiles, questions
from frankpledge.builds.reading import open_build
from frankpledge.measures.figures import Query

build = open_build(Path(sys.argv[1]))
split = sorted(m.id for m in build.definitions.measures.values() if "outcome" in m.breakdowns)
forces = build.figures.reader.areas_of("crimes")

took, counted = [], 0.0
since = begin()
for force, measure in questions(forces, split):
    start = now()
    for breakdown in ("", "outcome"):
        table = build.figures.table(Query((measure,), (force,), breakdown=breakdown))
        counted += sum(value or 0 for value in table["numerator"].to_pylist())
    took.append(now() - start)
give({"counted": round(counted), **percentiles(took)}, since)
