"""A limit of time on each input: a hang is a finding like any other."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LONGEST = 20
"""Seconds. The slowest input takes a small part of one; the rest is for a machine with other work to do."""


class Hung(AssertionError):
    """An input was not dealt with in time."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raise Hung where what is inside takes longer than LONGEST. Only in the main thread."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hung(f"more than {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
