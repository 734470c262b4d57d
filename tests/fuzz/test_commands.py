"""Whatever stands on a command line, it ends with a documented exit code; a wrong word harms nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from frankpledge.store.log import check_parts, read_snapshot
from tests.crash.stages import FIGURES, Life, live
from tests.functional.cli import run
from tests.fuzz.commands import command_lines
from tests.fuzz.conftest import GIVEN, TAKEN
from tests.fuzz.limits import in_time

DOCUMENTED = {0, 1, 2, 3, 4}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """An office that is ready to be asked."""
    return live(tmp_path_factory.mktemp("life"), watched=(), last="first-build")


@pytest.fixture
def place(life: Life, tmp_path: Path) -> Iterator[Path]:
    """A folder with an office and records, which is the current one."""
    life.copy("built", tmp_path / "office")
    shutil.copytree(life.folder / "records" / "reference", tmp_path / "records" / "reference")
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def _give(place: Path, inputs: int, *, anew: bool) -> None:
    figures = run("figures", "office", "--build", "0001", *FIGURES).out

    @settings(
        max_examples=inputs,
        deadline=None,
        derandomize=not anew,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(command_lines())
    def each(words: list[str]) -> None:
        GIVEN["command lines"] += 1
        with in_time():
            ran = run(*words)
        assert ran.code in DOCUMENTED, (words, ran)
        assert "Traceback" not in ran.out + ran.err
        assert ran.code == 0 or ran.err, words
        TAKEN["command lines"] += ran.code == 0

    each()
    assert TAKEN["command lines"]
    check_parts(read_snapshot(place / "office" / "store"))
    assert figures
    assert run("figures", "office", "--build", "0001", *FIGURES).out == figures


def test_a_hundred_command_lines(place: Path) -> None:
    _give(place, 100, anew=False)


@pytest.mark.nightly
def test_thousands_of_command_lines(place: Path) -> None:
    _give(place, 1500, anew=True)
