"""The build and a second, naive implementation say the same, figure by figure."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frankpledge.builds.making import make_build
from frankpledge.builds.reading import Build, open_build
from frankpledge.generate import FictionalForce, Scenario, generate
from frankpledge.plan.reading import read_office
from frankpledge.store.log import read_snapshot
from tests.spec import offices
from tests.spec.agreement import agree
from tests.spec.naive.files import Download
from tests.spec.naive.words import COUNTRY, force
from tests.spec.tiny import Shape, write

TOGETHER = {
    "bedfordshire-older-vintage": date(2022, 1, 15),
    "bedfordshire": date(2024, 7, 1),
    "northamptonshire": date(2025, 9, 1),
    "leicestershire": date(2022, 2, 1),
    "lincolnshire": date(2022, 5, 1),
    "derbyshire-nottinghamshire": date(2022, 5, 1),
}
"""Dates of obtaining given to the sample files: the two of Bedfordshire in their true order."""

SHAPES = st.builds(
    Shape,
    seed=st.integers(0, 2**32),
    months=st.sampled_from((1, 2, 5, 13, 15, 26)),
    rows=st.sampled_from((0, 1, 2, 8)),
    gaps=st.sampled_from((0.0, 0.1, 0.5, 0.9)),
    older=st.sampled_from((0, 1, 8)),
    forces=st.sampled_from((1, 2, 3)),
)


def test_the_second_implementation_uses_nothing_of_ours() -> None:
    allowed = {
        "__future__", "collections", "csv", "dataclasses", "datetime", "fractions", "functools", "gzip", "io",
        "pathlib", "re", "ruamel", "tests", "typing", "zipfile",
    }  # fmt: skip
    files = sorted((Path(__file__).parent / "naive").glob("*.py"))
    assert len(files) >= 6
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert {name.split(".")[0] for name in names} <= allowed, file.name
            assert not [name for name in names if name.startswith("tests.") and ".naive." not in name]


def _agree_on(folder: Path, shape: Shape) -> tuple[int, int]:
    """Build a random office both ways; return how many figures and comparisons agreed."""
    files = folder / "files"
    files.mkdir()
    downloads = write(files, shape)
    office = offices.office_of_all_kinds(folder / "office")
    for summary in offices.load(office, downloads):
        assert not summary.problems
        assert summary.total("refused") == 0
    found = agree(offices.build(office), offices.naive(office, downloads))
    assert not found.differences, f"{shape}: {found.told()}"
    return found.compared["figures"], found.compared["comparisons"]


@pytest.mark.parametrize(
    "shape",
    [
        Shape(seed=1, months=26),
        Shape(seed=2, months=15, older=8, gaps=0.3),
        Shape(seed=3, months=15, rows=1, gaps=0.5),
        Shape(seed=4, months=13, rows=0, gaps=0.1),
    ],
    ids=["two years", "two downloads", "hardly a row", "headers only"],
)
def test_every_kind_of_measure_agrees_on_random_files(tmp_path: Path, shape: Shape) -> None:
    figures, comparisons = _agree_on(tmp_path, shape)
    assert figures > 1000
    assert comparisons > 100


@pytest.mark.nightly
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=SHAPES)
def test_every_kind_of_measure_agrees_on_many_random_files(
    tmp_path_factory: pytest.TempPathFactory, shape: Shape
) -> None:
    _agree_on(tmp_path_factory.mktemp("random"), shape)


def test_a_generated_county_agrees(tmp_path: Path) -> None:
    """A small Westmarch with a neighbour's records, peers in the counts, two downloads and gaps."""
    first = 2021 * 12 + 3
    home, neighbour = FictionalForce(0, 500), FictionalForce(1, 300)
    scenario = Scenario(
        seed=7,
        forces=(home, neighbour),
        peers=tuple(FictionalForce(number, 400) for number in range(2, 7)),
        first_month=first,
        months=30,
        missing=frozenset({(home.slug, first + 9), (neighbour.slug, first + 20)}),
        supplied_empty=frozenset({(home.slug, first + 1)}),
        older_months=6,
    )
    generate(scenario, tmp_path / "made")
    days = {one.name: date.fromisoformat(one.obtained) for one in scenario.downloads}
    downloads = [Download(tmp_path / "made" / f"{name}.zip", day) for name, day in days.items()]
    reference = sorted((tmp_path / "made" / "reference").glob("*.csv"))
    downloads += [Download(file, max(days.values())) for file in reference]
    office = offices.ready(tmp_path / "office", "westmarch")
    slugs = tuple(one.slug for one in (*scenario.forces, *scenario.peers))
    for summary in offices.load(office, downloads, other_forces=slugs):
        assert not summary.problems
        assert summary.total("refused") == 0
    found = agree(offices.build(office), offices.naive(office, downloads))
    assert not found.differences, found.told()
    assert found.compared["known"] > 10_000
    assert found.compared["immature"] > 20
    assert found.compared["peer"] > 500


# --- the real files, all together -----------------------------------------------------------------


def real_downloads(data: Path) -> list[Download]:
    """Return all sample zips and the reference files that figures depend on."""
    zips = [Download(data / "police_uk" / f"{name}.zip", day) for name, day in TOGETHER.items()]
    return [*zips, Download(data / "reference", date(2025, 12, 1))]


@pytest.mark.nightly
def test_all_real_files_together_agree(shared_data: Path, tmp_path: Path) -> None:
    downloads = real_downloads(shared_data)
    office = offices.ready(tmp_path / "office", "northamptonshire")
    for summary in offices.load(office, downloads):
        assert not summary.problems
    found = agree(offices.build(office), offices.naive(office, downloads))
    assert not found.differences, found.told()
    assert found.compared["known"] > 150_000
    assert found.compared["immature"] > 500
    assert found.compared["comparisons"] > 5_000


def test_bedfordshire_with_its_two_vintages_agrees(shared_data: Path, tmp_path: Path) -> None:
    """With stops and searches, and no peer counts in its fullest year."""
    older, newer, *_, reference = real_downloads(shared_data)
    office = offices.ready(tmp_path / "office", "bedfordshire")
    for summary in offices.load(office, [older, newer, reference]):
        assert not summary.problems
    asked = sorted(
        name
        for name, measure in read_office(office).measures.items()
        if measure.table in ("crimes", "outcomes", "stops") or measure.kind in ("ratio", "rate")
    )
    asked = [name for name in asked if not name.endswith("theft")]
    found = agree(offices.build(office), offices.naive(office, [older, newer, reference]), asked)
    assert not found.differences, found.told()
    assert found.compared["known"] > 50_000
    assert found.compared["previous-12-months"] > 0


@pytest.mark.nightly
def test_as_at_january_2022_agrees(shared_data: Path, tmp_path: Path) -> None:
    """With only what was obtained by then, Bedfordshire's figures are those of its older files."""
    older, newer = real_downloads(shared_data)[:2]
    office = offices.ready(tmp_path / "office", "bedfordshire")
    offices.load(office, [older, newer])
    outcome = make_build(
        office,
        read_snapshot(office / "store"),
        read_office(office),
        made_at=offices.LOADED_AT,
        as_at_month=2022 * 12,
    )
    build: Build = open_build(office, outcome.folder.name)
    found = agree(build, offices.naive(office, [older]))
    assert not found.differences, found.told()
    assert found.compared["known"] > 1_000
    full = agree(offices.build(office), offices.naive(office, [older]), ["all-crime"])
    assert full.differences


def test_the_43_forces_are_those_of_the_population_file(shared_data: Path) -> None:
    lines = (shared_data / "reference" / "pfa_population_2020.csv").read_text(encoding="utf-8").splitlines()
    names = [line.split(",", 1)[1].rsplit(",", 2)[0].strip('"') for line in lines[1:]]
    assert sorted(force(name) for name in names) == sorted(COUNTRY)
