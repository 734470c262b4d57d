"""Rules that look at several tables, or at the same table in several months.

They refuse nothing: what a row refers to may arrive a month later. What breaks them is counted by month,
and no value of any row is said.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frankpledge.contracts.tables import Table, Type

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Held = Mapping[str, pa.Table]
    Supplied = Mapping[str, Collection[tuple[str, int]]]
    Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Breach:
    """How often one rule of a table is broken in one month (None where its rows have no month)."""

    table: str
    rule: str
    month: int | None
    count: int


class AcrossRule(ABC):
    """One rule across tables or months. ``table`` is the one it is declared in.

    ``row_by_row`` says that each of its rows breaks the rule or not by itself, whatever the others are, so
    that a large table can be looked at part by part.
    """

    row_by_row = False

    @property
    @abstractmethod
    def sentence(self) -> str:
        """The rule in a sentence."""

    @abstractmethod
    def fit(self, table: Table, tables: Mapping[str, Table]) -> None:
        """Raise ValueError where the rule cannot be put to these tables."""

    @abstractmethod
    def needs(self, table: Table) -> dict[str, tuple[str, ...]]:
        """Return the tables, with their columns, whose rows the rule looks at."""

    @abstractmethod
    def breaks(self, table: Table, held: Held, supplied: Supplied | None = None) -> list[Breach]:
        """Return how often the rows held break the rule, by month; nothing where a table is not held.

        ``supplied`` are the forces and months of each table that were sent: one that was not is no 0.
        """

    def _found(self, table: Table, months: Mapping[int | None, int]) -> list[Breach]:
        known = sorted(months.items(), key=lambda one: -1 if one[0] is None else one[0])
        return [Breach(table.name, self.sentence, month, count) for month, count in known]


@dataclass(frozen=True)
class KeyIn(AcrossRule):
    """What ``columns`` name is held in ``table``, there called ``theirs`` (the same names by default)."""

    columns: tuple[str, ...]
    table: str
    theirs: tuple[str, ...] = ()
    row_by_row = True

    @property
    def _theirs(self) -> tuple[str, ...]:
        return self.theirs or self.columns

    @property
    def sentence(self) -> str:
        named = " with ".join(f"`{name}`" for name in self.columns)
        return f"{named} is one that `{self.table}` holds."

    def fit(self, table: Table, tables: Mapping[str, Table]) -> None:
        """Raise ValueError for a table or column that is not there, or keys that never match."""
        if self.table not in tables:
            raise ValueError(f"table '{table.name}': KeyIn names '{self.table}', which is no table")
        other = tables[self.table]
        for mine, its in zip(self.columns, self._theirs, strict=True):
            for one, name in ((table, mine), (other, its)):
                if name not in one.column_names:
                    raise ValueError(
                        f"table '{table.name}': KeyIn names '{name}', which is no column of '{one.name}'"
                    )
            ours, held = table.column(mine), other.column(its)
            if (ours.type, ours.key, ours.within) != (held.type, held.key, held.within):
                raise ValueError(
                    f"table '{table.name}': '{mine}' and '{its}' of '{other.name}' are not hashed or "
                    "stored alike, so they never match"
                )

    def needs(self, table: Table) -> dict[str, tuple[str, ...]]:
        months = ("month",) if "month" in table.column_names and "month" not in self.columns else ()
        theirs = {self.table: self._theirs} if self.table != table.name else {}
        mine = dict.fromkeys((*self.columns, *months, *(() if theirs else self._theirs)))
        return {table.name: tuple(mine), **theirs}

    def breaks(self, table: Table, held: Held, supplied: Supplied | None = None) -> list[Breach]:
        import pyarrow as pa

        if table.name not in held or self.table not in held:
            return []
        mine, other = held[table.name], held[self.table]
        if "month" not in mine.column_names:
            mine = mine.append_column("month", pa.nulls(mine.num_rows, pa.int32()))
        given = mine.select([*self.columns, *(() if "month" in self.columns else ("month",))])
        for name in self.columns:
            given = given.filter(given[name].is_valid())
        known = other.select(self._theirs).rename_columns(list(self.columns)).drop_null()
        lost = _plain(given).join(_plain(known), list(self.columns), join_type="left anti")
        return self._found(table, Counter(lost["month"].to_pylist()))


@dataclass(frozen=True)
class CarriesOver(AcrossRule):
    """What is open at the end of a month is what is open at the start of the next, in each ``by``."""

    opening: str
    closing: str
    by: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"`{self.opening}` of a month is `{self.closing}` of the month before."

    def fit(self, table: Table, tables: Mapping[str, Table]) -> None:
        """Raise ValueError for a column that is not there, or a table without months."""
        for name in (self.opening, self.closing, "month", *self.by):
            if name not in table.column_names:
                raise ValueError(
                    f"table '{table.name}': CarriesOver names '{name}', which is no column of it"
                )

    def needs(self, table: Table) -> dict[str, tuple[str, ...]]:
        return {table.name: tuple(dict.fromkeys((*self.by, "month", self.opening, self.closing)))}

    def breaks(self, table: Table, held: Held, supplied: Supplied | None = None) -> list[Breach]:
        import numpy as np

        if table.name not in held or not held[table.name].num_rows:
            return []
        rows = _plain(held[table.name])
        order = rows.select([*self.by, "month"]).append_column("row", [np.arange(rows.num_rows)])
        order = order.sort_by([(name, "ascending") for name in (*self.by, "month")])
        rows = rows.take(order["row"])
        same = np.ones(rows.num_rows - 1, bool)
        for name in self.by:
            code = rows[name].combine_chunks().dictionary_encode(null_encoding="encode")
            code = code.combine_chunks() if hasattr(code, "combine_chunks") else code
            same &= np.diff(code.indices.to_numpy()) == 0
        months = rows["month"].to_numpy()
        next_to = same & (np.diff(months) == 1)
        closing, opening = (_floats(rows[name]) for name in (self.closing, self.opening))
        differ = next_to & (np.abs(opening[1:] - closing[:-1]) > 0.005)
        return self._found(table, Counter(months[1:][differ].tolist()))


@dataclass(frozen=True)
class MonthlyFlow(AcrossRule):
    """Rows of a monthly snapshot: those of the month before, plus ``joins``, less ``leaves``, by force."""

    joins: str
    leaves: str

    @property
    def sentence(self) -> str:
        return (
            f"Its rows of a month are those of the month before, plus `{self.joins}`, less `{self.leaves}`."
        )

    def fit(self, table: Table, tables: Mapping[str, Table]) -> None:
        """Raise ValueError for a table that is not there or has no months or force."""
        for name in (table.name, self.joins, self.leaves):
            if name not in tables:
                raise ValueError(f"table '{table.name}': MonthlyFlow names '{name}', which is no table")
            for column, type_ in (("force", Type.AREA), ("month", Type.MONTH)):
                if column not in tables[name].column_names or tables[name].column(column).type is not type_:
                    raise ValueError(f"table '{table.name}': MonthlyFlow needs '{column}' in '{name}'")

    def needs(self, table: Table) -> dict[str, tuple[str, ...]]:
        return dict.fromkeys((table.name, self.joins, self.leaves), ("force", "month"))

    def breaks(self, table: Table, held: Held, supplied: Supplied | None = None) -> list[Breach]:
        if not {table.name, self.joins, self.leaves} <= set(held):
            return []
        stock, joins, leaves = (_by_month(held[name]) for name in (table.name, self.joins, self.leaves))
        found: Counter[int | None] = Counter()
        for (force, month), now in sorted(stock.items()):
            before = stock.get((force, month - 1))
            known = supplied is None or all(
                (force, month) in supplied.get(name, ()) for name in (self.joins, self.leaves)
            )
            change = joins.get((force, month), 0) - leaves.get((force, month), 0)
            if before is not None and known and now != before + change:
                found[month] += 1
        return self._found(table, found)


def _plain(rows: pa.Table) -> pa.Table:
    """Return rows with words instead of codes, which joins and sorts need."""
    import pyarrow as pa

    fields = [
        pa.field(field.name, pa.string()) if pa.types.is_dictionary(field.type) else field
        for field in rows.schema
    ]
    return rows.cast(pa.schema(fields))


def _floats(column: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.float64]]:
    import numpy as np
    import pyarrow as pa

    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _by_month(rows: pa.Table) -> dict[tuple[str, int], int]:
    counted = (
        _plain(rows.select(["force", "month"])).group_by(["force", "month"]).aggregate([([], "count_all")])
    )
    return {
        (force, month): count
        for force, month, count in zip(
            counted["force"].to_pylist(),
            counted["month"].to_pylist(),
            counted["count_all"].to_pylist(),
            strict=True,
        )
    }
