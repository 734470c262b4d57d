"""A contract in words: the same sentences on the reference pages, in the terminal and in templates."""

from __future__ import annotations

from collections.abc import Iterator

from frankpledge.contracts.governance import Agreement
from frankpledge.contracts.tables import HASHED, Column, Table


def facts_of(table: Table) -> list[str]:
    """Return what holds of the table as a whole, in sentences; names of columns and tables in backticks."""
    return [*_footing(table), *_arrival(table), _disclosure(table)]


def rules_of(table: Table) -> list[str]:
    """Return the rules across columns, rows and tables, in sentences."""
    across = (f"{rule.sentence} (Reported, not refused.)" for rule in table.across)
    return [*(rule.sentence for rule in table.rules), *across]


def meaning_of(column: Column) -> str:
    """Return what a column means, with its limits and how a person or reference is kept."""
    notes = []
    if column.minimum is not None:
        notes.append(f"at least {column.minimum:g}")
    if column.maximum is not None:
        notes.append(f"at most {column.maximum:g}")
    if column.type in HASHED:
        within = f", with the `{column.within}` it is a number of" if column.within else ""
        notes.append(f"hashed as `{column.key}` with `{column.key_variable}`{within}")
    if column.local:
        notes.append("local time, or with its zone")
    return column.description + (f" ({', '.join(notes)})" if notes else "")


def _footing(table: Table) -> Iterator[str]:
    if table.agreement is Agreement.OPEN:
        yield f"Published by {table.publisher} under the {table.licence}."
    else:
        yield f"Sent by {table.publisher}. {table.licence}."
        yield f"Needs: {table.agreement}."
    yield f"Grain: {table.grain}."
    yield f"The {table.owner} answers for it."
    if table.service:
        yield f"Of the service `{table.service}`: roles held for it see the measures made from this table."
    yield str(table.retention)
    if not table.publishable:
        yield "Not for publication."


def _arrival(table: Table) -> Iterator[str]:
    if table.month_from:
        yield f"A row's month is that of `{table.month_from}`, in Europe/London."
    if table.agreement is Agreement.OPEN:
        yield "Arrives one file for each area and month." if table.monthly else "Arrives as one file."
    else:
        yield "Kept by area and month: a month never sent is missing, one sent without rows is 0."
    if table.identity:
        named = " and ".join(f"`{name}`" for name in table.identity)
        yield f"Rows of one month with the same {named} are counted once; rows without are all counted."
    areas = dict.fromkeys(column.area_type for column in table.columns if column.area_type)
    if len(areas) > 1:
        yield f"Areas: {', '.join(areas)}."


def _disclosure(table: Table) -> str:
    if table.disclosure_reason:
        return f"Small numbers are shown ({table.disclosure}): {table.disclosure_reason}"
    return "About people: small numbers need protection before they are published."
