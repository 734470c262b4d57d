"""Commands that count, print and explain figures. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import terminal
from frankpledge.cli.options import BUILD, FORMAT, OFFICE, OUTPUT, SPARK_MASTER, main
from frankpledge.command_group import example

MOST_BROKEN = 10
"""Broken rules that are named when a build is made; the rest are counted."""


@main.command(
    short_help="Work out every declared measure.",
    epilog=example(
        "frankpledge build beds", "frankpledge build beds --as-at 2022-01", "frankpledge build beds --full"
    ),
)
@OFFICE
@click.option("--as-at", metavar="MONTH", help="Use only files obtained by the end of this month (YYYY-MM).")
@click.option("--engine", default="duckdb", show_default=True, help="What counts: duckdb or spark.")
@SPARK_MASTER
@click.option(
    "--memory",
    metavar="SIZE",
    help="What DuckDB may hold, like 2GB, before it spills to disk (default: most of the machine's).",
)
@click.option("--full", is_flag=True, help="Make a new build even where nothing has changed.")
def build(
    office: Path,
    as_at: str | None,
    engine: str,
    spark_master: str | None,
    memory: str | None,
    full: bool,
) -> None:
    """Work out every declared measure and commit the result as a new, immutable build."""
    from frankpledge import pipeline
    from frankpledge.builds.asking import newest_quarter
    from frankpledge.builds.destroyed import destroyed_sentences
    from frankpledge.builds.holding_contracts import breach_sentences
    from frankpledge.builds.holding_rules import broken_rules
    from frankpledge.builds.supplying import unused_sentences
    from frankpledge.periods import parse_month

    month = parse_month(as_at) if as_at else None
    with terminal.steps() as on_step:
        outcome = pipeline.measure(
            office,
            as_at_month=month,
            engine=engine,
            spark_master=spark_master,
            memory=memory,
            full=full,
            on_step=on_step,
        )
    manifest = outcome.manifest
    if outcome.made:
        terminal.say(
            f"Made build {manifest.id}: {len(manifest.definitions)} measures from "
            f"{len(manifest.inputs):,} files, the newest obtained {manifest.as_at}."
        )
    else:
        terminal.say(
            f"Nothing has changed since build {manifest.id}, which stands. (--full makes a new one.)"
        )
    unused = unused_sentences(outcome.build)
    for sentence in unused[:MOST_BROKEN]:
        terminal.say(f"Not used: {sentence}")
    if len(unused) > MOST_BROKEN:
        terminal.say(f"Not used: {len(unused) - MOST_BROKEN:,} more like these.")
    for sentence in destroyed_sentences(outcome.build):
        terminal.say(sentence)
    broken = broken_rules(outcome.build.figures, definitions := outcome.build.definitions)
    for one in broken[:MOST_BROKEN]:
        terminal.say(f"Warning: {one.sentence}")
    if len(broken) > MOST_BROKEN:
        terminal.say(
            f"Warning: rules of plan/rules.yaml are broken {len(broken) - MOST_BROKEN:,} times more."
        )
    for sentence in breach_sentences(outcome.build.breaches):
        terminal.say(f"Warning: {sentence}")
    if definitions.rules and not broken:
        terminal.say("The rules of plan/rules.yaml hold in every known month.")
    quarter = newest_quarter(outcome.build)
    report = f'frankpledge report {office} --quarter "{quarter.label}"   or ' if quarter else ""
    terminal.next_command(f"{report}frankpledge figures {office}")


@main.command(
    short_help="Print figures as table, CSV, JSON or Parquet.",
    epilog=example(
        "frankpledge figures beds --measure burglary --window quarter",
        "frankpledge figures beds --framework inspection-questions --window quarter",
        "frankpledge figures beds --measure all-crime --breakdown crime-type --from 2022-04 --format csv",
    ),
)
@OFFICE
@click.option(
    "--measure", "measures", multiple=True, metavar="ID", help="Measure id; may be given several times."
)
@click.option("--framework", metavar="NAME", help="The measures that plan/frameworks/NAME.yaml names.")
@click.option("--area", "areas", multiple=True, metavar="CODE", help="Force slug or official code; likewise.")
@click.option(
    "--area-type", "area_types", multiple=True, metavar="TYPE", help="force, local-authority, ward, lsoa."
)
@click.option("--breakdown", default="", metavar="DIM", help="Break totals down by this, e.g. crime-type.")
@click.option(
    "--window", "windows", multiple=True, metavar="W", help="month (default), quarter, rolling-12 …"
)
@click.option("--from", "start", metavar="PERIOD", help="Periods that end in or after this one.")
@click.option("--to", "end", metavar="PERIOD", help="Periods that end by the end of this one.")
@click.option("--source", default="headline", show_default=True, help="headline, all, or a table's name.")
@click.option("--protected", is_flag=True, help="Withhold what a report would: small numbers about people.")
@BUILD
@FORMAT
@OUTPUT
def figures(
    office: Path,
    measures: tuple[str, ...],
    framework: str | None,
    areas: tuple[str, ...],
    area_types: tuple[str, ...],
    breakdown: str,
    windows: tuple[str, ...],
    start: str | None,
    end: str | None,
    source: str,
    protected: bool,
    build_id: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Print figures of a build: one row a measure, area, breakdown and period."""
    from frankpledge import reporting
    from frankpledge.builds.asking import checked_query, nothing_matches
    from frankpledge.builds.reading import open_build

    opened = open_build(office, build_id)
    query = checked_query(
        opened, measures=measures, areas=areas, area_types=area_types, breakdown=breakdown, windows=windows,
        start=start, end=end, source=source, framework=framework,
    )  # fmt: skip
    table = opened.figures.table(query)
    if protected:
        table = reporting.protected(office, opened, table)
    if not table.num_rows:
        terminal.note(nothing_matches(opened))
    terminal.write_table(table, form, output)


@main.command(
    short_help="Show all that stands behind one figure.",
    epilog=example(
        "frankpledge explain beds burglary bedfordshire 2022-23-Q4",
        'frankpledge explain beds all-crime bedfordshire "Q4 22/23" --breakdown crime-type=burglary',
    ),
)
@OFFICE
@click.argument("measure")
@click.argument("area")
@click.argument("period")
@click.option(
    "--window", metavar="W", help="Kind of period, where the period alone does not say (rolling-12 …)."
)
@click.option("--breakdown", default="", metavar="DIM=SLUG", help="One part of a breakdown.")
@BUILD
def explain(
    office: Path,
    measure: str,
    area: str,
    period: str,
    window: str | None,
    breakdown: str,
    build_id: str | None,
) -> None:
    """Show all that stands behind one figure: definition, files, rows counted and left out, arithmetic."""
    from frankpledge.builds.asking import checked_key
    from frankpledge.builds.explaining import explain as explained
    from frankpledge.builds.reading import open_build
    from frankpledge.plan.describing import sections_naming
    from frankpledge.summaries import print_explanation

    opened = open_build(office, build_id)
    asked, key, span = checked_key(opened, measure, area, period, window, breakdown)
    explanation = explained(office, opened, asked, key, span)
    print_explanation(explanation, opened.manifest.id, sections_naming(asked.id, opened.definitions))


@main.command(
    short_help="Show which figures changed between two builds, and why.",
    epilog=example("frankpledge diff beds 0001 0002", "frankpledge diff beds 0001 0002 --format csv"),
)
@OFFICE
@click.argument("before")
@click.argument("after")
@FORMAT
@OUTPUT
def diff(office: Path, before: str, after: str, form: str, output: Path | None) -> None:
    """Show every figure that changed between two builds, and why."""
    from frankpledge.builds.diffing import diff as changed
    from frankpledge.builds.reading import open_build
    from frankpledge.summaries import print_diff

    table = changed(open_build(office, before), open_build(office, after))
    if form == "table" and output is None:
        print_diff(table)
    else:
        terminal.write_table(table, form, output)
