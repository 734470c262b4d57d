"""The command that verifies the audit trail. No logic here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import OFFICE, main
from frankpledge.cli.serving import needed
from frankpledge.command_group import example
from frankpledge.counted import many


@main.command(
    short_help="Verify that no record and no event of the audit trail was altered.",
    epilog=example("frankpledge audit beds", "frankpledge audit beds --of decisions/record-234"),
)
@OFFICE
@click.option(
    "--of", "subject", metavar="REGISTER/KEY", help="Tell what was done to one record, and who read it."
)
@click.option(
    "--redraw",
    "anew",
    is_flag=True,
    help="First draw anew how records are found, after a register was changed.",
)
def audit(office: Path, subject: str | None, anew: bool) -> None:
    """Work every seal of the audit trail out anew, and hold records, versions and files against it.

    Each release carries the heads of the chains as they were: what was taken away or written anew since
    is found by them.

    Exit codes: 0 all holds; 1 something was altered, added or is missing, and is named; 2 wrong use;
    3 a release or register that cannot be read; 4 the database cannot be read.
    """
    needed()
    from frankpledge.web.trail import told_of, verify

    if subject is not None:
        rows = told_of(office, subject)
        terminal.print_table(rows, list(rows[0]) if rows else ())
        if not rows:
            terminal.say(f"The trail says nothing of {subject}.")
        return
    found = verify(office, anew=anew)
    for breach in found.breaches:
        click.echo(str(breach))
    if found.breaches:
        terminal.note(f"{many(len(found.breaches), 'thing')} not as written.")
        sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)
    terminal.say(
        f"All holds: {many(found.events, 'event')} in {many(found.streams, 'chain')}, "
        f"and with the heads noted in {many(found.releases, 'release')}."
    )
