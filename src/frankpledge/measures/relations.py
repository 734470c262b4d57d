"""The tables measures are asked of: selected editions only, counted rows only, derived columns added.

Derived columns exist only here and are declared in DERIVED:

- ``within-follow-up:N:SET`` on crimes: whether an outcome of the set was given no later
  than N months after the month of recording (looked up by Crime ID in the outcomes table);
- ``months-to-outcome`` on outcomes: months from recording to outcome, where the crime is held;
  on crimes: months from recording to the first outcome of those wanted, empty where there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.vocabularies import OUTCOMES, slug_of
from frankpledge.engines.engine import Engine
from frankpledge.store.editions import Edition
from frankpledge.store.orders import Tombstone
from frankpledge.store.places import places_of

Codes = frozenset[int] | None
"""Editions to count from; None for all in use."""

FEW = 100
"""Up to so many editions are listed in an expression; a longer list would take longer than a join."""

MONTHS_TO_OUTCOME = "months-to-outcome"
FOLLOW_UP = "outcome-within-follow-up"


@dataclass(frozen=True)
class FollowUp:
    """A fixed follow-up: an outcome among ``terms`` within ``months`` months of recording."""

    months: int
    terms: tuple[str, ...]

    @property
    def column(self) -> str:
        """Name of the derived true-or-false column."""
        return f"within-{self.months}-{'-'.join(str(OUTCOMES.code_of_slug[term]) for term in self.terms)}"


class Records:
    """The selected editions of a snapshot as expressions of one engine.

    ``editions`` are those in use; ``store`` is the folder their parts are relative to;
    ``everything`` is all that may stand in those parts beside them.
    """

    def __init__(
        self,
        engine: Engine,
        store: Path,
        editions: Sequence[Edition],
        everything: Sequence[Edition | Tombstone],
    ):
        self.engine = engine
        self.store = store
        self.editions = tuple(editions)
        self._codes_of_part: dict[str, set[int]] = {}
        for one in everything:
            self._codes_of_part.setdefault(one.part, set()).add(one.code)
        self._tables: dict[tuple[str, Codes], ir.Table | None] = {}
        self._texts: dict[tuple[str, str], dict[str, list[str]]] = {}

    def of(self, table: str) -> list[Edition]:
        """Return the editions in use of one table."""
        return [edition for edition in self.editions if edition.table == table]

    def table(self, name: str, codes: Codes = None) -> ir.Table | None:
        """Return the counted rows of a table's editions in use; None where nothing was supplied.

        ``codes`` are the only editions wanted (default: all in use). Parts that hold none of them
        are not read.
        """
        if (name, codes) not in self._tables:
            self._tables[name, codes] = self._selected(name, codes)
        return self._tables[name, codes]

    def _selected(self, name: str, codes: Codes) -> ir.Table | None:
        wanted = [one for one in self.of(name) if one.rows and (codes is None or one.code in codes)]
        if not wanted:
            return None
        parts = sorted({edition.part for edition in wanted})
        rows = self._read(name, parts)
        chosen = {edition.code for edition in wanted}
        if set().union(*(self._codes_of_part[part] for part in parts)) - chosen:
            if len(chosen) <= FEW:
                rows = rows.filter(rows["edition"].isin(sorted(chosen)))
            else:
                values = pa.table({"edition": pa.array(sorted(chosen), pa.int32())})
                rows = rows.semi_join(self.engine.values(f"selected_{name}", values), "edition")
        if TABLES[name].identity:
            rows = rows.filter(rows["counted"])
        return self._newest_rows(name, rows, wanted) if TABLES[name].row_key else rows

    def _read(self, name: str, parts: Sequence[str]) -> ir.Table:
        """Return the rows of a table's parts. What was kept before its contract had a column that may be
        empty is read as empty there, its parts one by one, for each can have its own columns. Parts of a
        monthly table are many: the oldest lacks a column if any does, and is looked at alone."""
        if TABLES[name].monthly:
            oldest = self.engine.read([self.store / min(parts, key=lambda part: Path(part).name)])
            if {one.name for one in TABLES[name].columns} <= set(oldest.columns):
                return self.engine.read([self.store / part for part in parts])
        found = []
        for part in parts:
            rows = self.engine.read([self.store / part])
            lacking = [one for one in TABLES[name].columns if one.name not in rows.columns]
            nothing = {one.name: ibis.null(ibis.dtype(one.arrow_type())) for one in lacking}
            rows = rows.mutate(**nothing) if nothing else rows
            found.append(rows.select(sorted(rows.columns)))
        return ibis.union(*found)

    def _newest_rows(self, name: str, rows: ir.Table, editions: Sequence[Edition]) -> ir.Table:
        """Return of rows that state one thing the one obtained last; of two, the one loaded later."""
        ordered = sorted(editions, key=lambda one: (one.obtained, one.code))
        age = pa.table(
            {
                "of-edition": pa.array([one.code for one in ordered], pa.int32()),
                "age": pa.array(range(len(ordered)), pa.int32()),
            }
        )
        aged = rows.inner_join(self.engine.values(f"ages_{name}", age), [("edition", "of-edition")])
        same = ibis.window(group_by=list(TABLES[name].row_key), order_by=ibis.desc("age"))
        ranked = aged.mutate(later=ibis.row_number().over(same))
        return ranked.filter(ranked["later"] == 0).select(*rows.columns)

    def places(self, table: str, forces: Collection[str]) -> list[pa.Table]:
        """Return the pairs of LSOA and its name in a table's records of some forces, part by part."""
        codes_by_part: dict[str, set[int]] = {}
        for edition in self.of(table):
            if edition.area in forces and edition.rows:
                codes_by_part.setdefault(edition.part, set()).add(edition.code)
        return [places_of(self.store / part, codes) for part, codes in sorted(codes_by_part.items())]

    def crimes_followed_up(self, follow_ups: Sequence[FollowUp], codes: Codes = None) -> ir.Table | None:
        """Return crimes (of some editions, default all) with one true-or-false column for each follow-up."""
        crimes = self.table("crimes", codes)
        if crimes is None or not follow_ups:
            return crimes
        outcomes = self.table("outcomes")
        for follow_up in follow_ups:
            if outcomes is None:
                crimes = crimes.mutate(**{follow_up.column: ibis.literal(False)})
                continue
            terms = [OUTCOMES.code_of_slug[term] for term in follow_up.terms]
            given = outcomes.filter(outcomes["outcome"].isin(terms))
            given = given.select(**{"given-id": given["crime-id"], "given-month": given["month"]})
            pairs = crimes.select("crime-id", "month").join(given, [("crime-id", "given-id")])
            delay = pairs["given-month"] - pairs["month"]
            pairs = pairs.filter((delay >= 0) & (delay <= follow_up.months))
            met = pairs.select(**{"met-id": pairs["crime-id"], "met-month": pairs["month"]}).distinct()
            met = self.engine.keep(f"met_{follow_up.column}", met)
            joined = crimes.left_join(
                met, [crimes["crime-id"] == met["met-id"], crimes["month"] == met["met-month"]]
            )
            crimes = joined.mutate(**{follow_up.column: joined["met-id"].notnull()}).drop(
                "met-id", "met-month"
            )
        return crimes

    def crimes_timed(self, terms: Sequence[str]) -> ir.Table | None:
        """Return crimes with months-to-outcome: to the first outcome among ``terms``, empty if none.

        Crimes without a Crime ID are left out: what became of them cannot be looked up.
        """
        crimes, outcomes = self.table("crimes"), self.table("outcomes")
        if crimes is None:
            return None
        crimes = crimes.filter(crimes["crime-id"].notnull())
        if outcomes is None:
            return crimes.mutate(**{MONTHS_TO_OUTCOME: ibis.null("int32")})
        codes = sorted(OUTCOMES.code_of_slug[term] for term in terms)
        given = outcomes.filter(outcomes["outcome"].isin(codes))
        given = given.select(**{"given-id": given["crime-id"], "given-month": given["month"]})
        pairs = crimes.select("crime-id", "month").join(given, [("crime-id", "given-id")])
        pairs = pairs.filter(pairs["given-month"] >= pairs["month"])
        first = pairs.group_by(**{"ended-id": pairs["crime-id"], "from-month": pairs["month"]}).agg(
            **{"ended-month": pairs["given-month"].min()}
        )
        first = self.engine.keep(f"ended_{'_'.join(map(str, codes))}", first)
        joined = crimes.left_join(
            first, [crimes["crime-id"] == first["ended-id"], crimes["month"] == first["from-month"]]
        )
        wait = joined["ended-month"] - joined["month"]
        return joined.mutate(**{MONTHS_TO_OUTCOME: wait}).drop("ended-id", "from-month", "ended-month")

    def outcomes_timed(self, codes: Codes = None) -> ir.Table | None:
        """Return outcomes with months-to-outcome (empty where the crime's month is not held)."""
        outcomes, crimes = self.table("outcomes", codes), self.table("crimes")
        if outcomes is None:
            return None
        if crimes is None:
            return outcomes.mutate(**{MONTHS_TO_OUTCOME: ibis.null("int32")})
        held = crimes.filter(crimes["crime-id"].notnull())
        recorded = held.group_by(**{"recorded-id": held["crime-id"]}).agg(
            **{"recorded-month": held["month"].min()}
        )
        joined = outcomes.left_join(recorded, [("crime-id", "recorded-id")])
        wait = joined["month"] - joined["recorded-month"]
        usable = ibis.cases((wait >= 0, wait), else_=ibis.null("int32"))
        return joined.mutate(**{MONTHS_TO_OUTCOME: usable}).drop("recorded-id", "recorded-month")

    def texts(self, table: str, column: str) -> dict[str, list[str]]:
        """Return the distinct texts of a text column by slug: two texts may share one slug."""
        key = (table, column)
        if key not in self._texts:
            rows = self.table(table)
            found: dict[str, list[str]] = {}
            if rows is not None:
                values = self.engine.run(rows.select(column).distinct())[column].to_pylist()
                for text in sorted(value for value in values if value is not None):
                    found.setdefault(slug_of(text), []).append(text)
            self._texts[key] = found
        return self._texts[key]
