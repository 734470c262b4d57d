"""Print what was found about a quarter, what is forecast, and what is proposed."""

from __future__ import annotations

import math
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import asdict

import click
import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.finding import QuarterFindings
from frankpledge.builds.forecasting import SeriesForecast
from frankpledge.builds.intervening import Intervention
from frankpledge.builds.proposing import LEAST, Proposed
from frankpledge.contracts.figures import Finding
from frankpledge.counted import many
from frankpledge.periods import month_key, month_label
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.terminal import print_table

RANGES = ("point", "low80", "high80", "low95", "high95")


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
    together = [
        {"measure": one.measure.id, "area": one.key.area, "breakdown": one.key.breakdown}
        | {name: _number(value, one.measure) for name, value in asdict(one.year).items()}
        for one in made
        if one.year is not None
    ]
    if together:
        click.echo("\nThe first twelve months together")
        print_table(together, list(together[0]))
    click.echo("\nBacktest: how forecasts made so would have done before")
    rows = [
        {
            "measure": one.measure.id,
            "area": one.key.area,
            "breakdown": one.key.breakdown,
            "method": one.method,
            "error": _rounded(one.mase),
            "of seasonal naive": _rounded(one.naive_mase),
            "backtests": one.origins,
            "months tried": one.tried.months,
            "inside 80 %": one.tried.inside80,
            "inside 95 %": one.tried.inside95,
            "note": one.note,
        }
        for one in made
    ]
    print_table(rows, list(rows[0]) if rows else [])
    _wrapped(
        "Error: mean absolute error over that of last year's month within the history (MASE); "
        "below 1 is better. Months tried: forecasts of a month made as of earlier dates, from what was known "
        "then, and how many lay inside.",
        indent="",
    )
    tried = sorted({one.together for one in made if one.together.months}, key=lambda one: -one.series)
    for all_ in tried:
        _wrapped(
            f"Over all {all_.series:,} series forecast together, {all_.months:,} months: "
            f"{_share(all_.inside80 / all_.months)} inside 80 % and {_share(all_.inside95 / all_.months)} "
            "inside 95 %.",
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
    places = 1 if measure.kind in (Kind.COUNT, Kind.SUM_OF) else 3
    return None if math.isnan(value) else round(float(value), places)


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


def print_intervention(made: Intervention, build_id: str) -> None:
    """Print the counts of each group before and after, and what they amount to."""
    click.echo(click.style(f"{made.measure.title}, build {build_id}", bold=True))
    rows = [
        {"areas": group, made.before.label: before, made.after.label: after, "change": after - before}
        for group, (before, after) in made.counts.items()
        if before or after or group in ("treated", "control")
    ]
    print_table(rows, list(rows[0]))
    click.echo("")
    _wrapped(made.sentence, indent="")
    _wrapped(
        f"Method: {made.result.method}, {made.result.variant}, overdispersion {made.phi:.2f}, 95 per cent "
        "interval. It compares; it does not say why.",
        indent="",
    )


def _area_of(row: Finding) -> str:
    return force_title(row.area) if row.area_type == "force" else row.area


def _wrapped(text: str, indent: str = "  ") -> None:
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    click.echo(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=f"{indent}  "))
