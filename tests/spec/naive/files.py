"""Files as downloaded: which of them are in use, and their rows as dictionaries."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.spec.naive.words import TABLE_OF_KIND, force

Row = dict[str, str]
NAME = re.compile(r"(\d{4}-\d{2})-(.+)-(street|outcomes|stop-and-search)\.csv")


@dataclass(frozen=True)
class Download:
    """A zip, a folder or a file, and the day it was obtained."""

    path: Path
    obtained: date


@dataclass
class Supply:
    """What is in use: one file's text for each table, force and month, and the reference tables."""

    texts: dict[tuple[str, str, str], tuple[date, str]] = field(default_factory=dict)
    reference: dict[tuple[str, str], tuple[date, str, list[Row]]] = field(default_factory=dict)

    def held(self, table: str) -> list[tuple[date, str, list[Row]]]:
        """Return the reference files in use of a table: when obtained, name and rows."""
        return [file for (name, _), file in sorted(self.reference.items()) if name == table]

    def reference_rows(self, table: str) -> list[Row]:
        """Return the rows of the reference files in use of a table."""
        return [row for _, _, rows in self.held(table) for row in rows]

    def months(self, table: str, of_force: str) -> dict[str, date]:
        """Return the months supplied of a table for a force, each with its day of obtaining."""
        if table == "force-month-counts":
            return {
                row["month"]: day
                for day, _, rows in self.held(table)
                for row in rows
                if force(row["force"]) == of_force
            }
        return {
            month: day
            for (name, slug, month), (day, _) in self.texts.items()
            if name == table and slug == of_force
        }

    def forces(self, table: str) -> list[str]:
        """Return the forces a table was supplied for, in order."""
        if table == "force-month-counts":
            return sorted({force(row["force"]) for row in self.reference_rows(table)})
        return sorted({slug for name, slug, _ in self.texts if name == table})

    def rows(self, table: str) -> Iterator[tuple[str, str, Iterator[Row]]]:
        """Yield force, month and the counted rows of each file in use of a table."""
        for (name, slug, month), (_, text) in sorted(self.texts.items()):
            if name == table:
                yield slug, month, counted(table, read_rows(text))


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file in a zip or folder, or of a single file, unpacked."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if not name.endswith("/"):
                    yield name, archive.read(name)
        return
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.suffix == ".gz":
            yield file.name[:-3], gzip.decompress(file.read_bytes())
        elif file.is_file():
            yield file.name, file.read_bytes()


def read_rows(text: str) -> list[Row]:
    """Return the rows of a CSV; comment lines before the header are passed over."""
    while text.startswith("#"):
        text = text.partition("\n")[2]
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    return [dict(zip(header, cells, strict=True)) for cells in lines if cells]


def counted(table: str, rows: list[Row]) -> Iterator[Row]:
    """Yield the rows that count: the first of each Crime ID (and outcome), every row without, every stop."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if table == "stops" or not row["Crime ID"]:
            yield row
            continue
        identity = (row["Crime ID"],) if table == "crimes" else (row["Crime ID"], row["Outcome type"])
        if identity not in seen:
            seen.add(identity)
            yield row


def supply(downloads: list[Download], as_at: date | None = None) -> Supply:
    """Return what is in use after these downloads: for each table, force and month the latest obtained.

    Of two obtained on one day the one given later is used. ``as_at`` leaves out what was obtained after it.
    """
    found = Supply()
    for download in downloads:
        if as_at is not None and download.obtained > as_at:
            continue
        for name, data in members(download.path):
            match = NAME.fullmatch(name.split("/")[-1])
            if match:
                key = (TABLE_OF_KIND[match[3]], match[2], match[1])
                if key not in found.texts or found.texts[key][0] <= download.obtained:
                    found.texts[key] = (download.obtained, data.decode("utf-8-sig"))
            elif name.endswith(".csv"):
                rows = read_rows(data.decode("utf-8-sig"))
                table = _reference_table(set(rows[0]) if rows else set())
                part = (table, _part(table, name, rows))
                if table and (part not in found.reference or found.reference[part][0] <= download.obtained):
                    found.reference[part] = (download.obtained, name, rows)
    return found


def _part(table: str, name: str, rows: list[Row]) -> str:
    """Return the year of residents or of a grant: files of different years do not replace each other."""
    if table == "populations":
        return next(heading for heading in rows[0] if heading.startswith("population_"))
    return name if table == "police-grant" else ""


def _reference_table(header: set[str]) -> str:
    for table, heading in (
        ("force-month-counts", "crime_type"),
        ("populations", "n_local_authorities"),
        ("lsoa-lookup", "WD17CD"),
        ("workforce", "function_name"),
        ("police-grant", "budget_gbp"),
    ):
        if heading in header:
            return table
    return ""
