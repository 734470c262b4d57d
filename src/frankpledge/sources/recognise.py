"""Which reader a file is for: by the publisher's file name, or by its header."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Protocol

import pyarrow as pa

from frankpledge.contracts.reference import BOUNDARIES
from frankpledge.contracts.stats19 import COLLISIONS
from frankpledge.contracts.tables import Table
from frankpledge.sources import boundaries, police_uk, reference, stats19
from frankpledge.sources.archives import SourceFile
from frankpledge.sources.converting import Context
from frankpledge.sources.month_parts import KeptPart
from frankpledge.sources.return_columns import ReturnMapping
from frankpledge.sources.return_sheets import SHEET_SUFFIXES
from frankpledge.sources.returned import not_a_return, parts_of, read_return
from frankpledge.sources.stats19 import Collisions

Reader = Callable[[str, bytes, Context], tuple[pa.Table, pa.Table]]

DATA_SUFFIXES = (".csv", ".json", ".geojson", *SHEET_SUFFIXES)


class Readable(Protocol):
    """A file, or the part of a return that is kept as one."""

    @property
    def name(self) -> str: ...
    @property
    def origin(self) -> Path: ...
    @property
    def shown(self) -> str: ...
    @property
    def modified(self) -> date | None: ...
    @property
    def size(self) -> int: ...
    def anywhere(self) -> Readable:
        """Return the same file by its whole path."""

    def read(self) -> bytes:
        """Return the whole content."""


@dataclass(frozen=True)
class Recognised:
    """A file and what it is: which table, for which area (or part of it) and month, and how to read it."""

    file: Readable
    table: Table
    area: str
    month: int | None
    reader: Reader
    read_with: str = ""
    """For a part of a return, what it was read with beside its bytes."""
    sender: str = ""
    """For a part of a return, which of several bodies sent it."""


def in_place(one: Recognised) -> tuple[str, str, int, str]:
    """Return where a file stands among others: those of one table and area together, by month."""
    return one.table.name, one.area, one.month or 0, one.file.name


def is_data(file: SourceFile) -> bool:
    """Whether a file is a data file at all, and no readme or picture."""
    return file.content_name.lower().endswith(DATA_SUFFIXES)


def published(file: SourceFile) -> Recognised | None:
    """Return what a publisher's file is, by its name or its first lines; None for what can only be a return.

    Raises BadInput where its name says what cannot be.
    """
    name = file.content_name
    return None if name.lower().endswith(SHEET_SUFFIXES) else _published(file, name)


def returned(
    file: SourceFile, context: Context = Context(), mappings: Sequence[ReturnMapping] = ()
) -> list[Recognised]:
    """Return what a partner's return holds: one of each force and month in it, its rows read and checked.

    Raises BadInput for a file of no known kind.
    """
    data = file.read()
    made = read_return(file.shown, file.content_name, data, context, mappings)
    if made is None:
        raise not_a_return(file.shown, file.content_name, data)
    return _recognised(made.table, parts_of(file, made), read_with(context, mappings))


def collided(
    file: SourceFile, table: Table, collisions: Collisions, context: Context = Context()
) -> list[Recognised]:
    """Return what a file of collisions, or of vehicles or casualties in them, holds: as for a return."""
    told = read_with(context, (), collisions if table is not COLLISIONS else None)
    return _recognised(table, stats19.read(file, table, collisions, context), told)


def _recognised(table: Table, parts: Sequence[KeptPart], told: str) -> list[Recognised]:
    return [
        Recognised(part, table, area, month, reader, told, part.sender) for part, area, month, reader in parts
    ]


def read_with(
    context: Context, mappings: Sequence[ReturnMapping], collisions: Collisions | None = None
) -> str:
    """Return a digest of what beside its bytes decides what is read from a file of many months: while it is
    the same, an unchanged file need not be read again."""
    told = (
        sorted(context.other_forces),
        sorted(map(repr, mappings)),
        sorted((source, name) for source, (name, _) in context.links.items()),
        "" if collisions is None else collisions.digest,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _published(file: SourceFile, name: str) -> Recognised | None:
    said = police_uk.parse_name(name, file.shown)
    if said is not None:
        return Recognised(
            file,
            said.kind.table,
            said.force,
            said.month,
            lambda shown, data, context: police_uk.read(shown, data, said, context),
        )
    path = PurePosixPath(name)
    if not name.lower().endswith(".csv"):
        part = "/".join(PurePosixPath(str(file.origin) if file.member is None else name).parts[-2:])
        return Recognised(file, BOUNDARIES, part.removesuffix(path.suffix), None, boundaries.read)
    with file.open() as stream:
        start = stream.read(64 * 1024)
    kind = reference.kind_of(file.shown, start)
    if kind is None:
        return None
    part = reference.part_of(file.shown, start, kind)
    return Recognised(
        file, kind.table, part, None, lambda shown, data, context: reference.read(shown, data, kind, context)
    )
