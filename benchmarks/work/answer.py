"""How a program says what it found and how long it took inside."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple


class Begun(NamedTuple):
    """When the work began, after starting up: seconds of the clock, and of this process's processor time."""

    clock: float
    processor: float


def now() -> float:
    """Return seconds on a clock that only goes forward."""
    return time.perf_counter()


def begin() -> Begun:
    """Return the moment at which the work begins."""
    return Begun(time.perf_counter(), time.process_time())


def give(answer: Mapping[str, float | int | str], since: Begun | None = None) -> None:
    """Print the last line of a program: seconds since ``since`` (none: only the whole counts) and figures."""
    inside = None if since is None else time.perf_counter() - since.clock
    processor = None if since is None else time.process_time() - since.processor
    said = {"inside": inside, "inside_cpu": processor, "answer": dict(answer)}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
