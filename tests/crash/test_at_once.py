"""Several processes on one office at once: each succeeds or says who holds the lock; no figure is wrong."""

from __future__ import annotations

import random
import subprocess
import threading
from pathlib import Path

import pytest

from tests.crash.aftermath import check_no_leftovers
from tests.crash.stages import FIGURES, Life, look
from tests.functional.cli import Ran, program, run_apart

pytestmark = pytest.mark.nightly

ROUNDS = 4


def start(words: list[str]) -> subprocess.Popen[str]:
    """Start the installed command."""
    return subprocess.Popen(
        [program(), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/"
    )


def end(process: subprocess.Popen[str]) -> Ran:
    """Wait for a command to end."""
    out, err = process.communicate(timeout=300)
    return Ran(process.returncode, out, err)


def check_outcomes(ended: list[tuple[subprocess.Popen[str], Ran]], doing: str) -> None:
    """At least one succeeded; every other names one of its fellows as the holder of the lock."""
    assert any(ran.code == 0 for _, ran in ended), ended
    fellows = [f"{doing}, process {process.pid} on" for process, _ in ended]
    for _, ran in ended:
        if ran.code:
            assert ran.code == 4, ran
            assert "another process is writing here" in ran.err
            assert any(fellow in ran.err for fellow in fellows), ran
        assert "Traceback" not in ran.out + ran.err


@pytest.mark.parametrize("name", ["first-ingest", "ingest", "build", "full-build", "report-again"])
def test_two_at_once_one_waits_its_turn(life: Life, tmp_path: Path, name: str) -> None:
    work = life.works[name]
    office = life.copy(work.start, tmp_path / "office")
    for _ in range(ROUNDS):
        started = [start(work.on(office)) for _ in range(3)]
        ended = [(process, end(process)) for process in started]
        check_outcomes(ended, work.words[0])
    after, now = life.stages[work.end], look(office)
    assert now.log == after.log
    assert now.parts == after.parts
    assert now.figures == after.figures
    assert now.reports == after.reports
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    check_no_leftovers(office, now, temporary)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_build_during_an_ingest_is_of_the_store_before_or_after(
    life: Life, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    ingest, build = life.works["ingest"], life.works["build"]
    office = life.copy(ingest.start, tmp_path / "office")
    ingesting = start(ingest.on(office))
    threading.Event().wait(chance.uniform(0, life.seconds["ingest"]))
    built = run_apart(*build.on(office))
    ingested = end(ingesting)
    assert (built.code, ingested.code) == (0, 0), (built, ingested)
    figures = look(office).figures
    assert figures in (life.stages["reported"].figures, life.stages["rebuilt"].figures)
    assert run_apart(*build.on(office)).code == 0
    assert look(office).figures == life.stages["rebuilt"].figures


def test_readers_during_ingests_builds_and_reports_see_whole_builds_only(life: Life, tmp_path: Path) -> None:
    office = life.copy("reported", tmp_path / "office")
    whole = {life.stages["reported"].figures, life.stages["rebuilt"].figures}
    seen: list[Ran] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(run_apart("figures", office, *FIGURES))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for name in ("ingest", "build", "full-build", "full-build", "report"):
            assert run_apart(*life.works[name].on(office)).code == 0
    finally:
        stop.set()
        reader.join()
    assert len(seen) > 5
    for ran in seen:
        assert ran.code == 0, ran
        assert ran.out in whole
        assert "Traceback" not in ran.err
    assert run_apart("figures", office, *FIGURES).out == life.stages["rebuilt"].figures
