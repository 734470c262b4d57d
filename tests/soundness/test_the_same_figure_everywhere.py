"""Promise: the figure a build holds, the command line prints and the report gives is one figure."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from frankpledge.builds.reading import Build, open_build
from frankpledge.cli import main
from frankpledge.generate import FictionalForce, Scenario, generate
from frankpledge.measures.figures import ALL_SOURCES, Query
from frankpledge.periods import MONTHLY_WINDOWS, Window
from tests.spec.offices import ready

KEY = ("measure", "area_type", "area", "breakdown", "window", "period", "source")
VALUES = ("numerator", "denominator", "value", "n")


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Westmarch of two years, through the command line."""
    folder = tmp_path_factory.mktemp("same")
    scenario = Scenario(
        seed=3,
        forces=(FictionalForce(0, 400),),
        peers=(FictionalForce(1, 300), FictionalForce(2, 500)),
        first_month=2023 * 12,
        months=24,
    )
    generate(scenario, folder / "made")
    office = ready(folder / "office", "westmarch")
    _run("ingest", str(office), str(folder / "made" / "newer.zip"), str(folder / "made" / "reference"))
    _run("build", str(office))
    return office


def _held(build: Build) -> dict[tuple[str, ...], dict[str, object]]:
    """Return every figure of a build by its key."""
    queries = [Query(windows=MONTHLY_WINDOWS, source=ALL_SOURCES, area_types=("force", "local-authority"))]
    breakdowns = {word for measure in build.definitions.measures.values() for word in measure.breakdowns}
    queries += [Query(windows=MONTHLY_WINDOWS, breakdown=word) for word in sorted(breakdowns)]
    found = {}
    for query in queries:
        for row in build.figures.table(query).to_pylist():
            found[tuple(row[name] for name in KEY)] = row
    return found


def _same(shown: object, held: object) -> bool:
    if shown in ("", None) or held is None:
        return shown in ("", None) and held is None
    return float(str(shown)) == float(str(held))


def test_the_command_line_prints_what_the_build_holds(office: Path, tmp_path: Path) -> None:
    held = _held(open_build(office))
    asked = ["figures", str(office), "--window", "quarter", "--source", "all", "--format"]
    _run(*asked, "parquet", "--output", str(tmp_path / "figures.parquet"))
    printed = {
        "json": json.loads(_run(*asked, "json")),
        "csv": list(csv.DictReader(_run(*asked, "csv").splitlines())),
        "parquet": pq.read_table(tmp_path / "figures.parquet").to_pylist(),
    }
    assert len(printed["json"]) == len(printed["csv"]) == len(printed["parquet"])
    for form, rows in printed.items():
        quarters = [row for row in rows if row["window"] == Window.QUARTER]
        assert len(quarters) > 100
        for row in quarters:
            figure = held[tuple(str(row[name]) for name in KEY)]
            assert row["state"] == figure["state"]
            for name in VALUES:
                assert _same(row[name], figure[name]), (form, row)


def test_the_figures_beside_a_report_are_those_of_its_build(office: Path) -> None:
    build = open_build(office)
    held = _held(build)
    _run("report", str(office), "--quarter", "Q3 24/25")
    folder = office / "reports" / "2024-25-Q3-quarterly"
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 500
    for row in rows:
        figure = held[tuple(row[name] for name in KEY)]
        assert all(_same(row[name], figure[name]) for name in VALUES), row
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert build.manifest.id in page
    total = held["all-crime", "force", "westmarch", "", "quarter", "2024-25-Q3", "crimes"]["value"]
    assert f"{total:,.0f}" in page


def test_an_explanation_ends_in_the_same_figure(office: Path) -> None:
    held = _held(open_build(office))
    for measure, unit in (("all-crime", "crimes"), ("burglary", "crimes"), ("stop-searches", "searches")):
        value = held[measure, "force", "westmarch", "", "quarter", "2024-25-Q3", _table(measure)]["value"]
        said = _run("explain", str(office), measure, "westmarch", "2024-25-Q3")
        assert f"{value:,.0f} {unit} (known, computed)" in said


def _table(measure: str) -> str:
    return "stops" if measure == "stop-searches" else "crimes"
