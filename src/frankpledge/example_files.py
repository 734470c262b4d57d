"""The rows of worked examples as files: returns, and what publishers send as they write it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

from frankpledge.contracts.examples import example_of
from frankpledge.contracts.reference import POPULATIONS
from frankpledge.contracts.stats19 import CASUALTIES, COLLISIONS, VEHICLES
from frankpledge.contracts.stats19_collision_words import POLICE_FORCE
from frankpledge.contracts.tables import HASHED, Column, Table, Type
from frankpledge.errors import BadDefinition, FrankpledgeError
from frankpledge.periods import month_key, parse_month
from frankpledge.plan.example_file import Rows, WorkedExample
from frankpledge.sources.police_uk import KINDS, PoliceFileKind
from frankpledge.sources.stats19 import force_of_code

_OF_COLLISIONS = (COLLISIONS, VEHICLES, CASUALTIES)
_OF_POLICE_UK = {kind.table.name: kind for kind in KINDS.values()}
FORCE_CODES = {force_of_code(term.written[0]): term.written[0] for term in POLICE_FORCE.terms[:40]}
"""The guide's number of each force that can stand for an example of road collisions."""


def is_of_collisions(table: Table) -> bool:
    """Whether a table's rows come in STATS19's files, whose forces are numbered and cannot be made up."""
    return table in _OF_COLLISIONS


def write_example_files(
    folder: Path, chosen: Sequence[WorkedExample], forces: dict[str, str]
) -> dict[str, WorkedExample]:
    """Write the rows of examples into a new folder; return which example each file's name is of.

    ``forces`` is the force of each example. Residents of all examples stand in one file, which is not
    among the names. Raises BadDefinition for rows that their publisher's file could not hold.
    """
    files: dict[str, WorkedExample] = {}
    folder.mkdir()
    for example in chosen:
        force = forces[example.measure]
        span = f" {' to '.join(map(month_key, example.months))}" if example.months else ""
        for rows in example.rows:
            if rows.table is POPULATIONS:
                continue
            if rows.table.name in _OF_POLICE_UK:
                files |= dict.fromkeys(_write_of_police_uk(folder, rows, force, example), example)
                continue
            path = folder / f"{force} {rows.table.name}{span}.csv"
            (_write_of_collisions if is_of_collisions(rows.table) else _write)(path, rows, force)
            files[path.name] = example
    _write_residents(folder / "residents.csv", chosen, forces)
    return files


def _write_of_police_uk(folder: Path, rows: Rows, force: str, example: WorkedExample) -> list[str]:
    """Write open data as data.police.uk does: a file of each month, with all the publisher's headings.

    Months that the example covers and has no rows of get a file without rows, which is a true nought. The
    ids of an example are short, and stand for hashes. Returns the names of the files.
    """
    kind = _OF_POLICE_UK[rows.table.name]
    hashes = {column.name for column in rows.table.columns if column.type is Type.IDENTIFIER}
    covered = range(example.months[0], example.months[1] + 1) if example.months else ()
    by_month: dict[int, list[dict[str, str]]] = {month: [] for month in covered}
    for cells in rows.cells:
        named = dict(zip(rows.columns, cells, strict=True))
        month = _month_of(named.get("month", ""), example)
        if covered and month not in by_month:
            raise BadDefinition(
                f"there is a row of {month_key(month)}, which is none of its months.",
                file=example.file,
                field="months",
                do="Let the months cover every row.",
            )
        for name in hashes & {name for name, cell in named.items() if cell}:
            named[name] = hashlib.sha256(f"{force} {named[name]}".encode()).hexdigest()
        by_month.setdefault(month, []).append(named)
    example_row = example_of(rows.table)
    usual = {column.name: example_row[column.name] for column in rows.table.columns if column.required}
    usual |= {"reported-by": force, "falls-within": force}
    return [_write_month(folder, kind, month, force, told, usual) for month, told in by_month.items()]


def _write_month(
    folder: Path, kind: PoliceFileKind, month: int, force: str, rows: Sequence[dict[str, str]],
    usual: dict[str, str],
) -> str:  # fmt: skip
    path = folder / f"{month_key(month)}-{force}-{kind.suffix}.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(kind.headings)
        for row in rows:
            writer.writerow([row.get(name, usual.get(name, "")) for name in kind.headings.values()])
    return path.name


def _month_of(text: str, example: WorkedExample) -> int:
    try:
        return parse_month(text)
    except FrankpledgeError:
        raise BadDefinition(
            f"'{text}' is no month, and open data comes in files of a month.",
            file=example.file,
            field="rows",
            do="Give every row a 'month', such as 2024-04.",
        ) from None


def _write(path: Path, rows: Rows, force: str) -> None:
    """Write rows as a return; required columns that the example leaves out get the contract's example."""
    usual = example_of(rows.table)
    left_out = [
        column
        for column in rows.table.sent_columns
        if column.required and column.name not in rows.columns and column.name != "force"
    ]
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["force", *rows.columns, *(column.name for column in left_out)])
        for number, cells in enumerate(rows.cells, 1):
            filled = [_usual(column, number, force, usual) for column in left_out]
            writer.writerow([force, *cells, *filled])


def _write_of_collisions(path: Path, rows: Rows, force: str) -> None:
    """Write rows as STATS19 has them: the collision's number first, and force and day with the collision."""
    usual = example_of(rows.table)
    required = [column.name for column in rows.table.sent_columns if column.required]
    fixed = {"police-force": FORCE_CODES[force]} if rows.table is COLLISIONS else {"casualty-class": ""}
    fixed = {"vehicle-type": ""} if rows.table is VEHICLES else fixed
    joined = ("force", "collision-index", *(() if rows.table is COLLISIONS else ("date",)))
    given = {*rows.columns, *fixed, *joined}
    left_out = {name: usual[name] for name in required if name not in given} | {
        name: cell for name, cell in fixed.items() if name not in rows.columns
    }
    kept = [name for name in rows.columns if name not in joined]
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        names = ("collision-index", *kept, *left_out)
        writer.writerow([name.replace("-", "_") for name in names])
        for cells in rows.cells:
            named = dict(zip(rows.columns, cells, strict=True))
            number = f"{force} {named['collision-index']}"
            writer.writerow([number, *(named[name] for name in kept), *left_out.values()])


def _write_residents(path: Path, chosen: Sequence[WorkedExample], forces: dict[str, str]) -> None:
    """Write residents and households of all examples as their publisher does: one file for all forces."""
    told: dict[str, dict[str, tuple[str, str]]] = {}
    for example in chosen:
        for rows in example.rows:
            if rows.table is not POPULATIONS:
                continue
            for cells in rows.cells:
                named = dict(zip(rows.columns, cells, strict=True))
                others = set(named) - {"date", "residents", "households"}
                if others or not named.get("residents") or not named.get("date", "").endswith("-06-30"):
                    raise BadDefinition(
                        "residents are told by 'date', 'residents' and perhaps 'households', for a 30 June.",
                        file=example.file,
                        field="rows",
                        do="Write for example '2020-06-30,200000' below 'date,residents'.",
                    )
                numbers = named["residents"], named.get("households", "")
                told.setdefault(named["date"][:4], {})[forces[example.measure]] = numbers
    if len(told) > 1:
        raise BadDefinition(
            f"examples tell residents of different years ({', '.join(sorted(told))}).",
            do="Use one year in all of them: a newer file supersedes an older.",
        )
    for year, by_force in told.items():
        with path.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.writer(handle)
            writer.writerow(["pfa_code", "pfa_name", f"population_{year}", f"households_{year}"])
            for number, (force, numbers) in enumerate(by_force.items(), 1):
                writer.writerow([f"E23{number:06}", force, *numbers])


def _usual(column: Column, number: int, force: str, usual: dict[str, str]) -> str:
    """Return what stands in a required column that the example leaves out."""
    if column.type in HASHED:
        return f"{column.name}-{number}"
    if column.name in ("area-type", "area"):
        return "force" if column.name == "area-type" else force
    return usual[column.name]
