"""Commands that say what figures amount to. No logic here."""

from __future__ import annotations

from pathlib import Path

import click

from frankpledge import terminal
from frankpledge.cli.options import BUILD, FORMAT, OFFICE, OUTPUT, main
from frankpledge.command_group import example


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
    short_help="Weigh what an intervention changed against control areas.",
    epilog=example(
        "frankpledge intervention nn burglary --treated E01027102 --control E01027103 "
        "--before 2021-04..2021-09 --after 2021-10..2022-03",
    ),
)
@OFFICE
@click.argument("measure")
@click.option(
    "--treated", multiple=True, required=True, metavar="CODE", help="Where something was done; repeatable."
)
@click.option(
    "--control", multiple=True, required=True, metavar="CODE", help="Areas like them, where nothing was."
)
@click.option(
    "--displaced", multiple=True, metavar="CODE", help="Around the treated: where crime may have gone."
)
@click.option("--displaced-control", multiple=True, metavar="CODE", help="Around the control areas.")
@click.option("--before", required=True, metavar="PERIOD", help="Months before, e.g. 2021-04..2021-09.")
@click.option("--after", required=True, metavar="PERIOD", help="Months after; the same season is fairest.")
@BUILD
def intervention(
    office: Path,
    measure: str,
    treated: tuple[str, ...],
    control: tuple[str, ...],
    displaced: tuple[str, ...],
    displaced_control: tuple[str, ...],
    before: str,
    after: str,
    build_id: str | None,
) -> None:
    """Weigh what became of some areas against control areas: the weighted displacement difference.

    It says how many events fewer or more than the control areas lead to expect, with an interval.
    """
    from frankpledge.builds.asking import checked_measures
    from frankpledge.builds.intervening import GROUPS, intervene
    from frankpledge.builds.reading import open_build
    from frankpledge.finding_summaries import print_intervention
    from frankpledge.periods import guess_period

    opened = open_build(office, build_id)
    checked_measures(opened, [measure])
    areas = dict(zip(GROUPS, (treated, control, displaced, displaced_control), strict=True))
    asked = opened.definitions.measures[measure]
    made = intervene(opened, asked, areas, guess_period(before), guess_period(after))
    print_intervention(made, opened.manifest.id)
