"""The rules across tables that contracts declare, held against the records a build uses.

They look at rows, which a build never holds: only how often a rule is broken, by month, goes into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from frankpledge.contracts.across import Breach
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.periods import month_label
from frankpledge.store.editions import Edition
from frankpledge.store.rows import rows_of

BREACHES_SCHEMA = pa.schema(
    [("table", pa.string()), ("rule", pa.string()), ("month", pa.int32()), ("count", pa.int64())]
)


def breaches_of(store: Path, editions: Sequence[Edition]) -> list[Breach]:
    """Return how often the records in use break each rule across tables, by table, rule and month.

    A rule is held where all its tables are; of each only the columns it looks at are read.
    """
    supplied: dict[str, set[tuple[str, int]]] = {}
    for one in editions:
        supplied.setdefault(one.table, set()).add((one.area, one.month if one.month is not None else -1))
    found: list[Breach] = []
    for table in TABLES.values():
        for rule in table.across:
            needs = rule.needs(table)
            if needs.keys() <= supplied.keys():
                others = {name: columns for name, columns in needs.items() if name != table.name}
                held = {
                    name: rows_of(store, TABLES[name], editions, columns) for name, columns in others.items()
                }
                counted: Counter[int | None] = Counter()
                for some in _groups(table, editions, rule.row_by_row and bool(others)):
                    held[table.name] = rows_of(store, table, some, needs[table.name])
                    for breach in rule.breaks(table, held, supplied):
                        counted[breach.month] += breach.count
                found += [
                    Breach(table.name, rule.sentence, month, count)
                    for month, count in sorted(counted.items(), key=lambda one: one[0] or 0)
                ]
    return found


def _groups(table: Table, editions: Sequence[Edition], by_part: bool) -> list[list[Edition]]:
    """Return a table's editions, part by part where they need not be seen together: parts can be large."""
    own = [one for one in editions if one.table == table.name]
    if not by_part:
        return [own]
    groups: dict[str, list[Edition]] = {}
    for one in own:
        groups.setdefault(one.part, []).append(one)
    return list(groups.values())


def as_table(breaches: Sequence[Breach]) -> pa.Table:
    """Return breaches in BREACHES_SCHEMA."""
    return pa.Table.from_pylist([vars(one) for one in breaches], BREACHES_SCHEMA)


def breach_sentences(breaches: Sequence[Breach]) -> list[str]:
    """Return a sentence for each rule: how often it is broken, in how many months, and most in which."""
    by_rule: dict[tuple[str, str], list[Breach]] = {}
    for one in breaches:
        by_rule.setdefault((one.table, one.rule), []).append(one)
    told = []
    for (table, rule), some in by_rule.items():
        count = sum(one.count for one in some)
        months = [one for one in some if one.month is not None]
        most = max(months, key=lambda one: one.count, default=None)
        when = ""
        if most is not None and most.month is not None:
            when = f" in {month_label(most.month)}"
            if len(months) > 1:
                when = f" in {len(months):,} months, most ({most.count:,}){when}"
        plain = rule.replace("`", "").rstrip(".")
        told.append(f"{table}: '{plain}' does not hold {count:,} time{'s' if count > 1 else ''}{when}.")
    return told
