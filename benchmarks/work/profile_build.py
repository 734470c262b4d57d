"""Where a whole build spends its time: the steps it names itself, from one to the next."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import give, now
from frankpledge import pipeline

took: dict[str, float] = {}
step, last = "reading definitions and log", now()


def on_step(what: str) -> None:
    """Put what has passed since the last step down to it."""
    global step, last
    moment = now()
    took[step] = round(moment - last, 4)
    step, last = what, moment


outcome = pipeline.measure(Path(sys.argv[1]), full=True, on_step=on_step)
on_step("")
give({"rows": sum(entry["rows"] for entry in outcome.manifest.inputs if entry["table"] == "crimes"), **took})
