"""Long work that a page starts: a command of our own, run beside the server, what it says kept in a file.

Jobs outlive the worker that began them; what they say and how they ended is read from their folder. A job
holds a lock of the operating system's while any process of it lives, so that any worker sees whether it runs,
however it ended. A page gives the words of a command from a fixed list, never a line for a shell.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from frankpledge.errors import WrongUse
from frankpledge.store.files import friendly_disk_errors, write_atomically
from frankpledge.web.office import office_folder

MOST_SAID = 20_000
"""Characters of what a job said that a page shows, from the end."""
_CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
    "|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
"""What would move, colour or reorder text: terminals' sequences, control characters, marks of direction."""
GONE = 4
"""The exit code of a job whose process is gone without a word: it was killed, or the disk was full."""
WITHOUT_A_WORD = (
    "It ended before it was done, and could not say why: it was killed, the machine stopped, or the disk was "
    "full. Nothing half-made is in force. Begin it again."
)


@dataclass(frozen=True)
class Job:
    """One piece of long work: what it is, who began it, and, once it is over, its exit code."""

    id: str
    what: str
    words: tuple[str, ...]
    by: str
    at: str
    back: str
    code: int | None = None
    said: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.code is not None


def folder() -> Path:
    """Return the folder of jobs."""
    return office_folder() / "records" / "jobs"


def start(what: str, words: Sequence[str], by: str, back: str) -> Job:
    """Begin a command with these words after the office's, and return the job.

    ``what`` names what it works on: a second job on the same is refused with WrongUse while one runs.
    ``back`` is the address of the page that asked.
    """
    with friendly_disk_errors(folder()), _starting():
        if any(one.what == what and not one.is_over for one in recent()):
            raise WrongUse("this is being worked on already.", do="Wait until it is done, then look again.")
        command, *rest = words
        job = Job(uuid.uuid4().hex, what, (command, str(office_folder()), *rest), by, _now(), back)
        place = folder() / job.id
        place.mkdir(mode=0o700)
        try:
            process = _begin(place, job)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
    _CHILDREN.append(process)
    return job


def _begin(place: Path, job: Job) -> subprocess.Popen[bytes]:
    with (place / "said.txt").open("wb") as said, (place / RUNNING).open("wb") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        write_atomically(place / "job.json", json.dumps(asdict(job)).encode())
        return subprocess.Popen(  # noqa: S603  (our own module, and the folder just made)
            [sys.executable, "-m", "frankpledge.web.running", str(place), str(running.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(running.fileno(),),
        )


RUNNING = "running"


@contextmanager
def _starting() -> Iterator[None]:
    """Let one worker at a time look what runs and begin more."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_running(place: Path) -> bool:
    """Return whether a process of the job in this folder lives: it holds the lock there."""
    try:
        with (place / RUNNING).open("rb") as running:
            fcntl.flock(running, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


_CHILDREN: list[subprocess.Popen[bytes]] = []
"""Jobs that this worker began, so that those that are over are taken off the system's list."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def job_named(name: str) -> Job | None:
    """Return a job by id, with what it said so far; None where there is none."""
    place = folder() / name
    try:
        kept = json.loads((place / "job.json").read_bytes())
    except (OSError, ValueError):
        return None
    for child in [one for one in _CHILDREN if one.poll() is not None]:
        _CHILDREN.remove(child)
    code = _code(place)
    said = _end_of(place / "said.txt")
    said = "\n".join(_CONTROL.sub("", line.rpartition("\r")[2]) for line in said.split("\n"))[-MOST_SAID:]
    if code == GONE and not (place / "code").is_file():
        said = f"{said.rstrip()}\n{WITHOUT_A_WORD}".lstrip()
    return Job(**{**kept, "words": tuple(kept["words"]), "code": code, "said": said})


def _end_of(file: Path) -> str:
    """Return the last of what a job said: so much that a page is full, however much there is."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, os.SEEK_END)
            opened.seek(max(0, size - 4 * MOST_SAID))
            return opened.read().decode(errors="replace")
    except OSError:
        return ""


def _code(place: Path) -> int | None:
    """Return how a job ended; GONE for one whose process is gone without a word, None while it runs."""
    if is_running(place):
        return None
    try:
        return int((place / "code").read_text())
    except (OSError, ValueError):
        return GONE


def places() -> list[Path]:
    """Return the folders of all jobs."""
    return [one for one in folder().iterdir() if one.is_dir()] if folder().is_dir() else []


def recent(most: int = 50) -> list[Job]:
    """Return jobs, the newest first."""
    held = [job for one in places() if (job := job_named(one.name)) is not None]
    return sorted(held, key=lambda one: one.at, reverse=True)[:most]
