"""Who saw which worklist, when and for what: a chain of files, each written once and never altered.

``store/views/00000012.json`` is one view. It holds the SHA-256 of the view before it, so that one that was
altered or taken out from among them is noticed; it holds how many rows were shown, and none of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from frankpledge.errors import BadEnvironment
from frankpledge.store.files import write_atomically, writing_lock


@dataclass(frozen=True)
class Viewed:
    """One view of a worklist. ``number`` and ``previous`` are given when it is written down."""

    worklist: str
    table: str
    by: str
    role: str
    purpose: str
    at: str
    rows: int
    number: int = 0
    previous: str = ""


def _files(store: Path) -> list[Path]:
    folder = store / "views"
    return sorted(folder.glob("[0-9]*.json")) if folder.is_dir() else []


def write_down(store: Path, seen: Viewed) -> None:
    """Write a view down, after those before it."""
    with writing_lock(store / "views", "worklist"):
        files = _files(store)
        previous = hashlib.sha256(files[-1].read_bytes()).hexdigest() if files else ""
        told = vars(seen) | {"number": len(files) + 1, "previous": previous}
        text = json.dumps(told, indent=1, ensure_ascii=False)
        write_atomically(store / "views" / f"{len(files) + 1:08d}.json", text.encode())


def read_views(store: Path) -> list[Viewed]:
    """Return every view, oldest first. Raises BadEnvironment where one was altered or is gone."""
    found: list[Viewed] = []
    previous = ""
    for place, file in enumerate(_files(store), 1):
        content = file.read_bytes()
        try:
            seen = Viewed(**json.loads(content))
        except (ValueError, TypeError):
            seen = None
        if seen is None or seen.number != place or seen.previous != previous:
            raise BadEnvironment(
                "this record of a view was altered, or one before it is missing.",
                file=file,
                do="Restore the folder from a backup, and find out who changed it.",
            )
        previous = hashlib.sha256(content).hexdigest()
        found.append(seen)
    return found
