"""Files that hold many forces and months, kept as if each had come alone, with a fingerprint of its rows.

A fingerprint is of what is stored, not of how it was written: a month sent again in another file, another
form of date or another order of columns is known again. The row's number in its file is no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.tables import Table
from frankpledge.periods import month_label

Bytes = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


class Whole(Protocol):
    """What a part is of: a file, or a database's answer."""

    @property
    def name(self) -> str: ...
    @property
    def origin(self) -> Path: ...
    @property
    def shown(self) -> str: ...
    @property
    def modified(self) -> date | None: ...
    def anywhere(self) -> Whole:
        """Return the same by its whole path."""


@dataclass(frozen=True)
class MonthPart:
    """What a file holds of one force and month, as a file of its own; stands in for one."""

    whole: Whole
    name: str
    content: bytes
    sender: str = ""
    """Which of several bodies sends it, where the table says."""

    @property
    def origin(self) -> Path:
        return self.whole.origin

    @property
    def shown(self) -> str:
        return self.whole.shown

    @property
    def modified(self) -> date | None:
        return self.whole.modified

    @property
    def size(self) -> int:
        return len(self.content)

    def anywhere(self) -> MonthPart:
        """Return the same part, its file by its whole path."""
        return replace(self, whole=self.whole.anywhere())

    def read(self) -> bytes:
        """Return bytes that are the same for the same rows, by which a part is known again."""
        return self.content


KeptPart = tuple[MonthPart, str, int, Callable[..., tuple[pa.Table, pa.Table]]]
"""Part, force, month and reader."""


@dataclass(frozen=True)
class Held:
    """The rows of one force and month, in the order of the file."""

    rows: pa.Table
    fingerprint: bytes


def parts_by_month(
    file: Whole,
    table: Table,
    accepted: pa.Table,
    refused: Mapping[int, pa.Table],
    months: Sequence[int],
    forces: Collection[str] = (),
    there: Collection[tuple[str, str]] = (),
) -> list[KeptPart]:
    """Return a part and its reader for each force that has a row or is named, and each month (and each sender
    that has a row, or is ``there`` with a force already): one without rows is a true nought. Refused rows, by
    month, go with the first force."""
    none = Held(accepted.slice(0, 0), b"")
    nothing = next(iter(refused.values())).slice(0, 0)
    found: list[KeptPart] = []
    told_of: set[int] = set()
    sent = by_sender(accepted, table)
    gone = {sender for _, sender in there if sender} - set(sent)
    for sender, rows in [*sent.items(), *((one, none.rows) for one in sorted(gone))]:
        held = by_force_and_month(rows) if rows.num_rows else {}
        named = {area for area, one in there if one == sender}.union(() if sender in gone else forces)
        for area in sorted({area for area, _ in held} | named):
            for month in months:
                kept = held.get((area, month), none)
                wrong = nothing if month in told_of else refused.get(month, nothing)
                told_of.add(month)
                told = [table.name, area, str(month), kept.fingerprint.hex(), of_refused(wrong).hex()]
                told += [sender] if sender else []
                label = f"{file.name} [{', '.join(filter(None, (area, sender, month_label(month))))}]"
                content = hashlib.sha256("\n".join(told).encode()).digest()
                part = MonthPart(file, label, content, sender)
                found.append((part, area, month, _reader(kept.rows, wrong)))
    return found


def by_sender(rows: pa.Table, table: Table) -> dict[str, pa.Table]:
    """Return the rows of each sender, in the order of their names; all together where none is named."""
    if not table.sent_by or not rows.num_rows:
        return {"": rows}
    senders = rows[table.sent_by].cast(pa.string())
    return {one: rows.filter(pc.equal(senders, one)) for one in sorted(pc.unique(senders).to_pylist())}


def _reader(accepted: pa.Table, refused: pa.Table) -> Callable[..., tuple[pa.Table, pa.Table]]:
    return lambda shown, data, context: (accepted, refused)


def by_force_and_month(rows: pa.Table) -> dict[tuple[str, int], Held]:
    """Return the rows of each force and month that has any: sorted once, not looked for month by month."""
    forces = rows["force"].combine_chunks().dictionary_encode()
    names = forces.dictionary.to_pylist()
    months = rows["month"].to_numpy().astype(np.int64)
    width = int(months.max(initial=0)) + 1
    group = forces.indices.to_numpy().astype(np.int64) * width + months
    if (group[1:] < group[:-1]).any():
        order = np.argsort(group, kind="stable")
        rows, group = rows.take(pa.array(order)), group[order]
    rows = _decoded(rows.combine_chunks())
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    ends = np.append(starts[1:], len(group))
    prints = _fingerprints(rows, starts, ends)
    found = {}
    for start, end, fingerprint in zip(starts.tolist(), ends.tolist(), prints, strict=True):
        area, month = divmod(int(group[start]), width)
        found[names[area], month] = Held(rows.slice(start, end - start), fingerprint)
    return found


_FEW: Final = 1_000
"""Words of a dictionary that every part of a file can carry; more would be gone through for each of them."""


def _decoded(rows: pa.Table) -> pa.Table:
    """Return rows with columns of many different texts as plain texts: each part then has its own words."""
    for place, name in enumerate(rows.column_names):
        column = rows[name]
        if pa.types.is_dictionary(column.type) and len(column.chunk(0).dictionary) > _FEW:
            rows = rows.set_column(place, name, column.cast(pa.string()).combine_chunks())
    return rows


def of_refused(refused: pa.Table) -> bytes:
    """Return the fingerprint of refused rows: by their keyed hashes, and why they were refused."""
    told = hashlib.sha256()
    for name in ("row_key", "rule", "column"):
        for value in refused[name].to_pylist():
            told.update(value if isinstance(value, bytes) else f"{value}\n".encode())
    return told.digest()


def _fingerprints(rows: pa.Table, starts: np.ndarray, ends: np.ndarray) -> list[bytes]:
    made = [hashlib.sha256(str(int(end - start)).encode()) for start, end in zip(starts, ends, strict=True)]
    for name in sorted(set(rows.column_names) - {"record"}):
        column = rows[name].chunk(0) if rows[name].num_chunks else pa.array([], rows[name].type)
        for content in _canonical(column):
            for one, start, end in zip(made, starts.tolist(), ends.tolist(), strict=True):
                one.update(name.encode())
                one.update(content[start:end].data)
    return [one.digest() for one in made]


def _canonical(column: pa.Array) -> list[Bytes]:
    """Return what a column holds as rows of bytes that no file decides: which are given, and the values."""
    valid = pc.is_valid(column).to_numpy(zero_copy_only=False).astype(np.uint8)
    if pa.types.is_string(column.type):
        column = column.dictionary_encode()
    if pa.types.is_dictionary(column.type):
        words = column.dictionary.cast(pa.string()).to_pylist()
        digests = [hashlib.sha256((word or "").encode()).digest()[:16] for word in words] or [bytes(16)]
        table = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 16)
        values = table[column.indices.fill_null(0).to_numpy(zero_copy_only=False)]
    elif pa.types.is_fixed_size_binary(column.type):
        width = column.type.byte_width
        values = np.frombuffer(column.buffers()[1], np.uint8).reshape(-1, width)
        values = values[column.offset : column.offset + len(column)]
    elif pa.types.is_boolean(column.type):
        values = column.fill_null(False).to_numpy(zero_copy_only=False).astype(np.uint8).reshape(-1, 1)
    else:
        width = column.type.bit_width // 8
        values = np.frombuffer(column.buffers()[1], np.uint8)[: (column.offset + len(column)) * width]
        values = values.reshape(-1, width)[column.offset :]
    if not valid.all():
        values = values * valid.reshape(-1, 1)
    return [valid.reshape(-1, 1), np.ascontiguousarray(values)]
