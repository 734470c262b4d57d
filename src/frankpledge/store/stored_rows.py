"""The rows of some editions as they stand in the store: for what is asked of returns, not of records."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadEnvironment
from frankpledge.store.editions import Edition
from frankpledge.store.log import Snapshot


def rows_of(snapshot: Snapshot, table: str, editions: Iterable[Edition]) -> pa.Table:
    """Return the rows of editions of one table in its stored schema, terms as their words' slugs.

    Raises BadEnvironment where a file of the store is damaged or gone.
    """
    contract = TABLES[table]
    codes_by_part: dict[str, set[int]] = {}
    for edition in editions:
        if edition.rows:
            codes_by_part.setdefault(edition.part, set()).add(edition.code)
    found = [contract.schema().empty_table()]
    for part, codes in sorted(codes_by_part.items()):
        try:
            rows = pq.read_table(snapshot.folder / part)
        except (OSError, pa.ArrowInvalid):
            raise BadEnvironment(
                "this file of the store is damaged or not there.",
                file=snapshot.folder / part,
                do="Restore the store folder from a backup.",
            ) from None
        kept = rows.filter(pc.is_in(rows["edition"], pa.array(sorted(codes), pa.int32())))
        found.append(kept.select(contract.schema().names).cast(contract.schema()))
    rows = pa.concat_tables(found).unify_dictionaries()
    for column in contract.columns:
        if column.vocabulary is not None:
            slugs = pa.array(column.vocabulary.slugs, pa.string())
            place = rows.schema.get_field_index(column.name)
            rows = rows.set_column(place, column.name, slugs.take(rows[column.name].combine_chunks()))
    return rows
