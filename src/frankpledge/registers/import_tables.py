"""What an import holds beside the rows of its first sheet: records that are there, and small tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_default
from typing import Any

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import Unreadable, as_datum, parsed, shown
from frankpledge.registers.workbook import KEY, TOO_LONG, Names, filled_in, sheet_name, text_of

Row = tuple[str, ...]
_WITHIN = 20


@dataclass(frozen=True)
class Known:
    """A record that is there already: its number as printed, where it stands, and what is seen of it."""

    number: str
    state: str
    values: Values


@dataclass(frozen=True)
class SmallTable:
    """The rows of one small table as a sheet gives them, by the key of their record in small letters.

    ``lines`` are the line and cells of each row, so that those whose key no record has can be told.
    """

    field: Field
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    lines: Mapping[str, Sequence[tuple[int, Row]]] = of_default(default_factory=dict)


def plain(words: str) -> str:
    """Return a heading or name without its case, hyphens and further spaces."""
    return " ".join(words.casefold().replace("-", " ").split()).rstrip(":")


def small_table(register: Register, name: str, rows: Sequence[Row]) -> SmallTable | None:
    """Return the small table that a sheet holds: it is called as one, and has a column ``Key``."""
    for one in register.fields:
        if one.type is not FieldType.ROWS or plain(name) not in (plain(sheet_name(one.title)), plain(one.id)):
            continue
        at = next((place for place, row in enumerate(rows[:_WITHIN]) if plain(KEY) in map(plain, row)), None)
        return None if at is None else _read(one, rows, at)
    return None


def _read(table: Field, rows: Sequence[Row], at: int) -> SmallTable:
    heads = [plain(cell) for cell in rows[at]]
    columns = {
        place: column.id
        for column in filled_in(table.columns)
        for place, head in enumerate(heads)
        if head and head in {plain(word) for word in (column.id, column.title, *column.also)}
    }
    key = heads.index(plain(KEY))
    held: dict[str, list[dict[str, str]]] = {}
    lines: dict[str, list[tuple[int, Row]]] = {}
    for line, cells in enumerate(rows[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in cells):
            continue
        name = (cells[key] if key < len(cells) else "").strip().casefold()
        row = {column: cells[place].strip() for place, column in columns.items() if place < len(cells)}
        held.setdefault(name, []).append(row)
        lines.setdefault(name, []).append((line, cells))
    return SmallTable(table, held, lines)


def one_column(of: Field, cell: str) -> list[dict[str, str]]:
    """Return the rows of a small table of one column, which a cell may list as "a; b".

    Raises Unreadable for a table that has more.
    """
    columns = filled_in(of.columns)
    if len(columns) != 1:
        parsed(of, cell)  # says why
    return [{columns[0].id: part.strip()} for part in cell.split(";") if part.strip()]


def unescaped(cell: str) -> str:
    """Return a cell as it was before a CSV marked it as no formula.

    >>> unescaped("'=SUM(A1)"), unescaped("'quoted'")
    ('=SUM(A1)', "'quoted'")
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def says_so(of: Field, given: str | Sequence[Mapping[str, str]], value: Any, names: Names) -> bool:
    """Whether a cell, or the rows of a small table, say what a record says already."""
    if of.type is FieldType.ROWS:
        return _rows_say_so(of, given, value)
    cell = str(given)
    if (bare := unescaped(cell)) != cell and says_so(of, bare, value, names):
        return True
    if value is None or not cell:
        return value is None and not cell
    if cell == TOO_LONG or _squeezed(cell) in {
        _squeezed(text)
        for text in (
            text_of(of, value, names),
            text_of(of, value, {}),
            str(as_datum(of, value)),
            shown(of, value),
        )
    }:
        return True
    try:
        return _kept(parsed(of, cell)) == _kept(value)
    except Unreadable:
        return False


def _rows_say_so(of: Field, given: str | Sequence[Mapping[str, str]], value: Any) -> bool:
    if isinstance(given, str):
        return _squeezed(given) == _squeezed(shown(of, value))
    own = {one.id: one for one in filled_in(of.columns)}
    held = [{name: one for name, one in row.items() if name in own} for row in value or ()]
    if len(held) != len(given):
        return False
    return all(
        says_so(column, row.get(name, ""), kept.get(name), {})
        for row, kept in zip(given, held, strict=True)
        for name, column in own.items()
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _kept(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
