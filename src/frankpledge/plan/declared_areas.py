"""``own-areas`` of ``office.yaml``: beats, teams, shifts, suites, services and the like, by declared ids.

No publisher gives these a code. Records name them by their id, and a report by their title.
"""

from __future__ import annotations

from itertools import combinations

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.plan.definitions import DeclaredArea
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown

PLACED_BY_ID = {
    (table.name, column.name): column.area_type
    for table in TABLES.values()
    for column in table.columns
    if column.area_type and column.type is Type.SLUG
}
"""Kind of area by table and column, of the columns that name one by a declared id."""

DECLARED_TYPES = tuple(sorted(set(PLACED_BY_ID.values())))
"""Kinds of area that an office declares itself."""


def read_declared_areas(fields: Fields) -> tuple[DeclaredArea, ...]:
    """Return the areas that an office declares, noting problems: an id is given once at a time."""
    areas: list[DeclaredArea] = []
    readers = fields.parts("own-areas")
    for inner in readers:
        inner.only(("id", "title", "type"), ("from", "to"))
        kind = inner.word("type", DECLARED_TYPES, "kind of area that an office declares")
        start, end = inner.day("from"), inner.day("to")
        inner.in_order("to", start, end)
        areas.append(DeclaredArea(inner.identifier("id"), inner.text("title"), kind, start, end))
    for (_, one), (inner, other) in combinations(zip(readers, areas, strict=True), 2):
        if one.id and (one.area_type, one.id) == (other.area_type, other.id) and one.meets(other):
            inner.problem(
                "id",
                f"the {other.area_type} '{shown(other.id)}' is declared already for some of these days.",
                "Keep one of them, or give 'from' and 'to'.",
            )
    return tuple(areas)
