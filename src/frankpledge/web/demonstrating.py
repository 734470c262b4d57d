"""The demonstration's registers: what its fictional office wrote into them in the year up to today.

They are filled in a process of its own, with a database that lies in the office folder whatever the
environment names: fictional records never reach the database of a real office.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from frankpledge.builds.finding import FIRST
from frankpledge.builds.manifest import committed, read_manifest
from frankpledge.builds.reading import Build
from frankpledge.errors import BadEnvironment
from frankpledge.generate.office_records import Exceptional, Setting, script
from frankpledge.pipeline import today
from frankpledge.plan.services import body_of
from frankpledge.registers.register import Register
from frankpledge.registers.register_file import read_registers
from frankpledge.registers.series import Series, proposals
from frankpledge.registers.series_file import read_series
from frankpledge.registers.starting_records import starting_records

YEAR = timedelta(days=365)
DUTIES, MEETINGS = "publication-duties", "meetings"


def fill_apart(office: Path) -> str:
    """Fill the registers of a demonstration in a process of its own, and return what it says was made.

    Raises BadEnvironment with what that process said where it failed.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FRANKPLEDGE_", "DJANGO_")) and name != "DATABASE_URL"
    }
    ran = subprocess.run(  # noqa: S603  (our own module, and the folder just made)
        [sys.executable, "-m", "frankpledge.web.demonstrating", str(office.resolve())],
        env=kept,
        capture_output=True,
        check=False,
    )
    if ran.returncode:
        last = ran.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise BadEnvironment(
            f"the registers could not be filled ({last[0]}).",
            file=office,
            do="The office and its report are whole all the same.",
        )
    return ran.stdout.decode().strip()


def fill(office: Path, on: date) -> dict[str, int]:
    """Write a year of fictional records, up to a day, by the actions of people; return how many by register.

    The application must be set up for the office, and its registers hold nothing.
    """
    from frankpledge.records.playing import play

    registers = read_registers(office)
    return play(script(setting_of(office, registers, on)), registers)


def setting_of(office: Path, registers: Mapping[str, Register], on: date) -> Setting:
    """Return what the script is written for: the boards' own days, the office's duties and its findings."""
    folders = committed(office / "builds")
    build = Build(folders[-1], read_manifest(folders[-1])) if folders else None
    boards = list(registers[MEETINGS].field_of("board").choices) if MEETINGS in registers else []
    days = {one.id: _days(one, on) for one in read_series(office, boards)}
    duties = starting_records(office, registers, on - YEAR).get(DUTIES, ())
    measures = frozenset(build.definitions.measures) if build else frozenset()
    return Setting(on, days, _found(office, build) if build else (), duties, measures)


def _days(series: Series, on: date) -> tuple[date, ...]:
    """Return the days of a board's series in the year behind a day and in the one ahead."""
    step = timedelta(weeks=series.weeks)
    anchor = series.first
    while anchor > on - YEAR:
        anchor -= step
    return tuple(one.day for one in proposals(series, on - YEAR, on + YEAR, last=anchor))


def _found(office: Path, build: Build) -> tuple[Exceptional, ...]:
    """Return what the newest report found out of the ordinary about measures of the plan, one of each."""
    reports = sorted(office.glob("reports/*-quarterly/findings.csv"))
    if not reports:
        return ()
    planned = {name for one in build.definitions.plan.priorities for name in one.measures}
    with reports[-1].open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["kind"] in FIRST and row["measure"] in planned]
    first = {row["measure"]: row for row in reversed(rows)}  # The weightiest of each stands first.
    return tuple(_exceptional(row, build) for row in rows if first[row["measure"]] is row)


def _exceptional(row: Mapping[str, str], build: Build) -> Exceptional:
    measure = build.definitions.measures[row["measure"]]
    key = (row[name] for name in ("measure", "area_type", "area", "breakdown", "window", "period", "source"))
    return Exceptional(
        ":".join(key),
        build.manifest.id,
        measure.id,
        measure.title,
        row["sentence"],
        body_of(measure, build.definitions, row["source"]),
        better=row["direction"] == "improving",
    )


def main(office: Path) -> None:
    """Fill the registers of the office, and say what was made: for a process that does nothing else."""
    from frankpledge.web.starting import set_up, upgrade

    set_up(office)
    upgrade()
    made = fill(office, today())
    sys.stdout.write(f"{sum(made.values()):,} fictional records in {len(made):,} registers")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
