"""Run cases: prepare, let the contestants take turns, and put down what each took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cases import Case, Contestant, Place
from benchmarks.machine import commit_now, load_now
from benchmarks.measuring import Sample, measure
from benchmarks.preparing import prepare
from benchmarks.results import CaseResult, Measured

LIMIT = 1800.0
"""Seconds after which a program is ended; it counts as failed."""

Say = Callable[[str], None]


def run_case(case: Case, place: Place, runs: int, say: Say) -> CaseResult:
    """Measure a case: in each round every contestant runs once, so that a busy minute hits all alike."""
    say(f"{case.title}")
    started, commit, load = datetime.now(UTC).isoformat(timespec="seconds"), commit_now(), load_now()
    for need in case.needs:
        prepare(need, place)
    logs = place.root / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    samples: dict[str, list[Sample]] = {one.name: [] for one in case.contestants}
    for turn in range(runs):
        for one in case.contestants:
            so_far = samples[one.name]
            if turn >= one.most_runs or (so_far and so_far[-1].failure):
                continue
            sample = _once(
                one, logs / f"{case.id}-{len(so_far)}-{one.name.replace(' ', '-')}.log", not so_far
            )
            so_far.append(sample)
            took = sample.failure or f"{sample.seconds:.2f} s, peak {sample.peak / 1024**2:,.0f} MiB"
            say(f"  {one.name}, run {turn + 1}: {took}")
    measured = tuple(Measured(one.name, tuple(samples[one.name]), one.same_work) for one in case.contestants)
    return CaseResult(case.id, case.title, place.rows, measured, case.bars, started, commit, load)


def _once(one: Contestant, log: Path, first: bool) -> Sample:
    one.before()
    sample = measure(one.command, log, limit=LIMIT)
    if first and one.answer and not sample.failure:
        told = measure(one.answer, log.with_suffix(".answer.log"), limit=LIMIT)
        sample = replace(sample, answer=told.answer, failure=told.failure)
    return sample
