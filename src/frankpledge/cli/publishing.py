"""Commands that write what people read. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import BUILD, OFFICE, main
from frankpledge.command_group import example


@main.command(
    short_help="Write the quarterly report.",
    epilog=example(
        'frankpledge report beds --quarter "Q4 22/23"',
        "frankpledge report beds --quarter 2022-23-Q4",
        'frankpledge report beds --quarter 2022-23-Q4 --corrects 3 --reason "The force revised its records."',
    ),
)
@OFFICE
@click.option("--quarter", required=True, metavar='"Q4 22/23"', help="The financial quarter to report on.")
@click.option("--kind", default="quarterly", show_default=True, help="Which report.")
@BUILD
@click.option("--corrects", type=int, metavar="NUMBER", help="The release that this report corrects.")
@click.option("--reason", default="", metavar="TEXT", help="Why; readers see it at the top of the report.")
def report(
    office: Path, quarter: str, kind: str, build_id: str | None, corrects: int | None, reason: str
) -> None:
    """Write a report from a build: web page, PDF, Word, and its figures as open data.

    It is a draft until it is signed off and released. One that corrects a release says so at its
    top, with every figure that has changed and why.
    """
    from frankpledge import pipeline
    from frankpledge.periods import parse_quarter
    from frankpledge.releases.signing import report_standing
    from frankpledge.releases.telling import how_it_stands, what_comes_next

    if kind not in pipeline.REPORT_KINDS:
        hint = errors.did_you_mean(kind, pipeline.REPORT_KINDS)
        raise errors.WrongUse(f"There is no kind of report '{kind}'.", do=hint)
    period = parse_quarter(quarter)
    with terminal.steps() as on_step:
        made = pipeline.publish(
            office, period, kind=kind, build=build_id, corrects=corrects, reason=reason, on_step=on_step
        )
    terminal.say(f"Wrote the report of {period.label} from build {made.build.manifest.id}:")
    for file in made.files:
        terminal.say(f"  {file}  ({file.stat().st_size / 1024:,.0f} KB)")
    standing = report_standing(office, made.folder.name)
    terminal.say()
    terminal.say(how_it_stands(standing))
    terminal.next_command(f"open {made.folder / 'report.html'}   then: {what_comes_next(office, standing)}")
