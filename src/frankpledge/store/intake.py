"""Ingest: files in, editions out. Every file is taken whole or not at all.

Files are grouped by table and area; each group becomes one part (see :mod:`frankpledge.store.parts`).
The log entry written at the end makes all of them visible at once.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from secrets import token_bytes
from typing import Any

from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput, FrankpledgeError
from frankpledge.sources import stats19
from frankpledge.sources.archives import SourceFile, walk
from frankpledge.sources.converting import Context
from frankpledge.sources.recognise import Recognised, in_place, is_data, published
from frankpledge.sources.return_columns import ReturnMapping
from frankpledge.store.destroying import finish
from frankpledge.store.editions import Edition, by_row
from frankpledge.store.files import flush, friendly_disk_errors, write_atomically, writing_lock
from frankpledge.store.log import Snapshot, append, clear_leftovers, read_snapshot
from frankpledge.store.many_months import ManyMonths, Stamps
from frankpledge.store.orders import Order
from frankpledge.store.parts import Held, Read, Taken, Work, read_file, take_group

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the name of the file at hand."""

ROW_KEY = ".row-key"

Spread = Callable[[Path, Sequence[Sequence[Work]], int, Held, Context], Iterable[Taken]]
"""Takes groups of files into a store on many machines: each group as part of the given number."""


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
    secrets: Mapping[str, bytes] | None = None,
    links: Mapping[str, tuple[str, bytes]] | None = None,
    barred: Mapping[str, str] | None = None,
    mappings: Sequence[ReturnMapping] = (),
    workers: int | None = None,
    spread: Spread | None = None,
    on_progress: Progress | None = None,
) -> IngestSummary:
    """Take files into the store and return what was done.

    ``obtained`` is when the files were downloaded (default: each file's own date). A file
    that cannot be read at all is a problem in the summary and stops no other file; a path
    that cannot be walked raises. ``secrets`` hash the persons and references of each source
    (``links`` and ``barred`` as in :class:`frankpledge.sources.converting.Context`), and ``mappings`` say
    whose columns of returns are whose. Unchanged files are known by path, size and time
    unless ``rehash`` is set. ``spread`` has the files read elsewhere than on this machine; what is
    written, and what is refused, is the same.
    """
    files = [file for path in paths for file in walk(path)]
    with writing_lock(store, "ingest"):
        finish(store, loaded_at)
        snapshot = read_snapshot(store)
        clear_leftovers(snapshot)
        context = Context(row_key(store), frozenset(other_forces), secrets or {}, links or {}, barred or {})
        summary = IngestSummary()
        known, sent = _by_kind(files, summary, single=len(files) == 1)
        number, same = snapshot.number + 1, _held(snapshot)
        work = _not_yet_here(known, snapshot, obtained, rehash, summary)
        cores = workers or os.cpu_count() or 1
        told = _Progress(len(files) - len(known) + len(work), on_progress)
        try:
            with friendly_disk_errors(store):
                every: Iterable[Taken]
                if spread is None:
                    every = taken_here(store, work, number, 0, same, context, cores, told.one)
                else:
                    groups = [list(group) for _, group in groupby(work, key=lambda one: one.group)]
                    every = spread(store, groups, number, same, context)
                added = gathered(every, summary)
                many = ManyMonths(snapshot, context, mappings, obtained, rehash)
                for batch, (file, table) in enumerate(sent, 1):
                    try:
                        work = not_destroyed(many.work_of(file, table, added), snapshot, summary)
                    except FrankpledgeError as problem:
                        if len(files) == 1:
                            raise
                        summary.problems.append(problem)
                        continue
                    summary.unchanged += many.unchanged
                    added += gathered(
                        taken_here(store, work, number, batch, same, context, cores, told.nothing), summary
                    )
                    told.one(file.name)
                if not known and not summary.unchanged and not added and not summary.problems:
                    raise _no_data(paths)
            if added:
                commit(store, snapshot, added, summary, loaded_at)
        except BaseException:
            with suppress(OSError, FrankpledgeError):
                clear_leftovers(read_snapshot(store))  # as it stands: the entry may be in place already
            raise
    return summary


def commit(
    store: Path,
    snapshot: Snapshot,
    added: list[Edition],
    summary: IngestSummary,
    loaded_at: str,
    marks: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Make what was written visible at once, and note it in the summary."""
    _count_superseding(snapshot, added, summary)
    _flush_names(store, added)
    append(store, snapshot, added, loaded_at, marks)
    summary.added = added


def _flush_names(store: Path, added: list[Edition]) -> None:
    """Flush the folders that hold new parts, up to the store: a part without a name would be lost."""
    parents = {(store / edition.part).parent for edition in added}
    for folder in (*sorted(parents), *sorted({folder.parent for folder in parents}), store):
        flush(folder)


def _held(snapshot: Snapshot) -> Held:
    return {(*edition.key, edition.sha256): edition for edition in snapshot.editions}


def gathered(every: Iterable[Taken], summary: IngestSummary) -> list[Edition]:
    """Note what came of every group in the summary, and return the new editions in order."""
    added: list[Edition] = []
    for taken in every:
        added += taken.editions
        summary.problems += taken.problems
        summary.unchanged += taken.unchanged
        summary.reasons += taken.reasons
    return added


def row_key(store: Path) -> bytes:
    """Return the store's own secret for row hashes, made on first use."""
    file = store / ROW_KEY
    if not file.exists():
        write_atomically(file, token_bytes(32))
        file.chmod(0o600)
    return file.read_bytes()


def _by_kind(
    files: list[SourceFile], summary: IngestSummary, single: bool
) -> tuple[list[Recognised], list[tuple[SourceFile, Table | None]]]:
    """Return files of one month or none, each as what it is; and those of many, in the order to read them
    in, with their table where it is not a return."""
    found: list[Recognised] = []
    sent: list[tuple[SourceFile, Table | None]] = []
    for file in files:
        if not is_data(file):
            summary.passed_over.append(file.name)
            continue
        try:
            known = published(file)
        except FrankpledgeError as problem:
            if single:
                raise
            summary.problems.append(problem)
            continue
        if known is None:
            sent.append((file, stats19.table_of(file)))
        else:
            found.append(known)
    return sorted(found, key=in_place), stats19.in_order(sent)


def _no_data(paths: Sequence[Path]) -> BadInput:
    return BadInput(
        "there is no data file here.",
        file=", ".join(str(path) for path in paths),
        do="Give a zip or folder that holds .csv or .geojson files, or the files themselves.",
    )


class _Progress:
    """Tells of each file as it is done with."""

    def __init__(self, total: int, on_progress: Progress | None) -> None:
        self.done, self.total, self.on_progress = 0, total, on_progress

    def one(self, name: str) -> None:
        self.done += 1
        if self.on_progress is not None:
            self.on_progress(self.done, self.total, name)

    def nothing(self, name: str) -> None:
        """Tell nothing: this is of one part of a file."""


def _not_yet_here(
    wanted: list[Recognised], snapshot: Snapshot, obtained: date | None, rehash: bool, summary: IngestSummary
) -> list[Work]:
    """Leave out files whose path, size, time and date of obtaining are those of an edition already held."""
    held = {(e.origin, e.origin_size, e.origin_mtime_ns, e.file, e.obtained) for e in snapshot.editions}
    stamped = Stamps(obtained)
    work = []
    for known in wanted:
        origin, size, changed, day = stamped.of(known.file)
        if not rehash and (origin, size, changed, known.file.name, day) in held:
            summary.unchanged += 1
            continue
        work.append(Work(known, day, size, changed))
    work = not_destroyed(work, snapshot, summary)
    first = snapshot.next_code
    return [replace(one, code=first + place) for place, one in enumerate(work)]


def not_destroyed(work: Sequence[Work], snapshot: Snapshot, summary: IngestSummary) -> list[Work]:
    """Return the parts that no order destroyed; others may not come again: one problem for each file."""
    kept, told = [], dict[tuple[str, str], BadInput]()
    for one in work:
        known = one.known
        order = snapshot.barred.get((known.table.name, known.area, known.month))
        if order is None:
            kept.append(one)
        else:
            told[known.file.shown, order.id] = _destroyed(known, order)
    summary.problems += told.values()
    return kept


def _destroyed(known: Recognised, order: Order) -> BadInput:
    return BadInput(
        f"records of {known.table.name} that this covers were destroyed by order '{order.id}' on "
        f"{order.at[:10]}, and may not be taken in again.",
        file=known.file.shown,
        do=f"Where that is right, lift it: `frankpledge destroy OFFICE --lift --table {known.table.name}`.",
    )


def taken_here(
    store: Path,
    work: Sequence[Work],
    number: int,
    batch: int,
    same: Held,
    context: Context,
    workers: int,
    on_file: Callable[[str], None],
) -> Iterator[Taken]:
    """Read the files in parallel on this machine, a few ahead, and write them in order."""
    results = _in_order(work, same, context, workers)
    for _, group in groupby(results, key=lambda pair: pair[0].group):
        yield take_group(
            store, number, group, same, batch=batch, on_file=lambda one: on_file(one.known.file.name)
        )


def _in_order(
    work: Sequence[Work], same: Held, context: Context, workers: int
) -> Iterator[tuple[Work, Read | FrankpledgeError]]:
    """Read ahead a few files, give results in the order of the work."""
    with ThreadPoolExecutor(workers) as pool:
        pending: deque[tuple[Work, Future[Read | FrankpledgeError]]] = deque()
        waiting = iter(work)
        for one in waiting:
            pending.append((one, pool.submit(read_file, one, same, context)))
            if len(pending) > workers * 2:
                first, future = pending.popleft()
                yield first, future.result()
        while pending:
            first, future = pending.popleft()
            yield first, future.result()


def _count_superseding(snapshot: Snapshot, added: list[Edition], summary: IngestSummary) -> None:
    held = {(edition.key, edition.sender): edition for edition in snapshot.selected()}
    for edition in added:
        key = (edition.key, edition.sender)
        if key in held and not by_row(edition.table):
            if edition.obtained >= held[key].obtained:
                summary.superseding += 1
            else:
                summary.superseded += 1
