"""``tables`` of a register: which tables of records its records fill, column by column.

A register's records are counted as any sender's are: they become rows of a declared table, and take the
same way through checks, store, measures and the protection of small numbers. What may leave the register is
decided here, once, when the declaration is read: numbers, days, choices and names of places, and never a
field that may hold something about a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table, Type
from frankpledge.errors import did_you_mean
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown
from frankpledge.registers.checking import Values
from frankpledge.registers.register import Field, FieldType, RecordTable, Register, Taken, Taking
from frankpledge.registers.values import day_in

LEAVES: Final = (
    FieldType.NUMBER,
    FieldType.DATE,
    FieldType.YES_NO,
    FieldType.CHOICE,
)
"""Types whose values may leave a register; a line of text may where its column is the name of a place."""
_NOON: Final = "T12:00:00"
"""At what time a day counts, where a table wants a time: only its day is then read."""
_SAYS = ("sum", "count", "given", "always")


def read_tables(fields: Fields, held: Mapping[str, Field]) -> tuple[RecordTable, ...]:
    """Return the tables under the key ``tables``; what does not fit is noted, and left out."""
    inner = fields.part("tables")
    found = []
    for name in inner.entries.values if inner is not None else ():
        where = inner.part(name) if inner is not None else None
        if where is None:
            continue
        if name not in TABLES:
            where.problem("columns", f"there is no table '{shown(name)}'.", did_you_mean(name, TABLES))
            continue
        found.append(_table(where, TABLES[name], held))
    return tuple(found)


def _table(where: Fields, table: Table, held: Mapping[str, Field]) -> RecordTable:
    where.only(("columns",), ("rows",))
    rows = where.text("rows")
    inside: dict[str, Field] = {}
    if rows and (rows not in held or held[rows].type is not FieldType.ROWS):
        where.problem("rows", f"there is no field of rows '{shown(rows)}'.", did_you_mean(rows, held))
    elif rows:
        inside = {f"{rows}.{one.id}": one for one in held[rows].columns}
    columns = where.part("columns")
    taken = []
    for name in columns.entries.values if columns is not None else ():
        assert columns is not None
        known = [one.name for one in table.sent_columns]
        if name not in known:
            columns.problem(name, f"{table.name} has no column '{shown(name)}'.", did_you_mean(name, known))
            continue
        one = _taken(columns, name)
        taken.append(one)
        _check(columns, one, table, {**held, **inside}, is_row=bool(rows))
    absent = [
        one.name
        for one in table.sent_columns
        if one.required and one.name not in ("force", *(made.column for made in taken))
    ]
    if absent and not where.problems:
        where.problem("columns", f"{table.name} needs '{absent[0]}' too.", "Say what fills it.")
    return RecordTable(table.name, tuple(taken), rows)


def _taken(columns: Fields, name: str) -> Taken:
    """Return how one column is made: a field's name, or a mapping of one of the other ways."""
    node = columns.entries.values[name]
    if not hasattr(node, "values"):
        word = columns.text(name)
        if word in (Taking.NUMBER, Taking.ROW):
            return Taken(name, Taking(word))
        return Taken(name, Taking.FIELD, (word,))
    inner = columns.part(name)
    assert inner is not None
    inner.only((), _SAYS)
    if "sum" in inner:
        return Taken(name, Taking.SUM, inner.words("sum"))
    if "count" in inner:
        return Taken(name, Taking.COUNT, (inner.text("count"),), inner.text("given"))
    return Taken(name, Taking.ALWAYS, (inner.text("always"),))


def _check(where: Fields, taken: Taken, table: Table, held: Mapping[str, Field], *, is_row: bool) -> None:
    """Note a field that is not there, and one that must not leave the register."""
    if taken.how is Taking.ALWAYS:
        return
    if taken.how is Taking.ROW and not is_row:
        where.problem(taken.column, "only a table of rows has numbers of rows.", "Write 'number'.")
    for name in (*taken.of, *([taken.given] if taken.given else [])):
        one = held.get(name)
        if one is None:
            where.problem(taken.column, f"there is no field '{shown(name)}'.", did_you_mean(name, held))
        elif one.personal:
            what = f"'{name}' may hold something about a person, and never leaves the register."
            where.problem(taken.column, what, "Take it out.")
        elif not _may_leave(one, taken, table):
            what = f"'{name}' is of type '{one.type}', which never leaves the register."
            where.problem(taken.column, what, "Name a number, day, choice, or yes-no.")


def _may_leave(one: Field, taken: Taken, table: Table) -> bool:
    if taken.how is Taking.COUNT:
        return one.type in (FieldType.ROWS, FieldType.DATE)
    if taken.how is Taking.SUM:
        return one.type is FieldType.NUMBER
    is_place = one.type is FieldType.TEXT and bool(table.column(taken.column).area_type)
    is_link = one.type is FieldType.LINK and bool(table.column(taken.column).key)
    return one.type in LEAVES or is_place or is_link


# --- rows ------------------------------------------------------------------------------------------


def rows_of(
    register: Register, given: RecordTable, records: Sequence[tuple[str, Values]], numbers: Mapping[str, str]
) -> Iterator[tuple[date, dict[str, str]]]:
    """Yield the rows that records fill a table with, each with its record's day, as a sender writes them.

    ``records`` are printed numbers and values; ``numbers`` are the printed numbers of records that links
    name, by key. Records without a day, as numbers that were not used, give none.
    """
    table = TABLES[given.table]
    held = {one.id: one for one in register.fields}
    if given.rows:
        held |= {f"{given.rows}.{one.id}": one for one in held[given.rows].columns}
    for number, values in records:
        day = day_in(values.get(register.day))
        if day is None:
            continue
        inner = values.get(given.rows, []) if given.rows else [{}]
        for place, row in enumerate(inner, 1):
            whole = {**values, **{f"{given.rows}.{name}": value for name, value in row.items()}}
            told = {}
            for one in given.columns:
                here = f"{number}/{place}" if one.how is Taking.ROW else number
                told[one.column] = _cell(one, here, whole, table, held, numbers)
            yield day, told


def _cell(
    taken: Taken,
    number: str,
    values: Values,
    table: Table,
    held: Mapping[str, Field],
    numbers: Mapping[str, str],
) -> str:
    """Return one cell as text; blank where the fields are."""
    if taken.how in (Taking.NUMBER, Taking.ROW):
        return number
    if taken.how is Taking.ALWAYS:
        return taken.of[0]
    if taken.how is Taking.COUNT:
        counts = not taken.given or values.get(taken.given) is not None
        return str(len(values.get(taken.of[0], [])) if counts else 0)
    found = [values.get(name) for name in taken.of]
    if None in found:
        return ""
    if taken.how is Taking.SUM:
        return str(sum(int(str(one)) for one in found))
    field, value, column = held[taken.of[0]], found[0], table.column(taken.column)
    if field.type is FieldType.YES_NO:
        return "yes" if value else "no"
    if field.type is FieldType.LINK:
        return numbers.get(str(value), str(value))
    if column.type is Type.TERM:
        return field.choices[str(value)]
    return f"{value}{_NOON}" if column.type is Type.TIMESTAMP else str(value)
