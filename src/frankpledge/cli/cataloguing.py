"""Commands that show what an office holds, and on what footing. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import terminal
from frankpledge.cli.options import OFFICE, main
from frankpledge.command_group import example


@main.command(
    short_help="Show what records are held, and on what footing.",
    epilog=example(
        "frankpledge catalogue beds",
        "frankpledge catalogue beds --format html --output catalogue.html",
        "frankpledge catalogue beds --format dcat --base https://example.org/data/ --output catalogue.jsonld",
        "frankpledge catalogue beds --joins",
    ),
)
@OFFICE
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "html", "dcat")),
    default="table",
    show_default=True,
    help="How to show it; dcat holds only what may be published.",
)
@click.option("--joins", is_flag=True, help="List the tables that can be set side by side by kind of place.")
@click.option("--gaps", is_flag=True, help="List what measures want and nobody supplies.")
@click.option("--base", default="", metavar="URL", help="Where releases are published, for dcat.")
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file instead.",
)
def catalogue(office: Path, form: str, joins: bool, gaps: bool, base: str, output: Path | None) -> None:
    """Show every table held: owner, licence or agreement, freshness, quality, and what is made of it.

    It says what is held and holds none of it: no value of any row is shown.
    """
    from frankpledge.catalogue.entries import catalogue_of
    from frankpledge.catalogue_summaries import print_catalogue, print_gaps, print_joins
    from frankpledge.pipeline import today

    found = catalogue_of(office, today())
    if form == "table":
        if joins:
            print_joins(found)
        elif gaps:
            print_gaps(found)
        else:
            print_catalogue(found)
        return
    from frankpledge.catalogue.dcat import as_dcat
    from frankpledge.catalogue.showing import as_json, as_page

    text = {"json": as_json, "html": as_page}[form](found) if form != "dcat" else as_dcat(found, base)
    terminal.write_text(text, output)
