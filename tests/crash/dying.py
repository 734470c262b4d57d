"""A process that runs a command and kills itself at the n-th moment at which it writes.

``python -m tests.crash.dying N TRACE FOLDER WORD…`` runs ``frankpledge WORD…`` and sends itself SIGKILL
just before the n-th change that it makes to anything in FOLDER: a file opened for writing, flushed to
disk, renamed or removed, a folder made or removed, a Parquet file begun, added to or closed. With N = 0
it runs to its end and writes each moment, one a line, to TRACE; with N = -1 it only runs.

The same command in the same state has the same moments in the same order, so walking N walks every
state that a killed process can leave between two changes. What it can leave in the midst of one is
for kills at random times.

Nothing is put in the place of the real thing: calls are counted and passed on.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from frankpledge import pipeline  # noqa: F401 (all that is slow to load is loaded before anything counts)
from frankpledge.builds import asking, reading  # noqa: F401
from frankpledge.cli import main

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.link"})


class Moments:
    """Counts the moments, and ends the process at the one that it is to die at."""

    def __init__(self, last: int, folder: Path) -> None:
        self.last = last
        self.folder = str(folder)
        self.seen: list[str] = []

    def reached(self, what: str, path: object) -> None:
        """Count one moment, unless it is about a file elsewhere; die if it is the one."""
        where = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if where.startswith("/") and not where.startswith(self.folder):
            return
        self.seen.append(f"{what} {where.removeprefix(self.folder)}")
        if len(self.seen) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one of the interpreter's own events (PEP 578)."""
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
            self.reached("open", arguments[0])
        elif event in CHANGES and not (event == "os.mkdir" and Path(arguments[0]).is_dir()):
            self.reached(event, arguments[0])

    def before(self, owner: Any, name: str, path_of: Callable[..., object]) -> None:
        """Count the moments before a call that raises no event of its own."""
        real = getattr(owner, name)

        @functools.wraps(real)
        def counted(*args: Any, **options: Any) -> Any:
            self.reached(name, path_of(*args))
            return real(*args, **options)

        setattr(owner, name, counted)


def _parquet_path(writer: Any, *rest: Any) -> object:
    return getattr(writer, "where", rest[0] if rest else "")


def _opened_path(handle: int) -> object:
    return Path(f"/proc/self/fd/{handle}").readlink()


def run(last: int, trace: Path, folder: Path, words: list[str]) -> None:
    """Run the command; return only if it did not die and ended well."""
    moments = Moments(last, folder)
    moments.before(pq.ParquetWriter, "__init__", _parquet_path)
    moments.before(pq.ParquetWriter, "write_table", _parquet_path)
    moments.before(pq.ParquetWriter, "close", _parquet_path)
    moments.before(os, "fsync", _opened_path)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.addaudithook(moments.hook)
    main(words, standalone_mode=False)
    if last == 0:
        seen = list(moments.seen)
        trace.write_text("\n".join(seen), encoding="utf-8")


if __name__ == "__main__":
    run(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
