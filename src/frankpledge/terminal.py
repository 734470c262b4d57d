"""How the command line shows things: progress on the error stream, tables and summaries on the output."""

from __future__ import annotations

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
        TextColumn("{task.fields[what]}", style="dim"),
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
        say("No figures match. Leave out a filter, or look at `frankpledge figures OFFICE --help`.")
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
    """Write an Arrow table as table, csv, json or parquet, to a file or the output stream."""
    if form == "parquet":
        import pyarrow.parquet as pq

        if output is None and sys.stdout.isatty():
            raise WrongUse("Parquet is not for a terminal.", do="Add --output figures.parquet.")
        pq.write_table(table, output if output is not None else sys.stdout.buffer)
        return
    if form == "table" and output is None:
        print_table(table.to_pylist(), table.column_names)
        return
    if form == "json":
        text = json.dumps(table.to_pylist(), default=plain, ensure_ascii=False, indent=1) + "\n"
    else:
        text = csv_text(table)
    if output is not None:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


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
