"""Orders of destruction: a chain of files beside the log, each written once and never altered.

``store/destructions/00000003.json`` names every edition that was to be destroyed, by a tombstone that
outlives its rows. From the moment the file has its name the editions are destroyed: no snapshot holds
them, whether or not their rows are gone from the disk yet. ``00000003.done.json`` says that they are.
An order can lift earlier ones, so that records of what they named may be taken in again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from frankpledge.errors import BadEnvironment
from frankpledge.store.editions import Edition
from frankpledge.store.files import write_atomically

Key = tuple[str, str, int | None]
"""Table, area and month of an edition."""


@dataclass(frozen=True)
class Tombstone:
    """What remains of a destroyed edition: what it was of, and that it was there."""

    code: int
    table: str
    area: str
    month: int | None
    obtained: date
    sha256: str
    rows: int
    refused: int
    part: str
    refused_part: str
    sender: str = ""

    @property
    def key(self) -> Key:
        return self.table, self.area, self.month

    @classmethod
    def of(cls, edition: Edition) -> Tombstone:
        """Return the tombstone of an edition."""
        return cls(**{name: getattr(edition, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Order:
    """One order: who destroyed what, when and why; or with ``lifts`` lets it be taken in again.

    ``before`` is the first month that is kept, None for all; ``area`` the one area, empty for all.
    ``number`` and ``previous``, the SHA-256 of the order before it, are given when it is written.
    """

    id: str
    table: str
    reason: str
    by: str
    at: str
    area: str = ""
    before: int | None = None
    lifts: bool = False
    number: int = 0
    previous: str = ""
    tombstones: tuple[Tombstone, ...] = ()

    def covers(self, key: Key) -> bool:
        """Whether it is about an edition with this key."""
        table, area, month = key
        in_time = self.before is None or (month is not None and month < self.before)
        return table == self.table and self.area in ("", area) and in_time


def folder_of(store: Path) -> Path:
    """Return where a store keeps its orders."""
    return store / "destructions"


def file_of(store: Path, number: int) -> Path:
    """Return the file of one order."""
    return folder_of(store) / f"{number:08d}.json"


def done_file_of(store: Path, number: int) -> Path:
    """Return the file that says of an order that nothing it named is left."""
    return folder_of(store) / f"{number:08d}.done.json"


def read_orders(store: Path) -> tuple[Order, ...]:
    """Return the orders of a store, oldest first. Raises BadEnvironment where one was altered or is gone."""
    folder = folder_of(store)
    try:
        files = sorted(path for path in folder.iterdir() if path.stem.isdecimal() and path.suffix == ".json")
    except FileNotFoundError:
        return ()
    found: list[Order] = []
    previous = ""
    for place, file in enumerate(files, 1):
        content = file.read_bytes()
        try:
            order = _order(json.loads(content))
        except (ValueError, KeyError, TypeError):
            raise _damaged(file) from None
        if order.number != place or order.previous != previous:
            raise _damaged(file)
        previous = hashlib.sha256(content).hexdigest()
        found.append(order)
    return tuple(found)


def _damaged(file: Path) -> BadEnvironment:
    return BadEnvironment(
        "this order of destruction was altered, or one before it is missing.",
        file=file,
        do="Restore the folder from a backup; nothing has been changed.",
    )


def _order(values: dict[str, Any]) -> Order:
    stones = [
        Tombstone(**{**one, "obtained": date.fromisoformat(one["obtained"])}) for one in values["tombstones"]
    ]
    return Order(**{**values, "tombstones": tuple(stones)})


def write_order(store: Path, order: Order) -> None:
    """Write an order: from now on what it names is destroyed."""
    stones = [{**vars(one), "obtained": one.obtained.isoformat()} for one in order.tombstones]
    text = json.dumps({**vars(order), "tombstones": stones}, indent=1, ensure_ascii=False)
    write_atomically(file_of(store, order.number), text.encode())


def head_of(store: Path, orders: Sequence[Order]) -> str:
    """Return the digest that the next order has to carry; empty where there is none yet."""
    if not orders:
        return ""
    return hashlib.sha256(file_of(store, orders[-1].number).read_bytes()).hexdigest()


def barred(orders: Iterable[Order]) -> dict[Key, Order]:
    """Return what may not be taken in again, with the order that destroyed it."""
    found: dict[Key, Order] = {}
    for order in orders:
        if order.lifts:
            found = {key: one for key, one in found.items() if not order.covers(key)}
        found |= dict.fromkeys((stone.key for stone in order.tombstones), order)
    return found


def unfinished(store: Path, orders: Iterable[Order]) -> list[Order]:
    """Return the orders whose rows may still be on the disk."""
    return [one for one in orders if one.tombstones and not done_file_of(store, one.number).exists()]
