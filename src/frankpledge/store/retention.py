"""What is past the time for which its contract lets it be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from frankpledge.contracts.governance import Retention
from frankpledge.contracts.registry import TABLES
from frankpledge.store.editions import Edition


@dataclass(frozen=True)
class PastRetention:
    """Months of a table that are kept too long: ``before`` is the first month that may stay."""

    table: str
    retention: Retention
    first: int
    last: int
    before: int
    editions: int
    rows: int


def past_retention(editions: Iterable[Edition], on: date) -> list[PastRetention]:
    """Return what is past its contract's retention on a day, by table, superseded editions included.

    A row is kept so many whole months after its own month.
    """
    this_month = on.year * 12 + on.month - 1
    found: dict[str, list[Edition]] = {}
    for edition in editions:
        kept = TABLES[edition.table].retention.months
        if kept is not None and edition.month is not None and edition.month + kept < this_month:
            found.setdefault(edition.table, []).append(edition)
    return [
        PastRetention(
            name,
            table.retention,
            min(one.month or 0 for one in found[name]),
            max(one.month or 0 for one in found[name]),
            this_month - (table.retention.months or 0),
            len(found[name]),
            sum({one.code: one.rows + one.refused for one in found[name]}.values()),
        )
        for name, table in TABLES.items()
        if name in found
    ]
