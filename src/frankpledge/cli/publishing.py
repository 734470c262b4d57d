"""Commands that write what people read. No logic here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import BUILD, OFFICE, main
from frankpledge.command_group import example

if TYPE_CHECKING:
    from frankpledge.publication.words.folder import ChangedUnder


@main.command(
    short_help="Write a first commentary for people to make their own.",
    epilog=example(
        'frankpledge draft beds --quarter "Q4 22/23"', 'frankpledge draft beds --quarter "Q4 22/23" --seen'
    ),
)
@OFFICE
@click.option("--quarter", required=True, metavar='"Q4 22/23"', help="The financial quarter to write about.")
@click.option("--kind", default="quarterly", show_default=True, help="Which report.")
@BUILD
@click.option("--seen", is_flag=True, help="Take what changed under the authors' words as seen.")
@click.pass_context
def draft(
    context: click.Context, office: Path, quarter: str, kind: str, build_id: str | None, seen: bool
) -> None:
    """Write texts/REPORT/…/MEASURE.md for every measure of the plan, in references to its figures.

    A text that people changed is never written over; drafts that nobody changed follow the newest build.
    Every text is checked, and what changed under the authors' words is listed. Exit code 1 says that
    there is something to look at.
    """
    from frankpledge import pipeline
    from frankpledge.periods import parse_quarter

    period = parse_quarter(quarter)
    with terminal.steps() as on_step:
        folder, made = pipeline.draft(
            office, period, kind=kind, build=build_id, all_seen=seen, on_step=on_step
        )
    terminal.say(
        f"Wrote {len(made.written)} drafts in {folder}, and kept {len(made.kept)} texts people wrote."
    )
    for problem in made.texts.problems:
        terminal.say(f"  {problem}")
    _say_changed(made.texts.changed, f'frankpledge draft {office} --quarter "{period.label}" --seen')
    terminal.next_command(f'frankpledge report {office} --quarter "{period.label}"')
    if made.texts.problems or made.texts.changed:
        context.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)


def _say_changed(changed: Sequence[ChangedUnder], command: str) -> None:
    if changed:
        terminal.say("Changed under the authors' words since they last looked:")
        for one in changed:
            terminal.say(f"  {one}")
        terminal.say(f"Read these sentences again, then: {command}")


@main.command(
    short_help="Write the quarterly report.",
    epilog=example(
        'frankpledge report beds --quarter "Q4 22/23"', "frankpledge report beds --quarter 2022-23-Q4"
    ),
)
@OFFICE
@click.option("--quarter", required=True, metavar='"Q4 22/23"', help="The financial quarter to report on.")
@click.option("--kind", default="quarterly", show_default=True, help="Which report.")
@BUILD
def report(office: Path, quarter: str, kind: str, build_id: str | None) -> None:
    """Write a report from a build: web page, PDF, Word, and its figures as open data."""
    from frankpledge import pipeline
    from frankpledge.periods import parse_quarter

    if kind not in pipeline.REPORT_KINDS:
        hint = errors.did_you_mean(kind, pipeline.REPORT_KINDS)
        raise errors.WrongUse(f"There is no kind of report '{kind}'.", do=hint)
    period = parse_quarter(quarter)
    with terminal.steps() as on_step:
        made = pipeline.publish(office, period, kind=kind, build=build_id, on_step=on_step)
    terminal.say(f"Wrote the report of {period.label} from build {made.build.manifest.id}:")
    for file in made.files:
        terminal.say(f"  {file}  ({file.stat().st_size / 1024:,.0f} KB)")
    _say_changed(made.changed, f'frankpledge draft {office} --quarter "{period.label}" --seen')
    terminal.next_command(f"open {made.folder / 'report.html'}")
