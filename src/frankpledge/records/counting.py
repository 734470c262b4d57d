"""Taking registers into the store: their records become rows of declared tables, as any sender's do.

What leaves the database is what a register's ``tables`` name, and nothing else: see
``frankpledge.registers.register_tables``. The files that are taken in stay in ``returns/registers`` with what
they were made of, so that every figure leads back to a state of the records.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from frankpledge.audit.queries import heads
from frankpledge.audit.verifying import one_moment
from frankpledge.errors import WrongUse
from frankpledge.periods import month_key, month_of
from frankpledge.pipeline import now, take_in
from frankpledge.plan.reading import read_office_alone
from frankpledge.records.models import Record
from frankpledge.registers.numbering import printed
from frankpledge.registers.register import RecordTable, Register
from frankpledge.registers.register_file import read_registers
from frankpledge.registers.register_tables import rows_of
from frankpledge.store.files import friendly_disk_errors, write_atomically
from frankpledge.store.intake import IngestSummary

FOLDER = Path("returns", "registers")
PROVENANCE = "made-of.json"


@dataclass(frozen=True)
class Written:
    """One table as a register filled it: its file, and of how many records and rows it is."""

    table: str
    register: str
    file: Path
    records: int
    rows: int
    first: str
    last: str


def take_in_registers(office: Path, on: date) -> tuple[tuple[Written, ...], IngestSummary]:
    """Write the tables that registers fill, and take them into the store as records obtained on a day.

    They cover the whole months from the first record's to the one before ``on``: a month that is not over
    would look like one in which little happened. Raises WrongUse where there is nothing to take in, or the
    office is of no one force.
    """
    written = write_tables(office, read_registers(office), on)
    if not written:
        raise WrongUse(
            "no register holds a record of a month that is over.", do="Records are taken in by whole months."
        )
    return written, take_in(office, [one.file for one in written], obtained=on)


def write_tables(office: Path, registers: Mapping[str, Register], on: date) -> tuple[Written, ...]:
    """Write a file for each table that a register fills and has records for, and what they were made of."""
    force = read_office_alone(office).force
    if not force:
        raise WrongUse("registers are counted for one force, and this office declares none.")
    folder = office / FOLDER
    made: list[Written] = []
    with friendly_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in folder.glob("*.csv"):
            old.unlink()
        with one_moment():
            for register in registers.values():
                made += _written(folder, register, registers, force, on) if register.tables else []
            attested = heads()
        about = {
            "made": now(),
            "obtained": on.isoformat(),
            "audit": {stream: str(head) for stream, head in sorted(attested.items())},
            "tables": [
                {
                    "table": one.table,
                    "register": one.register,
                    "records": one.records,
                    "rows": one.rows,
                    "months": f"{one.first} to {one.last}",
                    "sha256": hashlib.sha256(one.file.read_bytes()).hexdigest(),
                }
                for one in made
            ],
        }
        write_atomically(folder / PROVENANCE, json.dumps(about, indent=1).encode())
    return tuple(made)


def _written(
    folder: Path, register: Register, registers: Mapping[str, Register], force: str, on: date
) -> list[Written]:
    records = list(Record.objects.filter(register=register.id).order_by("series", "number"))
    told = [(printed(register, one.number, one.values), one.values) for one in records]
    numbers = _linked(register, registers)
    made = []
    for given in register.tables:
        last = month_of(on) - 1
        rows: dict[int, list[dict[str, str]]] = defaultdict(list)
        days = [one.day for one in records if one.day is not None and month_of(one.day) <= last]
        if not days:
            continue
        for day, row in rows_of(register, given, told, numbers):
            if month_of(day) <= last:
                rows[month_of(day)].append(row)
        made.append(_file(folder, register, given, rows, force, (month_of(min(days)), last), len(days)))
    return made


def _linked(register: Register, registers: Mapping[str, Register]) -> dict[str, str]:
    """Return the printed numbers of the records that a register's links can name, by key."""
    found = {}
    for to in {one.to for one in register.fields if one.to in registers}:
        for one in Record.objects.filter(register=to):
            found[one.key] = printed(registers[to], one.number, one.values)
    return found


def _file(
    folder: Path,
    register: Register,
    given: RecordTable,
    rows: Mapping[int, list[dict[str, str]]],
    force: str,
    months: tuple[int, int],
    records: int,
) -> Written:
    first, last = map(month_key, months)
    file = folder / f"{given.table} {first} to {last}.csv"
    text = io.StringIO()
    writer = csv.DictWriter(text, ["force", *(one.column for one in given.columns)], lineterminator="\n")
    writer.writeheader()
    every = [row for month in sorted(rows) for row in rows[month]]
    writer.writerows({"force": force, **row} for row in every)
    write_atomically(file, text.getvalue().encode())
    file.chmod(0o600)
    return Written(given.table, register.id, file, records, len(every), first, last)
