"""The command line: one command a stage, in the order of the work. No logic here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from frankpledge import __version__, errors, terminal
from frankpledge.command_group import Commands, example

OFFICE = click.argument("office", type=click.Path(path_type=Path))
SPARK_MASTER = click.option(
    "--spark-master", metavar="URL", help="Where Spark runs: spark://HOST:PORT … (default: local[*])."
)
BUILD = click.option(
    "--build", "build_id", metavar="ID", help="A build by id or number (default: the newest)."
)
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
    terminal.Quiet.on = quiet
    terminal.survive_narrow_streams()


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
    ),
)
@OFFICE
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
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
    from frankpledge.summaries import print_ingested

    day = parse_date(obtained) if obtained else None
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
    print_ingested(summary)
    for problem in summary.problems:
        click.echo(click.style("Not taken in: ", fg="red", bold=True) + str(problem), err=True)
    if summary.problems:
        sys.exit(errors.BAD_INPUT)
    terminal.next_command(f"frankpledge build {office}")
    if strict and summary.total("refused"):
        sys.exit(errors.DONE_WITH_THINGS_TO_LOOK_AT)


@main.command(
    short_help="Work out every declared measure.",
    epilog=example(
        "frankpledge build beds", "frankpledge build beds --as-at 2022-01", "frankpledge build beds --full"
    ),
)
@OFFICE
@click.option("--as-at", metavar="MONTH", help="Use only files obtained by the end of this month (YYYY-MM).")
@click.option("--engine", default="duckdb", show_default=True, help="What counts: duckdb or spark.")
@SPARK_MASTER
@click.option(
    "--memory",
    metavar="SIZE",
    help="What DuckDB may hold, like 2GB, before it spills to disk (default: most of the machine's).",
)
@click.option("--full", is_flag=True, help="Make a new build even where nothing has changed.")
def build(
    office: Path,
    as_at: str | None,
    engine: str,
    spark_master: str | None,
    memory: str | None,
    full: bool,
) -> None:
    """Work out every declared measure and commit the result as a new, immutable build."""
    from frankpledge import pipeline
    from frankpledge.builds.asking import newest_quarter
    from frankpledge.periods import parse_month

    month = parse_month(as_at) if as_at else None
    with terminal.steps() as on_step:
        outcome = pipeline.measure(
            office,
            as_at_month=month,
            engine=engine,
            spark_master=spark_master,
            memory=memory,
            full=full,
            on_step=on_step,
        )
    manifest = outcome.manifest
    if outcome.made:
        terminal.say(
            f"Made build {manifest.id}: {len(manifest.definitions)} measures from "
            f"{len(manifest.inputs):,} files, the newest obtained {manifest.as_at}."
        )
    else:
        terminal.say(
            f"Nothing has changed since build {manifest.id}, which stands. (--full makes a new one.)"
        )
    quarter = newest_quarter(outcome.build)
    report = f'frankpledge report {office} --quarter "{quarter.label}"   or ' if quarter else ""
    terminal.next_command(f"{report}frankpledge figures {office}")


@main.command(
    short_help="Print figures as table, CSV, JSON or Parquet.",
    epilog=example(
        "frankpledge figures beds --measure burglary --window quarter",
        "frankpledge figures beds --measure all-crime --breakdown crime-type --from 2022-04 --format csv",
    ),
)
@OFFICE
@click.option(
    "--measure", "measures", multiple=True, metavar="ID", help="Measure id; may be given several times."
)
@click.option("--area", "areas", multiple=True, metavar="CODE", help="Force slug or official code; likewise.")
@click.option(
    "--area-type", "area_types", multiple=True, metavar="TYPE", help="force, local-authority, ward, lsoa."
)
@click.option("--breakdown", default="", metavar="DIM", help="Break totals down by this, e.g. crime-type.")
@click.option(
    "--window", "windows", multiple=True, metavar="W", help="month (default), quarter, rolling-12 …"
)
@click.option("--from", "start", metavar="PERIOD", help="Periods that end in or after this one.")
@click.option("--to", "end", metavar="PERIOD", help="Periods that end by the end of this one.")
@click.option("--source", default="headline", show_default=True, help="headline, all, or a table's name.")
@BUILD
@FORMAT
@OUTPUT
def figures(
    office: Path,
    measures: tuple[str, ...],
    areas: tuple[str, ...],
    area_types: tuple[str, ...],
    breakdown: str,
    windows: tuple[str, ...],
    start: str | None,
    end: str | None,
    source: str,
    build_id: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Print figures of a build: one row a measure, area, breakdown and period."""
    from frankpledge.builds.asking import checked_query, nothing_matches
    from frankpledge.builds.reading import open_build

    opened = open_build(office, build_id)
    query = checked_query(
        opened, measures=measures, areas=areas, area_types=area_types, breakdown=breakdown, windows=windows,
        start=start, end=end, source=source,
    )  # fmt: skip
    table = opened.figures.table(query)
    if not table.num_rows:
        terminal.note(nothing_matches(opened))
    terminal.write_table(table, form, output)


@main.command(
    short_help="Print what is out of the ordinary in a quarter.",
    epilog=example(
        "frankpledge findings beds",
        'frankpledge findings beds --quarter "Q4 22/23" --measure burglary --all',
        'frankpledge findings beds --quarter "Q4 22/23" --format csv',
    ),
)
@OFFICE
@click.option("--quarter", metavar='"Q4 22/23"', help="Default: the newest quarter supplied in full.")
@click.option(
    "--measure", "measures", multiple=True, metavar="ID", help="Measure id; may be given several times."
)
@click.option("--area", "areas", multiple=True, metavar="FORCE", help="Force slug; likewise.")
@click.option("--all", "everything", is_flag=True, help="Also what lies within its range or has none.")
@BUILD
@FORMAT
@OUTPUT
def findings(
    office: Path,
    quarter: str | None,
    measures: tuple[str, ...],
    areas: tuple[str, ...],
    everything: bool,
    build_id: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Print what is out of the ordinary in a quarter, why it is believed, and what could have been seen.

    As a table: the exceptions, with the number of false ones to expect. CSV, JSON and Parquet hold every
    finding, those that found nothing included.
    """
    from frankpledge.builds.asking import checked_areas, checked_measures, checked_quarter
    from frankpledge.builds.reading import open_build
    from frankpledge.finding_summaries import print_findings
    from frankpledge.pipeline import find_in

    opened = open_build(office, build_id)
    found = find_in(
        opened,
        checked_quarter(opened, quarter),
        measures=checked_measures(opened, measures),
        areas=checked_areas(opened, areas),
    )
    if form == "table" and output is None:
        print_findings(found, opened.manifest.id, everything=everything)
    else:
        terminal.write_table(found.table(), form, output)


@main.command(
    short_help="Forecast the months to come, with ranges and a backtest.",
    epilog=example(
        "frankpledge forecast beds burglary robbery",
        "frankpledge forecast beds all-crime --months 24 --output fan.svg",
        "frankpledge forecast beds all-crime --by crime-type --format csv",
    ),
)
@OFFICE
@click.argument("measures", nargs=-1, metavar="[MEASURE]…")
@click.option("--area", metavar="FORCE", help="Default: the office's own force.")
@click.option("--months", default=12, show_default=True, metavar="N", help="How many months ahead, 1 to 24.")
@click.option("--upto", metavar="MONTH", help="Look at no month after this one, e.g. 2022-03.")
@click.option("--by", "split", metavar="DIM", help="Parts that add up: crime-type, local-authority …")
@BUILD
@FORMAT
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file: .svg and .png for the chart of one measure.",
)
def forecast(
    office: Path,
    measures: tuple[str, ...],
    area: str | None,
    months: int,
    upto: str | None,
    split: str | None,
    build_id: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Forecast measures month by month, with 80 and 95 per cent ranges and how they did in a backtest.

    A forecast goes on from the past; it knows of nothing that is about to change.
    """
    from frankpledge.builds.asking import checked_areas, checked_measures
    from frankpledge.builds.reading import open_build
    from frankpledge.finding_summaries import forecast_table, print_forecasts
    from frankpledge.periods import parse_month
    from frankpledge.pipeline import forecast_in, write_fan

    opened = open_build(office, build_id)
    asked = checked_measures(opened, measures)
    where = checked_areas(opened, [area] if area else [])
    made = forecast_in(
        opened,
        asked,
        area=where[0] if where else None,
        horizon=months,
        upto=parse_month(upto) if upto else None,
        split=split,
    )
    if output is not None and output.suffix.lower() in (".svg", ".png"):
        write_fan(made, output)
        terminal.say(f"Wrote {output}.")
    elif form == "table" and output is None:
        print_forecasts(made, opened.manifest.id)
    else:
        terminal.write_table(forecast_table(made), form, output)


@main.command(
    short_help="Propose new baselines; people decide.",
    epilog=example(
        "frankpledge propose beds", "frankpledge propose beds --measure violence-and-sexual-offences"
    ),
)
@OFFICE
@click.option(
    "--measure", "measures", multiple=True, metavar="ID", help="Measure id; may be given several times."
)
@BUILD
def propose(office: Path, measures: tuple[str, ...], build_id: str | None) -> None:
    """Say where a series seems to have changed its level for good, as a decision that could be recorded.

    Nothing is changed. A person who knows why fills in reason and name, and puts the lines into
    plan/chart-decisions.yaml.
    """
    from frankpledge.builds.asking import checked_measures
    from frankpledge.builds.proposing import propose as proposed
    from frankpledge.builds.reading import open_build
    from frankpledge.finding_summaries import print_proposals

    opened = open_build(office, build_id)
    found, short = proposed(opened, checked_measures(opened, measures))
    print_proposals(found, short, opened.manifest.id)


@main.command(
    short_help="Show all that stands behind one figure.",
    epilog=example(
        "frankpledge explain beds burglary bedfordshire 2022-23-Q4",
        'frankpledge explain beds all-crime bedfordshire "Q4 22/23" --breakdown crime-type=burglary',
    ),
)
@OFFICE
@click.argument("measure")
@click.argument("area")
@click.argument("period")
@click.option(
    "--window", metavar="W", help="Kind of period, where the period alone does not say (rolling-12 …)."
)
@click.option("--breakdown", default="", metavar="DIM=SLUG", help="One part of a breakdown.")
@BUILD
def explain(
    office: Path,
    measure: str,
    area: str,
    period: str,
    window: str | None,
    breakdown: str,
    build_id: str | None,
) -> None:
    """Show all that stands behind one figure: definition, files, rows counted and left out, arithmetic."""
    from frankpledge.builds.asking import checked_key
    from frankpledge.builds.explaining import explain as explained
    from frankpledge.builds.reading import open_build
    from frankpledge.summaries import print_explanation

    opened = open_build(office, build_id)
    asked, key, span = checked_key(opened, measure, area, period, window, breakdown)
    print_explanation(explained(office, opened, asked, key, span), opened.manifest.id)


@main.command(
    short_help="Show which figures changed between two builds, and why.",
    epilog=example("frankpledge diff beds 0001 0002", "frankpledge diff beds 0001 0002 --format csv"),
)
@OFFICE
@click.argument("before")
@click.argument("after")
@FORMAT
@OUTPUT
def diff(office: Path, before: str, after: str, form: str, output: Path | None) -> None:
    """Show every figure that changed between two builds, and why."""
    from frankpledge.builds.diffing import diff as changed
    from frankpledge.builds.reading import open_build
    from frankpledge.summaries import print_diff

    table = changed(open_build(office, before), open_build(office, after))
    if form == "table" and output is None:
        print_diff(table)
    else:
        terminal.write_table(table, form, output)


@main.command(
    short_help="Write the quarterly report.",
    epilog=example(
        'frankpledge report beds --quarter "Q4 22/23"', "frankpledge report beds --quarter 2022-23-Q4"
    ),
)
@OFFICE
@click.option("--quarter", required=True, metavar='"Q4 22/23"', help="The financial quarter to report on.")
@click.option("--kind", default="quarterly", show_default=True, help="Which report.")
@BUILD
def report(office: Path, quarter: str, kind: str, build_id: str | None) -> None:
    """Write a report from a build: web page, PDF, Word, and its figures as open data."""
    from frankpledge import pipeline
    from frankpledge.periods import parse_quarter

    if kind not in pipeline.REPORT_KINDS:
        hint = errors.did_you_mean(kind, pipeline.REPORT_KINDS)
        raise errors.WrongUse(f"There is no kind of report '{kind}'.", do=hint)
    period = parse_quarter(quarter)
    with terminal.steps() as on_step:
        made = pipeline.publish(office, period, kind=kind, build=build_id, on_step=on_step)
    terminal.say(f"Wrote the report of {period.label} from build {made.build.manifest.id}:")
    for file in made.files:
        terminal.say(f"  {file}  ({file.stat().st_size / 1024:,.0f} KB)")
    terminal.next_command(f"open {made.folder / 'report.html'}")


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
def generate(
    folder: Path,
    forces: int | None,
    months: int | None,
    rows: int | None,
    seed: int | None,
    kinds: tuple[str, ...],
    as_folders: bool,
) -> None:
    """Make generated (fictional) records in the publisher's layout, with every oddity and known truth.

    Without options: the records of the demonstration, one county for five years with planted changes.
    """
    from frankpledge.generate import DEMO, KINDS, Scenario
    from frankpledge.generate import generate as made

    for kind in kinds:
        if kind not in KINDS:
            raise errors.WrongUse(f"There is no kind of file '{kind}'.", do=errors.did_you_mean(kind, KINDS))
    scenario = DEMO
    if forces or months or rows or seed is not None or kinds:
        size = (forces or 1, months or 60, rows or 300_000, 1 if seed is None else seed)
        scenario = Scenario.sized(*size, kinds=kinds or KINDS)
    with terminal.progress("Generating") as advance:
        made(
            scenario, folder, as_zip=not as_folders, on_progress=lambda done, total: advance(done, total, "")
        )
    terminal.say(f"Made generated records in {folder}: see {folder}/README-GENERATED.txt. They are not real.")


@main.command(
    short_help="Try the whole chain on a fictional office.",
    epilog=example("frankpledge demo", "frankpledge demo try-it"),
)
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo-office"))
def demo(folder: Path) -> None:
    """Make a fictional office from generated records, run the whole chain, and say where the report is."""
    from frankpledge import pipeline

    with terminal.steps() as on_step:
        made, _ = pipeline.demo(folder, on_step)
    terminal.say(f"Made the fictional office {folder} from generated records (not real), and its report:")
    for file in made.files:
        terminal.say(f"  {file}")
    terminal.next_command(f"open {made.folder / 'report.html'}   (then: frankpledge figures {folder} --help)")
