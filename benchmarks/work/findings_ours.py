"""Ours: all findings of the newest quarter of a build, for every area it is about."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import begin, give
from frankpledge import pipeline
from frankpledge.builds.reading import open_build
from frankpledge.periods import Window, period_ending

since = begin()
build = open_build(Path(sys.argv[1]))
months = build.figures.reader.last_month + 1
newest = period_ending(Window.QUARTER, months // 3 * 3 - 1)  # month numbers count from a January
found = pipeline.find_in(build, newest)
give({"quarter": newest.key, "findings": len(found.rows)}, since)
