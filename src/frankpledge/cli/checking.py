"""The command that checks any document. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import main
from frankpledge.command_group import example


@main.command(
    short_help="Check the numbers of any document against what it says of them.",
    epilog=example(
        "frankpledge check report.docx",
        "frankpledge check report.pdf --format html --output checked.html",
        "frankpledge check report.docx --office beds",
        "frankpledge check draft.md --format sarif --output check.sarif",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--office",
    metavar="OFFICE",
    type=click.Path(path_type=Path),
    help="Hold claims that name a measure and a period against this office's newest build too.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html", "sarif")),
    default="text",
    show_default=True,
    help="How to show what is found; html has the findings in the margin.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file instead.",
)
@click.pass_context
def check(ctx: click.Context, file: Path, office: Path | None, form: str, output: Path | None) -> None:
    """Check a document written by anyone: text, Markdown, HTML, Word, PDF, ODT or a spreadsheet.

    Shares against their counts, totals against their parts, changes, comparisons, ranks, periods and
    more: each finding has its place, the words, what they work out to, and how sure it is.

    Exit codes: 0 nothing found, or advice only; 1 errors or warnings found; 2 wrong use; 3 a file that
    cannot be read.
    """
    from frankpledge.checking.checked import checked

    found = checked(file, form, office)
    if output is None:
        click.echo(found.text, nl=False)
    else:
        output.write_text(found.text, encoding="utf-8")
        terminal.say(found.summary)
    if found.to_look_at:
        ctx.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)
