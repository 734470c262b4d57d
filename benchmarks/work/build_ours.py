"""Ours: the whole build anew, and then every comparison of it, which a build does not store."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.compute as pc

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import begin, give
from frankpledge import pipeline

MEMORY = sys.argv[2] if len(sys.argv) > 2 else None


def on_step(what: str) -> None:
    """Steps are not shown here."""


since = begin()
outcome = pipeline.measure(Path(sys.argv[1]), full=True, memory=MEMORY, on_step=on_step)
build = outcome.build
comparisons = build.comparisons()
sys.stdout.write(f"{comparisons.num_rows:,} comparisons\n")
monthly = build.figures.reader.monthly
total = pc.and_(
    pc.equal(monthly["breakdown"].cast("string"), ""), pc.equal(monthly["area_type"].cast("string"), "force")
)
give({"counted": round(pc.sum(monthly["numerator"].filter(total)).as_py())}, since)
