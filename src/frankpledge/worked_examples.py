"""Working out every measure's worked example by the real chain: files, intake, build, figures.

All examples go into one store, each as a force of its own, so that one build answers all of them.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from frankpledge.builds.making import make_build
from frankpledge.builds.reading import Build
from frankpledge.contracts.examples import example_of
from frankpledge.contracts.figures import Figure
from frankpledge.contracts.reference import POPULATIONS
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.stats19 import CASUALTIES, COLLISIONS, VEHICLES
from frankpledge.contracts.stats19_collision_words import POLICE_FORCE
from frankpledge.contracts.tables import HASHED, Column
from frankpledge.errors import BadDefinition
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import month_key
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.example_file import Expected, Rows, WorkedExample, read_examples
from frankpledge.plan.reading import read_office
from frankpledge.sources.stats19 import force_of_code
from frankpledge.store.intake import ingest
from frankpledge.store.log import read_snapshot

OBTAINED = date(2026, 1, 31)
"""The day on which the rows of examples count as obtained: long after they happened."""

_OF_COLLISIONS = (COLLISIONS, VEHICLES, CASUALTIES)
_FORCE_CODES = {force_of_code(term.written[0]): term.written[0] for term in POLICE_FORCE.terms[:40]}
"""The guide's number of each force that can stand for an example of road collisions."""


@dataclass(frozen=True)
class ExampleResult:
    """What came of one worked example: what differs from the number worked out by hand, if anything."""

    example: WorkedExample
    figures: int
    differences: tuple[str, ...]


def run_examples(
    office: Path, measures: Sequence[str] = (), on_step: Callable[[str], None] = lambda what: None
) -> list[ExampleResult]:
    """Work out the examples of an office's measures (default: all) and hold them against what they say.

    Raises BadDefinition for an example whose rows are refused.
    """
    definitions = read_office(office)
    examples = read_examples(office, definitions.measures)
    chosen = [one for one in examples if not measures or one.measure in measures]
    if not chosen:
        return []
    forces = _forces(chosen)
    with tempfile.TemporaryDirectory(prefix="frankpledge-examples-") as temporary:
        folder = Path(temporary)
        on_step("taking in the rows of the examples")
        _take_in(folder, chosen, forces)
        on_step("working out the figures")
        build = _build(office, folder, definitions, chosen, forces)
        return [_held(build, one, forces[one.measure]) for one in chosen]


def _forces(chosen: Sequence[WorkedExample]) -> dict[str, str]:
    """Return each example's force: one made up, but for road collisions one that their guide numbers."""
    numbered = iter(_FORCE_CODES)
    return {
        one.measure: next(numbered)
        if any(rows.table in _OF_COLLISIONS for rows in one.rows)
        else f"example-{number:03}"
        for number, one in enumerate(chosen, 1)
    }


def _take_in(folder: Path, chosen: Sequence[WorkedExample], forces: dict[str, str]) -> None:
    files: dict[str, WorkedExample] = {}
    returns = folder / "returns"
    returns.mkdir()
    for example in chosen:
        force = forces[example.measure]
        span = f" {' to '.join(map(month_key, example.months))}" if example.months else ""
        for rows in example.rows:
            if rows.table is POPULATIONS:
                continue
            path = returns / f"{force} {rows.table.name}{span}.csv"
            (_write_of_collisions if rows.table in _OF_COLLISIONS else _write)(path, rows, force)
            files[path.name] = example
    _write_residents(returns / "residents.csv", chosen, forces)
    summary = ingest(
        folder / "store",
        [returns],
        loaded_at=f"{OBTAINED}T00:00:00+00:00",
        obtained=OBTAINED,
        other_forces=forces.values(),
        secrets={
            column.key_source: b"worked example" for table in TABLES.values() for column in table.columns
        },
    )
    for edition in summary.added:
        if edition.refused:
            name = next(name for name in files if name in edition.file)
            raise BadDefinition(
                f"{edition.refused} of its rows would be refused ({'; '.join(summary.reasons)}).",
                file=files[name].file,
                field="rows",
                do=f"Look at `frankpledge tables {edition.table}`.",
            )
    for problem in summary.problems:
        name = next((name for name in files if name in str(problem.where.file)), "")
        raise BadDefinition(
            problem.what, file=files[name].file if name else None, field="rows", do=problem.do
        )


def _write(path: Path, rows: Rows, force: str) -> None:
    """Write rows as a return; required columns that the example leaves out get the contract's example."""
    usual = example_of(rows.table)
    left_out = [
        column
        for column in rows.table.sent_columns
        if column.required and column.name not in rows.columns and column.name != "force"
    ]
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["force", *rows.columns, *(column.name for column in left_out)])
        for number, cells in enumerate(rows.cells, 1):
            filled = [_usual(column, number, force, usual) for column in left_out]
            writer.writerow([force, *cells, *filled])


def _write_of_collisions(path: Path, rows: Rows, force: str) -> None:
    """Write rows as STATS19 has them: the collision's number first, and force and day with the collision."""
    usual = example_of(rows.table)
    required = [column.name for column in rows.table.sent_columns if column.required]
    fixed = {"police-force": _FORCE_CODES[force]} if rows.table is COLLISIONS else {"casualty-class": ""}
    fixed = {"vehicle-type": ""} if rows.table is VEHICLES else fixed
    joined = ("force", "collision-index", *(() if rows.table is COLLISIONS else ("date",)))
    given = {*rows.columns, *fixed, *joined}
    left_out = {name: usual[name] for name in required if name not in given} | {
        name: cell for name, cell in fixed.items() if name not in rows.columns
    }
    kept = [name for name in rows.columns if name not in joined]
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        names = ("collision-index", *kept, *left_out)
        writer.writerow([name.replace("-", "_") for name in names])
        for cells in rows.cells:
            named = dict(zip(rows.columns, cells, strict=True))
            number = f"{force} {named['collision-index']}"
            writer.writerow([number, *(named[name] for name in kept), *left_out.values()])


def _write_residents(path: Path, chosen: Sequence[WorkedExample], forces: dict[str, str]) -> None:
    """Write residents and households of all examples as their publisher does: one file for all forces."""
    told: dict[str, dict[str, tuple[str, str]]] = {}
    for example in chosen:
        for rows in example.rows:
            if rows.table is not POPULATIONS:
                continue
            for cells in rows.cells:
                named = dict(zip(rows.columns, cells, strict=True))
                others = set(named) - {"date", "residents", "households"}
                if others or not named.get("residents") or not named.get("date", "").endswith("-06-30"):
                    raise BadDefinition(
                        "residents are told by 'date', 'residents' and perhaps 'households', for a 30 June.",
                        file=example.file,
                        field="rows",
                        do="Write for example '2020-06-30,200000' below 'date,residents'.",
                    )
                numbers = named["residents"], named.get("households", "")
                told.setdefault(named["date"][:4], {})[forces[example.measure]] = numbers
    if len(told) > 1:
        raise BadDefinition(
            f"examples tell residents of different years ({', '.join(sorted(told))}).",
            do="Use one year in all of them: a newer file supersedes an older.",
        )
    for year, by_force in told.items():
        with path.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.writer(handle)
            writer.writerow(["pfa_code", "pfa_name", f"population_{year}", f"households_{year}"])
            for number, (force, numbers) in enumerate(by_force.items(), 1):
                writer.writerow([f"E23{number:06}", force, *numbers])


def _usual(column: Column, number: int, force: str, usual: dict[str, str]) -> str:
    """Return what stands in a required column that the example leaves out."""
    if column.type in HASHED:
        return f"{column.name}-{number}"
    if column.name in ("area-type", "area"):
        return "force" if column.name == "area-type" else force
    return usual[column.name]


def _build(
    office: Path,
    folder: Path,
    definitions: Definitions,
    chosen: Sequence[WorkedExample],
    forces: dict[str, str],
) -> Build:
    plain = replace(definitions.office, forces=tuple(forces.values()), local_areas=(), peer_groups=())
    narrowed = replace(definitions.only(one.measure for one in chosen), office=plain)
    # The build copies what an office declares: of this one that is the rows alone.
    (folder / "plan").mkdir()
    (folder / "office.yaml").write_bytes((office / "office.yaml").read_bytes())
    narrowed = replace(narrowed, office=replace(plain, house_style=replace(plain.house_style, logo="")))
    made = make_build(folder, read_snapshot(folder / "store"), narrowed, made_at=f"{OBTAINED}T00:00:00+00:00")
    return made.build


def _held(build: Build, example: WorkedExample, force: str) -> ExampleResult:
    measure = build.definitions.measures[example.measure]
    differences: list[str] = []
    for expected in example.gives:
        key = SeriesKey("force", force, expected.breakdown)
        figure = build.figures.one(measure, force, expected.period, key)
        differences += _differences(expected, figure)
    return ExampleResult(example, len(example.gives), tuple(differences))


def _differences(expected: Expected, figure: Figure | None) -> list[str]:
    where = f"{expected.period.label}{f', {expected.breakdown}' if expected.breakdown else ''}"
    if figure is None:
        return [] if expected.state == "missing" else [f"{where}: there is no such figure"]
    found = []
    if figure.state != expected.state:
        found.append(f"{where}: it is {figure.state}, not {expected.state}")
    for name, written in expected.numbers:
        value = getattr(figure, name)
        places = len(written.partition(".")[2])
        if value is None or abs(value - float(written)) > 0.5 * 10**-places * (1 + 1e-9):
            told = "nothing" if value is None else f"{value:.{max(places, 6)}f}".rstrip("0").rstrip(".")
            found.append(f"{where}: the {name} is {told}, and {written} by hand")
    return found
