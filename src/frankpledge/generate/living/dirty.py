"""Rows spoiled on purpose, by what a contract asks: intake must refuse exactly these, for these reasons.

Each is a copy of a clean row with one cell made wrong, added to the file; so what is true of the clean
rows stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.rules import Before, Unique
from frankpledge.contracts.tables import HASHED, Column, Table, Type
from frankpledge.generate.draws import Draws

EACH_PER_FILE = 3
"""How many rows of each kind are spoiled in a file, where the table has a column for it."""

Cells = dict[str, str | None]
Spoil = Callable[[Cells], None]


@dataclass(frozen=True)
class Spoiler:
    """One way to spoil a row. ``needs`` are columns that must be given in the row that is copied."""

    kind: str
    column: str
    rule: str
    needs: tuple[str, ...]
    spoil: Spoil


def spoilers(table: Table) -> list[Spoiler]:
    """Return the ways in which a row of a table is spoiled, at most one of each kind."""
    found: dict[str, Spoiler] = {}
    for spoiler in _all(table):
        found.setdefault(spoiler.kind, spoiler)
    return list(found.values())


def _all(table: Table) -> Iterator[Spoiler]:
    sent = table.sent_columns
    for column in sent:
        if column.type is Type.TERM and column.vocabulary is not None:
            rule = f"not a known {column.vocabulary.name}"
            yield _set("unknown term", column, rule, "no such term")
    for column in (*_of(sent, Type.DATE), *_of(sent, Type.TIMESTAMP)):
        if column.type is Type.DATE:
            yield _set("impossible date", column, "not a date", "2024-02-31")
        elif column.local:
            rule = "not a date and time, or one of an hour that the change of clocks left out or repeated"
            yield _set("impossible date", column, rule, "2024-02-31 10:00:00")
    for column in sent:
        if column.required and column.type is not Type.AREA:
            yield _set("missing value", column, "required and empty", None)
    for column in (*_of(sent, Type.INTEGER), *_of(sent, Type.NUMBER)):
        if column.minimum is not None:
            below = f"{column.minimum - 1:g}"
            yield _set("number out of bounds", column, _number_rule(column), below)
            yield _set("wrong type", column, _number_rule(column), "several")
    for column in sent:
        if column.type is Type.FLAG:
            yield _set("wrong type", column, "neither true nor false", "perhaps")
        if column.type is Type.GSS_CODE:
            yield _set("wrong type", column, "not an official area code", "near the church")
        if column.type is Type.AREA:
            yield _set("unknown force", column, "not a known force", "Nowhere Constabulary")
    yield from _in_rules(table)


def _in_rules(table: Table) -> Iterator[Spoiler]:
    # The first rule of a table is the first asked, so that no other can take the blame before it.
    if table.rules and isinstance(table.rules[0], Before):
        rule = table.rules[0]
        needs = (rule.first, rule.second)

        def spoil(cells: Cells) -> None:
            day = np.datetime64(str(cells[rule.first])[:10], "D") - np.timedelta64(1, "D")
            # Noon, which no change of clocks touches.
            cells[rule.second] = f"{day} 12:00:00"[: len(str(cells[rule.second]))]

        yield Spoiler("end before start", rule.second, rule.says, needs, spoil)
    unique = [rule for rule in table.rules if isinstance(rule, Unique)]
    if unique:
        yield Spoiler("repeat", unique[0].columns[0], unique[0].says, unique[0].columns, lambda cells: None)
    elif table.identity and table.column(table.identity[0]).type in HASHED:
        yield Spoiler("repeat", table.identity[0], "", table.identity, lambda cells: None)


def spoiled_rows(
    table: Table, texts: pa.Table, draws: Draws, quota: dict[str, int]
) -> Iterator[tuple[Spoiler, Cells]]:
    """Yield spoiled copies of rows, one of each kind whose ``quota`` is not used up; it goes down by one.

    ``texts`` are the clean rows of a month as they are written.
    """
    for spoiler in spoilers(table):
        share = draws.one()
        if quota.get(spoiler.kind, EACH_PER_FILE) <= 0 or not texts.num_rows:
            continue
        fit = np.ones(texts.num_rows, bool)
        for name in spoiler.needs:
            fit &= pc.is_valid(texts[name]).to_numpy()
        rows = np.flatnonzero(fit)
        if not len(rows):
            continue
        row = int(rows[int(share * len(rows))])
        cells: Cells = {name: texts[name][row].as_py() for name in texts.column_names}
        spoiler.spoil(cells)
        quota[spoiler.kind] = quota.get(spoiler.kind, EACH_PER_FILE) - 1
        yield spoiler, cells


def _set(kind: str, column: Column, rule: str, text: str | None) -> Spoiler:
    def spoil(cells: Cells) -> None:
        cells[column.name] = text

    return Spoiler(kind, column.name, rule, (), spoil)


def _of(columns: tuple[Column, ...], type_: Type) -> list[Column]:
    return [column for column in columns if column.type is type_]


def _number_rule(column: Column) -> str:
    upper = "" if column.maximum is None else f" to {column.maximum:g}"
    return f"not a number from {column.minimum:g}{upper}"
