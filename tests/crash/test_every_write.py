"""Killed just before each single write of each command: hundreds of kills, every state between two writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.aftermath import check_killed, check_run_again
from tests.crash.conftest import KILLS
from tests.crash.killing import killed_at
from tests.crash.stages import ALL, Life

pytestmark = pytest.mark.nightly


@pytest.mark.parametrize("name", ALL)
def test_a_kill_at_any_write_loses_nothing_and_the_same_command_completes(
    life: Life, tmp_path: Path, name: str
) -> None:
    work = life.works[name]
    moments = life.moments[name]
    assert len(moments) > 10
    for number, moment in enumerate(moments, 1):
        office, temporary = life.copy(work.start, tmp_path / "office"), tmp_path / "temporary"
        ended = killed_at(office, work.on(office), number, temporary)
        try:
            assert ended.killed
            check_killed(life, work, office)
            check_run_again(life, work, office, temporary)
        except Exception as error:
            error.add_note(f"killed before write {number} of {len(moments)}: {moment}; {ended}")
            raise
        KILLS[name] += 1
        shutil.rmtree(office)


def test_what_is_committed_was_flushed_to_disk_before(life: Life) -> None:
    """A kill spares what the system still holds in memory; a power cut does not."""
    for name, made in (("ingest", "close"), ("full-build", "close"), ("report-again", "open")):
        moments = [moment.split(" ", 1) for moment in life.moments[name]]
        commit = [place for place, (what, _) in enumerate(moments) if what == "os.rename"][-1]
        written = {path for what, path in moments[:commit] if what == made and "lock" not in path}
        flushed = {path for what, path in moments[:commit] if what == "fsync"}
        assert written, name
        assert written <= flushed, name
        assert {str(Path(path).parent) for path in written} <= flushed, name
        assert any(what == "fsync" for what, _ in moments[commit:]), name
