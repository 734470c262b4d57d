"""Reading a workbook in a process of its own, which may take so much memory and time and no more.

A few hundred bytes can make a reader of workbooks ask for hundreds of gigabytes: one cell far away, one text
that unpacks to gigabytes. Whoever sent the file is told; the process that asked is unharmed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

MOST_CELLS = 20_000_000
"""Of all sheets, empty ones between others too."""
MOST_TEXT = 100_000_000
"""Characters of all cells: whoever asked holds them too."""
MOST_BYTES = 3 * 1024**3
MOST_SECONDS = 120

Book = list[tuple[str, list[tuple[str, ...]]]]
"""Sheets in order: each its name and its rows, the first being line 1."""


class NotRead(Exception):
    """A workbook that cannot be read: why, and what to do where that is known."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.do = do


def read_apart(data: bytes, *, as_written: bool) -> Book:
    """Return the sheets of an .xlsx, .xlsm, .xls or .ods file, cells as text. Raises NotRead."""
    how = "as-written" if as_written else "as-text"
    try:
        ran = subprocess.run(  # noqa: S603  (our own module; what was sent goes in as bytes)
            [sys.executable, "-m", __name__, how, str(MOST_BYTES)],
            input=data,
            capture_output=True,
            check=False,
            timeout=2 * MOST_SECONDS,
        )
        said: dict[str, Any] = json.loads(ran.stdout) if ran.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        said = {}
    if "sheets" not in said:
        why = (
            said.get("why")
            or f"reading it takes more than {MOST_BYTES // 1024**3} GiB of memory or two minutes"
        )
        raise NotRead(why, said.get("do", "" if said else "Send it as CSV."))
    return [(title, [tuple(row) for row in rows]) for title, rows in said["sheets"]]


def _read(data: bytes, *, as_written: bool) -> Book:
    """Return the sheets of a workbook, in this process. Raises NotRead."""
    import io

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found: Book = []
        cells_left, text_left = MOST_CELLS, MOST_TEXT
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            cells_left -= sheet.total_height * sheet.total_width
            if cells_left < 0:
                raise NotRead(f"it has more than {MOST_CELLS:,} cells", "Send it as CSV.")
            down, across = sheet.start or (0, 0)
            rows: list[tuple[str, ...]] = [()] * down
            for row in sheet.to_python(skip_empty_area=True):
                cells = tuple(cell if as_written and isinstance(cell, str) else text_of(cell) for cell in row)
                text_left -= sum(map(len, cells))
                if text_left < 0:
                    raise NotRead(f"it has more than {MOST_TEXT:,} characters", "Send it as CSV.")
                rows.append(("",) * across + cells if cells else cells)
            found.append((title, rows))
        return found
    except (CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        raise NotRead(str(error).split("\n")[0][:120]) from None


def text_of(cell: object) -> str:
    """Return a cell as a sender would have typed it: whole numbers without a point, days as 2024-05-14."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return (
                cell.date().isoformat()
                if cell.time() == time(0)
                else cell.isoformat(sep=" ", timespec="seconds")
            )
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="minutes" if not cell.second else "seconds")
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (
                f":{seconds % 60:02}" if seconds % 60 else ""
            )
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case _:
            return " ".join(str(cell).split())


def _bound(most_bytes: int) -> None:
    """Limit what this process may take; where memory runs out all the same, it is the first to go."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    try:
        import resource
    except ImportError:  # A partner's machine with another system, where nobody else is served.
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(how: str, most_bytes: int) -> None:
    """Read the workbook on standard input, and write its sheets, or why it cannot be read, as JSON."""
    _bound(most_bytes)
    try:
        said: dict[str, object] = {"sheets": _read(sys.stdin.buffer.read(), as_written=how == "as-written")}
    except NotRead as error:
        said = {"why": error.why, "do": error.do}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
