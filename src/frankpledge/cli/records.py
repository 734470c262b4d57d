"""Commands that bring records into an office. No logic here."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import OFFICE, SPARK_MASTER, main
from frankpledge.command_group import example
from frankpledge.counted import many

if TYPE_CHECKING:
    from datetime import date

    from frankpledge.store.intake import IngestSummary


@main.command(
    short_help="Make an office folder from a ready one.",
    epilog=example("frankpledge new beds --from bedfordshire", "frankpledge new --list"),
)
@click.argument("office", type=click.Path(path_type=Path), required=False)
@click.option(
    "--from", "ready", default="england-wales", show_default=True, help="A ready office to start from."
)
@click.option("--list", "list_", is_flag=True, help="List the ready offices and stop.")
def new(office: Path | None, ready: str, list_: bool) -> None:
    """Make an office folder: definitions you can change, and places for records and reports."""
    from frankpledge.plan.office_folder import new_office, ready_offices

    if list_:
        for name, about in ready_offices().items():
            click.echo(f"{name:<20}{about}")
        return
    if office is None:
        raise errors.WrongUse("No folder is named.", do="Try `frankpledge new beds --from bedfordshire`.")
    files = new_office(office, ready)
    terminal.say(f"Made {office} from the ready office '{ready}': {len(files)} files.")
    terminal.say(f"What it declares is in {office}/office.yaml and {office}/plan/: read and change it.")
    terminal.next_command(f"frankpledge ingest {office} PATH-TO-FILES")


@main.command(
    short_help="Fetch the publisher's archive of a month.",
    epilog=example(
        "frankpledge download 2024-06 --into downloads",
        "frankpledge download https://example.org/police.zip --into downloads --sha256 9f86d0…",
    ),
)
@click.argument("what", metavar="MONTH-OR-URL")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("downloads"),
    show_default=True,
    help="The folder to put it in; made if it is not there.",
)
@click.option("--sha256", help="The checksum the file must have.")
@click.option("--md5", help="Likewise, where the publisher gives only an MD5.")
@click.option(
    "--checksums", metavar="NAME", help="A list of checksums beside the file (SHA256SUMS, NAME.md5)."
)
def download(what: str, into: Path, sha256: str | None, md5: str | None, checksums: str | None) -> None:
    """Fetch the publisher's archive of a month, or any zip by its address.

    A download that breaks off goes on where it stopped when the same command is run again.
    """
    from frankpledge.periods import parse_month
    from frankpledge.sources.download import archive_url, fetch

    url = what if "://" in what else archive_url(parse_month(what))
    into.mkdir(parents=True, exist_ok=True)
    with terminal.progress("Downloading", as_bytes=True) as advance:
        file = fetch(
            url,
            into,
            sha256=sha256,
            md5=md5,
            checksums=checksums,
            on_progress=lambda done, total: advance(done, total, into.name),
        )
    terminal.say(f"Fetched {file} ({file.stat().st_size:,} bytes).")
    terminal.next_command(f"frankpledge ingest OFFICE {file}")


@main.command(
    short_help="Take zips, folders or files of records into an office.",
    epilog=example(
        "frankpledge ingest beds bedfordshire.zip --obtained 2024-07-01",
        "frankpledge ingest beds downloads/ reference/ --strict",
        "frankpledge ingest beds --from-sql control-room",
        "frankpledge ingest beds --from-registers",
    ),
)
@OFFICE
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1)
@click.option(
    "--from-sql", metavar="NAME", help="Ask a database that plan/sql-sources.yaml declares, instead of files."
)
@click.option(
    "--from-registers", is_flag=True, help="Take in what the office's registers hold, by whole months."
)
@click.option(
    "--obtained", metavar="DATE", help="When the files were downloaded (default: each file's own date)."
)
@click.option("--strict", is_flag=True, help="Exit with 1 where any row was refused.")
@click.option("--rehash", is_flag=True, help="Read every file again instead of trusting path, size and time.")
@click.option(
    "--engine", default="duckdb", show_default=True, help="spark has Spark's workers read the files."
)
@SPARK_MASTER
def ingest(
    office: Path,
    paths: tuple[Path, ...],
    from_sql: str | None,
    from_registers: bool,
    obtained: str | None,
    strict: bool,
    rehash: bool,
    engine: str,
    spark_master: str | None,
) -> None:
    """Take files into an office: zips, folders or single files, of any number of forces and months.

    Every row is checked; refused rows are kept aside with the reason. The same file twice
    changes nothing. A later download of a month supersedes an earlier one, whatever the order
    of loading; both stay readable.
    """
    from frankpledge import pipeline
    from frankpledge.periods import parse_date

    day = parse_date(obtained) if obtained else None
    if sum((bool(paths), bool(from_sql), from_registers)) != 1:
        raise errors.WrongUse("Name files, or a database with --from-sql, or --from-registers: one of them.")
    if from_registers:
        _print(office, _of_registers(office, day), strict)
        return
    if from_sql:
        summary = pipeline.take_in_from_sql(office, from_sql, obtained=day, rehash=rehash)
        _print(office, summary, strict)
        return
    with terminal.progress("Reading") as advance:
        summary = pipeline.take_in(
            office,
            paths,
            obtained=day,
            rehash=rehash,
            engine=engine,
            spark_master=spark_master,
            on_progress=advance,
        )
    _print(office, summary, strict)


def _of_registers(office: Path, day: date | None) -> IngestSummary:
    """Take in what the registers hold, saying of how many records each table is."""
    from frankpledge.cli.serving import needed

    needed()
    from frankpledge.pipeline import today
    from frankpledge.web.starting import set_up

    set_up(office)
    from frankpledge.records.counting import take_in_registers

    written, summary = take_in_registers(office, day or today())
    for one in written:
        of = f"{many(one.records, 'record')} of the register {one.register}"
        terminal.say(f"{one.table}: {many(one.rows, 'row')} of {of}, {one.first} to {one.last}.")
    return summary


def _print(office: Path, summary: IngestSummary, strict: bool) -> None:
    """Say what was taken in and what was not, and end with the exit code for it."""
    from frankpledge.summaries import print_ingested

    print_ingested(summary)
    for told, times in Counter(map(str, summary.problems)).items():
        often = f" ({times:,} files)" if times > 1 else ""  # such as a key that is not set
        click.echo(click.style(f"Not taken in{often}: ", fg="red", bold=True) + told, err=True)
    if summary.problems:
        sys.exit(errors.BAD_INPUT)
    terminal.next_command(f"frankpledge build {office}")
    if strict and summary.total("refused"):
        sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)


@main.command(
    short_help="Show what a table of records holds, and its rules.",
    epilog=example("frankpledge tables", "frankpledge tables referrals"),
)
@click.argument("name", metavar="TABLE", required=False)
def tables(name: str | None) -> None:
    """List the tables of records, or show one: columns, terms, rules, an example, and how it is protected."""
    from frankpledge.table_summaries import print_contract, print_families

    if name is None:
        print_families()
        terminal.next_command("frankpledge tables TABLE")
    else:
        print_contract(name)
