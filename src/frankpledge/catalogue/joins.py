"""Which tables can be set side by side by which kind of place, and how each comes to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frankpledge.contracts.tables import Table

BY_LSOA = ("local-authority", "ward")
"""Kinds of place that a build finds for each row through its small census area, of 2011 or 2021."""


@dataclass(frozen=True)
class PlaceOfTable:
    """A table has a kind of place: in a build's figures, or only in a column of its rows."""

    table: str
    kind: str
    how: str
    counted: bool


def places_of_tables(tables: Iterable[Table]) -> list[PlaceOfTable]:
    """Return every kind of place of every table, by kind and table."""
    found = []
    for table in tables:
        kinds = {column.area_type: column.name for column in table.columns if column.area_type}
        counted = {"force"} & kinds.keys()
        if table.monthly and "lsoa" in kinds:
            counted |= {"lsoa", *BY_LSOA}
        for kind in sorted({*kinds, *counted}):
            own = kinds.get(kind)
            through = "through its small census area" if kind in BY_LSOA and kind in counted else ""
            how = through or f"column {own}"
            found.append(PlaceOfTable(table.name, kind, how, kind in counted))
    return sorted(found, key=lambda one: (one.kind, one.table))


def joined_by(places: Iterable[PlaceOfTable]) -> dict[str, list[PlaceOfTable]]:
    """Return the kinds of place by which two tables or more can be joined, with those tables."""
    by_kind: dict[str, list[PlaceOfTable]] = {}
    for one in places:
        by_kind.setdefault(one.kind, []).append(one)
    return {kind: some for kind, some in by_kind.items() if len(some) > 1}
