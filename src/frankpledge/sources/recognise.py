"""Which reader a file is for: by the publisher's file name, or by its header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Protocol

import pyarrow as pa

from frankpledge.contracts.reference import BOUNDARIES
from frankpledge.contracts.tables import Table
from frankpledge.sources import boundaries, police_uk, reference
from frankpledge.sources.archives import SourceFile
from frankpledge.sources.converting import Context
from frankpledge.sources.return_columns import ReturnMapping
from frankpledge.sources.return_sheets import SHEET_SUFFIXES
from frankpledge.sources.returned import not_a_return, parts_of, read_return

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


def recognise(
    file: SourceFile, context: Context = Context(), mappings: Sequence[ReturnMapping] = ()
) -> list[Recognised]:
    """Return what a file is: one thing, or for a return one of each force and month in it.

    Nothing where it is not a data file at all (a readme, a picture). Raises BadInput for a data file of
    no known kind.
    """
    name = file.content_name
    if not name.lower().endswith(DATA_SUFFIXES):
        return []
    if name.lower().endswith(SHEET_SUFFIXES):
        return _returned(file, context, mappings)
    one = _published(file, name)
    return [one] if one is not None else _returned(file, context, mappings)


def _returned(file: SourceFile, context: Context, mappings: Sequence[ReturnMapping]) -> list[Recognised]:
    data = file.read()
    made = read_return(file.shown, file.content_name, data, context, mappings)
    if made is None:
        raise not_a_return(file.shown, file.content_name, data)
    return [
        Recognised(part, made.table, area, month, reader)
        for part, area, month, reader in parts_of(file, made)
    ]


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
