"""``python -m benchmarks``: run the cases, the growth series or the profile, and write the results."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.cases import MEASURES, Place, all_cases
from benchmarks.curves import curve
from benchmarks.growth import WORK, grow
from benchmarks.machine import describe, machine_name
from benchmarks.profiling import profile as profiled
from benchmarks.results import Run, read_run
from benchmarks.running import run_case
from benchmarks.tables import page

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"
ROWS = 20_000_000


def scratch() -> Path:
    """Return where loads and stores are kept: FRANKPLEDGE_BENCH_DIR, else .bench in the repository."""
    return Path(os.environ.get("FRANKPLEDGE_BENCH_DIR", ROOT / ".bench")).resolve()


def say(text: str) -> None:
    """Print a line now."""
    click.echo(text)


@click.group()
def main() -> None:
    """Measure Frankpledge beside other tools, in the same run, each as a process of its own."""
    os.chdir(ROOT)


@main.command()
@click.option("--rows", default=ROWS, show_default=True, help="Street rows of the load.")
@click.option("--runs", default=3, show_default=True, help="Runs of each program; slow peers have fewer.")
@click.option("--measures", default=MEASURES, show_default=True, help="Measures of the whole build.")
@click.option("--only", default="", help="Cases, with commas between: ingest,cube.")
@click.option("--without", default="", help="Contestants to leave out, with commas between: pandas,Spark.")
@click.option(
    "--results", type=click.Path(path_type=Path), default=RESULTS, help="Where results are written."
)
def run(rows: int, runs: int, measures: int, only: str, without: str, results: Path) -> None:
    """Run the cases and write the results as Markdown and JSON."""
    place = Place(scratch(), rows)
    cases = {case.id: case for case in all_cases(place, measures)}
    chosen = only.split(",") if only else list(cases)
    unknown = [name for name in chosen if name not in cases]
    if unknown:
        raise click.UsageError(f"There is no case '{unknown[0]}'. Known: {', '.join(cases)}.")
    started, machine = datetime.now(UTC).isoformat(timespec="seconds"), describe()
    left_out = set(without.split(","))
    found = []
    for name in chosen:
        case = cases[name]
        kept = tuple(one for one in case.contestants if one.name not in left_out)
        found.append(run_case(replace(case, contestants=kept), place, runs, say))
    write(Run(started, machine, rows, tuple(found)), results)


@main.command()
@click.option("--rows", default="1000000,5000000,20000000", show_default=True, help="Numbers of rows.")
@click.option("--measures", default="10,60,240", show_default=True, help="Numbers of measures.")
@click.option("--only", default=",".join(WORK), show_default=True, help="Work, with commas between.")
@click.option(
    "--results", type=click.Path(path_type=Path), default=RESULTS, help="Where results are written."
)
def growth(rows: str, measures: str, only: str, results: Path) -> None:
    """Measure how time and memory grow with rows and with measures."""
    sizes, steps = sorted(map(int, rows.split(","))), sorted(map(int, measures.split(",")))
    started, machine = datetime.now(UTC).isoformat(timespec="seconds"), describe()
    unknown = set(only.split(",")) - set(WORK)
    if unknown:
        raise click.UsageError(f"There is no work '{min(unknown)}'. Known: {', '.join(WORK)}.")
    found = grow(scratch(), sizes, steps, only.split(","), say)
    write(Run(started, machine, sizes[-1], (), growth=found), results)


@main.command()
@click.option("--rows", default=ROWS, show_default=True, help="Street rows of the load.")
@click.option(
    "--results", type=click.Path(path_type=Path), default=RESULTS, help="Where results are written."
)
def profile(rows: int, results: Path) -> None:
    """Say where ingest, cube and build spend their time."""
    started, machine = datetime.now(UTC).isoformat(timespec="seconds"), describe()
    found = profiled(Place(scratch(), rows), say)
    write(Run(started, machine, rows, (), profile=found), results)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("picture", type=click.Path(path_type=Path, dir_okay=False))
def draw(file: Path, picture: Path) -> None:
    """Draw the growth that a results FILE (JSON) holds as an SVG PICTURE."""
    picture.write_text(curve(read_run(file).growth), encoding="utf-8")
    say(f"Wrote {picture}.")


def write(done: Run, results: Path) -> None:
    """Write a run as ``DATE-MACHINE-ROWS.json`` and ``.md``, with what was measured earlier that day."""
    results.mkdir(parents=True, exist_ok=True)
    file = results / f"{done.started[:10]}-{machine_name()}-{done.rows}.json"
    if file.is_file():
        done = done.onto(read_run(file))
    file.write_text(done.to_json(), encoding="utf-8")
    file.with_suffix(".md").write_text(page(done), encoding="utf-8")
    say(page(done))
    say(f"Wrote {file.with_suffix('.md')} and {file.name}.")


if __name__ == "__main__":
    main()
