"""Rows of the store read without an engine: some columns of some editions, the counted rows only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.tables import Table
from frankpledge.store.editions import Edition


def rows_of(store: Path, table: Table, editions: Iterable[Edition], columns: Sequence[str]) -> pa.Table:
    """Return these columns of the counted rows of some editions of a table."""
    found = [table.schema().empty_table().select(list(columns))]
    found += parts_of(store, table, editions, columns)
    return pa.concat_tables(found).unify_dictionaries()


def parts_of(
    store: Path, table: Table, editions: Iterable[Edition], columns: Sequence[str]
) -> Iterator[pa.Table]:
    """Yield these columns of the counted rows of some editions of a table, one part at a time."""
    codes: dict[str, set[int]] = {}
    for edition in editions:
        if edition.table == table.name and edition.rows:
            codes.setdefault(edition.part, set()).add(edition.code)
    for part, wanted in sorted(codes.items()):
        kept = pc.field("edition").isin(sorted(wanted))
        if table.identity:
            kept &= pc.field("counted")
        yield pq.read_table(store / part, columns=list(columns), filters=kept).select(list(columns))
