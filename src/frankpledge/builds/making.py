"""Make a build: snapshot and definitions in, a committed folder of figures out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import frankpledge
from frankpledge.builds.bounding import boundaries_of
from frankpledge.builds.holding_areas import undeclared_areas
from frankpledge.builds.holding_contracts import as_table, breaches_of
from frankpledge.builds.lending import lender
from frankpledge.builds.manifest import MANIFEST, Manifest, committed, read_manifest, write_manifest
from frankpledge.builds.reading import (
    AREAS,
    BOUNDARIES,
    BREACHES,
    COVERAGE,
    DEFINITIONS,
    FINISHED,
    MONTHLY,
    PLACES,
    RESIDENTS,
    SUPPLIED,
    UNUSED,
    Build,
)
from frankpledge.builds.repeating import repeat_rates
from frankpledge.builds.timing import times_to_outcome
from frankpledge.engines import check_engine, open_engine
from frankpledge.errors import BadEnvironment, BadInput
from frankpledge.measures.counting import count_all, counted_measures
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import LocalMap, local_map
from frankpledge.measures.pooled import pool_all
from frankpledge.measures.relations import Records
from frankpledge.measures.supplied import supplied_values
from frankpledge.periods import last_day
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.units import ESTIMATED
from frankpledge.store.aside import clear_aside, is_aside, records_aside
from frankpledge.store.editions import Edition
from frankpledge.store.files import flush_all, friendly_disk_errors, writing_lock
from frankpledge.store.log import Snapshot

Step = Callable[[str], None]
"""Called with what is being done now."""


@dataclass(frozen=True)
class BuildOutcome:
    """The build that now stands, and whether it had to be made."""

    folder: Path
    manifest: Manifest
    made: bool
    definitions: Definitions
    monthly: pa.Table | None = field(default=None, repr=False, compare=False)
    """The monthly counts, where they were made now: who goes on need not read back what was just written."""

    @property
    def build(self) -> Build:
        """The build, opened."""
        return Build(self.folder, self.manifest, self.definitions, self.monthly)


def make_build(
    office: Path,
    snapshot: Snapshot,
    definitions: Definitions,
    *,
    made_at: str,
    as_at_month: int | None = None,
    engine: str = "duckdb",
    spark_master: str | None = None,
    memory: str | None = None,
    full: bool = False,
    on_step: Step = lambda what: None,
) -> BuildOutcome:
    """Make and commit a build of an office's store; return the standing one where nothing has changed.

    ``as_at_month`` uses only files obtained by the end of that month. What has not changed since
    the newest build is carried over from it; ``full`` counts everything anew, even where the
    newest build has the same fingerprint. ``spark_master`` says where the engine ``spark`` runs,
    ``memory`` what DuckDB may hold (like ``2GB``) before it spills to disk.
    Raises BadInput for an empty store, WrongUse for an engine there is not.
    """
    check_engine(engine, spark_master, memory)
    as_at = last_day(as_at_month) if as_at_month is not None else None
    editions = snapshot.selected(as_at)
    if not editions:
        first = min((edition.obtained for edition in snapshot.editions), default=None)
        raise BadInput(
            "there are no records to build from" + (f" obtained by {as_at}." if as_at else "."),
            file=office / "store",
            do=f"The first were obtained on {first}."
            if first
            else f"Run `frankpledge ingest {office} PATH` first.",
        )
    builds = office / "builds"
    with writing_lock(builds, "build"), _without_leftovers(builds):
        fingerprint = fingerprint_of(editions, definitions, engine)
        standing = committed(builds)
        if standing and not full:
            newest = _newest(standing[-1])
            if newest is not None and newest.fingerprint == fingerprint:
                return BuildOutcome(standing[-1], newest, False, definitions)
        number = int(standing[-1].name.split("-")[0]) + 1 if standing else 1
        folder = builds / f"{number:04d}-{fingerprint[:8]}"
        with friendly_disk_errors(folder):
            before = None if full else _usable(standing)
            versions, monthly = _write(
                office,
                folder,
                snapshot,
                editions,
                definitions,
                (engine, spark_master, memory),
                before,
                on_step,
            )
        manifest = Manifest(
            id=folder.name,
            number=number,
            made_at=made_at,
            as_at=max(edition.obtained for edition in editions).isoformat(),
            snapshot=snapshot.number,
            fingerprint=fingerprint,
            engine=engine,
            versions=versions,
            definitions={measure.id: measure.definition_hash for measure in definitions.measures.values()},
            inputs=tuple(_input(edition) for edition in editions),
            destroyed=_destroyed(snapshot, editions),
            outputs={file.name: _sha256(file) for file in sorted(folder.glob("*.parquet"))},
        )
        write_manifest(folder, manifest)
    return BuildOutcome(folder, manifest, True, definitions, monthly)


def _usable(standing: Sequence[Path]) -> Build | None:
    """Return the newest build if its files are whole: only then may it lend counts."""
    manifest = _newest(standing[-1]) if standing else None
    if manifest is None:
        return None
    folder = standing[-1]
    whole = all(
        (folder / name).is_file() and _sha256(folder / name) == said
        for name, said in manifest.outputs.items()
    )
    return Build(folder, manifest) if whole and PLACES in manifest.outputs else None


def _newest(folder: Path) -> Manifest | None:
    """Return a build's manifest, or None where it is damaged: then the build is made again, beside it."""
    try:
        return read_manifest(folder)
    except BadEnvironment:
        return None


def fingerprint_of(editions: Sequence[Edition], definitions: Definitions, engine: str) -> str:
    """Return the hash of all that decides the figures: editions in use, definitions, office, code version."""
    parts = {
        "editions": [
            [*edition.key, edition.sha256, edition.obtained.isoformat(), edition.code] for edition in editions
        ],
        "measures": {measure.id: measure.definition_hash for measure in definitions.measures.values()},
        "sets": {name: list(terms) for name, terms in definitions.sets.items()},
        "office": repr(definitions.office),
        "plan": repr(definitions.plan),
        "chart-decisions": repr(definitions.chart_decisions),
        "version": frankpledge.__version__,
        "engine": engine,
    }
    if definitions.frameworks:
        parts["frameworks"] = repr(definitions.frameworks)
    if definitions.rules:
        parts["rules"] = repr(definitions.rules)
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _destroyed(snapshot: Snapshot, editions: Sequence[Edition]) -> tuple[dict[str, object], ...]:
    """Return what was destroyed by order and has not been taken in again."""
    held = {edition.key for edition in editions}
    return tuple(
        {"table": key[0], "area": key[1], "month": key[2], "order": order.id}
        for order in snapshot.orders
        for key in sorted({stone.key for stone in order.tombstones}, key=lambda key: (key[1], key[2] or 0))
        if key not in held
    )


def _input(edition: Edition) -> dict[str, object]:
    kept = (
        "table",
        "area",
        "month",
        "obtained",
        "file",
        "sha256",
        "size",
        "rows",
        "refused",
        "repeats",
        "code",
    )
    values = edition.to_json()
    return {name: values[name] for name in kept}


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def _without_leftovers(builds: Path) -> Iterator[None]:
    """Remove folders that were never committed, before and after a build. Used under the lock."""

    def clear() -> None:
        for folder in builds.iterdir():
            if folder.is_dir() and not is_aside(folder) and not (folder / MANIFEST).exists():
                shutil.rmtree(folder, ignore_errors=True)
        clear_aside(builds)

    clear()
    try:
        yield
    finally:
        clear()


def _write(
    office: Path,
    folder: Path,
    snapshot: Snapshot,
    editions: Sequence[Edition],
    definitions: Definitions,
    runs_on: tuple[str, str | None, str | None],
    before: Build | None,
    on_step: Step,
) -> tuple[dict[str, str], pa.Table]:
    """Write all of the build but its manifest. Returns versions of the software used, and monthly counts.

    ``runs_on`` is the name of the engine, Spark's master, and the limit on DuckDB's memory.
    """
    folder.mkdir(parents=True)
    _copy_definitions(office, folder / DEFINITIONS, definitions.office.house_style.logo)
    with records_aside(folder.parent) as temporary:
        name, master, memory = runs_on
        engine = open_engine(name, temporary, master, memory)
        try:
            records = Records(engine, snapshot.folder, editions, snapshot.ever)
            on_step("which months were supplied")
            covered = coverage(records)
            on_step("which local area each place is in")
            local = local_map(records, definitions.office)
            on_step("counting every measure by month and area")
            lends = lender(before, definitions, editions, local, engine.name)
            counted, others = counted_measures(definitions), definitions.measures.values()
            monthly = count_all(records, definitions, local, lends.codes_to_count, lends.monthly(counted))
            on_step("percentiles and values at a date")
            further = times_to_outcome(records, definitions, covered, local, lends.carries)
            further += repeat_rates(records, definitions, covered, local, lends.carries)
            kept = lends.finished(others)
            finished = pool_all(records, definitions, covered, local, lends.carries, kept, further)
            stated, unused = supplied_values(records, definitions)
            estimates = _estimates(records)
            bounded = boundaries_of(records, local)
            versions = {
                "frankpledge": frankpledge.__version__,
                **engine.versions(),
                "pyarrow": pa.__version__,
                "numpy": np.__version__,
            }
        finally:
            engine.close()
    on_step("rules across tables")
    broken = breaches_of(snapshot.folder, editions)
    broken += undeclared_areas(snapshot.folder, editions, definitions.office)
    tables = {
        MONTHLY: monthly,
        FINISHED: finished,
        COVERAGE: covered,
        RESIDENTS: estimates,
        AREAS: _titles(local),
        PLACES: _places(local),
        BOUNDARIES: bounded,
        SUPPLIED: stated,
        UNUSED: unused,
    }
    if broken:
        tables[BREACHES] = as_table(broken)
    on_step("writing")
    for name, table in tables.items():
        pq.write_table(table, folder / name, compression="zstd")
    flush_all(folder)
    return versions, monthly


def _copy_definitions(office: Path, folder: Path, logo: str) -> None:
    """Copy file by file: copytree would hide why a copy failed (a full disk, missing rights).

    The logo goes with them, for an office that names one is wrong without it.
    """
    folder.mkdir()
    shutil.copyfile(office / "office.yaml", folder / "office.yaml")
    logos = [office / logo] if logo else []
    for file in [*sorted((office / "plan").rglob("*")), *logos]:
        if file.is_file():
            copy = folder / file.relative_to(office)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def _estimates(records: Records) -> pa.Table:
    """Return residents and households by force and day; empty where the publisher gave none."""
    rows = records.table("populations")
    if rows is None:
        numbers = {base: pa.array([], pa.int64()) for base in ESTIMATED}
        return pa.table({"force": pa.array([], pa.string()), "date": pa.array([], pa.date32()), **numbers})
    table = records.engine.run(rows.select("force", "date", *ESTIMATED))
    return table.set_column(0, "force", table["force"].cast(pa.string())).sort_by(
        [("force", "ascending"), ("date", "ascending")]
    )


def _titles(local: LocalMap) -> pa.Table:
    pairs = sorted(local.titles.items())
    return pa.table(
        {
            "area": pa.array([code for code, _ in pairs], pa.string()),
            "title": pa.array([title for _, title in pairs], pa.string()),
        }
    )


def _places(local: LocalMap) -> pa.Table:
    rows = [(kind, *pair) for kind in sorted(local.of) for pair in sorted(local.of[kind].items())]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    return pa.table(
        {
            "area_type": pa.array(columns[0], pa.string()),
            "lsoa": pa.array(columns[1], pa.int32()),
            "area": pa.array(columns[2], pa.string()),
        }
    )


def as_at_of(manifest: Manifest) -> date:
    """Return the date of obtaining of the newest file in a build."""
    return date.fromisoformat(manifest.as_at)
