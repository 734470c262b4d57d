"""The store's log: numbered entries, each written whole and last. The log is the truth.

``store/log/00000012.json`` lists the editions one ingest added. A snapshot is the log up
to some entry, so every earlier state stays readable. An entry becomes visible by one
rename; Parquet files no entry names are leftovers of a stopped ingest and are cleared by
the next one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from frankpledge.errors import BadEnvironment
from frankpledge.store.editions import Edition, select
from frankpledge.store.files import write_atomically
from frankpledge.store.orders import Key, Order, Tombstone, barred, read_orders


@dataclass(frozen=True)
class Snapshot:
    """The state of a store after its log entry ``number`` (0: empty).

    ``editions`` are those that stand; ``orders`` destroyed others, of which tombstones are left. ``marks``
    say how far each database was read: by source, what was asked and the highest value seen.
    """

    folder: Path
    number: int
    editions: tuple[Edition, ...]
    marks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()

    def selected(self, as_at: date | None = None) -> list[Edition]:
        """Return the editions in use at a date of obtaining (default: the latest of each)."""
        return select(self.editions, as_at)

    @cached_property
    def next_code(self) -> int:
        return max((one.code for one in self.ever), default=0) + 1

    @cached_property
    def destroyed(self) -> tuple[Tombstone, ...]:
        """What is left of editions that were destroyed by order: never the same as missing, nor as 0."""
        return tuple(stone for order in self.orders for stone in order.tombstones)

    @cached_property
    def barred(self) -> dict[Key, Order]:
        """What may not be taken in again, with the order that destroyed it."""
        return barred(self.orders)

    @property
    def ever(self) -> tuple[Edition | Tombstone, ...]:
        """All whose rows may be on the disk, destroyed ones too: an order that was broken off leaves
        rows behind, and no reader may count them."""
        return (*self.editions, *self.destroyed)


def log_folder(store: Path) -> Path:
    """Return where a store keeps its log."""
    return store / "log"


def read_snapshot(store: Path) -> Snapshot:
    """Return the newest snapshot of a store folder. Raises BadEnvironment for a damaged entry."""
    editions: list[Edition] = []
    marks: dict[str, Mapping[str, Any]] = {}
    number = 0
    try:
        entries = _entries(log_folder(store))
        for entry in entries:
            values = json.loads(entry.read_bytes())
            editions += [Edition.from_json(one) for one in values["editions"]]
            marks |= values.get("marks", {})
            if int(values["number"]) != number + 1:
                raise BadEnvironment(
                    f"entry {number + 1:,} of the store's log is missing.",
                    file=entry.parent,
                    do="Restore the store folder from a backup; nothing has been changed.",
                )
            number += 1
    except PermissionError as error:
        raise BadEnvironment(
            "no right to read the store.", file=error.filename, do="Give your user the right to read it."
        ) from None
    except (json.JSONDecodeError, KeyError, TypeError, ValueError):
        raise BadEnvironment(
            "this entry of the store's log is damaged.",
            file=entry,
            do="Restore the store folder from a backup; nothing has been changed.",
        ) from None
    orders = read_orders(store)
    gone = {stone.code for order in orders for stone in order.tombstones}
    return Snapshot(store, number, tuple(one for one in editions if one.code not in gone), marks, orders)


def _entries(folder: Path) -> list[Path]:
    """Return the entries of a log in order. Not by globbing: to it a folder without rights is empty."""
    try:
        return sorted(file for file in folder.iterdir() if fnmatch(file.name, "[0-9]*.json"))
    except FileNotFoundError:
        return []


def check_parts(snapshot: Snapshot) -> None:
    """Raise BadEnvironment naming the first Parquet file of the store that is damaged or gone."""
    for part in sorted({edition.part for edition in snapshot.editions}):
        try:
            pq.read_metadata(snapshot.folder / part)
        except PermissionError:
            raise BadEnvironment("no right to read the store.", file=snapshot.folder / part) from None
        except (OSError, pa.ArrowInvalid):
            raise BadEnvironment(
                "this file of the store is damaged or not there.",
                file=snapshot.folder / part,
                do="Restore the store folder from a backup. The last build is as it was.",
            ) from None


def append(
    store: Path,
    snapshot: Snapshot,
    editions: Sequence[Edition],
    loaded_at: str,
    marks: Mapping[str, Mapping[str, Any]] | None = None,
) -> Snapshot:
    """Commit editions, and how far databases were read, as the next log entry; return the new snapshot."""
    number = snapshot.number + 1
    entry: dict[str, Any] = {
        "number": number,
        "loaded_at": loaded_at,
        "editions": [edition.to_json() for edition in editions],
    }
    if marks:
        entry["marks"] = marks
    text = json.dumps(entry, indent=1, ensure_ascii=False)
    write_atomically(log_folder(store) / f"{number:08d}.json", text.encode())
    whole = {**snapshot.marks, **(marks or {})}
    return Snapshot(store, number, (*snapshot.editions, *editions), whole, snapshot.orders)


def clear_leftovers(snapshot: Snapshot) -> int:
    """Remove Parquet files that no log entry names; return how many. Call only under the lock."""
    named = {edition.part for edition in snapshot.editions}
    named |= {edition.refused_part for edition in snapshot.editions}
    removed = 0
    for file in snapshot.folder.glob("*/**/*"):
        leftover = file.relative_to(snapshot.folder).as_posix() not in named
        if leftover and file.is_file() and file.suffix in (".parquet", ".tmp"):
            file.unlink()
            removed += 1
    return removed
