"""How a process of ours is set up before it imports anything heavy: for much work on few cores."""

from __future__ import annotations

import gc
import os

LINEAR_ALGEBRA_THREADS = "OPENBLAS_NUM_THREADS"
YOUNGEST = 50_000
"""Objects made before the collector looks for cycles among them. Python's own 700 has it look hundreds of
times at modules and definitions, all of which stay; what our work leaves behind is freed without it."""


def set_up() -> None:
    """Leave linear algebra one thread, unless the environment says otherwise, and collect cycles seldom.

    Matrices here are small. Further threads for them only spin: exceptional results of 10,000
    series took no less time with two threads, and 1.7 times the processor time. NumPy reads the
    variable when it is imported, so this comes first.
    """
    os.environ.setdefault(LINEAR_ALGEBRA_THREADS, "1")
    _, middle, oldest = gc.get_threshold()
    gc.set_threshold(YOUNGEST, middle, oldest)
