"""A released and corrected report in the served office, for tests of what the public sees."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.functional.cli import done

QUARTER, PERIOD, KEY = "Q3 23/24", "2023-24-Q3", "2023-24-Q3-quarterly"
STRICTER = "\ndisclosure:\n  stops: people\n  outcomes: people\n"
"""Searches and outcomes are from then on protected as records about people: small numbers are withheld."""

FRAMEWORK = """
title: Matters that are watched
priorities:
  - id: homes
    title: Homes
    outcomes:
      - id: safe-homes
        text: Homes are safe.
        measures: [burglary]
    sections:
      - title: Police
        measures: [burglary, robbery]
"""


def released_office(served: Path, folder: Path) -> Path:
    """Return a copy of an office with a release of its first build, and one that corrects it.

    The correction is of a third build, of all records, which holds back small numbers of searches.
    """
    office = Path(shutil.copytree(served, folder / "office"))
    done("report", office, "--quarter", QUARTER, "--build", "0001")
    _signed_and_released(office)
    declared = office / "office.yaml"
    declared.write_text(declared.read_text() + STRICTER)
    (office / "plan" / "frameworks").mkdir(exist_ok=True)
    (office / "plan" / "frameworks" / "matters.yaml").write_text(FRAMEWORK)
    done("build", office)
    done("report", office, "--quarter", QUARTER, "--corrects", "1", "--reason", "Records came in late.")
    _signed_and_released(office)
    return office


def _signed_and_released(office: Path) -> None:
    done("sign-off", office, KEY, "--as", "checked", "--by", "Ada Marsh")
    done("sign-off", office, KEY, "--as", "approved", "--by", "Ben Holt")
    done("release", office, KEY)
