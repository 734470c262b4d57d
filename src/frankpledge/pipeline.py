"""The main path: read → check → store → measure → assess → publish. One function a stage; reads aloud.

What counts and what writes reports is imported by the stages that need it: that takes longer
than finding thousands of files unchanged.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from frankpledge import __version__
from frankpledge.areas import FORCES_BY_SLUG
from frankpledge.engines import open_spread
from frankpledge.errors import WrongUse
from frankpledge.generate import DEMO, Truth, generate
from frankpledge.periods import Period, Window, parse_quarter
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
    from frankpledge.releases.releasing import Released
    from frankpledge.releases.sign_offs import Stage
    from frankpledge.releases.signing import Signed

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


REPORT_KINDS = ("quarterly",)


def publish(
    office: Path,
    quarter: Period,
    *,
    kind: str = "quarterly",
    build: str | None = None,
    corrects: int | None = None,
    reason: str = "",
    unprotected: bool = False,
    on_step: Say,
) -> Report:
    """Write a report from a build: HTML, PDF, Word, and the figures as CSV, ODS and a data package.

    With ``corrects`` it corrects the release of that number, and says at its top for what ``reason``
    and what has changed. An ``unprotected`` report says so in its ``about.json`` and is never released.
    """
    from frankpledge.builds.reading import open_build
    from frankpledge.publication.gather import gather
    from frankpledge.publication.write import write_report
    from frankpledge.releases.correcting import begin_correction
    from frankpledge.releases.drafting import described
    from frankpledge.releases.drafts import Draft

    opened = open_build(office, build)
    on_step("findings")
    data = gather(opened, find_in(opened, quarter))
    if not any(reading.quarter.value is not None for reading in data.readings.values()):
        raise WrongUse(
            f"Build {opened.manifest.id} has no figure at all for {quarter.label}.",
            do=f"`frankpledge figures {office} --window quarter` lists the quarters there are.",
        )
    key = f"{quarter.key}-{kind}"
    figures = report_figures(opened, quarter)
    correction = None
    if corrects is not None:
        on_step("what is corrected")
        correction = begin_correction(office, key, corrects, reason, opened, figures)
    elif reason:
        raise WrongUse("a reason is given, but not what is corrected.", do="Add --corrects NUMBER.")
    draft = Draft(
        key,
        kind,
        quarter.key,
        quarter.label,
        f"{data.area_title}: {quarter.label}",
        opened.manifest.id,
        corrects,
        correction.reason if correction is not None else "",
        unprotected,
    )
    folder = office / "reports" / key
    files = write_report(
        data,
        figures,
        folder,
        on_step,
        front=None if correction is None else correction.front,
        beside=described(draft, correction),
    )
    return Report(folder, tuple(files), opened)


def report_figures(build: Build, quarter: Period) -> pa.Table:
    """Return the open data of a report: its force and local areas, and totals of its peers.

    Months, quarters and 12 months of the last three years up to the quarter's end.
    """
    from frankpledge.measures.figures import ALL_SOURCES, Query

    definitions = build.definitions
    names = tuple(
        dict.fromkeys(name for priority in definitions.plan.priorities for name in priority.measures)
    )
    own = definitions.office.force
    peers = tuple(area for group in definitions.office.peer_groups for area in group.areas if area != own)
    start, end = quarter.shifted(-33).start, quarter.end
    windows = (Window.MONTH, Window.QUARTER, Window.ROLLING_12)
    local = ("local-authority",)
    queries = [
        Query(names, (own,), windows=windows, source=ALL_SOURCES, start=start, end=end),
        Query(names, area_types=local, windows=windows, start=start, end=end),
        Query(
            names,
            tuple(dict.fromkeys(peers)),
            windows=(Window.QUARTER, Window.ROLLING_12),
            start=start,
            end=end,
        ),
    ]
    for breakdown in dict.fromkeys(b for name in names for b in definitions.measures[name].breakdowns):
        split = tuple(name for name in names if breakdown in definitions.measures[name].breakdowns)
        queries.append(Query(split, (own,), breakdown=breakdown, windows=windows, start=start, end=end))
    tables = [build.figures.table(query) for query in queries]
    return pa.concat_tables(tables).unify_dictionaries()


def sign(
    office: Path,
    report: str,
    stage: Stage,
    *,
    by: str,
    role: str = "",
    note: str = "",
    accept: Sequence[str] = (),
    because: Sequence[str] = (),
) -> Signed:
    """Record that a person checked or approved a report; the checks run before it counts as checked."""
    from frankpledge.releases.signing import sign_off

    return sign_off(
        office, report, stage, by=by, at=now(), role=role, note=note, accept=accept, because=because
    )


def release(office: Path, report: str, *, by: str = "") -> Released:
    """Release a checked and approved report: its files are kept as they are, chained to those before."""
    from frankpledge.releases import releasing

    return releasing.release(office, report, at=now(), by=by, code_version=__version__)


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
