"""The main path up to findings: read → check → store → measure → assess. One function a stage; reads aloud.

What is written from them, signed and released is in ``reporting``.

What counts and what writes reports is imported by the stages that need it: that takes longer
than finding thousands of files unchanged.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from frankpledge.areas import FORCES_BY_SLUG
from frankpledge.contracts.registry import TABLES
from frankpledge.engines import open_spread
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.periods import Period, last_day, parse_month
from frankpledge.plan.agreements_file import read_agreements
from frankpledge.plan.definitions import Office
from frankpledge.plan.reading import read_office, read_office_alone
from frankpledge.plan.return_mappings import read_return_mappings
from frankpledge.plan.source_keys import source_keys
from frankpledge.plan.sql_sources import read_sql_source
from frankpledge.sources.converting import LONDON
from frankpledge.store.destroying import Destroyed, destroy, doomed, lift
from frankpledge.store.files import writing_lock
from frankpledge.store.intake import IngestSummary, Progress, ingest
from frankpledge.store.log import check_parts, read_snapshot
from frankpledge.store.orders import Order, Tombstone
from frankpledge.store.sql_intake import ingest_from_sql

if TYPE_CHECKING:
    from frankpledge.builds.finding import QuarterFindings
    from frankpledge.builds.forecasting import SeriesForecast
    from frankpledge.builds.making import BuildOutcome
    from frankpledge.builds.reading import Build

Say = Callable[[str], None]


def now() -> str:
    """Return the present moment in UTC as text: the only clock of the main path."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def today() -> date:
    """Return the present day in UTC, by which agreements hold or have lapsed."""
    return datetime.now(UTC).date()


def take_in(
    office: Path,
    paths: Sequence[Path],
    *,
    obtained: date | None = None,
    rehash: bool = False,
    engine: str = "duckdb",
    spark_master: str | None = None,
    on_progress: Progress | None = None,
    environment: Mapping[str, str] = os.environ,
) -> IngestSummary:
    """Read a publisher's files, check every row, and keep them in the office's store.

    With the engine ``spark`` the files are read by the workers of ``spark_master``. ``environment`` holds
    the secrets of sources.
    """
    declared = read_office_alone(office)
    keys = source_keys(environment, read_agreements(office), today())
    if obtained is not None and obtained > today() + timedelta(days=1):
        raise WrongUse(f"The files cannot have been obtained on {obtained}, which is still to come.")
    return ingest(
        office / "store",
        paths,
        loaded_at=now(),
        obtained=obtained,
        rehash=rehash,
        other_forces=other_forces(declared),
        secrets=keys.secrets,
        links=keys.links,
        barred=keys.barred,
        mappings=read_return_mappings(office),
        spread=open_spread(engine, spark_master),
        on_progress=on_progress,
    )


def take_in_from_sql(
    office: Path, name: str, *, obtained: date | None = None, rehash: bool = False
) -> IngestSummary:
    """Ask a database that the office declares for the rows that are new or changed, check and keep them.

    Raises WrongUse for a name the office does not declare, and what reading and checking raise.
    """
    declared = read_office_alone(office)
    source = read_sql_source(office, name)
    keys = source_keys(os.environ, read_agreements(office), today())
    return ingest_from_sql(
        office / "store",
        source,
        os.environ.get(source.variable, ""),
        loaded_at=now(),
        obtained=obtained or datetime.now(LONDON).date(),
        rehash=rehash,
        other_forces=other_forces(declared),
        secrets=keys.secrets,
        links=keys.links,
        barred=keys.barred,
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
    from frankpledge.builds.agreed import check_agreed
    from frankpledge.builds.making import make_build

    definitions = read_office(office)
    snapshot = read_snapshot(office / "store")
    check_parts(snapshot)
    as_at = last_day(as_at_month) if as_at_month is not None else None
    check_agreed(office, read_agreements(office), snapshot.selected(as_at), min(as_at or today(), today()))
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


def order_of(
    *, table: str, before: str | None, area: str, order: str, by: str, reason: str, lifts: bool
) -> Order:
    """Return an order of destruction, made now. Raises WrongUse where a word of it is not known."""
    if table not in TABLES:
        raise WrongUse(f"There is no table '{table}'.", do=did_you_mean(table, TABLES))
    month = parse_month(before) if before else None
    return Order(order, table, reason, by, now(), area=area, before=month, lifts=lifts)


def doomed_by(office: Path, asked: Order) -> tuple[Tombstone, ...]:
    """Return the tombstones of what an order would destroy now."""
    read_office_alone(office)
    return doomed(read_snapshot(office / "store"), asked)


def destroy_records(office: Path, asked: Order) -> Destroyed:
    """Destroy the records that an order names. No build may be reading them."""
    with writing_lock(office / "builds", "destroy"):
        return destroy(office / "store", asked)


def lift_order(office: Path, asked: Order) -> Order:
    """Let destroyed records be taken in again, by an order of its own."""
    read_office_alone(office)
    return lift(office / "store", asked)


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
