"""Working out every measure's worked example by the real chain: files, intake, build, figures.

All examples go into one store, each as a force of its own, so that one build answers all of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from frankpledge.builds.making import make_build
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadDefinition
from frankpledge.example_files import FORCE_CODES, is_of_collisions, write_example_files
from frankpledge.measures.series import SeriesKey
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.example_file import Expected, WorkedExample, read_examples
from frankpledge.plan.reading import read_office
from frankpledge.store.intake import ingest
from frankpledge.store.log import read_snapshot

OBTAINED = date(2026, 1, 31)
"""The day on which the rows of examples count as obtained: long after they happened."""


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
    numbered = iter(FORCE_CODES)
    return {
        one.measure: next(numbered)
        if any(is_of_collisions(rows.table) for rows in one.rows)
        else f"example-{number:03}"
        for number, one in enumerate(chosen, 1)
    }


def _take_in(folder: Path, chosen: Sequence[WorkedExample], forces: dict[str, str]) -> None:
    returns = folder / "returns"
    files = write_example_files(returns, chosen, forces)
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
