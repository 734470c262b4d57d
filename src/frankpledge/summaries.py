"""Print what was done and found: what an ingest took in, what stands behind a figure, what changed."""

from __future__ import annotations

import math
import shutil
import textwrap
from collections import Counter
from collections.abc import Sequence

import click
import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.explaining import Explanation, explained_rows
from frankpledge.builds.finding import QuarterFindings
from frankpledge.builds.forecasting import SeriesForecast
from frankpledge.builds.proposing import LEAST, Proposed
from frankpledge.contracts.figures import Finding
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import month_key, month_label
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.store.intake import IngestSummary
from frankpledge.terminal import many, plain, print_table, say

MANY_FILES = 15
RANGES = ("point", "low80", "high80", "low95", "high95")


def print_explanation(explanation: Explanation, build_id: str, level: int = 0) -> None:
    """Print an explanation as a short report, its parts indented below it."""
    figure = explanation.figure
    lines = [click.style(f"{explanation.title}: {figure.label}", bold=True)]
    value = "no figure" if figure.value is None else f"{figure.value:,.10g} {figure.unit}"
    lines.append(f"  {value} ({figure.state.value}, {figure.basis.value}); {figure.area_type} {figure.area}")
    if figure.breakdown:
        lines.append(f"  part: {figure.breakdown}")
    supplied = f"as at {plain(figure.as_at)}" if figure.as_at else "not supplied"
    lines.append(f"  source: {figure.source}; {supplied}; build {build_id}")
    lines += ["", "  What it counts", f"    {explanation.definition}"]
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
        print_explanation(part, build_id, level + 1)


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


def print_findings(found: QuarterFindings, build_id: str, *, everything: bool) -> None:
    """Print the findings of a quarter by kind, and the sentence on false exceptions."""
    quiet = (FindingKind.WITHIN, FindingKind.NO_JUDGEMENT)
    rows = [row for row in found.rows if everything or row.kind not in quiet]
    click.echo(click.style(f"{found.quarter.label}, build {build_id}", bold=True))
    for kind in dict.fromkeys(row.kind for row in rows):
        here = [row for row in rows if row.kind == kind]
        click.echo(f"\n{kind[0].upper()}{kind[1:]} ({len(here):,})")
        for row in here:
            source = f" [{row.source}]" if row.source not in ("crimes", "outcomes", "stops") else ""
            where = "" if len({one.area for one in found.rows}) == 1 else f"{_area_of(row)}: "
            _wrapped(f"{where}{row.sentence}{source}")
    if not rows:
        click.echo("\nNothing was found to be out of the ordinary.")
    without = len({(row.measure, row.area) for row in found.rows if row.kind == FindingKind.NO_JUDGEMENT})
    click.echo("")
    _wrapped(found.closing, indent="")
    if without and not everything:
        _wrapped(f"{many(without, 'measure')} could not be judged in some source: --all says why.", indent="")


def print_forecasts(made: Sequence[SeriesForecast], build_id: str) -> None:
    """Print forecasts: the months to come in one table, then how each did in its backtest."""
    table = forecast_table(made).to_pylist()
    click.echo(click.style(f"Forecast, build {build_id}", bold=True))
    print_table(
        table, ["measure", "area", "breakdown", "label", "point", "low80", "high80", "low95", "high95"]
    )
    click.echo("\nBacktest: how forecasts made so would have done before")
    rows = [
        {
            "measure": one.measure.id,
            "area": one.key.area,
            "breakdown": one.key.breakdown,
            "method": one.method,
            "error": _rounded(one.mase),
            "of seasonal naive": _rounded(one.naive_mase),
            "inside 80 %": _share(one.covered80),
            "inside 95 %": _share(one.covered95),
            "backtests": one.origins,
            "note": one.note,
        }
        for one in made
    ]
    print_table(rows, list(rows[0]) if rows else [])
    _wrapped(
        "Error: mean absolute error over that of last year's month within the history (MASE); "
        "below 1 is better.",
        indent="",
    )


def _rounded(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:.2f}"


def _share(value: float) -> str:
    return "none" if math.isnan(value) else f"{100 * value:.0f} %"


def forecast_table(made: Sequence[SeriesForecast]) -> pa.Table:
    """Return the months to come as a table: key, month, point and ranges, method and unit."""
    rows = [
        {
            "measure": one.measure.id,
            "area_type": one.key.area_type,
            "area": one.key.area,
            "breakdown": one.key.breakdown,
            "period": month_key(one.first_ahead + ahead),
            "label": month_label(one.first_ahead + ahead),
            **{name: _number(getattr(one, name)[ahead], one.measure) for name in RANGES},
            "unit": one.measure.unit,
            "method": one.method,
            "source": one.source,
        }
        for one in made
        for ahead in range(len(one.point))
    ]
    words = pa.schema(
        [(name, pa.float64() if name in RANGES else pa.string()) for name in (rows[0] if rows else {})]
    )
    return pa.Table.from_pylist(rows, schema=words)


def _number(value: float, measure: Measure) -> float | None:
    """Return a forecast number as it can be read: a tenth of a thing, a thousandth of a rate."""
    return None if math.isnan(value) else round(float(value), 1 if measure.kind is Kind.COUNT else 3)


def print_proposals(found: Sequence[Proposed], short: int, build_id: str) -> None:
    """Print where new baselines might begin, each as the decision that could be recorded."""
    if short:
        _wrapped(f"Too short to tell: {short:,} series of fewer than {LEAST} months.", indent="")
    if not found:
        click.echo(f"No lasting change of level was found in build {build_id}; nothing is proposed.")
        return
    click.echo(
        f"{many(len(found), 'lasting change')} of level may be in build {build_id}. Nothing is changed."
    )
    for one in found:
        click.echo("")
        _wrapped(f"{force_title(one.area)}, {one.title}, {month_label(one.month)}. {one.reason}", indent="")
        click.echo(one.as_decision())
    click.echo("")
    _wrapped(
        "Whoever knows why completes reason, by and decided, and puts the lines under `decisions:` in "
        "plan/chart-decisions.yaml. Without a reason there is nothing to decide.",
        indent="",
    )


def _area_of(row: Finding) -> str:
    return force_title(row.area) if row.area_type == "force" else row.area


def _wrapped(text: str, indent: str = "  ") -> None:
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    click.echo(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=f"{indent}  "))


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
