"""Which reader a file is for: by the publisher's file name, or by its header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyarrow as pa

from frankpledge.contracts.reference import BOUNDARIES
from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput
from frankpledge.sources import boundaries, police_uk, reference
from frankpledge.sources.archives import SourceFile
from frankpledge.sources.converting import Context

Reader = Callable[[str, bytes, Context], tuple[pa.Table, pa.Table]]

KNOWN_REFERENCE = ", ".join(kind.name for kind in reference.REFERENCE_FILES)
DATA_SUFFIXES = (".csv", ".json", ".geojson")


@dataclass(frozen=True)
class Recognised:
    """A file and what it is: which table, for which area (or part of it) and month, and how to read it."""

    file: SourceFile
    table: Table
    area: str
    month: int | None
    reader: Reader


def recognise(file: SourceFile) -> Recognised | None:
    """Return what a file is, or None where it is not a data file at all (a readme, a picture).

    Raises BadInput for a data file of no known kind.
    """
    name = file.content_name
    if not name.lower().endswith(DATA_SUFFIXES):
        return None
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
        raise BadInput(
            "this file is of no kind that can be read.",
            file=file.shown,
            line=1,
            do="Police files are named YYYY-MM-force-street.csv (or -outcomes, -stop-and-search); "
            f"reference files are known by their headers: {KNOWN_REFERENCE}.",
        )
    part = reference.part_of(file.shown, start, kind)
    return Recognised(
        file, kind.table, part, None, lambda shown, data, context: reference.read(shown, data, kind, context)
    )
