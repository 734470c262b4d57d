"""The names of the small census areas in a part, kept in its footer: to find them no row is read.

Which local area an LSOA lies in goes by the name the publisher gives it, and there are some
600 rows to each pair of LSOA and name in a month. Each pair is kept once, with the editions it stands in.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.tables import Table
from frankpledge.errors import BadEnvironment

PLACES_KEY = "frankpledge.places"
PLACES_SCHEMA = pa.schema(
    [("lsoa", pa.int32()), ("lsoa-name", pa.string()), ("editions", pa.list_(pa.int32()))]
)


def has_places(table: Table) -> bool:
    """Whether rows of a table are things that happened in a small census area which they name."""
    return bool(table.identity) and {"lsoa", "lsoa-name"} <= set(table.column_names)


class PlacesOfPart:
    """The pairs of LSOA and name of the counted rows of a part, gathered file by file."""

    def __init__(self) -> None:
        self._found: list[pa.Table] = []

    def add(self, rows: pa.Table, edition: int) -> None:
        """Note the pairs in the rows of one edition; rows without either have none."""
        here = pc.and_(rows["counted"], pc.and_(pc.is_valid(rows["lsoa"]), pc.is_valid(rows["lsoa-name"])))
        pairs = rows.select(["lsoa", "lsoa-name"]).filter(here)
        pairs = pairs.group_by(["lsoa", "lsoa-name"], use_threads=False).aggregate([])
        pairs = pairs.set_column(1, "lsoa-name", pairs["lsoa-name"].cast(pa.string()))
        self._found.append(
            pairs.append_column("edition", pa.repeat(pa.scalar(edition, pa.int32()), pairs.num_rows))
        )

    def encoded(self) -> str:
        """Return all pairs in PLACES_SCHEMA, sorted, as text for a footer: Arrow IPC in base 64."""
        table = PLACES_SCHEMA.empty_table()
        if self._found:
            keys = ["lsoa", "lsoa-name"]
            found = pa.concat_tables(self._found)
            found = found.group_by(keys, use_threads=False).aggregate([("edition", "list")])
            found = found.select([*keys, "edition_list"]).rename_columns(PLACES_SCHEMA.names)
            table = found.sort_by([(key, "ascending") for key in keys]).cast(PLACES_SCHEMA)
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(sink, PLACES_SCHEMA, options=options) as writer:
            writer.write_table(table)
        return base64.b64encode(sink.getvalue()).decode()


def places_of(part: Path, editions: Collection[int]) -> pa.Table:
    """Return the distinct pairs (lsoa, lsoa-name) in the counted rows of some editions of a part.

    Raises BadEnvironment where the part's footer does not hold them.
    """
    held = pq.read_metadata(part).metadata or {}
    if PLACES_KEY.encode() not in held:
        raise BadEnvironment(
            "this file of the store does not say which places are in it.",
            file=part,
            do="It was not written by this version: take the records in again, into a new office folder.",
        )
    table = pa.ipc.open_stream(base64.b64decode(held[PLACES_KEY.encode()])).read_all().combine_chunks()
    pairs = table.select(["lsoa", "lsoa-name"])
    if not table.num_rows:
        return pairs
    lists = table["editions"].chunk(0)
    inside = np.isin(lists.values.to_numpy(), np.fromiter(editions, np.int32, len(editions)))
    return pairs.filter(pa.array(np.logical_or.reduceat(inside, lists.offsets.to_numpy()[:-1])))
