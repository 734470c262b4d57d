"""Killed and raced, in short: a dozen moments of an ingest and a build, and two of each at once.

`make nightly` kills hundreds of times (tests/crash); this is the part that everybody runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.aftermath import check_killed, check_run_again
from tests.crash.killing import killed_at
from tests.crash.stages import Life, live, look
from tests.crash.test_at_once import check_outcomes, end, start

WATCHED = ("ingest", "build")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """An office that takes in records twice and builds twice."""
    return live(tmp_path_factory.mktemp("life"), WATCHED, last="build")


def _chosen(moments: list[str]) -> Iterator[int]:
    """Return moments (from 1): an early one, the middle, those around the commit, and the last."""
    commit = max(place for place, moment in enumerate(moments, 1) if moment.startswith("os.rename"))
    yield from (4, len(moments) // 2, commit, commit + 1, len(moments))


@pytest.mark.parametrize("name", WATCHED)
def test_a_kill_loses_nothing_and_the_same_command_completes(life: Life, tmp_path: Path, name: str) -> None:
    work = life.works[name]
    for moment in sorted(set(_chosen(life.moments[name]))):
        office = life.copy(work.start, tmp_path / f"office-{moment}")
        ended = killed_at(office, work.on(office), moment, tmp_path / "temporary")
        assert ended.killed, ended
        check_killed(life, work, office)
        check_run_again(life, work, office, tmp_path / "temporary")


def test_of_two_at_once_each_succeeds_or_names_the_other(life: Life, tmp_path: Path) -> None:
    for name in WATCHED:
        work = life.works[name]
        office = life.copy(work.start, tmp_path / name)
        started = [start(work.on(office)) for _ in range(2)]
        check_outcomes([(process, end(process)) for process in started], work.words[0])
        assert look(office).figures == life.stages[work.end].figures
