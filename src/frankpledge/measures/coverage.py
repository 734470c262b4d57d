"""Which months of which table were supplied for which area, and when they were obtained.

A month that was never supplied is missing; one supplied without rows is 0. Nothing else
in the system may decide that.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.registry import TABLES
from frankpledge.measures.relations import Records

COVERAGE_SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("area", pa.string()),
        ("month", pa.int32()),
        ("obtained", pa.date32()),
    ]
)
"""One row for each table, area and month supplied."""


def coverage(records: Records) -> pa.Table:
    """Return the coverage of every table that has months, in COVERAGE_SCHEMA, sorted."""
    rows: list[tuple[str, str, int, date]] = []
    for table in TABLES.values():
        editions = records.of(table.name)
        if table.monthly:
            newest: dict[tuple[str, int], date] = {}
            for one in editions:
                key = (one.area, one.month or 0)
                newest[key] = max(newest.get(key, one.obtained), one.obtained)
            rows += [(table.name, *key, obtained) for key, obtained in newest.items()]
        elif editions and {"force", "month"} <= set(table.column_names):
            held = records.table(table.name)
            if held is not None:
                obtained = max(edition.obtained for edition in editions)
                pairs = records.engine.run(held.select("force", "month").distinct())
                forces, months = pairs["force"].cast(pa.string()), pairs["month"]
                rows += [
                    (table.name, force, month, obtained)
                    for force, month in zip(forces.to_pylist(), months.to_pylist(), strict=True)
                ]
    rows.sort()
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, COVERAGE_SCHEMA, strict=True)],
        schema=COVERAGE_SCHEMA,
    )


def supplied_months(covered: pa.Table, table: str, area: str) -> list[int]:
    """Return the month numbers of a table supplied for an area, in order."""
    here = covered.filter((pc.field("table") == table) & (pc.field("area") == area))
    months: list[int] = here["month"].to_pylist()
    return months
