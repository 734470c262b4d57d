"""Commands for what partners send: templates, checking a return on their own machine, mapping its columns."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import BUILD, FORMAT, OFFICE, OUTPUT, main
from frankpledge.command_group import example


@main.command(
    short_help="Write an empty return for a partner to fill in.",
    epilog=example(
        "frankpledge template emergency-calls calls.xlsx --force bedfordshire --from 2024-04 --to 2024-06",
        "frankpledge template custody-visits visits.ods",
    ),
)
@click.argument("table")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", default="", metavar="FORCE", help="The police force it is about, written in.")
@click.option("--from", "first", default="", metavar="MONTH", help="The first month it covers, written in.")
@click.option("--to", "last", default="", metavar="MONTH", help="The last month it covers, written in.")
def template(table: str, file: Path, force: str, first: str, last: str) -> None:
    """Write a spreadsheet (.xlsx, .ods) or CSV of a record table: instructions, lists and an example.

    `frankpledge tables` lists the record tables; `ingest` takes the filled-in file back.
    """
    from frankpledge.returns.tables import table_named
    from frankpledge.returns.template import write_template

    write_template(file, table_named(table), force=force, first=first, last=last)
    terminal.say(f"Wrote {file}.")
    terminal.next_command(f"frankpledge return check {file}")


@main.group(
    name="return",
    short_help="Check, map and count returns, list those due, write those that go out.",
    epilog=example("frankpledge return check calls.xlsx", "frankpledge return due beds"),
)
def return_() -> None:
    """Work on returns: those that partners send, on their machine or the office's, and those that go out."""


@return_.command(
    short_help="Say what is wrong with a return, row by row.",
    epilog=example("frankpledge return check calls.xlsx", "frankpledge return check calls.csv --office beds"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--office", type=click.Path(path_type=Path, file_okay=False), help="Use its mappings and own forces."
)
@click.option(
    "--answer", "answer_file", type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the rows that are wrong (default: beside the file).",
)  # fmt: skip
def check(file: Path, office: Path | None, answer_file: Path | None) -> None:
    """Check every row as `ingest` would, and write those that are wrong with what is wrong beside each.

    Nothing is stored. The answer holds the partner's own rows: send it back to the partner, and keep it
    nowhere. Exit code 1 says that some rows would be refused.
    """
    from frankpledge.returns.checking import check_return

    made = check_return(file, office)
    terminal.say(f"A return of {made.table.name}: {made.accepted:,} rows can be taken in.")
    for told in made.coverage:
        terminal.say(f"  {told}")
    if made.is_empty:
        terminal.say(
            "There is nothing to take in yet: fill in its rows, or the months in which there were none."
        )
        return
    if not made.wrong:
        terminal.next_command(f"frankpledge ingest OFFICE {file}")
        return
    target = answer_file or file.with_name(f"{file.stem} - to put right.xlsx")
    target.write_bytes(made.answer())
    terminal.say(f"{len(made.wrong):,} rows would be refused:")
    for line, _, wrong, to_do in made.wrong[:10]:
        terminal.say(f"  line {line:,}: {wrong}. {to_do}")
    if len(made.wrong) > 10:
        terminal.say(f"  and {len(made.wrong) - 10:,} more")
    terminal.say(f"They are in {target}, with what is wrong beside each.")
    sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)


@return_.command(
    name="map",
    short_help="Propose how a sender's own columns become a table's.",
    epilog=example("frankpledge return map last-year.xlsx emergency-calls --office beds --name beds-calls"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("table")
@click.option("--office", type=click.Path(path_type=Path, file_okay=False), help="Write it into this office.")
@click.option(
    "--name", default="", metavar="NAME", help="What to call the mapping (default: the file's name)."
)
def map_(file: Path, table: str, office: Path | None, name: str) -> None:
    """Print a mapping of a sender's headings and words, or write it to the office, for a person to look over.

    What nothing was found for is left empty or listed as ignored: `ingest` refuses a mapping until every
    column that rows need is given.
    """
    from frankpledge.returns.mapping import proposed_mapping, write_mapping
    from frankpledge.returns.tables import table_named

    made = proposed_mapping(file, table_named(table), name)
    if office is None:
        click.echo(made.text, nl=False)
        return
    path = write_mapping(office, made)
    terminal.say(f"Wrote {path}: look it over, line by line.")
    for told in made.to_settle:
        terminal.say(f"  {told}")
    terminal.next_command(f"frankpledge return check {file} --office {office}")


@return_.command(
    short_help="List returns that are late, missing or changed, and grade each body.",
    epilog=example(
        "frankpledge return due beds",
        "frankpledge return due beds --as-at 2025-01-31 --of bodies --format csv",
    ),
)
@OFFICE
@click.option("--as-at", metavar="DATE", help="As it stood on this day (default: today).")
@click.option("--body", metavar="BODY", help="Of one body only.")
@click.option(
    "--of",
    "which",
    type=click.Choice(["returns", "bodies"]),
    default="returns",
    show_default=True,
    help="What csv and json give a row for; the table shows both.",
)
@FORMAT
@OUTPUT
def due(
    office: Path, as_at: str | None, body: str | None, which: str, form: str, output: Path | None
) -> None:
    """List the returns due by body and day, against what came, and grade how well each body returns.

    The list of what is due is the office's own table `contract-returns`. The table shows the returns
    that are late, missing or changed; csv and json give all.
    """
    from frankpledge.periods import parse_date
    from frankpledge.pipeline import now
    from frankpledge.return_summaries import print_due
    from frankpledge.returns.due import bodies_table, returns_due, returns_table

    day = parse_date(as_at or now()[:10])
    listed, bodies = returns_due(office, day, body)
    if form == "table" and output is None:
        print_due(listed, bodies, day)
    else:
        table = bodies_table(bodies) if which == "bodies" else returns_table(listed)
        terminal.write_table(table, form, output)


@return_.command(
    short_help="Work out counts from a provider's own rows, so that no row leaves.",
    epilog=example(
        "frankpledge return compute beds q1.xlsx --body voice --measure voice-referrals --output voice.csv",
    ),
)
@click.argument("definitions", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--body", required=True, metavar="NAME", help="Who returns, as the office names it.")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The table to write."
)
@click.option(
    "--measure", "measures", multiple=True, required=True, metavar="ID", help="A measure; may be given again."
)
@click.option("--area", default="", metavar="NAME", help="The service's own area, where several add up.")
@click.option(
    "--as-at", metavar="DATE", help="The day the rows were taken from the records (default: today)."
)
@click.option(
    "--protect", is_flag=True, help="Leave small numbers about people out, and what gives them back."
)
def compute(
    definitions: Path,
    files: tuple[Path, ...],
    body: str,
    output: Path,
    measures: tuple[str, ...],
    area: str,
    as_at: str | None,
    protect: bool,
) -> None:
    """Work out some of an office's measures from a provider's own rows, month by month, as a table to send.

    DEFINITIONS is the office's folder, or the folder definitions of one of its builds. Only the table is
    written: rows are read in a folder of their own, which is removed. Exit code 1 says that some rows were
    refused, and so are not counted.
    """
    from frankpledge.periods import parse_date
    from frankpledge.pipeline import now
    from frankpledge.returns.computing import Sender, compute_return
    from frankpledge.returns.tables import write_new

    sender = Sender(body, parse_date(as_at or now()[:10]), area)
    with terminal.steps() as on_step:
        made = compute_return(definitions, files, sender, measures, protect=protect, on_step=on_step)
    write_new(output, made.content)
    terminal.say(f"Wrote {output}: {made.values:,} monthly values of {', '.join(made.measures)}.")
    if made.provisional:
        terminal.say(f"Left out, since cases are not yet due: {made.provisional:,}.")
    if made.withheld:
        terminal.say(f"Left empty, since they are of few people: {made.withheld:,}.")
    for reason, count in made.refused.most_common():
        terminal.say(f"Not counted: {count:,} × {reason}")
    terminal.next_command(f"frankpledge return check {output}")
    if made.refused:
        sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)


@return_.command(
    short_help="Write a return that the office sends out, every cell bound to a figure.",
    epilog=example(
        'frankpledge return write beds victims-services --period "H1 24/25"',
        'frankpledge return write beds safer-streets --period "Q1 24/25" --output sent',
    ),
)
@OFFICE
@click.argument("name")
@click.option(
    "--period", required=True, metavar='"H1 24/25"', help="Which half-year, quarter, month or year."
)
@BUILD
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="A folder (default: OFFICE/outgoing)."
)
def write(office: Path, name: str, period: str, build_id: str | None, output: Path | None) -> None:
    """Write the return declared as plan/outgoing/NAME.yaml as a spreadsheet and as CSV.

    Both have the key of the figure behind every cell, and the build. It is refused where a figure is
    missing and its row does not allow that.
    """
    from frankpledge.builds.reading import open_build
    from frankpledge.periods import day_label
    from frankpledge.returns.outgoing import fill_outgoing, told_of, write_outgoing

    made = fill_outgoing(office, open_build(office, build_id), name, period)
    for file in write_outgoing(made, output or office / "outgoing"):
        terminal.say(f"Wrote {file}.")
    terminal.say(f"{made.declared.title}, {made.period.label}: due {day_label(made.due)}.")
    for told in told_of(made):
        terminal.say(f"  {told}")
