"""Print what was done and found: what an ingest took in, what stands behind a figure, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.counted import many
from frankpledge.store.intake import IngestSummary
from frankpledge.terminal import plain, print_table, say

if TYPE_CHECKING:
    from frankpledge.builds.explaining import Explanation

MANY_FILES = 15


def print_explanation(
    explanation: Explanation, build_id: str, named_in: Sequence[str] = (), level: int = 0
) -> None:
    """Print an explanation as a short report, its parts indented below it.

    ``named_in`` are the sections of the plan and frameworks that name its measure.
    """
    from frankpledge.builds.explaining import explained_rows

    figure = explanation.figure
    lines = [click.style(f"{explanation.title}: {figure.label}", bold=True)]
    value = "no figure" if figure.value is None else f"{figure.value:,.10g} {figure.unit}"
    lines.append(f"  {value} ({figure.state.value}, {figure.basis.value}); {figure.area_type} {figure.area}")
    if figure.breakdown:
        lines.append(f"  part: {figure.breakdown}")
    supplied = f"as at {plain(figure.as_at)}" if figure.as_at else "not supplied"
    lines.append(f"  source: {figure.source}; {supplied}; build {build_id}")
    lines += ["", "  What it counts", f"    {explanation.definition}"]
    if named_in:
        lines += ["", "  Where it stands", *(f"    {place}" for place in named_in)]
    if explanation.steps:
        lines += ["", "  From rows to the figure"]
        width = max(len(f"{step.remain:,}") for step in explanation.steps)
        for place, step in enumerate(explanation.steps):
            left = f"− {step.left_out:,} " if place else ""
            lines.append(f"    {step.remain:>{width},}  {left}{step.what}")
    if explanation.arithmetic:
        lines += ["", "  Arithmetic", *(f"    {line}" for line in explanation.arithmetic)]
    for line in lines:
        click.echo("  " * level + line if line else "")
    if explanation.files:
        click.echo("\n" + "  " * level + f"  Files ({len(explanation.files)})")
        rows = explained_rows(explanation).to_pylist()
        print_table(rows[:MANY_FILES], list(rows[0]))
        if len(rows) > MANY_FILES:
            click.echo(f"… and {len(rows) - MANY_FILES} more")
    for part in explanation.parts:
        click.echo("")
        print_explanation(part, build_id, level=level + 1)


def print_diff(table: pa.Table) -> None:
    """Print what changed: a count by reason, then the totals of forces, largest change first."""
    rows = table.to_pylist()
    if not rows:
        click.echo("No figure differs between these builds.")
        return
    click.echo(f"{len(rows):,} monthly figures differ:")
    for why, count in Counter(row["why"] for row in rows).most_common():
        click.echo(f"  {count:>7,}  {why}")
    totals = [row for row in rows if row["area_type"] == "force" and not row["breakdown"]]
    totals.sort(key=lambda row: (-abs(row["change"] or 0), row["measure"], row["period"]))
    if not totals:
        return
    shown = totals[:40]
    click.echo(
        f"\nTotals of forces that changed most ({len(shown)} of {len(totals):,}; --format csv gives all):"
    )
    columns = [
        "measure",
        "area",
        "label",
        "before",
        "after",
        "change",
        "state_before",
        "state_after",
        "source",
    ]
    print_table(shown, columns)


def print_ingested(summary: IngestSummary) -> None:
    """Print what an ingest took in, refused, superseded and passed over."""
    added = summary.added
    held = summary.unchanged
    say(
        f"Took in {many(len(added), 'file')}"
        + (f"; {held:,} {'was' if held == 1 else 'were'} here already and unchanged." if held else ".")
    )
    for name in dict.fromkeys(edition.table for edition in added):
        here = [edition for edition in added if edition.table == name]
        rows, refused = sum(e.rows for e in here), sum(e.refused for e in here)
        repeats = sum(e.repeats for e in here)
        text = f"{many(rows, 'row')} accepted, {refused:,} refused"
        if repeats:
            text += f"; {repeats:,} repeat a record of the same month and are kept but not counted again"
        say(f"  {TABLES[name].title}: {text}")
    if summary.superseding:
        say(f"  Used from now on instead of an earlier download: {summary.superseding:,}.")
    if summary.superseded:
        say(f"  Older than a download held, which stays in use: {summary.superseded:,}.")
    if summary.total("refused"):
        say("  Refused rows are kept in the store, each with its file, record number and the rule it breaks:")
        for reason, count in summary.refusals[:8]:
            say(f"    {count:,} × {reason}")
    if summary.passed_over:
        some = ", ".join(summary.passed_over[:3])
        more = len(summary.passed_over) - 3
        say(f"  Passed over, not data: {some}{f' and {more} more' if more > 0 else ''}.")
