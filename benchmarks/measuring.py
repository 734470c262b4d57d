"""Run a program as its own process and measure it: wall time, processor time, peak memory.

This module, and whatever starts processes through it, imports nothing heavy: on Linux a child
takes over its parent's peak memory at the moment it starts, so a small parent keeps that floor low.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICK = 0.2
"""Seconds between looks at the processes a program started (Spark's Java, for one)."""

SAME_FOR_ALL = {"PYTHONDONTWRITEBYTECODE": "", "OPENBLAS_NUM_THREADS": "1"}
"""Modules are compiled once, as where they are installed; threads of linear algebra, which no contestant
needs, do not spin beside the work."""

PAGE = os.sysconf("SC_PAGE_SIZE")
CLOCK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """One run. Seconds and bytes; ``inside`` is what the program itself timed, without starting up,
    and ``inside_cpu`` its own processor time from there on.

    ``answer`` are the figures the program ended with; ``failure`` says why there are none.
    """

    wall: float
    cpu: float
    peak: int
    inside: float | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    failure: str = ""
    inside_cpu: float | None = None

    @property
    def seconds(self) -> float:
        """The time that counts: inside where the program timed itself, else wall."""
        return self.wall if self.inside is None else self.inside


@dataclass
class _Watch:
    """Memory and processor time of all processes of one session, looked at every TICK seconds."""

    session: int
    peak: int = 0
    cpu: dict[int, float] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.wait(TICK):
            self.look()

    def look(self) -> None:
        pages = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                seen = session_member(entry, self.session)
                if seen is not None:
                    self.cpu[int(entry.name)], resident = seen
                    pages += resident
        self.peak = max(self.peak, pages * PAGE)


def session_member(process: Path, session: int) -> tuple[float, int] | None:
    """Return processor seconds and resident pages of a process, or None where it is of another session."""
    try:
        text = (process / "stat").read_text()
    except OSError:
        return None
    # The name stands in brackets and may hold spaces; the session is the 6th field, times the 14th and 15th.
    fields = text.rpartition(")")[2].split()
    if int(fields[3]) != session:
        return None
    return (int(fields[11]) + int(fields[12])) / CLOCK, int(fields[21])


def measure(
    command: Sequence[str], log: Path, *, limit: float, environment: Mapping[str, str] | None = None
) -> Sample:
    """Run a command to its end and return what it took. Its output goes to ``log``.

    After ``limit`` seconds it is ended, and all that it started; that is a failure, as is any
    exit code but 0. A failed sample keeps the time spent.
    """
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **SAME_FOR_ALL, **(environment or {})},
            start_new_session=True,
        )
        watch = _Watch(process.pid)
        watcher = threading.Thread(target=watch.run, daemon=True)
        watcher.start()
        late = threading.Event()
        timer = threading.Timer(limit, _end, (process.pid, late))
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
        watch.over.set()
        watcher.join()
    cpu = max(used.ru_utime + used.ru_stime, sum(watch.cpu.values()))
    peak = max(used.ru_maxrss * 1024, watch.peak)
    if late.is_set():
        return Sample(wall, cpu, peak, failure=f"not done within {limit:,.0f} s")
    said = log.read_text(encoding="utf-8", errors="replace").strip()
    last = said.rpartition("\n")[2]
    if process.returncode:
        return Sample(wall, cpu, peak, failure=f"exit code {process.returncode}: {last[:200]}")
    inside, inside_cpu, answer = told(last)
    return Sample(wall, cpu, peak, inside, answer, inside_cpu=inside_cpu)


def _end(session: int, late: threading.Event) -> None:
    late.set()
    os.killpg(session, signal.SIGKILL)


def told(line: str) -> tuple[float | None, float | None, dict[str, Any]]:
    """Return the seconds, processor seconds and figures of a program's last line; nothing if it has none.

    >>> told('{"inside": 0.5, "inside_cpu": 0.7, "answer": {"rows": 3}}')
    (0.5, 0.7, {'rows': 3})
    >>> told("Took in 3 files.")
    (None, None, {})
    """
    try:
        values = json.loads(line)
    except ValueError:
        return None, None, {}
    if not isinstance(values, dict) or "answer" not in values:
        return None, None, {}
    inside, processor = (values.get(name) for name in ("inside", "inside_cpu"))
    return (
        None if inside is None else float(inside),
        None if processor is None else float(processor),
        dict(values["answer"]),
    )
