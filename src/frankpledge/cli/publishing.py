"""Commands that write what people read. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import terminal
from frankpledge.cli.options import BUILD, OFFICE, main
from frankpledge.command_group import example


@main.command(
    short_help="Write a report.",
    epilog=example(
        'frankpledge report beds --quarter "Q4 22/23"',
        "frankpledge report beds --quarter 2022-23-Q4 --kind panel",
        "frankpledge report beds --year 22/23",
        "frankpledge report beds --month 2023-03 --kind at-a-glance",
        "frankpledge report beds --kinds",
    ),
)
@OFFICE
@click.option("--quarter", metavar='"Q4 22/23"', help="The financial quarter to report on.")
@click.option("--year", metavar="22/23", help="The financial year to report on.")
@click.option("--month", metavar="2023-03", help="The month as at whose end to report: twelve months to it.")
@click.option("--kind", help="Which report (default: quarterly for a quarter, annual for a year).")
@click.option("--kinds", is_flag=True, help="List the kinds of report, and write none.")
@BUILD
def report(
    office: Path,
    quarter: str | None,
    year: str | None,
    month: str | None,
    kind: str | None,
    kinds: bool,
    build_id: str | None,
) -> None:
    """Write a report from a build: web page, PDF, Word, and its figures as open data.

    A kind of report says which period it covers: a quarter, a financial year, or the year to a month.
    """
    from frankpledge import pipeline

    if kinds:
        for line in pipeline.kinds_of_report(office):
            click.echo(line)
        return
    name, period = pipeline.asked_for(office, kind, quarter=quarter, year=year, month=month)
    with terminal.steps() as on_step:
        made = pipeline.publish(office, period, kind=name, build=build_id, on_step=on_step)
    terminal.say(f"Wrote the report of {period.label} from build {made.build.manifest.id}:")
    for file in made.files:
        terminal.say(f"  {file}  ({file.stat().st_size / 1024:,.0f} KB)")
    terminal.next_command(f"open {made.folder / 'report.html'}")
