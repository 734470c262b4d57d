"""The group of commands, and the arguments and options that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from frankpledge import __version__, starting, terminal
from frankpledge.command_group import Commands

OFFICE = click.argument("office", type=click.Path(path_type=Path))
SPARK_MASTER = click.option(
    "--spark-master", metavar="URL", help="Where Spark runs: spark://HOST:PORT … (default: local[*])."
)
BUILD = click.option(
    "--build", "build_id", metavar="ID", help="A build by id or number (default: the newest)."
)
_PERIOD = (
    click.option("--quarter", metavar='"Q4 22/23"', help="The financial quarter the report is about."),
    click.option("--year", metavar="22/23", help="The financial year it is about."),
    click.option("--month", metavar="2023-03", help="The month as at whose end it is: twelve months to it."),
    click.option("--kind", help="Which report (default: quarterly for a quarter, annual for a year)."),
    click.option("--framework", metavar="NAME", help="Follow plan/frameworks/NAME.yaml, not the plan."),
)


def PERIOD(command: Callable[..., object]) -> Callable[..., object]:  # noqa: N802  (used like the options)
    """Give a command the options that say which report is meant."""
    for option in reversed(_PERIOD):
        command = option(command)
    return command


FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(terminal.FORMATS),
    default="table",
    show_default=True,
    help="How to print; csv, json and parquet give every column in full.",
)
OUTPUT = click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file, in the format its name ends in unless --format says another.",
)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExit codes: 0 done; 1 done, with things to look at; 2 wrong use; 3 bad input; "
    "4 environment (disk, rights, lock).\n\nStart with: frankpledge demo",
)
@click.version_option(__version__, prog_name="frankpledge")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary: results and errors only.")
def main(quiet: bool) -> None:
    """From police records to checked figures and a public report.

    Make an office, take in records, build, and write the quarterly report.
    """
    starting.set_up()
    terminal.Quiet.on = quiet
    terminal.survive_narrow_streams()
