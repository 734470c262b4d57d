"""Commands for trying things out on generated records. No logic here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import main
from frankpledge.command_group import example


@main.command(
    short_help="Make fictional records to try things out on.",
    epilog=example(
        "frankpledge generate made",
        "frankpledge generate load --forces 44 --months 60 --rows 20000000 --kind street",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--forces", type=click.IntRange(1, 48), help="How many fictional forces (default: 1).")
@click.option("--months", type=click.IntRange(1, 240), help="How many months (default: 60).")
@click.option("--rows", type=click.IntRange(1), help="Street rows in all (default: 300,000).")
@click.option("--seed", type=click.IntRange(0), help="The same seed gives the same files (default: 1).")
@click.option(
    "--kind", "kinds", multiple=True, help="street, outcomes, stop-and-search (default: all three)."
)
@click.option("--as-folders", is_flag=True, help="Folders of CSV instead of zips.")
@click.option(
    "--without-records", is_flag=True, help="Leave out the returns of the police and their partners."
)
def generate(
    folder: Path,
    forces: int | None,
    months: int | None,
    rows: int | None,
    seed: int | None,
    kinds: tuple[str, ...],
    as_folders: bool,
    without_records: bool,
) -> None:
    """Make generated (fictional) records in the publisher's layout, with every oddity and known truth.

    Without options: the records of the demonstration, one county for five years with planted changes, and
    in records/ the returns of its police and their partners. Other sizes have no returns.
    """
    from frankpledge.generate import DEMO, KINDS, Scenario
    from frankpledge.generate import generate as made

    for kind in kinds:
        if kind not in KINDS:
            raise errors.WrongUse(f"There is no kind of file '{kind}'.", do=errors.did_you_mean(kind, KINDS))
    scenario, with_records = DEMO, not without_records
    if forces or months or rows or seed is not None or kinds:
        size = (forces or 1, months or 60, rows or 300_000, 1 if seed is None else seed)
        scenario = Scenario.sized(*size, kinds=kinds or KINDS)
        with_records = False
    with terminal.progress("Generating") as advance:
        made(
            scenario,
            folder,
            as_zip=not as_folders,
            with_records=with_records,
            on_progress=lambda done, total: advance(done, total, ""),
        )
    terminal.say(f"Made generated records in {folder}: see {folder}/README-GENERATED.txt. They are not real.")


@main.command(
    short_help="Try the whole chain on a fictional office.",
    epilog=example("frankpledge demo", "frankpledge demo try-it"),
)
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo-office"))
def demo(folder: Path) -> None:
    """Make a fictional office from generated records, run the whole chain, and say where the report is.

    Two fictional people sign the report off, and it is released: the public's pages show it.
    Where the web application is installed, its registers are filled too: with a year of fictional records up
    to today. Nobody has an account there: `frankpledge invite` invites the first person.
    """
    from frankpledge import demonstration
    from frankpledge.cli.serving import installed

    filled = ""
    with terminal.steps() as on_step:
        made, _ = demonstration.demo(folder, on_step)
        if demonstration.WITH_REGISTERS and installed():
            from frankpledge.web.demonstrating import fill_apart

            on_step("filling the registers")
            filled = fill_apart(folder)
    if filled:
        terminal.say(f"Wrote {filled}: `frankpledge serve {folder}` shows them.")
    terminal.say(f"Made the fictional office {folder} from generated records (not real), and its report:")
    for file in made.files:
        terminal.say(f"  {file}")
    if demonstration.WITH_RELEASE:
        terminal.say(f"Two fictional people signed it off, and it is released: {folder / 'releases'}/")
    terminal.next_command(f"open {made.folder / 'report.html'}   (then: frankpledge figures {folder} --help)")


@main.command(
    short_help="Work out the worked examples of an office's measures.",
    epilog=example("frankpledge examples my-office", "frankpledge examples my-office custody-detainees-seen"),
)
@click.argument("office", type=click.Path(path_type=Path, file_okay=False))
@click.argument("measures", nargs=-1, metavar="[MEASURE]...")
def examples(office: Path, measures: tuple[str, ...]) -> None:
    """Take the rows of each example in, work its measure out, and hold it against the number done by hand.

    An example is a file of OFFICE/plan/examples, named like its measure. Nothing is stored in the office.
    Exit code 1 says that some figure differs.
    """
    from frankpledge.worked_examples import run_examples

    with terminal.steps() as on_step:
        results = run_examples(office, measures, on_step)
    wrong = [one for one in results if one.differences]
    for one in wrong:
        terminal.say(f"{one.example.measure} ({one.example.file}):")
        for line in one.differences:
            terminal.say(f"  {line}")
    figures = sum(one.figures for one in results)
    terminal.say(
        f"{len(results):,} worked examples with {figures:,} figures: "
        + ("all as worked out by hand." if not wrong else f"{len(wrong):,} examples differ.")
    )
    if wrong:
        sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)
