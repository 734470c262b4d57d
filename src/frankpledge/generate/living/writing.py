"""Records on disk, as the returns that intake reads: for each table a CSV a year, or one a quarter.

Only one month is in memory at a time. A file says its months in its name, so that a month in it without
rows is a true nought.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.generate.living.clock import local
from frankpledge.generate.living.context import Living, Maker
from frankpledge.generate.living.dirty import spoiled_rows
from frankpledge.generate.living.truth import SpoiledTruth, TableTruth
from frankpledge.periods import month_key

BY_QUARTER = frozenset({"calls", "incidents"})
"""Tables so large that they come by quarter."""
APRIL = 3


def write_records(
    living: Living,
    makers: Iterable[Maker],
    folder: Path,
    obtained: datetime,
    step: Callable[[], None],
    earlier: Mapping[str, tuple[int, pa.Table]] | None = None,
) -> dict[str, TableTruth]:
    """Write the records of all months and return what is true of them, by table; ``step`` after each month.

    ``folder`` must be there. Files carry the date ``obtained``. ``earlier`` are rows of a month before the
    records begin, by table: a file of its own each.
    """
    truths: dict[str, TableTruth] = {}
    for name, (month, rows) in (earlier or {}).items():
        with _OpenFile(folder, TABLES[name], (month, month)) as file:
            file.add(living, month, rows, truths.setdefault(name, TableTruth()))
    makers = tuple(makers)
    with ExitStack() as stack:
        files: dict[str, _OpenFile] = {}
        for month in range(living.first_month, living.last_month + 1):
            for maker in makers:
                for name, rows in maker(living, month).items():
                    truth = truths.setdefault(name, TableTruth())
                    span = _span(living, name, month)
                    if name not in files or files[name].span != span:
                        if name in files:
                            files[name].close()
                        files[name] = stack.enter_context(_OpenFile(folder, TABLES[name], span))
                    files[name].add(living, month, rows, truth)
            step()
    for truth in truths.values():
        for name in sorted({*truth.files}):
            path = folder / name
            truth.files[name] = _digest(path)
            os.utime(path, (obtained.timestamp(), obtained.timestamp()))
    return truths


def _span(living: Living, table: str, month: int) -> tuple[int, int]:
    """Return the first and last month of the file that holds a month: financial years or quarters."""
    length = 3 if table in BY_QUARTER else 12
    start = month - (month - APRIL) % length
    return max(start, living.first_month), min(start + length - 1, living.last_month)


class _OpenFile:
    """A table's file of one span, open to be added to month by month."""

    def __init__(self, folder: Path, table: Table, span: tuple[int, int]) -> None:
        self.span = span
        self._told = f"{month_key(span[0])}_{month_key(span[1])}"
        self._table = table
        self._name = f"{table.name}_{self._told}_generated.csv"
        self._quota: dict[str, int] = {}
        self._columns = [column.name for column in table.sent_columns]
        words = [term.text for it in table.sent_columns if it.vocabulary for term in it.vocabulary.terms]
        self._has_commas = any("," in word for word in words)
        self._file = (folder / self._name).open("wb")
        self._file.write((",".join(self._columns) + "\n").encode())

    def __enter__(self) -> _OpenFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def add(self, living: Living, month: int, rows: pa.Table, truth: TableTruth) -> None:
        """Write the rows of a month, the spoiled ones of the month after them."""
        rows = rows.select(self._columns)
        truth.files.setdefault(self._name, "")
        truth.add(self._table, month_key(month), self._told, rows)
        texts = _texts(rows)
        self._put(texts)
        draws = living.draws(self._table.name, month, "spoiled")
        spoiled = []
        for spoiler, cells in spoiled_rows(self._table, texts, draws, self._quota):
            spoiled.append(cells)
            truth.spoiled.append(SpoiledTruth(self._name, spoiler.kind, spoiler.column, spoiler.rule))
        if spoiled:
            schema = pa.schema([(name, pa.string()) for name in self._columns])
            self._put(pa.Table.from_pylist(spoiled, schema))

    def _put(self, texts: pa.Table) -> None:
        # But for some terms, no cell of a generated record holds a comma, a quotation mark or a line end.
        options = pacsv.WriteOptions(
            include_header=False, quoting_style="needed" if self._has_commas else "none"
        )
        pacsv.write_csv(texts, self._file, options)


def _texts(rows: pa.Table) -> pa.Table:
    """Return rows as they are written: local times, plain texts, no value as an empty cell."""
    columns = []
    for column in rows.itercolumns():
        array = column.combine_chunks()
        array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
        if pa.types.is_timestamp(array.type):
            array = pa.array(local(array.to_numpy(zero_copy_only=False)), array.type)
        columns.append(array.cast(pa.string()))
    return pa.table(columns, names=rows.column_names)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
