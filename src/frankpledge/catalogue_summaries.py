"""Print the catalogue: what is held on what footing, what is wanting, what is kept too long or destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from frankpledge import terminal
from frankpledge.catalogue.entries import Catalogue
from frankpledge.catalogue.showing import COLUMNS, joins_of, table_rows
from frankpledge.counted import many
from frankpledge.periods import month_key, month_label
from frankpledge.plan.worklists_file import Worklist
from frankpledge.store.destroying import Destroyed
from frankpledge.store.orders import Tombstone
from frankpledge.store.retention import PastRetention
from frankpledge.worklists.views import Viewed


def print_catalogue(catalogue: Catalogue) -> None:
    """Print what is held, one line a table, and how much is wanting."""
    if not catalogue.entries:
        terminal.say("No records are held yet.")
        terminal.next_command(f"frankpledge ingest {catalogue.office} PATH")
        return
    terminal.print_table(table_rows(catalogue), COLUMNS)
    gaps = catalogue.gaps
    terminal.say()
    terminal.say(
        f"{many(len(gaps.unsupplied), 'table')} that measures need and nobody supplies; "
        f"{many(len(gaps.without_data), 'measure')} without data."
    )
    terminal.next_command(f"frankpledge catalogue {catalogue.office} --gaps")


def print_gaps(catalogue: Catalogue) -> None:
    """Print what measures want and nobody supplies, missing months, and places without a row."""
    gaps = catalogue.gaps
    said = [f"{name} is not supplied; wanted by {', '.join(ids)}" for name, ids in gaps.unsupplied.items()]
    said += [f"{id_} never counted a row, though its table is held" for id_ in gaps.never_counted]
    for entry in catalogue.entries:
        for force, months in entry.missing.items():
            told = ", ".join(month_key(month) for month in months)
            said.append(f"{entry.table.name} of {force} is missing for {told}")
        for force, months in entry.destroyed.items():
            told = ", ".join(month_key(month) for month in months)
            said.append(f"{entry.table.name} of {force} was destroyed by order for {told}")
    for place in gaps.places:
        wards = f": {', '.join(place.wards)}" if place.wards else ""
        said.append(
            f"{place.table} has no row in {len(place.lsoas):,} of {place.of_lsoas:,} small census areas and "
            f"in {len(place.wards):,} of {place.of_wards:,} wards{wards}"
        )
    for sentence in said:
        click.echo(f"{sentence}.")
    if not said:
        terminal.say("Nothing is wanting.")


def print_joins(catalogue: Catalogue) -> None:
    """Print by which kinds of place the tables held can be set side by side."""
    for kind, places in joins_of(catalogue).items():
        click.echo(click.style(kind, bold=True))
        for one in places:
            more = "" if one.counted else " (in its rows; builds do not count by it)"
            click.echo(f"  {one.table}: {one.how}{more}")


def print_past_retention(office: Path, past: Sequence[PastRetention]) -> None:
    """Print what is kept too long, with the command that destroys it."""
    for one in past:
        terminal.say(
            f"{one.table}: {month_label(one.first)} to {month_label(one.last)}, "
            f"{many(one.editions, 'file')} with {one.rows:,} rows. {one.retention}"
        )
        click.echo(
            f"  frankpledge destroy {office} --table {one.table} --before {month_key(one.before)} "
            "--order ID --by NAME --reason 'past retention'"
        )
    if not past:
        terminal.say("Nothing is kept longer than its contract allows.")


def print_doomed(stones: Sequence[Tombstone]) -> None:
    """Print what an order is going to destroy."""
    if not stones:
        return
    months = sorted(one.month for one in stones if one.month is not None)
    span = f" of {month_label(months[0])} to {month_label(months[-1])}" if months else ""
    rows = sum({one.code: one.rows + one.refused for one in stones}.values())
    terminal.say(
        f"{stones[0].table}: {many(len(stones), 'file')}{span} with {rows:,} rows will be destroyed."
    )


def print_destroyed(made: Destroyed) -> None:
    """Print what an order has destroyed."""
    terminal.say(
        f"Order {made.order.id} destroyed {many(len(made.order.tombstones), 'file')} of "
        f"{made.order.table} with {made.rows:,} rows: {many(made.removed, 'part')} removed, "
        f"{made.rewritten:,} written anew without them. Copies elsewhere (backups, the partner's files) "
        "are not touched."
    )


def print_worklists(office: Path, worklists: Sequence[Worklist]) -> None:
    """Print the worklists of an office: whether each is on, for whom and for what."""
    for one in worklists:
        on = "enabled" if one.enabled else "not enabled"
        click.echo(f"{click.style(one.id, bold=True)}: {one.title} ({one.table.name}, {on})")
        click.echo(f"  for {', '.join(one.roles)}; {', '.join(one.purposes)}")
    if not worklists:
        terminal.say(f"There is no worklist in {office}/plan/worklists.yaml.")


def print_views(views: Sequence[Viewed]) -> None:
    """Print who saw which worklist, when and for what."""
    terminal.print_table(
        [vars(one) for one in views], ("at", "by", "role", "purpose", "worklist", "table", "rows")
    )
    terminal.say(f"{many(len(views), 'view')}; none was altered or taken out.")
