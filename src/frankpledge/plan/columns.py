"""Which columns of the record tables a measure may count, filter, break down or take a value of.

Two columns are not in any file but made on reading: they join outcomes with the crimes they
belong to. They are declared here as columns like any other.
"""

from __future__ import annotations

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import HASHED, Column, PersonalData, Table, Type
from frankpledge.contracts.vocabularies import OUTCOMES

OUTCOME_WITHIN = Column(
    "outcome-within-follow-up",
    Type.TERM,
    "An outcome given to the crime in its month or within the measure's follow-up months after it.",
    vocabulary=OUTCOMES,
)
MONTHS_TO_OUTCOME = Column(
    "months-to-outcome",
    Type.INTEGER,
    "Whole months from recording to the outcome; empty where the crime is not held.",
    minimum=0,
)
ENDED_BY = Column(
    "ended-by",
    Type.TERM,
    "The outcomes that end the time from recording. Stands beside ``where``, not under it.",
    vocabulary=OUTCOMES,
)
VIRTUAL: dict[str, tuple[Column, ...]] = {"crimes": (OUTCOME_WITHIN,), "outcomes": (MONTHS_TO_OUTCOME,)}
"""Columns made on reading, by table."""

_FILTERED = (Type.TERM, Type.TEXT, Type.SLUG, Type.FLAG)
_NUMERIC = (Type.NUMBER, Type.INTEGER)
_PLACE_NUMBERS = ("longitude", "latitude")
COUNTED_TABLE = "force-month-counts"
COUNTED_COLUMN = "records"
"""The table from which areas may be compared because it covers nearly all forces, and what it counts."""

SUPPLIED_TABLE = "supplied-values"
"""The table of values that come no other way, under the ids of the measures they are of."""

PEER_TABLES = (COUNTED_TABLE,)
RETURNED = ("return-values", SUPPLIED_TABLE)
"""The tables in which bodies state values of measures by their ids."""


def measured_tables() -> dict[str, Table]:
    """Return the tables a measure can be of: those with a force and a month or date."""
    return {
        name: table
        for name, table in TABLES.items()
        if "force" in table.column_names and {"month", "date"} & set(table.column_names)
    }


def has_months(table: Table) -> bool:
    """Whether rows belong to months (so that windows can be made), rather than to single dates."""
    return "month" in table.column_names


def column_of(table: Table, name: str) -> Column | None:
    """Return a column by name, virtual ones included; None if there is none."""
    for column in (*table.columns, *VIRTUAL.get(table.name, ())):
        if column.name == name:
            return column
    return None


def filter_columns(table: Table) -> dict[str, Column]:
    """Return the columns a condition may be put on."""
    columns = (*table.columns, *VIRTUAL.get(table.name, ()))
    return {column.name: column for column in columns if column.type in _FILTERED}


def test_columns(table: Table) -> dict[str, Column]:
    """Return the columns that can be asked whether they are given, and numbers what they lie between."""
    never = (Type.MONTH, Type.AREA)
    return {
        one.name: one
        for one in table.columns
        if (one.type not in never and not one.required) or one.type in _NUMERIC
    }


def breakdown_columns(table: Table) -> tuple[str, ...]:
    """Return the columns a measure of the table may be broken down by."""
    return tuple(column.name for column in table.columns if column.type in _FILTERED)


def number_columns(table: Table) -> tuple[str, ...]:
    """Return the columns a sum, mean, percentile or value can be taken of."""
    columns = (*table.columns, *VIRTUAL.get(table.name, ()))
    return tuple(
        column.name
        for column in columns
        if column.type in _NUMERIC and column.name not in (*_PLACE_NUMBERS, "year")
    )


def distinct_columns(table: Table) -> tuple[str, ...]:
    """Return the columns whose different values can be counted."""
    kinds = (*HASHED, Type.IDENTIFIER, Type.TERM, Type.TEXT, Type.SLUG, Type.GSS_CODE)
    return tuple(column.name for column in table.columns if column.type in kinds)


def area_types_of(table: Table) -> tuple[str, ...]:
    """Return the kinds of area a table's rows can be placed in."""
    small = ("local-authority", "ward", "lsoa") if "lsoa" in table.column_names else ()
    return ("force", *small)


def is_about_persons(table: Table, name: str) -> bool:
    """Whether a column says something about a person, so that a rate by it needs its base by it too."""
    column = column_of(table, name)
    return column is not None and column.personal_data is not PersonalData.OPEN
