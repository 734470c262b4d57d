"""Commands that write what people read. No logic here."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import BUILD, OFFICE, PERIOD, main
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
@PERIOD
@BUILD
@click.option("--seen", is_flag=True, help="Take what changed under the authors' words as seen.")
@click.pass_context
def draft(
    context: click.Context, /, office: Path, build_id: str | None, seen: bool, **asked: str | None
) -> None:
    """Write texts/REPORT/measures/MEASURE.md for every measure of the plan, in references to its figures.

    A text that people changed is never written over; drafts that nobody changed follow the newest build.
    Every text is checked, and what changed under the authors' words is listed. Exit code 1 says that
    there is something to look at.
    """
    from frankpledge import reporting

    name, period = reporting.asked_for(office, **asked)
    with terminal.steps() as on_step:
        folder, made = reporting.draft(
            office, period, kind=name, build=build_id, all_seen=seen, on_step=on_step
        )
    terminal.say(
        f"Wrote {len(made.written)} drafts in {folder}, and kept {len(made.kept)} texts people wrote."
    )
    for problem in made.texts.problems:
        terminal.say(f"  {problem}")
    words = _in_words(asked)
    _say_changed(made.texts.changed, f"frankpledge draft {office} {words} --seen")
    terminal.next_command(f"frankpledge report {office} {words}")
    if made.texts.problems or made.texts.changed:
        context.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)


def _in_words(asked: Mapping[str, str | None]) -> str:
    """Return the options that ask for a report, as they were given."""
    return " ".join(f"--{name} {shlex.quote(value)}" for name, value in asked.items() if value)


def _say_changed(changed: Sequence[ChangedUnder], command: str) -> None:
    if changed:
        terminal.say("Changed under the authors' words since they last looked:")
        for one in changed:
            terminal.say(f"  {one}")
        terminal.say(f"Read these sentences again, then: {command}")


@main.command(
    short_help="Write a report.",
    epilog=example(
        'frankpledge report beds --quarter "Q4 22/23"',
        "frankpledge report beds --quarter 2022-23-Q4 --kind panel",
        "frankpledge report beds --year 22/23",
        "frankpledge report beds --month 2023-03 --kind at-a-glance",
        "frankpledge report beds --kinds",
        'frankpledge report beds --quarter 2022-23-Q4 --corrects 3 --reason "The force revised its records."',
    ),
)
@OFFICE
@PERIOD
@click.option("--kinds", is_flag=True, help="List the kinds of report, and write none.")
@BUILD
@click.option("--corrects", type=int, metavar="NUMBER", help="The release that this report corrects.")
@click.option("--reason", default="", metavar="TEXT", help="Why; readers see it at the top of the report.")
@click.option(
    "--unprotected", is_flag=True, help="Show small numbers about people. Never released; it says so."
)
def report(
    office: Path,
    kinds: bool,
    build_id: str | None,
    corrects: int | None,
    reason: str,
    unprotected: bool,
    **asked: str | None,
) -> None:
    """Write a report from a build: web page, PDF, Word, and its figures as open data.

    A kind of report says which period it covers: a quarter, a financial year, or the year to a month.
    It is a draft until it is signed off and released. One that corrects a release says so at its
    top, with every figure that has changed and why.
    """
    from frankpledge import reporting
    from frankpledge.releases.signing import report_standing
    from frankpledge.releases.telling import how_it_stands, what_comes_next

    if kinds:
        for line in reporting.kinds_of_report(office):
            click.echo(line)
        return
    name, period = reporting.asked_for(office, **asked)
    with terminal.steps() as on_step:
        made = reporting.publish(
            office,
            period,
            kind=name,
            build=build_id,
            corrects=corrects,
            reason=reason,
            unprotected=unprotected,
            on_step=on_step,
        )
    terminal.say(f"Wrote the report of {period.label} from build {made.build.manifest.id}:")
    for file in made.files:
        terminal.say(f"  {file}  ({file.stat().st_size / 1024:,.0f} KB)")
    _say_changed(made.changed, f"frankpledge draft {office} {_in_words(asked)} --seen")
    standing = report_standing(office, made.folder.name)
    terminal.say()
    terminal.say(how_it_stands(standing))
    terminal.next_command(f"open {made.folder / 'report.html'}   then: {what_comes_next(office, standing)}")
