"""Editions: one download of one table for one area and month (or of one whole reference file).

An edition is immutable. Which edition of a month is used is decided by its date of
obtaining, never by the order of loading; earlier editions stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from frankpledge.contracts.registry import TABLES


@dataclass(frozen=True)
class Edition:
    """One supplied file.

    ``code`` is the number stored with each of its rows; two editions with the same content
    share it. ``part`` is the Parquet file, relative to the store; ``refused_part`` likewise,
    empty where nothing was refused. ``month`` is None for tables that do not come by month.
    ``read_with`` is set for a part of a return: what decided how the file was read, beside its bytes.
    ``sender`` is the body that sent it, of a table that several send.
    ``rows`` are accepted rows, ``repeats`` those among them that are not counted.
    """

    code: int
    table: str
    area: str
    month: int | None
    obtained: date
    file: str
    origin: str
    origin_size: int
    origin_mtime_ns: int
    sha256: str
    size: int
    rows: int
    refused: int
    repeats: int
    part: str
    refused_part: str = ""
    read_with: str = ""
    sender: str = ""

    @property
    def key(self) -> tuple[str, str, int | None]:
        """What it is an edition of; several senders' may have one key."""
        return self.table, self.area, self.month

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-ready mapping."""
        return {**vars(self), "obtained": self.obtained.isoformat()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Edition:
        """Return the edition a mapping made by :meth:`to_json` describes."""
        return cls(**{**values, "obtained": date.fromisoformat(values["obtained"])})


def select(editions: Iterable[Edition], as_at: date | None = None) -> list[Edition]:
    """Return the edition in use for each table, area, month and sender, in the order of those.

    The latest date of obtaining (on or before ``as_at``) wins; of two with the same date, the
    one loaded later. Where it is rows that stand instead of rows, every edition is in use.
    """
    chosen: dict[tuple[str, str, int, str, int], Edition] = {}
    for edition in editions:
        if as_at is not None and edition.obtained > as_at:
            continue
        code = edition.code if by_row(edition.table) else 0
        key = (edition.table, edition.area, edition.month or 0, edition.sender, code)
        held = chosen.get(key)
        if held is None or edition.obtained >= held.obtained:
            chosen[key] = edition
    return [chosen[key] for key in sorted(chosen)]


def by_row(table: str) -> bool:
    """Whether a later edition of a table stands instead of an earlier one row by row."""
    return table in TABLES and bool(TABLES[table].row_key)
