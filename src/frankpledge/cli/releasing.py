"""Commands by which people sign a report off, release it, and look at what was released. No logic here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import OFFICE, main
from frankpledge.cli.serving import needed
from frankpledge.command_group import example
from frankpledge.counted import many

if TYPE_CHECKING:
    from frankpledge.checking.problems import Problem

REPORT = click.argument("report", metavar="REPORT-KEY")


@main.command(
    "sign-off",
    short_help="Sign a report off as checked or approved.",
    epilog=example(
        'frankpledge sign-off beds 2022-23-Q4-quarterly --as checked --by "A. Name"',
        'frankpledge sign-off beds 2022-23-Q4-quarterly --as approved --by "B. Name" --role "Deputy"',
        'frankpledge sign-off beds 2022-23-Q4-quarterly --as checked --by "A. Name" '
        '--accept rank:41 --because "Quoted from the inspectorate."',
    ),
)
@OFFICE
@REPORT
@click.option(
    "--as", "stage", required=True, type=click.Choice(("checked", "approved")), help="What it is signed as."
)
@click.option("--by", required=True, metavar="NAME", help="Who signs.")
@click.option("--role", default="", metavar="TEXT", help="In what role, e.g. Monitoring officer.")
@click.option("--note", default="", metavar="TEXT", help="What to keep with the sign-off.")
@click.option(
    "--accept", multiple=True, metavar="KIND:LINE", help="An error that may stay; may be given several times."
)
@click.option(
    "--because", multiple=True, metavar="TEXT", help="Why it may: once for all, or once for each --accept."
)
@click.option(
    "--accept-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Errors that may stay as a CSV file with the columns problem (KIND:LINE) and because.",
)
def sign_off(
    office: Path,
    report: str,
    stage: str,
    by: str,
    role: str,
    note: str,
    accept: tuple[str, ...],
    because: tuple[str, ...],
    accept_file: Path | None,
) -> None:
    """Record who checked or approved a report: REPORT-KEY is the name of its folder in reports/.

    A sign-off holds for the report's files as they are. If the report is made again and comes out
    different, it no longer counts. Before a report counts as checked, its numbers are held against the
    build and its words against its numbers; an error stops it unless you accept it and say why.

    Exit codes: 0 signed; 1 not signed, because of errors; 2 wrong use; 3 a report that cannot be read.
    """
    from frankpledge import reporting
    from frankpledge.releases.acceptance_file import read_acceptances
    from frankpledge.releases.sign_offs import Stage
    from frankpledge.releases.telling import how_it_stands, what_comes_next, what_was_found

    if accept_file is not None:
        listed = read_acceptances(accept_file)
        because = because * len(accept) if accept and len(because) == 1 else because
        accept = (*accept, *(name for name, _ in listed))
        because = (*because, *(reason for _, reason in listed))
    made = reporting.sign(
        office, report, Stage(stage), by=by, role=role, note=note, accept=accept, because=because
    )
    if made.inspection is not None:
        terminal.say(what_was_found(made.inspection))
    if made.file is None:
        assert made.inspection is not None
        accepted = made.report.standing.accepted
        _stop(f"Not signed off: {report} has errors.", made.inspection.open_errors(accepted))
    terminal.say(f"Signed off {report} as {stage}, in {made.file}.")
    terminal.say(how_it_stands(made.report))
    terminal.next_command(what_comes_next(office, made.report))


@main.command(
    short_help="Release a report that was checked and approved.",
    epilog=example(
        "frankpledge release beds 2022-23-Q4-quarterly",
        'frankpledge release beds 2022-23-Q4-quarterly --by "C. Name"',
    ),
)
@OFFICE
@REPORT
@click.option("--by", default="", metavar="NAME", help="Who releases it (default: who approved it).")
def release(office: Path, report: str, by: str) -> None:
    """Release a report: keep its files in releases/, where nothing changes them, and number them.

    It must be checked and approved as it is now, and the checks run once more. Each release carries the
    digest of the one before. What is released never changes; a correction is a new release.

    Exit codes: 0 released; 1 not released, because of errors; 2 wrong use, such as a sign-off that is
    missing; 3 a report that cannot be read; 4 disk, rights, or another release at the same time.
    """
    from frankpledge import reporting
    from frankpledge.releases.telling import what_was_found

    made = reporting.release(office, report, by=by, audit_heads=_heads(office))
    if made.inspection is not None:
        terminal.say(what_was_found(made.inspection))
    if made.release is None:
        assert made.inspection is not None
        _stop(f"Not released: {report} has errors that nobody has accepted.", made.inspection.errors)
    done = made.release
    if made.new:
        terminal.say(f"Released {report} as release {done.number}: {office / 'releases' / done.folder}/")
        if done.corrects is not None:
            terminal.say(f"It corrects release {done.corrects}, whose files stay as they are.")
    else:
        terminal.say(f"{report} is release {done.number} of {done.day} already: nothing was changed.")
    terminal.say()
    terminal.say(f"Head of the chain: {done.head}")
    terminal.say(
        "Keep or publish this line elsewhere: it shows later that no release was altered or removed."
    )
    terminal.next_command(f"frankpledge releases {office} --verify --head {done.head[:16]}")


@main.command(
    short_help="List what was released; verify that nothing was altered.",
    epilog=example("frankpledge releases beds", "frankpledge releases beds --verify --head 9f86d081884c7d65"),
)
@OFFICE
@click.option("--verify", is_flag=True, help="Work out every digest anew and follow the chain.")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="DIGEST",
    help="A head of the chain noted at a release, to be found again; its first 8 letters or more.",
)
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True,
    help="How to print.",
)  # fmt: skip
def releases(office: Path, verify: bool, heads: tuple[str, ...], form: str) -> None:
    """List the releases of an office, or verify them with --verify.

    Exit codes: 0 listed, or all is as it was released; 1 something was altered, added or is missing,
    and is named; 2 wrong use; 3 a release whose record cannot be read.
    """
    from frankpledge.releases.chain import released
    from frankpledge.releases.telling import rows_of
    from frankpledge.releases.verifying import checked_heads
    from frankpledge.releases.verifying import verify as verified

    if not office.is_dir():
        raise errors.BadInput("there is no such office folder.", file=office, do="Check its name.")
    if heads and not verify:
        raise errors.WrongUse("--head is something to verify.", do="Add --verify.")
    if verify:
        wrong = verified(office, checked_heads(heads))
        if form == "json":
            click.echo(json.dumps(wrong, ensure_ascii=False, indent=1))
        else:
            for line in wrong:
                click.echo(line)
        if wrong:
            terminal.note(f"{many(len(wrong), 'thing')} not as released.")
            sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)
    chain = released(office)
    if not verify and form == "json":
        click.echo(json.dumps(rows_of(chain), ensure_ascii=False, indent=1))
    elif not verify:
        rows = rows_of(chain)
        terminal.print_table(rows, [name for name in rows[0] if name != "digest"] if rows else ())
        if not rows:
            terminal.say("Nothing has been released yet.")
    elif form == "table":
        files = sum(len(one.files) for one in chain)
        terminal.say(
            f"All is as it was released: {many(len(chain), 'release')}, "
            f"{many(files, 'file')}, each with the digest it had."
        )
        if chain:
            terminal.say(f"Head of the chain: {chain[-1].head}")


def _heads(office: Path) -> dict[str, str]:
    """Return the heads of the office's audit trail, where it keeps records."""
    from frankpledge.web.trail import heads_to_note, keeps_records

    if not keeps_records(office):
        return {}
    needed()
    return heads_to_note(office)


def _stop(what: str, problems: tuple[Problem, ...]) -> NoReturn:
    """Tell what stands in the way, and end with the exit code for things to look at."""
    from frankpledge.releases.telling import problems_in_full

    click.echo(click.style(what, bold=True), err=True)
    for line in problems_in_full(problems):
        click.echo(line, err=True)
    click.echo(
        "Put them right in texts/ or in the records and make the report again, or accept one that may "
        'stay: sign-off … --as checked --accept KIND:LINE --because "…"',
        err=True,
    )
    sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)
