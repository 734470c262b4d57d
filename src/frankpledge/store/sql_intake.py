"""Taking records from a database: all of them first, then the months in which something changed.

A month is superseded whole, as when a later file of it comes, so a month with a changed row is read again
whole. How far a source was read is kept in the store's log, beside the editions that it gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.errors import BadInput, FrankpledgeError
from frankpledge.periods import parse_month
from frankpledge.sources.checking import check, month_of
from frankpledge.sources.converting import CONVERTERS, Context
from frankpledge.sources.csv_rows import Rows
from frankpledge.sources.databases import Value, opened
from frankpledge.sources.month_parts import KeptPart, parts_by_month
from frankpledge.sources.recognise import Recognised, in_place
from frankpledge.sources.sql_rows import Answer, SqlSource, all_rows, changed_rows, rows_of_months
from frankpledge.store.destroying import finish
from frankpledge.store.files import friendly_disk_errors, writing_lock
from frankpledge.store.intake import IngestSummary, commit, gathered, not_destroyed, row_key, taken_here
from frankpledge.store.log import Snapshot, append, clear_leftovers, read_snapshot
from frankpledge.store.parts import Work


@dataclass(frozen=True)
class _Asked:
    """What stands in for a file: the answer to a declared query."""

    source: SqlSource

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def origin(self) -> Path:
        return self.source.declared_in

    @property
    def shown(self) -> str:
        return self.source.shown

    @property
    def modified(self) -> date | None:
        return None

    def anywhere(self) -> _Asked:
        return self


@dataclass(frozen=True)
class _Checked:
    """Rows accepted; rows refused, and the month of each (-1 where it is not known)."""

    accepted: pa.Table
    refused: pa.Table
    refused_in: np.ndarray[tuple[int], np.dtype[np.int64]]

    @property
    def months(self) -> list[int]:
        """The months that have a row, in order."""
        held = [*pc.unique(self.accepted["month"]).to_pylist(), *np.unique(self.refused_in).tolist()]
        return sorted({month for month in held if month is not None and month >= 0})


def ingest_from_sql(
    store: Path,
    source: SqlSource,
    address: str,
    *,
    loaded_at: str,
    obtained: date,
    rehash: bool = False,
    other_forces: Iterable[str] = (),
    secrets: Mapping[str, bytes] | None = None,
    links: Mapping[str, tuple[str, bytes]] | None = None,
    barred: Mapping[str, str] | None = None,
) -> IngestSummary:
    """Take a source's records into the store and return what was done.

    ``rehash`` reads all rows again, and so finds what was deleted or moved to another month. Raises
    BadEnvironment where the database cannot be reached, BadInput where its answer is not of the contract.
    """
    with writing_lock(store, "ingest"):
        finish(store, loaded_at)
        snapshot = read_snapshot(store)
        clear_leftovers(snapshot)
        context = Context(row_key(store), frozenset(other_forces), secrets or {}, links or {}, barred or {})
        said = snapshot.marks.get(source.name, {})
        mark = None if rehash or said.get("of") != source.digest else said.get("mark")
        summary = IngestSummary()
        try:
            with friendly_disk_errors(store):
                parts, reached = _read(source, address, mark, snapshot, context)
                work = _changed(parts, source, snapshot, obtained, summary)
                # Nothing is held to be the same: a month that is as it once was supersedes what came since.
                taken = taken_here(store, work, snapshot.number + 1, 0, {}, context, 1, lambda name: None)
                added = gathered(taken, summary)
                marks = {source.name: {"of": source.digest, "mark": reached}}
                if added:
                    commit(store, snapshot, added, summary, loaded_at, marks)
                elif marks[source.name] != said:
                    append(store, snapshot, (), loaded_at, marks)
        except BaseException:
            with suppress(OSError, FrankpledgeError):
                clear_leftovers(read_snapshot(store))  # as it stands: the entry may be in place already
            raise
    return summary


def _read(
    source: SqlSource, address: str, mark: Value | None, snapshot: Snapshot, context: Context
) -> tuple[list[KeptPart], Value | None]:
    """Return the parts of the months to be kept, and the mark that was reached."""
    origin = str(source.declared_in.resolve())
    held = [
        one
        for one in snapshot.selected()
        if one.table == source.table.name and one.origin == origin and _source_of(one.file) == source.name
    ]
    with opened(address, source.shown, source.variable, source.seconds) as database:
        if mark is None:
            answer = all_rows(source, database)
            checked = _checked(source, answer, context)
            months = [*range(checked.months[0], checked.months[-1] + 1), *(one.month or 0 for one in held)]
            reached = answer.mark
        else:
            changes = changed_rows(source, database, mark)
            if not changes.count:
                return [], mark
            changed = _months_of(source, changes.columns[source.table.month_from])
            lost = _checked(source, changes.taken(changed < 0), context, part=True)
            months = np.unique(changed[changed >= 0]).tolist()
            newest = max((one.month or 0 for one in held), default=-1)
            if months and newest >= 0:
                months += range(newest + 1, months[-1])  # a month passed over since is a true nought
            answers = [rows_of_months(source, database, *span) for span in _runs(months)]
            checked = _together([lost, *(_checked(source, one, context, part=True) for one in answers)])
            reached = changes.mark
    months = sorted(set(months))
    forces = set() if source.table.sent_by else {one.area for one in held}
    there = {(one.area, one.sender) for one in held}
    if not months:
        return [], mark
    kept = pc.is_in(checked.accepted["month"], value_set=pa.array(months, pa.int32()))
    accepted, refused = checked.accepted.filter(kept), _by_month(checked, months)
    parts = parts_by_month(_Asked(source), source.table, accepted, refused, months, forces, there)
    return parts, mark if reached is None else reached


def _source_of(label: str) -> str:
    return label.rpartition(" [")[0]


def _runs(months: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of months without a gap."""
    every = sorted(set(months))
    breaks = [place for place, (one, other) in enumerate(pairwise(every), 1) if other != one + 1]
    return [
        (every[start], every[end - 1]) for start, end in zip([0, *breaks], [*breaks, len(every)], strict=True)
    ]


def _checked(source: SqlSource, answer: Answer, context: Context, part: bool = False) -> _Checked:
    """Check an answer's rows. Of a ``part`` of them there may be none, or none that can be taken in."""
    if not answer.count and not part:
        raise BadInput("its query gives no row.", file=source.shown, do="Look at what it selects.")
    records = np.arange(1, answer.count + 1, dtype=np.int32)
    rows = Rows(source.shown, answer.columns, records)
    accepted, refused = check(rows, source.table, context=context, part=part)
    texts = answer.columns[source.table.month_from].take(pa.array(refused["record"].to_numpy() - 1))
    return _Checked(accepted, refused, _months_of(source, texts))


def _months_of(source: SqlSource, texts: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the month of each row by its time; -1 where nothing tells it."""
    column = source.table.column(source.table.month_from)
    moments, _, _ = CONVERTERS[column.type](column, texts, Context())
    held = month_of(moments).fill_null(-1).to_numpy(zero_copy_only=False)
    months = np.array(held, np.int64)
    for row in np.flatnonzero(months < 0).tolist():
        # No moment, or two, in the hour that a change of clocks leaves out or repeats: its month is clear.
        with suppress(FrankpledgeError):
            months[row] = parse_month((texts[row].as_py() or "")[:7])
    return months


def _together(parts: Sequence[_Checked]) -> _Checked:
    return _Checked(
        pa.concat_tables([one.accepted for one in parts], promote_options="default"),
        pa.concat_tables([one.refused for one in parts]),
        np.concatenate([one.refused_in for one in parts]),
    )


def _by_month(checked: _Checked, months: Sequence[int]) -> dict[int, pa.Table]:
    """Return refused rows by month; those of no month go with the first of all."""
    where = np.where(checked.refused_in < 0, months[0], checked.refused_in)
    return {month: checked.refused.filter(pa.array(where == month)) for month in months}


def _changed(
    parts: Sequence[KeptPart], source: SqlSource, snapshot: Snapshot, obtained: date, summary: IngestSummary
) -> list[Work]:
    """Return the parts that are not held as they are, with their numbers."""
    held = {(*one.key, one.sender): one.sha256 for one in snapshot.selected()}
    known = [
        Recognised(part, source.table, area, month, reader, sender=part.sender)
        for part, area, month, reader in parts
    ]
    work: list[Work] = []
    for one, (part, *_) in sorted(zip(known, parts, strict=True), key=lambda pair: in_place(pair[0])):
        if held.get((one.table.name, one.area, one.month, one.sender)) == sha256(part.content).hexdigest():
            summary.unchanged += 1
        else:
            work.append(Work(one, obtained, 0, 0, snapshot.next_code + len(work)))
    return not_destroyed(work, snapshot, summary)
