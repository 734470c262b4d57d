"""A few hand-made files in the publisher's layout, for tests that need to know every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.spec.tiny import FORCES, HEADERS

Rows = Iterable[Mapping[str, str]]


def crime(number: int, **cells: str) -> dict[str, str]:
    """Return the cells of a burglary with this number as its Crime ID; ``cells`` replaces or adds some."""
    return {"Crime ID": f"{number:064x}", "Crime type": "Burglary", "Location": "No Location"} | cells


def incident(**cells: str) -> dict[str, str]:
    """Return the cells of an anti-social behaviour incident."""
    return {"Crime type": "Anti-social behaviour", "Location": "No Location"} | cells


def crimes(count: int, start: int = 0) -> list[dict[str, str]]:
    """Return so many different burglaries."""
    return [crime(start + number) for number in range(count)]


def outcome(number: int, text: str = "Suspect charged") -> dict[str, str]:
    """Return the cells of an outcome given to the crime of this number."""
    return {"Crime ID": f"{number:064x}", "Outcome type": text, "Location": "No Location"}


def text_of(kind: str, force: str, month: str, rows: Rows) -> str:
    """Return a file's text: month and force are filled in where the kind has them and a row does not."""
    header = HEADERS[kind]
    common = {"Month": month, "Reported by": FORCES[force], "Falls within": FORCES[force]}
    if kind == "stop-and-search":
        common = {"Type": "Person search", "Date": f"{month}-05T10:00:00+00:00"}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**common, **row} for row in rows)
    return text.getvalue()


def write(folder: Path, month: str, rows: Rows, *, kind: str = "street", force: str = "bedfordshire") -> Path:
    """Write one file under its name in the publisher's layout, and return it."""
    path = folder / month / f"{month}-{force}-{kind}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(kind, force, month, rows), encoding="utf-8")
    return path
