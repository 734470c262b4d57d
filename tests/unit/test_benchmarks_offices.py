"""The offices that benchmarks measure with: real definitions and a real reader, over generated records."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import offices
from benchmarks.profiling import parts
from frankpledge import pipeline
from frankpledge.generate import Scenario, generate
from frankpledge.plan.definitions import Kind
from frankpledge.plan.reading import read_office

FORCES, MONTHS = 4, 60
"""So many months that the one never supplied lies before all that is compared."""


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small load of the same shape as the large ones."""
    folder = tmp_path_factory.mktemp("load") / "made"
    generate(Scenario.sized(FORCES, MONTHS, 6_000, 1, kinds=("street",)), folder, as_zip=False)
    return folder


def test_so_many_measures_are_declared_and_more_of_them_begin_alike() -> None:
    many = offices.declare(240)
    assert len({measure["id"] for measure in many}) == 240
    assert offices.declare(60) == many[:60]
    with pytest.raises(ValueError, match="can be declared"):
        offices.declare(offices.MOST + 1)


def test_the_national_office_is_read_with_every_kind_of_measure(load: Path, tmp_path: Path) -> None:
    offices.write(tmp_path, offices.national(load, 240))
    definitions = read_office(tmp_path)
    assert len(definitions.measures) == 241
    kinds = {measure.kind for measure in definitions.measures.values()}
    assert {Kind.COUNT, Kind.SHARE, Kind.RATE} <= kinds
    assert len(definitions.office.peer_groups[0].areas) == FORCES
    offices.write(tmp_path, offices.national(load, 10))
    assert len(read_office(tmp_path).measures) == 11


def test_all_programs_come_to_the_same_cube_and_the_same_build(load: Path, tmp_path: Path) -> None:
    office, small = tmp_path / "office", tmp_path / "small"
    offices.write(office, offices.national(load, 10))
    offices.write(small, offices.small_areas(load))
    pipeline.take_in(office, [load / "newer", load / "reference"])
    ours = _answer("cube_ours", small, office / "store")
    assert ours["counted"] > 3_000
    assert ours["small areas"] > 1_000
    assert _answer("cube_sql", office) == ours
    assert _answer("build_ours", office)["counted"] > 3_000


def _answer(name: str, *arguments: object) -> dict[str, int]:
    from benchmarks.measuring import told

    command = [sys.executable, "-m", f"benchmarks.work.{name}", *map(str, arguments)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=root)
    assert done.returncode == 0, done.stderr
    return told(done.stdout.strip().rpartition("\n")[2])[-1]


def test_parts_of_a_profile_are_shares_of_their_sum_largest_first() -> None:
    found = parts({"rows": 100, "a": 1.0, "b": 3.0})
    assert [(one["part"], one["share"]) for one in found] == [("b", 0.75), ("a", 0.25)]
    assert parts({"rows": 1}) == []
