"""Which months of which table were supplied for which area, and when they were obtained.

A month that was never supplied is missing; one supplied without rows is 0. Nothing else
in the system may decide that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.plan.definitions import Measure
from frankpledge.store.editions import Edition

if TYPE_CHECKING:
    from frankpledge.measures.relations import Records  # Which loads engines.

COVERAGE_SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("area", pa.string()),
        ("month", pa.int32()),
        ("obtained", pa.date32()),
    ]
)
"""One row for each table, area and month supplied; and one each for TABLE/SENDER where several send it."""


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
            rows += _by_sender(table, editions)
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


def _by_sender(table: Table, editions: Sequence[Edition]) -> list[tuple[str, str, int, date]]:
    """Return what each sender of a table supplied. A return without any row does not say whose it is: it
    counts where a force has one sender, and nowhere else."""
    if not table.sent_by:
        return []
    senders: dict[str, set[str]] = {}
    for one in editions:
        senders.setdefault(one.area, set()).update({one.sender} - {""})
    newest: dict[tuple[str, str, int], date] = {}
    for one in editions:
        known = senders[one.area]
        for sender in {one.sender} if one.sender else known if len(known) == 1 else ():
            key = (f"{table.name}/{sender}", one.area, one.month or 0)
            newest[key] = max(newest.get(key, one.obtained), one.obtained)
    return [(*key, obtained) for key, obtained in newest.items()]


def supplied_as(measure: Measure) -> tuple[str, ...]:
    """Return what must be supplied for a measure, as coverage names it: its table, or what was sent by each
    of the senders that its conditions name and that send for a force at all."""
    table = TABLES.get(measure.table)
    named = [
        term
        for clause in measure.where
        if table is not None and clause.column == table.sent_by and not clause.negate
        for term in clause.terms
    ]
    return tuple(f"{measure.table}/{term}" for term in named) or (measure.table,)


def supplied_months(covered: pa.Table, table: str, area: str) -> list[int]:
    """Return the month numbers of a table supplied for an area, in order."""
    here = covered.filter((pc.field("table") == table) & (pc.field("area") == area))
    months: list[int] = here["month"].to_pylist()
    return months
