"""Destroying records: the order first, then the rows. A crash between leaves an order that can be finished.

What goes are the rows, refused ones too, of every edition of what the order names. A part in which other
editions stand is written anew without them and put in its place in one move; one in which none stands is
removed. Each step can be done again without harm, so that finishing an order is doing all of it once more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.errors import WrongUse
from frankpledge.periods import month_key
from frankpledge.store.files import flush, friendly_disk_errors, write_atomically, writing_lock
from frankpledge.store.log import Snapshot, read_snapshot
from frankpledge.store.orders import (
    Order,
    Tombstone,
    done_file_of,
    head_of,
    unfinished,
    write_order,
)
from frankpledge.store.parts import part_writer
from frankpledge.store.places import PLACES_KEY, PlacesOfPart, has_places


@dataclass(frozen=True)
class Destroyed:
    """What one order did: the order, and how many parts were removed and written anew."""

    order: Order
    removed: int
    rewritten: int

    @property
    def rows(self) -> int:
        """Rows destroyed, refused ones included. Two editions with the same content share theirs."""
        by_code = {one.code: one.rows + one.refused for one in self.order.tombstones}
        return sum(by_code.values())


def doomed(snapshot: Snapshot, asked: Order) -> tuple[Tombstone, ...]:
    """Return the tombstones of what an order would destroy: every edition, superseded ones too.

    Raises WrongUse where months are given of a table that does not come by month.
    """
    if asked.before is not None and not TABLES[asked.table].monthly:
        raise WrongUse(
            f"{asked.table} does not come by month, so nothing of it is before {month_key(asked.before)}."
        )
    return tuple(Tombstone.of(one) for one in snapshot.editions if asked.covers(one.key))


def destroy(store: Path, asked: Order) -> Destroyed:
    """Destroy the records that an order names, and record it.

    An order that was broken off is finished by giving it again. Raises WrongUse for an order number that
    was used for something else, or where nothing is held of what is named.
    """
    with writing_lock(store, "destroy"), friendly_disk_errors(store):
        snapshot = read_snapshot(store)
        order = _known(snapshot, asked)
        if order is None:
            stones = doomed(snapshot, asked)
            if not stones:
                raise WrongUse(
                    f"nothing is held of {asked.table} that is named here.",
                    do="See `frankpledge catalogue` and `frankpledge retention`.",
                )
            order = _written(snapshot, replace(asked, tombstones=stones))
        removed, rewritten = finish(store, asked.at)
    return Destroyed(order, removed, rewritten)


def lift(store: Path, asked: Order) -> Order:
    """Let what was destroyed be taken in again. Raises WrongUse where nothing such was destroyed."""
    with writing_lock(store, "destroy"), friendly_disk_errors(store):
        snapshot = read_snapshot(store)
        order = _known(snapshot, asked)
        if order is None:
            if not any(asked.covers(key) for key in snapshot.barred):
                raise WrongUse(f"nothing of {asked.table} that is named here was destroyed.")
            order = _written(snapshot, asked)
    return order


def _known(snapshot: Snapshot, asked: Order) -> Order | None:
    """Return the order of this name, where there is one. Raises WrongUse where it was another."""
    known = next((one for one in snapshot.orders if one.id == asked.id), None)
    if known is not None and (known.table, known.area, known.before, known.lifts) != (
        asked.table,
        asked.area,
        asked.before,
        asked.lifts,
    ):
        raise WrongUse(f"order '{asked.id}' was for something else.", do="Give this one a name of its own.")
    return known


def _written(snapshot: Snapshot, asked: Order) -> Order:
    previous = head_of(snapshot.folder, snapshot.orders)
    order = replace(asked, number=len(snapshot.orders) + 1, previous=previous)
    write_order(snapshot.folder, order)
    return order


def finish(store: Path, at: str) -> tuple[int, int]:
    """Remove from the disk what orders named; return how many parts were removed and written anew.

    Call only under the lock.
    """
    snapshot = read_snapshot(store)
    named = {part for one in snapshot.editions for part in (one.part, one.refused_part)}
    removed = rewritten = 0
    for order in unfinished(store, snapshot.orders):
        touched = _parts(order.tombstones)
        for part, codes in sorted(touched.items()):
            path = store / part
            if part not in named:
                removed += path.exists()
                path.unlink(missing_ok=True)
            else:
                rewritten += _without(path, TABLES[order.table], codes)
        for folder in sorted({(store / part).parent for part in touched}):
            if folder.is_dir():
                flush(folder)
        told = {"number": order.number, "at": at, "removed": removed, "rewritten": rewritten}
        write_atomically(done_file_of(store, order.number), json.dumps(told).encode())
    return removed, rewritten


def _parts(stones: Sequence[Tombstone]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for stone in stones:
        for part in (stone.part, stone.refused_part):
            if part:
                found.setdefault(part, set()).add(stone.code)
    return found


def _without(path: Path, table: Table, codes: set[int]) -> bool:
    """Write a part anew without the rows of some editions; return whether there were any."""
    file = pq.ParquetFile(path)
    held = pq.read_table(path, columns=["edition"])["edition"]
    gone = pa.array(sorted(codes), pa.int32())
    if not pc.any(pc.is_in(held, gone)).as_py():
        return False
    temporary = path.with_name(f"{path.name}.tmp")
    refused = path.name.endswith(".refused.parquet")
    places = PlacesOfPart() if has_places(table) and not refused else None
    schema = file.schema_arrow.remove_metadata()
    writer = pq.ParquetWriter(temporary, schema) if refused else part_writer(temporary, table)
    with writer:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group).replace_schema_metadata(None)
            rows = _compact(rows.filter(pc.invert(pc.is_in(rows["edition"], gone))))
            if rows.num_rows:
                writer.write_table(rows.cast(schema), row_group_size=rows.num_rows)
                for code in np.unique(rows["edition"].to_numpy()) if places is not None else ():
                    assert places is not None
                    places.add(rows.filter(pc.equal(rows["edition"], int(code))), int(code))
        if places is not None:
            writer.add_key_value_metadata({PLACES_KEY: places.encoded()})
    flush(temporary)
    temporary.replace(path)
    return True


def _compact(rows: pa.Table) -> pa.Table:
    """Return rows whose dictionaries hold only words that still stand in a row: all are written."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            words = rows[field.name].cast(field.type.value_type).dictionary_encode().unify_dictionaries()
            rows = rows.set_column(place, field.name, words)
    return rows
