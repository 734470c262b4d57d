"""How the command line shows things: progress on the error stream, tables and summaries on the output."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from frankpledge.errors import WrongUse

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("table", "csv", "json", "parquet")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Quiet:
    """Whether to hold back progress and summaries: set once by ``--quiet``."""

    on = False


def say(text: str = "") -> None:
    """Print a line of a summary, unless quiet."""
    if not Quiet.on:
        click.echo(text)


def survive_narrow_streams() -> None:
    """Let an output that cannot show a sign (an old console, a plain ASCII log) print '?' and go on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def note(text: str) -> None:
    """Print a line people should see even where the output is piped away, unless quiet."""
    if not Quiet.on:
        click.echo(text, err=True)


def next_command(text: str) -> None:
    """Close a summary with the command that usually comes next."""
    say()
    say(click.style("Next: ", bold=True) + text)


class Advance(Protocol):
    """Called as work goes on: done, in all (None: not known), what."""

    def __call__(self, done: int, total: int | None, what: str) -> None: ...


@contextmanager
def progress(title: str, *, as_bytes: bool = False) -> Iterator[Advance]:
    """Show a progress bar on a terminal, and nothing where the error stream is not one."""
    if Quiet.on or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    counted = DownloadColumn() if as_bytes else MofNCompleteColumn()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        counted,
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(title, total=None, what="")

        def advance(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, what=what[-48:])

        yield advance


@contextmanager
def steps() -> Iterator[Any]:
    """Show what is being done now, as one changing line on a terminal, as plain lines elsewhere."""
    if Quiet.on:
        yield lambda what: None
        return
    if not sys.stderr.isatty():
        yield lambda what: click.echo(f"… {what}", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda what: status.update(what)


def plain(value: Any) -> str:
    """Return a cell as text: dates as ISO, numbers without needless digits, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def print_table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as an aligned table. Columns that hold one value throughout are said once, above it."""
    if not rows:
        return
    shown = [{name: plain(row.get(name)) for name in columns} for row in rows]
    same = [name for name in columns if len(rows) > 1 and len({row[name] for row in shown}) == 1]
    for name in same:
        if shown[0][name]:
            click.echo(f"{name}: {shown[0][name]}")
    varied = [name for name in columns if name not in same]
    numeric = {name for name in varied if all(isinstance(row.get(name), int | float | None) for row in rows)}
    widths = {name: max(len(name), *(len(row[name]) for row in shown)) for name in varied}

    def line(cells: dict[str, str]) -> str:
        parts = [
            cells[name].rjust(widths[name]) if name in numeric else cells[name].ljust(widths[name])
            for name in varied
        ]
        return "  ".join(parts).rstrip()

    click.echo(line({name: name for name in varied}))
    for row in shown:
        click.echo(line(row))


def write_table(table: pa.Table, form: str, output: Path | None) -> None:
    """Write an Arrow table as table, csv, json or parquet, to a file or the output stream.

    A file asked for without a format gets the one its name ends in, else csv.
    """
    if output is not None:
        ending = output.suffix.removeprefix(".").lower()
        _write_file(output, _as_bytes(table, form if form != "table" else ending))
    elif form == "table":
        print_table(table.to_pylist(), table.column_names)
    elif form == "parquet" and sys.stdout.isatty():
        raise WrongUse("Parquet is not for a terminal.", do="Add --output figures.parquet.")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(_as_bytes(table, form))


def write_text(text: str, output: Path | None) -> None:
    """Write a text to a file, or to the output stream."""
    if output is None:
        click.echo(text, nl=False)
    else:
        _write_file(output, text.encode())


def _as_bytes(table: pa.Table, form: str) -> bytes:
    if form == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        data: bytes = sink.getvalue().to_pybytes()
        return data
    if form == "json":
        return (json.dumps(table.to_pylist(), default=plain, ensure_ascii=False, indent=1) + "\n").encode()
    return csv_text(table).encode()


def _write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; a pipe or device is written to as it is."""
    from frankpledge.store.files import friendly_disk_errors, write_atomically

    if not path.parent.is_dir():
        raise WrongUse("there is no such folder to write into.", file=path.parent, do="Make it first.")
    if path.is_file() or not path.exists():
        write_atomically(path, data)
        return
    with friendly_disk_errors(path):
        path.write_bytes(data)


def csv_text(table: pa.Table) -> str:
    """Return a table as CSV; texts that a spreadsheet would take for a formula get a leading apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_safe(row[name]) for name in table.column_names])
    return out.getvalue()


def _safe(value: Any) -> str:
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    text = plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
