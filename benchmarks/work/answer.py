"""How a program says what it found and how long it took inside."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping


def now() -> float:
    """Return seconds on a clock that only goes forward."""
    return time.perf_counter()


def give(answer: Mapping[str, float | int | str], since: float | None = None) -> None:
    """Print the last line of a program: seconds since ``since`` (none: only the whole counts) and figures."""
    inside = None if since is None else time.perf_counter() - since
    sys.stdout.write(json.dumps({"inside": inside, "answer": dict(answer)}) + "\n")
    sys.stdout.flush()
