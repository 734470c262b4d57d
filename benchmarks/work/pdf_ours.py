"""Ours: the PDF of a report alone, from its document; gathering and composing it is not in ``inside``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work.answer import begin, give
from frankpledge.builds.reading import open_build
from frankpledge.periods import parse_quarter
from frankpledge.publication.compose import compose
from frankpledge.publication.gather import gather
from frankpledge.publication.pdf import pdf

document = compose(gather(open_build(Path(sys.argv[1])), parse_quarter(sys.argv[2])))

since = begin()
made = pdf(document)
give({"PDF made": int(made.startswith(b"%PDF")), "kilobytes": len(made) // 1024}, since)
