"""Commands about how long records are kept, and their lawful destruction. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import terminal
from frankpledge.cli.options import OFFICE, main
from frankpledge.command_group import example


@main.command(
    short_help="List records kept longer than their contract allows.",
    epilog=example("frankpledge retention beds"),
)
@OFFICE
def retention(office: Path) -> None:
    """List what is past its contract's retention, with the command that destroys it."""
    from frankpledge.catalogue_summaries import print_past_retention
    from frankpledge.pipeline import today
    from frankpledge.plan.reading import read_office_alone
    from frankpledge.store.log import read_snapshot
    from frankpledge.store.retention import past_retention

    read_office_alone(office)
    print_past_retention(office, past_retention(read_snapshot(office / "store").editions, today()))


@main.command(
    short_help="Destroy records by a recorded order.",
    epilog=example(
        "frankpledge destroy beds --table missing-reports --before 2022-04 --order D-7 --by 'A. Name' "
        "--reason 'past retention'",
        "frankpledge destroy beds --table calls --order D-8 --by 'A. Name' --reason 'agreement has ended'",
    ),
)
@OFFICE
@click.option("--table", required=True, metavar="TABLE", help="The table of records.")
@click.option("--before", metavar="MONTH", help="Only months before this one, which is kept.")
@click.option("--force", "area", default="", metavar="FORCE", help="Only the records of this force.")
@click.option("--order", required=True, metavar="ID", help="The order's number or name in the office.")
@click.option("--by", required=True, metavar="NAME", help="Who ordered it.")
@click.option("--reason", required=True, help="Why.")
@click.option("--lift", is_flag=True, help="Destroy nothing: let what was destroyed be taken in again.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def destroy(
    office: Path,
    table: str,
    before: str | None,
    area: str,
    order: str,
    by: str,
    reason: str,
    lift: bool,
    yes: bool,
) -> None:
    """Destroy records of a table for good, by an order that is recorded and never altered.

    All editions go, superseded ones too, and the refused rows beside them; a tombstone of each stays, so
    that what was destroyed never looks missing. Builds and reports made before keep their figures. A
    destruction that was broken off is finished by the same command.
    """
    from frankpledge import pipeline
    from frankpledge.catalogue_summaries import print_destroyed, print_doomed

    asked = pipeline.order_of(
        table=table, before=before, area=area, order=order, by=by, reason=reason, lifts=lift
    )
    if lift:
        made = pipeline.lift_order(office, asked)
        terminal.say(f"Order {made.id} lifts the destruction of {made.table}: it may be taken in again.")
        terminal.next_command(f"frankpledge ingest {office} PATH")
        return
    print_doomed(pipeline.doomed_by(office, asked))
    if not yes:
        click.confirm("Destroy it? Nothing brings it back", abort=True)
    print_destroyed(pipeline.destroy_records(office, asked))
    terminal.next_command(f"frankpledge build {office}")
