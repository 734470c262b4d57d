"""Ours: the PDF of a report alone, from its document; gathering and composing it is not in ``inside``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import begin, give
from frankpledge import pipeline
from frankpledge.builds.reading import open_build
from frankpledge.periods import parse_quarter
from frankpledge.publication.compose import compose
from frankpledge.publication.gather import gather
from frankpledge.publication.pdf import pdf

build = open_build(Path(sys.argv[1]))
document = compose(gather(build, pipeline.find_in(build, parse_quarter(sys.argv[2]))))

since = begin()
made = pdf(document)
give({"PDF made": int(made.startswith(b"%PDF")), "kilobytes": len(made) // 1024}, since)
