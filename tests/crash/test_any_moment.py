"""Killed after a time drawn at random, once or several times running, then run to the end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.crash.aftermath import check_killed, check_run_again
from tests.crash.conftest import KILLS
from tests.crash.killing import killed_after
from tests.crash.stages import Life

pytestmark = pytest.mark.nightly

SEEDS = range(8)
IN_A_ROW = 6
"""A seed kills each command so often, the state each kill leaves being what the next one starts from."""

STANDING_AGAIN = ("ingest", "build", "report-again")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", STANDING_AGAIN)
def test_kills_at_random_moments_one_after_another(life: Life, tmp_path: Path, name: str, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")  # noqa: S311
    work = life.works[name]
    office, temporary = life.copy(work.start, tmp_path / "office"), tmp_path / "temporary"
    killed = 0
    for _ in range(IN_A_ROW):
        ended = killed_after(office, work.on(office), chance.uniform(0, life.seconds[name]), temporary)
        assert ended.killed or ended.code == 0, ended
        killed += ended.killed
        check_killed(life, work, office)
        if not ended.killed:
            break  # this machine was quicker than before, and the work is done
    KILLS[f"{name} at random"] += killed
    check_run_again(life, work, office, temporary)
