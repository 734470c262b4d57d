"""The main path: read → check → store → measure → assess → publish. One function a stage; reads aloud.

What counts and what writes reports is imported by the stages that need it: that takes longer
than finding thousands of files unchanged.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from frankpledge.areas import FORCES_BY_SLUG
from frankpledge.engines import open_spread
from frankpledge.errors import WrongUse
from frankpledge.generate import DEMO, Truth, generate
from frankpledge.periods import Period, Window, parse_period, parse_quarter, period_ending
from frankpledge.plan.definitions import Office
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office, read_office_alone
from frankpledge.store.intake import IngestSummary, Progress, ingest
from frankpledge.store.log import check_parts, read_snapshot

if TYPE_CHECKING:
    from frankpledge.builds.finding import QuarterFindings
    from frankpledge.builds.forecasting import SeriesForecast
    from frankpledge.builds.making import BuildOutcome
    from frankpledge.builds.reading import Build
    from frankpledge.contracts.figures import Figure
    from frankpledge.publication.logos import Logo

DEMO_OFFICE = "westmarch"
DEMO_QUARTER = "Q4 24/25"
DEMO_MARK = ".made-by-demo"
"""The file by which `demo` knows an office folder, and the records beside it, as its own."""

Say = Callable[[str], None]


def now() -> str:
    """Return the present moment in UTC as text: the only clock of the main path."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def take_in(
    office: Path,
    paths: Sequence[Path],
    *,
    obtained: date | None = None,
    rehash: bool = False,
    engine: str = "duckdb",
    spark_master: str | None = None,
    on_progress: Progress | None = None,
) -> IngestSummary:
    """Read a publisher's files, check every row, and keep them in the office's store.

    With the engine ``spark`` the files are read by the workers of ``spark_master``.
    """
    declared = read_office_alone(office)
    if obtained is not None and obtained > datetime.now(UTC).date() + timedelta(days=1):
        raise WrongUse(f"The files cannot have been obtained on {obtained}, which is still to come.")
    return ingest(
        office / "store",
        paths,
        loaded_at=now(),
        obtained=obtained,
        rehash=rehash,
        other_forces=other_forces(declared),
        spread=open_spread(engine, spark_master),
        on_progress=on_progress,
    )


def other_forces(office: Office) -> frozenset[str]:
    """Return the forces an office declares that are not real ones: those of a fictional office."""
    declared = {*office.forces, *(area for group in office.peer_groups for area in group.areas)}
    return frozenset(declared - set(FORCES_BY_SLUG))


def measure(
    office: Path,
    *,
    as_at_month: int | None = None,
    engine: str = "duckdb",
    spark_master: str | None = None,
    memory: str | None = None,
    full: bool = False,
    on_step: Say,
) -> BuildOutcome:
    """Work out every declared measure from the store and commit the result as a build."""
    from frankpledge.builds.making import make_build

    definitions = read_office(office)
    snapshot = read_snapshot(office / "store")
    check_parts(snapshot)
    return make_build(
        office,
        snapshot,
        definitions,
        made_at=now(),
        as_at_month=as_at_month,
        engine=engine,
        spark_master=spark_master,
        memory=memory,
        full=full,
        on_step=on_step,
    )


def find_in(
    build: Build,
    quarter: Period,
    *,
    measures: Sequence[str] | None = None,
    areas: Sequence[str] | None = None,
) -> QuarterFindings:
    """Hold every figure of a quarter against its own past, its peers and its targets."""
    from frankpledge.builds.finding import find
    from frankpledge.publication.amounts import words_of

    return find(build, quarter, words_of, measures=measures, areas=areas)


def forecast_in(
    build: Build,
    measures: Sequence[str] | None = None,
    *,
    area: str | None = None,
    horizon: int = 12,
    upto: int | None = None,
    split: str | None = None,
) -> list[SeriesForecast]:
    """Forecast measures of a force, or one measure and the parts it is divided into.

    Raises WrongUse where the office has no force of its own and none is named.
    """
    from frankpledge.builds.forecasting import forecast_parts, forecasts

    force = area or build.definitions.office.force
    if not force:
        raise WrongUse("This office is of no one force.", do="Name one: --area kent.")
    if split is None:
        return forecasts(build, force, measures=measures, upto=upto, horizon=horizon)
    if measures is None or len(measures) != 1:
        raise WrongUse("Parts are forecast of one measure at a time.", do="Name one, e.g. all-crime.")
    measure = build.definitions.measures[measures[0]]
    return forecast_parts(build, force, measure, split, upto=upto, horizon=horizon)


def write_fan(made: Sequence[SeriesForecast], file: Path) -> None:
    """Write the chart of one forecast as SVG or PNG. Raises WrongUse for more than one, or none to draw."""
    from frankpledge.publication.fans import fan_alone
    from frankpledge.publication.standalone import write_picture

    if len(made) != 1:
        raise WrongUse(f"A chart is of one measure, and these are {len(made)}.", do="Name one measure.")
    write_picture(fan_alone(made[0]), file)


@dataclass(frozen=True)
class Report:
    """A report as written: its folder and files."""

    folder: Path
    files: tuple[Path, ...]
    build: Build


def publish(
    office: Path, period: Period, *, kind: str = "quarterly", build: str | None = None, on_step: Say
) -> Report:
    """Write a document of one kind from a build: HTML, PDF, Word, and the figures as open data.

    ``period`` must be of the window the kind covers, as :func:`asked_for` sees to. Raises WrongUse where
    there is no such kind, or no figure at all of the period.
    """
    from frankpledge.builds.reading import open_build
    from frankpledge.plan.decision_records import read_decision_records
    from frankpledge.publication.gather import gather
    from frankpledge.publication.kinds.reading import read_kind
    from frankpledge.publication.write import write_report

    declared = read_kind(kind, office)
    decisions = read_decision_records(office)
    opened = open_build(office, build)
    on_step("findings")
    found = [find_in(opened, quarter) for quarter in quarters_of(period)]
    data = gather(opened, period, declared, found)
    if not any(reading.quarter.value is not None for reading in data.readings.values()):
        raise WrongUse(
            f"Build {opened.manifest.id} has no figure at all for {period.label}.",
            do=f"`frankpledge figures {office} --window {period.window}` lists the periods there are.",
        )
    data = replace(data, decisions=decisions, logo=_logo(office, opened.definitions.office))
    folder = office / "reports" / declared.report_key(period)
    figures = report_figures(opened, period, tuple(data.readings), [one.now for one in data.tiles])
    files = write_report(data, figures, folder, on_step)
    return Report(folder, tuple(files), opened)


def kinds_of_report(office: Path, covers: str | None = None) -> list[str]:
    """Return a line for each kind of document an office can write: name, how to ask for it, what it is.

    With ``covers``, those of one sort of period alone.
    """
    from frankpledge.publication.kinds.reading import read_kinds

    held = [one for one in read_kinds(office).values() if covers in (None, one.covers)]
    return [f"{one.id:20}{one.covers.asked:24}{one.summary}" for one in held]


def asked_for(
    office: Path,
    kind: str | None,
    *,
    quarter: str | None = None,
    year: str | None = None,
    month: str | None = None,
) -> tuple[str, Period]:
    """Return which kind of document is asked for, and of which period.

    Raises WrongUse where no period or several are given, or the kind covers another sort of period.
    """
    from frankpledge.publication.kinds.kind import Covers
    from frankpledge.publication.kinds.reading import QUARTERLY, read_kind

    given = {
        Covers.QUARTER: quarter,
        Covers.FINANCIAL_YEAR: year,
        Covers.MONTH: month,
    }
    said = {covers: text for covers, text in given.items() if text is not None}
    default = {Covers.QUARTER: QUARTERLY, Covers.FINANCIAL_YEAR: "annual"}
    if len(said) != 1:
        every = [covers.asked for covers in Covers]
        wanted = read_kind(kind, office).covers.asked if kind else f"{', '.join(every[:-1])} or {every[-1]}"
        raise WrongUse(f"A report is of {'one period' if said else 'a period'}.", do=f"Write {wanted}.")
    ((covers, text),) = said.items()
    name = kind or default.get(covers, "")
    if not name:
        kinds = "\n  ".join(["", *kinds_of_report(office, covers)])
        raise WrongUse("Several kinds of report are of a month.", do=f"Say which with --kind:{kinds}")
    declared = read_kind(name, office)
    if declared.covers is not covers:
        raise WrongUse(
            f"The kind '{name}' covers a {declared.covers.in_words}, not a {covers.in_words}.",
            do=f"Write {declared.covers.asked}.",
        )
    return name, parse_period(covers.window, text)


def quarters_of(period: Period) -> list[Period]:
    """Return the quarters a document looks for findings in: its own, or those of its financial year."""
    if period.window not in (Window.QUARTER, Window.FINANCIAL_YEAR):
        return []
    return [period_ending(Window.QUARTER, month) for month in period.months[::3]]


def _logo(office: Path, declared: Office) -> Logo | None:
    from frankpledge.publication.logos import read_logo

    logo = declared.house_style.logo
    return read_logo(office / logo, f"Logo of {declared.name}") if logo else None


def report_figures(
    build: Build, period: Period, measures: Sequence[str], tiles: Sequence[Figure] = ()
) -> pa.Table:
    """Return the open data of a report: its force and local areas, and totals of its peers.

    Months, quarters and 12 months of the last three years up to the period's end, its own window, and
    those of its ``tiles``.
    """
    from frankpledge.measures.figures import ALL_SOURCES, Query

    definitions = build.definitions
    planned = (name for priority in definitions.plan.priorities for name in priority.measures)
    names = tuple(dict.fromkeys((*planned, *measures)))
    own = definitions.office.force
    peers = tuple(area for group in definitions.office.peer_groups for area in group.areas)
    start, end = period_ending(Window.MONTH, period.last_month - 35).start, period.end
    own_windows = (period.window, *(Window.named(tile.window) for tile in tiles))
    windows = tuple(dict.fromkeys((Window.MONTH, Window.QUARTER, Window.ROLLING_12, *own_windows)))
    local = ("local-authority",)
    queries = [
        Query(names, (own,), windows=windows, source=ALL_SOURCES, start=start, end=end),
        Query(names, area_types=local, windows=windows, start=start, end=end),
        Query(
            names,
            tuple(dict.fromkeys(peers)),
            windows=tuple(dict.fromkeys((Window.QUARTER, Window.ROLLING_12, period.window))),
            start=start,
            end=end,
        ),
    ]
    for breakdown in dict.fromkeys(b for name in names for b in definitions.measures[name].breakdowns):
        split = tuple(name for name in names if breakdown in definitions.measures[name].breakdowns)
        queries.append(Query(split, (own,), breakdown=breakdown, windows=windows, start=start, end=end))
    tables = [build.figures.table(query) for query in queries]
    return pa.concat_tables(tables).unify_dictionaries()


def demo(folder: Path, on_step: Say, on_progress: Progress | None = None) -> tuple[Report, Truth]:
    """Make a fictional office from generated records and run the whole chain on it.

    What an earlier demo made here is replaced; anything else that is in the way raises WrongUse.
    """
    folder = folder if folder.name not in ("", "..") else folder.resolve()
    made = folder.with_name(f"{folder.name}-records")
    _make_way(folder, made)
    on_step("making the office folder")
    new_office(folder, DEMO_OFFICE)
    (folder / DEMO_MARK).write_text(f"Made by `frankpledge demo`, which may replace it and {made.name}.\n")
    on_step("making generated records")
    truth = generate(DEMO, made)
    on_step("taking the records in")
    take_in(folder, [made / "older.zip", made / "newer.zip", made / "reference"], on_progress=on_progress)
    measure(folder, on_step=on_step)
    return publish(folder, parse_quarter(DEMO_QUARTER), on_step=on_step), truth


def _make_way(folder: Path, made: Path) -> None:
    """Remove an earlier demo. Raises WrongUse where something stands there that `demo` did not make."""
    if (folder / DEMO_MARK).is_file() and not folder.is_symlink():
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(folder)
    for path in (folder, made):
        if path.is_symlink() or path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise WrongUse(
                "something is here already that `frankpledge demo` did not make.",
                file=path,
                do="Name another folder: frankpledge demo FOLDER.",
            )
