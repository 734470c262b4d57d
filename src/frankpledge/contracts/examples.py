"""The example row of a contract: what a partner would write, in the order of the columns.

Times and days go up by the order in which a contract lists them, as what happens in a case does.
"""

from __future__ import annotations

from datetime import date, timedelta

from frankpledge.contracts.tables import Column, Table, Type

_DAY = date(2024, 5, 14)
_PLAIN: dict[Type, str] = {
    Type.IDENTIFIER: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    Type.MONTH: "2024-05",
    Type.GSS_CODE: "E01017456",
    Type.AREA: "bedfordshire",
    Type.TEXT: "As published",
    Type.FLAG: "no",
    Type.CLOCK: "14:30",
}


def example_of(table: Table) -> dict[str, str]:
    """Return an example of a row by column, as text; columns that the example leaves out are empty."""
    return {
        column.name: _of(column, place) if column.example is None else column.example
        for place, column in enumerate(table.sent_columns)
    }


def _of(column: Column, place: int) -> str:
    if column.vocabulary is not None:
        return column.vocabulary.terms[0].text
    if column.type is Type.TIMESTAMP:
        clock = f"{_DAY.isoformat()}T{9 + place // 60:02}:{place % 60:02}:00"
        return clock if column.local else f"{clock}+00:00"
    if column.type is Type.DATE:
        return (_DAY + timedelta(days=place)).isoformat()
    if column.type in (Type.NUMBER, Type.INTEGER):
        return f"{max(column.minimum or 0, min(1, column.maximum or 1)):g}"
    if column.type in (Type.PERSON, Type.REFERENCE, Type.SLUG):
        return f"{column.name.upper()}-{place + 1:04}" if column.type is not Type.SLUG else column.name
    return _PLAIN[column.type]
