"""What must be withheld from whoever holds a role for some: worked out once for all, and kept on the disk.

It takes half a minute. One process works it out; the others, and those after a restart, read what it came to.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from frankpledge import __version__
from frankpledge.builds.manifest import MANIFEST
from frankpledge.builds.reading import Build
from frankpledge.errors import FrankpledgeError
from frankpledge.publication.disclosure.counted import Levels
from frankpledge.publication.disclosure.protecting import Protection, protection_of
from frankpledge.releases.chain import released_figures
from frankpledge.reporting import told_of
from frankpledge.store.files import write_atomically
from frankpledge.web.keeping import Kept
from frankpledge.web.office import changed_at

FOLDER = "records/withholding"
"""Where it is kept in the office folder. It can be worked out again, so no backup holds it."""
WAIT = 1.0
"""Seconds a page waits for it; until then measures about people are as released."""
_PROTECTIONS: Kept[Protection] = Kept(2)
_TOLD_OF: Kept[frozenset[str]] = Kept(4)


@dataclass(frozen=True)
class Withholding:
    """What decides it: a build, the newest release (``head``), and what reports tell of (``told``)."""

    office: Path
    build: Build
    head: str
    told: frozenset[str]

    @property
    def file(self) -> Path:
        """Where it is kept: under a name that is another as soon as anything is that decides it."""
        manifest = hashlib.sha256((self.build.folder / MANIFEST).read_bytes()).hexdigest()
        decides = json.dumps([__version__, manifest, self.head, sorted(self.told)]).encode()
        return self.office / FOLDER / f"{hashlib.sha256(decides).hexdigest()}.npy"

    @property
    def is_kept(self) -> bool:
        """Whether it was worked out before, by whatever process."""
        return self.file.is_file()

    def soon(self) -> Protection | None:
        """Return it if it is there within WAIT; else None, and it is being worked out."""
        return _PROTECTIONS.soon(self._key, self._made, WAIT)

    def now(self) -> Protection:
        """Return it, however long it takes."""
        return _PROTECTIONS.get(self._key, self._made)

    @property
    def _key(self) -> tuple[object, ...]:
        return self.office, self.build.manifest.id, self.head, self.told

    def _made(self) -> Protection:
        figures = list(released_figures(self.office))
        if self.is_kept:
            return protection_of(self.build, figures, self.told, _read(self.file))
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.file.parent / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = _read(self.file)
            made = protection_of(self.build, figures, self.told, known)
            if made.levels is not None and made.levels is not known:
                with suppress(FrankpledgeError, OSError):  # There is no room: it is worked out again.
                    self._keep(made.levels)
        return made

    def _keep(self, levels: Levels) -> None:
        written = io.BytesIO()
        np.save(written, levels, allow_pickle=False)
        write_atomically(self.file, written.getvalue())
        for one in self.file.parent.glob("*.npy"):
            if one != self.file:
                one.unlink(missing_ok=True)


def withholding_of(office: Path, build: Build, head: str) -> Withholding:
    """Return what decides what is withheld of a build now, ``head`` being the newest release's digest."""
    key = (office, changed_at(), build.manifest.id)
    return Withholding(office, build, head, _TOLD_OF.get(key, lambda: told_of(office, build)))


def _read(file: Path) -> Levels | None:
    """Return levels that were kept; None where there are none, or none that can be read."""
    try:
        levels: Levels = np.load(file, allow_pickle=False)
    except (OSError, ValueError):
        return None
    return levels
