"""Start a command in a process of its own, and kill it: at a chosen write, or after a chosen time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300.0
"""Seconds after which a process that neither ended nor died counts as hung."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: exit code (negative: by which signal), output, seconds from when it was ready."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


@contextmanager
def started(
    office: Path, words: Sequence[object], *, last: int = 0, temporary: Path
) -> Iterator[subprocess.Popen[str]]:
    """Start ``frankpledge WORD…`` and wait until it has loaded its code and begins to work."""
    temporary.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.crash.dying", str(last), str(temporary / "trace"), str(office)]
    child = subprocess.Popen(
        [*command, *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "ready\n", child.communicate()
        yield child
    finally:
        child.kill()
        child.communicate()


def _ended(child: subprocess.Popen[str], since: float) -> Ended:
    out, err = child.communicate(timeout=LONGEST)
    return Ended(child.returncode, out, err, time.monotonic() - since)


def run_whole(office: Path, words: Sequence[object], temporary: Path) -> tuple[Ended, list[str]]:
    """Run a command undisturbed; return how it ended and every moment at which it wrote."""
    with started(office, words, temporary=temporary) as child:
        ended = _ended(child, time.monotonic())
    assert ended.code == 0, ended
    trace = temporary / "trace"
    moments = trace.read_text(encoding="utf-8").splitlines()
    trace.unlink()
    return ended, moments


def killed_at(office: Path, words: Sequence[object], moment: int, temporary: Path) -> Ended:
    """Run a command that dies just before its n-th write (n from 1)."""
    with started(office, words, last=moment, temporary=temporary) as child:
        return _ended(child, time.monotonic())


def killed_after(office: Path, words: Sequence[object], seconds: float, temporary: Path) -> Ended:
    """Run a command and kill it so long after it began to work; it may have ended by then."""
    with started(office, words, last=-1, temporary=temporary) as child:
        since = time.monotonic()
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
        return _ended(child, since)
