"""A declared query's answer as rows of text, in an order that is the same for the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput, did_you_mean
from frankpledge.periods import first_day
from frankpledge.sources.databases import Database, Value
from frankpledge.sources.return_columns import ReturnMapping
from frankpledge.sources.returned import in_our_words


@dataclass(frozen=True)
class SqlSource:
    """A query declared by an office. ``since`` is the heading of a column that grows whenever a row changes;
    without one every reading is of all rows. ``variable`` holds the database's address, ``seconds`` is the
    longest that a statement may take, and ``declared_in`` the file that says all this."""

    name: str
    variable: str
    query: str
    mapping: ReturnMapping
    declared_in: Path
    since: str = ""
    seconds: int = 600

    @property
    def table(self) -> Table:
        return TABLES[self.mapping.table]

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"{self.declared_in}, '{self.name}'"

    @property
    def when(self) -> str:
        """The heading that gives a row its month."""
        return next(theirs for theirs, ours in self.mapping.columns.items() if ours == self.table.month_from)

    @property
    def digest(self) -> str:
        """What is the same while the same is asked for, and read in the same way."""
        return hashlib.sha256(repr((self.query, self.mapping, self.since)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Answer:
    """Columns of text by the contract's names, and the highest value of the column ``since``."""

    columns: dict[str, pa.Array]
    mark: Value | None

    @property
    def count(self) -> int:
        return len(next(iter(self.columns.values())))

    def taken(self, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Answer:
        """Return some of the rows."""
        return Answer({name: one.filter(pa.array(rows)) for name, one in self.columns.items()}, self.mark)


def all_rows(source: SqlSource, database: Database) -> Answer:
    """Return every row of a source's query. Raises BadInput where it lacks a heading, or is refused."""
    return _asked(source, database, _selecting(source.query), ())


def changed_rows(source: SqlSource, database: Database, mark: Value) -> Answer:
    """Return the rows that changed since a mark, and those at it: more may have come at the same moment."""
    query = _selecting(_escaped(source.query, database))
    return _asked(source, database, f"{query} WHERE q.{_quoted(source.since)} >= {database.mark}", (mark,))


def rows_of_months(source: SqlSource, database: Database, first: int, last: int) -> Answer:
    """Return the rows of whole months, and of a day at either end: databases count days their own way."""
    when, query = f"q.{_quoted(source.when)}", _selecting(_escaped(source.query, database))
    start, end = first_day(first).toordinal() - 1, first_day(last + 1).toordinal() + 1
    span = tuple(date.fromordinal(day).isoformat() for day in (start, end))
    between = f"{when} >= {database.mark} AND {when} < {database.mark}"
    return _asked(source, database, f"{query} WHERE {between}", span)


def _selecting(query: str) -> str:
    # The query is the office's own, is read from its plan, and runs where nothing can be written.
    return f"SELECT * FROM ({query}) q"  # noqa: S608


def _escaped(query: str, database: Database) -> str:
    """Return a query fit to stand beside parameters, where its own per cent signs would be taken for some."""
    return query.replace("%", "%%") if database.mark == "%s" else query


def _quoted(heading: str) -> str:
    return '"' + heading.replace('"', '""') + '"'


def _asked(source: SqlSource, database: Database, query: str, parameters: Sequence[Value]) -> Answer:
    headings, batches = database.ask(query, parameters)
    for wanted in (*source.mapping.columns, *([source.since] if source.since else [])):
        if wanted not in headings:
            raise BadInput(
                f"the answer to its query has no column '{wanted}'.",
                file=source.shown,
                do=did_you_mean(wanted, headings),
            )
    places = {ours: headings.index(theirs) for theirs, ours in source.mapping.columns.items()}
    chunks: dict[str, list[pa.Array]] = {ours: [] for ours in places}
    highest: Any = None
    for batch in batches:
        columns = list(zip(*batch, strict=True))
        for ours, place in places.items():
            chunks[ours].append(as_texts(columns[place]))
        if source.since:
            held = [value for value in columns[headings.index(source.since)] if value is not None]
            highest = max(held if highest is None else [highest, *held], default=None)
    made = {
        ours: pa.concat_arrays(some) if some else pa.array([], pa.string()) for ours, some in chunks.items()
    }
    for ours, words in source.mapping.words.items():
        if ours in made:
            made[ours] = in_our_words(made[ours], words)
    count = len(next(iter(made.values())))
    for ours, constant in source.mapping.constants.items():
        made[ours] = pa.repeat(pa.scalar(constant), count)
    return Answer(_in_order(made, source.table), _plain(highest))


def _in_order(columns: dict[str, pa.Array], table: Table) -> dict[str, pa.Array]:
    """Sort rows by time, then by all else: a database gives them in any order, and from one reading to the
    next the same month must be known again."""
    first = [table.month_from] if table.month_from in columns else []
    keys = [*first, *sorted(set(columns) - set(first))]
    rows = pa.table({str(place): columns[name] for place, name in enumerate(keys)})
    order = pc.sort_indices(rows, sort_keys=[(str(place), "ascending") for place in range(len(keys))])
    return {name: column.take(order) for name, column in columns.items()}


def _plain(value: Any) -> Value | None:
    """Return a value as it can be kept in a text file and asked with again."""
    if value is None or isinstance(value, bool):
        return None
    return value if isinstance(value, str | int | float) else _text(value)


# --- values as texts ------------------------------------------------------------------------------

_SECOND: Final = pa.timestamp("s")


def as_texts(values: Sequence[Any]) -> pa.Array:
    """Return a database's values as a sender would have typed them; null where there is none."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {datetime} and all(value is None or value.tzinfo is None for value in values):
        moments = pa.array(values, pa.timestamp("us"))
        whole = moments.cast(_SECOND, safe=False)
        if moments.equals(whole.cast(pa.timestamp("us"))):
            return whole.cast(pa.string())
    elif kinds in ({int}, {date}):
        return pa.array(values).cast(pa.string())
    texts = [None if value is None else _text(value).strip() or None for value in values]
    return pa.array(texts, pa.string())


def _text(value: Any) -> str:
    written = _WRITTEN.get(type(value))
    return str(value) if written is None else written(value)


def _number(value: float | Decimal) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value)) if np.isfinite(value) else value
    return format(exact, "f")


_WRITTEN: Final[dict[type, Callable[[Any], str]]] = {
    bool: lambda value: "yes" if value else "no",
    float: _number,
    Decimal: _number,
    datetime: lambda value: str(value.isoformat(sep=" ")),
    date: lambda value: str(value.isoformat()),
    time: lambda value: str(value.isoformat(timespec="minutes" if not value.second else "seconds")),
}
