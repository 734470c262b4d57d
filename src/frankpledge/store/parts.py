"""Reading files and writing what is in them as parts: one Parquet file for each table and area.

One group of files becomes one part, written as the files are read, in row groups of whole files
with ROW_GROUP rows or a little more: memory is bounded by that, and an engine that reads the
part is not held up by thousands of small groups. This is the same wherever a group is taken in:
here, or by a task on another machine that sees the same store.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.tables import HASHED, Table, Type
from frankpledge.errors import FrankpledgeError
from frankpledge.sources.checking import REFUSED_SCHEMA
from frankpledge.sources.converting import Context
from frankpledge.sources.recognise import Recognised
from frankpledge.store.editions import Edition
from frankpledge.store.files import flush
from frankpledge.store.places import PLACES_KEY, PlacesOfPart, has_places

ROW_GROUP = 122_880
"""Rows from which a row group is written, as in DuckDB: read twice as fast as groups of 7,500 rows."""

Held = dict[tuple[str, str, int | None, str], Edition]
"""Editions held already, by table, area, month and SHA-256 of the file."""


@dataclass(frozen=True)
class Work:
    """A file to take in, with its date of obtaining and the number its rows will carry."""

    known: Recognised
    obtained: date
    origin_size: int
    origin_mtime_ns: int
    code: int = 0

    @property
    def group(self) -> tuple[str, str]:
        """The table and area whose part the file's rows go into."""
        return self.known.table.name, self.known.area


@dataclass(frozen=True)
class Read:
    """What was read from one file: rows, or in ``same_as`` an edition held with the same content."""

    work: Work
    sha256: str
    size: int
    accepted: pa.Table | None = None
    refused: pa.Table | None = None
    same_as: Edition | None = None


def read_file(work: Work, same: Held, context: Context) -> Read | FrankpledgeError:
    """Read and check one file. A file that cannot be read gives its error, and stops no other file."""
    known = work.known
    try:
        data = known.file.read()
        digest = hashlib.sha256(data).hexdigest()
        twin = same.get((known.table.name, known.area, known.month, digest))
        if twin is not None:
            return Read(work, digest, len(data), same_as=twin)
        accepted, refused = known.reader(known.file.shown, data, context)
        return Read(work, digest, len(data), accepted, refused)
    except FrankpledgeError as problem:
        return problem


@dataclass
class Taken:
    """What came of the files of one group."""

    editions: list[Edition] = field(default_factory=list)
    problems: list[FrankpledgeError] = field(default_factory=list)
    unchanged: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def take_group(
    store: Path,
    number: int,
    results: Iterable[tuple[Work, Read | FrankpledgeError]],
    same: Held,
    *,
    batch: int = 0,
    attempt: str = "",
    on_file: Callable[[Work], None] = lambda one: None,
) -> Taken:
    """Write what was read from the files of one table and area, in order, as part ``number``.

    One ingest may write several parts of a table and area: a ``batch`` above nought is in their names.

    ``same`` grows by what is written. A part is written under its own name, or, where there may
    be another try at it on another machine, under a name with ``attempt`` until it is whole.
    """
    taken = Taken()
    writer: _GroupWriter | None = None
    try:
        for one, result in results:
            if isinstance(result, FrankpledgeError):
                taken.problems.append(result)
            elif (twin := _twin(result, same)) is not None:
                if twin.obtained == one.obtained:
                    taken.unchanged += 1
                else:
                    taken.editions.append(_edition(result, twin))
            else:
                if writer is None:
                    writer = _GroupWriter(store, one.known.table, one.known.area, number, batch, attempt)
                edition = writer.write(result)
                _note_reasons(result, taken.reasons)
                same[(*edition.key, edition.sha256)] = edition
                taken.editions.append(edition)
            on_file(one)
    except BaseException:
        if writer is not None:
            writer.abandon()
        raise
    if writer is not None:
        writer.close()
    return taken


def _twin(read: Read, same: Held) -> Edition | None:
    """Return the edition with the same content. Files are read ahead, so it may have come since."""
    known = read.work.known
    return read.same_as or same.get((known.table.name, known.area, known.month, read.sha256))


def _note_reasons(read: Read, reasons: Counter[str]) -> None:
    if read.refused is not None and read.refused.num_rows:
        for column, rule in zip(
            read.refused["column"].to_pylist(), read.refused["rule"].to_pylist(), strict=True
        ):
            reasons[f"{read.work.known.table.name}: {f'{column} is ' if column else ''}{rule}"] += 1


def part_writer(path: Path, table: Table) -> pq.ParquetWriter:
    """Return the writer of a part of a table: how rows lie on the disk is decided here alone."""
    schema = table.schema()
    unlike = {"record", *(it.name for it in table.columns if it.type in (Type.IDENTIFIER, *HASHED))}
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in schema.names if name not in unlike],
        write_statistics=["edition", "month"] if "month" in schema.names else ["edition"],
    )


class _GroupWriter:
    """One Parquet file of a table and area; refused rows beside it. A place's names are in its footer."""

    def __init__(self, store: Path, table: Table, area: str, number: int, batch: int, attempt: str) -> None:
        self.store, self.table, self.attempt = store, table, attempt
        place = f"{table.name}/{area.replace('/', '-') or 'all'}"
        name = f"{number:08d}-{batch}" if batch else f"{number:08d}"
        self.part = f"{place}/{name}.parquet"
        self.refused_part = f"{place}/{name}.refused.parquet"
        self.schema = table.schema()
        (store / place).mkdir(parents=True, exist_ok=True)
        self.writer = part_writer(self._path(self.part), table)
        self.places = PlacesOfPart() if has_places(table) else None
        self.waiting: list[pa.Table] = []
        self.refused: list[pa.Table] = []

    def _path(self, part: str) -> Path:
        """Where a part is while it is being written: anything that ends in .tmp is a leftover to clear."""
        return self.store / (f"{part}.{self.attempt}.tmp" if self.attempt else part)

    def write(self, read: Read) -> Edition:
        assert read.accepted is not None
        assert read.refused is not None
        rows, refused, code = read.accepted, read.refused, read.work.code
        stored = rows.append_column("edition", pa.repeat(pa.scalar(code, pa.int32()), rows.num_rows))
        if rows.num_rows:
            self.waiting.append(stored.select(self.schema.names).cast(self.schema))
            if self.places is not None:
                self.places.add(rows, code)
            if sum(table.num_rows for table in self.waiting) >= ROW_GROUP:
                self._write_waiting()
        if refused.num_rows:
            column = pa.repeat(pa.scalar(code, pa.int32()), refused.num_rows)
            self.refused.append(refused.add_column(0, "edition", column).cast(REFUSED_SCHEMA))
        counted = pc.sum(rows["counted"]).as_py() or 0 if "counted" in rows.column_names else rows.num_rows
        return Edition(
            code=code,
            table=self.table.name,
            area=read.work.known.area,
            month=read.work.known.month,
            obtained=read.work.obtained,
            file=read.work.known.file.name,
            origin=str(read.work.known.file.origin.resolve()),
            origin_size=read.work.origin_size,
            origin_mtime_ns=read.work.origin_mtime_ns,
            sha256=read.sha256,
            size=read.size,
            rows=rows.num_rows,
            refused=refused.num_rows,
            repeats=rows.num_rows - counted,
            part=self.part,
            refused_part=self.refused_part if refused.num_rows else "",
            read_with=read.work.known.read_with,
            sender=read.work.known.sender,
        )

    def _write_waiting(self) -> None:
        """Write the rows of the files that wait as one row group, each text column with one dictionary."""
        if self.waiting:
            rows = pa.concat_tables(self.waiting).unify_dictionaries()
            self.writer.write_table(rows, row_group_size=rows.num_rows)
            self.waiting = []

    def close(self) -> None:
        self._write_waiting()
        if self.places is not None:
            self.writer.add_key_value_metadata({PLACES_KEY: self.places.encoded()})
        self.writer.close()
        parts = [self.part]
        if self.refused:
            pq.write_table(pa.concat_tables(self.refused), self._path(self.refused_part))
            parts.append(self.refused_part)
        for part in parts:
            flush(self._path(part))
            self._path(part).replace(self.store / part)

    def abandon(self) -> None:
        """Let go of a part that will not be whole; the ingest clears it away."""
        with suppress(OSError):
            self.writer.close()


def _edition(read: Read, twin: Edition) -> Edition:
    """The same content, obtained on another date: an edition of its own that shares the rows."""
    work = read.work
    return replace(
        twin,
        obtained=work.obtained,
        file=work.known.file.name,
        origin=str(work.known.file.origin.resolve()),
        origin_size=work.origin_size,
        origin_mtime_ns=work.origin_mtime_ns,
        read_with=work.known.read_with,
    )
