"""Ingest: files in, editions out. Every file is taken whole or not at all.

Files are grouped by table and area; each group becomes one Parquet file with a row group
for each month, written as the months are read, so that memory is bounded by a month. The
log entry written at the end makes all of them visible at once.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput, FrankpledgeError
from frankpledge.sources.archives import SourceFile, file_date, walk
from frankpledge.sources.checking import REFUSED_SCHEMA, Context
from frankpledge.sources.recognise import Recognised, recognise
from frankpledge.store.editions import Edition
from frankpledge.store.files import flush, friendly_disk_errors, write_atomically, writing_lock
from frankpledge.store.log import Snapshot, append, clear_leftovers, read_snapshot

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the name of the file at hand."""


@dataclass
class IngestSummary:
    """What one ingest did: new editions, what was already there, and every problem met."""

    added: list[Edition] = field(default_factory=list)
    unchanged: int = 0
    passed_over: list[str] = field(default_factory=list)
    problems: list[FrankpledgeError] = field(default_factory=list)
    superseding: int = 0
    superseded: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def refusals(self) -> list[tuple[str, int]]:
        """Return each reason rows were refused for, with how many, most frequent first."""
        return self.reasons.most_common()

    def total(self, what: str) -> int:
        """Return the sum of ``rows``, ``refused`` or ``repeats`` over the new editions."""
        return sum(getattr(edition, what) for edition in self.added)


def ingest(
    store: Path,
    paths: Sequence[Path],
    *,
    loaded_at: str,
    obtained: date | None = None,
    rehash: bool = False,
    other_forces: Iterable[str] = (),
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> IngestSummary:
    """Take files into the store and return what was done.

    ``obtained`` is when the files were downloaded (default: each file's own date). A file
    that cannot be read at all is a problem in the summary and stops no other file; a path
    that cannot be walked raises. Unchanged files are known by path, size and time unless
    ``rehash`` is set.
    """
    files = [file for path in paths for file in walk(path)]
    with writing_lock(store, "ingest"):
        snapshot = read_snapshot(store)
        clear_leftovers(snapshot)
        context = Context(row_key=_row_key(store), other_forces=frozenset(other_forces))
        summary = IngestSummary()
        wanted = _recognised(files, summary, single=len(files) == 1)
        if not wanted and not summary.problems:
            raise BadInput(
                "there is no data file here.",
                file=", ".join(str(path) for path in paths),
                do="Give a zip or folder that holds .csv or .geojson files, or the files themselves.",
            )
        work = _not_yet_here(wanted, snapshot, obtained, rehash, summary)
        try:
            with friendly_disk_errors(store):
                added = _take(
                    store, work, snapshot, context, workers or os.cpu_count() or 1, summary, on_progress
                )
            if added:
                _count_superseding(snapshot, added, summary)
                _flush_names(store, added)
                append(store, snapshot, added, loaded_at)
                summary.added = added
        except BaseException:
            with suppress(OSError, FrankpledgeError):
                clear_leftovers(read_snapshot(store))  # as it stands: the entry may be in place already
            raise
    return summary


def _flush_names(store: Path, added: list[Edition]) -> None:
    """Flush the folders that hold new parts, up to the store: a part without a name would be lost."""
    parents = {(store / edition.part).parent for edition in added}
    for folder in (*sorted(parents), *sorted({folder.parent for folder in parents}), store):
        flush(folder)


def _row_key(store: Path) -> bytes:
    """Return the store's own secret for row hashes, made on first use."""
    file = store / ".row-key"
    if not file.exists():
        write_atomically(file, secrets.token_bytes(32))
        file.chmod(0o600)
    return file.read_bytes()


def _recognised(files: list[SourceFile], summary: IngestSummary, single: bool) -> list[Recognised]:
    found = []
    for file in files:
        try:
            known = recognise(file)
        except FrankpledgeError as problem:
            if single:
                raise
            summary.problems.append(problem)
            continue
        if known is None:
            summary.passed_over.append(file.name)
        else:
            found.append(known)
    return sorted(found, key=lambda one: (one.table.name, one.area, one.month or 0, one.file.name))


@dataclass(frozen=True)
class _Work:
    known: Recognised
    obtained: date
    origin_size: int
    origin_mtime_ns: int
    code: int = 0


def _not_yet_here(
    wanted: list[Recognised], snapshot: Snapshot, obtained: date | None, rehash: bool, summary: IngestSummary
) -> list[_Work]:
    """Leave out files whose path, size, time and date of obtaining are those of an edition already held."""
    held = {(e.origin, e.origin_size, e.origin_mtime_ns, e.file, e.obtained) for e in snapshot.editions}
    stats: dict[Path, os.stat_result] = {}
    dates: dict[Path, date] = {}
    work = []
    for known in wanted:
        origin = known.file.origin.resolve()
        if origin not in stats:
            stats[origin] = origin.stat()
            dates[origin] = file_date(origin)
        stat = stats[origin]
        day = obtained or known.file.modified or dates[origin]
        if not rehash and (str(origin), stat.st_size, stat.st_mtime_ns, known.file.name, day) in held:
            summary.unchanged += 1
            continue
        work.append(_Work(known, day, stat.st_size, stat.st_mtime_ns))
    first = snapshot.next_code
    return [replace(one, code=first + place) for place, one in enumerate(work)]


@dataclass(frozen=True)
class _Read:
    work: _Work
    sha256: str
    size: int
    accepted: pa.Table | None = None
    refused: pa.Table | None = None
    same_as: Edition | None = None


def _read(work: _Work, same: Mapping[Any, Edition], context: Context) -> _Read | FrankpledgeError:
    known = work.known
    try:
        data = known.file.read()
        digest = hashlib.sha256(data).hexdigest()
        twin = same.get((known.table.name, known.area, known.month, digest))
        if twin is not None:
            return _Read(work, digest, len(data), same_as=twin)
        accepted, refused = known.reader(known.file.shown, data, context)
        return _Read(work, digest, len(data), accepted, refused)
    except FrankpledgeError as problem:
        return problem


def _take(
    store: Path,
    work: list[_Work],
    snapshot: Snapshot,
    context: Context,
    workers: int,
    summary: IngestSummary,
    on_progress: Progress | None,
) -> list[Edition]:
    """Read the files in parallel, write them in order, and return the new editions."""
    same = {(*edition.key, edition.sha256): edition for edition in snapshot.editions}
    added: list[Edition] = []
    writer: _GroupWriter | None = None
    try:
        for done, (one, result) in enumerate(_in_order(work, same, context, workers), 1):
            group = (one.known.table.name, one.known.area)
            if writer is not None and writer.group != group:
                writer.close()
                writer = None
            if isinstance(result, FrankpledgeError):
                summary.problems.append(result)
            elif result.same_as is not None:
                if result.same_as.obtained == one.obtained:
                    summary.unchanged += 1
                else:
                    added.append(_edition(result, result.same_as))
            else:
                if writer is None:
                    writer = _GroupWriter(store, one.known.table, one.known.area, snapshot.number + 1)
                edition = writer.write(result)
                _note_reasons(result, summary)
                same[(*edition.key, edition.sha256)] = edition
                added.append(edition)
            if on_progress is not None:
                on_progress(done, len(work), one.known.file.name)
    finally:
        if writer is not None:
            writer.close()
    return added


def _note_reasons(read: _Read, summary: IngestSummary) -> None:
    if read.refused is not None and read.refused.num_rows:
        for column, rule in zip(
            read.refused["column"].to_pylist(), read.refused["rule"].to_pylist(), strict=True
        ):
            summary.reasons[f"{read.work.known.table.name}: {f'{column} is ' if column else ''}{rule}"] += 1


def _in_order(
    work: list[_Work], same: Mapping[Any, Edition], context: Context, workers: int
) -> Iterator[tuple[_Work, _Read | FrankpledgeError]]:
    """Read ahead a few files, give results in the order of the work."""
    with ThreadPoolExecutor(workers) as pool:
        pending: deque[tuple[_Work, Future[_Read | FrankpledgeError]]] = deque()
        waiting = iter(work)
        for one in waiting:
            pending.append((one, pool.submit(_read, one, same, context)))
            if len(pending) > workers * 2:
                first, future = pending.popleft()
                yield first, future.result()
        while pending:
            first, future = pending.popleft()
            yield first, future.result()


class _GroupWriter:
    """One Parquet file of a table and area, a row group for each file read; refused rows beside it."""

    def __init__(self, store: Path, table: Table, area: str, number: int) -> None:
        self.group = (table.name, area)
        self.store, self.table = store, table
        place = f"{table.name}/{area.replace('/', '-') or 'all'}"
        self.part = f"{place}/{number:08d}.parquet"
        self.refused_part = f"{place}/{number:08d}.refused.parquet"
        self.schema = table.schema()
        (store / place).mkdir(parents=True, exist_ok=True)
        unlike = {"crime-id", "record"}
        self.writer = pq.ParquetWriter(
            store / self.part,
            self.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[name for name in self.schema.names if name not in unlike],
            write_statistics=["edition", "month"] if "month" in self.schema.names else ["edition"],
        )
        self.refused: list[pa.Table] = []

    def write(self, read: _Read) -> Edition:
        assert read.accepted is not None
        assert read.refused is not None
        rows, refused, code = read.accepted, read.refused, read.work.code
        stored = rows.append_column("edition", pa.repeat(pa.scalar(code, pa.int32()), rows.num_rows))
        if rows.num_rows:
            self.writer.write_table(stored.select(self.schema.names).cast(self.schema))
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
        )

    def close(self) -> None:
        self.writer.close()
        files = [self.store / self.part]
        if self.refused:
            pq.write_table(pa.concat_tables(self.refused), self.store / self.refused_part)
            files.append(self.store / self.refused_part)
        for file in files:
            flush(file)


def _edition(read: _Read, twin: Edition) -> Edition:
    """The same content, obtained on another date: an edition of its own that shares the rows."""
    work = read.work
    return replace(
        twin,
        obtained=work.obtained,
        file=work.known.file.name,
        origin=str(work.known.file.origin.resolve()),
        origin_size=work.origin_size,
        origin_mtime_ns=work.origin_mtime_ns,
    )


def _count_superseding(snapshot: Snapshot, added: list[Edition], summary: IngestSummary) -> None:
    held = {edition.key: edition for edition in snapshot.selected()}
    for edition in added:
        if edition.key in held:
            if edition.obtained >= held[edition.key].obtained:
                summary.superseding += 1
            else:
                summary.superseded += 1
