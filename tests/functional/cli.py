"""Run the command line as a person does, and a small fictional office to run it on."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from frankpledge.cli import main
from frankpledge.generate import FictionalForce, Scenario, Truth, generate
from frankpledge.periods import parse_month

HOME = FictionalForce(0, 350)
PEERS = tuple(FictionalForce(number, 300 + 50 * number) for number in (1, 2, 3))
SMALL = Scenario(
    seed=7,
    forces=(HOME,),
    peers=PEERS,
    first_month=parse_month("2022-04"),
    months=36,
    older_months=12,
    missing=frozenset({(HOME.slug, parse_month("2023-01"))}),
    supplied_empty=frozenset({(HOME.slug, parse_month("2022-05"))}),
)
"""Three years of one small county: a month never supplied, a month of stops with no row, two downloads."""

OLDER_OBTAINED, NEWER_OBTAINED = (download.obtained for download in SMALL.downloads)


@dataclass(frozen=True)
class Ran:
    """How a command ended: exit code, what it printed, what it said on the error stream."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        """What it printed, read as CSV."""
        return list(csv.DictReader(io.StringIO(self.out)))


def run(*words: object) -> Ran:
    """Run a command in this process. Anything but an orderly end is raised here: no traceback is expected."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def done(*words: object) -> Ran:
    """Run a command that must succeed."""
    ran = run(*words)
    assert ran.code == 0, f"{words} ended with {ran.code}: {ran.out}{ran.err}"
    return ran


def program() -> str:
    """Return the installed ``frankpledge`` command."""
    return str(Path(sys.executable).with_name("frankpledge"))


def run_apart(*words: object, **environment: str) -> Ran:
    """Run the installed command in a process of its own, its output not a terminal."""
    command = [program(), *map(str, words)]
    ended = subprocess.run(command, env=os.environ | environment, capture_output=True, timeout=120)
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@dataclass(frozen=True)
class Records:
    """Generated files in a folder, and what is true of them."""

    folder: Path
    truth: Truth

    @property
    def older(self) -> Path:
        return self.folder / "older.zip"

    @property
    def newer(self) -> Path:
        return self.folder / "newer.zip"

    @property
    def reference(self) -> Path:
        return self.folder / "reference"

    def member(self, name: str) -> bytes:
        """Return one file of the newer download: ``2024-05/2024-05-westmarch-street.csv``."""
        with zipfile.ZipFile(self.newer) as archive:
            return archive.read(name)

    def file(self, month: str, kind: str = "street") -> bytes:
        """Return the home county's file of a month."""
        return self.member(f"{month}/{month}-{HOME.slug}-{kind}.csv")


def make_records(folder: Path) -> Records:
    """Write the small scenario into a new folder."""
    return Records(folder, generate(SMALL, folder))


def make_office(folder: Path, records: Records) -> Path:
    """Make an office with two builds: 0001 of the older download, 0002 of both."""
    done("new", folder, "--from", "westmarch")
    done("ingest", folder, records.older, records.reference)
    done("build", folder)
    done("ingest", folder, records.newer)
    done("build", folder)
    return folder


def state_of(office: Path) -> dict[str, bytes]:
    """Return every file of the store and builds that readers can see; locks are no part of it."""
    parts = [file for name in ("store", "builds") for file in sorted((office / name).rglob("*"))]
    return {
        str(file.relative_to(office)): file.read_bytes()
        for file in parts
        if file.is_file() and file.name not in (".lock", ".row-key")
    }
