"""The command that shows rows to those who may see them. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import OFFICE, main
from frankpledge.command_group import example
from frankpledge.counted import many


@main.command(
    short_help="Show a declared worklist to a role it names.",
    epilog=example(
        "frankpledge worklist beds",
        "frankpledge worklist beds vehicles-short --role 'performance officer' --purpose follow-up "
        "--by 'A. Name'",
        "frankpledge worklist beds --views",
    ),
)
@OFFICE
@click.argument("name", required=False)
@click.option("--role", metavar="ROLE", help="The role in which you look.")
@click.option("--purpose", metavar="PURPOSE", help="What you look for.")
@click.option("--by", metavar="NAME", help="Who looks.")
@click.option("--views", is_flag=True, help="List who saw what, having checked that nothing was altered.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    show_default=True,
    help="How to print.",
)
def worklist(
    office: Path,
    name: str | None,
    role: str | None,
    purpose: str | None,
    by: str | None,
    views: bool,
    form: str,
) -> None:
    """Show the rows of a worklist of plan/worklists.yaml, or list the worklists there are.

    A worklist shows rows only where it is enabled, and to the roles and for the purposes it names. Each
    view is written down before anything is shown. Persons are never shown, references as short handles.
    """
    from frankpledge.catalogue_summaries import print_views, print_worklists
    from frankpledge.pipeline import now, today
    from frankpledge.plan.reading import read_worklists
    from frankpledge.worklists.viewing import Asking, view
    from frankpledge.worklists.views import read_views

    if views:
        print_views(read_views(office / "store"))
        return
    if name is None:
        print_worklists(office, read_worklists(office))
        return
    if not (role and purpose and by):
        raise errors.WrongUse(
            "a worklist is shown to somebody, in a role, for a purpose.", do="Add --role, --purpose and --by."
        )
    declared, rows = view(office, name, Asking(by, role, purpose, today(), now()))
    terminal.note(f"{declared.title}: {many(rows.num_rows, 'row')}. This view was written down.")
    if rows.num_rows:
        terminal.write_table(rows, form, None)
